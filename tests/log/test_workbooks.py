"""Workbooks as they lie on people's disks: sheets, types, title rows, passwords."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import date, datetime, timedelta

import openpyxl
import pytest
import pyzipper
from exports import read_export
from msoffcrypto.format.ooxml import OOXMLFile

from foresale import errors
from foresale.log import prepare
from foresale.log.raw import connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources

HEADER = ["订单编号", "会员号", "付款时间", "商品编码", "数量", "金额"]


def orders(n=60):
    start = datetime(2024, 3, 1, 8, 5)
    return [
        [f"{k:05}", 178500 + k % 9, start + timedelta(days=k, hours=k % 5), f"p{k % 7}", 1 + k % 3, 12.5 * (1 + k % 4)]
        for k in range(n)
    ]


def book(path, **by_sheet):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in by_sheet.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def cells(path):
    with connect() as con:
        raw = open_sources(str(path), ReadOptions(), con)
        (relation,) = raw.relations
        columns = ", ".join(f'"{c}"' for c in relation.columns)
        return con.execute(f"SELECT {columns} FROM {relation.name} ORDER BY _file, _row").fetchall()


def test_cells_come_out_as_they_were_typed(tmp_path):
    rows = [["id", "time", "day", "n", "flag"], ["00123", datetime(2024, 3, 1), date(2024, 3, 1), 17850, True]]
    rows += [["9007199254740993", datetime(2024, 3, 2, 8, 5), date(2024, 3, 2), 2.5, None]]
    assert cells(book(tmp_path / "a.xlsx", log=rows)) == [
        ("00123", "2024-03-01 00:00:00", "2024-03-01", "17850", "TRUE"),
        ("9007199254740993", "2024-03-02 08:05:00", "2024-03-02", "2.5", None),
    ]


def test_ids_whose_digits_the_spreadsheet_has_lost_are_refused(tmp_path):
    rows = [[*row[:1], 4005123412341234 + row[1] * 10**3, *row[2:]] for row in orders()]
    with pytest.raises(errors.DestroyedIds, match="会员号"):
        read_export(book(tmp_path / "a.xlsx", log=[HEADER, *rows]))


def test_a_workbook_is_a_log_with_its_title_rows_and_sheets_that_are_none(tmp_path):
    log = [["某某旗舰店 订单导出"], [], HEADER, *orders()]
    path = book(tmp_path / "订单 1.xlsx", 说明=[["导出说明"], ["仅供内部使用"]], 订单=log, 空=[])
    found = read_export(path)
    assert not found.questions and found.types() == {"purchase": 60}
    assert sum(e["amount"] for e in found.events) == sum(row[5] for row in orders())
    assert {e["user"] for e in found.events} == {str(178500 + k) for k in range(9)}
    assert "说明" in found.told("files_skipped") or "说明" in found.told("no_logs")


def test_a_sheet_may_be_named_and_sheets_alike_are_one_log(tmp_path):
    path = book(tmp_path / "a.xlsx", March=[HEADER, *orders()[:30]], April=[HEADER, *orders()[30:]])
    assert len(read_export(path).events) == 60
    assert len(read_export(f"{path}#April").events) == 30
    with pytest.raises(errors.NoSuchSheet, match="Apri") as caught:
        read_export(f"{path}#Apri")
    assert "did you mean: April" in str(caught.value)
    assert len(read_export(tmp_path).events) == 60


def test_a_workbook_in_the_cache_is_known_again(tmp_path):
    path = book(tmp_path / "a.xlsx", March=[HEADER, *orders()])
    first = prepare(f"{path}#March", cache=tmp_path / "cache")
    assert prepare(f"{path}#March", cache=tmp_path / "cache").path == first.path


def test_lines_of_damaged_rows_are_rows_of_the_sheet(tmp_path):
    rows = [["a title"], HEADER, *orders(), ["x", "y", "never", "p", 1, 1.0]]
    (damaged,) = read_export(book(tmp_path / "a.xlsx", log=rows)).quarantine
    assert (damaged["file"].rpartition("#")[2], damaged["line"]) == ("log", 63)


def locked_book(path, password):
    plain = io.BytesIO()
    made = openpyxl.Workbook()
    for row in [HEADER, *orders()]:
        made.active.append(row)
    made.save(plain)
    with path.open("wb") as out:
        OOXMLFile(plain).encrypt(password, out)
    return path


def locked_zip(path, password):
    rows = [f"{k % 9},2024-03-{1 + k % 28:02},view,p{k % 5}" for k in range(60)]
    text = "\n".join(["user_id,time,event,item_id", *rows])
    with pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.writestr("log.csv", text)
    return path


@pytest.mark.parametrize("make, name", [(locked_book, "a.xlsx"), (locked_zip, "a.zip")])
def test_a_password_opens_what_is_locked(tmp_path, monkeypatch, make, name):
    path = make(tmp_path / name, "geheim")
    monkeypatch.delenv("FORESALE_FILE_PASSWORD", raising=False)
    with pytest.raises(errors.NeedsPassword, match=r"it is locked(?s:.*)FORESALE_FILE_PASSWORD"):
        read_export(path)
    monkeypatch.setenv("FORESALE_FILE_PASSWORD", "wrong")
    with pytest.raises(errors.NeedsPassword, match="does not open"):
        read_export(path)
    monkeypatch.setenv("FORESALE_FILE_PASSWORD", "geheim")
    assert len(read_export(path).events) == 60
    for package in ("pyzipper", "msoffcrypto"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(errors.NotInstalled, match="foresale\\[locked\\]"):
        read_export(path)


def test_what_is_no_workbook_inside_is_said_in_one_line(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(errors.BrokenArchive, match=r"a\.xlsx"):
        read_export(tmp_path / "a.xlsx")
    with pytest.raises(errors.EmptyFile):
        read_export(book(tmp_path / "b.xlsx", empty=[]))
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as archive:
        archive.writestr("hello.txt", "no workbook")
    with pytest.raises(errors.BrokenArchive, match=r"c\.xlsx"):
        read_export(tmp_path / "c.xlsx")


def test_a_cell_far_from_all_others_is_refused_before_the_sheet_is_opened(tmp_path):
    path = book(tmp_path / "a.xlsx", log=[HEADER, *orders()])
    made = openpyxl.load_workbook(path)
    made["log"]["AAA1048576"] = " "  # somebody's stray blank: 737 million cells between
    made.save(path)
    with pytest.raises(errors.SparseSheet) as caught:
        cells(path)
    assert "row 1,048,576 and column 703" in str(caught.value)
    wide = [[f"c{n}" for n in range(400)], *([n % 7 for n in range(400)] for _ in range(30))]
    assert len(cells(book(tmp_path / "wide.xlsx", log=wide))) == 30


def test_a_bomb_in_a_workbook_is_refused_before_it_is_opened(tmp_path, monkeypatch):
    path = book(tmp_path / "a.xlsx", log=[HEADER, *orders()])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/1.bin", bytes(1 << 24))
    monkeypatch.setattr("foresale.log.sources.unpack.BOMB_SIZE", 1 << 23)
    with pytest.raises(errors.UnpacksTooBig):
        cells(path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_damaged_workbook_is_refused(tmp_path, part):
    path = book(tmp_path / "a.xlsx", log=[HEADER, *orders()])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content[:150] + b"<<<" if name == part else content)
    with pytest.raises(errors.BrokenArchive):
        cells(path)
