"""CSV and its kin: one delimiter between fields, fields perhaps quoted. Takes any text that no other format wants.

Files of the same columns and dialect are read by DuckDB in one go, all as text; a line that does not split into the
right number of fields is rejected with its line number, never padded or cut.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from foresale.errors import ColumnCount, DamagedFile, NotData, OneColumn, TooWide
from foresale.language import tr
from foresale.log.cells import name_sql, text_sql
from foresale.log.findings import Finding
from foresale.log.places import lines_at
from foresale.log.raw import Dialect, SourceFile, scratch
from foresale.log.sources.blanks import read_blanks
from foresale.log.sources.dialect import BLANKS, decide, dialect_of, samples, uncut
from foresale.log.sources.flat import flatten
from foresale.log.sources.footers import is_sum_sql, say_sums, without_sums
from foresale.log.sources.format import Format, Job, format_names, unique_names

REASONS = {
    "MISSING COLUMNS": "too few fields",
    "TOO MANY COLUMNS": "too many fields",
    "UNQUOTED VALUE": "quote not closed",
    "LINE SIZE OVER MAXIMUM": "line too long",
    "INVALID ENCODING": "broken bytes",
}


PROSE = 0.75  # share of lines that a table's dialect splits alike: notes and licences reach .71, ragged logs .9
FIRST_LINE = 1 << 16
MOST_COLUMNS = 1000  # of a log; a matrix of months by items has more
BUFFER = 8 << 20  # bytes that DuckDB reads at once: a quarter of its own choice, so that --memory 100MB suffices
MOST_REPAIRS = 8  # each hides what lies below an open quote, so several may come to light one after the other


def recognise(name: str, head: bytes) -> bool:
    return True


def inspect(job: Job, file: SourceFile, asked: bool) -> None:
    """Decide the file's dialect and columns; running text that lies beside the data is no table."""
    path = Path(str(file.path))
    with path.open("rb") as stream:
        first = stream.readline(FIRST_LINE)
    like = next((f for f in reversed(job.files) if f.dialect and f.dialect.header and f.head == first), None)
    if like and like.dialect:  # of 305 daily files the first one is judged
        dialect, file.columns = like.dialect, like.columns
    else:
        texts = samples(path)
        cut = decide(texts)
        if cut.width == 1:
            if not job.narrow:
                raise OneColumn(file=file.name)
            cut = uncut(texts)
        if cut.width > MOST_COLUMNS:
            raise TooWide(file=file.name, columns=cut.width, most=MOST_COLUMNS)
        if cut.share < PROSE and not asked:
            raise NotData(file=file.name, kind=tr("running text"), formats=format_names())
        dialect, file.columns = dialect_of(cut)
    file.dialect, file.head, file.first_line = dialect, first, dialect.skip + 1


def read(job: Job, files: Sequence[int]) -> None:
    """One relation for the files of each header and dialect."""
    alike: dict[tuple[Dialect, tuple[str, ...]], list[int]] = defaultdict(list)
    named: dict[tuple[str, ...], tuple[str, ...]] = {}
    _lend_headers(job, files)
    for i in files:
        file = job.files[i]
        assert file.dialect is not None
        if file.columns not in named:
            named[file.columns] = _names(job, file.name, file.columns)
        alike[file.dialect, named[file.columns]].append(i)
    for (dialect, names), same in alike.items():
        if dialect.delimiter == BLANKS:
            read_blanks(job, dialect, names, same)
        else:
            _read_alike(job, dialect, names, same)


def _lend_headers(job: Job, files: Sequence[int]) -> None:
    """Parts of one table of which only the first has the header: the others get its names."""
    headers: dict[tuple[str, int], set[tuple[str, ...]]] = defaultdict(set)
    for file in (job.files[i] for i in files):
        if file.dialect and file.dialect.header:
            headers[file.dialect.delimiter, len(file.columns)].add(file.columns)
    for file in (job.files[i] for i in files):
        if file.dialect and not file.dialect.header:
            known = headers[file.dialect.delimiter, len(file.columns)]
            if len(known) == 1:
                (file.columns,) = known
                job.findings.append(Finding(
                    "header_lent", "{file} has no header; its columns are taken to be those of the other files",
                    {"file": file.name}, "warning",
                ))  # fmt: skip


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
    table = f"{job.prefix}_text_{len(job.relations)}"
    for _ in range(MOST_REPAIRS):
        _load(job, table, dialect, names, same)
        rejects = _rejects(job, same)
        open_quotes = {i: [line for line, _, runs_on, _ in found if runs_on] for i, found in rejects.items()}
        if not any(open_quotes.values()):
            break
        for i, lines in open_quotes.items():
            _blank_lines(job, i, lines)
    else:
        i, lines = next((i, lines) for i, lines in open_quotes.items() if lines)
        raise DamagedFile(file=job.files[i].name, format="CSV", why=tr("quote not closed, line {line}", line=lines[0]))
    job.reject([(i, line, reason) for i, found in rejects.items() for line, reason, _, sums in found if not sums])
    for i, found in rejects.items():
        if count := sum(sums for *_, sums in found):
            say_sums(job, i, count)
    counts = dict.fromkeys(range(len(same)), (0, 0))
    query = f"SELECT _file, min(rowid), count(*) FROM {table} GROUP BY 1"
    counts |= {place: (first, rows) for place, first, rows in job.con.execute(query).fetchall()}
    for place, i in enumerate(same):
        job.files[i].rows = counts[place][1]
    numbers = ", ".join(map(str, same))
    tests = [_without_headers(job, table, names, same) if dialect.header else "", without_sums(job, table, names, same)]
    condition = " AND ".join(filter(None, tests))
    firsts = ", ".join(str(counts[place][0]) for place in range(len(same)))
    flatten(
        job,
        f"SELECT {', '.join(map(name_sql, names))}, ([{numbers}])[_file + 1]::INTEGER AS _file, "
        f"rowid - ([{firsts}])[_file + 1]::BIGINT AS _row FROM {table}" + f" WHERE {condition}" * bool(condition),
        same,
    )


def _without_headers(job: Job, table: str, names: Sequence[str], same: Sequence[int]) -> str:
    """Files put together with `cat` repeat their header: the condition that leaves those rows out, if there are any."""
    headers = {job.files[i].columns for i in same}
    is_header = " OR ".join(
        f"({' AND '.join(f'{name_sql(n)} IS NOT DISTINCT FROM {text_sql(h)}' for n, h in zip(names, header) if h)})"
        for header in sorted(headers)
    )
    found = job.con.execute(f"SELECT _file, count(*) FROM {table} WHERE {is_header} GROUP BY 1 ORDER BY 1").fetchall()
    for place, count in found:
        file = job.files[same[place]]
        file.rows -= count
        job.findings.append(Finding(
            "header_repeated", "{file} repeats its header {count} times among the rows; these lines were left out",
            {"file": file.name, "count": count},
        ))  # fmt: skip
    return f"NOT ({is_header})" if found else ""


def _load(job: Job, table: str, dialect: Dialect, names: Sequence[str], same: Sequence[int]) -> None:
    """The files' rows as a table of text in the order of files and lines (`rowid`), `_file` the place in `same`."""
    columns = ", ".join(f"{name_sql(name)}: 'VARCHAR'" for name in names)
    paths = ", ".join(text_sql(str(job.files[i].path)) for i in same)
    # compression = 'none', here and in the other readers: what is packed was unpacked, and a name is no proof.
    job.con.execute("DROP TABLE IF EXISTS csv_rejects; DROP TABLE IF EXISTS csv_scans")
    try:
        job.con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {', '.join(map(name_sql, names))}, "
            f"file_index::INTEGER AS _file FROM read_csv([{paths}], auto_detect = false, header = false, "
            f"skip = {dialect.skip}, delim = {text_sql(dialect.delimiter)}, quote = {text_sql(dialect.quote)}, "
            f"escape = {text_sql(dialect.escape)}, columns = {{{columns}}}, store_rejects = true, "
            f"rejects_table = 'csv_rejects', rejects_scan = 'csv_scans', compression = 'none', buffer_size = {BUFFER})"
        )
    except (duckdb.OutOfMemoryException, duckdb.IOException):
        raise  # of this machine, not of the file: `prepare` says it
    except duckdb.Error as error:
        names_of = ", ".join(job.files[i].name for i in same[:3])
        raise DamagedFile(file=names_of, format="CSV", why=str(error).splitlines()[0]) from None


def _rejects(job: Job, same: Sequence[int]) -> dict[int, list[tuple[int, str, bool, bool]]]:
    """Of each file with rejected lines: (physical line, reason, whether its open quote takes lines below along,
    whether it is one of sums)."""
    place_of = {str(job.files[i].path): i for i in same}
    found = job.con.execute(
        "SELECT file_path, line_byte_position, max(error_type::VARCHAR), bool_or(error_type = 'UNQUOTED VALUE' AND "
        f"trim(csv_line, E'\r\n') LIKE E'%\n%'), bool_or({is_sum_sql('csv_line')}) "
        "FROM csv_rejects JOIN csv_scans USING (scan_id, file_id) "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    by_file: dict[int, list[tuple[int, str, bool, bool]]] = defaultdict(list)
    for path, position, kind, runs_on, sums in found:
        by_file[place_of[path]].append((position, kind, runs_on, sums and kind == "MISSING COLUMNS"))
    result = {}
    for i, rejects in by_file.items():
        lines = lines_at(Path(str(job.files[i].path)), [position for position, *_ in rejects]).tolist()
        feet: set[int] = set()  # the first line of a foot, and short ones directly below
        for line, (_, kind, _, sums) in zip(lines, rejects):
            if sums or (line - 1 in feet and kind == "MISSING COLUMNS"):
                feet.add(line)
        result[i] = [
            (line, REASONS.get(kind, kind.lower()), runs_on, line in feet)
            for line, (_, kind, runs_on, _) in zip(lines, rejects)
        ]
    return result


def _blank_lines(job: Job, i: int, lines: Sequence[int]) -> None:
    """Reject lines by emptying them in a copy of the file, which leaves every other line its number."""
    file, wanted = job.files[i], set(lines)
    path = scratch(job.con) / job.prefix / f"{i}.{lines[0]}.repaired"
    with Path(str(file.path)).open("rb") as source, path.open("wb") as out:
        for number, line in enumerate(source, 1):
            empty = b"\r\n" if line.endswith(b"\r\n") else b"\n"
            out.write(empty if number in wanted else line)
    file.path = str(path)
    job.reject([(i, line, REASONS["UNQUOTED VALUE"]) for line in lines])


def write(rows: Sequence[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


FORMAT = Format("CSV", recognise, read, write, inspect, order=99)
