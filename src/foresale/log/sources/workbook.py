"""Workbooks (.xlsx, .xlsm, .xls, .xlsb, .ods): each sheet becomes a CSV, which is then read as any other.

A workbook knows types, so what is a date comes out as one; numbers come out as they were typed: `17850`, not `17850.0`.
"""

from __future__ import annotations

import csv
import datetime
import functools
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from foresale.errors import BrokenArchive, NeedsPassword, SparseSheet
from foresale.files import is_there
from foresale.language import tr
from foresale.log.sources.locked import PASSWORD, unlocked_workbook
from foresale.log.sources.unpack import UNPACK_ERRORS, check_size

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_NEAR = 78  # columns, up to BZ; cells further right, or in rows of seven digits, are looked at one by one
_FAR_CELL = re.compile(rb'<c r="(?=[A-Z]{3}|[C-Z][A-Z]|[A-Z]+\d{7})([A-Z]+)(\d+)"')
_ROW = re.compile(rb'<row (?:[^>]{0,99} )?r="(\d+)"')
MOST_CELLS, SPARSE = 50_000_000, 50  # a sheet of so many cells, of which one in so many is filled, is an accident
_EXACT = 1e15  # spreadsheets keep fifteen digits
_OLE = b"\xd0\xcf\x11\xe0"  # an old workbook, or a new one under a password


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook by its name; a table of text or a web page that is called .xls is none."""
    if path.suffix.lower() not in ENDINGS or not is_there(path) or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(8)
    return path.suffix.lower() != ".xls" or head.startswith((_OLE, b"PK\x03\x04")) or b"\0" in head


def sheets(path: Path, text: str) -> list[str]:
    """The names of a workbook's sheets that hold anything, in their order.

    Raises
    ------
    BrokenArchive  where it cannot be opened
    NeedsPassword  where it is locked, and no password or a wrong one is given
    """
    with _open(path, text) as book:
        return [name for name in book.sheet_names if book.get_sheet_by_name(name).height > 0]


def sheet_opener(path: Path, text: str, sheet: str) -> Callable[[], BinaryIO]:
    """Gives the sheet's cells as a CSV in UTF-8."""

    def opener() -> BinaryIO:
        with _open(path, text) as book:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return io.BytesIO(_as_csv(rows).encode())

    return opener


def _as_csv(rows: Sequence[Sequence[Any]]) -> str:
    """A line for each row, so that lines are rows of the sheet; titles and empty rows have no commas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    width = max(map(len, rows), default=0)
    clocks = [any(_has_clock(row[k]) for row in rows if k < len(row)) for k in range(width)]
    filled = [sum(v not in (None, "") for v in row) for row in rows]
    begins = next((n for n, cells in enumerate(filled) if cells > max(filled) // 2), 0)
    for n, row in enumerate(rows):
        if n < begins or not filled[n]:
            out.write(" ".join(_text(v, True) for v in row if v not in (None, "")).replace("\n", " ") + "\n")
        else:
            writer.writerow([_text(v, clock) for v, clock in zip(row, clocks)])
    return out.getvalue()


def _has_clock(value: Any) -> bool:
    return isinstance(value, datetime.datetime) and value.time() != datetime.time()


@contextmanager
def _open(path: Path, text: str) -> Iterator[Any]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    data: Any = str(path)
    with path.open("rb") as file:
        locked = file.read(4) == _OLE and path.suffix.lower() not in (".xls",)
    if locked:
        data = unlocked_workbook(path, text)
    try:
        _check_size(path if data == str(path) else data, text)
        with CalamineWorkbook.from_object(data) as book:
            yield book
    except PasswordError:
        raise NeedsPassword(file=text, variable=PASSWORD, why=tr("it is locked")) from None
    except (CalamineError, OSError, *UNPACK_ERRORS) as error:
        raise BrokenArchive(file=text, why=str(error) or type(error).__name__) from None


def _check_size(book: Path | BinaryIO, text: str) -> None:
    """Raises UnpacksTooBig, SparseSheet: what opens a workbook unpacks all of it, and lays out every cell of a sheet
    from the first filled one to the last."""
    if not zipfile.is_zipfile(book):
        return
    with zipfile.ZipFile(book) as archive:
        packed = sum(member.compress_size for member in archive.infolist())
        check_size(text, sum(member.file_size for member in archive.infolist()), packed)
        for member in archive.infolist():
            if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                with archive.open(member) as sheet:
                    _check_span(sheet, text)
    if not isinstance(book, Path):
        book.seek(0)


def _check_span(sheet: IO[bytes], text: str) -> None:
    right, below, filled, rest = _NEAR, 0, 0, b""
    while block := sheet.read(1 << 20):
        filled += block.count(b"<c ")
        block = rest + block
        below = max(below, *map(int, _ROW.findall(block)), 0)
        for letters, row in _FAR_CELL.findall(block):
            column = functools.reduce(lambda number, letter: number * 26 + letter - 64, letters, 0)
            right, below = max(right, column), max(below, int(row))
        rest = block[-120:]
    if right * below > MOST_CELLS and right * below > SPARSE * filled:
        raise SparseSheet(file=text, rows=below, columns=right, filled=filled)


def _text(value: Any, clock: bool) -> str:
    """A cell as text; `clock`: its column has times of day beside its dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer():
            # A longer number has lost its last digits: it is written so that nobody takes it for an id.
            return str(int(value)) if abs(value) < _EXACT else f"{value:.14E}"
        return repr(value)
    if isinstance(value, datetime.date):  # a datetime is one
        if clock:
            return datetime.datetime(*value.timetuple()[:6]).isoformat(sep=" ")
        return value.strftime("%Y-%m-%d")
    if isinstance(value, datetime.timedelta):  # a time of day beyond midnight
        return str((datetime.datetime.min + value).time())
    return str(value)
