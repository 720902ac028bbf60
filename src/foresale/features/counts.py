"""Counts over nested windows: events by type, active days, buying days, distinct items and categories."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import first_since, over_groups
from foresale.features.context import Context, plural
from foresale.features.family import Family, Feature
from foresale.log.events import PURCHASE

# What is counted beside the events of each type: (name, unit, meaning), and whether a log can tell it.
BESIDE: tuple[tuple[tuple[str, str, str], Callable[[Context], bool]], ...] = (
    (("events", "events", "number of events of any type"), lambda c: len(c.types) > 1),
    (("active_days", "active days", "days with an event"), lambda c: True),
    (("purchase_days", "buying days", "days with a purchase"), lambda c: c.has("purchase") and len(c.types) > 1),
    (("items", "items", "different items touched"), lambda c: c.has_column("item")),
    (("categories", "categories", "different categories touched"), lambda c: c.has_column("category")),
)


def features(context: Context) -> tuple[Feature, ...]:
    """The same block for each window, widest first: the types by code, then what is counted beside them."""
    counted = [(plural(name), "events", f"number of {name} events") for _, name in sorted(context.types.items())]
    counted += [said for said, told in BESIDE if told(context)]
    return tuple(
        Feature(f"{what}_{context.window_name(window)}", unit, f"{meaning} in {context.window_text(window)}")
        for window in context.windows_days
        for what, unit, meaning in counted
    )


def params(context: Context) -> npt.NDArray[np.float64]:
    """Whether each of BESIDE is wanted, then the types."""
    return np.array([*(told(context) for _, told in BESIDE), *sorted(context.types)], np.float64)


@njit
def kernel(
    time, day, type, previous_item, next_item, previous_category, next_category,
    start, end, cutoffs, days, edges, scratch, params, out,
):  # fmt: skip
    """Fill one group's rows.

    time, day, type : int64[n], int32[n], uint8[n]  the events, ascending in time within [start, end)
    previous_*, next_* : int32[n]  see `positions`
    cutoffs, edges  : int64[m], int64[m, w]  window j of row r is edges[r, j] <= time < cutoffs[r]
    scratch         : int64[256 + k]  the running counts of one window, by type; then the wanted types
    params          : float64[5 + k]  whether each of BESIDE is wanted, then the k types
    out             : float32[m, w * (k + wanted)]  never NaN
    """
    k = len(params) - 5
    kinds = scratch[256 : 256 + k]
    for c in range(k):
        kinds[c] = int(params[5 + c])
    with_events, with_purchase_days = params[0] > 0, params[2] > 0
    with_items, with_categories = params[3] > 0, params[4] > 0
    width = out.shape[1] // edges.shape[1]
    for j in range(edges.shape[1]):
        for c in range(k):
            scratch[kinds[c]] = 0
        active_days = purchase_days = items = categories = 0
        lo = hi = start
        for r in range(len(cutoffs)):  # two pointers, both ascending: O(n + m) for a window
            edge, cutoff = edges[r, j], cutoffs[r]
            if hi < end and time[hi] < edge:
                # The events between the last cutoff and this window's start count nowhere: nothing is left inside.
                for c in range(k):
                    scratch[kinds[c]] = 0
                active_days = purchase_days = items = categories = 0
                lo = hi = first_since(time, hi, end, edge)
            while hi < end and time[hi] < cutoff:
                kind = type[hi]
                scratch[kind] += 1
                active_days += hi == lo or day[hi] != day[hi - 1]
                if kind == PURCHASE:
                    # Back to the purchase before, within the day: over all events no more than one walk.
                    i = hi - 1
                    while i >= lo and day[i] == day[hi] and type[i] != PURCHASE:
                        i -= 1
                    purchase_days += i < lo or day[i] != day[hi]
                items += previous_item[hi] < lo
                if with_categories:
                    categories += previous_category[hi] < lo
                hi += 1
            while lo < hi and time[lo] < edge:
                kind = type[lo]
                scratch[kind] -= 1
                active_days -= lo + 1 == hi or day[lo + 1] != day[lo]
                if kind == PURCHASE:
                    i = lo + 1
                    while i < hi and day[i] == day[lo] and type[i] != PURCHASE:
                        i += 1
                    purchase_days -= i == hi or day[i] != day[lo]
                items -= next_item[lo] >= hi
                if with_categories:
                    categories -= next_category[lo] >= hi
                lo += 1
            o = j * width
            for c in range(k):
                out[r, o + c] = scratch[kinds[c]]
            o += k
            if with_events:
                out[r, o] = hi - lo
                o += 1
            out[r, o] = active_days
            if with_purchase_days:
                out[r, o + 1] = purchase_days
                o += 1
            if with_items:
                out[r, o + 1] = items
                o += 1
            if with_categories:
                out[r, o + 1] = categories


FAMILY = Family(
    name="counts",
    reads=(
        "time", "day", "type", "previous:item?", "next:item?",
        "previous:category?", "next:category?",
    ),
    features=features,
    run=over_groups(kernel),
    params=params,
    scratch=lambda context: 256 + len(context.types),
)  # fmt: skip
