"""Which ids are of one person, as a log tells it: by logins, by calls that say so, by orders that two of its sources
tell of, by a table.

What comes of it is a table of links: a device, a user, and since when it is known; `identity` says what they mean.
Links are made of all rows, before any is dropped as a repeat of another: which of two rows stays has no say in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb

from foresale.errors import NoLinkColumn
from foresale.log import events as ev
from foresale.log.beside import open_beside
from foresale.log.cells import id_sql, name_sql
from foresale.log.findings import Finding
from foresale.log.raw import Raw
from foresale.log.reading import Reading, ReadOptions, SourceReading
from foresale.log.restated import orders_of, tell_twice, telling
from foresale.log.spellings import respelled
from foresale.log.times import EARLIEST_US
from foresale.log.vocabulary import fields_of, is_named, is_time, squeeze
from foresale.log.words import VALID_FROM

LINKS = "clean_links"
TOLD = "told_link"  # of `Raw.tables`: links that calls of the log itself state
# Ids that are merged into others, and those into which they are, where a table of links calls them by it.
_MERGED = (
    "alias", "alias_id", "anon_id", "previous_id", "previous_user_id", "previous_customer_id", "old_id", "old_user_id",
    "old_customer_id", "duplicate_id", "merged_id", "旧编号", "原编号",
)  # fmt: skip
_INTO = (
    "canonical_id", "canonical_user_id", "canonical_customer_id", "master_id", "master_customer_id", "primary_id",
    "golden_id", "new_id", "new_user_id", "new_customer_id", "merged_into", "新编号", "主编号",
)  # fmt: skip
_CUSTOMER = re.compile("cust|member|buyer|account|kund|cliente|会员|客户|顾客|买家")
_SINCE = ("since", "linked_at", "known_since", "seit", "绑定时间", "关联时间")


def find_links(
    con: duckdb.DuckDBPyConnection, table: str, sources: Sequence[SourceReading], same: Sequence[int], outside: str
) -> None:
    """Make the table LINKS (device, user, since) from cleaned rows.

    same    : sources that tell of the same orders (`restated.same_orders`)
    outside : condition on the rows that lie outside of what the owner wants to be read
    """
    con.execute(f'CREATE OR REPLACE TABLE {LINKS} (device VARCHAR, "user" VARCHAR, since BIGINT)')
    if any("anon" in one.fields for one in sources):
        _of_logins(con, table, f"_reason IS NULL AND NOT ({outside})")
    for other in same:
        best = telling(sources)[0]
        tell_twice(con, table, best, other)
        _of_orders(con, table, best, other, f"NOT ({outside})")


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


def read_links(
    raw: Raw | None, options: ReadOptions, reading: Reading, events: str, *, named: bool = True
) -> list[Finding]:
    """Add the rows of a table of links to LINKS, and say what of it says nothing.

    named : by the owner; else calls of the log state them, and what names no id of the log is nobody's mistake

    Its ids are spelled as any of the log's sources spells its own: contact data is hashed where a source's is.

    Raises
    ------
    NoLinkColumn     where no two of its columns can be those of devices and users
    SeveralTables    where its files have different columns
    UnclearDayMonth  where its dates can be read in two ways
    """
    if raw is None:
        return []
    con = raw.con
    opened = open_beside(raw, "link_rows", options, reading, _is_since)
    rows, file, profiles, since = opened.rows, opened.file, opened.profiles, opened.since
    device, user = _pair(list(profiles), file)
    forms = {one.fields[f].form for one in reading.sources for f in ("user", "anon") if f in one.fields}
    cell, instant = (name_sql(since[0]), since[1]) if since else ("NULL", "NULL::BIGINT")
    ids = [
        f'SELECT {id_sql(name_sql(device), a)} AS device, {id_sql(name_sql(user), b)} AS "user",'
        f" {instant} AS since, {cell} AS cell FROM {rows}"
        for a in sorted({*forms, "whole" if profiles[device].whole_floats else "text"})
        for b in sorted({*forms, "whole" if profiles[user].whole_floats else "text"})
    ]
    plain = tuple(id_sql(name_sql(c), "whole" if profiles[c].whole_floats else "text") for c in (device, user))
    spelled, told = respelled(con, rows, plain, events, "user", file, "--links") if named else ("", [])
    pairs = f"({' UNION ALL '.join(ids)})"
    if told:
        pairs = (
            f'(SELECT coalesce(d.ours, p.device) AS device, coalesce(u.ours, p."user") AS "user", since, cell FROM'
            f' {pairs} p LEFT JOIN {spelled} d ON d.theirs = p.device LEFT JOIN {spelled} u ON u.theirs = p."user")'
        )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE link_ids AS SELECT DISTINCT * FROM {pairs} WHERE device IN"
        f' (SELECT "user" FROM {events}) AND "user" IN (SELECT "user" FROM {events}) AND device <> "user"'
    )
    # A time that nobody can read must not become an earlier one.
    timeless = f"cell IS NOT NULL AND coalesce(since < {EARLIEST_US}, true)"
    con.execute(f'INSERT INTO {LINKS} SELECT device, "user", since FROM link_ids WHERE NOT ({timeless})')
    both, lost = con.execute(f"SELECT count(*), count(*) FILTER ({timeless}) FROM link_ids").fetchall()[0]
    ((total,),) = con.execute(f"SELECT count(*) FROM {rows}").fetchall()
    found = [*opened.findings, *told]
    if not named and both:
        found.append(Finding("links_told", "links between ids that calls of the log state: {n:,}", {"n": both - lost}))
    elif named and both < 0.5 * total:
        text = "only {n:,} of the {total:,} links of {file} name two ids of the log"
        found.append(Finding("links_miss", text, {"n": both, "total": total, "file": file}, "warning"))
    if lost:
        text = "links of {file} that were left out, as nothing readable says since when they are known: {n:,}"
        found.append(Finding("links_timeless", text, {"n": lost, "file": file}, "warning"))
    return found


def _is_since(name: str) -> bool:
    return is_named(name, VALID_FROM) or is_named(name, _SINCE) or is_time(name)


def _pair(columns: Sequence[str], file: str) -> tuple[str, str]:
    """The column of the devices (of the ids that are merged into others), and that of whose they are.

    Of two columns that are called as users, the one that is called as a customer says whose the other is.
    """
    devices = [(k, fields_of(c)[f], c) for c in columns for k, f in enumerate(("anon", "device")) if f in fields_of(c)]
    device = next((c for c in columns if is_named(c, _MERGED)), min(devices)[2] if devices else None)
    people = sorted((key, c) for c in columns if c != device and (key := _as_person(c)))
    if device is None:
        both = people if len(people) == 2 else [(key, c) for key, c in people if key[1] == 0]
        if len(both) != 2:
            raise NoLinkColumn(field="device", file=file, details={"columns": ", ".join(columns)})
        return both[1][1], both[0][1]
    if not people:
        raise NoLinkColumn(field="user", file=file, details={"columns": ", ".join(columns)})
    return device, people[0][1]


def _as_person(column: str) -> tuple[bool, int, bool, bool, int] | None:
    """The less, the more it is called as an id into which others are merged; None: not as an id of users at all."""
    into, hit = is_named(column, _INTO), fields_of(column).get("user")
    if not into and hit is None:
        return None
    rank, place, _ = hit or (0, 0, True)
    return not into, rank, _CUSTOMER.search(squeeze(column)) is None, "user" not in squeeze(column), place
