"""What is asked about times, and what is shown to choose from."""

from __future__ import annotations

import pytest

from foresale import errors
from log.exports import read_export, write_rows


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
