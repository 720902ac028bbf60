"""Variety: how many different things the user turns to, how evenly, and how much of it they bought before."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import over_groups
from foresale.features.context import Context
from foresale.features.family import Family, Feature
from foresale.features.positions import purchase_after, purchase_before
from foresale.log.events import PURCHASE

NO_CATEGORY, NO_ITEM = "no event with a category in sight", "no event with an item in sight"
NOTHING_BOUGHT = "no purchase of an item in sight"


def features(context: Context) -> tuple[Feature, ...]:
    """Of the whole lookback; see `params` for what the log tells."""
    return tuple(feature for feature, there in zip(_ALL, _told(context)) if there)


_ALL = (
    Feature("category_variety", "bits", "how evenly events spread over categories; 0 is a single one", NO_CATEGORY,
            "entropy of the categories of events, in bits"),
    Feature("top_category_share", "share", "share of events in the category with most", NO_CATEGORY),
    Feature("events_per_item", "events", "events per different item", NO_ITEM),
    Feature("items_bought", "items", "different items bought"),
    Feature("bought_again_share", "share", "share of purchases of items that had been bought on an earlier day",
            NOTHING_BOUGHT, "1 - different items / different pairs of item and day, of purchases"),
    Feature("brands_all", "brands", "different brands touched"),
)  # fmt: skip


def _told(context: Context) -> tuple[bool, ...]:
    """Which of `_ALL` the log tells; items touched are items bought where it tells no visits."""
    category, item = context.has_column("category"), context.has_column("item")
    bought = item and context.has("purchase")
    return category, category, item, bought and context.tells_visits, bought, context.has_column("brand")


def params(context: Context) -> npt.NDArray[np.float64]:
    """Which of the six features are wanted."""
    return np.array(_told(context), np.float64)


@njit(inline="always")
def _spread(n):
    """n log2 n in whole 2**-20: sums of it do not depend on their order."""
    return int(np.rint(n * np.log2(n) * 1048576.0)) if n > 0 else 0


@njit
def _first_with(previous, start, end):
    """int32[n]: for each event the place of the group's first event with the same code; -1 where it has none."""
    first = np.empty(end - start, np.int32)
    for i in range(start, end):
        before = previous[i]
        first[i - start] = -1 if before > i else i - start if before < start else first[before - start]
    return first


@njit
def _count(counts, having, place, step):
    """One more, or fewer, at `place`; `having[c]` places have count c. The count at `place` before."""
    c = counts[place]
    counts[place] = c + step
    having[c] -= 1
    having[c + step] += 1
    return c


@njit
def kernel(
    time, day, type, previous_category, previous_item, next_item, previous_brand, next_brand,
    start, end, cutoffs, days, edges, params, out,
):  # fmt: skip
    """Fill one group's rows.

    time, day, type : int64[n], int32[n], uint8[n]  the events, ascending in time within [start, end)
    previous_*, next_* : int32[n]  see `positions`
    edges           : int64[m, w]  edges[r, 0] is where the row's sight begins
    params          : float64[6]   which features are wanted
    out             : float32[m, wanted]
    """
    n = end - start
    category_of = _first_with(previous_category, start, end)
    in_category, categories_having = np.zeros(n, np.int32), np.zeros(n + 2, np.int32)
    lo = hi = start
    in_categories = spread = top_category = in_items = items = 0
    bought = bought_days = brands = 0
    for r in range(len(cutoffs)):
        while hi < end and time[hi] < cutoffs[r]:
            place = category_of[hi - start]
            if place >= 0:
                c = _count(in_category, categories_having, place, 1)
                in_categories += 1
                spread += _spread(c + 1) - _spread(c)
                top_category = max(top_category, c + 1)
            if previous_item[hi] < hi:  # else it has no item
                in_items += 1
                items += previous_item[hi] < lo
                if type[hi] == PURCHASE:
                    before = purchase_before(previous_item, type, hi)
                    bought += before < lo
                    bought_days += before < lo or day[before] != day[hi]
            brands += previous_brand[hi] < lo
            hi += 1
        while lo < hi and time[lo] < edges[r, 0]:
            place = category_of[lo - start]
            if place >= 0:
                c = _count(in_category, categories_having, place, -1)
                in_categories -= 1
                spread += _spread(c - 1) - _spread(c)
                top_category -= c == top_category and categories_having[c] == 0
            if previous_item[lo] < lo:
                in_items -= 1
                items -= next_item[lo] >= hi
                if type[lo] == PURCHASE:
                    after = purchase_after(next_item, type, lo, hi)
                    bought -= after >= hi
                    bought_days -= after >= hi or day[after] != day[lo]
            brands -= next_brand[lo] >= hi
            lo += 1
        some = in_categories > 0
        facts = (
            max(np.log2(in_categories) - spread / 1048576.0 / in_categories, 0.0) if some else np.nan,
            top_category / in_categories if some else np.nan,
            in_items / items if in_items > 0 else np.nan,
            float(bought),
            1.0 - bought / bought_days if bought > 0 else np.nan,
            float(brands),
        )
        o = 0
        for k in range(len(facts)):
            if params[k] > 0:
                out[r, o] = facts[k]
                o += 1


FAMILY = Family(
    name="variety",
    reads=(
        "time", "day", "type", "previous:category?", "previous:item?", "next:item?",
        "previous:brand?", "next:brand?",
    ),
    features=features,
    run=over_groups(kernel),
    params=params,
    windows=lambda context: (context.lookback_days,),
)  # fmt: skip
