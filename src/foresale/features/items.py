"""Item and category statistics: popularity, conversion and repurchase as of each point of the refresh grid.

Counted over the events of everybody, guests included, strictly before the point (a local midnight). Postage, fees and
the like (`is_product` 0) take no part. Linear: each event is put once where it comes in and where it goes out. What is
kept is how the counts of each item change from point to point; a rate is worked out when somebody asks for it, so that
400 points and half a million items take no more room than the events that change something.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

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


def statistics(
    log: PreparedLog, context: Context, points: npt.NDArray[np.int64], key: str
) -> tuple[npt.NDArray[Any], ...]:
    """What `known` looks up: by point and code of `key` ("item" or "category"), against all of the shop at that point.

    POPULARITY : log(1 + its events in a million events) of the last horizon, of 1 to 30 whole days
    CONVERSION : log2 of its buying days for each event before buying, in the lookback, to those of all
    REPURCHASE : log2 of its share of buying days on which the user bought it again, likewise

    A buying day is a day on which one user bought it. Both rates start with `PRIOR` at the rate of all, so that few
    events say little. NaN where nothing tells a rate. Against all, since levels drift and would tell cutoffs apart.

    Returns
    -------
    starts : int64[n + 1]  the changes of code k are starts[k] .. starts[k + 1]
    at     : int32[c]      the point of each change, ascending within a code
    counts : int32[c, 4]   what has been counted of the code from that point on
    totals : int64[G, 4]   the same of all, by point
    """
    n = len(log.dictionaries[key])
    days, _ = local_days(points, log.zone)
    recent = min(max(round(context.horizon_days), 1), MOST_RECENT_DAYS)
    reaches = np.array([recent, max(int(context.lookback_days), 1)], np.int32)
    if not len(points):
        return np.zeros(n + 1, np.int64), np.zeros(0, np.int32), np.zeros((0, 4), np.int32), np.zeros((0, 4), np.int64)
    point_of = np.searchsorted(days, np.arange(days[0], days[-1] + 1)).astype(np.int32)
    bought_on, filled = np.full(n, -1, np.int32), np.zeros(n, np.int64)
    offsets, cells = np.zeros(n + 1, np.int64), np.zeros(0, np.int32)

    def put() -> None:
        for bucket, starts, ends in _everybody(log):
            columns = (read_only(bucket.columns[name]) for name in ("day", "type", key, IS_PRODUCT))
            _put(
                *columns, read_only(starts), read_only(ends), days, point_of, reaches, bought_on, offsets, filled, cells
            )  # fmt: skip

    put()  # only counts, so that each code gets the room that it needs
    np.cumsum(np.minimum(filled, 4 * len(points)), out=offsets[1:])
    cells, filled[:] = np.zeros(offsets[-1], np.int32), 0
    put()
    starts = np.append(0, np.cumsum(_gather(offsets, len(points), cells))).astype(np.int64)
    at, counts = np.empty(starts[-1], np.int32), np.empty((starts[-1], 4), np.int32)
    totals = np.zeros((len(points), 4), np.int64)
    _settle(offsets, cells, starts, at, counts, totals)
    return starts, at, counts, np.cumsum(totals, axis=0)


@njit
def known(starts, at, counts, totals, code, point, statistic):
    """One statistic of a code at a point, float32; see `statistics`."""
    change = first_since(at, starts[code], starts[code + 1], point + 1) - 1
    there = change >= starts[code]
    total = totals[point]
    if statistic == POPULARITY:
        events = counts[change, _RECENT] if there else 0
        return np.float32(math.log1p(1e6 / total[_RECENT] * events)) if total[_RECENT] > 0 else np.float32(np.nan)
    some, of = (_BOUGHT, _CHANCES) if statistic == CONVERSION else (_AGAIN, _BOUGHT)
    if total[some] == 0 or total[of] == 0:
        return np.float32(np.nan)
    prior = PRIOR / total[some]
    its_some, its_of = (counts[change, some], counts[change, of]) if there else (0, 0)
    return np.float32(math.log2((its_some / total[some] + prior) / (its_of / total[of] + prior)))


def _everybody(log: PreparedLog) -> Iterator[tuple[Bucket, npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Every bucket with the bounds of its users, then the events without a user, each as somebody of their own."""
    for bucket in log.buckets:
        yield bucket, np.asarray(bucket.starts, np.int64), np.asarray(bucket.ends, np.int64)
    if log.ownerless is not None:
        guests = np.arange(len(log.ownerless.columns["time"]) + 1, dtype=np.int64)
        yield log.ownerless, guests[:-1], guests[1:]


@compiled
def _put(day, type, key, is_product, starts, ends, days, point_of, reaches, bought_on, offsets, filled, cells):
    """Add each event at the first point after it and take it away at the first whose reach ends after it.

    days      : int32[G]  local day of each point, ascending; events of earlier days lie before it
    point_of  : int32[d]  the first point at or after each day from that of the first point to that of the last
    reaches   : int32[2]  days back of _RECENT and of the rest
    bought_on : int32[n]  work space, -1 before and after
    offsets, filled, cells : see `_note`
    """
    for g in range(len(starts)):
        for i in range(starts[g], ends[g]):
            k = key[i]
            if k < 0 or is_product[i] == 0 or type[i] == REFUND or type[i] == CANCEL:
                continue
            _between(k, _RECENT, day[i], reaches[0], days, point_of, offsets, filled, cells)
            if type[i] == PURCHASE:
                if bought_on[k] != day[i]:
                    _between(k, _BOUGHT, day[i], reaches[1], days, point_of, offsets, filled, cells)
                    if bought_on[k] >= 0:
                        _between(k, _AGAIN, day[i], reaches[1], days, point_of, offsets, filled, cells)
                bought_on[k] = day[i]
            elif type[i] != ORDER:
                _between(k, _CHANCES, day[i], reaches[1], days, point_of, offsets, filled, cells)
        for i in range(starts[g], ends[g]):
            if key[i] >= 0:
                bought_on[key[i]] = -1


@njit(inline="always")
def _between(k, what, day, reach, days, point_of, offsets, filled, cells):
    into, out = _point_since(day + 1, days, point_of), _point_since(day + reach + 1, days, point_of)
    if into < out:  # else it lies before no point, or out of reach of all
        _note(k, 4 * into + what, 1, 4 * len(days), offsets, filled, cells)
        if out < len(days):
            _note(k, 4 * out + what, -1, 4 * len(days), offsets, filled, cells)


@njit(inline="always")
def _point_since(day, days, point_of):
    if day <= days[0]:
        return 0
    return point_of[day - days[0]] if day <= days[-1] else len(days)


@njit(inline="always")
def _note(k, cell, sign, most, offsets, filled, cells):
    """Note that count `cell` (4 x point + what) of a code changes by `sign`; without `cells` only that it gets a note.

    A code of few notes has a place for each, 2 x cell + whether it is an addition; one that would get as many as there
    are cells, `most`, has the cells themselves.
    """
    if len(cells) > 0:
        first = offsets[k]
        if offsets[k + 1] - first == most:
            cells[first + cell] += sign
        else:
            cells[first + filled[k]] = 2 * cell + (sign > 0)
    filled[k] += 1


@compiled
def _gather(offsets, n_points, cells):
    """Put the notes of each code in order; the number of points at which it changes, int64[n]."""
    found = np.zeros(len(offsets) - 1, np.int64)
    for k in range(len(found)):
        own = cells[offsets[k] : offsets[k + 1]]
        if len(own) == 4 * n_points:
            for point in range(n_points):
                found[k] += _changes(own, point)
        else:
            own.sort()
            for i in range(len(own)):
                found[k] += i == 0 or own[i] // 8 != own[i - 1] // 8
    return found


@njit
def _changes(cells, point):
    i = 4 * point
    return cells[i] != 0 or cells[i + 1] != 0 or cells[i + 2] != 0 or cells[i + 3] != 0


@compiled
def _settle(offsets, cells, starts, at, counts, totals):
    """Fill `at` and `counts` from the notes, and `totals` with the changes of all codes together."""
    running = np.zeros(4, np.int64)
    for k in range(len(starts) - 1):
        own = cells[offsets[k] : offsets[k + 1]]
        running[:] = 0
        change = starts[k] - 1
        if len(own) == 4 * len(totals):
            for point in range(len(totals)):
                if _changes(own, point):
                    change += 1
                    at[change] = point
                    for what in range(4):
                        running[what] += own[4 * point + what]
                        totals[point, what] += own[4 * point + what]
                        counts[change, what] = running[what]
        else:
            for i in range(len(own)):
                point, what, sign = own[i] // 8, own[i] // 2 % 4, 1 if own[i] % 2 else -1
                if change < starts[k] or at[change] != point:
                    change += 1
                    at[change] = point
                running[what] += sign
                totals[point, what] += sign
                for w in range(4):
                    counts[change, w] = running[w]
