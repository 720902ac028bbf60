"""Logs from plain columns."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from foresale.log.memory import finest_unit, local_day_and_clock, log_from_columns

HOUR = 3_600_000_000


def test_instants_are_read_in_the_zone_of_the_shop():
    log = log_from_columns(
        user=["a"] * 4,
        time=["2014-07-01", datetime(2014, 7, 1, 8), datetime(2014, 7, 1, 1, tzinfo=UTC), "2014-07-01T10:00+08:00"],
        zone="Asia/Shanghai",
    )
    assert [log.first, log.last] == [1404144000_000000, 1404144000_000000 + 10 * HOUR]
    assert (log.buckets[0].columns["clock"] / 3600).tolist() == [0, 8, 9, 10]
    assert log.unit == "hour"


def test_local_days_follow_the_change_of_clocks():
    # London, 31 March 2019: 01:00 UTC is 02:00 local; the day has 23 hours.
    at = np.array([1553990400, 1553990400 + 23 * 3600 - 1, 1553990400 + 23 * 3600]) * 1_000_000
    day, clock = local_day_and_clock(at, "Europe/London")
    assert day.tolist() == [17986, 17986, 17987]
    assert clock.tolist() == [0, 86399, 0]


@pytest.mark.parametrize(
    ("step", "unit"),
    [(86400_000_000, "day"), (HOUR, "hour"), (60_000_000, "minute"), (1_000_000, "s"), (1000, "ms"), (1, "us")],
)
def test_the_unit_is_the_coarsest_that_all_instants_are_whole_in(step, unit):
    at = np.array([0, step, 5 * step])
    assert finest_unit(at, local_day_and_clock(at, "UTC")[1]) == unit


def test_numbers_and_texts_become_further_columns():
    log = log_from_columns(user=["b", "a", None], time=[2, 1, 3], weight=[1, 2, 3], colour=["red", None, "blue"])
    assert [(c.name, c.kind) for c in log.further] == [("weight", "number"), ("colour", "category")]
    assert log.buckets[0].columns["x:weight"].tolist() == [2.0, 1.0]
    assert log.buckets[0].columns["x:colour"].tolist() == [-1, 1]
    assert log.ownerless is not None and log.ownerless.columns["x:colour"].tolist() == [0]
    assert (log.n_events, log.first, log.last) == (2, 1, 2)


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="item has 1 values, time has 2"):
        log_from_columns(user=["a", "b"], time=[1, 2], item=["x"])
