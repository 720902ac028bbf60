"""Recency: days since the newest event, since the newest of each type, and since the first in sight."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import over_groups
from foresale.features.context import Context, singular
from foresale.features.family import Family, Feature
from foresale.log.events import DAY_US, NEVER


def features(context: Context) -> tuple[Feature, ...]:
    """`days_since_event`, `days_since_first_event`, then `days_since_TYPE` by code."""
    return (
        Feature("days_since_event", "days", "time since the newest event", missing="no event in sight"),
        Feature("days_since_first_event", "days", "time since the first event in sight", missing="no event in sight"),
        *(
            Feature(
                f"days_since_{singular(name)}", "days", f"time since the newest {name}", missing=f"no {name} in sight"
            )
            for _, name in sorted(context.types.items())
        ),
    )


def params(context: Context) -> npt.NDArray[np.float64]:
    """Type code -> place among the types, -1 where the type is none of the spec's."""
    place = np.full(256, -1.0)
    for k, code in enumerate(sorted(context.types)):
        place[code] = k
    return place


@njit
def kernel(time, type, start, end, cutoffs, days, edges, scratch, params, out):
    """Fill one group's rows.

    time, type : int64[n], uint8[n]  the events, ascending in time within [start, end)
    cutoffs    : int64[m]            ascending; an event at the cutoff is already the future
    edges      : int64[m, w]         edges[r, 0] is where row r's sight begins
    scratch    : int64[k]            newest time of each type
    params     : float64[256]        type code -> 0 .. k-1
    out        : float32[m, 2 + k]   days; NaN where there is no such event in sight
    """
    for k in range(len(scratch)):
        scratch[k] = NEVER
    newest, i, first = NEVER, start, start
    for r in range(len(cutoffs)):  # cutoffs and edges ascend, so neither pointer turns back: O(n + m)
        while i < end and time[i] < cutoffs[r]:
            k = int(params[type[i]])
            if k >= 0:
                scratch[k] = time[i]
            newest = time[i]
            i += 1
        while first < i and time[first] < edges[r, 0]:
            first += 1
        out[r, 0] = (cutoffs[r] - newest) / DAY_US if newest >= edges[r, 0] else np.nan
        out[r, 1] = (cutoffs[r] - time[first]) / DAY_US if first < i else np.nan
        for k in range(len(scratch)):
            out[r, 2 + k] = (cutoffs[r] - scratch[k]) / DAY_US if scratch[k] >= edges[r, 0] else np.nan


FAMILY = Family(
    name="recency",
    reads=("time", "type"),
    features=features,
    run=over_groups(kernel),
    params=params,
    scratch=lambda context: len(context.types),
)
