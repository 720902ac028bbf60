"""Counts and findings of a view are those of the log as it was then, and what cannot be placed in time says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foresale.log import prepare
from foresale.log.memory import log_from_columns
from foresale.log.prepared import PreparedLog
from foresale.log.reading import Counts, ReadOptions
from foresale.log.sight import quarantine_in_sight

DAY = 86_400_000_000
T = int(np.datetime64("2021-03-11", "us").astype(np.int64))


def orders(day: int) -> list[str]:
    """A day of order lines: bought, by a guest, returned, of no quantity, twice the same, with a price of no sense."""
    at = f"2021-03-{day:02d} 10:00"
    return [
        f"1{day}0,c{day},p{day},2,1.5,{at}", f"1{day}1,,p1,1,4,{at}", f"C1{day}2,c{day},p1,-1,4,{at}",
        f"1{day}3,c{day},p2,0,4,{at}", f"1{day}4,c1,p3,1,2,{at}", f"1{day}4,c1,p3,1,2,{at}", f"1{day}5,c2,p3,1,-7,{at}",
    ]  # fmt: skip


def read(tmp_path: Path, name: str, lines: list[str], until: int | None = T) -> PreparedLog:
    header = "InvoiceNo,CustomerID,StockCode,Quantity,UnitPrice,InvoiceDate"
    (tmp_path / name).write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    options = ReadOptions(allow_quarantine=True, timezone="UTC")
    log = prepare(tmp_path / name, options, until=until, cache=tmp_path / "cache")
    return log.before(T) if until else log


PAST = [line for day in range(1, 11) for line in orders(day)] + ["1990,c9,p9,1,1,1970-01-01 00:00"]
FUTURE = [line for day in range(11, 29) for line in orders(day)] + ["2990,c9,p9,1,1,2101-01-01 00:00"]


def test_counts_are_those_of_the_log_as_it_was(tmp_path):
    view, then = read(tmp_path, "whole.csv", PAST + FUTURE), read(tmp_path, "then.csv", PAST)
    assert view.n_events < view.reading.counts.events
    for name in Counts.__struct_fields__:
        if name != "repeats":  # counted over the whole log
            assert getattr(view.counts, name) == getattr(then.counts, name), name
    assert view.counts.not_purchases == {"adjustment": 10, "refund": 10}
    assert view.counts.quarantined == {"time before 1980": 1}
    assert quarantine_in_sight(view)["reason"].to_pylist() == ["time before 1980"]


def test_a_view_of_everything_has_the_counts_of_cleaning(tmp_path):
    log = read(tmp_path, "then.csv", PAST, until=None)
    assert log.counts == log.reading.counts == log.before(T).counts
    assert log.findings == log.before(T).findings


def test_what_cannot_be_placed_is_counted_and_said(tmp_path):
    damaged = ["3990,c9,p9,1,1,yesterday", "3991,c9,p9,1,1,", "ragged"]
    view = read(tmp_path, "whole.csv", PAST + FUTURE + damaged)
    assert view.counts.quarantined == {
        "no time": 1, "time before 1980": 1, "too few fields": 1, "unreadable time": 1,
    }  # fmt: skip
    told = {f.code: str(f) for f in view.findings}
    assert told["damaged"].startswith("damaged rows in quarantine: 4; ")
    assert told["damaged_unplaced"].startswith("3 damaged rows have no readable time: they are counted whether")


def test_what_was_counted_over_the_whole_log_says_so(tmp_path):
    told = {f.code: str(f) for f in read(tmp_path, "whole.csv", PAST + FUTURE).findings}
    for code, n in (("repeats", 28), ("odd_numbers", 28)):
        assert told[code].startswith(f"in the whole log, later rows included: {n} ")
    assert told["without_user"].startswith("10 events have no user")
    whole = {f.code: str(f) for f in read(tmp_path, "whole.csv", PAST + FUTURE, until=None).findings}
    assert whole["repeats"].startswith("28 events") and whole["without_user"].startswith("28 events")


@pytest.mark.parametrize("until", [None, 3])
def test_a_log_of_columns_is_counted_by_its_events(until):
    log = log_from_columns(
        user=["a", "b", None, "a"], time=np.array([1, 2, 3, 4]) * DAY, item=["x", "y", "z", "x"],
        amount=[1.0, 2.0, 5.0, 9.0],
    )  # fmt: skip
    counts = (log.before(until * DAY) if until else log).counts
    assert (counts.events, counts.users, counts.items) == ((3, 2, 3) if until is None else (2, 2, 2))
    assert (counts.without_user, counts.without_user_revenue) == ((1, round(5 / 17, 6)) if until is None else (0, 0.0))
