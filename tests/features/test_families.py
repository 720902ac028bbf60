"""Planted answers: small histories whose features are known by hand, or by a second way of computing them."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import CUTOFFS, NOON, USERS, ZONE, event, events, features_of, log_of, row_of, spec_of
from pytest import approx

from foresale.features.spec import make_spec
from foresale.features.windows import lay_edges
from foresale.log.events import HOUR_US

MIDNIGHT = NOON - 12 * HOUR_US  # the beginning of Wednesday, 24 March 2021, in Berlin
NAN = approx(np.nan, nan_ok=True)


def test_recency_counts_back_from_the_cutoff():
    row = row_of([event(9, "view"), event(5, "view"), event(2.5, "cart"), event(70, "purchase")], NOON, "recency")
    assert row == {
        "days_since_event": 2.5, "days_since_first_event": 9, "days_since_view": 5, "days_since_cart": 2.5,
        "days_since_purchase": NAN,
    }  # fmt: skip


@pytest.mark.parametrize("seed", [4, 5])
def test_counts_are_those_of_a_plain_recount(seed):
    found = events(seed, n_users=5)
    log = log_of(found)
    spec = spec_of(log, "counts")
    table = features_of(log, USERS[:5], CUTOFFS, spec)
    frame = pd.DataFrame(found)
    frame["day"] = pd.to_datetime(frame["time"], unit="us", utc=True).dt.tz_convert(ZONE).dt.date
    edges = lay_edges(np.array(CUTOFFS), spec.context.windows_days, ZONE)
    k = 0
    for user in USERS[:5]:
        for c, cutoff in enumerate(CUTOFFS):
            for j, window in enumerate(spec.context.windows_days):
                name = spec.context.window_name(window)
                inside = frame[(frame.user == user) & (frame.time >= edges[c, j]) & (frame.time < cutoff)]
                bought = inside[inside.type == "purchase"]
                assert {what: table[f"{what}_{name}"][k] for what in WHAT} == {
                    "events": len(inside), "views": (inside.type == "view").sum(), "purchases": len(bought),
                    "active_days": inside.day.nunique(), "purchase_days": bought.day.nunique(),
                    "items": inside["item"].nunique(), "categories": inside["category"].nunique(),
                    "own_gift_card": (inside.type == "gift_card").sum(),
                }  # fmt: skip
            k += 1


WHAT = ("events", "views", "purchases", "active_days", "purchase_days", "items", "categories", "own_gift_card")


def test_weeks_lie_where_they_are_said_to_lie():
    found = [event(6.9), event(7), event(13.9), event(14.1), event(20, "cart"), event(27.9, "cart"), event(28.1)]
    row = row_of(found, NOON, "weeks")
    assert row == {
        "views_week_2_back": 1, "carts_week_2_back": 0, "views_week_3_back": 1, "carts_week_3_back": 1,
        "views_week_4_back": 0, "carts_week_4_back": 1,
    }  # fmt: skip
    year = [event(363.9), event(357.1), event(356.9), event(364.1), event(1)]
    assert row_of(year, NOON, "weeks", lookback_days=400.0)["views_same_weeks_last_year"] == 2


def test_customer_base_is_the_summary_of_the_literature():
    found = [e for e in events(6, n=600) if e["time"] < MIDNIGHT and e["type"] == "purchase"]
    log = log_of(found)
    table = features_of(log, USERS, [MIDNIGHT], spec_of(log, "customer_base", lookback_days=400.0))
    frame = pd.DataFrame({"user": [e["user"] for e in found], "time": [e["time"] for e in found]})
    frame["day"] = pd.to_datetime(frame["time"], unit="us", utc=True).dt.tz_convert(ZONE).dt.date
    last_day = datetime(2021, 3, 23).date()
    for k, user in enumerate(USERS):
        mine = [table[name][k] for name in ("purchase_days_repeat", "days_to_last_purchase", "customer_age_days")]
        bought = sorted(set(frame[frame.user == user].day))
        theirs = (
            [len(bought) - 1, (bought[-1] - bought[0]).days, (last_day - bought[0]).days] if bought else [np.nan] * 3
        )
        np.testing.assert_array_equal(mine, theirs)


def test_lines_of_one_order_are_one_order():
    found = [
        event(9, "purchase", order="a"), event(9, "purchase", order="b"), event(8.9, "purchase", order="a"),
        event(8.8, "refund", order="a"), event(5, "purchase", order="c"), event(4, "refund", order="d"),
    ]  # fmt: skip
    row = row_of(found, NOON, "customer_base")
    assert row["orders_bought_all"] == 3 and row["lines_per_order"] == approx(4 / 3)
    assert row["purchase_days_repeat"] == 1 and row["lines_per_purchase_day"] == 2


def test_rhythm_by_hand():
    found = [event(d, "purchase") for d in (20, 20.1, 16, 10)] + [event(5, "view")]
    row = row_of(found, NOON, "rhythm")
    gaps = np.array([4, 6])
    assert row["purchase_gap_mean_days"] == 5 and row["purchase_gap_last_days"] == 6
    assert row["purchase_regularity"] == approx(gaps.std() / 5) and row["purchase_gap_trend"] == 1.5
    assert row["purchase_overdue"] == 2 and row["purchase_overdue_surprise"] == approx(5 / (gaps.std() + 1))
    assert row["purchase_recent_half_share"] == approx(
        1 / 3
    )  # of days 20, 16 and 10 back only the last is newer than 10.5
    assert row["visit_gap_mean_days"] == 5 and row["visit_overdue"] == 1
    once = row_of([event(3, "purchase"), event(2, "view")], NOON, "rhythm")
    assert np.isnan(once["purchase_gap_mean_days"]) and np.isnan(once["visit_gap_trend"])


def test_the_calendar_of_a_christmas_eve():
    cutoff = int(datetime(2021, 12, 24, tzinfo=UTC).timestamp()) * 1_000_000 - HOUR_US  # 00:00 in Berlin
    row = row_of([event(1)], cutoff, "calendar")
    assert row == {
        "cutoff_weekday": 4, "cutoff_month": 12, "cutoff_day_of_month": 24, "days_since_pay_day": 29,
        "weekend_days_ahead": 2, "holidays_ahead": 2, "days_to_holiday": 1, "days_since_holiday": NAN,
    }  # fmt: skip
    assert len(row_of([event(1)], cutoff, "calendar", country=None)) == 5


@given(st.dates(min_value=datetime(1971, 1, 1).date(), max_value=datetime(2090, 1, 1).date()))
@settings(max_examples=40, deadline=None)
def test_the_calendar_is_that_of_the_standard_library(date):
    cutoff = int(datetime(date.year, date.month, date.day, tzinfo=UTC).timestamp()) * 1_000_000
    log = log_of([event(1)], zone="UTC")
    table = features_of(log, ["u"], [cutoff], spec_of(log, "calendar", country=None))
    assert tuple(table.values[0, :3]) == (date.weekday(), date.month, date.day)


def test_habits_and_hours_by_hand():
    # NOON is a Wednesday. One, eight and fifteen days before are Tuesdays; the 28th of February was a Sunday.
    found = [event(1), event(1.01), event(8), event(15), event(24)]
    row = row_of(found, NOON, "habits", lookback_days=60.0)
    assert row["weekend_share"] == 0.25 and row["pay_day_share"] == 0.25
    assert row["weekday_concentration"] == approx((9 + 1) / 16) and "usual_days_ahead" not in row
    tomorrow = make_spec(log_of(found), 5.0, lookback_days=60.0)  # Wednesday to Sunday
    assert features_of(log_of(found), ["u"], [NOON], tomorrow)["usual_days_ahead"] == 0.25
    hours = row_of([event(1), event(2), event(2.25), event(3.75)], NOON, "hours")
    assert hours == {
        "night_share": 0, "morning_share": 0.25, "afternoon_share": 0.5, "evening_share": 0.25,
        "hour_concentration": approx((4 + 1 + 1) / 16),
    }  # fmt: skip


def test_sessions_by_hand():
    minute = 1 / 1440
    found = [
        event(9), event(9 - 10 * minute), event(9 - 30 * minute, "cart"), event(9 - 31 * minute, "purchase"),
        event(5), event(2, "cart"), event(2 - 4 * minute),
    ]  # fmt: skip
    row = row_of(found, NOON, "sessions")
    assert row["sessions_all"] == 3 and row["sessions_7d"] == 2 and row["sessions_1d"] == 0
    assert row["session_minutes_all"] == approx(35 / 3) and row["session_minutes_7d"] == 2
    assert row["session_events_all"] == approx(7 / 3) and np.isnan(row["session_events_1d"])
    assert row["session_bounce_share"] == approx(1 / 3) and row["session_cart_share"] == approx(2 / 3)
    assert row["session_purchase_share"] == approx(1 / 3)
    assert row["days_since_session_start"] == approx(2) and row["newest_session_events"] == 2
    assert row["newest_session_minutes"] == approx(4) and row["dwell_seconds"] == approx(35 * 60 / 4)
