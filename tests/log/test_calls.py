"""Calls of identify and alias: they say whose an id is, from their own time on, and are no events."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from foresale.log import prepare
from foresale.log.prepared import PreparedLog
from foresale.log.reading import ReadOptions

FIRST = datetime(2024, 1, 1, tzinfo=UTC)


def at(day: float) -> str:
    return f"{FIRST + timedelta(days=day):%Y-%m-%dT%H:%M:%S}Z"


def micros(day: float) -> int:
    return int((FIRST + timedelta(days=day)).timestamp() * 1e6)


def call(n: int, kind: str, day: float, **ids: object) -> dict[str, object]:
    track = {"event": "Product Viewed", "properties": {"product_id": f"p{n % 5}"}} if kind == "track" else {}
    return {"messageId": f"m{n}", "type": kind, "timestamp": at(day), "anonymousId": None, "event": None} | track | ids


def calls() -> list[dict[str, object]]:
    """Customers who once came from elsewhere, and visitors who look for ten days; that they are the same is said by
    `identify` on day 10, and never by a track."""
    found = []
    for k in range(30):
        found += [call(0, "track", d + k / 100, anonymousId=f"a{k:02d}") for d in range(10)]
        found += [call(0, "track", d + k / 100, userId=f"u{k:02d}") for d in (5, 12, 13, 14)]
        if k < 20:
            found.append(call(0, "identify", 10 + k / 100, anonymousId=f"a{k:02d}", userId=f"u{k:02d}"))
    found += [call(0, "track", d, userId="new") for d in (5, 13, 14)]
    found.append(call(0, "alias", 12, previousId="u25", userId="new"))
    found.append(call(0, "identify", 9, anonymousId="nobody", userId="u01"))  # names no id of the log
    found.append(call(0, "group", 9, anonymousId="a03", userId="u07"))  # of a company, not of a person
    return [one | {"messageId": f"m{n}"} for n, one in enumerate(found)]


def log_of(tmp_path, found: list[dict[str, object]]) -> PreparedLog:
    path = tmp_path / "calls.json"
    path.write_text("".join(json.dumps(one) + "\n" for one in found), encoding="utf-8")
    return prepare(str(path), cache=tmp_path / "cache")


def known(log: PreparedLog, id: str, day: float) -> str:
    text = list(log.dictionaries["user"])
    return text[int(log.identity.person(np.array([text.index(id)]), micros(day))[0])]


def test_an_identify_links_a_visitor_from_its_own_time_on(tmp_path):
    log = log_of(tmp_path, calls())
    assert log.n_events == 30 * 14 + 3 and set(log.types.values()) >= {"view"}
    assert len(log.identity) == 21
    assert known(log, "a07", 10.07) == "a07" and known(log, "a07", 10.0701) == "u07"
    assert known(log, "a25", 14) == "a25", "nobody said whose that is"
    said = [str(f) for f in log.findings if f.code in ("calls_left_out", "links_told")]
    assert said[0].startswith("23 calls of identify, group and alias say who") and said[1].endswith(": 21")
    assert len(log.before(micros(10.05)).identity) == 5


def test_an_alias_links_the_id_before(tmp_path):
    log = log_of(tmp_path, calls())
    assert known(log, "u25", 12) == "u25" and known(log, "u25", 13.5) == "new"


def test_what_the_owner_names_besides_counts_too(tmp_path):
    (tmp_path / "links.csv").write_text("anonymous_id,user_id\na25,u25\n")
    found = calls()
    path = tmp_path / "calls.json"
    path.write_text("".join(json.dumps(one) + "\n" for one in found), encoding="utf-8")
    log = prepare(str(path), ReadOptions(links=str(tmp_path / "links.csv")), cache=tmp_path / "cache")
    assert len(log.identity) == 22


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_calls_has_no_say(tmp_path, order):
    log = log_of(tmp_path, calls()[::order])
    links = zip(log.identity.device.tolist(), log.identity.user.tolist(), log.identity.since.tolist())
    text = log.dictionaries["user"]
    assert min((since, text[d], text[u]) for d, u, since in links) == (micros(10), "a00", "u00")
