"""Answers to files: CSV, Parquet or a workbook by the file's ending, ids as text, whole or not at all."""

from __future__ import annotations

import glob
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from foresale.errors import CannotWrite, ExcelIsCsv, TooManyRowsForExcel, UnknownEnding
from foresale.files import refuse_unwritable, whole_file
from foresale.language import tr

SHEET_ROWS = 1_048_576
LOOKED_AT, WIDEST = 200, 48  # rows that tell how wide a column is; in characters
PROBABILITY = re.compile(r"p(_low|_high)?(_\d+(h|d|w|mo))?")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so runs when a spreadsheet opens it


def check_out(path: str | Path, *, excel: bool = False, inputs: object = ()) -> None:
    """Refuse before any work is done what `write_table` could not write at its end, or what would cost a file.

    inputs : what is read: a path, a pattern, a folder, or several of them; none of their files is ever replaced
    """
    if str(path) == "-":
        return
    if Path(path).is_dir():
        raise CannotWrite(path=path, reason=tr("it is a folder"))
    if _is_read(Path(path), inputs):
        raise CannotWrite(path=path, reason=tr("it is one of the files that are read"))
    if Path(path).suffix.lower() not in WRITERS:
        raise UnknownEnding(path=str(path), known=" ".join(WRITERS))
    if excel and Path(path).suffix.lower() != ".csv":
        raise ExcelIsCsv(path=str(path))
    refuse_unwritable(Path(path))


def write_table(table: pa.Table, path: str | Path, *, excel: bool = False) -> None:
    """Write `table` to `path` (.csv, .parquet, .xlsx; `-` is CSV on stdout).

    excel : a CSV that opens well in Excel, with a byte order mark, and with cells that would run as a formula guarded
    """
    if str(path) == "-":
        pyarrow.csv.write_csv(_plain(table, excel), sys.stdout.buffer, _CSV)
        return
    check_out(path, excel=excel)
    path = Path(path)
    with whole_file(path) as beside:
        WRITERS[path.suffix.lower()](table, beside, excel)


def _is_read(path: Path, inputs: object) -> bool:
    if isinstance(inputs, list | tuple):
        return any(_is_read(path, one) for one in inputs)
    if not isinstance(inputs, str | Path) or not path.exists():
        return False
    named, here = Path(inputs).expanduser(), path.resolve()
    if named.is_dir():
        return named.resolve() in here.parents
    matching = glob.glob(str(named), recursive=True) if glob.has_magic(str(named)) else []  # noqa: PTH207
    return here in {named.resolve(), *(Path(one).resolve() for one in matching)}


def _write_csv(table: pa.Table, path: Path, excel: bool) -> None:
    with path.open("wb") as f:
        if excel:
            f.write(b"\xef\xbb\xbf")
        pyarrow.csv.write_csv(_plain(table, excel), f, _CSV)


def _write_parquet(table: pa.Table, path: Path, excel: bool) -> None:
    pyarrow.parquet.write_table(table, path, compression="zstd")


def _write_xlsx(table: pa.Table, path: Path, excel: bool) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    if table.num_rows >= SHEET_ROWS:
        raise TooManyRowsForExcel(rows=table.num_rows, most=SHEET_ROWS - 1)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("scores")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(table.num_columns)}{table.num_rows + 1}"
    for place, (name, column) in enumerate(zip(table.column_names, table.columns), start=1):
        shown = [name, *(_shown(v) for v in column.slice(0, LOOKED_AT).to_pylist())]
        sheet.column_dimensions[get_column_letter(place)].width = min(max(map(len, shown)) + 3, WIDEST)
    sheet.append(table.column_names)

    def cell(value: Any, form: str | None) -> Any:
        if form is None and not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            made.data_type, made.number_format = "s", "@"  # an id stays the text it is, a formula stays text
        elif form:
            made.number_format = form
        return made

    forms = [
        "yyyy-mm-dd hh:mm" if pa.types.is_timestamp(f.type) else "0.0%" if PROBABILITY.fullmatch(f.name) else None
        for f in table.schema
    ]
    for batch in table.to_batches(max_chunksize=10_000):
        for row in zip(*(map(_local, column.to_pylist()) for column in batch.columns)):
            sheet.append([cell(value, form) for value, form in zip(row, forms)])
    book.save(path)


def _local(value: Any) -> Any:
    """A date of a workbook has no zone: it is that of the shop's clock."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _shown(value: Any) -> str:
    """About as wide as a cell shows it."""
    return "0.0000000" if isinstance(value, float) else str(value)[:16] if isinstance(value, datetime) else str(value)


WRITERS = {".csv": _write_csv, ".parquet": _write_parquet, ".xlsx": _write_xlsx}
_CSV = pyarrow.csv.WriteOptions(quoting_style="needed")


def _plain(table: pa.Table, guard: bool) -> pa.Table:
    """Instants as ISO text with the zone's offset; with `guard`, cells that would run as a formula get a quote."""
    for place, field in enumerate(table.schema):
        column: Any = table.column(place)
        if pa.types.is_dictionary(field.type):
            column = column.cast(field.type.value_type)
        if pa.types.is_timestamp(field.type):
            seen = column.unique()
            texts: Any = pa.array([v and v.isoformat() for v in seen.to_pylist()], pa.string())
            column = pc.take(texts, pc.index_in(column, value_set=seen))
        elif guard and pa.types.is_string(column.type):
            runs = pc.starts_with(column, FORMULA[0])
            for sign in FORMULA[1:]:
                runs = pc.or_(runs, pc.starts_with(column, sign))
            column = pc.if_else(runs, pc.binary_join_element_wise("'", column, ""), column)
        table = table.set_column(place, field.name, column)
    return table
