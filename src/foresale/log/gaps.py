"""Holes and breaks in a log, from its daily counts.

A hole is a run of days without events that neither the log's own habits nor the calendar explain; a break is a day at
which the tracking changed. Both bind the plan of cutoffs: the same model and features fell from AUC .775 to .473 by
training cutoffs in a hole. Growth, decline and sale days are no breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from holidays import country_holidays
from numpy.lib.stride_tricks import sliding_window_view

from foresale.log.daily import DailyCounts
from foresale.log.findings import Finding

Array = npt.NDArray[Any]

STRAY_SHARE = 0.005  # of all events: more than that before the dense span are no strays but a log
STRAY_GAP = 0.2  # empty days that part first strays from the log, against its days: a first quiet month parts none
STRAY_RATE = 0.02  # daily rate of strays, against the week that follows
ALMOST_NONE = 0.002  # of a usual day: a hole may hold a few events (a test order, a wrong clock)
SHORTEST_HOLE = 3  # days: one lost day, or two, moves no label window
LONGEST_HOLIDAY = 14  # days
WEEK, FORTNIGHT, NEIGHBOURS = 7, 14, 28  # days looked at on each side
STEADY = 5  # events of a type on its median day: fewer, and its absence may be chance
FEWEST_ACTIVE = 20  # users of a day: fewer, and events per user are noise
PEAK = 3.0  # times the same day of the weeks around
SUDDEN = 0.7  # of a change has to happen overnight
DOUBLE = np.log(1.9)  # the medians of a fortnight know a doubling to a few per cent

APPEARS, VANISHES = "the event type `{type}` appears", "the event type `{type}` vanishes"


def find_dense_span(daily: DailyCounts) -> tuple[int, int]:
    """Day numbers (from, until) between which the log is dense; few events far outside are strays.

    The 815 users of Taobao have 35 events on four days of September and November before nine days of 9,000 each.
    """
    total = daily.total
    start = _strays_before(total)
    end = len(total) - _strays_before(total[::-1], ends=True)
    return daily.first_day + start, daily.first_day + end


def stray_events(daily: DailyCounts) -> int:
    """How many events lie outside the dense span."""
    start, end = find_dense_span(daily)
    inside = daily.total[start - daily.first_day : end - daily.first_day]
    return int(daily.total.sum() - inside.sum())


def find_holes(daily: DailyCounts, zone: str = "UTC") -> list[tuple[int, int]]:
    """Day numbers (from, until) of the holes inside the dense span.

    Days of a week on which the log hardly ever has events (Saturdays at UCI) count as closed. A run of three or more
    empty open days is a hole unless the log around it has so many empty days that such a run is no surprise, or it is
    short and lies in a season in which shops of the zone close.
    """
    total, offset = _dense(daily)
    weekday = daily.weekdays[offset : offset + len(total)]
    empty = _empty(total)
    open_share = np.array([1 - empty[weekday == w].mean() if (weekday == w).any() else 0.0 for w in range(7)])
    is_open = open_share[weekday] >= 0.1
    days = np.flatnonzero(is_open)
    runs = list(_runs(empty[days]))
    long = np.zeros(len(days), bool)
    for a, b in runs:
        long[a:b] = b - a >= WEEK
    holes = []
    for a, b in runs:
        if b - a < SHORTEST_HOLE:
            continue
        around = np.r_[max(0, a - NEIGHBOURS) : a, b : min(len(days), b + NEIGHBOURS)]
        around = around[~long[around]]
        chance = (empty[days[around]].sum() + 1) / (len(around) + 2)
        first, until = days[a], days[b] if b < len(days) else len(total)
        surprise = len(days) * chance ** (b - a) < 0.01
        if surprise and not _closing_season(daily.first_day + offset + days[a:b], zone):
            holes.append((int(daily.first_day + offset + first), int(daily.first_day + offset + until)))
    return holes


def find_breaks(daily: DailyCounts, names: Mapping[int, str]) -> list[tuple[int, Finding]]:
    """(day number, what changed) at which the tracking changed: a type appears or vanishes, or the events of an active
    user double or halve overnight and stay so. In order of time."""
    total, offset = _dense(daily)
    events = daily.events[offset : offset + len(total)]
    active = daily.active[offset : offset + len(total)]
    kept = np.flatnonzero((active > 0) & ~_empty(total))  # holes and closed days say nothing about the tracking
    found: list[tuple[int, Finding]] = []
    for column, code in enumerate(daily.types):
        for place, text in _type_changes(events[kept, column], events[kept].sum(axis=1)):
            found.append((int(kept[place]), Finding("tracking_break", text, {"type": names[code]}, "warning")))
    for place, times in _level_changes(events[kept].sum(axis=1) / active[kept], active[kept]):
        found.append((int(kept[place]), _level_finding(times)))
    return sorted(((daily.first_day + offset + day, what) for day, what in found), key=lambda f: (f[0], str(f[1])))


def find_jumps(daily: DailyCounts) -> list[tuple[int, Finding]]:
    """(day number, what happened) where the volume peaks (sale days) or jumps for good. Told, never binding."""
    total, offset = _dense(daily)
    found: list[tuple[int, Finding]] = []
    high = np.zeros(len(total), bool)
    usual = np.zeros(len(total))
    for d in range(len(total)):
        around = range(d - NEIGHBOURS, d + NEIGHBOURS + 1, WEEK)
        weeks = [w for w in around if w != d and 0 <= w < len(total) and total[w] > 0]
        usual[d] = np.median(total[weeks]) if len(weeks) >= 3 else 0.0
        high[d] = usual[d] >= FEWEST_ACTIVE and total[d] >= PEAK * usual[d]
    for a, b in _runs(high):
        if b - a < WEEK:
            facts = {"days": b - a, "times": float((total[a:b] / usual[a:b]).max())}
            text = "a peak of {days} days, up to {times:.1f} times the usual volume"
            found.append((a, Finding("volume_peak", text, facts)))
    kept = np.flatnonzero(~_empty(total))
    for place, times in _level_changes(total[kept].astype(float), total[kept]):
        text = "the volume changes to {times:.2f} times overnight and stays"
        found.append((int(kept[place]), Finding("volume_jump", text, {"times": times})))
    return sorted(((daily.first_day + offset + day, what) for day, what in found), key=lambda f: f[0])


def _level_finding(times: float) -> Finding:
    return Finding(
        "tracking_break", "events per active user change to {times:.2f} times overnight", {"times": times}, "warning"
    )


def _strays_before(total: Array, *, ends: bool = False) -> int:
    """Index of the day at which the dense span begins, 0 where nothing lies before it.

    A shop's first weeks are quiet by nature; `ends`: the days run backwards, and after its last ones nothing should be.
    """
    if not len(total):
        return 0
    so_far = np.append(0, np.cumsum(total))
    n, start = len(total), 0
    for day in range(1, n):
        if so_far[day] > STRAY_SHARE * so_far[-1]:
            break
        before = (so_far[day] - so_far[max(0, day - WEEK)]) / min(day, WEEK)
        after = (so_far[min(n, day + WEEK)] - so_far[day]) / min(n - day, WEEK)
        if total[day] >= 0.1 * after and before <= STRAY_RATE * after:
            start = day
    if not start:
        return 0
    longest = max((b - a for a, b in _runs(total[:start] == 0)), default=0)
    return start if longest >= (WEEK if ends else max(WEEK, min(NEIGHBOURS, STRAY_GAP * (n - start)))) else 0


def _empty(total: Array) -> Array:
    """Which days have no events, or next to none."""
    usual = np.median(total[total > 0]) if (total > 0).any() else 0.0
    empty: Array = total <= ALMOST_NONE * usual
    return empty


def _dense(daily: DailyCounts) -> tuple[Array, int]:
    start, end = find_dense_span(daily)
    return daily.total[start - daily.first_day : end - daily.first_day], start - daily.first_day


def _runs(flag: Array) -> Iterator[tuple[int, int]]:
    """(from, until) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flag, [False])).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist())


def _closing_season(days: Array, zone: str) -> bool:
    """Whether a run of days is short and lies in weeks in which shops close: Christmas to Epiphany and Easter, in Asia
    also Lunar New Year and the golden weeks of May and October."""
    if days[-1] - days[0] >= LONGEST_HOLIDAY:
        return False
    asia = zone.startswith("Asia/")
    return all(_season(date(1970, 1, 1) + timedelta(days=int(d)), asia) for d in days)


def _season(day: date, asia: bool) -> bool:
    in_year = (day.month, day.day)
    if in_year >= (12, 23) or in_year <= (1, 7):
        return True
    if asia and ((4, 28) <= in_year <= (5, 6) or (10, 1) <= in_year <= (10, 8)):
        return True
    return any(start <= day <= end for start, end in _moving_seasons(day.year, asia))


@cache
def _moving_seasons(year: int, asia: bool) -> tuple[tuple[date, date], ...]:
    """Easter and Lunar New Year of a year, with the days around on which trade rests."""
    feasts = (("GB", "Good Friday", 1, 5), ("CN", "Spring Festival", 7, 15))[: 1 + asia]
    return tuple(
        (day - timedelta(days=before), day + timedelta(days=after))
        for country, name, before, after in feasts
        for day in sorted(d for d, n in _holidays(country, year) if name in n)[:1]
    )


def _holidays(country: str, year: int) -> list[tuple[date, str]]:
    return list(country_holidays(country, years=year, language="en_US").items())


def _type_changes(events: Array, all_events: Array) -> Iterator[tuple[int, str]]:
    """Places (index of a day) at which a type that was steady vanishes, or one that becomes steady appears.

    events : int64[days] of the type; all_events : int64[days] of all types
    """
    share = events / np.maximum(all_events, 1)
    n = len(events)
    for a, b in _runs(events <= ALMOST_NONE * np.median(events[events > 0]) if events.any() else events < 0):
        shortest = WEEK if a > 0 and b < n else FORTNIGHT
        if b - a < shortest:
            continue
        before, after = slice(max(0, a - FORTNIGHT), a), slice(b, b + FORTNIGHT)
        for side, place, text in ((before, a, VANISHES), (after, b, APPEARS)):
            # The median day: a type that lives on sale days only is not missed on the others.
            if len(events[side]) >= WEEK and np.median(events[side]) >= STEADY:
                expected = float(np.median(share[side]) * all_events[a:b].sum())
                if expected >= 10 * STEADY:
                    yield place, text


def _level_changes(rate: Array, active: Array) -> Iterator[tuple[int, float]]:
    """Places at which the events per active user change by a factor of two overnight and stay, with the factor."""
    n = len(rate)
    level, steps = np.log(np.maximum(rate, 1e-9)), np.zeros(n)
    if n < 3 * WEEK:
        return
    # Against the same days of the week before, so that a weekend is no change and a slow drift none either.
    week = level[WEEK:] - level[:-WEEK]
    overnight = np.zeros(n)
    overnight[WEEK : n - 2] = np.median(sliding_window_view(week, 3), axis=1)
    for d in np.flatnonzero(np.abs(overnight) >= SUDDEN * DOUBLE):
        if not 2 * WEEK <= d <= n - WEEK:
            continue
        before, after = level[d - FORTNIGHT : d], level[d : d + FORTNIGHT]
        change = np.median(after) - np.median(before)
        apart = np.quantile(after, 0.2) > np.quantile(before, 0.8) or np.quantile(after, 0.8) < np.quantile(before, 0.2)
        enough = np.median(active[d - FORTNIGHT : d + FORTNIGHT]) >= FEWEST_ACTIVE
        sudden = abs(overnight[d]) >= SUDDEN * abs(change) and abs(overnight[d - 3]) <= 0.3 * abs(change)
        if enough and apart and sudden and abs(change) >= DOUBLE:
            steps[d] = change
    for a, b in _runs(np.abs(steps) > 0):
        best = a + int(np.argmax(np.abs(steps[a:b])))
        yield best, float(np.exp(steps[best]))
