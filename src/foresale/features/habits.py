"""Habits of the user over the lookback: on which weekdays and in which part of the month they come."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import over_groups
from foresale.features.context import Context
from foresale.features.dates import month_and_day, weekday
from foresale.features.family import Family, Feature

NO_EVENT = "no event in sight"


def features(context: Context) -> tuple[Feature, ...]:
    """Shares of the user's active days, so that one long visit is not ten short ones."""
    found = (
        Feature("weekend_share", "share", "share of active days on a Saturday or Sunday", NO_EVENT),
        Feature("pay_day_share", "share", "share of active days from the 25th to the 5th of a month", NO_EVENT),
        Feature(
            "weekday_concentration", "share", "how much the active days cling to some weekdays", NO_EVENT,
            "sum of squared weekday shares: 1/7 is even, 1 is one weekday",
        ),
    )  # fmt: skip
    if context.horizon_days > 6:  # every weekday lies within
        return found
    ahead = "share of active days on the weekdays that lie within the horizon"
    return (*found, Feature("usual_days_ahead", "share", ahead, NO_EVENT))


def params(context: Context) -> npt.NDArray[np.float64]:
    """Days of the horizon."""
    return np.array([max(1.0, np.ceil(context.horizon_days))])


@njit
def kernel(time, day, start, end, cutoffs, days, edges, scratch, params, out):
    """Fill one group's rows.

    time, day : int64[n], int32[n]  the events, ascending in time within [start, end)
    edges     : int64[m, w]         edges[r, 0] is where the row's sight begins
    scratch   : int64[8]            active days by weekday, then those around pay-day
    out       : float32[m, 3 or 4]
    """
    scratch[:] = 0
    lo = hi = start
    for r in range(len(cutoffs)):
        while hi < end and time[hi] < cutoffs[r]:
            if hi == lo or day[hi] != day[hi - 1]:
                _count(scratch, day[hi], 1)
            hi += 1
        while lo < hi and time[lo] < edges[r, 0]:
            if lo + 1 == hi or day[lo + 1] != day[lo]:
                _count(scratch, day[lo], -1)
            lo += 1
        total, squares, ahead = 0, 0, 0
        for k in range(7):
            total += scratch[k]
            squares += scratch[k] ** 2
            ahead += scratch[k] * (((k - weekday(days[r])) % 7) < params[0])
        if total == 0:
            out[r, :] = np.nan
        else:
            out[r, 0] = (scratch[5] + scratch[6]) / total
            out[r, 1] = scratch[7] / total
            out[r, 2] = squares / (total * total)
            if out.shape[1] > 3:
                out[r, 3] = ahead / total


@njit
def _count(scratch, day, step):
    scratch[weekday(day)] += step
    _, day_of_month = month_and_day(day)
    if day_of_month >= 25 or day_of_month <= 5:
        scratch[7] += step


FAMILY = Family(
    name="habits",
    reads=("time", "day"),
    features=features,
    run=over_groups(kernel),
    params=params,
    scratch=lambda context: 8,
)
