"""Basket: what lies in it at the cutoff, added and neither bought nor removed since; likewise favourites not bought."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import over_groups
from foresale.features.context import Context
from foresale.features.family import Family, Feature
from foresale.log.events import CART, CART_REMOVE, DAY_US, FAVOURITE, NEVER, ORDER, PURCHASE

MILLI = 1000.0
MOST = 1e11  # of one price: sums stay within int64


def features(context: Context) -> tuple[Feature, ...]:
    """The same of the basket and of the favourites, where the log has the type."""
    return tuple(
        feature
        for type_name, prefix, what in (("cart", "basket", "the basket"), ("favourite", "favourites", "the favourites"))
        if context.has(type_name)
        for feature in _features(context, prefix, what)
    )


def _features(context: Context, prefix: str, what: str) -> tuple[Feature, ...]:
    empty = f"nothing in {what}"
    found: tuple[Feature, ...] = (
        Feature(
            f"{prefix}_open_items", "items", f"different items in {what} at the cutoff, neither bought nor removed"
        ),
        Feature(f"{prefix}_open_newest_days", "days", f"time since the newest of {what} was added", empty),
        Feature(f"{prefix}_open_oldest_days", "days", f"time since the oldest of {what} was added", empty),
    )
    if context.has_column("price"):
        found += (Feature(f"{prefix}_open_value", "money", f"price of all that is in {what}"),)
    return found


def params(context: Context) -> npt.NDArray[np.float64]:
    """Whether prices are told, then the types that put something in."""
    kinds = [code for code, name in ((CART, "cart"), (FAVOURITE, "favourite")) if context.has(name)]
    return np.array([context.has_column("price"), *kinds], np.float64)


@njit
def kernel(time, type, price, previous_item, start, end, cutoffs, days, edges, params, out):
    """Fill one group's rows.

    time, type    : int64[n], uint8[n]  the events, ascending in time within [start, end)
    price         : float64[n]  NaN is missing
    previous_item : int32[n]    see `positions`
    edges         : int64[m, w]  edges[r, 0] is where the row's sight begins
    params        : float64[1 + k]  1: prices are told; the types that put something in
    out           : float32[m, k * (3 or 4)]; counts and values are 0, times NaN where nothing is open

    The open items are a list in the order in which they were put in (again, where they were in already), so that the
    oldest leaves at its head when it goes out of sight. Of one instant, what takes out has the last word.
    """
    n = end - start
    width = 4 if params[0] > 0 else 3
    for p in range(1, len(params)):
        kind = int(params[p])
        any_put = False
        for i in range(start, end):
            any_put |= type[i] == kind
        o = (p - 1) * width
        if not any_put:
            out[:, o : o + width] = 0.0
            out[:, o + 1 : o + 3] = np.nan
            continue
        # Places of items: that of their first event in the group. `n` is the list's head and tail.
        first = np.empty(n, np.int32)
        put_at, worth = np.full(n, NEVER), np.zeros(n, np.int64)
        before, after = np.full(n + 1, n, np.int32), np.full(n + 1, n, np.int32)
        open_items = value = hi = 0
        for r in range(len(cutoffs)):
            while start + hi < end and time[start + hi] < cutoffs[r]:
                instant, stop = time[start + hi], hi
                while start + stop < end and time[start + stop] == instant:
                    j = previous_item[start + stop]
                    first[stop] = -1 if j > start + stop else stop if j < start else first[j - start]
                    stop += 1
                for k in range(hi, stop):
                    place = first[k]
                    if type[start + k] == kind and place >= 0:
                        cost = price[start + k]
                        cost = int(np.rint(min(max(cost, 0.0), MOST) * MILLI)) if np.isfinite(cost) else 0
                        if put_at[place] == instant:
                            cost = max(cost, worth[place])
                        if put_at[place] != NEVER:
                            open_items, value = open_items - 1, value - worth[place]
                            _unlink(before, after, place)
                        put_at[place], worth[place] = instant, cost
                        open_items, value = open_items + 1, value + cost
                        tail = before[n]
                        before[place], after[place], after[tail], before[n] = tail, n, place, place
                for k in range(hi, stop):
                    place, what = first[k], type[start + k]
                    taken = what in (PURCHASE, ORDER) or (what == CART_REMOVE and kind == CART)
                    if taken and place >= 0 and put_at[place] != NEVER:
                        open_items, value = open_items - 1, value - worth[place]
                        _unlink(before, after, place)
                        put_at[place] = NEVER
                hi = stop
            while open_items > 0 and put_at[after[n]] < edges[r, 0]:
                place = after[n]
                open_items, value = open_items - 1, value - worth[place]
                _unlink(before, after, place)
                put_at[place] = NEVER
            out[r, o] = open_items
            out[r, o + 1] = (cutoffs[r] - put_at[before[n]]) / DAY_US if open_items > 0 else np.nan
            out[r, o + 2] = (cutoffs[r] - put_at[after[n]]) / DAY_US if open_items > 0 else np.nan
            if width > 3:
                out[r, o + 3] = value / MILLI


@njit
def _unlink(before, after, place):
    after[before[place]], before[after[place]] = after[place], before[place]


FAMILY = Family(
    name="basket",
    reads=("time", "type", "price?", "previous:item"),
    features=features,
    run=over_groups(kernel),
    params=params,
    windows=lambda context: (context.lookback_days,),
)
