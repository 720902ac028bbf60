"""What every format of files promises. A new one, of a plugin too, is under this from its first minute."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile

import pytest
import zstandard

from foresale import plugins
from foresale.errors import EmptyFile, ForesaleError, LogError
from foresale.language import catalogue
from foresale.log.raw import connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources
from foresale.log.sources.format import Format, all_formats, format_names, theirs

NAMES = ("user", "time", "title")
ROWS = [
    {"user": f"{n:05d}", "time": f"2024-03-01T10:00:{n:02d}Z", "title": ("绿茶", "café", "17850.0")[n % 3]}
    for n in range(12)
]  # fmt: skip
BIG = {"user": "9007199254740993", "time": "2024-03-01T11:00:00Z"}  # no title
TEXT = [form for form in all_formats() if form.text]


def named(form):
    return form.name


@pytest.fixture(params=all_formats(), ids=named)
def form(request):
    return request.param


@pytest.fixture
def con(tmp_path):
    with connect("200MB", 2, tmp_path) as connection:
        yield connection


@pytest.fixture
def read(con, tmp_path):
    """Read files of these contents, named `file-0` ..., in one go."""
    calls = iter(range(9))

    def reader(*contents, ending=""):
        folder = tmp_path / f"logs {next(calls)}"
        folder.mkdir()
        paths = [folder / f"file-{k}{ending}" for k in range(len(contents))]
        for path, content in zip(paths, contents):
            path.write_bytes(content)
        return open_sources(paths, ReadOptions(), con)

    return reader


def rows_of(raw):
    """(file, row, values of NAMES) of all relations, missing as None."""
    found = []
    for relation in raw.relations:
        names = ", ".join(f'"{n}"' if n in relation.columns else "NULL" for n in NAMES)
        cells = raw.con.execute(f"SELECT _file, _row, {names} FROM {relation.name}").fetchall()
        found += [(file, row, *(cell or None for cell in values)) for file, row, *values in cells]
    return sorted(found)


def values(rows, file=0):
    return [(file, *(row.get(name) for name in NAMES)) for row in rows]


def without_places(found):
    return [(file, *cells) for file, _, *cells in found]


def with_line(content, line):
    """A text with a line put in its middle; which line that is."""
    lines = content.decode().splitlines(keepends=True)
    middle = len(lines) // 2
    return "".join([*lines[:middle], line + "\n", *lines[middle:]]).encode(), middle + 1


def test_what_it_writes_is_read_as_written_whatever_the_name(form, read):
    for ending in ("", ".csv", ".TXT", ".bin"):
        raw = read(form.write([*ROWS, BIG]), ending=ending)
        (file,) = raw.files
        assert (file.format, file.rows) == (form.name, 13)
        assert without_places(rows_of(raw)) == values([*ROWS, BIG])
        (relation,) = raw.relations
        assert relation.columns == NAMES and relation.files == (0,)
        assert not raw.rejects.fetchall() and not raw.findings


def test_several_files_and_calls_keep_apart(form, read):
    more = [{**row, "page": "2"} for row in ROWS]
    for _ in range(2):  # a table of users beside the log, say: through the same connection
        raw = read(form.write(ROWS[:3]), form.write(more[3:]), form.write(ROWS[:1]))
        assert without_places(rows_of(raw)) == values(ROWS[:3]) + values(ROWS[3:], 1) + values(ROWS[:1], 2)
        assert [file.rows for file in raw.files] == [3, 9, 1]
        assert sorted(file for relation in raw.relations for file in relation.files) == [0, 1, 2]
        assert {"page"} == {name for relation in raw.relations for name in relation.columns} - set(NAMES)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress], ids=["gzip", "zstd"])
def test_packed_as_plain(form, read, pack):
    assert without_places(rows_of(read(pack(form.write(ROWS))))) == values(ROWS)


def test_in_a_zip_of_two(form, read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for k in range(2):
            archive.writestr(f"day-{k}", form.write(ROWS))
    assert without_places(rows_of(read(out.getvalue(), ending=".zip"))) == values(ROWS) + values(ROWS, 1)


@pytest.mark.parametrize("form", TEXT, ids=named)
def test_lines_are_told_right(form, read):
    """An empty line in the middle, and one that cannot be split: errors name lines as an editor counts them."""
    content, bad = with_line(with_line(form.write(ROWS), "")[0], "?")
    raw = read(content)
    found = rows_of(raw)
    assert without_places(found) == values(ROWS), "good lines around a bad one are kept"
    lines = content.decode().splitlines()
    told = raw.lines(0, [row for _, row, *_ in found])
    assert [user in lines[line - 1] for line, (_, _, user, *_) in zip(told, found)] == [True] * len(found)
    (reject,) = raw.rejects.fetchall()
    assert reject[:2] == (0, bad)
    assert reject[2] in catalogue("zh"), "why a line is rejected has its Chinese"


@pytest.mark.parametrize("form", TEXT, ids=named)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_its_encoding_and_with_any_line_end(form, read, encoding):
    rows = [{**row, "title": "绿茶"} for row in ROWS]
    text = form.write(rows).decode().replace("\n", "\r\n")
    assert without_places(rows_of(read(text.encode(encoding)))) == values(rows)


def test_an_empty_file_is_said_to_be_empty(form, read):
    for nothing in (b"", gzip.compress(b""), b"\n \n"):
        with pytest.raises(EmptyFile, match="file-0"):
            read(nothing)
    with pytest.raises(LogError):
        read(form.write([{"user": "", "time": ""}])[:3])


def damages(content):
    middle = len(content) // 2
    noise = bytes(n * 167 % 256 for n in range(4096))
    return {
        "cut short": content[:middle],
        "the end is missing": content[:-5],
        "noise inside": content[:middle] + noise + content[middle:],
        "noise behind": content + noise,
        "noise after the first bytes": content[:8] + noise,
        "a byte in no encoding": content[:middle] + b"\xff" + content[middle:],
        "zeros inside": content[:middle] + bytes(999) + content[middle:],
        "twice": content + content,
    }


@pytest.mark.parametrize("damage", damages(b""))
def test_damage_is_read_around_or_told_in_one_clear_error(form, read, damage):
    try:
        raw = read(damages(form.write(ROWS))[damage])
        told = [line for i, file in enumerate(raw.files) for line in raw.lines(i, range(file.rows))]
        assert len(rows_of(raw)) == len(told)
    except ForesaleError as error:
        assert isinstance(error, LogError) and "file-0" in str(error)
        assert error.fix and len(str(error).splitlines()) <= 4


def test_it_says_what_it_is(form):
    assert form.name == form.name.strip() and [f.name for f in all_formats()].count(form.name) == 1
    assert (sys.modules[form.recognise.__module__].__doc__ or "").strip(), "the reference shows it"
    assert form.name in format_names()


def test_a_plugins_format_stands_beside_ours_and_what_is_none_is_left_out(monkeypatch, caplog):
    mine = Format("mine", lambda name, head: False, lambda job, files: None, lambda rows: b"")

    class Module:
        FORMAT = mine

    loaded = {"odd": 7, "broken": None, "same": all_formats()[0], "mine": mine, "again": Module}
    given = [plugins.Plugin("sources", name, "somebody", "1", name, one) for name, one in loaded.items()]
    monkeypatch.setattr(plugins, "found", lambda kind: given if kind == "sources" else [])
    assert theirs(all_formats()) == [mine]
    for left in ("plugin odd", f"`{all_formats()[0].name}` stands already", "`mine` stands already"):
        assert left in caplog.text
