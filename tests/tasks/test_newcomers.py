"""The newcomer's answer is what others did just after they were first seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from foresale.log.memory import log_from_columns
from foresale.log.prepared import PreparedLog
from foresale.tasks.grammar import parse_task
from foresale.tasks.newcomers import PRIOR_ROWS, Newcomers, newcomers
from foresale.tasks.plan import plan_cutoffs
from foresale.tasks.task import Task

DAY = 86_400_000_000
OPENING = 19_358 * DAY
WEEK = parse_task("buys within 7d,14d for all")


def shop(buys_after: float = 3.0) -> PreparedLog:
    """100 days. Old customers buy at noon and look at night every day; on each day from the 40th to the 79th ten
    newcomers look, and three of them buy `buys_after` days later."""
    rows = [(f"old{u}", day + 0.5, "purchase") for u in range(20) for day in range(100)]
    rows += [(f"old{u}", day + 0.9, "view") for u in range(20) for day in range(100)]
    for day in range(40, 80):
        rows += [(f"new{day}-{k}", day + 0.6, "view") for k in range(10)]
        rows += [(f"new{day}-{k}", day + 0.6 + buys_after, "purchase") for k in range(3)]
    user, at, kind = zip(*rows)
    return log_from_columns(
        user=list(user), time=OPENING + (np.array(at) * DAY).astype(np.int64), type=list(kind)
    )  # fmt: skip


def events(log: PreparedLog, until: float = 101, without: tuple[float, float] = (0, 0)) -> dict[str, Any]:
    """Its events as columns: those before day `until`, outside `without`."""
    out: dict[str, Any] = {"user": [], "time": [], "type": []}
    for bucket in log.buckets:
        for place in range(len(bucket.users)):
            for i in range(int(bucket.starts[place]), int(bucket.ends[place])):
                time = int(bucket.columns["time"][i])
                day = (time - OPENING) / DAY
                if day < until and not without[0] <= day < without[1]:
                    out["user"].append(log.dictionaries["user"][int(bucket.users[place])])
                    out["time"].append(time)
                    out["type"].append(log.types[int(bucket.columns["type"][i])])
    return out | {"time": np.array(out["time"], np.int64)}


def with_newcomers(day: int, clock: float, n: int) -> PreparedLog:
    """The shop with n more who look on one day and do not buy."""
    more = events(shop())
    more["user"] += [f"late{k}" for k in range(n)]
    more["time"] = np.append(more["time"], np.full(n, OPENING + int((day + clock) * DAY)))
    more["type"] += ["view"] * n
    return log_from_columns(**more)


def told(log: PreparedLog, k: int, otherwise: float, task: Task = WEEK) -> Newcomers:
    return newcomers(log, task, k, plan_cutoffs(log, task), otherwise)


def shrunk(yes: float, n: float, otherwise: float) -> float:
    return (yes + PRIOR_ROWS * otherwise) / (n + PRIOR_ROWS)


def test_it_is_the_share_of_newcomers_who_did_it():
    """Old customers, there from the first day, do not count: they may have come before the log began."""
    assert told(shop(), 0, 0.9).rate == pytest.approx(shrunk(120, 400, 0.9))


def test_each_horizon_has_its_own():
    log = shop(buys_after=10)
    assert told(log, 0, 0.5).rate == pytest.approx(shrunk(0, 400, 0.5))
    assert told(log, 1, 0.5).rate == pytest.approx(shrunk(120, 400, 0.5))


def test_who_stays_away_is_the_other_side():
    away = parse_task("no buys within 7d for all")
    assert told(shop(), 0, 0.5, away).rate == pytest.approx(shrunk(280, 400, 0.5))


def test_windows_that_are_not_over_say_nothing():
    """As of day 60, newcomers of the last week have no answer yet; those of days 40 to 52 have."""
    log = shop().before(OPENING + 60 * DAY)
    assert told(log, 0, 0.5).rate == pytest.approx(shrunk(39, 130, 0.5))


def test_what_cannot_be_seen_is_everybodys_rate(tmp_path):
    days = np.tile(np.arange(60), 20)
    nobody_new = log_from_columns(
        user=[f"u{k}" for k in np.repeat(np.arange(20), 60)], time=OPENING + days * DAY, type=["view"] * len(days)
    )
    assert told(nobody_new, 0, 0.3, parse_task("views within 7d for all")) == Newcomers(0.3, 0, None)
    file = parse_task(f'labels "{(tmp_path / "labels.csv").as_posix()}" within 7d for all')
    plan = plan_cutoffs(shop(), WEEK)
    assert newcomers(shop(), file, 0, plan, otherwise=0.3) == Newcomers(0.3, 0, None)


def test_a_last_day_cut_short_is_no_evidence_of_absence():
    """The export stopped at 13:00 of day 99: windows that reach into that day say nothing, though some are over by
    midnight. Newcomers of day 92 at 14:24 would."""
    log = shop()
    late = log_from_columns(**events(log, until=99 + 13 / 24))
    plan = plan_cutoffs(late, WEEK)
    assert plan.ends == OPENING + 99 * DAY  # the last day is left out
    assert told(late, 0, 0.5).n == 400
    newest = with_newcomers(92, 0.6, n=50)
    assert told(log_from_columns(**events(newest, until=99 + 13 / 24)), 0, 0.5).n == 400
    assert told(newest, 0, 0.5).n == 450


def test_windows_that_touch_a_hole_say_nothing():
    """Days 60 to 69 are lost. Newcomers whose week reaches into them, or who are first seen in the week after, are no
    evidence: they may have bought, or come, in the hole."""
    log = shop()
    kept = events(log, without=(60, 70))
    lost = log_from_columns(**kept)
    assert lost.holes
    first = set(range(40, 80)) - set(range(60, 70))
    sound = {day for day in first if day + 0.6 + 7 <= 60 or day + 0.6 >= 77}
    assert told(lost, 0, 0.5).n == 10 * len(sound)


@pytest.mark.parametrize(("late_rate", "far"), [(0.3, False), (0.9, True)])
def test_newcomers_of_later_months_tell_how_far_their_rate_moves(late_rate, far):
    """Of 60 newcomers a day 30 % buy within the week; those of the second half at another rate."""
    rng = np.random.default_rng(0)
    rows = [(f"old{u}", day + 0.5, "purchase") for u in range(20) for day in range(200)]
    rows += [(f"old{u}", day + 0.9, "view") for u in range(20) for day in range(200)]
    for day in range(60, 190):
        rows += [(f"n{day}-{k}", day + 0.6, "view") for k in range(60)]
        rate = 0.3 if day < 125 else late_rate
        rows += [(f"n{day}-{k}", day + 3.1, "purchase") for k in range(60) if rng.random() < rate]
    user, at, kind = zip(*rows)
    log = log_from_columns(user=list(user), time=OPENING + (np.array(at) * DAY).astype(np.int64), type=list(kind))
    moved = told(log, 0, 0.3).moved
    assert moved is not None and (moved > 1 if far else moved < 0.15)
