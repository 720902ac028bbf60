"""Money: what the user spent in all and at a time, at which prices and discounts they buy, how much they return."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.columns import in_sight
from foresale.features.compiling import first_since, over_groups
from foresale.features.context import Context
from foresale.features.family import Family, Feature
from foresale.log.events import PURCHASE, REFUND, VIEW
from foresale.log.prepared import PreparedLog

MILLI = 1000.0  # money is added up in whole thousandths: what was added and taken away leaves no trace
EXTREME = 0.999  # share of purchase lines that keep their amount; above it lie typing mistakes and resellers
MOST = 1e11  # of one number: sums over a user's events stay within int64
NO_PURCHASE = "no purchase with an amount in sight"


def features(context: Context) -> tuple[Feature, ...]:
    """Spend over few windows, then seven facts of the whole lookback as far as the log tells them."""
    spend = tuple(
        Feature(f"spend_{context.window_name(w)}", "money", f"amount of purchases in {context.window_text(w)}")
        for w in context.few_windows
    )
    told = _told(context)
    return spend + tuple(feature for feature, there in zip(_WHOLE, told) if there)


_WHOLE = (
    Feature("spend_per_purchase_day", "money", "mean amount of a day with a purchase", NO_PURCHASE),
    Feature("spend_last_purchase_day", "money", "amount of the newest day with a purchase", NO_PURCHASE),
    Feature("units_per_line", "units", "mean quantity of a purchase line", "no purchase with a quantity in sight"),
    Feature("price_bought", "money", "mean price of what was bought", "no purchase with a price in sight"),
    Feature("price_viewed", "money", "mean price of what was viewed", "no view with a price in sight"),
    Feature(
        "discount_share", "share", "share of the full price that discounts took off purchases",
        "no purchase with a full price in sight", "1 - paid / full price, or discount / (discount + amount)",
    ),
    Feature("refund_share", "ratio", "share of the purchased amount that was refunded", NO_PURCHASE),
)  # fmt: skip


def _told(context: Context) -> tuple[bool, ...]:
    """Which of `_WHOLE` the log tells."""
    return (
        True, True, context.has_column("quantity"), context.has_column("price"),
        context.has_column("price") and context.has("view"),
        context.has_column("price", "list_price") or context.has_column("discount"), context.has("refund"),
    )  # fmt: skip


def learn(log: PreparedLog, context: Context) -> dict[str, float]:
    """The largest amount, quantity and price of a purchase line that count in full."""
    found = {}
    for column in ("amount", "quantity", "price"):
        if context.has_column(column):
            parts = [b.columns[column][in_sight(b)][b.columns["type"][in_sight(b)] == PURCHASE] for b in log.buckets]
            known = np.concatenate([part[np.isfinite(part)] for part in parts])
            if len(known):
                found[f"money.{column}"] = float(np.quantile(known, EXTREME, method="higher"))
    return found


def params(context: Context) -> npt.NDArray[np.float64]:
    """The largest amount, quantity and price, whether discounts are told by list prices, then which of `_WHOLE` are
    wanted."""
    by_list_price = context.has_column("price", "list_price")
    most = (context.learned.get(f"money.{column}", np.inf) for column in ("amount", "quantity", "price"))
    return np.array([*most, by_list_price, *_told(context)], np.float64)


@njit
def _whole(value, cap):
    """Thousandths, 0 where the log says nothing."""
    return int(np.rint(min(abs(value), cap) * MILLI)) if np.isfinite(value) else 0


@njit
def kernel(
    time, day, type, amount, quantity, price, list_price, discount, previous_type, next_type,
    start, end, cutoffs, days, edges, params, out,
):  # fmt: skip
    """Fill one group's rows.

    time, day, type : int64[n], int32[n], uint8[n]  the events, ascending in time within [start, end)
    amount ... discount : float64[n]  NaN is missing
    previous_type, next_type : int32[n]  see `positions`
    edges           : int64[m, w]  window j of row r is edges[r, j] <= time < cutoffs[r]
    params          : float64[11]  the largest amount, quantity, price; 1: discounts by list price; which of the seven
                      facts are wanted
    out             : float32[m, w + wanted]
    """
    cap, most_units, dearest = min(params[0], MOST), min(params[1], MOST), min(params[2], MOST)
    by_list_price = params[3] > 0
    w = edges.shape[1]
    for j in range(w):
        lo = hi = start
        newest = last = 0  # day of the newest purchase, and its amount so far
        spent = lines = buying_days = units = unit_lines = 0
        paid = priced = seen = views = full = kept = refunded = 0
        for r in range(len(cutoffs)):
            if hi < end and time[hi] < edges[r, j]:
                spent = lines = buying_days = units = unit_lines = 0
                paid = priced = seen = views = full = kept = refunded = 0
                lo = hi = first_since(time, hi, end, edges[r, j])
            for step in (1, -1):  # first what comes in, then what goes out
                while True:
                    if step == 1:
                        if hi >= end or time[hi] >= cutoffs[r]:
                            break
                        i = hi
                        hi += 1
                    else:
                        if lo >= hi or time[lo] >= edges[r, j]:
                            break
                        i = lo
                        lo += 1
                    kind = type[i]
                    if kind == PURCHASE:
                        spent += step * _whole(amount[i], cap)
                        lines += step * np.isfinite(amount[i])
                    if j > 0:
                        continue
                    if kind == PURCHASE:
                        if step == 1:
                            before = previous_type[i]
                            if before < lo or day[before] != day[i]:
                                buying_days += 1
                                last = 0
                            last += _whole(amount[i], cap)
                            newest = day[i]
                        else:
                            after = next_type[i]
                            buying_days -= after >= hi or day[after] != day[i]
                            if day[i] == newest:
                                last -= _whole(amount[i], cap)
                        if np.isfinite(quantity[i]):
                            units += step * _whole(quantity[i], most_units)
                            unit_lines += step
                        if np.isfinite(price[i]):
                            paid += step * _whole(price[i], dearest)
                            priced += step
                        if by_list_price and np.isfinite(price[i]) and list_price[i] > 0:
                            kept += step * _whole(price[i], MOST)
                            full += step * _whole(list_price[i], MOST)
                        elif not by_list_price and np.isfinite(discount[i]) and np.isfinite(amount[i]):
                            kept += step * _whole(amount[i], MOST)
                            full += step * (_whole(amount[i], MOST) + _whole(discount[i], MOST))
                    elif kind == VIEW and np.isfinite(price[i]):
                        seen += step * _whole(price[i], dearest)
                        views += step
                    elif kind == REFUND:
                        refunded += step * _whole(amount[i], cap)
            out[r, j] = spent / MILLI
            if j == 0:
                o = w
                facts = (
                    spent / MILLI / buying_days if lines > 0 else np.nan,
                    last / MILLI if lines > 0 else np.nan,
                    units / MILLI / unit_lines if unit_lines > 0 else np.nan,
                    paid / MILLI / priced if priced > 0 else np.nan,
                    seen / MILLI / views if views > 0 else np.nan,
                    1.0 - kept / full if full > 0 else np.nan,
                    refunded / spent if spent > 0 else np.nan,
                )
                for k in range(len(facts)):
                    if params[4 + k] > 0:
                        out[r, o] = facts[k]
                        o += 1


FAMILY = Family(
    name="money",
    reads=(
        "time", "day", "type", "amount", "quantity?", "price?", "list_price?", "discount?",
        "previous:type", "next:type",
    ),
    features=features,
    run=over_groups(kernel),
    params=params,
    windows=lambda context: context.few_windows,
    needs=lambda context: None if context.has("purchase") else "no purchases",
    learn=learn,
)  # fmt: skip
