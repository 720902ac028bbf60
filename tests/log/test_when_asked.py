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
    ("header", "year", "mark", "says"),
    [("วันที่สั่งซื้อ", "2567", "{d:02}/01/{y}", "subtract 543"), ("訂單日期", "113", "{y}/01/{d:02}", "add 1911")],
)
def test_years_of_other_calendars_are_named(tmp_path, header, year, mark, says):
    rows = [f"{mark.format(y=year, d=1 + n % 28)},{n},M{n % 5}" for n in range(60)]
    with pytest.raises(errors.OtherCalendar, match=says):
        read_export(write_rows(tmp_path / "log.csv", f"{header},order_id,member_id", rows))


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
