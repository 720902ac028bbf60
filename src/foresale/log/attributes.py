"""Tables of items and users: attributes by id, as far as they may be features.

A table without dates says what its owner is like on the day of the export. Only what cannot change (brand, category,
birth, gender, country, and what the owner names as fixed) may stand beside events of the past; the rest is left out,
named. A table with a column `valid_from` says from when each of its rows holds: all of its attributes may be features,
each row for what comes after it and for nothing before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from foresale.errors import NoColumn, NoSuchColumn
from foresale.language import tr
from foresale.log.beside import open_beside
from foresale.log.cells import id_sql, name_sql, number_sql
from foresale.log.findings import Finding
from foresale.log.personal import is_personal, look_like_addresses, look_like_people, look_like_phones
from foresale.log.profile import Profile
from foresale.log.raw import Raw
from foresale.log.reading import Reading, ReadOptions
from foresale.log.spellings import respelled
from foresale.log.tables import OWNER, SINCE
from foresale.log.vocabulary import fields_of, fixed_attribute, is_named, squeeze
from foresale.log.words import OTHER_TIMES, VALID_FROM, VALID_TO

_KEYS = {"item": ("item", "variant"), "user": ("user", "anon")}
_AS_FIELDS = ("category", "brand")  # attributes of items that events have a column for
_MOST_LEVELS = 20_000


def check_fixed(tables: Mapping[str, Raw], options: ReadOptions) -> None:
    """Refuse names of attributes that no table has. A setting may wait for a table that is not named yet.

    Raises
    ------
    NoSuchColumn
    """
    there = [(one.files[0].name, r.columns) for key in _KEYS if (one := tables.get(key)) for r in one.relations]
    columns = list(dict.fromkeys(column for _, some in there for column in some))
    known = {squeeze(column) for column in columns}
    for name in options.fixed if there else ():
        if squeeze(name) not in known:
            files = tr(", ").join(dict.fromkeys(file for file, _ in there))
            raise NoSuchColumn(flag="--fixed", column=name, where=files, columns=", ".join(columns))


def read_attributes(
    raw: Raw | None, key: str, options: ReadOptions, reading: Reading, events: str
) -> tuple[duckdb.DuckDBPyRelation | None, list[Finding]]:
    """The attributes in a table of items (key "item") or of users (key "user"), and what is to be told of it.

    Returns
    -------
    table : columns `key`, `tables.SINCE` (instant from which the row holds; only where the file has such a column) and
            attributes as VARCHAR or DOUBLE; each id once, or once an instant. None where there is no table

    Raises
    ------
    NoColumn         where no column of the file can be the id
    SeveralTables    where its files have different columns
    UnclearDayMonth  where its dates can be read in two ways
    """
    if raw is None:
        return None, []
    con = raw.con
    opened = open_beside(raw, f"attributes_{key}_rows", options, reading, lambda name: is_named(name, VALID_FROM))
    rows, file, profiles, findings = opened.rows, opened.file, opened.profiles, opened.findings
    since = opened.since[1] if opened.since else None
    id_column = _id_column(key, profiles, reading)
    if id_column is None:
        raise NoColumn(field=key, file=file, details={"columns": ", ".join(profiles)})
    form = reading.fields[key].form if key in reading.fields else "text"
    owner = id_sql(name_sql(id_column), "whole" if profiles[id_column].whole_floats else form)
    if form != "sha256" and (key == "user" or key in reading.fields):
        spelled, told = respelled(con, rows, (owner,), events, key, file, f"--{key}s")
        findings += told
        if told:
            con.execute(
                f"CREATE OR REPLACE TEMP VIEW {rows}_owned AS SELECT r.*, coalesce(s.ours, {owner}) AS {OWNER} FROM"
                f" {rows} AS r LEFT JOIN {spelled} AS s ON s.theirs = {owner}"
            )
            rows, owner = f"{rows}_owned", OWNER
    kept, left_out = _sorted_out(profiles, id_column, options.fixed, dated=since is not None)
    if left_out:
        text = "attributes of {file} that may change were left out: {columns}; --fixed NAMES keeps those that do not"
        if since:
            text = "attributes of {file} that are times, about people or too many to compare were left out: {columns}"
        findings.append(Finding("attributes_left_out", text, {"file": file, "columns": ", ".join(left_out)}, "warning"))
    table = f"attributes_{key}"
    _gather(con, table, rows, key, owner, since, kept)
    findings += _told(con, table, rows, key, owner, since, file)
    if key == "user" or "item" in reading.fields:
        findings += _missed(con, table, key, events, file)
    return con.table(table), findings


def _gather(
    con: duckdb.DuckDBPyConnection, table: str, rows: str, key: str, owner: str, since: str | None, kept: dict[str, str]
) -> None:
    """Make the table. Of several values of an id (at an instant) the most frequent counts, and the first in order of
    equals: independent of the order of rows. One pass a column."""
    keys = {name_sql(key): owner} | ({SINCE: since} if since else {})
    there = " AND ".join(f"{sql} IS NOT NULL" for sql in keys.values())
    select, using = ", ".join(f"{sql} AS {name}" for name, sql in keys.items()), ", ".join(keys)
    joins = ""
    for place, (name, sql) in enumerate(kept.items()):
        joins += (
            f" LEFT JOIN (SELECT {using}, v AS {name_sql(name)} FROM (SELECT {select}, {sql} AS v, count(*) AS n"
            f" FROM {rows} WHERE {there} GROUP BY ALL) WHERE v IS NOT NULL QUALIFY row_number() OVER (PARTITION BY"
            f" {using} ORDER BY n DESC, v) = 1) AS a{place} USING ({using})"
        )
    names = ", ".join([*keys, *map(name_sql, kept)])
    con.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT {names} FROM (SELECT DISTINCT {select} FROM {rows} WHERE {there})"
        f"{joins}"
    )


def _told(
    con: duckdb.DuckDBPyConnection, table: str, rows: str, key: str, owner: str, since: str | None, file: str
) -> list[Finding]:
    """What became of the rows: those that say again what another says, those of no known time."""
    known = f"{owner} IS NOT NULL" + (f" AND {since} IS NOT NULL" if since else "")
    several, timeless = con.execute(
        f"SELECT count(*) FILTER (WHERE {known}) - (SELECT count(*) FROM {table}), count(*) FILTER (WHERE"
        f" {owner} IS NOT NULL AND NOT ({known})) FROM {rows}"
    ).fetchall()[0]
    found = []
    if since:
        text = "each row of {file} counts for what comes after its `valid_from`"
        found.append(Finding("attributes_dated", text, {"file": file}, "note"))
    if timeless:
        text = "{n:,} rows of {file} were left out: nothing readable says from when they are valid"
        found.append(Finding("attributes_timeless", text, {"n": timeless, "file": file}, "warning"))
    if several:
        text = "{file} has {n} further rows for ids that it already has; the most frequent value of each counts"
        found.append(Finding("attributes_repeat", text, {"file": file, "n": several}, "note"))
    return found


def _missed(con: duckdb.DuckDBPyConnection, table: str, key: str, events: str, file: str) -> list[Finding]:
    field = name_sql(key)
    matched, total = con.execute(
        f"SELECT count(a.{field}), count(*) FROM (SELECT DISTINCT {field} FROM {events} WHERE {field} IS NOT NULL) e"
        f" LEFT JOIN (SELECT DISTINCT {field} FROM {table}) a USING ({field})"
    ).fetchall()[0]
    if matched >= 0.5 * total:
        return []
    text = "only {matched} of {total} ids of the log stand in {file}"
    return [Finding("attributes_miss", text, {"matched": matched, "total": total, "file": file}, "warning")]


@dataclass(frozen=True)
class _Lent:
    """An attribute of items as a column of their events."""

    attribute: str
    column: str


def beside_events(
    con: duckdb.DuckDBPyConnection, events: str, items: duckdb.DuckDBPyRelation | None
) -> tuple[str, list[Finding]]:
    """What the table of items says, beside every event of theirs, as of its time.

    Brand and category where the log itself has no such column, everything else as a further column.

    events : view of the events.  Returns the relation to use instead, and what is to be told
    """
    there = con.table(events).columns
    if items is None or "item" not in there:
        return events, []
    lent = _lent([c for c in items.columns if c not in ("item", SINCE)], there)
    if not lent:
        return events, []
    columns = "".join(f", i.{name_sql(one.attribute)} AS {name_sql(one.column)}" for one in lent)
    kind, join, valid = "VIEW", "LEFT JOIN", ""
    if SINCE in items.columns:  # a table: it is read once for each column, and this join sorts the events
        kind, join, valid = "TABLE", "ASOF LEFT JOIN", f" AND e.time >= i.{SINCE}"
    con.execute(
        f"CREATE OR REPLACE {kind} {events}_of_items AS SELECT e.*{columns} FROM {events} AS e"
        f" {join} attributes_item AS i ON e.item = i.item{valid}"
    )
    text = "the table of items tells of every event: {columns}"
    names = ", ".join(one.attribute for one in lent)
    return f"{events}_of_items", [Finding("items_beside_events", text, {"columns": names})]


def _lent(attributes: list[str], there: list[str]) -> list[_Lent]:
    lent: dict[str, _Lent] = {}
    for attribute in attributes:
        known = fixed_attribute(attribute)
        column = known if known in _AS_FIELDS else f"x:{attribute}"
        if column not in there:
            lent.setdefault(column, _Lent(attribute, column))
    return list(lent.values())


def _id_column(key: str, profiles: dict[str, Profile], reading: Reading) -> str | None:
    """The column called as in the log, else one that is named as an id, else `id`."""
    if key in reading.fields:
        wanted = squeeze(reading.fields[key].columns[0])
        for name in profiles:
            if squeeze(name) == wanted:
                return name
    for field in _KEYS[key]:
        hits = [(fields_of(n)[field], n) for n in profiles if field in fields_of(n)]
        if hits:
            return min(hits)[1]
    return next((n for n in profiles if squeeze(n) in ("id", "编号", "uid")), None)


def _sorted_out(
    profiles: dict[str, Profile], id_column: str, fixed: tuple[str, ...], dated: bool
) -> tuple[dict[str, str], list[str]]:
    """Name -> SQL of the attributes that are kept, and the columns that are not."""
    said = {squeeze(name) for name in fixed}
    kept: dict[str, str] = {}
    left_out = []
    for name, p in profiles.items():
        if name == id_column or not p.filled or is_named(name, VALID_FROM):
            continue
        attribute = fixed_attribute(name)
        wanted = attribute is not None or squeeze(name) in said
        if not wanted and not (dated and _may_follow(p)):
            left_out.append(name)
            continue
        form, numbers = p.number
        counted = p.distinct > 20 or (p.share(r"-?9*[.,]9+") > 0 and not p.whole_floats)
        if numbers > 0.95 and counted and attribute not in ("brand", "category", "country"):
            kept[name] = number_sql(name_sql(name), form)
        elif p.distinct <= _MOST_LEVELS:
            kept[name] = id_sql(name_sql(name), "whole" if p.whole_floats else "text")
        else:
            left_out.append(name)
    return kept, left_out


def _may_follow(p: Profile) -> bool:
    """Whether a column of a table with dates is an attribute: no other time (it may lie later), nothing personal."""
    named = "time" in fields_of(p.name)
    if is_named(p.name, OTHER_TIMES) or is_named(p.name, VALID_TO) or is_personal(p.name):
        return False
    if look_like_people(p) or look_like_phones(p) or look_like_addresses(p):
        return False
    return not (p.time(named)[1] > 0.9 and (named or p.number[1] < 0.9))
