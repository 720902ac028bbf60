"""CSV and its kin: one delimiter between fields, fields perhaps quoted. Takes any text that no other format wants.

Files of the same columns and dialect are read by DuckDB in one go, all as text; a line that does not split into the
right number of fields is rejected with its line number, never padded or cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import duckdb

from foresale.errors import ColumnCount, DamagedFile, HeaderOnly, OneColumn
from foresale.log.findings import Finding
from foresale.log.places import lines_at
from foresale.log.raw import REJECTS, Dialect
from foresale.log.sources.blanks import read_blanks
from foresale.log.sources.dialect import BLANKS, Cut, decide, dialect_of, samples
from foresale.log.sources.format import Format, Job, literal, quoted, unique_names

REASONS = {
    "MISSING COLUMNS": "too few fields",
    "TOO MANY COLUMNS": "too many fields",
    "UNQUOTED VALUE": "quote not closed",
    "LINE SIZE OVER MAXIMUM": "line too long",
    "INVALID ENCODING": "broken bytes",
}


def recognise(name: str, head: bytes) -> bool:
    return True


def read(job: Job, files: Sequence[int]) -> None:
    """One relation for the files of each header and dialect."""
    alike: dict[tuple[Dialect, tuple[str, ...]], list[int]] = defaultdict(list)
    for i in files:
        file = job.files[i]
        cut = decide(samples(Path(str(file.path))))
        if cut.width == 1:
            raise OneColumn(file=file.name)
        dialect, names = dialect_of(cut)
        names = _names(job, file.name, names)
        if dialect.header and len(cut.records) < 2:
            raise HeaderOnly(file=file.name)
        file.dialect, file.first_line = dialect, dialect.skip + 1
        alike[dialect, names].append(i)
    for (dialect, names), same in alike.items():
        if dialect.delimiter == BLANKS:
            read_blanks(job, dialect, names, same)
        else:
            _read_alike(job, dialect, names, same)


def _names(job: Job, file: str, names: Sequence[str]) -> tuple[str, ...]:
    """The columns' names: the user's, else the header's, each once."""
    asked = job.options.columns
    if asked:
        if len(asked) != len(names):
            raise ColumnCount(file=file, named=len(asked), found=len(names))
        return unique_names(asked)
    kept = unique_names(names)
    seen = {name.strip().casefold() for name in names if name.strip()}
    if len(seen) < sum(bool(name.strip()) for name in names):
        renamed = [new for new, old in zip(kept, names) if old.strip() and new != old.strip().strip("\ufeff").strip()]
        job.findings.append(Finding(
            "columns_twice", "{file} has columns of the same name; the later ones are called {columns}",
            {"file": file, "columns": ", ".join(renamed)}, "warning",
        ))  # fmt: skip
    return kept


def _read_alike(job: Job, dialect: Dialect, names: tuple[str, ...], same: list[int]) -> None:
    table = f"raw_text_{len(job.relations)}"
    _load(job, table, dialect, names, same)
    counts = {
        f: (first, rows)
        for f, first, rows, last in job.con.execute(
            f"SELECT _file, min(rowid), count(*), max(rowid) FROM {table} GROUP BY ALL"
        ).fetchall()
        if last - first + 1 == rows
    }
    for place, i in enumerate(same):
        job.files[i].rows = counts.get(place, (0, 0))[1]
    _note_rejects(job, same)
    numbers = ", ".join(map(str, same))
    firsts = ", ".join(str(counts.get(place, (0, 0))[0]) for place in range(len(same)))
    columns = ", ".join(map(quoted, names))
    job.relation(
        f"SELECT {columns}, ([{numbers}])[_file + 1]::INTEGER AS _file, "
        f"rowid - ([{firsts}])[_file + 1]::BIGINT AS _row FROM {table}",
        names, same,
    )  # fmt: skip


def _load(job: Job, table: str, dialect: Dialect, names: Sequence[str], same: Sequence[int]) -> None:
    """The files' rows as a table of text in the order of files and lines (`rowid`), `_file` the place in `same`."""
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in names)
    paths = ", ".join(literal(str(job.files[i].path)) for i in same)
    job.con.execute("DROP TABLE IF EXISTS csv_rejects; DROP TABLE IF EXISTS csv_scans")
    try:
        job.con.execute(
            f"CREATE OR REPLACE TABLE {table} AS SELECT {', '.join(map(quoted, names))}, file_index::INTEGER AS _file "
            f"FROM read_csv([{paths}], auto_detect = false, header = false, skip = {dialect.skip}, "
            f"delim = {literal(dialect.delimiter)}, quote = {literal(dialect.quote)}, "
            f"escape = {literal(dialect.escape)}, columns = {{{columns}}}, store_rejects = true, "
            f"rejects_table = 'csv_rejects', rejects_scan = 'csv_scans')"
        )
    except duckdb.Error as error:
        names_of = ", ".join(job.files[i].name for i in same[:3])
        raise DamagedFile(file=names_of, format="CSV", why=str(error).splitlines()[0]) from None


def _note_rejects(job: Job, same: Sequence[int]) -> None:
    place_of = {str(job.files[i].path): i for i in same}
    found = job.con.execute(
        "SELECT file_path, line_byte_position, any_value(error_type)::VARCHAR, any_value(csv_line) FROM csv_rejects "
        "JOIN csv_scans USING (scan_id, file_id) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    by_file: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for path, position, kind, text in found:
        by_file[place_of[path]].append((position, kind, text or ""))
    for i, rejects in by_file.items():
        lines = lines_at(Path(str(job.files[i].path)), [position for position, *_ in rejects])
        # A quote that never closes takes the lines below it along: each of them is a line lost, and is told.
        job.reject([
            (i, int(line) + n, REASONS.get(kind, kind.lower()))
            for line, (_, kind, text) in zip(lines, rejects)
            for n in range(text.strip("\r\n").count("\n") + 1)
        ])  # fmt: skip


FORMAT = Format("CSV", recognise, read, order=99)
