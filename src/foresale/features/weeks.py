"""Single weeks: the second, third and fourth week back, and the same weeks last year where the log reaches."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import over_groups
from foresale.features.context import Context, plural
from foresale.features.family import Family, Feature

BACK = (2, 3, 4)  # the first week back is the window of 7 days
YEAR_DAYS = 364  # 52 weeks: the same weekdays


def _spans(context: Context) -> tuple[tuple[str, str, float, float], ...]:
    """(suffix, text, from days back, until days back) of each span of the lookback."""
    spans = [
        (f"week_{k}_back", f"days {7 * (k - 1) + 1} to {7 * k} before", 7.0 * k, 7.0 * (k - 1)) for k in BACK
    ]
    ahead = max(7.0, float(np.ceil(context.horizon_days)))
    if ahead < YEAR_DAYS:
        text = f"the {ahead:g} days that began {YEAR_DAYS} days before"
        spans.append(("same_weeks_last_year", text, float(YEAR_DAYS), YEAR_DAYS - ahead))
    return tuple(span for span in spans if span[2] <= context.lookback_days)


def windows(context: Context) -> tuple[float, ...]:
    """The lookback, then begin and end of each span."""
    return (context.lookback_days, *(edge for span in _spans(context) for edge in span[2:]))


def features(context: Context) -> tuple[Feature, ...]:
    """For each span, the number of events of each type."""
    return tuple(
        Feature(f"{plural(name)}_{suffix}", "events", f"number of {name} events in {text}")
        for suffix, text, _, _ in _spans(context)
        for _, name in sorted(context.types.items())
    )


def params(context: Context) -> npt.NDArray[np.float64]:
    """The types, in the order of the columns."""
    return np.array(sorted(context.types), np.float64)


@njit
def kernel(time, type, start, end, cutoffs, days, edges, scratch, params, out):
    """Fill one group's rows.

    time, type : int64[n], uint8[n]  the events, ascending in time within [start, end)
    edges      : int64[m, 1 + 2 s]   span j of row r is edges[r, 1 + 2 j] <= time < edges[r, 2 + 2 j]
    scratch    : int64[256]          the running counts of one span, by type
    params     : float64[k]          types, in the order of the columns
    out        : float32[m, s * k]   never NaN
    """
    k = len(params)
    for j in range((edges.shape[1] - 1) // 2):
        for c in range(k):
            scratch[int(params[c])] = 0
        lo = hi = start
        for r in range(len(cutoffs)):
            while hi < end and time[hi] < edges[r, 2 + 2 * j]:
                scratch[type[hi]] += 1
                hi += 1
            while lo < hi and time[lo] < edges[r, 1 + 2 * j]:
                scratch[type[lo]] -= 1
                lo += 1
            for c in range(k):
                out[r, j * k + c] = scratch[int(params[c])]


FAMILY = Family(
    name="weeks",
    reads=("time", "type"),
    features=features,
    run=over_groups(kernel),
    params=params,
    windows=windows,
    scratch=lambda context: 256,
)
