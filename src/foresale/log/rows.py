"""The log's rows as one view of clean cells, and SQL of their time: what understanding and cleaning both look at."""

from __future__ import annotations

import re
from collections.abc import Mapping

import duckdb

from foresale.errors import WhereFailed, did_you_mean
from foresale.log.cells import bare_sql, cell_sql, name_sql
from foresale.log.findings import Finding
from foresale.log.raw import Raw, Relation
from foresale.log.reading import FieldReading
from foresale.log.times import TimeForm, clock_sql, instant_sql, wall_sql
from foresale.log.vocabulary import fields_of
from foresale.log.zones import to_utc_sql

TEXTS = "log_texts"  # view: every column as text as it stands in the files, `_file`, `_row`
ROWS = "log_rows"  # view: the same with clean cells (`cells.cell_sql`)


def open_rows(raw: Raw, where: str | None = None) -> tuple[list[str], list[Finding]]:
    """Make the views `TEXTS` and `ROWS` over all relations that are logs; its columns, and what is to be told.

    Relations of different schemas are laid one below the other by the names of their columns. Where some files hold
    times and others none, the others are no logs (a table of items in the same folder) and are left out, named.

    Raises
    ------
    WhereFailed  where the owner's condition cannot be applied
    """
    findings = []
    logs = [r for r in raw.relations if any("time" in fields_of(c) for c in r.columns)]
    if logs and len(logs) < len(raw.relations):
        left_out = [raw.files[i].name for r in raw.relations if r not in logs for i in r.files]
        findings.append(
            Finding(
                "no_logs",
                "left out, as they hold no time of events: {files}; attributes come in by --items and --users",
                {"n": len(left_out), "files": ", ".join(left_out[:5])},
                "warning",
            )
        )
    relations = logs or raw.relations
    columns: dict[str, str] = {}
    for relation in relations:
        for column in relation.columns:
            columns.setdefault(column.casefold(), column)
    if len(relations) > 1:
        findings += _differences(raw, relations)
    parts = [f"SELECT {_texts(r)}, _file, _row FROM {name_sql(r.name)}" for r in relations]
    cells = ", ".join(f"{cell_sql(c)} AS {name_sql(c)}" for c in columns.values())
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
            close = did_you_mean(named[1], columns.values()) if named else {}
            raise WhereFailed(reason=reason, details=close | {"columns": ", ".join(columns.values())}) from None
    raw.con.execute(f"CREATE OR REPLACE TEMP VIEW {TEXTS} AS {select}")
    raw.con.execute(f"CREATE OR REPLACE TEMP VIEW {ROWS} AS SELECT {cells}, _file, _row FROM {TEXTS}")
    return list(columns.values()), findings


def _texts(relation: Relation) -> str:
    return ", ".join(f"{name_sql(c)}::VARCHAR AS {name_sql(c)}" for c in relation.columns)


def _differences(raw: Raw, relations: list[Relation]) -> list[Finding]:
    everywhere = set.intersection(*({c.casefold() for c in r.columns} for r in relations))
    findings = []
    for relation in relations:
        own = [c for c in relation.columns if c.casefold() not in everywhere]
        if own:
            findings.append(
                Finding(
                    "columns_differ",
                    "{file} has columns that not all files have: {columns}",
                    {"file": raw.files[relation.files[0]].name, "columns": ", ".join(own[:8])},
                    "warning",
                )
            )
    return findings


def name_of(raw: Raw) -> str:
    """What the log is called in messages."""
    first = raw.files[0].name if raw.files else "the log"
    return first if len(raw.files) < 2 else f"{first} (+{len(raw.files) - 1})"


def time_sql(field: FieldReading, times: Mapping[str, TimeForm], zone: str, cell: str | None = None) -> str:
    """SQL: the instant of a row, microseconds UTC, NULL where it cannot be read; `cell` stands for the first column."""
    first = bare_sql(cell or name_sql(field.columns[0]))
    form = times[field.columns[0]]
    if len(field.columns) == 1:
        return instant_sql(first, form, zone)
    clock = field.columns[1]
    return to_utc_sql(f"({wall_sql(first, form)} + {clock_sql(bare_sql(name_sql(clock)), times[clock])})", zone)
