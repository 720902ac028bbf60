"""Worth: how popular, well converting and repurchased are the items and categories that the user touched last."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import over_groups
from foresale.features.context import Context
from foresale.features.family import Family, Feature
from foresale.features.items import CONVERSION, N_STATISTICS, known, statistics
from foresale.log.prepared import PreparedLog

NEWEST = 30  # events that count, and all others of the oldest one's instant
FIXED_POINT = 1048576.0  # sums of whole 2**-20 do not depend on their order
KEYS = ("item", "category")


def features(context: Context) -> tuple[Feature, ...]:
    """The same of items and of categories."""
    return tuple(feature for key in _keys(context) for feature in _features(key, context.tells_visits))


def _features(key: str, visits: bool) -> tuple[Feature, ...]:
    plural = {"item": "items", "category": "categories"}[key]
    missing = f"no {key} in the newest events, or nothing known of it"
    found: tuple[Feature, ...] = (
        Feature(
            f"{key}_popularity", "log", f"mean popularity of the {plural} touched last", missing,
            "log(1 + events in a million events of the last horizon)",
        ),
    )  # fmt: skip
    if visits:
        conversion = f"mean conversion of the {plural} touched last against that of all; above 0 is better"
        found += (Feature(f"{key}_conversion", "log2", conversion, missing),)
    again = f"how far the {plural} touched last are bought again, against all; above 0 is more"
    return (*found, Feature(f"{key}_repurchase", "log2", again, missing))


def _keys(context: Context) -> list[str]:
    return [key for key in KEYS if context.has_column(key)]


def stats(log: PreparedLog, context: Context, points: npt.NDArray[np.int64]) -> tuple[npt.NDArray[Any], ...]:
    """Statistics of items, then of categories; those of nothing where the log has no such column."""
    nothing = (np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros((0, 4), np.int32), np.zeros((0, 4), np.int64))
    there = _keys(context)
    of_each = [statistics(log, context, points, key) if key in there else nothing for key in KEYS]
    return (*of_each[0], *of_each[1])


def params(context: Context) -> npt.NDArray[np.float64]:
    """Whether items, categories and conversion are wanted."""
    return np.array([*(key in _keys(context) for key in KEYS), context.tells_visits], np.float64)


@njit
def _fill(out, r, o, code, previous, is_product, first, hi, starts, at, counted, totals, point, with_conversion):
    """The features of one key from the different codes among events first .. hi; the column after them."""
    sums, counts = np.zeros(N_STATISTICS, np.int64), np.zeros(N_STATISTICS, np.int64)
    for i in range(first, hi):
        if previous[i] < first and is_product[i] > 0 and code[i] < len(starts) - 1:
            for s in range(N_STATISTICS):
                value = known(starts, at, counted, totals, code[i], point, s)
                if np.isfinite(value):
                    sums[s] += int(np.rint(value * FIXED_POINT))
                    counts[s] += 1
    for s in range(N_STATISTICS):
        if s == CONVERSION and not with_conversion:
            continue
        out[r, o] = sums[s] / FIXED_POINT / counts[s] if counts[s] > 0 else np.nan
        o += 1
    return o


@njit
def kernel(
    time, item, category, is_product, previous_item, previous_category,
    start, end, cutoffs, days, edges, item_starts, item_at, item_counts, item_totals,
    category_starts, category_at, category_counts, category_totals, grid, params, out,
):  # fmt: skip
    """Fill one group's rows.

    time, item, category : int64[n], int32[n], int32[n]  the events, ascending in time within [start, end)
    is_product           : int8[n]   0: postage, fees and the like
    previous_*           : int32[n]  see `positions`
    edges                : int64[m, w]  edges[r, 0] is where the row's sight begins
    item_*, category_*   : see `items.statistics`
    grid                 : int32[m]  the row's point
    params               : float64[3]  whether items, categories and conversion are wanted
    out                  : float32[m, f]
    """
    hi = start
    for r in range(len(cutoffs)):
        while hi < end and time[hi] < cutoffs[r]:
            hi += 1
        first = max(start, hi - NEWEST)
        while first > start and time[first - 1] == time[first]:
            first -= 1  # whole instants: their order has no say
        while first < hi and time[first] < edges[r, 0]:
            first += 1
        o = 0
        if params[0] > 0:
            o = _fill(
                out, r, o, item, previous_item, is_product, first, hi,
                item_starts, item_at, item_counts, item_totals, grid[r], params[2] > 0,
            )  # fmt: skip
        if params[1] > 0:
            o = _fill(
                out, r, o, category, previous_category, is_product, first, hi,
                category_starts, category_at, category_counts, category_totals, grid[r], params[2] > 0,
            )  # fmt: skip


FAMILY = Family(
    name="worth",
    reads=("time", "item?", "category?", "is_product", "previous:item?", "previous:category?"),
    features=features,
    run=over_groups(kernel),
    params=params,
    windows=lambda context: (context.lookback_days,),
    stats=stats,
)
