"""What a reader hands over: every source as DuckDB relations of text, with file and row kept.

`connect` makes the one kind of DuckDB connection that this package uses: it opens no socket, stays under a memory limit
and spills into a folder that is gone afterwards.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import msgspec
import numpy as np
import numpy.typing as npt

from foresale.log.cells import name_sql
from foresale.log.findings import Finding
from foresale.log.id_key import IdKey
from foresale.log.places import lines_of_rows
from foresale.log.shapes import offer_shapes

DATABASE = "raw.duckdb"
LARGE = 5_000_000  # rows from which on a log's events are kept on disk: slower than in memory, but much smaller there


@contextmanager
def connect(
    memory: str = "2GB", threads: int | None = None, temp: str | Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection over a database file in a scratch folder below `temp`; both are gone after the block.

    What stands in the files goes into temporary tables: in memory, and spilled where there is too little of it (writing
    it to the database file took three times as long as reading it). The file is for what another process may go on
    with, and for the events of large logs, whose texts take a tenth of the room there.
    """
    with (
        tempfile.TemporaryDirectory(prefix="foresale-", dir=temp, ignore_cleanup_errors=True) as folder,
        connect_in(Path(folder), memory, threads) as con,
    ):
        yield con


@contextmanager
def connect_in(
    folder: Path, memory: str = "2GB", threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same in a folder that stays, for work that another process may go on with: what was committed there before is
    there again."""
    con = duckdb.connect(
        str(folder / DATABASE),
        config={
            # Otherwise a mere `.xlsx` in a query makes DuckDB open a socket.
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "memory_limit": memory,
            "threads": threads or os.cpu_count() or 1,
            "temp_directory": str(folder / "spill"),
        },
    )
    # What was committed is in its journal: tidying up on closing costs as much again as reading, for a file soon gone.
    con.execute("PRAGMA disable_checkpoint_on_shutdown")
    IdKey(secrets.token_bytes(32), Path()).use(con)  # until the shop's own is known: nothing is hashed without one
    offer_shapes(con)
    con.execute("SET enable_progress_bar = false")  # it draws on stdout, whatever that is
    try:
        yield con
    except RuntimeError as e:
        if "interrupted" in str(e).lower():  # what DuckDB makes of Ctrl-C
            raise KeyboardInterrupt from e
        raise
    finally:
        con.close()


def scratch(con: duckdb.DuckDBPyConnection) -> Path:
    """The folder for a connection's own temporary files."""
    # fetchall, here and everywhere: DuckDB 2.0 keeps a connection busy while a result is not read to its end
    ((spill,),) = con.execute("SELECT current_setting('temp_directory')").fetchall()
    folder = Path(spill).parent / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Dialect(msgspec.Struct, frozen=True):
    """How a text file is cut into fields. `delimiter` " " stands for runs of blanks; `quote` "" for none."""

    delimiter: str
    quote: str = '"'
    escape: str = '"'
    header: bool = True
    skip: int = 0  # physical lines before the first data row, the header among them
    starts: tuple[int, ...] = ()  # fixed width: place of each field's first character


class SourceFile(msgspec.Struct):
    """One file (or member of a zip, or object) of the log.

    name       : as the user wrote it (`by-day.zip/by-day/2010-12-01.csv`, `-` for standard input)
    path       : where its plain UTF-8 (or binary) form lies while the connection is open; None for objects
    columns    : names in its header, or `column1`... (delimited text)
    first_line : physical line, counted from 1, of the first data row (text formats)
    rows       : rows that could be split
    asked      : named by the user, rather than met in a folder or a zip
    """

    name: str
    format: str = ""
    path: str | None = None
    encoding: str = "utf-8"
    columns: tuple[str, ...] = ()
    dialect: Dialect | None = None
    first_line: int = 1
    rows: int = 0
    size: int = 0
    mtime_ns: int = 0
    content_hash: str = ""
    head: bytes = b""  # its first line, by which files alike are known
    asked: bool = True


class Relation(msgspec.Struct, frozen=True):
    """A view of the connection: `columns`, then `_file` (INTEGER, index into `Raw.files`) and `_row` (BIGINT).

    `_row` counts the rows of a file that could be split, from 0. Events unnested from one JSON line share its number;
    `inner` are the columns that came out of its list, the others say the same on each of them. `tied`: its rows hold
    what other rows of the log say (`joins.py`).
    """

    name: str
    columns: tuple[str, ...]
    files: tuple[int, ...]
    inner: tuple[str, ...] = ()
    tied: bool = False


@dataclass
class Raw:
    """Every source, readable through `con`, one relation a schema.

    rejects  : relation (_file INTEGER, _line BIGINT, reason VARCHAR) of the lines that no reader could split; its
               name is `rejects_table`
    skipped  : name -> reason, of files in folders and zips that are no data
    findings : what the user should hear about the reading
    tables   : "item" and "user" -> the tables of attributes that the owner names beside the log; "link" and
               `links.TOLD`: links between ids that the owner names, and those that calls of the log state
    worn     : relations (`rows.Rows.source`) -> the columns whose cells have to be cleaned, where that is known
    """

    con: duckdb.DuckDBPyConnection
    files: list[SourceFile]
    relations: list[Relation]
    rejects_table: str
    skipped: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, Raw] = field(default_factory=dict)
    worn: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict)

    @property
    def rejects(self) -> duckdb.DuckDBPyRelation:
        return self.con.table(self.rejects_table)

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def large(self) -> bool:
        """Whether cleaned events go to the database file, where a run that was stopped finds them again."""
        return self.rows >= LARGE

    def only(self, files: Collection[int]) -> Raw:
        """The same log with the rows of some of its files alone. Files keep their numbers, relations their columns."""
        which = f"_file IN ({', '.join(map(str, sorted(files)))})"
        views = [(r.name, f"{r.name}_only") for r in self.relations]
        for of, name in [*views, (self.rejects_table, f"{self.rejects_table}_only")]:
            select = f"SELECT * FROM {name_sql(of)} WHERE {which}"
            self.con.execute(f"CREATE OR REPLACE TEMP VIEW {name_sql(name)} AS {select}")
        relations = [msgspec.structs.replace(r, name=name) for r, (_, name) in zip(self.relations, views)]
        return replace(self, relations=relations, rejects_table=f"{self.rejects_table}_only")

    def place(self, file: int, row: int) -> str:
        """What the owner finds a row by: `log.csv:17`."""
        return f"{self.files[file].name}:{self.lines(file, [row])[0]}"

    def lines(self, file: int, rows: Sequence[int] | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Physical line (from 1) at which each of a file's `_row`s begins, quoted line breaks counted.

        Formats without lines (Parquet, objects) give the ordinal of the row, from 1.
        """
        about = self.files[file]
        wanted = np.asarray(rows, np.int64)
        if about.dialect is None or about.path is None:
            return wanted + about.first_line
        query = f"SELECT DISTINCT _line FROM {self.rejects_table} WHERE _file = ? ORDER BY 1"
        found = self.con.execute(query, [file]).fetchnumpy()
        rejected = np.asarray(found["_line"], np.int64)
        return lines_of_rows(
            Path(about.path), wanted, first_line=about.first_line, dialect=about.dialect, rejected=rejected
        )
