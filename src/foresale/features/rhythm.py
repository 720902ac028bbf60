"""Rhythm: gaps between active days and between days with a purchase, how overdue the next is, trend and regularity."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import over_groups
from foresale.features.context import Context
from foresale.features.family import Family, Feature
from foresale.log.events import PURCHASE

WIDTH = 7  # features of one rhythm


def features(context: Context) -> tuple[Feature, ...]:
    """The same seven of the active days, where the log tells visits, and of the buying days."""
    visits = _rhythm("visit", "active day") if context.tells_visits else ()
    return visits + (_rhythm("purchase", "buying day") if context.has("purchase") else ())


def _rhythm(prefix: str, what: str) -> tuple[Feature, ...]:
    fewer = f"fewer than three {what}s in sight"
    few, none = f"fewer than two {what}s in sight", f"no {what} in sight"
    return (
        Feature(f"{prefix}_gap_mean_days", "days", f"mean gap from one {what} to the next", few),
        Feature(f"{prefix}_gap_last_days", "days", f"newest gap from one {what} to the next", few),
        Feature(
            f"{prefix}_regularity", "ratio", f"spread of the gaps between {what}s; 0 is clockwork, 1 is chance",
            fewer, "standard deviation of the gaps / their mean",
        ),
        Feature(
            f"{prefix}_gap_trend", "ratio", "whether gaps grow (above 1) or shrink (below 1)",
            fewer, "newest gap / mean gap before it",
        ),
        Feature(
            f"{prefix}_overdue", "ratio", f"days since the newest {what} over the mean gap; above 1 is overdue", few,
        ),
        Feature(
            f"{prefix}_overdue_surprise", "z", "how far the wait exceeds the gaps seen, in their own spread",
            fewer, "(wait - mean gap) / (standard deviation of the gaps + 1 day)",
        ),
        Feature(
            f"{prefix}_recent_half_share", "share", f"share of {what}s in the newer half of the time since the first",
            none,
        ),
    )  # fmt: skip


def params(context: Context) -> npt.NDArray[np.float64]:
    """The type of each rhythm; 0 stands for any."""
    return np.array([0] * context.tells_visits + [PURCHASE] * context.has("purchase"), np.float64)


@njit
def kernel(time, day, type, previous_type, next_type, start, end, cutoffs, days, edges, params, out):
    """Fill one group's rows.

    time, day, type : int64[n], int32[n], uint8[n]  the events, ascending in time within [start, end)
    previous_type, next_type : int32[n]  the user's event of the same type before and after, see `positions`
    cutoffs, days   : int64[m], int32[m]  instant and local day of each row
    edges           : int64[m, w]  edges[r, 0] is where the row's sight begins
    params          : float64[p]  type of each rhythm, 0: any
    out             : float32[m, 7 p]

    A day counts once, gaps are whole local days. Sums are whole numbers: adding and taking away leaves no trace.
    """
    for p in range(len(params)):
        kind = int(params[p])
        o = p * WIDTH
        lo = hi = first = middle = newest = start
        n = older = squares = gap = 0  # different days, those of the older half, sum of squared gaps, newest gap
        for r in range(len(cutoffs)):
            while hi < end and time[hi] < cutoffs[r]:
                if kind == 0 or type[hi] == kind:
                    before = hi - 1 if kind == 0 else previous_type[hi]
                    if before < lo:
                        n += 1
                    elif day[before] != day[hi]:
                        n += 1
                        gap = day[hi] - day[before]
                        squares += gap * gap
                    newest = hi
                hi += 1
            while lo < hi and time[lo] < edges[r, 0]:
                if kind == 0 or type[lo] == kind:
                    after = lo + 1 if kind == 0 else next_type[lo]
                    if after >= hi:
                        n -= 1
                    elif day[after] != day[lo]:
                        n -= 1
                        squares -= (day[after] - day[lo]) ** 2
                    if lo < middle and (after >= middle or day[after] != day[lo]):
                        older -= 1
                lo += 1
            if n == 0:
                out[r, o : o + WIDTH] = np.nan
                continue
            first, middle = max(first, lo), max(middle, lo)
            while kind != 0 and type[first] != kind:
                first += 1
            halfway = (day[first] + max(days[r] - 1, day[newest])) / 2
            while middle < hi and day[middle] <= halfway:
                if kind == 0 or type[middle] == kind:
                    before = middle - 1 if kind == 0 else previous_type[middle]
                    older += before < lo or day[before] != day[middle]
                middle += 1
            span = day[newest] - day[first]
            wait = days[r] - day[newest]
            out[r, o : o + WIDTH - 1] = np.nan
            out[r, o + WIDTH - 1] = (n - older) / n
            if n >= 2:
                mean = span / (n - 1)
                out[r, o] = mean
                out[r, o + 1] = gap
                out[r, o + 4] = wait / mean
            if n >= 3:
                spread = np.sqrt(max(squares / (n - 1) - mean * mean, 0.0))
                out[r, o + 2] = spread / mean
                out[r, o + 3] = gap * (n - 2) / (span - gap)
                out[r, o + 5] = (wait - mean) / (spread + 1.0)


FAMILY = Family(
    name="rhythm",
    reads=("time", "day", "type", "previous:type", "next:type"),
    features=features,
    run=over_groups(kernel),
    params=params,
)
