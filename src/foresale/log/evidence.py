"""The table on which a log is laid to be understood: profiles, what the owner said, what has been decided so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import duckdb

from foresale.errors import NoSuchColumn, Unclear
from foresale.log import events as ev
from foresale.log.cells import bare_sql, name_sql
from foresale.log.findings import Finding
from foresale.log.profile import Profile
from foresale.log.reading import FieldReading, ReadOptions
from foresale.log.times import EARLIEST_US, UNIT_SIZES, TimeForm, instant_sql, latest_us, typed_instant_sql
from foresale.log.vocabulary import fields_of, is_named
from foresale.log.words import STATES
from foresale.log.zones import to_local_sql

_FIRST = 1000
_OF_LINES = {"item", "variant", "title", "category", "brand", *ev.NUMBERS}


class Instants(NamedTuple):
    """What a column gives that is read in one way.

    rows : in how many it gives an instant that a log can hold
    unit : the coarsest unit in which all of these are whole, on the local clock
    """

    rows: int
    unit: str

    @classmethod
    def of_rows(cls, con: duckdb.DuckDBPyConnection, source: str, at: str, rows: str, zone: str) -> Instants:
        """Of a relation: SQL of the instant of a row, and of how many rows of the log it stands for."""
        local = to_local_sql("t", zone)
        # No WHERE: it would work out each instant once more.
        seen = f"FILTER (WHERE t BETWEEN {EARLIEST_US} AND {latest_us()})"
        found, units = 0, dict(UNIT_SIZES)
        # The first rows rule most units out, so that few have to be asked of all.
        for some in (f"(SELECT * FROM {source} LIMIT {_FIRST})", source):
            whole = "".join(f", coalesce(bool_and(({local}) % {n} = 0) {seen}, true)" for n in units.values())
            query = f"SELECT coalesce(sum(n) {seen}, 0)::BIGINT{whole} FROM (SELECT {at} AS t, {rows} AS n FROM {some})"
            ((found, *is_whole),) = con.execute(query).fetchall()
            units = {unit: size for (unit, size), holds in zip(units.items(), is_whole) if holds}
        return cls(found, next(iter(units), "us"))


@dataclass
class Evidence:
    """What is known while a log is being understood.

    rows      : view of cleaned cells (texts) with `_file` and `_row`
    where     : what the owner calls the log, for messages
    fields .. : decided so far; `questions` are what only the owner can settle
    believed  : fields that stand in `options.map` though nobody said so (a known export, a file without a header):
                with how much confidence, and why
    lent_orders : column of dates -> whether the day comes first, and which source beside tells it (`dates.lend_orders`)
    place_of  : of a row by `_file` and `_row`, what the owner finds it by (`log.csv:17`)
    inner     : columns that came out of a list in each line (`Relation.inner`)
    """

    con: duckdb.DuckDBPyConnection
    rows: str
    profiles: dict[str, Profile]
    options: ReadOptions
    where: str = "the log"
    fields: dict[str, FieldReading] = field(default_factory=dict)
    times: dict[str, TimeForm] = field(default_factory=dict)
    dropped: dict[str, Finding] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    questions: list[Unclear] = field(default_factory=list)
    believed: dict[str, tuple[float, Finding]] = field(default_factory=dict)
    inner: frozenset[str] = frozenset()
    lent_orders: dict[str, tuple[bool, str]] = field(default_factory=dict)
    place_of: Callable[[int, int], str] = "{}:{}".format
    instants: dict[tuple[str, TimeForm, str], Instants] = field(default_factory=dict)

    def one(self, what: str, condition: str = "true") -> tuple[Any, ...]:
        """One row of aggregates over the log."""
        return tuple(self.con.execute(f"SELECT {what} FROM {self.rows} WHERE {condition}").fetchall()[0])

    def of_values(self, column: str, what: str, condition: str = "v IS NOT NULL") -> tuple[Any, ...]:
        """One row of aggregates over the values `v` of a column, which stand for `n` rows each; one may come again."""
        return tuple(
            self.con.execute(f"SELECT {what} FROM {self.profiles[column].table} WHERE {condition}").fetchall()[0]
        )

    def instants_of(self, column: str, form: TimeForm, zone: str) -> Instants:
        """What the values of a column are as instants."""
        p = self.profiles[column]
        table = p.table
        if (table, form, zone) not in self.instants:
            at = typed_instant_sql("instant", form, zone) if p.instants else instant_sql(bare_sql("v"), form, zone)
            self.instants[table, form, zone] = Instants.of_rows(self.con, table, at, "n", zone)
        return self.instants[table, form, zone]

    @property
    def taken(self) -> set[str]:
        """Columns that have their meaning, or have been left out."""
        return {c for f in self.fields.values() for c in f.columns} | set(self.dropped)

    def free(self) -> list[Profile]:
        """Columns without a meaning yet."""
        taken = self.taken
        return [p for name, p in self.profiles.items() if name not in taken]

    def mapped(self, name: str) -> tuple[str, ...]:
        """The columns that the owner named for a field, () where nobody did.

        Raises
        ------
        NoSuchColumn  where the log has not got one of them
        """
        said = self.options.map.get(name)
        if said is None:
            return ()
        columns = (said,) if said in self.profiles else tuple(part.strip() for part in said.split("+"))
        return tuple(self.column(c, f"--map {name}=") for c in columns)

    def column(self, said: str, flag: str) -> str:
        """A column by the name that the owner gave it, case and blanks aside."""
        if said in self.profiles:
            return said
        close = [c for c in self.profiles if c.strip().casefold() == said.strip().casefold()]
        if len(close) == 1:
            return close[0]
        raise NoSuchColumn(flag=flag, column=said, where=self.where, columns=", ".join(self.profiles))

    def named(self, field_name: str) -> list[tuple[tuple[int, bool, int], Profile]]:
        """Free columns whose name says `field_name`, best first: ((rank, only its end fits, place), profile).

        Of two that are called alike, the one in the list of an order's lines speaks of a line.
        """
        found = []
        for p in self.free():
            if is_named(p.name, STATES) and field_name not in ("status", "region"):
                continue
            if hit := fields_of(p.name).get(field_name):
                rank, place, whole = hit
                found.append(((rank, not whole, place), p))
        outer = {n: field_name in _OF_LINES and n not in self.inner for n in self.profiles}
        return sorted(found, key=lambda f: (f[0][:2], outer[f[1].name], f[0], list(self.profiles).index(f[1].name)))

    def give(
        self, name: str, columns: Iterable[str], confidence: float | None, reason: Finding, form: str = "text"
    ) -> None:
        """Decide a field."""
        columns = tuple(columns)
        if confidence is None and name in self.believed:
            confidence, reason = self.believed[name]
        filled = min(self.profiles[c].share_filled for c in columns)
        self.fields[name] = FieldReading(columns, confidence, reason, form, round(filled, 6))

    def drop(self, column: str, code: str, text: str, /, **facts: Any) -> None:
        """Leave a column out, and say why."""
        self.dropped[column] = Finding(code, text, facts)

    def warn(self, code: str, text: str, level: str = "warning", **facts: Any) -> None:
        """Tell the owner."""
        self.findings.append(Finding(code, text, facts, level))

    def distinct(self, *columns: str) -> int:
        """Exact number of different values, or of tuples of values, over rows that have them all."""
        names = ", ".join(map(name_sql, columns))
        filled = " AND ".join(f"{name_sql(c)} IS NOT NULL" for c in columns)
        return int(self.one(f"count(DISTINCT ({names}))", filled)[0])


def by_name(column: str) -> Finding:
    return Finding("named", "called `{column}`", {"column": column})


def said() -> Finding:
    return Finding("said", "you said so")
