"""The customer-base summary of a buyer: what BG/NBD and RFM models read, over days with a purchase.

Purchases of one local day are one purchase, as the literature has it (its letters in brackets): Fader, Hardie and Lee
2005, "Counting Your Customers the Easy Way", Marketing Science 24(2).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from foresale.features.compiling import first_since, over_groups
from foresale.features.context import Context
from foresale.features.family import Family, Feature
from foresale.features.positions import purchase_after, purchase_before
from foresale.log.events import PURCHASE

LOG_ODDS = "bgnbd_log_odds"  # a column that models make of the summary; it can be left out by its name
NEVER_BOUGHT = "no purchase in sight"


def features(context: Context) -> tuple[Feature, ...]:
    """The summary in whole days, then sizes of what was bought where the log tells orders."""
    summary: tuple[Feature, ...] = (
        Feature("purchase_days_repeat", "buying days", "days with a purchase after the first one (x)", NEVER_BOUGHT),
        Feature("days_to_last_purchase", "days", "from the first day with a purchase to the last (t_x)", NEVER_BOUGHT),
        Feature("customer_age_days", "days", "from the first day with a purchase to the cutoff (T)", NEVER_BOUGHT),
        Feature(
            "purchase_days_per_30d", "buying days", "days with a purchase per 30 days since the first", NEVER_BOUGHT,
            "30 * (x + 1) / max(T, 1)",
        ),
        Feature("lines_per_purchase_day", "events", "purchase lines per day with a purchase", NEVER_BOUGHT),
    )  # fmt: skip
    if context.has_column("order"):
        summary += (
            Feature("orders_bought_all", "orders", "different orders with a purchase in the whole lookback"),
            Feature("lines_per_order", "events", "purchase lines per order", "no purchase with an order id in sight"),
        )
    return summary


@njit
def kernel(
    time, day, type, previous_type, next_type, previous_order, next_order, start, end, cutoffs, days, edges, out
):
    """Fill one group's rows.

    time, day, type : int64[n], int32[n], uint8[n]  the events, ascending in time within [start, end)
    previous_*, next_* : int32[n]  see `positions`; an order's lines may lie apart, between those of others
    cutoffs, days   : int64[m], int32[m]  instant and local day of each row
    edges           : int64[m, w]  edges[r, 0] is where the row's sight begins
    out             : float32[m, 5 or 7]
    """
    lo = hi = first = start
    lines = buying_days = orders = 0
    newest = start  # position of the newest purchase, where there is one
    for r in range(len(cutoffs)):
        if hi < end and time[hi] < edges[r, 0]:
            lines = buying_days = orders = 0
            lo = hi = first_since(time, hi, end, edges[r, 0])
        while hi < end and time[hi] < cutoffs[r]:
            if type[hi] == PURCHASE:
                newest = hi
                lines += 1
                buying_days += previous_type[hi] < lo or day[previous_type[hi]] != day[hi]
                orders += purchase_before(previous_order, type, hi) < lo
            hi += 1
        while lo < hi and time[lo] < edges[r, 0]:
            if type[lo] == PURCHASE:
                lines -= 1
                buying_days -= next_type[lo] >= hi or day[next_type[lo]] != day[lo]
                orders -= purchase_after(next_order, type, lo, hi) >= hi
            lo += 1
        first = max(first, lo)
        if lines == 0:
            out[r, :] = np.nan
        else:
            while type[first] != PURCHASE:
                first += 1
            span = day[newest] - day[first]
            # The last whole day of history, as the literature counts: T of a buyer of the last day is 0.
            age = max(days[r] - 1 - day[first], span)
            out[r, 0] = buying_days - 1
            out[r, 1] = span
            out[r, 2] = age
            out[r, 3] = 30.0 * buying_days / max(age, 1)
            out[r, 4] = lines / buying_days
            if out.shape[1] > 5:
                out[r, 6] = lines / orders if orders > 0 else np.nan
        if out.shape[1] > 5:
            out[r, 5] = orders


FAMILY = Family(
    name="customer_base",
    reads=("time", "day", "type", "previous:type", "next:type", "previous:order?", "next:order?"),
    features=features,
    run=over_groups(kernel),
    needs=lambda context: None if context.has("purchase") else "no purchases",
)
