"""Two files that hold the same run of events (an export of May, and one of May and June): merged or refused."""

from __future__ import annotations

import duckdb

from foresale.errors import OverlappingFiles
from foresale.log.raw import Raw
from foresale.log.reading import Reading

_RUN = 16  # rows in a row that are equal in both files, with as many changes as half of them
_FEWEST = 20  # such runs; less may be chance in a log of coarse times
_SAMPLED = 2_000_000  # rows above which only every 16th (by its hash) is looked at


def merge_overlaps(con: duckdb.DuckDBPyConnection, raw: Raw, reading: Reading, table: str, columns: str) -> int:
    """Drop from `table` what a file repeats of another, and say how many rows.

    columns : by which rows are equal, as SQL; equal rows inside one file are kept as often as the file has them

    Raises
    ------
    OverlappingFiles  where no order tells a repeat from a second purchase of the same kind
    """
    pair = _overlapping(con, table, columns) if len(raw.files) > 1 else None
    if pair is None:
        return 0
    if "order" not in reading.fields:
        first, second, runs = pair
        raise OverlappingFiles(first=raw.files[first].name, second=raw.files[second].name, rows=runs + _RUN - 1)
    gone = con.execute(
        f"DELETE FROM {table} WHERE rowid IN (SELECT id FROM (SELECT *, row_number() OVER (PARTITION BY key, nth ORDER"
        f" BY _file) AS copy FROM (SELECT rowid AS id, _file, hash({columns}) AS key, row_number() OVER (PARTITION BY"
        f" {columns}, _file ORDER BY _row) AS nth FROM {table} WHERE _reason IS NULL)) WHERE copy > 1)"
    ).fetchall()
    return int(gone[0][0])


def _overlapping(con: duckdb.DuckDBPyConnection, table: str, columns: str) -> tuple[int, int, int] | None:
    """Two files with a common run, and in how many places; None where there are none."""
    spans = con.execute(
        f"SELECT _file, min(time), max(time), count(*) FROM {table} WHERE _reason IS NULL GROUP BY 1 ORDER BY 2"
    ).fetchall()
    newest, crossing = None, False
    for _, start, end, _ in spans:
        crossing |= newest is not None and start <= newest
        newest = end if newest is None else max(newest, end)
    if not crossing:
        return None
    sampled = "WHERE h % 16 = 0" if sum(n for *_, n in spans) > _SAMPLED else ""
    leads = ", ".join(f"lead(h, {k}) OVER w" for k in range(1, _RUN))
    changes = "+".join(f"(r[{k}] IS DISTINCT FROM r[{k + 1}])::INTEGER" for k in range(1, _RUN))
    found = con.execute(
        f"WITH rows AS (SELECT _file, _row, rowid AS id, hash({columns}) AS h FROM {table} WHERE _reason IS NULL), runs"
        f" AS (SELECT _file, [h, {leads}] AS r FROM (SELECT * FROM rows {sampled}) WINDOW w AS (PARTITION BY _file"
        f" ORDER BY _row, id)), keys AS (SELECT DISTINCT _file, hash(r) AS k FROM runs WHERE r[{_RUN}] IS NOT NULL AND"
        f" {changes} >= {_RUN // 2}) SELECT a._file, b._file, count(*) AS n FROM keys a JOIN keys b ON a.k = b.k AND"
        f" a._file < b._file GROUP BY 1, 2 HAVING n >= {_FEWEST} ORDER BY n DESC, 1, 2 LIMIT 1"
    ).fetchall()
    return (int(found[0][0]), int(found[0][1]), int(found[0][2])) if found else None
