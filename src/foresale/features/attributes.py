"""Attributes of events: the newest and the most frequent device, channel, country ...

Further columns of the log that hold categories are read likewise.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from foresale.features.compiling import over_groups
from foresale.features.context import Context, column_names
from foresale.features.family import Family, Feature
from foresale.log.events import NEVER

COLUMNS = ("channel", "device", "country", "region", "city", "shop")
LEVELS = 65  # the vocabulary's texts and all others


def each(context: Context) -> tuple[str, ...]:
    """Columns with at least two frequent texts; a vocabulary that is not made yet leaves none out."""
    further = (column for column, kind in context.further.items() if kind == "category")
    return tuple(
        column
        for column in (*(c for c in COLUMNS if context.has_column(c)), *further)
        if len(context.vocabularies.get(column, ("?", "?"))) > 1
    )


def features(context: Context) -> tuple[Feature, ...]:
    """Two for each column."""
    names = column_names(each(context))
    return tuple(f for column, name in names.items() for f in _features(context, column, name))


def _features(context: Context, column: str, name: str) -> tuple[Feature, ...]:
    plain = column.removeprefix("x:")
    source = plain if column in context.further else ""
    levels = (*context.vocabularies.get(column, ()), "other")
    missing = f"no {plain} in sight"
    return (
        Feature(f"{name}_newest", "category", f"{plain} of the newest event", missing, levels=levels, source=source),
        Feature(f"{name}_usual", "category", f"{plain} of most events", missing, levels=levels, source=source),
    )


@njit
def kernel(time, code, start, end, cutoffs, days, edges, scratch, out):
    """Fill one group's rows.

    time, code : int64[n], int32[n]  the events, ascending in time within [start, end); code of the spec, -1 is missing
    edges      : int64[m, w]  edges[r, 0] is where the row's sight begins
    scratch    : int64[65]    events by code
    out        : float32[m, 2]  of equals, the code that is more frequent in the log
    """
    scratch[:] = 0
    lo = hi = start
    newest, newest_at = 0, NEVER
    for r in range(len(cutoffs)):
        while hi < end and time[hi] < cutoffs[r]:
            if code[hi] >= 0:
                scratch[code[hi]] += 1
                newest = min(newest, code[hi]) if time[hi] == newest_at else code[hi]
                newest_at = time[hi]
            hi += 1
        while lo < hi and time[lo] < edges[r, 0]:
            if code[lo] >= 0:
                scratch[code[lo]] -= 1
            lo += 1
        usual = total = 0
        for k in range(len(scratch)):
            total += scratch[k]
            if scratch[k] > scratch[usual]:
                usual = k
        out[r, 0] = newest if total > 0 else np.nan
        out[r, 1] = usual if total > 0 else np.nan


FAMILY = Family(
    name="attributes",
    reads=("time", "*#"),
    features=features,
    run=over_groups(kernel),
    windows=lambda context: (context.lookback_days,),
    scratch=lambda context: LEVELS,
    each=each,
)
