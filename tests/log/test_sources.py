"""Any source becomes relations of text, exactly as written, or a clear line."""

from __future__ import annotations

import bz2
import codecs
import errno
import gzip
import io
import lzma
import os
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from foresale import errors
from foresale.log import prepare
from foresale.log.looking import look
from foresale.log.raw import Raw, connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources, unpack

LOG = "user_id,time,price\n00123,2024-03-01,17850.0\n9007199254740993,2024-03-02,1.10\n"
ROWS = [("00123", "2024-03-01", "17850.0"), ("9007199254740993", "2024-03-02", "1.10")]


@pytest.fixture
def con(tmp_path):
    scratch = tmp_path / "scratch 临时"
    scratch.mkdir()
    with connect("200MB", 2, scratch) as connection:
        yield connection
    assert not list(scratch.iterdir())


@pytest.fixture
def read(con, tmp_path):
    """Read one file of the given content; the rows of its only relation and the Raw."""

    def reader(content: str | bytes, name: str = "log.csv", **options) -> tuple[list[tuple], Raw]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        raw = open_sources(path, ReadOptions(**options), con)
        return rows_of(raw), raw

    return reader


def rows_of(raw: Raw, which: int = 0) -> list[tuple]:
    relation = raw.relations[which]
    names = ", ".join(f'"{name}"' for name in relation.columns)
    return raw.con.execute(f"SELECT {names} FROM {relation.name} ORDER BY _file, _row").fetchall()


def rejected(raw: Raw) -> list[tuple[int, str]]:
    return [(line, reason) for _, line, reason in sorted(raw.rejects.fetchall())]


def packed(content: bytes, member: str = "log.csv") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, content)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "\x01", "::"])
def test_every_delimiter_and_ids_as_written(read, delimiter):
    rows, raw = read(LOG.replace(",", delimiter))
    assert rows == ROWS
    assert raw.relations[0].columns == ("user_id", "time", "price")


@pytest.mark.parametrize(
    "pack",
    [
        bytes,
        gzip.compress,
        lambda b: gzip.compress(b[:30]) + gzip.compress(b[30:]),
        zstandard.ZstdCompressor().compress,
        lambda b: zstandard.ZstdCompressor().compress(b[:30]) + zstandard.ZstdCompressor().compress(b[30:]),
        bz2.compress,
        lzma.compress,
    ],
    ids=["plain", "gzip", "two gzip members", "zstd", "two zstd frames", "bzip2", "xz"],
)
def test_packed_files_read_as_plain_ones(read, pack):
    assert read(pack(LOG.encode()))[0] == ROWS


@pytest.mark.parametrize("name", ["log.csv.gz", "log.csv.zst"])
@pytest.mark.parametrize(
    ("content", "rows"),
    [(LOG, ROWS), (LOG.replace(",", "   "), ROWS),
     ('{"user_id": "u", "time": 1}\n', [("u", "1")]), ('[{"user_id": "u",\n"time": 1}]', [("u", "1")])],
    ids=["csv", "blanks", "json lines", "json document"],
)  # fmt: skip
def test_files_named_as_packed_that_are_not_are_read_as_they_are(read, name, content, rows):
    assert [tuple(map(str, row)) for row in read(content, name)[0]] == rows


CHINESE = "用户ID,行为,时间\n甲1,浏览,6月4日\n乙2,购买,12月11日\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(read, encoding, line_end):
    rows, raw = read(CHINESE.replace("\n", line_end).encode(encoding))
    assert raw.relations[0].columns == ("用户ID", "行为", "时间")
    assert rows == [("甲1", "浏览", "6月4日"), ("乙2", "购买", "12月11日")]


def test_a_late_chinese_character_decides_the_encoding_of_the_whole_file(read):
    early = "".join(f"u{n},item{n},2024-01-01\n" for n in range(200_000))
    rows, raw = read(("user,title,time\n" + early + "u,茶叶,2024-01-02\n").encode("gb18030"))
    assert raw.files[0].encoding == "gb18030"
    assert rows[-1] == ("u", "茶叶", "2024-01-02")


def test_european_accents_are_not_taken_for_chinese(read):
    rows, _ = read("user,city,time\n1,Zürich,2024-01-01\n2,Besançon,2024-01-02\n".encode("cp1252"))
    assert [city for _, city, _ in rows] == ["Zürich", "Besançon"]


@pytest.mark.parametrize(
    "text",
    ["Größe", "Übergröße;weiß", "größer;kleiner", "Heizöl;süß", "GRÖSSE;STÜCK", "créée;déçu", "PROMOÇÃO;CAMISÕES", "£5",
     "cœur", "Smørrebrød;Ærø", "pingüino;año", "25 °C"],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 500])
def test_nor_are_two_of_them_in_a_row(read, text, times):
    rows, raw = read(("user;title;time\n" + f'1;"{text}";2024-01-01\n' * times).encode("cp1252"))
    assert raw.files[0].encoding == "cp1252" and {title for _, title, _ in rows} == {text}


@pytest.mark.parametrize("text", ["单价", "男", "M码", "3件套", "訂單編號", "牛奶 2L Muller"])
def test_nor_is_chinese_taken_for_accents(read, text):
    rows, raw = read((f"user,title,time\n1,{text},2024-01-01\n").encode("gb18030"))
    assert raw.files[0].encoding == "gb18030" and rows[0][1] == text


def test_russian_spreadsheets(read):
    rows, raw = read(("user;Наименование;time\n1;Куртка зимняя, тёплая;2024-01-01\n").encode("cp1251"))
    assert raw.files[0].encoding == "cp1251" and rows[0][1] == "Куртка зимняя, тёплая"


def test_lines_in_two_encodings_are_read_each_in_its_own(read):
    utf8 = "user,title,time\n1,茶叶,2024-01-01\n2,咖啡,2024-01-01\n".encode()
    rows, raw = read(utf8 + "3,牛奶,2024-01-01\n".encode("gb18030"))
    assert [title for _, title, _ in rows] == ["茶叶", "咖啡", "牛奶"]
    assert [(f.code, f.facts["lines"], f.facts["first"]) for f in raw.findings] == [("mixed_encodings", 1, 4)]


def test_broken_bytes_keep_their_row(read):
    rows, raw = read("user,title,time\n1,茶叶,2024-01-01\n".encode() + b"2,caf\xff\x81 x,2024-01-01\n")
    assert len(rows) == 2 and "\ufffd" in rows[1][1]
    assert raw.findings[0].code == "broken_bytes"


def test_ragged_lines_are_rejected_with_their_line_and_cost_no_other(read):
    rows, raw = read('user,title,time\n1,"two\nlines",5\n2,x\n3,a,b,6\n\n4,y,7\n5,z')
    assert rows == [("1", "two\nlines", "5"), ("4", "y", "7")]
    assert rejected(raw) == [(4, "too few fields"), (5, "too many fields"), (8, "too few fields")]
    assert raw.lines(0, [0, 1]).tolist() == [2, 7]


def test_many_ragged_lines_take_no_longer_than_others(read):
    begun = time.monotonic()
    _, raw = read("a,b,c\n" + "1,2,3\n1,2,3\n1,2,3\n1,2\n" * 20_000)
    assert time.monotonic() - begun < 15  # one by one they took 60 s
    assert rejected(raw) == [(line, "too few fields") for line in range(5, 80_002, 4)]


def test_a_quote_that_never_closes_costs_its_own_line_only(read):
    before = "".join(f'{n},"chair, oak",5\n' for n in range(50))
    after = "".join(f'{n},"table, ash",5\n' for n in range(100_000))
    rows, raw = read("user,title,price\n" + before + '7,"8 inch,5\n' + after + '8,"9 inch,5\n1,"x, y",2\n')
    assert len(rows) == 100_051
    assert rejected(raw) == [(52, "quote not closed"), (100_053, "quote not closed")]
    assert raw.lines(0, [0, 50, 100_050]).tolist() == [2, 53, 100_054]


def test_quotes_inside_fields_are_text(read):
    rows, _ = read("user,title,price\n" + '1,5" tv,3\n2,7" tv,4\n3,"a, ""b""",5\n')
    assert rows == [("1", '5" tv', "3"), ("2", '7" tv', "4"), ("3", 'a, "b"', "5")]


def test_more_than_one_block_of_samples_and_lines_stay_in_order(read):
    lines = [f"{n},{'x' * (n % 7)},{n * 7}" for n in range(120_000)]
    lines[70_000] = "cut"
    rows, raw = read("user,title,price\n" + "\n".join(lines))
    assert [int(user) for user, *_ in rows] == [n for n in range(120_000) if n != 70_000]
    assert rejected(raw) == [(70_002, "too few fields")]
    assert raw.lines(0, [69_999, 70_000]).tolist() == [70_001, 70_003]


@pytest.mark.parametrize(
    ("first", "header"),
    [
        ("user_id,item,type,time\n", True),
        ("a,b,c,d\n", True),  # text above numbers
        ("1,22,pv,1511544070\n", False),
    ],
)
def test_header_or_not(read, first, header):
    rows, raw = read(first + "1,2268318,pv,1511544070\n1,2333346,buy,1511561733\n")
    assert raw.files[0].dialect.header is header
    assert len(rows) == (2 if header else 3)
    assert header or raw.relations[0].columns == ("column1", "column2", "column3", "column4")


def test_columns_are_named_by_the_user(read):
    content = "1,22,pv,1511544070\n2,33,buy,1511544071\n"
    assert read(content, columns=("user", "item", "type", "time"))[1].relations[0].columns[2] == "type"
    with pytest.raises(errors.ColumnCount, match="4"):
        read(content, columns=("user", "item"))


def test_text_only_header(read):
    assert read("who,what\nanna,tea\nben,milk\ncarl,tea\n")[1].files[0].dialect.header
    assert not read("anna,tea\nben,milk\nanna,milk\n")[1].files[0].dialect.header


def test_names_twice_and_no_names_are_kept_apart(read):
    rows, raw = read(",user,price,Price\n0,u1,5,6\n1,u2,7,8\n")
    assert raw.relations[0].columns == ("Unnamed: 0", "user", "price", "Price_2")
    assert [f.code for f in raw.findings] == ["columns_twice"]
    assert rows[1] == ("1", "u2", "7", "8")


def test_headers_repeated_by_putting_files_together(read):
    rows, raw = read(LOG + LOG + LOG)
    assert rows == ROWS * 3
    assert raw.lines(0, [0, 3, 4]).tolist() == [2, 5, 6]
    assert [(f.code, f.facts["count"]) for f in raw.findings] == [("header_repeated", 2)]


def test_parts_of_which_only_the_first_has_the_header(con, tmp_path):
    for part, text in enumerate([LOG, "x,2024-03-03,2.5\n", "y,2024-03-04,3.5\n"]):
        (tmp_path / f"part-{part}").write_text(text, encoding="utf-8")
    raw = open_sources(f"{tmp_path}/part-*", ReadOptions(), con)
    seen = [row for which in range(len(raw.relations)) for row in rows_of(raw, which)]
    assert sorted(seen) == sorted([*ROWS, ("x", "2024-03-03", "2.5"), ("y", "2024-03-04", "3.5")])
    assert {relation.columns for relation in raw.relations} == {("user_id", "time", "price")}


def test_title_lines_above_the_header_are_skipped(read):
    rows, raw = read("Orders of the shop\n\nfrom 2024-01-01\nuser,item,price\n1,a,5\n2,b,6\n")
    assert rows == [("1", "a", "5"), ("2", "b", "6")]
    assert raw.lines(0, [1]).tolist() == [6]


def test_a_delimiter_at_the_end_of_rows_only(read):
    rows, raw = read("user,item,price\n1,a,5,\n2,b,6,\n")
    assert raw.relations[0].columns[:3] == ("user", "item", "price")
    assert rows[0][:3] == ("1", "a", "5")


def test_runs_of_blanks(read):
    rows, raw = read(" 00001 19970101  1  29.33\r\n 00002 19970101\r\n 00003 19970101  1  7.96\r\n")
    assert rows == [("00001", "19970101", "1", "29.33"), ("00003", "19970101", "1", "7.96")]
    assert rejected(raw) == [(2, "too few fields")]
    assert raw.lines(0, [1]).tolist() == [3]


def test_fixed_width_with_blanks_inside_fields_and_empty_fields(read):
    lines = ["00001 New York   19970101 29.33", "00002 Bonn       19970118  9.73", "00003            19970119  1.00"]
    lines += ["00004 Ulm        19970201 11.77", "00005 Sao Paulo  19970202  2.00", "00006 Rio"]
    rows, raw = read("\n".join([*lines[:5], lines[0]]))
    assert rows[0] == ("00001", "New York", "19970101", "29.33")
    assert rows[2] == ("00003", None, "19970119", "1.00")
    rows, raw = read("\n".join(lines))
    assert len(rows) == 5 and rejected(raw) == [(6, "too few fields")]


def test_json_lines_with_nested_events(read):
    rows, raw = read(
        '{"session": 1, "user": {"id": "007", "a.b": 2}, '
        '"events": [{"aid": 9007199254740993, "price": 17850.0}, {"aid": 2}]}\n'
        "{broken\n"
        '{"session": 2, "events": [], "tags": ["x"]}\n',
        "log.jsonl",
    )
    named = [dict(zip(raw.relations[0].columns, row)) for row in rows]
    assert [row["events.aid"] for row in named] == ["9007199254740993", "2", None]
    assert named[0]["events.price"] == "17850.0" and named[0]["user.id"] == "007" and named[1]["user.a.b"] == "2"
    assert named[2]["tags"] == '["x"]'
    assert rejected(raw) == [(2, "broken JSON")]
    assert raw.con.execute(f"SELECT list(_row ORDER BY _row) FROM {raw.relations[0].name}").fetchall() == [([0, 0, 2],)]
    assert raw.lines(0, [2]).tolist() == [3]


@pytest.mark.parametrize(
    "text", ['[\n {"u": 1,\n  "t": 2},\n {"u": 3, "t": 4}\n]', '{"u": 1,\n "t": 2}\n{"u": 3,\n "t": 4}']
)
def test_json_documents(read, text):
    assert read(text, "log.json")[0] == [("1", "2"), ("3", "4")]


def test_parquet_and_arrow_objects_keep_types_and_flatten(con, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({
        "user": pa.array([9007199254740993, 2]),
        "geo": [{"city": "Bonn"}, {"city": "Ulm"}],
        "items": [[{"sku": "a", "n": 1}, {"sku": "b", "n": 2}], []],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "log.parquet")
    wanted = [(9007199254740993, "Bonn", "a", 1), (9007199254740993, "Bonn", "b", 2), (2, "Ulm", None, None)]
    for source in (tmp_path / "log.parquet", table, table.to_reader()):
        raw = open_sources(source, ReadOptions(), con)
        assert rows_of(raw) == wanted
        assert raw.relations[0].columns == ("user", "geo.city", "items.sku", "items.n")
        assert raw.files[0].rows == 2 and raw.files[0].content_hash


def test_data_frames(con):
    pd = pytest.importorskip("pandas")
    pl = pytest.importorskip("polars")
    columns = {"user": ["00123", "x"], "price": [1.5, 2.0]}
    theirs = duckdb.connect().sql("SELECT '00123' AS user, 1.5 AS price UNION ALL SELECT 'x', 2.0 ORDER BY 1")
    for frame in (pd.DataFrame(columns), pd.DataFrame(columns, index=[7, 9]), pl.DataFrame(columns), theirs):
        raw = open_sources(frame, ReadOptions(), con)
        assert [(user, float(price)) for user, price in rows_of(raw)] == [("00123", 1.5), ("x", 2.0)]


def test_standard_input(con, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(gzip.compress(LOG.encode()))

    monkeypatch.setattr(sys, "stdin", Stdin)
    raw = open_sources("-", ReadOptions(), con)
    assert rows_of(raw) == ROWS and raw.files[0].name == "-"
    with pytest.raises(errors.CannotRead, match="once only"):
        open_sources("-", ReadOptions(), con)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no paths on this system")
def test_a_pipe_named_as_a_path_is_read_once(con, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(pipe.write_bytes, LOG.encode())
        raw = open_sources(pipe, ReadOptions(), con)
    assert rows_of(raw) == ROWS and raw.files[0].name == str(pipe)


@pytest.mark.parametrize(
    "content", [b"", b"\n \n", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\r\n", codecs.BOM_UTF16_LE, "\u3000\n".encode()]
)
def test_a_file_without_a_letter_is_empty(read, content):
    with pytest.raises(errors.EmptyFile):
        read(content)


def by_day(folder: Path) -> None:
    (folder / "sub").mkdir(parents=True)
    for day in (2, 1):
        (folder / f"2024-03-0{day}.csv").write_text(f"user,time\nu{day},2024-03-0{day}\n", encoding="utf-8")
    (folder / "sub" / "2024-03-03.csv").write_text("user,time\n", encoding="utf-8")  # a day without events
    (folder / "README.md").write_text("# About, this, log\n", encoding="utf-8")
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    notes = "What people did in our shop.\n\nOne file a day, from March on.\nTimes are local.\n"
    (folder / "notes").write_text(notes, encoding="utf-8")


def test_folders_and_patterns_and_zips_read_many_files_as_one(con, tmp_path):
    folder = tmp_path / "my logs 日志"
    by_day(folder)
    with zipfile.ZipFile(tmp_path / "logs.zip", "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, f"by-day/{path.relative_to(folder).as_posix()}")
    for source in (folder, f"{folder}/**/*.csv", tmp_path / "logs.zip"):
        raw = open_sources(source, ReadOptions(), con)
        assert rows_of(raw) == [("u1", "2024-03-01"), ("u2", "2024-03-02")]
        assert len(raw.relations) == 1 and len(raw.files) == 3
    assert raw.files[0].name == f"{tmp_path}/logs.zip/by-day/2024-03-01.csv"
    assert sorted(name.rpartition("/")[2] for name in raw.skipped) == ["README.md", "logo.png", "notes"]
    assert len({file.content_hash for file in raw.files}) == 3


def test_prose_that_a_pattern_brings_along_is_left_out_and_read_where_it_is_named_alone(con, tmp_path):
    log, prose = tmp_path / "log.csv", tmp_path / "NOTE.md"
    log.write_text("user,time\nu1,2024-03-01\nu2,2024-03-02\n", encoding="utf-8")
    prose.write_text("user,time\nu3,2024-03-03\n", encoding="utf-8")
    raw = open_sources([str(prose), str(log)], ReadOptions(), con)
    assert rows_of(raw) == [("u1", "2024-03-01"), ("u2", "2024-03-02")] and list(raw.skipped) == [str(prose)]
    assert rows_of(open_sources(str(prose), ReadOptions(), con)) == [("u3", "2024-03-03")]


def test_a_matrix_is_no_log(con, tmp_path):
    wide = tmp_path / "wide.csv"
    rows = ["month," + ",".join(str(n) for n in range(1200)), *("2024-01," + ",".join("0" * 1200) for _ in range(3))]
    wide.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(errors.TooWide, match="1,201 columns"):
        open_sources(wide, ReadOptions(), con)
    (tmp_path / "log.csv").write_text("user,time\nu,2024-03-01\n", encoding="utf-8")
    assert len(open_sources(tmp_path, ReadOptions(), con).files) == 1


def test_files_of_other_columns_are_relations_of_their_own(con, tmp_path):
    (tmp_path / "a.csv").write_text("user,time\nu,1\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("user;time;price\nu;2;3\n", encoding="utf-8")
    raw = open_sources([tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "a.csv"], ReadOptions(), con)
    found = [(r.columns, r.files) for r in raw.relations]
    assert found == [(("user", "time"), (0,)), (("user", "time", "price"), (1,))]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("log.csv", b"", errors.EmptyFile),
        ("log.csv", b" \n\n", errors.EmptyFile),
        ("log.csv", b"\xa1\xa1", errors.OneColumn),  # blanks, and nothing else, in another encoding
        ("log.json", b"{}\n{}\n", errors.EmptyFile),
        ("log.json", b"[{}, {}]", errors.EmptyFile),
        ("log.csv.gz", gzip.compress(b"", mtime=0), errors.EmptyFile),
        ("log.csv", b"user,time,price\n", errors.HeaderOnly),
        ("log.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, errors.NotData),
        ("log.csv", b"MZ\x90\x00\x03" + bytes(range(256)) * 4, errors.NotData),
        ("log.csv", bytes(range(256)) * 40, errors.NotData),
        ("log.html", b"<!DOCTYPE html><html><body>no</body></html>", errors.NotData),
        ("log.csv.gz", gzip.compress(LOG.encode() * 1000)[:-40], errors.BrokenArchive),
        ("log.csv.zst", zstandard.ZstdCompressor().compress(LOG.encode() * 1000)[:-10], errors.BrokenArchive),
        ("log.zip", b"not a zip at all", errors.BrokenArchive),
        ("log.zip", packed(LOG.encode() * 100)[:-30], errors.BrokenArchive),
        ("log.csv", b"user\n1\n2\n3\n", errors.OneColumn),
        ("log.parquet", b"PAR1" + b"\x00" * 50, errors.DamagedFile),
        ("log.json", b'{"a": 1,\n "b": \n', errors.NotJsonLines),
    ],
)  # fmt: skip
def test_what_is_no_table_is_said_in_one_line_with_the_file(read, name, content, error):
    with pytest.raises(error) as caught:
        read(content, name)
    assert name in str(caught.value).splitlines()[0]
    assert "fix:" in str(caught.value)


PACKS = [gzip.compress, bz2.compress, lzma.compress, zstandard.ZstdCompressor().compress]


@pytest.mark.parametrize("pack", PACKS, ids=["gzip", "bzip2", "xz", "zstd"])
def test_what_stands_behind_the_end_of_a_packed_file_is_left_out_and_said(read, pack):
    rows, raw = read(pack(LOG.encode()) + b"\n--boundary--\n")
    assert rows == ROWS and [f.code for f in raw.findings] == ["behind_the_end"]
    rows, raw = read(pack(LOG.encode()) + bytes(512), "padded.csv")
    assert rows == ROWS and not raw.findings


@pytest.mark.parametrize("pack", PACKS, ids=["gzip", "bzip2", "xz", "zstd"])
def test_a_packed_file_cut_short_is_refused(read, pack):
    with pytest.raises(errors.BrokenArchive, match=r"log\.csv"):
        read(pack(LOG.encode() * 1000)[:-20])


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("log.csv.gz", gzip.compress(bytes(1 << 20))), ("log.csv.xz", lzma.compress(bytes(1 << 20))),
     ("log.csv.bz2", bz2.compress(bytes(1 << 20))), ("log.zip", zipped(a=bytes(1 << 20)))],
)  # fmt: skip
def test_a_bomb_is_refused_before_it_fills_the_disk(read, monkeypatch, name, content):
    monkeypatch.setattr("foresale.log.sources.unpack.BOMB_SIZE", 1 << 19)
    with pytest.raises(errors.UnpacksTooBig, match=rf"{name} unpacks to more than \d{{3,}} times"):
        read(content, name)


def test_bombs_are_unpacked_in_pieces(monkeypatch):
    content = bz2.compress(bytes(1 << 28))  # 200 bytes of it are 256 MB
    stream = io.BufferedReader(io.BytesIO(content))
    packed = unpack.unpacked("log.csv.bz2", stream, unpack.Hashing(stream))
    while packed.read(1 << 16):
        assert len(packed.data) <= unpack.PIECE
    assert packed.size == 1 << 28


def test_a_damaged_xz_that_asks_for_much_memory_is_refused(read):
    big = lzma.compress(LOG.encode() * 100, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}])
    with pytest.raises(errors.BrokenArchive, match=r"[Mm]emory"):
        read(big, "log.csv.xz")


def test_a_damaged_zip_is_refused(read):
    content = zipped(**{"log.csv": LOG.encode()})
    with pytest.raises(errors.BrokenArchive, match=r"log\.zip"):
        read(b"PX" + content[2:], "log.zip")  # the member's own header
    unknown = content.replace(b"PK\x03\x04\x14\0\0\0\x08", b"PK\x03\x04\x14\0\0\0\x55")
    unknown = unknown.replace(b"PK\x01\x02\x14\x03\x14\0\0\0\x08", b"PK\x01\x02\x14\x03\x14\0\0\0\x55")
    with pytest.raises(errors.BrokenArchive, match="compression"):
        read(unknown, "log.zip")


def test_a_quote_in_a_field_that_has_none_moves_no_line(read):
    log = 'user,time,title\nu1,1,6" pipe\nu2,2,"a\nb"\nu3,3,"5"" x"\n\nu4,4,b" c"\nu5,5,z\n'
    rows, raw = read(log)
    assert rows[0] == ("u1", "1", '6" pipe') and len(rows) == 5
    assert raw.lines(0, range(5)).tolist() == [2, 3, 5, 7, 8]


def test_a_header_cell_of_a_whole_page_takes_no_time(read):
    begun = time.perf_counter()
    read("user,time," + "x_" * 40_000 + "\n" + "u1,1,2\n" * 9)
    assert time.perf_counter() - begun < 10


def test_a_unit_separator_in_json_is_no_delimiter(read):
    rows, raw = read("".join(f'{{"user": "{user}", "time": "1"}}\n' for user in ("u1", "\x1f", "u3")), "a.json")
    assert [row[0] for row in rows] == ["u1", "u3"] and rejected(raw) == [(2, "broken JSON")]


@pytest.mark.parametrize("codec", ["zstd", "gzip", "snappy"])
def test_damaged_pages_of_parquet_are_an_error_of_the_file(tmp_path, codec):
    table = pa.table({"user_id": [f"u{n % 9}" for n in range(5000)], "event_type": ["view"] * 5000,
                      "event_time": [f"2024-03-01 08:{n % 60:02}:{n % 59:02}" for n in range(5000)]})  # fmt: skip
    path = tmp_path / "log.parquet"
    pq.write_table(table, path, compression=codec)
    begins = pq.read_metadata(path).row_group(0).column(2).data_page_offset
    data = bytearray(path.read_bytes())
    data[begins + 60 : begins + 400] = b"\xa5" * 340
    path.write_bytes(data)
    with pytest.raises(errors.DamagedFile, match=r"log\.parquet cannot be read as Parquet"):
        look(str(path), ReadOptions(), cache=tmp_path / "cache")
    with pytest.raises(errors.DamagedFile):
        prepare(str(path), cache=tmp_path / "cache")


def test_unpacking_stops_while_some_of_the_disk_is_free(read, monkeypatch):
    monkeypatch.setattr("foresale.log.sources.spool.RESERVE", 1 << 62)
    with pytest.raises(errors.NoRoom, match="the disk is nearly full"):
        read(gzip.compress(LOG.encode()))


@pytest.mark.parametrize("member", ["../log.csv", "a/../../log.csv", "/etc/log.csv", "..\\log.csv", "C:\\log.csv"])
def test_a_zip_with_names_that_point_outside_is_refused(read, member):
    with pytest.raises(errors.UnsafeArchive) as caught:
        read(zipped(**{"good.csv": LOG.encode(), member: LOG.encode()}), "log.zip")
    assert member in str(caught.value)


def test_zips_in_zips_and_empty_members_are_left_out_and_named(read):
    content = zipped(**{"log.csv": LOG.encode(), "more.zip": zipped(a=LOG.encode()), "none.csv": b""})
    rows, raw = read(content, "log.zip")
    assert rows == ROWS and sorted(name.rpartition("/")[2] for name in raw.skipped) == ["more.zip", "none.csv"]


def test_zero_bytes_in_a_text_are_taken_out_and_said(read):
    long = LOG + "".join(f"{n:05d},2024-03-03,1\n" for n in range(100))
    rows, raw = read(long.replace("17850.0", "178\0\x0050.0"))
    assert rows[:2] == ROWS and len(rows) == 102
    (said,) = raw.findings
    assert (said.code, said.facts["lines"]) == ("zero_bytes", 2)


@pytest.mark.parametrize(
    "sums",
    ["Total,,18\n", ",Summe,18\n", "合计：,,18\n", "Total\n", "总计：2 笔\n", "\nGrand Total,,18\n\n",
     "小计,,9\n总计,,18\n"],
)
def test_sums_below_the_data_are_no_rows_and_no_damage(read, sums):
    rows, raw = read(LOG + sums)
    assert rows == ROWS and not rejected(raw) and raw.files[0].rows == 2
    assert {f.code for f in raw.findings} == {"sums_below"}


@pytest.mark.parametrize(
    "last", ["total,2024-03-03,5\n", "Total Care,,5\n", "total,,5\n" + "u1,1,2\n" * 5 + "total,,6\n"]
)
def test_what_only_looks_like_sums_is_kept(read, last):
    rows, raw = read(LOG + last)
    assert len(rows) == 2 + last.count("\n") and not raw.findings


def test_what_is_not_there(con, tmp_path):
    with pytest.raises(errors.NoFile):
        open_sources(tmp_path / "none.csv", ReadOptions(), con)
    with pytest.raises(errors.NoMatch):
        open_sources(f"{tmp_path}/*.nothing", ReadOptions(), con)
    with pytest.raises(errors.NoData):
        (tmp_path / "empty").mkdir()
        open_sources(tmp_path / "empty", ReadOptions(), con)
    with pytest.raises(errors.NotASource):
        open_sources([42], ReadOptions(), con)


@pytest.mark.parametrize(("mode", "error"), [("rb", errors.CannotRead), ("wb", errors.NoRoom)])
def test_a_file_that_may_not_be_read_and_a_full_disk(con, tmp_path, monkeypatch, mode, error):
    (tmp_path / "log.csv.gz").write_bytes(gzip.compress(LOG.encode()))
    real = Path.open

    def refuse(self, how="r", *args, **kwargs):
        if how == mode:
            raise OSError(errno.ENOSPC, "no way")
        return real(self, how, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(error, match="no way"):
        open_sources(tmp_path / "log.csv.gz", ReadOptions(), con)


def test_several_logs_share_a_connection(read):
    first, raw = read(LOG)
    second, _ = read("user,time\nu,1\n", "other.csv")
    assert rows_of(raw) == first == ROWS and second == [("u", "1")]
