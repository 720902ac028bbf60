"""Item and category statistics: popularity, conversion and repurchase as of each point of the refresh grid.

Counted over the events of everybody, guests included, strictly before the point (a local midnight). Postage, fees and
the like (`is_product` 0) take no part. Linear: each event is put once between the points where it comes in and where it
goes out, and the counts at the points are running sums.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.columns import read_only
from foresale.features.compiling import compiled, first_since
from foresale.features.context import Context
from foresale.features.windows import local_days
from foresale.log.events import CANCEL, IS_PRODUCT, ORDER, PURCHASE, REFUND
from foresale.log.prepared import Bucket, PreparedLog

POPULARITY, CONVERSION, REPURCHASE = range(3)
N_STATISTICS = 3
MOST_RECENT_DAYS = 30  # popularity is that of the last horizon, so long at most
PRIOR = 5.0  # successes at the rate of all that each starts with
_RECENT, _CHANCES, _BOUGHT, _AGAIN = range(4)  # what is counted


def statistics(log: PreparedLog, context: Context, points: npt.NDArray[np.int64], key: str) -> npt.NDArray[np.float32]:
    """float32[G, n, 3]: by point and code of `key` ("item" or "category"), each against all of the shop at that point.

    POPULARITY : log(1 + its events in a million events) of the last horizon, of 1 to 30 whole days
    CONVERSION : log2 of its buying days for each event before buying, in the lookback, to those of all
    REPURCHASE : log2 of its share of buying days on which the user bought it again, likewise

    A buying day is a day on which one user bought it. Both rates start with `PRIOR` at the rate of all, so that few
    events say little. NaN where nothing tells a rate. Against all, since levels drift and would tell cutoffs apart.
    """
    n = len(log.dictionaries[key])
    days, _ = local_days(points, log.zone)
    recent = min(max(round(context.horizon_days), 1), MOST_RECENT_DAYS)
    reaches = np.array([recent, max(int(context.lookback_days), 1)], np.int32)
    counts = np.zeros((len(points), n, 4), np.int32)
    bought_on = np.full(n, -1, np.int32)
    for bucket, starts, ends in _everybody(log):
        columns = (read_only(bucket.columns[name]) for name in ("day", "type", key, IS_PRODUCT))
        _put(*columns, read_only(starts), read_only(ends), days, reaches, bought_on, counts)
    found = np.full((len(points), n, N_STATISTICS), np.nan, np.float32)
    running = np.zeros((n, 4), np.int64)
    for point, at_point in zip(found, counts):
        running += at_point
        total = running.sum(axis=0)
        if total[_RECENT]:
            point[:, POPULARITY] = np.log1p(1e6 / total[_RECENT] * running[:, _RECENT])
        for statistic, some, of in ((CONVERSION, _BOUGHT, _CHANCES), (REPURCHASE, _AGAIN, _BOUGHT)):
            if total[some] and total[of]:
                prior = PRIOR / total[some]
                point[:, statistic] = np.log2(
                    (running[:, some] / total[some] + prior) / (running[:, of] / total[of] + prior)
                )
    return found


def _everybody(log: PreparedLog) -> Iterator[tuple[Bucket, npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Every bucket with the bounds of its users, then the events without a user, each as somebody of their own."""
    for bucket in log.buckets:
        yield bucket, np.asarray(bucket.starts, np.int64), np.asarray(bucket.ends, np.int64)
    if log.ownerless is not None:
        guests = np.arange(len(log.ownerless.columns["time"]) + 1, dtype=np.int64)
        yield log.ownerless, guests[:-1], guests[1:]


@compiled
def _put(day, type, key, is_product, starts, ends, days, reaches, bought_on, counts):
    """Add each event at the first point after it and take it away at the first whose reach ends after it.

    days      : int32[G]  local day of each point, ascending; events of earlier days lie before it
    reaches   : int32[2]  days back of _RECENT and of the rest
    bought_on : int32[n]  work space, -1 before and after
    counts    : int32[G, n, 4]  changes from point to point
    """
    for g in range(len(starts)):
        for i in range(starts[g], ends[g]):
            k = key[i]
            if k < 0 or is_product[i] == 0 or type[i] == REFUND or type[i] == CANCEL:
                continue
            _between(counts, k, _RECENT, day[i], reaches[0], days)
            if type[i] == PURCHASE:
                if bought_on[k] != day[i]:
                    _between(counts, k, _BOUGHT, day[i], reaches[1], days)
                    if bought_on[k] >= 0:
                        _between(counts, k, _AGAIN, day[i], reaches[1], days)
                bought_on[k] = day[i]
            elif type[i] != ORDER:
                _between(counts, k, _CHANCES, day[i], reaches[1], days)
        for i in range(starts[g], ends[g]):
            if key[i] >= 0:
                bought_on[key[i]] = -1


@njit
def _between(counts, k, what, day, reach, days):
    into = first_since(days, 0, len(days), day + 1)
    if into < len(days):
        counts[into, k, what] += 1
        out = first_since(days, 0, len(days), day + reach + 1)
        if out < len(days):
            counts[out, k, what] -= 1
