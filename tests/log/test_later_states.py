"""States of orders that a bundle, or a cutoff, has not met are read by the words of before."""

from __future__ import annotations

import pytest

import foresale
from foresale.log import prepare
from foresale.log.reading import ReadOptions
from log.exports import read_export, write_rows
from small_shop import QUICK

HEADER = "order_id,customer_id,order_date,amount,order_status"


def orders(later: str) -> tuple[list[str], list[str]]:
    """Of five months, and of a sixth in which every third order is in another state."""
    rows = [
        (n, f"{n},k{n * n % 397},2024-{1 + n // 200:02}-{1 + n % 28:02} 10:00:00,{9 + n % 40}.50") for n in range(1200)
    ]
    early = [f"{row},{'pending' if n % 7 == 0 else 'paid'}" for n, row in rows[:1000]]
    return early, [f"{row},{later if n % 3 == 0 else 'paid'}" for n, row in rows[1000:]]


@pytest.fixture
def run(tmp_path):
    log = write_rows(tmp_path / "early.csv", HEADER, orders("paid")[0])
    return foresale.train(log, ask="buys within 7d for bought", timezone="UTC", out=tmp_path / "run", cache=tmp_path,
                          **QUICK)  # fmt: skip


def test_a_bundle_takes_no_cancelled_order_for_a_purchase(run, tmp_path):
    scores = []
    for n, state in enumerate(("cancelled", "paid")):
        log = write_rows(tmp_path / f"{n}.csv", HEADER, [row for part in orders(state) for row in part])
        scores.append(foresale.score(run.bundle, log, cache=tmp_path).table.sort_by("customer_id"))
    assert scores[0]["customer_id"].equals(scores[1]["customer_id"]) and not scores[0]["p"].equals(scores[1]["p"])


@pytest.mark.parametrize("state, kind", [("cancelled", "cancel"), ("awaiting payment", "order"), ("shipped", None)])
def test_later_states_are_read_by_the_words_of_before(tmp_path, state, kind):
    early, late = orders(state)
    how = {"options": ReadOptions(timezone="UTC"), "cache": tmp_path / "cache"}
    reading = prepare([write_rows(tmp_path / "early.csv", HEADER, early)], **how).reading
    log = prepare([write_rows(tmp_path / "whole.csv", HEADER, early + late)], reading=reading, **how)
    types = {log.types[code]: int(n) for code, n in zip(log.daily.types, log.daily.events.sum(axis=0)) if n}
    expected = {"purchase": 857 + 200, "order": 143}
    if kind:
        expected["purchase"] -= 66
        expected[kind] = expected.get(kind, 0) + 66
    assert types == expected


def test_a_state_that_nobody_knows_is_told(run, tmp_path):
    early, late = orders("Zurückgestellt")
    scored = foresale.score(run.bundle, write_rows(tmp_path / "log.csv", HEADER, early + late), cache=tmp_path)
    assert [str(f) for f in scored.left_alone if f.code == "later_state"] == [
        "`Zurückgestellt` of `order_status` was not there when the log was understood, and is no known state: "
        "taken as paid"
    ]


def test_a_store_that_is_appended_tells_as_a_fresh_one(run, tmp_path):
    early, late = orders("Zurückgestellt")
    (tmp_path / "days").mkdir()
    found = []
    write_rows(tmp_path / "days" / "1.csv", HEADER, early)
    for cache in ("grown", "grown", "fresh"):
        scored = foresale.score(run.bundle, tmp_path / "days", cache=tmp_path / cache)
        found.append([str(f) for f in scored.left_alone])
        write_rows(tmp_path / "days" / "2.csv", HEADER, late)
    assert not found[0] and found[1] == found[2] != []


def test_what_is_known_of_the_whole_log_is_said_once(tmp_path):
    early, late = orders("Zurückgestellt")
    found = read_export(write_rows(tmp_path / "log.csv", HEADER, early + late), types={"Zurückgestellt": "order"})
    assert not found.told("later_state")
