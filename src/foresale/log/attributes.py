"""Tables of items and users: attributes by id, as far as they may be features.

A table without dates says what its owner is like on the day of the export. Only what cannot change (brand, category,
birth, gender, country, and what the owner names as fixed) may stand beside events of the past; the rest is left out,
named.
"""

from __future__ import annotations

import duckdb

from foresale.errors import NoColumn
from foresale.log.cells import cell_sql, id_sql, name_sql, number_sql
from foresale.log.findings import Finding
from foresale.log.profile import Profile, profile
from foresale.log.reading import Reading, ReadOptions
from foresale.log.vocabulary import fields_of, fixed_attribute, squeeze

_KEYS = {"item": ("item", "variant"), "user": ("user", "anon")}
_LENT = ("category", "brand")  # attributes of items that families of features read beside each event
_MOST_LEVELS = 20_000


def read_attributes(
    con: duckdb.DuckDBPyConnection, key: str, options: ReadOptions, reading: Reading, events: str
) -> tuple[duckdb.DuckDBPyRelation | None, list[Finding]]:
    """The table that `options.items` (key "item") or `options.users` (key "user") names, and what is to be told of it.

    Returns
    -------
    table : columns `key` (each id once) and fixed attributes as VARCHAR or DOUBLE; None where there is none

    Raises
    ------
    NoColumn  where no column of the file can be the id
    """
    from foresale.log.sources import open_sources  # sources know the words of columns, and so import this floor

    source = options.items if key == "item" else options.users
    if source is None:
        return None, []
    raw = open_sources(source, ReadOptions(), con)
    relation = raw.relations[0]
    rows = f"attributes_{key}_rows"
    cells = ", ".join(f"{cell_sql(c)} AS {name_sql(c)}" for c in relation.columns)
    con.execute(f"CREATE OR REPLACE TEMP VIEW {rows} AS SELECT {cells}, _file, _row FROM {name_sql(relation.name)}")
    profiles = profile(con, rows, relation.columns)
    for p in profiles.values():
        con.execute(f"DROP TABLE {p.table}")
    id_column = _id_column(key, profiles, reading)
    if id_column is None:
        raise NoColumn(field=key, file=raw.files[0].name, details={"columns": ", ".join(profiles)})
    form = reading.fields[key].form if key in reading.fields else "text"
    owner = id_sql(name_sql(id_column), "whole" if profiles[id_column].whole_floats else form)
    kept, left_out = _sorted_out(profiles, id_column, options.fixed)
    findings = []
    if left_out:
        findings.append(
            Finding(
                "attributes_left_out",
                "attributes of {file} that may change were left out: {columns}; --fixed NAMES keeps those that do not",
                {"file": raw.files[0].name, "columns": ", ".join(left_out)},
                "warning",
            )
        )
    several = con.execute(
        f"SELECT count(*) - count(DISTINCT {owner}) FROM {rows} WHERE {owner} IS NOT NULL"
    ).fetchall()[0][0]
    if several:
        findings.append(
            Finding(
                "attributes_repeat",
                "{file} has {n} further rows for ids that it already has; the most frequent value of each counts",
                {"file": raw.files[0].name, "n": several},
                "note",
            )
        )
    # The most frequent value, and the first in order of equals: independent of the order of rows. One pass a column.
    table = f"attributes_{key}"
    ids = f"SELECT DISTINCT {owner} AS {name_sql(key)} FROM {rows} WHERE {owner} IS NOT NULL"
    joins = ""
    names = [name_sql(key)]
    for place, (name, sql) in enumerate(kept.items()):
        joins += (
            f" LEFT JOIN (SELECT id AS {name_sql(key)}, v AS {name_sql(name)} FROM (SELECT {owner} AS id, {sql} AS v,"
            f" count(*) AS n FROM {rows} GROUP BY 1, 2) WHERE v IS NOT NULL QUALIFY row_number() OVER (PARTITION BY id"
            f" ORDER BY n DESC, v) = 1) AS a{place} USING ({name_sql(key)})"
        )
        names.append(name_sql(name))
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {', '.join(names)} FROM ({ids}){joins}")
    field = name_sql(key)
    matched, total = (
        con.execute(
            f"SELECT count(a.{field}), count(*) FROM (SELECT DISTINCT {field} FROM {events} WHERE {field} IS NOT NULL)"
            f" e LEFT JOIN {table} a USING ({field})"
        ).fetchall()[0]
        if key == "user" or "item" in reading.fields
        else (0, 0)
    )
    if matched < 0.5 * total:
        findings.append(
            Finding(
                "attributes_miss",
                "only {matched} of {total} ids of the log stand in {file}",
                {"matched": matched, "total": total, "file": raw.files[0].name},
                "warning",
            )
        )
    return con.table(table), findings


def beside_events(
    con: duckdb.DuckDBPyConnection, events: str, items: duckdb.DuckDBPyRelation | None
) -> tuple[str, list[Finding]]:
    """Brand and category of the items beside every event of theirs, where the log itself has no such column.

    events : view of the events.  Returns the view to use instead, and what is to be told
    """
    there = con.table(events).columns
    if items is None or "item" not in there:
        return events, []
    named = {attribute: c for c in reversed(items.columns) if c != "item" and (attribute := fixed_attribute(c))}
    lent = {attribute: named[attribute] for attribute in _LENT if attribute in named and attribute not in there}
    if not lent:
        return events, []
    columns = "".join(f", i.{name_sql(column)} AS {attribute}" for attribute, column in lent.items())
    con.execute(
        f"CREATE OR REPLACE VIEW {events}_of_items AS SELECT e.*{columns} FROM {events} AS e"
        " LEFT JOIN attributes_item AS i ON e.item = i.item"
    )
    text = "the table of items tells of every event: {columns}"
    return f"{events}_of_items", [Finding("items_beside_events", text, {"columns": ", ".join(lent.values())})]


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
    profiles: dict[str, Profile], id_column: str, fixed: tuple[str, ...]
) -> tuple[dict[str, str], list[str]]:
    """Name -> SQL of the attributes that are kept, and the columns that are not."""
    said = {squeeze(name) for name in fixed}
    kept: dict[str, str] = {}
    left_out = []
    for name, p in profiles.items():
        if name == id_column or not p.filled:
            continue
        attribute = fixed_attribute(name)
        if attribute is None and squeeze(name) not in said:
            left_out.append(name)
            continue
        form, numbers = p.number
        if numbers > 0.95 and p.distinct > 20 and attribute not in ("brand", "category", "country"):
            kept[name] = number_sql(name_sql(name), form)
        elif p.distinct <= _MOST_LEVELS:
            kept[name] = id_sql(name_sql(name), "whole" if p.whole_floats else "text")
        else:
            left_out.append(name)
    return kept, left_out
