"""Counts over nested windows: events by type, active days, buying days, distinct items and categories."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import first_since, over_groups
from foresale.features.context import Context, plural
from foresale.features.family import Family, Feature
from foresale.log.events import PURCHASE

# Places in `scratch` behind those of the 256 types: what is counted beside the events of each type.
EVENTS, DAYS, PURCHASE_DAYS, ITEMS, CATEGORIES = range(256, 261)


def features(context: Context) -> tuple[Feature, ...]:
    """The same block for each window, widest first."""
    found = []
    for window in context.windows_days:
        suffix, text = context.window_name(window), context.window_text(window)
        for what, unit, meaning in _counted(context).values():
            found.append(Feature(f"{what}_{suffix}", unit, f"{meaning} in {text}"))
    return tuple(found)


def _counted(context: Context) -> dict[int, tuple[str, str, str]]:
    """Place in `scratch` -> (name, unit, meaning), in the order of the columns."""
    counted = {
        code: (plural(name), "events", f"number of {name} events") for code, name in sorted(context.types.items())
    }
    if len(context.types) > 1:
        counted[EVENTS] = ("events", "events", "number of events of any type")
    counted[DAYS] = ("active_days", "days", "days with an event")
    if context.has("purchase") and len(context.types) > 1:
        counted[PURCHASE_DAYS] = ("purchase_days", "days", "days with a purchase")
    if context.has_column("item"):
        counted[ITEMS] = ("items", "items", "different items touched")
    if context.has_column("category"):
        counted[CATEGORIES] = ("categories", "categories", "different categories touched")
    return counted


def params(context: Context) -> npt.NDArray[np.float64]:
    """The place of what each column of a window's block counts."""
    return np.array(list(_counted(context)), np.float64)


@njit
def kernel(
    time, day, type, previous_type, next_type, previous_item, next_item, previous_category, next_category,
    start, end, cutoffs, days, edges, scratch, params, out,
):  # fmt: skip
    """Fill one group's rows.

    time, day, type : int64[n], int32[n], uint8[n]  the events, ascending in time within [start, end)
    previous_*, next_* : int32[n]  see `positions`
    cutoffs, edges  : int64[m], int64[m, w]  window j of row r is edges[r, j] <= time < cutoffs[r]
    scratch         : int64[261]  the running counts of one window, by place
    params          : float64[k]  the place of each column's count
    out             : float32[m, w * k]  blocks of k counts, one a window; never NaN
    """
    k = len(params)
    for j in range(edges.shape[1]):
        for c in range(k):
            scratch[int(params[c])] = 0
        lo = hi = start
        for r in range(len(cutoffs)):  # two pointers, both ascending: O(n + m) for a window
            edge = edges[r, j]
            if hi < end and time[hi] < edge:
                # The events between the last cutoff and this window's start count nowhere: nothing is left inside.
                for c in range(k):
                    scratch[int(params[c])] = 0
                lo = hi = first_since(time, hi, end, edge)
            while hi < end and time[hi] < cutoffs[r]:
                kind = type[hi]
                scratch[kind] += 1
                if hi == lo or day[hi] != day[hi - 1]:
                    scratch[DAYS] += 1
                if kind == PURCHASE and (previous_type[hi] < lo or day[previous_type[hi]] != day[hi]):
                    scratch[PURCHASE_DAYS] += 1
                if previous_item[hi] < lo:
                    scratch[ITEMS] += 1
                if previous_category[hi] < lo:
                    scratch[CATEGORIES] += 1
                hi += 1
            while lo < hi and time[lo] < edge:
                kind = type[lo]
                scratch[kind] -= 1
                if lo + 1 == hi or day[lo + 1] != day[lo]:
                    scratch[DAYS] -= 1
                if kind == PURCHASE and (next_type[lo] >= hi or day[next_type[lo]] != day[lo]):
                    scratch[PURCHASE_DAYS] -= 1
                if next_item[lo] >= hi:
                    scratch[ITEMS] -= 1
                if next_category[lo] >= hi:
                    scratch[CATEGORIES] -= 1
                lo += 1
            scratch[EVENTS] = hi - lo
            for c in range(k):
                out[r, j * k + c] = scratch[int(params[c])]


FAMILY = Family(
    name="counts",
    reads=(
        "time", "day", "type", "previous:type", "next:type", "previous:item?", "next:item?",
        "previous:category?", "next:category?",
    ),
    features=features,
    run=over_groups(kernel),
    params=params,
    scratch=lambda context: 261,
)  # fmt: skip
