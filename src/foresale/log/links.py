"""Which ids are of one person, as a log tells it: by logins, by orders that two of its sources tell of, by a table.

What comes of it is a table of links: a device, a user, and since when it is known; `identity` says what they mean.
Links are made of all rows, before any is dropped as a repeat of another: which of two rows stays has no say in them.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from foresale.errors import NoLinkColumn
from foresale.log import events as ev
from foresale.log.attributes import since_sql
from foresale.log.cells import cell_sql, id_sql, name_sql
from foresale.log.evidence import Evidence
from foresale.log.findings import Finding
from foresale.log.profile import drop, profile
from foresale.log.raw import Raw
from foresale.log.reading import Reading, ReadOptions, SourceReading
from foresale.log.restated import orders_of, same_orders, telling
from foresale.log.vocabulary import fields_of, is_named, is_time
from foresale.log.words import VALID_FROM

LINKS = "clean_links"
_SINCE = ("since", "linked_at", "known_since", "seit", "绑定时间", "关联时间")


def find_links(con: duckdb.DuckDBPyConnection, table: str, sources: Sequence[SourceReading], outside: str) -> None:
    """Make the table LINKS (device, user, since) from cleaned rows.

    outside : condition on the rows that lie outside of what the owner wants to be read
    """
    con.execute(f'CREATE OR REPLACE TABLE {LINKS} (device VARCHAR, "user" VARCHAR, since BIGINT)')
    if any("anon" in one.fields for one in sources):
        _of_logins(con, table, f"_reason IS NULL AND NOT ({outside})")
    if "order" in con.table(table).columns and len(sources) > 1:
        tell = telling(sources)
        for other in tell[1:]:
            if same_orders(con, table, tell[0], other):
                _of_orders(con, table, tell[0], other, f"NOT ({outside})")


def _of_logins(con: duckdb.DuckDBPyConnection, table: str, there: str) -> None:
    """A row that names both a customer and a device links them; a device whose id is a customer's as well is linked
    with itself, which leaves it alone."""
    con.execute(
        f'INSERT INTO {LINKS} SELECT _device, "user", min(time) FROM {table} WHERE {there} AND {ev.IS_DEVICE} = 0 AND'
        ' _device IS NOT NULL AND "user" IS NOT NULL GROUP BY 1, 2'
    )
    con.execute(
        f'INSERT INTO {LINKS} SELECT "user", "user", min(time) FROM {table} WHERE {there} AND {ev.IS_DEVICE} = 0 AND'
        f' "user" IN (SELECT device FROM {LINKS}) GROUP BY 1'
    )


def _of_orders(con: duckdb.DuckDBPyConnection, table: str, best: int, other: int, there: str) -> None:
    """Whoever placed an order in one source is whoever placed it in the other: there, tables of orders know best who
    their customers are. It is known once both have told of the order."""
    con.execute(
        f'INSERT INTO {LINKS} SELECT a."user", b."user", min(greatest(a.at, b.at)) FROM'
        f" ({orders_of(table, other, there, by_user=True)}) a JOIN ({orders_of(table, best, there, by_user=True)}) b"
        f' USING (o) JOIN told_twice USING (o) WHERE near AND a."user" <> b."user" GROUP BY 1, 2'
    )


def read_links(raw: Raw | None, options: ReadOptions, reading: Reading, events: str) -> list[Finding]:
    """Add the rows of a table of links to LINKS, and say what of it says nothing.

    Its ids are spelled as any of the log's sources spells its own: contact data is hashed where a source's is.

    Raises
    ------
    NoLinkColumn     where it has no column of devices, or of users
    UnclearDayMonth  where its dates can be read in two ways
    """
    if raw is None:
        return []
    con, relation, file = raw.con, raw.relations[0], raw.files[0].name
    rows = "link_rows"
    cells = ", ".join(f"{cell_sql(c)} AS {name_sql(c)}" for c in relation.columns)
    con.execute(f"CREATE OR REPLACE TEMP VIEW {rows} AS SELECT {cells} FROM {name_sql(relation.name)}")
    profiles = profile(con, rows, relation.columns)
    since = since_sql(Evidence(con, rows, profiles, options, file), reading, _is_since)
    drop(profiles.values())
    device = _column(relation.columns, ("anon", "device"), "device", file)
    user = _column([c for c in relation.columns if c != device], ("user",), "user", file)
    forms = {one.fields[f].form for one in reading.sources for f in ("user", "anon") if f in one.fields}
    cell, instant = (name_sql(since[0]), since[1]) if since else ("NULL", "NULL::BIGINT")
    ids = [
        f'SELECT {id_sql(name_sql(device), a)} AS device, {id_sql(name_sql(user), b)} AS "user",'
        f" {instant} AS since, {cell} AS cell FROM {rows}"
        for a in sorted({*forms, "whole" if profiles[device].whole_floats else "text"})
        for b in sorted({*forms, "whole" if profiles[user].whole_floats else "text"})
    ]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE link_ids AS SELECT DISTINCT * FROM ({' UNION ALL '.join(ids)}) WHERE device IN"
        f' (SELECT "user" FROM {events}) AND "user" IN (SELECT "user" FROM {events}) AND device <> "user"'
    )
    timeless = "since IS NULL AND cell IS NOT NULL"  # a time that nobody can read must not become an earlier one
    con.execute(f'INSERT INTO {LINKS} SELECT device, "user", since FROM link_ids WHERE NOT ({timeless})')
    both, lost = con.execute(f"SELECT count(*), count(*) FILTER ({timeless}) FROM link_ids").fetchall()[0]
    ((total,),) = con.execute(f"SELECT count(*) FROM {rows}").fetchall()
    found = []
    if both < 0.5 * total:
        text = "only {n:,} of the {total:,} links of {file} name two ids of the log"
        found.append(Finding("links_miss", text, {"n": both, "total": total, "file": file}, "warning"))
    if lost:
        text = "links of {file} that were left out, as nothing readable says since when they are known: {n:,}"
        found.append(Finding("links_timeless", text, {"n": lost, "file": file}, "warning"))
    return found


def _is_since(name: str) -> bool:
    return is_named(name, VALID_FROM) or is_named(name, _SINCE) or is_time(name)


def _column(columns: Sequence[str], fields: tuple[str, ...], wanted: str, file: str) -> str:
    """The column whose name says one of the fields best."""
    hits = [(fields.index(f), fields_of(c)[f], c) for c in columns for f in fields if f in fields_of(c)]
    if not hits:
        raise NoLinkColumn(field=wanted, file=file, details={"columns": ", ".join(columns)})
    return min(hits)[2]
