"""From raw rows to canonical events by a Reading: one pass of SQL, nothing dropped without being counted.

Rows fall into classes that are never mixed: *damaged* ones go to the quarantine; those *without a user* stay as
events of nobody; those *understood but no purchase* (unpaid, cancelled, corrections) get a type of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import msgspec

from foresale.errors import DoesNotFit, NoEvents
from foresale.language import tr
from foresale.log import events as ev
from foresale.log.afterwards import tell_afterwards
from foresale.log.attributes import beside_events, read_attributes
from foresale.log.canonical import canonical_sql
from foresale.log.cells import name_sql, number_sql
from foresale.log.findings import Finding
from foresale.log.gather import Source, gather_as, name_of
from foresale.log.histories import follow_orders
from foresale.log.later_states import tell_later_states, with_later_states
from foresale.log.limits import limits_of
from foresale.log.line_kinds import take_discounts_off
from foresale.log.links import LINKS, TOLD, find_links, read_links
from foresale.log.orders import RELOAD_US, RELOADED
from foresale.log.overlaps import merge_overlaps
from foresale.log.profile import drop, profile
from foresale.log.quarantine import check_share, make_quarantine
from foresale.log.raw import LARGE, Raw
from foresale.log.reading import Counts, Reading, ReadOptions, SourceReading
from foresale.log.restated import count_orders_once, same_orders, telling
from foresale.log.rows import note_worn, open_rows
from foresale.log.shares import share_amounts
from foresale.log.spellings import tell_spelled_apart
from foresale.progress import SILENT, Progress

EVENTS = "clean_events"
_ALL = "clean_all"


@dataclass(frozen=True)
class Cleaned:
    """Canonical events, and what could not be used, as relations of the connection.

    events       : user (NULL: nobody), time, day, clock, type, coded columns as text, numbers, session, is_product,
                   event_id, further columns as `x:NAME`; only those that the log has
    quarantine   : file, line, reason, row (the cells as JSON)
    reading      : the reading with its counts and with what cleaning has to tell
    items, users : attributes by `item` and `user`, each id once; None where none were given
    links        : device, user, since: ids of one person; None where nothing tells of any
    """

    events: duckdb.DuckDBPyRelation
    quarantine: duckdb.DuckDBPyRelation
    reading: Reading
    items: duckdb.DuckDBPyRelation | None = None
    users: duckdb.DuckDBPyRelation | None = None
    links: duckdb.DuckDBPyRelation | None = None


def clean(
    raw: Raw,
    reading: Reading,
    options: ReadOptions = ReadOptions(),  # noqa: B008 (frozen)
    progress: Progress = SILENT,
) -> Cleaned:
    """Canonical events of a log, by its reading.

    options : of these count since, until, allow_quarantine and fixed; the rest is in the reading, tables in `raw`

    Raises
    ------
    DoesNotFit      where the log lacks a column that the reading needs
    TooManyDamaged  where more than 5 % of the rows are damaged, unless `options.allow_quarantine`
    NoEvents        where nothing of anybody is left
    """
    con = raw.con
    sources, told = gather_as(raw, reading)
    since, until = limits_of(options, reading.zone)
    tables = [open_rows(raw, source, number, reading.where) for number, (source, _) in enumerate(sources)]
    for rows in tables:
        if rows.source not in raw.worn:  # it was understood before
            profiles = profile(con, rows.typed, rows.columns)
            note_worn(raw, rows, profiles)
            drop(profiles.values())
    for rows, (source, one) in zip(tables, sources):
        _check_columns(one, rows.columns, source.name if len(sources) > 1 else "")
    with progress.stage(tr("Cleaning")):
        later = [with_later_states(con, rows.cells, one) for rows, (_, one) in zip(tables, sources)]
        parts = [canonical_sql(reading, one, rows, n) for n, (rows, (one, _)) in enumerate(zip(tables, later))]
        kind = "TABLE" if raw.large else "TEMP TABLE"
        con.execute(f"CREATE OR REPLACE {kind} {_ALL} AS {' UNION ALL BY NAME '.join(parts)}")
        outside = _outside(since, until)
        same = reading.same_orders
        if same is None:
            same = same_orders(con, _ALL, reading.sources)
        find_links(con, _ALL, reading.sources, same, outside)
        spelled = tell_spelled_apart(con, _ALL, reading.names) if len(sources) > 1 else []
        dropped = sum(_drop_repeats(con, reading.unit, n, source, one) for n, (source, one) in enumerate(sources))
        reloaded = sum(_drop_reloads(con, n) for n, (_, one) in enumerate(sources) if one.reloads)
        again = [f for n, (_, one) in enumerate(sources) for f in follow_orders(con, _ALL, n, one)]
        again += count_orders_once(con, _ALL, reading.sources, same)
        for n, (_, one) in enumerate(sources):
            share_amounts(con, _ALL, n, one)
            take_discounts_off(con, _ALL, n, one)
        public = ", ".join(_public(con))
        device = f"coalesce({ev.IS_DEVICE}, 0) AS {ev.IS_DEVICE}"  # where a source without devices lies beside another
        kept = ", ".join(device if c == name_sql(ev.IS_DEVICE) else c for c in _public(con))
        dropped += merge_overlaps(con, raw, reading, _ALL, public)
        names, zone = _public(con), reading.zone
        added = sum(tell_afterwards(con, _ALL, names, n, one, zone) for n, (_, one) in enumerate(sources))
        con.execute(
            f"CREATE OR REPLACE VIEW {EVENTS} AS SELECT {kept} FROM {_ALL} WHERE _reason IS NULL AND NOT"
            f" ({outside})"
        )
        quarantine, quarantined = make_quarantine(raw, _ALL)
        retold = reloaded + sum(f.facts["n"] for f in again)
        counts = _count(con, quarantined, outside, dropped + retold - added, dropped)
        odd = [*told, *again, *spelled]
        odd += [f for rows, (_, one) in zip(tables, sources) for f in _odd_numbers(con, rows.cells, one)]
        if not any(f.code == "unknown_states" for f in reading.findings):
            odd += tell_later_states(state for _, met in later for state in met)
        if reloaded:
            text = "{n:,} purchases are told again later under the same order, alike in all: each counts once"
            odd.append(Finding("reloads", text, {"n": reloaded}, "warning"))
    if not options.allow_quarantine:
        check_share(con, quarantined, counts.rows)
    if not counts.events:
        why = "all rows are damaged" if quarantined else "no row lies within --since, --until and --where"
        if counts.without_user:
            why = "none of the rows that are left names a user"
        raise NoEvents(file=name_of(raw, range(len(raw.files))), reason=tr(why))
    items, said_items = read_attributes(raw.tables.get("item"), "item", options, reading, EVENTS)
    users, said_users = read_attributes(raw.tables.get("user"), "user", options, reading, EVENTS)
    said_links = read_links(raw.tables.get("link"), options, reading, EVENTS)
    said_links += read_links(raw.tables.get(TOLD), options, reading, EVENTS, named=False)
    events, said_events = beside_events(con, EVENTS, items)
    reading = msgspec.structs.replace(
        reading,
        counts=counts,
        findings=(
            *reading.findings, *count_findings(reading, counts), *odd, *said_items, *said_users, *said_links,
            *said_events,
        ),
    )
    links = con.table(LINKS)
    some = links.limit(1).fetchall()
    return Cleaned(con.table(events), con.table(quarantine), reading, items, users, links if some else None)


def with_same_orders(raw: Raw, reading: Reading, until: int | None) -> Reading:
    """The reading, with which of its sources tell of the same orders, as the rows before `until` tell."""
    if len(telling(reading.sources)) < 2:
        return reading
    sources, _ = gather_as(raw, reading)
    parts = []
    for n, (source, one) in enumerate(sources):
        parts.append(canonical_sql(reading, one, open_rows(raw, source, n, reading.where), n))
    raw.con.execute(
        f'CREATE OR REPLACE TEMP TABLE told_orders AS SELECT _source, _reason, time, type, "order" FROM'
        f' ({" UNION ALL BY NAME ".join(parts)}) WHERE "order" IS NOT NULL'
    )
    same = same_orders(raw.con, "told_orders", reading.sources, until)
    raw.con.execute("DROP TABLE told_orders")
    return msgspec.structs.replace(reading, same_orders=same)


def _odd_numbers(con: duckdb.DuckDBPyConnection, rows: str, reading: SourceReading) -> list[Finding]:
    """Prices and the like that are none: infinite, unreadable, negative. They count as missing."""
    found = []
    for name in ev.NUMBERS:
        if name not in reading.fields:
            continue
        column = reading.fields[name].columns[0]
        number = number_sql(name_sql(column), reading.fields[name].form)
        wrong = f"{number} IS NULL" + (f" OR {number} < 0" if name in ("price", "list_price") else "")
        query = f"SELECT count(*) FROM {rows} WHERE {name_sql(column)} IS NOT NULL AND ({wrong})"
        ((n,),) = con.execute(query).fetchall()
        if n:
            text = "{n:,} values of `{column}` are infinite, negative or no numbers; they count as missing"
            found.append(Finding("odd_numbers", text, {"n": n, "column": column}, "warning"))
    return found


def _outside(since: int | None, until: int | None) -> str:
    tests = [f"time < {since}"] * (since is not None) + [f"time >= {until}"] * (until is not None)
    return " OR ".join(tests) or "false"


def _check_columns(reading: SourceReading, columns: Sequence[str], file: str) -> None:
    there = {c.casefold() for c in columns}
    wanted = [(c, name) for name, one in reading.fields.items() for c in one.columns]
    wanted += [(further.column, "") for further in reading.further]
    wanted += [(column, "status") for column in reading.types.flags]
    wanted += [(c, "status") for one in reading.afterwards for c in (one.column, one.amount) if c]
    for column, name in wanted:
        if column.casefold() not in there:
            what = tr("the column `{column}` is missing", column=column)
            if name:
                what = tr("the column `{column}` ({field}) is missing", column=column, field=name)
            where = {"file": file} if file else {}
            raise DoesNotFit(what=what, field=name or column, details=where | {"columns": ", ".join(columns)})


def _public(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [name_sql(c) for c in con.table(_ALL).columns if not c.startswith("_")]


def _drop_repeats(
    con: duckdb.DuckDBPyConnection, unit: str, number: int, source: Source, reading: SourceReading
) -> int:
    """Repeats are dropped only where an event id tells, or where all is the same to a part of a second.

    Of those that share an id and a time any might stay; it is told by what it says, never by where it lies. Rows out
    of one line that share its id and time are the products of one event, and no repeats of each other.

    number : of the source among those of the log
    """
    telling = "event_id" if "event_id" in reading.fields else "time"
    if telling == "event_id":
        key, there = "event_id", "event_id IS NOT NULL"
        if "type" in reading.fields:
            key += ", type"  # an order and its refund may share an id
    elif unit in ("ms", "us"):
        key, there = ", ".join(_public(con)), "true"
    else:
        return 0
    parts = source.inner and source.inner.isdisjoint(reading.fields[telling].columns)
    order = "time, " if source.inner.isdisjoint(reading.fields["time"].columns) else ""
    nth = f"row_number() OVER (PARTITION BY {key} ORDER BY time, hash({', '.join(_public(con))}), rowid)"
    if parts:
        nth = f"rank() OVER (PARTITION BY {key} ORDER BY {order}_file, _row)"
    gone = con.execute(
        f"DELETE FROM {_ALL} WHERE rowid IN (SELECT id FROM (SELECT rowid AS id, {nth} AS n FROM {_ALL}"
        f" WHERE _source = {number} AND _reason IS NULL AND {there}) WHERE n > 1)"
    ).fetchall()
    return int(gone[0][0])


def _drop_reloads(con: duckdb.DuckDBPyConnection, number: int) -> int:
    """Keep the first of the purchases that a source tells again under their order, and say how many went."""
    alike = ", ".join(name_sql(c) for c in RELOADED if c in con.table(_ALL).columns)
    gone = con.execute(
        f"DELETE FROM {_ALL} WHERE rowid IN (SELECT id FROM (SELECT rowid AS id, time - min(time) OVER (PARTITION BY"
        f" {alike}) AS later FROM {_ALL} WHERE _source = {number} AND _reason IS NULL AND type = 'purchase' AND"
        f" \"user\" IS NOT NULL AND \"order\" IS NOT NULL) WHERE later >= {RELOAD_US})"
    ).fetchall()
    return int(gone[0][0])


def _count(
    con: duckdb.DuckDBPyConnection, quarantined: dict[str, int], outside: str, gone: int, dropped: int
) -> Counts:
    has = con.table(EVENTS).columns
    money = "sum(amount) FILTER (WHERE type = 'purchase')" if "amount" in has else "NULL"
    guests = "sum(amount) FILTER (WHERE type = 'purchase' AND \"user\" IS NULL)" if "amount" in has else "NULL"
    # As tables of their own: DuckDB counts them in half the time of a DISTINCT among other sums.
    users, items = (
        f"(SELECT count({name_sql(c)}) FROM (SELECT DISTINCT {name_sql(c)} FROM {EVENTS}))" if c in has else "0"
        for c in ("user", "item")
    )
    one = con.execute(
        f'SELECT count("user"), count(*) - count("user"), {money}, {guests}, count("user") FILTER (WHERE type ='
        f' \'purchase\'), {users}, {items}, min(time) FILTER (WHERE "user" IS NOT NULL), max(time)'
        f' FILTER (WHERE "user" IS NOT NULL) FROM {EVENTS}'
    ).fetchall()[0]
    events, nobody, all_money, guest_money, purchases, users, n_items, start, end = one
    kinds = dict(
        con.execute(
            f"SELECT _kind, count(*) FROM {_ALL} WHERE _kind IS NOT NULL AND _reason IS NULL AND NOT ({outside}) GROUP"
            " BY 1 ORDER BY 1"
        ).fetchall()
    )
    out = con.execute(f"SELECT count(*) FROM {_ALL} WHERE _reason IS NULL AND ({outside})").fetchall()[0][0]
    return Counts(
        rows=events + nobody + out + gone + sum(quarantined.values()),
        events=events,
        without_user=nobody,
        # Rounded: the last bits of a sum depend on how threads share it.
        without_user_revenue=round((guest_money or 0.0) / all_money, 6) if all_money else None,
        purchases=purchases,
        users=users,
        items=n_items,
        quarantined=quarantined,
        not_purchases=kinds,
        outside=out,
        repeats=_repeats(con, events + nobody),
        dropped_repeats=dropped,
        start=start,
        end=end,
    )


def _repeats(con: duckdb.DuckDBPyConnection, rows: int) -> int:
    """Events that are equal to another one in all that the log has. Sorted by numpy: DuckDB takes twice as long to tell
    so many different numbers apart."""
    keys = ", ".join(c for c in _public(con) if c not in ('"day"', '"clock"'))  # which the time decides
    found, parts = 0, 1 + rows // LARGE
    for part in range(parts):
        some = f" WHERE h % {parts} = {part}" * (parts > 1)
        hashes = con.sql(f"SELECT h FROM (SELECT hash({keys}) AS h FROM {EVENTS}){some}").fetchnumpy()["h"]
        hashes.sort()
        found += int((hashes[1:] == hashes[:-1]).sum())
    return found


def count_findings(reading: Reading, counts: Counts) -> tuple[Finding, ...]:
    found = []

    def tell(code: str, text: str, level: str = "warning", **facts: Any) -> None:
        found.append(Finding(code, text, facts, level))

    damaged = sum(counts.quarantined.values())
    if damaged:
        tell(
            "damaged",
            "damaged rows in quarantine: {n:,}; {reasons}",
            n=damaged,
            reasons=", ".join(f"{tr(r)} ({n:,})" for r, n in counts.quarantined.items()),
        )
    if counts.without_user and reading.owner == "user":
        if counts.without_user_revenue is None:
            tell("without_user", "{n:,} events have no user; they count for items only", n=counts.without_user)
        else:
            tell(
                "without_user",
                "{n:,} events have no user ({share:.1%} of the money of purchases); they count for items only",
                n=counts.without_user,
                share=counts.without_user_revenue,
            )
    for kind, n in counts.not_purchases.items():
        tell("not_purchases", _KINDS[kind], "note", n=n)
    if counts.repeats:
        tell(
            "repeats",
            "{n:,} events repeat another one exactly and are kept: nothing says that they are mistakes",
            "note",
            n=counts.repeats,
        )
    if counts.dropped_repeats:
        tell(
            "dropped_repeats",
            "{n:,} events that repeat another one were dropped: by their id, or equal to a part of a second",
            n=counts.dropped_repeats,
        )
    if counts.outside:
        tell("outside", "{n:,} events lie outside --since and --until and were left out", "note", n=counts.outside)
    return tuple(found)


_KINDS = {
    "unpaid": "{n:,} lines of orders that were never paid are no purchases; they have the type `order`",
    "cancelled": "{n:,} lines of cancelled or closed orders are no purchases; they have the type `cancel`",
    "refund": "{n:,} lines are returns; they have the type `refund`",
    "adjustment": (
        "{n:,} lines are corrections (no quantity, stock, bad debt) and no purchases; they have the type `adjustment`"
    ),
    "discount": "{n:,} lines are discounts, taken off the goods of their order; they have the type `discount`",
    "test": "{n:,} lines of test orders are no purchases; they have the type `test`",
}
