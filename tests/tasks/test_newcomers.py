"""The newcomer's answer is what others did just after they were first seen."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.log.memory import log_from_columns
from foresale.log.prepared import PreparedLog
from foresale.tasks.grammar import parse_task
from foresale.tasks.newcomers import PRIOR_ROWS, newcomers_rate

DAY = 86_400_000_000
OPENING = 19_358 * DAY
WEEK = parse_task("buys within 7d,14d for all")


def shop(buys_after: float = 3.0) -> PreparedLog:
    """100 days. Old customers come and buy every day; on each day from the 40th to the 79th ten newcomers look, and
    three of them buy `buys_after` days later."""
    rows = [(f"old{u}", day + 0.5, "purchase") for u in range(20) for day in range(100)]
    for day in range(40, 80):
        rows += [(f"new{day}-{k}", day + 0.6, "view") for k in range(10)]
        rows += [(f"new{day}-{k}", day + 0.6 + buys_after, "purchase") for k in range(3)]
    user, at, kind = zip(*rows)
    return log_from_columns(
        user=list(user), time=OPENING + (np.array(at) * DAY).astype(np.int64), type=list(kind)
    )  # fmt: skip


def shrunk(yes: float, n: float, otherwise: float) -> float:
    return (yes + PRIOR_ROWS * otherwise) / (n + PRIOR_ROWS)


def test_it_is_the_share_of_newcomers_who_did_it():
    """Old customers, there from the first day, do not count: they may have come before the log began."""
    assert newcomers_rate(shop(), WEEK, 0, otherwise=0.9) == pytest.approx(shrunk(120, 400, 0.9))


def test_each_horizon_has_its_own():
    log = shop(buys_after=10)
    assert newcomers_rate(log, WEEK, 0, otherwise=0.5) == pytest.approx(shrunk(0, 400, 0.5))
    assert newcomers_rate(log, WEEK, 1, otherwise=0.5) == pytest.approx(shrunk(120, 400, 0.5))


def test_who_stays_away_is_the_other_side():
    away = parse_task("no buys within 7d for all")
    assert newcomers_rate(shop(), away, 0, otherwise=0.5) == pytest.approx(shrunk(280, 400, 0.5))


def test_windows_that_are_not_over_say_nothing():
    """As of day 60, newcomers of the last week have no answer yet; those of days 40 to 52 have."""
    log = shop().before(OPENING + 60 * DAY)
    assert newcomers_rate(log, WEEK, 0, otherwise=0.5) == pytest.approx(shrunk(39, 130, 0.5))


def test_what_cannot_be_seen_is_everybodys_rate(tmp_path):
    nobody_new = log_from_columns(user=["a", "a", "b"], time=np.array([1, 9, 1]) * DAY + OPENING, type=["view"] * 3)
    assert newcomers_rate(nobody_new, parse_task("views within 1d for all"), 0, otherwise=0.3) == pytest.approx(0.3)
    file = parse_task(f'labels "{(tmp_path / "labels.csv").as_posix()}" within 7d for all')
    assert newcomers_rate(shop(), file, 0, otherwise=0.3) == 0.3
