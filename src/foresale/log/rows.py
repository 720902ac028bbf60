"""The log's rows as one view of clean cells, and SQL of their time: what understanding and cleaning both look at."""

from __future__ import annotations

import re
from collections.abc import Mapping

import duckdb

from foresale.errors import OtherColumns, WhereFailed, did_you_mean
from foresale.log.cells import bare_sql, cell_sql, name_sql
from foresale.log.findings import Finding
from foresale.log.profile import profile
from foresale.log.raw import Raw, Relation
from foresale.log.reading import FieldReading
from foresale.log.times import EARLIEST_US, TimeForm, clock_sql, instant_sql, latest_us, ordered, wall_sql
from foresale.log.vocabulary import fields_of, is_named
from foresale.log.words import OTHER_TIMES
from foresale.log.zones import to_utc_sql

TEXTS = "log_texts"  # view: every column as text as it stands in the files, `_file`, `_row`
ROWS = "log_rows"  # view: the same with clean cells (`cells.cell_sql`)
_LOOKED_AT = 1000  # values of a column whose name says nothing


def open_rows(raw: Raw, where: str | None = None) -> tuple[list[str], list[Finding]]:
    """Make the views `TEXTS` and `ROWS` over all relations that are logs; its columns, and what is to be told.

    Relations of different schemas are laid one below the other by the names of their columns. Where some files hold
    times and others none, the others are no logs (a table of items in the same folder) and are left out, named.

    Raises
    ------
    OtherColumns  where a file that the owner named holds events too, under names of its own
    WhereFailed   where the owner's condition cannot be applied
    """
    findings = []
    logs = [r for r in raw.relations if any("time" in fields_of(c) for c in r.columns)]
    if logs and len(logs) < len(raw.relations):
        findings += _left_out(raw, logs)
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


def _left_out(raw: Raw, logs: list[Relation]) -> list[Finding]:
    """What is to be told of the relations that are no logs by their names.

    Raises
    ------
    OtherColumns  where one of them was named by the owner, and is a log by its values
    """
    findings, without = [], []
    for relation in raw.relations:
        if relation in logs:
            continue
        column = _times_in(raw, relation)
        if column is None:
            without += [raw.files[i].name for i in relation.files]
            continue
        first = raw.files[logs[0].files[0]].name
        for file in (raw.files[i] for i in relation.files):
            facts = {"file": file.name, "column": column, "log": first}
            if file.asked:
                names = {file.name: ", ".join(relation.columns), first: ", ".join(logs[0].columns)}
                raise OtherColumns(**facts, details=names)
            text = "left out: {file} holds times in `{column}`, but its columns have other names than those of {log}"
            findings.append(Finding("other_columns", text, facts, "warning"))
    if without:
        text = "left out, as they hold no time of events: {files}; attributes come in by --items and --users"
        findings.append(Finding("no_logs", text, {"n": len(without), "files": ", ".join(without[:5])}, "warning"))
    return findings


def _times_in(raw: Raw, relation: Relation) -> str | None:
    """A column of times that is called nothing known; birthdays and days of registration are no events."""
    for column in relation.columns:
        if fields_of(column) or is_named(column, OTHER_TIMES):
            continue
        name = name_sql(column)
        some = f"(SELECT {name} FROM {name_sql(relation.name)} WHERE {name} IS NOT NULL LIMIT {_LOOKED_AT})"
        p = profile(raw.con, some, [column])[column]
        form, share = p.time(named=False)
        plausible = 0
        if form is not None and share > 0.9 and form.kind in ("text", "epoch") and not form.yearless:
            for one in (ordered(form, True), ordered(form, False)):
                within = f"{instant_sql(bare_sql('v'), one, 'UTC')} BETWEEN {EARLIEST_US} AND {latest_us()}"
                ((n,),) = raw.con.execute(f"SELECT sum(n) FILTER (WHERE {within}) FROM {p.table}").fetchall()
                plausible = max(plausible, n or 0)
        raw.con.execute(f"DROP TABLE {p.table}")
        if plausible > 0.9 * p.filled:
            return column
    return None


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
