"""The rows of a source as views of clean cells, and SQL of their time: what understanding and cleaning both look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from foresale.errors import WhereFailed, did_you_mean
from foresale.log.cells import bare_sql, cell_sql, name_sql
from foresale.log.gather import Source
from foresale.log.raw import Raw, Relation
from foresale.log.reading import FieldReading
from foresale.log.times import TimeForm, clock_sql, instant_sql, wall_sql
from foresale.log.zones import to_utc_sql


@dataclass(frozen=True)
class Rows:
    """Two views of a source: `texts`, every column as text as it stands in the files, with `_file` and `_row`; and
    `cells`, the same without blanks and words for nothing (`cells.cell_sql`)."""

    texts: str
    cells: str
    columns: tuple[str, ...]


def open_rows(raw: Raw, source: Source, number: int, where: str | None = None) -> Rows:
    """Make the views of a source, the `number`-th of its log.

    Raises
    ------
    WhereFailed  where the owner's condition cannot be applied
    """
    rows = Rows(f"log_texts_{number}", f"log_cells_{number}", source.columns)
    parts = [f"SELECT {_texts(r)}, _file, _row FROM {name_sql(r.name)}" for r in source.relations]
    cells = ", ".join(f"{cell_sql(c)} AS {name_sql(c)}" for c in rows.columns)
    select = f"SELECT * FROM ({' UNION ALL BY NAME '.join(parts)})"
    if where:
        select += f" WHERE ({where})"
        try:
            raw.con.execute(f"SELECT count(*) FROM ({select})").fetchall()
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            reason, *_ = str(error).splitlines()
            named = re.search('Referenced column "(.*)" not found', reason)
            close = did_you_mean(named[1], rows.columns) if named else {}
            raise WhereFailed(reason=reason, details=close | {"columns": ", ".join(rows.columns)}) from None
    raw.con.execute(f"CREATE OR REPLACE TEMP VIEW {rows.texts} AS {select}")
    raw.con.execute(f"CREATE OR REPLACE TEMP VIEW {rows.cells} AS SELECT {cells}, _file, _row FROM {rows.texts}")
    return rows


def _texts(relation: Relation) -> str:
    return ", ".join(f"{name_sql(c)}::VARCHAR AS {name_sql(c)}" for c in relation.columns)


def time_sql(field: FieldReading, times: Mapping[str, TimeForm], zone: str, cell: str | None = None) -> str:
    """SQL: the instant of a row, microseconds UTC, NULL where it cannot be read; `cell` stands for the first column."""
    first = bare_sql(cell or name_sql(field.columns[0]))
    form = times[field.columns[0]]
    if len(field.columns) == 1:
        return instant_sql(first, form, zone)
    clock = field.columns[1]
    return to_utc_sql(f"({wall_sql(first, form)} + {clock_sql(bare_sql(name_sql(clock)), times[clock])})", zone)
