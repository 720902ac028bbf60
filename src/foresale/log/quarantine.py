"""Damaged rows: kept with file, line, reason and content; more than one in twenty stops the job."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from foresale.errors import TooManyDamaged
from foresale.language import tr
from foresale.log.raw import Raw

QUARANTINE = "clean_quarantine"
MOST_DAMAGED = 0.05
NEVER_PAID = "never paid, and without a time"  # as its system writes such orders: nothing is damaged
_LISTED = 100_000  # rows of the quarantine for which the line is looked up: beyond, the number of the row must do


def make_quarantine(raw: Raw, rows: str) -> tuple[str, dict[str, int]]:
    """Table of the damaged rows, and their number by reason.

    Its columns: file VARCHAR, line BIGINT, reason VARCHAR, time BIGINT (microseconds UTC, NULL where nothing readable
    says when), row VARCHAR (the cells as JSON).

    rows : relation with `_file`, `_row`, `time`, `_reason` (NULL: not damaged) and `_raw` (cells as JSON)
    """
    con = raw.con
    lines = _lines(raw, rows)
    con.register("clean_lines", lines)
    names = pa.table(
        {
            "_file": pa.array(range(len(raw.files)), pa.int32()),
            "file": pa.array([f.name for f in raw.files], pa.string()),
        }
    )
    con.register("clean_files", names)
    con.execute(
        f"CREATE OR REPLACE TABLE {QUARANTINE} AS SELECT f.file, coalesce(l.line, r._row + 1) AS line, r._reason AS"
        f" reason, r.time, r._raw AS row FROM {rows} r LEFT JOIN clean_files f USING (_file) LEFT JOIN clean_lines l"
        " USING (_file, _row) WHERE r._reason IS NOT NULL UNION ALL SELECT f.file, _line, reason, NULL, NULL FROM"
        f" {raw.rejects_table} LEFT JOIN clean_files f USING (_file) ORDER BY ALL"
    )
    con.unregister("clean_lines")
    con.unregister("clean_files")
    by_reason = con.execute(f"SELECT reason, count(*) AS n FROM {QUARANTINE} GROUP BY 1 ORDER BY n DESC, 1").fetchall()
    return QUARANTINE, dict(by_reason)


def _lines(raw: Raw, rows: str) -> pa.Table:
    """Physical lines of the damaged rows (`_file`, `_row`, `line`)."""
    bad: dict[int, list[int]] = {}
    found = raw.con.execute(
        f"SELECT DISTINCT _file, _row FROM {rows} WHERE _reason IS NOT NULL ORDER BY 1, 2 LIMIT {_LISTED}"
    ).fetchall()
    for file, row in found:
        bad.setdefault(file, []).append(row)
    line = {(f, r): int(n) for f, rs in bad.items() for r, n in zip(rs, raw.lines(f, rs))}
    return pa.table(
        {
            "_file": pa.array([f for f, _ in line], pa.int32()),
            "_row": pa.array([r for _, r in line], pa.int64()),
            "line": pa.array(list(line.values()), pa.int64()),
        }
    )


def check_share(con: duckdb.DuckDBPyConnection, quarantined: dict[str, int], rows: int) -> None:
    """Stop where too much is damaged: then rather the reading is wrong than the rows.

    Raises
    ------
    TooManyDamaged  with the most frequent reasons, and where each is first met
    """
    damaged = sum(n for reason, n in quarantined.items() if reason != NEVER_PAID)
    if rows and damaged > MOST_DAMAGED * rows:
        details = {}
        for reason, n in [r for r in quarantined.items() if r[0] != NEVER_PAID][:3]:
            query = f"SELECT file, line FROM {QUARANTINE} WHERE reason = ? ORDER BY file, line LIMIT 1"
            ((file, line),) = con.execute(query, [reason]).fetchall()
            details[tr(reason)] = tr("{n:,} rows, the first in {file}, line {line}", n=n, file=file, line=line)
        raise TooManyDamaged(
            damaged=f"{damaged:,}",
            rows=f"{rows:,}",
            share=f"{damaged / rows:.1%}",
            most=f"{MOST_DAMAGED:.0%}",
            details=details,
        )
