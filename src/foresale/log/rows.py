"""The rows of a source as views of clean cells, and SQL of their time: what understanding and cleaning both look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import duckdb

from foresale.errors import WhereFailed, did_you_mean
from foresale.log.cells import bare_sql, cell_sql, name_sql
from foresale.log.gather import Source
from foresale.log.profile import INSTANTS, Profile
from foresale.log.raw import Raw, Relation
from foresale.log.reading import FieldReading
from foresale.log.times import TimeForm, clock_sql, instant_sql, typed_instant_sql, wall_sql
from foresale.log.zones import to_utc_sql


@dataclass(frozen=True)
class Rows:
    """Views of a source, each with `_file` and `_row`.

    typed  : every column as its format has it, if all files agree
    texts  : every column as text, as it stands in the files
    cells  : the same without blanks and words for nothing (`cells.cell_sql`)
    source : the relations and the condition behind them
    instants : column whose type is one of instants without a zone -> that of `cells` which has them (TIMESTAMP)
    """

    typed: str
    texts: str
    cells: str
    columns: tuple[str, ...]
    source: tuple[str, ...]
    instants: Mapping[str, str] = field(default_factory=dict)


def open_rows(raw: Raw, source: Source, number: int, where: str | None = None) -> Rows:
    """Make the views of a source, the `number`-th of its log.

    Raises
    ------
    WhereFailed  where the owner's condition cannot be applied
    """
    names = tuple(r.name for r in source.relations)
    typed, texts, cells = (f"log_{what}_{number}" for what in ("typed", "texts", "cells"))
    rows = Rows(texts if where else typed, texts, cells, source.columns, (*names, where or ""))
    same = _agree(raw, source)
    parts = [f"SELECT {_columns(r, as_text=not same)}, _file, _row FROM {name_sql(r.name)}" for r in source.relations]
    raw.con.execute(f"CREATE OR REPLACE TEMP VIEW {typed} AS {' UNION ALL BY NAME '.join(parts)}")
    types = raw.con.sql(f"SELECT {', '.join(map(name_sql, rows.columns))} FROM {typed}").types
    instants = {c: f"_at_{n}" for n, (c, kind) in enumerate(zip(rows.columns, types)) if str(kind) in INSTANTS}
    if same and not set(instants.values()) & set(rows.columns):
        rows = replace(rows, instants=instants)
    as_texts = ", ".join(f"{name_sql(c)}::VARCHAR AS {name_sql(c)}" for c in rows.columns)
    as_texts += "".join(f", {name_sql(c)}::TIMESTAMP AS {at}" for c, at in rows.instants.items())
    select = f"SELECT * FROM (SELECT {as_texts}, _file, _row FROM {typed})"
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
    raw.con.execute(f"CREATE OR REPLACE TEMP VIEW {texts} AS {select}")
    _open_cells(raw, rows)
    return rows


def note_worn(raw: Raw, rows: Rows, profiles: Mapping[str, Profile]) -> None:
    """From here on only those columns are cleaned that have something to be cleaned: the others are what they say."""
    raw.worn[rows.source] = frozenset(name for name, p in profiles.items() if p.worn)
    _open_cells(raw, rows)


def _open_cells(raw: Raw, rows: Rows) -> None:
    worn = raw.worn.get(rows.source, rows.columns)
    cells = ", ".join(f"{cell_sql(c)} AS {name_sql(c)}" if c in worn else name_sql(c) for c in rows.columns)
    cells += "".join(f", {at}" for at in rows.instants.values())
    raw.con.execute(f"CREATE OR REPLACE TEMP VIEW {rows.cells} AS SELECT {cells}, _file, _row FROM {rows.texts}")


def _agree(raw: Raw, source: Source) -> bool:
    """Whether a column has one type in all relations of a source."""
    kinds: dict[str, set[str]] = {}
    for relation in source.relations:
        columns = ", ".join(map(name_sql, relation.columns))
        types = raw.con.sql(f"SELECT {columns} FROM {name_sql(relation.name)}").types
        for column, kind in zip(relation.columns, types):
            kinds.setdefault(column.casefold(), set()).add(str(kind))
    return all(len(of) == 1 for of in kinds.values())


def _columns(relation: Relation, *, as_text: bool) -> str:
    return ", ".join(f"{name_sql(c)}::VARCHAR AS {name_sql(c)}" if as_text else name_sql(c) for c in relation.columns)


def time_sql(
    field: FieldReading, times: Mapping[str, TimeForm], zone: str, cell: str | None = None,
    instants: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """SQL: the instant of a row, microseconds UTC, NULL where it cannot be read; `cell` stands for the first column.

    instants : of the columns that have them typed (`Rows.instants`)
    """
    if len(field.columns) == 1 and (at := (instants or {}).get(field.columns[0])):
        return typed_instant_sql(at, times[field.columns[0]], zone)
    first = bare_sql(cell or name_sql(field.columns[0]))
    form = times[field.columns[0]]
    if len(field.columns) == 1:
        return instant_sql(first, form, zone)
    clock = field.columns[1]
    return to_utc_sql(f"({wall_sql(first, form)} + {clock_sql(bare_sql(name_sql(clock)), times[clock])})", zone)
