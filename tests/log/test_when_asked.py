"""What is asked about times, and what is shown to choose from."""

from __future__ import annotations

import pytest

from foresale import errors
from log.exports import read_export, write_rows
from log.test_times import micros


def test_the_time_of_a_booking_is_when_it_was_booked(tmp_path):
    rows = [f"{n},g{n % 5},{1 + n % 28:02}/03/2024,{1 + n % 28:02}/04/2024,{1 + n % 28:02}/02/2024" for n in range(60)]
    path = write_rows(tmp_path / "log.csv", "Reference,Guest ID,Arrival,Departure,Booked on", rows)
    found = read_export(path, types={"*": "purchase"})
    assert found.column("time") == "Booked on" and not found.questions


def test_a_range_is_shown_in_the_order_of_the_column_or_not_at_all(tmp_path):
    rows = [f"u{n % 5},{1 + n % 28:02}/03/2024,{1 + n % 12:02}/04/2024" for n in range(60)]
    (question,) = read_export(write_rows(tmp_path / "log.csv", "user_id,first_day,last_day", rows)).questions[:1]
    text = str(question)
    assert "2024-03-01 to 2024-03-28" in text
    assert "last_day: filled in 100.0% of the rows" in text


def test_a_dump_of_a_database_is_named(tmp_path):
    path = tmp_path / "dump.sql"
    path.write_text("-- MySQL dump\nINSERT INTO `orders` VALUES (1,2,'2024-01-01'),\n(2,3,'2024-01-02');\n")
    with pytest.raises(errors.SqlDump, match="as CSV"):
        read_export(path)


@pytest.mark.parametrize(
    ("header", "mark", "says"),
    [("วันที่สั่งซื้อ", "{d:02}/01/2567", "Thailand"), ("date", "2567-01-{d:02} 08:00:00", "Thailand"),
     ("order_date", "256701{d:02}", "Thailand"), ("วันที่", "{d} ม.ค. 2567", "Thailand"),
     ("วันที่", "{d} มกราคม พ.ศ. 2567 08:00 น.", "Thailand"), ("訂單日期", "113/01/{d:02}", "Taiwan"),
     ("date", "民國113年1月{d}日", "Taiwan"), ("date", "民國 113 年 1 月 {d} 日", "Taiwan"),
     ("訂單日期", "113-1-{d} 08:00", "Taiwan"), ("訂單日期", "11301{d:02}", "Taiwan")],
)  # fmt: skip
def test_years_of_other_calendars_become_ours(tmp_path, header, mark, says):
    """A log of February's last day too: 2024 has one, the years 2567 and 113 have not."""
    rows = [f"{mark.format(d=1 + n % 29)},{n},M{n % 5}" for n in range(60)]
    rows += [row.replace("/01", "/02").replace("-01-", "-02-").replace("256701", "256702") for row in rows[28:29]]
    found = read_export(write_rows(tmp_path / "log.csv", f"{header},order_id,member_id", rows), day_first=True)
    assert not found.questions and len(found.events) == len(rows)
    assert min(e["time"] for e in found.events) == micros("2024-01-01T08:00+00:00" if "8" in mark else "2024-01-01")
    assert f"counts years as {says} does" in found.told("calendar")
    again = read_export(tmp_path / "log.csv", reading=found.reading)
    assert [e["time"] for e in again.events] == [e["time"] for e in found.events]


def test_a_year_of_taiwan_is_asked_about_where_nothing_says_so(tmp_path):
    rows = [f"113/01/{1 + n % 28:02},{n},M{n % 5}" for n in range(60)]
    path = write_rows(tmp_path / "log.csv", "date,order_id,member_id", rows)
    with pytest.raises(errors.OtherCalendar, match="add 1911"):
        read_export(path)
    assert read_export(path, map={"time": "date"}).told("calendar")


def test_year_month_and_day_are_one_time(tmp_path):
    rows = [f"2024,{1 + n % 3},{1 + n % 28},{n % 24},C{n % 7},o{n},{n}.50" for n in range(90)]
    path = write_rows(tmp_path / "log.csv", "year,month,day,hour,customer_id,order_id,total", rows)
    found = read_export(path)
    assert found.reading.fields["time"].columns == ("year+month+day+hour",) and not found.questions
    assert len({event["time"] for event in found.events}) == 84 + 6 and found.told("day_parts")
    for said in ("year+month+day+hour", "year+month+day"):
        assert read_export(path, map={"time": said}).column("time") == said


@pytest.mark.parametrize(
    ("year", "month", "day", "hour"),
    [("24", "Mar", "1st", "8:00"), ("2024", "March", "01", "08"), ("2024年", "3月", "1日", "8时"),
     ("2024.0", "3.0", "1.0", "8.0"), ("2024", "mar.", "1", "08:00:00")],
)  # fmt: skip
def test_the_parts_of_a_day_in_any_writing(tmp_path, year, month, day, hour):
    rows = [f"{year},{month},{day},{hour},C{n % 7},o{n},{n}.50" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "year,month,day,hour,customer_id,order_id,total", rows))
    assert {e["time"] for e in found.events} == {micros("2024-03-01T08:00+00:00")}


def test_a_part_that_is_too_long_is_not_cut(tmp_path):
    rows = [f"2024,{('3', '312')[n == 5]},1,C{n % 7},o{n},{n}.50" for n in range(90)]
    path = write_rows(tmp_path / "log.csv", "year,month,day,customer_id,order_id,total", rows)
    assert read_export(path).reading.counts.quarantined == {"unreadable time": 1}


def test_the_file_whose_dates_are_ambiguous_is_named(tmp_path):
    rows = [f"u{n % 5},{1 + n % 7:02}/0{1 + n * 5 % 9}/2024,p1,5.00" for n in range(60)]
    (question,) = read_export(write_rows(tmp_path / "log.csv", "user_id,order_date,item_id,amount", rows)).questions[:1]
    assert isinstance(question, errors.UnclearDayMonth) and "log.csv" in str(question)


@pytest.mark.parametrize("order", ["{d:02}/{m:02}/2024", "{m:02}/{d:02}/2024"])
def test_the_order_of_day_and_month_is_that_of_a_file_beside(tmp_path, order):
    """The last days of a log are few: of them alone nobody can tell which number is the day."""

    def rows(days, last):
        return [f"{order.format(d=1 + n * 7 % days, m=3 + n % 2)},u{n % 9},p{n % 5},view{last}" for n in range(60)]

    folder = tmp_path / "log"
    folder.mkdir()
    write_rows(folder / "web.csv", "time,user_id,item_id,event", rows(28, ""))
    app = write_rows(folder / "app.csv", "time,customer,item_id,event,device", rows(5, ",phone"))
    (question,) = read_export(app).questions
    assert isinstance(question, errors.UnclearDayMonth)
    found = read_export(folder)
    assert not found.questions and "as it is told in" in found.told("day_month")
    assert "web.csv" in found.told("day_month")
    first = micros("2024-03-01")
    assert {e["time"] for e in found.events} <= {first + k * 86_400_000_000 for k in range(59)}
    assert read_export(folder, day_first=order[1] == "d").events == found.events
    write_rows(folder / "web.csv", "when,user_id,item_id,event", rows(28, ""))
    assert read_export(folder).questions, "a column that is called otherwise lends nothing"


def test_files_that_disagree_lend_no_order(tmp_path):
    for name, (day, month) in {"user": (28, 5), "customer": (5, 28), "uid": (5, 4)}.items():
        lines = [f"{1 + n % day:02}/{1 + n % month:02}/2024,u{n % 9},p{n % 5},view" for n in range(60)]
        lines = [line + f",{name}" for line in lines[::-7] + lines[::-3]]
        write_rows(tmp_path / f"{name}.csv", f"time,{name},item_id,event,shop", lines)
    (question,) = read_export(tmp_path).questions
    assert "uid.csv" in str(question)


def test_another_time_of_taiwan_is_no_feature(tmp_path):
    rows = [f"113/01/{1 + n % 28:02},{n},M{n % 5},113/02/{1 + n % 28:02},113/0{n % 9}" for n in range(60)]
    found = read_export(write_rows(tmp_path / "log.csv", "訂單日期,order_id,member_id,到貨,尺寸", rows))
    assert found.source.dropped["到貨"].code == "other_time"
    assert [x.column for x in found.source.further] == ["尺寸"]
