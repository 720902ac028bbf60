"""Answers to files: ids stay text, Excel runs nothing, and what does not fit is said before it is written."""

from __future__ import annotations

from datetime import UTC, datetime

import openpyxl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from foresale.errors import TooManyRowsForExcel, UnknownEnding
from foresale.jobs import output
from foresale.jobs.output import write_table

TABLE = pa.table(
    {
        "user": ["007", "9007199254740993", "=1+1", "小店, \"甲\""],
        "p": [0.1, 1 / 3, None, 1e-9],
        "cutoff": pa.array([datetime(2011, 11, 9, tzinfo=UTC)] * 4, pa.timestamp("us", "UTC")),
    }
)


def test_csv_is_what_other_tools_read_back(tmp_path):
    path = tmp_path / "我的 scores.csv"
    write_table(TABLE, path)
    text = pyarrow.csv.ConvertOptions(column_types={"user": pa.string(), "cutoff": pa.string()})
    back = pyarrow.csv.read_csv(path, convert_options=text)
    assert back["user"].to_pylist() == TABLE["user"].to_pylist()
    assert back["p"].to_pylist() == TABLE["p"].to_pylist()  # to the last bit
    assert set(back["cutoff"].to_pylist()) == {"2011-11-09T00:00:00+00:00"}


def test_csv_for_excel_has_its_mark_and_runs_no_formula(tmp_path):
    write_table(TABLE, tmp_path / "scores.csv", excel=True)
    text = (tmp_path / "scores.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert b"'=1+1" in text and b'"=1+1' not in text


def test_parquet_keeps_kinds(tmp_path):
    write_table(TABLE, tmp_path / "scores.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "scores.parquet").equals(TABLE)


def test_a_workbook_keeps_ids_as_text(tmp_path):
    write_table(TABLE, tmp_path / "scores.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "scores.xlsx").active
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == TABLE["user"].to_pylist()
    assert {row[0].data_type for row in rows} == {"s"}
    assert rows[1][1].value == 1 / 3 and rows[1][1].number_format == "0.0%"


def test_a_workbook_is_one_to_work_with(tmp_path):
    """Its heading stays in sight and filters, columns are as wide as their ids, dates are those of the shop's clock."""
    there = TABLE.set_column(2, "cutoff", TABLE["cutoff"].cast(pa.timestamp("us", "Asia/Shanghai")))
    write_table(there, tmp_path / "scores.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "scores.xlsx").active
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:C5"
    assert sheet.column_dimensions["A"].width > len("9007199254740993")
    assert sheet["C2"].value == datetime(2011, 11, 9, 8) and sheet["C2"].is_date


def test_an_unknown_ending_names_the_known_ones(tmp_path):
    with pytest.raises(UnknownEnding, match=r"\.parquet"):
        write_table(TABLE, tmp_path / "scores.feather")


def test_a_sheet_has_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(output, "SHEET_ROWS", 4)
    with pytest.raises(TooManyRowsForExcel):
        write_table(TABLE, tmp_path / "scores.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_standard_output_gets_csv(capfdbinary):
    write_table(TABLE.select(["user"]), "-")
    assert capfdbinary.readouterr().out.splitlines()[:2] == [b'"user"', b'"007"']
