"""Holes, breaks and strays: planted ones are found, the habits of shops are not."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from datetime import date

import numpy as np
import pytest

from foresale.log.daily import DailyCounts
from foresale.log.events import CART, DAY_US, PURCHASE, REFUND, VIEW
from foresale.log.gaps import find_breaks, find_dense_span, find_holes, find_jumps, stray_events
from foresale.log.instants import day_start
from foresale.log.memory import log_from_columns
from foresale.log.oddities import oddities

NAMES = {VIEW: "view", CART: "cart", PURCHASE: "purchase", REFUND: "refund"}
EPOCH = date(1970, 1, 1)


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def shop(
    start: str = "2021-03-01", n: int = 180, level: float = 1000.0, seed: int = 0, weekly: bool = True
) -> DailyCounts:
    """A web shop: Poisson counts with quieter weekends; views, carts, purchases; two in five users are seen twice."""
    rng = np.random.default_rng(seed)
    rate = np.full(n, level)
    first = day(start)
    if weekly:
        rate *= np.where((first + 3 + np.arange(n)) % 7 >= 5, 0.7, 1.0)
    events = np.stack([rng.poisson(rate * share) for share in (0.8, 0.15, 0.05)], axis=1)
    active = np.maximum(events.sum(axis=1) // 4, (events.sum(axis=1) > 0).astype(int))
    return DailyCounts(first, (VIEW, CART, PURCHASE), events, active, np.zeros(n, np.int64))


def changed(daily: DailyCounts, *, events: np.ndarray | None = None, active: np.ndarray | None = None) -> DailyCounts:
    return DailyCounts(
        daily.first_day, daily.types, daily.events if events is None else events,
        daily.active if active is None else active, daily.ownerless,
    )  # fmt: skip


def emptied(daily: DailyCounts, a: int, b: int, leave: int = 0) -> DailyCounts:
    events, active = daily.events.copy(), daily.active.copy()
    events[a:b], active[a:b] = 0, 0
    events[a:b, 0], active[a:b] = leave, min(leave, 1)
    return changed(daily, events=events, active=active)


# ---- holes


@pytest.mark.parametrize("seed", range(3))
def test_an_ordinary_shop_has_no_holes_breaks_or_strays(seed):
    daily = shop(seed=seed)
    assert find_holes(daily) == [] and find_breaks(daily, NAMES) == [] and stray_events(daily) == 0


@pytest.mark.parametrize("leave", [0, 1])
def test_three_weeks_without_events_are_a_hole(leave):
    daily = emptied(shop(), 60, 81, leave)
    assert find_holes(daily) == [(daily.first_day + 60, daily.first_day + 81)]
    assert find_breaks(daily, NAMES) == []


def test_two_holes_do_not_explain_each_other():
    daily = emptied(emptied(shop(), 50, 71), 90, 111)
    assert [b - a for a, b in find_holes(daily)] == [21, 21]


def test_one_lost_day_is_no_hole_and_a_lost_week_is():
    assert find_holes(emptied(shop(), 60, 61)) == []
    assert [b - a for a, b in find_holes(emptied(shop(), 60, 67))] == [7]


def test_days_of_the_week_on_which_the_shop_is_closed_are_no_holes():
    daily = shop()
    events = daily.events.copy()
    events[daily.weekdays >= 5] = 0
    assert find_holes(changed(daily, events=events)) == []


def test_a_christmas_closing_is_explained_and_five_weeks_over_christmas_are_not():
    daily = shop("2020-09-01", 200)
    christmas = day("2020-12-24") - daily.first_day
    assert find_holes(emptied(daily, christmas, christmas + 11)) == []
    assert [b - a for a, b in find_holes(emptied(daily, christmas, christmas + 35))] == [35]


@pytest.mark.parametrize(
    ("start", "anywhere"), [("2021-02-11", False), ("2022-01-31", False), ("2021-10-01", False), ("2021-04-02", True)]
)
def test_lunar_new_year_and_golden_weeks_explain_in_asia_and_easter_everywhere(start, anywhere):
    daily = shop("2020-11-01", 500)
    closed = day(start) - daily.first_day
    daily = emptied(daily, closed, closed + 4)
    assert find_holes(daily, "Asia/Shanghai") == []
    assert (find_holes(daily, "Europe/Berlin") == []) == anywhere


@pytest.mark.parametrize("seed", range(5))
def test_a_shop_with_few_events_has_empty_days_and_no_holes(seed):
    daily = shop(level=0.8, n=400, seed=seed)
    assert (daily.total == 0).sum() > 100
    assert find_holes(daily) == []
    [(a, b)] = find_holes(emptied(daily, 150, 195))
    assert a <= daily.first_day + 150 and b >= daily.first_day + 195


def test_a_log_of_weekly_deliveries_lacks_only_whole_weeks():
    daily = shop(n=364, weekly=False)
    events = daily.events * (daily.weekdays == 0)[:, None]
    assert find_holes(changed(daily, events=events)) == []
    events[150:190] = 0
    assert [round((b - a) / 7) for a, b in find_holes(changed(daily, events=events))] in ([5], [6])


# ---- strays


def test_strays_before_and_after_the_dense_span_are_cut_off_and_counted():
    daily = shop(n=200)
    events = daily.events.copy()
    events[:60], events[180:] = 0, 0
    events[[0, 40, 58], 0] = [3, 5, 9]
    events[190, 0] = 2
    daily = changed(daily, events=events)
    assert find_dense_span(daily) == (daily.first_day + 60, daily.first_day + 180)
    assert stray_events(daily) == 19
    assert find_holes(daily) == []


def test_a_shop_that_grows_from_nothing_has_no_strays():
    daily = shop(n=400)
    growth = np.exp(np.linspace(np.log(0.002), 0, 400))
    events = np.random.default_rng(0).poisson(daily.events * growth[:, None])
    daily = changed(daily, events=events, active=np.maximum(events.sum(axis=1) // 4, 1))
    assert stray_events(daily) == 0 and find_breaks(daily, NAMES) == []


# ---- breaks


def test_a_type_that_vanishes_and_one_that_appears():
    daily = shop()
    events = daily.events.copy()
    events[100:, 1] = 0
    events[:50, 2] = 0
    found = find_breaks(changed(daily, events=events), NAMES)
    assert [(at - daily.first_day, str(what)) for at, what in found] == [
        (50, "the event type `purchase` appears"), (100, "the event type `cart` vanishes"),
    ]  # fmt: skip


def test_a_type_lost_for_a_fortnight_vanishes_and_appears():
    daily = shop()
    events = daily.events.copy()
    events[100:114, 1] = 0
    assert [at - daily.first_day for at, _ in find_breaks(changed(daily, events=events), NAMES)] == [100, 114]


def test_rare_types_and_types_of_sale_days_do_not_break_anything():
    daily = shop()
    events = np.column_stack([daily.events, np.zeros((len(daily.active), 2), np.int64)])
    events[[20, 90, 160], 3] = 4000  # coupons on three sale days
    events[[11, 55, 57, 130], 4] = 1  # four refunds
    daily = DailyCounts(daily.first_day, (*daily.types, 16, REFUND), events, daily.active, daily.ownerless)
    assert find_breaks(daily, {**NAMES, 16: "coupon"}) == []


@pytest.mark.parametrize("factor", [2.0, 0.5, 4.0])
def test_events_per_user_that_change_overnight_and_stay(factor):
    daily = shop()
    active = daily.active.copy()
    active[90:] = active[90:] / factor
    [(at, what)] = find_breaks(changed(daily, active=active), NAMES)
    assert abs(at - daily.first_day - 90) <= 1
    assert what.facts["times"] == pytest.approx(factor, rel=0.1)


def test_growth_slow_drift_and_sale_days_are_no_breaks():
    daily = shop()
    n = len(daily.active)
    growth = np.linspace(1, 10, n)
    grown = changed(daily, events=(daily.events.T * growth).T.astype(int), active=(daily.active * growth).astype(int))
    assert find_breaks(grown, NAMES) == []
    drift = (daily.active / np.linspace(1, 4, n)).astype(np.int64)
    assert find_breaks(changed(daily, active=drift), NAMES) == []
    sale = daily.events.copy()
    sale[100:104] *= 8
    assert find_breaks(changed(daily, events=sale), NAMES) == []


# ---- on logs and views


def test_a_view_knows_only_the_holes_that_it_can_see():
    days = [d for d in range(120) if not 40 <= d < 61]
    log = log_from_columns(
        user=[f"u{k}" for _ in days for k in range(6)], time=[d * DAY_US for d in days for _ in range(6)], unit="day"
    )
    assert log.holes == ((40 * DAY_US, 61 * DAY_US),)
    assert log.before(61 * DAY_US).holes == ()
    assert log.before(63 * DAY_US).holes == log.holes
    assert log.daily.total.tolist() == [6 if d in days else 0 for d in range(120)]
    assert set(log.daily.active[np.isin(np.arange(120), days)]) == {6}


def test_days_begin_at_local_midnight_and_events_of_guests_count():
    log = log_from_columns(
        user=["a", "a", None], zone="America/New_York",
        time=["2021-06-01T23:59:59", "2021-06-02T00:00:00", "2021-06-03T12:00:00"],
    )  # fmt: skip
    daily = log.daily
    assert daily.first_day == day("2021-06-01")
    assert (daily.total.tolist(), daily.ownerless.tolist()) == ([1, 1, 1], [0, 0, 1])
    assert log.dense_start == day_start(day("2021-06-01"), "America/New_York") == 1622520000_000000


def test_an_empty_log_has_no_gaps():
    log = log_from_columns(user=[], time=[])
    assert (log.holes, log.breaks, log.daily.total.tolist()) == ((), (), [])


def counted(rows: list[tuple[int, int, str]]) -> DailyCounts:
    first, last = min(r[0] for r in rows), max(r[0] for r in rows)
    types = tuple(sorted({t for _, t, _ in rows}))
    events, users = np.zeros((last - first + 1, len(types)), np.int64), [set() for _ in range(last - first + 1)]
    for d, t, user in rows:
        events[d - first, types.index(t)] += 1
        users[d - first].add(user)
    return DailyCounts(first, types, events, np.array([len(u) for u in users]), np.zeros(len(users), np.int64))


@pytest.mark.slow
def test_uci_rests_on_saturdays_and_over_christmas(shared):
    rows = []
    with zipfile.ZipFile(shared / "uci_online_retail" / "by-day.zip") as archive:
        for name in (n for n in archive.namelist() if n.endswith(".csv")):
            for r in csv.DictReader(io.TextIOWrapper(archive.open(name), encoding="utf-8")):
                refund = r["InvoiceNo"].startswith("C")
                rows.append((day(r["InvoiceDate"][:10]), REFUND if refund else PURCHASE, r["CustomerID"]))
    daily = counted(rows)
    assert find_holes(daily) == [] and find_breaks(daily, NAMES) == [] and stray_events(daily) == 0


def test_taobao_has_35_strays_before_its_nine_days(shared):
    rows = []
    codes = {"pv": VIEW, "cart": CART, "fav": 4, "buy": PURCHASE}
    with gzip.open(shared / "taobao_userbehavior" / "UserBehavior.csv.gz", "rt", encoding="utf-8") as lines:
        for fields in (line.split(",") for line in lines):
            if len(fields) == 5:
                rows.append(((int(fields[4]) + 8 * 3600) // 86400, codes[fields[3]], fields[0]))
    daily = counted(rows)
    assert find_dense_span(daily) == (day("2017-11-25"), day("2017-12-04"))
    assert stray_events(daily) == 35


def test_peaks_and_jumps_of_volume_are_told():
    daily = shop(n=200)
    events, active = daily.events.copy(), daily.active.copy()
    events[50:52] *= 6
    events[120:] *= 3
    active[120:] *= 3
    daily = changed(daily, events=events, active=active)
    found = [(at - daily.first_day, what.code) for at, what in find_jumps(daily)]
    assert found == [(50, "volume_peak"), (120, "volume_jump")]
    assert find_breaks(daily, NAMES) == []
    assert find_jumps(shop()) == []


def test_oddities_say_where_and_how_long():
    days = [0, *(d for d in range(100, 400) if not 250 <= d < 271)]
    counts = [1 if d == 0 else 6 for d in days]
    log = log_from_columns(
        user=[f"u{k}" for n in counts for k in range(n)],
        time=[d * DAY_US for d, n in zip(days, counts) for _ in range(n)],
    )
    strays, hole = oddities(log)
    assert strays.facts == {"events": 1, "start": "1970-04-11", "end": "1971-02-04"}
    assert str(hole) == "no events from 1970-09-08 to 1970-09-28 (21 days): no cutoff may touch this hole"
    assert (strays.level, hole.level) == ("warning", "warning")


def test_many_holes_have_one_line():
    days = [d for d in range(400) if d % 40 < 33 or d > 320] + [400]
    log = log_from_columns(
        user=[f"u{k}" for _ in days for k in range(6)], time=[d * DAY_US for d in days for _ in range(6)]
    )
    (holes,) = [f for f in oddities(log) if f.code.startswith("hole")]
    assert str(holes).startswith("8 holes without events, 56 days together, the longest from 1970-02-03 to")
    assert holes.level == "warning" and len(log.holes) == 8


def test_a_quiet_first_month_is_no_stray():
    daily = shop(n=380)
    events = daily.events.copy()
    events[:24] = 0
    events[[0, 3, 6, 9, 12, 15, 21], 0] = 1
    assert stray_events(changed(daily, events=events)) == 0
