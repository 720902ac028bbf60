"""A table that the owner names beside the log (of items, of users, of links), opened to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from foresale.errors import SeveralTables
from foresale.log.cells import bare_sql, cell_sql, name_sql
from foresale.log.dates import settled
from foresale.log.evidence import Evidence
from foresale.log.findings import Finding
from foresale.log.profile import Profile, drop, profile
from foresale.log.raw import Raw
from foresale.log.reading import Reading, ReadOptions
from foresale.log.times import instant_sql


@dataclass(frozen=True)
class Beside:
    """One table, whichever files it lies in.

    rows     : view of its cleaned cells, with `_file` and `_row`
    file     : what it is called in messages
    profiles : of its columns; their relations are gone
    since    : the column of the instant from which a row holds, and its SQL; None where no column is called so
    findings : what is to be told of it
    """

    rows: str
    file: str
    profiles: dict[str, Profile]
    since: tuple[str, str] | None
    findings: list[Finding]


def open_beside(raw: Raw, rows: str, options: ReadOptions, reading: Reading, is_since: Callable[[str], bool]) -> Beside:
    """
    rows     : how to call the view
    is_since : whether a column of this name says from when a row holds

    Raises
    ------
    SeveralTables    where its files have different columns
    UnclearDayMonth  where its dates can be read in two ways
    """
    relation, file = raw.relations[0], raw.files[0].name
    if len(raw.relations) > 1:
        other = raw.relations[1]
        raise SeveralTables(
            one=raw.files[relation.files[0]].name, other=raw.files[other.files[0]].name,
            details={"columns": f"{', '.join(relation.columns)} | {', '.join(other.columns)}"},
        )  # fmt: skip
    cells = ", ".join(f"{cell_sql(c)} AS {name_sql(c)}" for c in relation.columns)
    raw.con.execute(f"CREATE OR REPLACE TEMP VIEW {rows} AS SELECT {cells}, _file, _row FROM {name_sql(relation.name)}")
    e = Evidence(raw.con, rows, profile(raw.con, rows, relation.columns), options, file)
    since = _since(e, reading, is_since)
    drop(e.profiles.values())
    ((n,),) = raw.con.execute(f"SELECT count(*) FROM {name_sql(raw.rejects_table)}").fetchall()
    if n:
        e.warn(
            "beside_rejects", "{n:,} lines of {file} cannot be split into its columns and were left out", n=n, file=file
        )
    return Beside(rows, file, e.profiles, since, e.findings)


def _since(e: Evidence, reading: Reading, called: Callable[[str], bool]) -> tuple[str, str] | None:
    """A column that nobody can read, or of times of day, says of no row from when it holds: NULL."""
    for name, p in e.profiles.items():
        if called(name) and p.filled:
            form, _ = p.time(named=True)
            if form is None or form.kind == "clock":
                return name, "NULL::BIGINT"
            form = settled(e, name, form)
            if e.questions:
                e.questions[0].reading = reading
                raise e.questions[0]
            return name, instant_sql(bare_sql(name_sql(name)), form, reading.zone)
    return None
