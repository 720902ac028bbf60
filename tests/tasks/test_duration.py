"""Lengths of time on the shop's calendar."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.errors import DurationWithoutUnit, NotADuration, NotAnInstant
from foresale.log.instants import midnight, midnight_after, parse_instant, show_instant
from foresale.tasks.duration import DAYS_IN, Duration

LONDON, SHANGHAI, SAO_PAULO = "Europe/London", "Asia/Shanghai", "America/Sao_Paulo"
HOUR = 3_600_000_000

durations = st.builds(Duration, st.integers(1, 1200), st.sampled_from(sorted(DAYS_IN)))
instants = st.integers(0, 2_000_000_000).map(lambda s: s * 1_000_000)


@settings(deadline=None)
@given(durations)
def test_parsing_and_printing_are_inverse(duration):
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    ("start", "length", "zone", "end"),
    [
        ("2011-03-26", "1d", LONDON, "2011-03-27"),
        ("2011-03-27", "1d", LONDON, "2011-03-28"),  # 23 hours: summer time begins
        ("2011-03-27", "24h", LONDON, "2011-03-28 01:00"),  # hours are absolute
        ("2011-10-30", "1w", LONDON, "2011-11-06"),
        ("2012-01-31", "1mo", LONDON, "2012-02-29"),  # the month's last day
        ("2011-11-30", "6mo", SHANGHAI, "2012-05-30"),
        ("2018-11-03", "1d", SAO_PAULO, "2018-11-04"),  # a day without a midnight: it begins at 01:00
    ],
)
def test_windows_end_where_the_calendar_says(start, length, zone, end):
    assert Duration.parse(length).after(parse_instant(start, zone), zone) == parse_instant(end, zone)


@settings(deadline=None)
@given(instants, durations.filter(lambda d: d.unit != "mo"), st.sampled_from([LONDON, SHANGHAI, SAO_PAULO]))
def test_before_undoes_after_up_to_a_change_of_clocks(instant, duration, zone):
    there_and_back = duration.before(duration.after(instant, zone), zone)
    assert abs(there_and_back - instant) <= (0 if duration.unit == "h" else HOUR)


@settings(deadline=None)
@given(instants, st.sampled_from([LONDON, SHANGHAI, SAO_PAULO]))
def test_the_day_of_an_instant(instant, zone):
    assert midnight(instant, zone) <= instant < midnight_after(instant, zone)


def test_a_day_without_midnight_begins_when_its_clock_begins():
    assert show_instant(parse_instant("2018-11-04", SAO_PAULO), SAO_PAULO) == "2018-11-04 01:00 America/Sao_Paulo"


def test_a_number_without_unit_is_refused():
    with pytest.raises(DurationWithoutUnit, match="30d for days"):
        Duration.parse("30")


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("30 days", "30d"), ("1 year", "12mo"), ("2q", "6mo"), ("0d", "1d"), ("soon", "30d"), ("9999999d", "30d")],
)
def test_what_is_no_duration_is_answered_with_the_nearest(text, nearest):
    with pytest.raises(NotADuration, match=f"fix: {nearest}"):
        Duration.parse(text)


@pytest.mark.parametrize("text", ["16/07/2014", "2014-13-01", ""])
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(NotAnInstant):
        parse_instant(text, LONDON)


def test_an_offset_is_kept_to():
    assert parse_instant("2014-07-16T08:00+08:00", LONDON) == parse_instant("2014-07-16", "UTC")
