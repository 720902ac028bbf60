"""Hours: in which part of the day the user comes. Needs a log whose times are finer than the day."""

from __future__ import annotations

import numpy as np
from numba import njit

from foresale.features.compiling import over_groups
from foresale.features.context import Context
from foresale.features.family import Family, Feature

PARTS = (
    ("night", "0:00 to 6:00"),
    ("morning", "6:00 to 12:00"),
    ("afternoon", "12:00 to 18:00"),
    ("evening", "18:00 to 24:00"),
)
NO_EVENT = "no event in sight"


def features(context: Context) -> tuple[Feature, ...]:
    """The share of events in each quarter of the day, and how much they cling to some hours."""
    return (
        *(
            Feature(f"{part}_share", "share", f"share of events from {text} on the shop's clock", NO_EVENT)
            for part, text in PARTS
        ),
        Feature(
            "hour_concentration", "share", "how much the events cling to some hours of the day", NO_EVENT,
            "sum of squared shares of the 24 hours: 1/24 is even, 1 is one hour",
        ),
    )  # fmt: skip


@njit
def kernel(time, clock, start, end, cutoffs, days, edges, scratch, params, out):
    """Fill one group's rows.

    time, clock : int64[n], int32[n]  the events, ascending in time within [start, end); clock: local second of the day
    edges       : int64[m, w]         edges[r, 0] is where the row's sight begins
    scratch     : int64[24]           events by hour
    out         : float32[m, 5]
    """
    scratch[:] = 0
    squares = 0  # of the counts by hour, moved along with them
    lo = hi = start
    for r in range(len(cutoffs)):
        while hi < end and time[hi] < cutoffs[r]:
            hour = clock[hi] // 3600
            squares += 2 * scratch[hour] + 1
            scratch[hour] += 1
            hi += 1
        while lo < hi and time[lo] < edges[r, 0]:
            hour = clock[lo] // 3600
            scratch[hour] -= 1
            squares -= 2 * scratch[hour] + 1
            lo += 1
        total = hi - lo
        if total == 0:
            out[r, :] = np.nan
            continue
        for part in range(4):
            events = 0
            for hour in range(6 * part, 6 * part + 6):
                events += scratch[hour]
            out[r, part] = events / total
        out[r, 4] = squares / (float(total) * total)


FAMILY = Family(
    name="hours",
    reads=("time", "clock"),
    features=features,
    run=over_groups(kernel),
    needs=lambda context: "its times are dates without hours" if context.unit == "day" else None,
    scratch=lambda context: 24,
)
