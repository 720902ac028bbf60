"""Every way of writing an instant, over a whole column, and never day and month swapped in silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from exports import read_export, write_rows
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foresale import errors
from foresale.log import times
from foresale.log.zones import to_local_sql, to_utc_sql

US = timedelta(microseconds=1)


def micros(text: str) -> int:
    return (datetime.fromisoformat(text).astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // US


@pytest.fixture
def read_times(tmp_path):
    def reader(values: list[str], **said):
        rows = [f'u{n % 3},"{v}",view,p{n % 2}' for n, v in enumerate(values)]
        found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id", rows), **said)
        return found, sorted(e["time"] for e in found.events)

    return reader


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-03-01 08:05:06", "2024-03-01T08:05:06+00:00"),
        ("2024/3/1 8:05", "2024-03-01T08:05:00+00:00"),
        ("2024-03-01T08:05:06.123456789Z", "2024-03-01T08:05:06.123456+00:00"),
        ("2019-10-01 00:00:00 UTC", "2019-10-01T00:00:00+00:00"),
        ("2025-10-07 09:50:26 +0200", "2025-10-07T07:50:26+00:00"),
        ("2024-03-01T00:00:00+05:30", "2024-02-29T18:30:00+00:00"),
        ("2024-03-01 10:00:00-03", "2024-03-01T13:00:00+00:00"),
        ("2014-12-06 02", "2014-12-06T02:00:00+00:00"),
        ("19970101", "1997-01-01T00:00:00+00:00"),
        ("20240301080506", "2024-03-01T08:05:06+00:00"),
        ("2024年3月1日", "2024-03-01T00:00:00+00:00"),
        ("2024年3月1日 8时5分6秒", "2024-03-01T08:05:06+00:00"),
        ("2024年3月1日 08:05", "2024-03-01T08:05:00+00:00"),
        ("1-Mar-2024", "2024-03-01T00:00:00+00:00"),
        ("01-MAR-24 08.05.06", "2024-03-01T08:05:06+00:00"),
        ("March 1, 2024", "2024-03-01T00:00:00+00:00"),
        ("March 1st, 2024 at 8:05 PM", "2024-03-01T20:05:00+00:00"),
        ("Mar 5, 2024, 10:11:12 PM", "2024-03-05T22:11:12+00:00"),
        ("Fri, 01 Mar 2024 08:05:06 GMT", "2024-03-01T08:05:06+00:00"),
        ("Fri Mar 01 2024 08:05:06 GMT+0800 (China Standard Time)", "2024-03-01T00:05:06+00:00"),
        ("Fri Mar  1 08:05:06 UTC 2024", "2024-03-01T08:05:06+00:00"),
        ("01/Mar/2024:08:05:06 +0200", "2024-03-01T06:05:06+00:00"),
        ("1. März 2024, 8:05 Uhr", "2024-03-01T08:05:00+00:00"),
        ("01. Mrz. 2024", "2024-03-01T00:00:00+00:00"),
        ("Freitag, 1. März 2024", "2024-03-01T00:00:00+00:00"),
        ("3 janv. 2024", "2024-01-03T00:00:00+00:00"),
        ("mar. 5 mars 2024 à 10h11", "2024-03-05T10:11:00+00:00"),
        ("5 de marzo de 2024 10:11 p. m.", "2024-03-05T22:11:00+00:00"),
        ("5 de março de 2024 às 22:11", "2024-03-05T22:11:00+00:00"),
        ("5 dic 2024", "2024-12-05T00:00:00+00:00"),
        ("5 gennaio 2024", "2024-01-05T00:00:00+00:00"),
        ("5 mrt. 2024", "2024-03-05T00:00:00+00:00"),
        ("5 października 2024", "2024-10-05T00:00:00+00:00"),
        ("5 марта 2024 г., 22:11", "2024-03-05T22:11:00+00:00"),
        ("2024/3/5 下午 3:05", "2024-03-05T15:05:00+00:00"),
        ("2024年3月5日 上午12:05:12", "2024-03-05T00:05:12+00:00"),
        ("2024年3月5日星期二 15:05", "2024-03-05T15:05:00+00:00"),
        ("2024/03/05(火) 15時05分", "2024-03-05T15:05:00+00:00"),
        ("2024. 3. 5. 오후 3:05", "2024-03-05T15:05:00+00:00"),
        ("15.03.2024 um 22:11 Uhr", "2024-03-15T22:11:00+00:00"),
        ("2024-03-05-22.11.12.123456", "2024-03-05T22:11:12.123456+00:00"),
        ("3/14/2024 1:05 PM", "2024-03-14T13:05:00+00:00"),
        ("14.03.2024 13:05", "2024-03-14T13:05:00+00:00"),
        ("14/03/24", "2024-03-14T00:00:00+00:00"),
        ("1709280306", "2024-03-01T08:05:06+00:00"),
        ("1709280306123", "2024-03-01T08:05:06.123+00:00"),
        ("1709280306123456", "2024-03-01T08:05:06.123456+00:00"),
        ("1709280306.719", "2024-03-01T08:05:06.719+00:00"),
        ("1709280306123456789", "2024-03-01T08:05:06.123456+00:00"),
        ("999999999123456789", "2001-09-09T01:46:39.123456+00:00"),
        ("45352.5", "2024-03-01T12:00:00+00:00"),
        ("41974.35", "2014-12-01T08:24:00+00:00"),
        ("41974", "2014-12-01T00:00:00+00:00"),
        ("19783", "2024-03-01T00:00:00+00:00"),
        ("19783.25", "2024-03-01T06:00:00+00:00"),
        ('="2024-03-01"', "2024-03-01T00:00:00+00:00"),
    ],
)
def test_a_way_of_writing(read_times, written, meant):
    found, got = read_times([written.replace('"', '""')] * 5)
    assert not found.questions
    assert set(got) == {micros(meant)}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1709280306123456789", "100.0% of its values are nanoseconds since 1970"),
        ("19783", "100.0% of its values are days, counted from 1970-01-01"),
        ("45352.5", "100.0% of its values are days as spreadsheets count them, from 1899-12-30"),
    ],
)
def test_numbers_that_are_times_are_said_to_be(read_times, written, words):
    found, _ = read_times([written] * 5)
    assert str(found.reading.fields["time"].reason) == f"called `time`; {words}"


def test_days_counted_before_and_after_the_ten_thousandth(read_times):
    _, got = read_times(["9998", "9999", "10000", "10001"])
    assert got == [micros(f"1997-05-{d}T00:00+00:00") for d in (17, 18, 19, 20)]


def test_day_numbers_by_the_owners_word(tmp_path):
    rows = [f"u{n % 3},{19783 + n},view,p{n % 2}" for n in range(9)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,nr,event,item_id", rows), map={"time": "nr"})
    assert min(e["time"] for e in found.events) == micros("2024-03-01T00:00+00:00")


@pytest.mark.parametrize("number", [1709280306123456789, 19783, 45352])
def test_ids_and_amounts_as_large_as_a_time_are_none(tmp_path, number):
    rows = [f"u{n % 3},{number + n},2024-01-0{n + 1},view,p{n % 2}" for n in range(9)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,nr,time,event,item_id", rows))
    assert found.column("time") == "time" and "nr" not in found.source.times


@pytest.mark.parametrize("name", ["timestamp_ms", "event_time_ms", "ts_epoch"])
def test_a_unit_in_the_name_of_a_time(tmp_path, name):
    rows = [f"u{n % 3},{1709280306123 + n},{1709280306123 + 7 * n},view,p{n % 2}" for n in range(9)]
    found = read_export(write_rows(tmp_path / "log.csv", f"user_id,{name},nr,event,item_id", rows))
    assert found.column("time") == name and not found.questions


def test_ways_may_be_mixed_in_one_column(read_times):
    _, got = read_times(
        ["2024-03-01T00:00:00+08:00", "2024-03-01T00:00:00Z", "2024-03-01 00:00:00"], timezone="Asia/Tokyo"
    )
    assert got == sorted(
        micros(t) for t in ("2024-03-01T00:00+08:00", "2024-03-01T00:00+00:00", "2024-03-01T00:00+09:00")
    )


def test_one_value_above_twelve_decides_for_all(read_times):
    found, got = read_times(["03/04/2024", "05/04/2024", "25/04/2024"])
    assert not found.questions
    assert got == [micros(f"2024-04-{d:02}T00:00+00:00") for d in (3, 5, 25)]


def test_day_or_month_is_asked_where_nothing_tells(read_times):
    found, _ = read_times(["03/04/2024", "01/02/2024", "05/01/2024"])
    assert found.question() == "UnclearDayMonth"
    assert "--day-first" in str(found.questions[0])
    for day_first, month in ((True, 4), (False, 3)):
        said, got = read_times(["03/04/2024"], day_first=day_first)
        assert not said.questions and datetime.fromtimestamp(got[0] / 1e6, UTC).month == month


def test_the_order_of_rows_tells_day_from_month(read_times):
    days = [datetime(2023, 1 + n // 12, 1 + n % 12) for n in range(60)]
    found, got = read_times([d.strftime("%d/%m/%Y") for d in days])
    assert not found.questions and "order of the rows" in found.told("day_month")
    assert got == [micros(d.isoformat() + "+00:00") for d in days]


def test_a_missing_year_is_the_newest_that_is_not_in_the_future(read_times, monkeypatch):
    monkeypatch.setattr(times, "now_us", lambda: micros("2024-05-02T12:00+00:00"))
    for written, year in (("6月4日", 2023), ("4-15", 2024)):
        found, got = read_times([written])
        assert datetime.fromtimestamp(got[0] / 1e6, UTC).year == year
        assert str(year) in found.told("year_assumed")
    found, got = read_times(["6月4日"], year=2014)
    assert got == [micros("2014-06-04T00:00+00:00")] and not found.told("year_assumed")


def test_days_without_a_year_may_run_over_new_year(read_times, monkeypatch):
    monkeypatch.setattr(times, "now_us", lambda: micros("2024-05-02T12:00+00:00"))
    _, got = read_times(["12-30", "12-31", "1-1", "1-2"])
    assert got == [micros(t + "T00:00+00:00") for t in ("2023-12-30", "2023-12-31", "2024-01-01", "2024-01-02")]


def stretch(first, last):
    days = [datetime.fromisoformat(first) + timedelta(days=n) for n in range(400)]
    return [d for d in days if d <= datetime.fromisoformat(last)]


@pytest.mark.parametrize(
    ("first", "last", "without"),
    [
        ("2023-12-20", "2024-01-15", ()),
        ("2023-12-20", "2024-03-05", ("2024-02-29", "2024-01-01")),
        ("2023-06-10", "2024-05-02", ()),  # a hole of five weeks is enough where the rows begin after it
        ("2023-01-01", "2023-12-31", ()),
        ("2023-01-01", "2023-12-31", ("2023-05-06", "2023-05-07")),
        ("2023-01-03", "2023-12-20", ()),
    ],
)
def test_a_span_without_a_year_is_kept_in_one_piece(read_times, monkeypatch, first, last, without):
    monkeypatch.setattr(times, "now_us", lambda: micros("2024-05-02T12:00+00:00"))
    days = [d for d in stretch(first, last) if f"{d:%Y-%m-%d}" not in without]
    found, got = read_times([f"{d:%m-%d} 18:00" for d in days])
    assert got == [micros(f"{d:%Y-%m-%d}T18:00+00:00") for d in days]
    assert ("over New Year: 2024" in found.told("year_assumed")) == (days[0].year < days[-1].year)


def test_days_still_to_come_belong_to_the_year_before(read_times, monkeypatch):
    monkeypatch.setattr(times, "now_us", lambda: micros("2024-01-13T12:00+00:00"))
    days = stretch("2022-12-20", "2023-01-15")
    found, got = read_times([f"{d:%m-%d} 18:00" for d in days])
    assert got == [micros(f"{d:%Y-%m-%d}T18:00+00:00") for d in days] and not found.quarantine


def test_a_few_days_all_over_the_year_are_of_one(read_times, monkeypatch):
    monkeypatch.setattr(times, "now_us", lambda: micros("2024-12-31T12:00+00:00"))
    _, got = read_times(["1-10", "5-5", "9-1", "12-20"])
    assert {datetime.fromtimestamp(t / 1e6, UTC).year for t in got} == {2024}


def test_a_name_can_say_that_times_are_utc(tmp_path):
    rows = [f"{n % 3},2024-01-0{1 + n} 10:00:00,2024-01-0{1 + n} 09:00:00,5" for n in range(6)]
    header = "customer_id,date_created,date_created_gmt,total"
    found = read_export(write_rows(tmp_path / "woo.csv", header, rows), timezone="Asia/Tokyo")
    assert found.column("time") == "date_created_gmt" and not found.questions
    assert min(e["time"] for e in found.events) == micros("2024-01-01T09:00+00:00")


def test_letters_of_a_zone_stand_for_its_offset(read_times):
    values = [
        "04-Jan-2024 06:01 PM EST",
        "04-Jan-2024 07:01 PM EDT",
        "05-Jul-2024 06:01 AM PST",
        "05-Jul-2024 06:01 AM CET",
    ]
    found, got = read_times(values)
    assert found.column("time") == "time" and not found.quarantine
    assert got == [micros(f"2024-{t}:01+00:00") for t in ("01-04T23", "01-04T23", "07-05T05", "07-05T14")]
    _, got = read_times(["2024-01-04 18:01:30 PST", "2024-01-05 18:01:30 PDT", "2024-01-06 18:01:30"])
    assert got == [micros(f"2024-01-{t}:01:30+00:00") for t in ("05T02", "06T01", "06T18")]


@pytest.mark.parametrize(("other", "agreed"), [("Create Date", "Close Date"), ("Start date", "Booked")])
def test_of_several_times_the_one_when_it_was_agreed_is_proposed(tmp_path, other, agreed):
    rows = [f"{n % 9},2024-03-{n % 20 + 1:02},2024-03-{(n * 7) % 20 + 5:02},5.50" for n in range(60)]
    found = read_export(write_rows(tmp_path / "deals.csv", f"customer_id,{other},{agreed},amount", rows))
    assert found.question() == "UnclearTime" and f"time={agreed}" in str(found.questions[0]).split("fix:")[1]


def test_date_and_clock_in_two_columns(tmp_path):
    rows = [f"{n % 3},2024-01-0{1 + n},{n}:05 PM,5" for n in range(1, 6)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,date,time,total", rows))
    assert found.column("time") == "date+time"
    assert min(e["time"] for e in found.events) == micros("2024-01-02T13:05+00:00")


@pytest.mark.parametrize(
    ("values", "unit"),
    [(["2024-01-01"], "day"), (["2024-01-01 03"], "hour"), (["2024-01-01 00:00:00", "2024-01-01 00:05:00"], "minute"),
     (["1709280306123"], "ms"), (["1709280306"], "s")],
)  # fmt: skip
def test_the_finest_unit(read_times, values, unit):
    assert read_times(values)[0].reading.unit == unit


def test_two_times_that_differ_are_asked_about(tmp_path):
    rows = [f"{n % 3},2024-01-0{1 + n},2024-02-0{1 + n},view,p1" for n in range(6)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,event_time,server_time,event,item_id", rows))
    assert found.question() == "UnclearTime" and "--map time=event_time" in str(found.questions[0])
    said = read_export(tmp_path / "log.csv", map={"time": "server_time"})
    assert not said.questions and said.reading.fields["time"].confidence is None


def test_a_column_that_holds_no_times(tmp_path):
    path = write_rows(tmp_path / "log.csv", "user_id,time,item_id", [f"{n},2024-01-0{n},p{n}" for n in range(1, 9)])
    with pytest.raises(errors.NotTimes, match="item_id"):
        read_export(path, map={"time": "item_id"})
    with pytest.raises(errors.UnknownZone, match="Mars/Base"):
        read_export(path, timezone="Mars/Base")


@settings(max_examples=60, deadline=None)
@example(wall=datetime(2000, 10, 29, 1, 0), zone="Europe/London")  # an hour that comes twice: the first is meant
@example(wall=datetime(2000, 3, 26, 1, 30), zone="Europe/London")  # an hour that never was
@given(
    # A wall clock in a file cannot say which of two equal hours it means; hypothesis also draws `fold=1`.
    wall=st.datetimes(datetime(1980, 1, 2), datetime(2037, 12, 31)).map(lambda wall: wall.replace(fold=0)),
    zone=st.sampled_from(
        ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Africa/Casablanca"]
    ),
)
def test_zones_agree_with_python_gaps_and_overlaps_too(wall, zone):
    utc = (wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // US
    local = (datetime(1970, 1, 1, tzinfo=UTC) + utc * US).astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
    with duckdb.connect() as con:
        con.execute("CREATE TABLE w AS SELECT ?::TIMESTAMP AS wall", [wall])
        sql = to_utc_sql("epoch_us(wall)", zone)
        assert con.execute(f"SELECT {sql}, {to_local_sql(sql, zone)} FROM w").fetchone() == (
            utc, (local - datetime(1970, 1, 1, tzinfo=UTC)) // US,
        )  # fmt: skip


def test_a_year_of_two_digits_may_come_first(read_times):
    found, got = read_times([f"24-03-{d:02}" for d in range(1, 13)])
    assert not found.questions and found.told("year_first")
    assert (got[0], got[-1]) == (micros("2024-03-01T00:00+00:00"), micros("2024-03-12T00:00+00:00"))
    found, got = read_times([f"{y}/03/{d:02} 08:05" for y in (19, 23) for d in range(2, 31)])
    assert not found.questions and got[0] == micros("2019-03-02T08:05+00:00")


def test_a_year_of_two_digits_may_come_last(read_times):
    found, got = read_times([f"{d:02}-03-24" for d in range(1, 29)])
    assert not found.questions and not found.told("year_first")
    assert got[-1] == micros("2024-03-28T00:00+00:00")
    assert read_times(["01-02-03", "02-03-01", "03-01-02"] * 3)[0].question() == "UnclearDayMonth"


def zoned(tmp_path, zones, **said):
    rows = [f"u{n % 3},2024-07-01 08:{n:02},{zones[n % len(zones)]},view,p{n % 2}" for n in range(12)]
    return read_export(write_rows(tmp_path / "log.csv", "user_id,time,TimeZone,event,item_id", rows), **said)


@pytest.mark.parametrize(
    ("zones", "proposal"),
    [(["PST", "PDT"], "America/Los_Angeles"), (["+08:00"], "Etc/GMT-8"), (["UTC+2", "CST"], "ZONE"),
     (["Asia/Tokyo"], "Asia/Tokyo"), (["UTC", "Asia/Tokyo"], "ZONE")],
)  # fmt: skip
def test_a_column_of_zones_is_asked_about(tmp_path, zones, proposal):
    found = zoned(tmp_path, zones)
    assert found.question() == "ZoneInColumn" and f"--timezone {proposal}," in str(found.questions[0])
    assert ("Asia/Kolkata" in str(found.questions[0])) == (proposal == "ZONE")
    assert ("write the zone into the time column" in str(found.questions[0])) == (proposal == "ZONE")
    assert not zoned(tmp_path, zones, timezone="Asia/Tokyo").questions


def test_a_column_of_utc_and_one_that_holds_no_zones(tmp_path):
    found = zoned(tmp_path, ["UTC", "Z", "+00:00"])
    assert not found.questions and min(e["time"] for e in found.events) == micros("2024-07-01T08:00+00:00")
    assert found.source.dropped["TimeZone"].code == "zone"
    assert not zoned(tmp_path, ["north", "south"]).questions
    assert not zoned(tmp_path, ["-300", "-240"]).questions  # minutes, as browsers count them, or hours and minutes


def test_chinese_columns_without_a_zone_propose_their_own(tmp_path):
    rows = [f"u{n % 3},2024-03-01 08:{n:02},购买,p{n % 2}" for n in range(9)]
    found = read_export(write_rows(tmp_path / "log.csv", "用户ID,时间,行为,商品ID", rows))
    assert "--timezone Asia/Shanghai may be right" in found.told("zone_assumed")
    assert "Shanghai" not in zoned(tmp_path, ["UTC"]).told("zone_assumed")


def test_the_nights_in_which_clocks_change_are_said(read_times):
    values = [f"2024-10-26 {h:02}:30" for h in range(24)] + ["2024-10-27 01:15", "2024-10-27 01:45", "2024-10-27 02:00"]
    found, got = read_times(values, timezone="Europe/London")
    assert "2 rows lie in an hour that clocks in Europe/London show twice (2024-10-27 01:15)" in found.told(
        "clock_change"
    )
    assert got[-3:] == [micros(f"2024-10-27T{t}+00:00") for t in ("00:15", "00:45", "02:00")]
    found, _ = read_times([f"2024-03-31 0{h}:30" for h in (0, 1, 2, 3)] * 2, timezone="Europe/London")
    assert "2 rows lie in an hour that clocks in Europe/London skip (2024-03-31 01:30)" in found.told("clock_change")
    for said in ({"timezone": "Asia/Shanghai"}, {"timezone": "Europe/London", "since": "2024-11-01"}):
        assert not read_times(["2024-11-02 01:30"] * 5, **said)[0].told("clock_change")


@pytest.mark.parametrize(
    ("said", "proposal"),
    [("America/New_York", "America/New_York"), ("Eastern Time (US & Canada)", "America/New_York"),
     ("(UTC+01:00) Berlin", "Europe/Berlin"), ("Pacific Standard Time", "America/Los_Angeles")],
)  # fmt: skip
def test_zones_under_their_long_names(tmp_path, said, proposal):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d} 10:{n % 60:02d},{9 + n},{said}" for n in range(60)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,created,amount,Time Zone", rows))
    assert found.question() == "ZoneInColumn" and f"--timezone {proposal}," in str(found.questions[0])


def test_a_zone_in_the_name_of_a_column(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d} 10:{n % 60:02d},{9 + n}" for n in range(60)]
    found = read_export(write_rows(tmp_path / "a.csv", "customer_id,Created (America/New_York),amount", rows))
    assert found.question() == "ZoneInName" and "--timezone America/New_York," in str(found.questions[0])
    found = read_export(write_rows(tmp_path / "b.csv", "customer_id,Created (UTC),amount", rows))
    assert not found.questions and "times are UTC" in found.told("zone_assumed")
