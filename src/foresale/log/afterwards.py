"""Orders whose row says when they were cancelled or given back: an event of its own then, and a purchase until then.

The row is of the day of the export: what it says became of the order was not known before it happened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb
import msgspec

from foresale.log.cells import bare_sql, name_sql, number_sql, text_sql
from foresale.log.dates import order_shown, settled
from foresale.log.events import DAY_US
from foresale.log.evidence import Evidence
from foresale.log.profile import Profile
from foresale.log.reading import Afterwards, SourceReading, TypeRules
from foresale.log.restated import ORDER_ID
from foresale.log.times import EARLIEST_US, TimeForm, instant_sql, latest_us, ordered
from foresale.log.vocabulary import clean_name, is_named
from foresale.log.when import says_utc
from foresale.log.words import CANCELLED, REFUND_MONEY, REFUND_TIMES
from foresale.log.zones import to_local_sql, to_utc_sql

CANCEL, REFUND = "cancel", "refund"
_MOST = 0.6  # share of the rows; times of more are those of something planned
_WRITTEN = 0.95  # of the values are times
_ZEROS = "'[0 :/.T-]+'"  # a date of zeros: there was none
_OF_ORDER = re.compile(r"^(order|item|line|purchase|sale|product)_")
_ALSO = ("cancelled", "canceled", "voided", "storniert", "annule")  # where they hold times
_RENTED = re.compile(  # things that go back; whole words, for a shop has departments, talents and Yorkshire
    r"(?<![a-z])(departures?|depart(s|ed|ing)?|arriv(e|es|ed|al|als|ing)|check_?in|rentals?|rented|pick_?up|hired?|hires"
    r"|loan(s|ed)?|borrow(s|ed|er|ers|ing)?|lent)(?![a-z])"
)


def find_afterwards(e: Evidence, rules: TypeRules, zone: str) -> tuple[Afterwards, ...]:
    """The columns of times at which orders were cancelled or given back, beside the time of the order."""
    if rules.default != "purchase" or rules.history or "time" not in e.fields:
        return ()
    rented = any(_RENTED.search(clean_name(c)) for c in e.profiles)
    found = []
    for p in e.free():
        kind = _kind(p.name)
        if kind is None or not p.filled or (kind == REFUND and rented):
            continue
        form, share = p.time(named=True)
        if form is None or form.kind == "clock" or form.yearless or share < _WRITTEN:
            continue
        form = _settled(e, p, msgspec.structs.replace(form, utc=says_utc(p.name)))
        times = e.instants_of(p.name, form, zone).rows
        if 0 < times <= _MOST * p.rows:
            e.times[p.name] = form
            found.append(Afterwards(p.name, kind, clocked=e.times[e.fields["time"].columns[0]].unit != "day"))
    if not found:
        return ()
    money = _money(e) if any(one.type == REFUND for one in found) else None
    for one in found:
        e.drop(one.column, "afterwards", "when it was cancelled or given back: an event of its own, and no feature")
        text = "`{column}` says when orders were cancelled: purchases until then, each with a `cancel` of its own time"
        if one.type == REFUND:
            text = "`{column}` says when goods or money came back: each a `refund` of its own time"
            e.findings = [f for f in e.findings if f.code != "refunded_later"]
        e.warn("afterwards", text, "note", column=one.column)
    if money is not None:
        e.drop(money.name, "afterwards", "the money of refunds, and no feature")
        found = [
            msgspec.structs.replace(o, amount=money.name, form=money.number[0], whole=_of_orders(e, money))
            if o.type == REFUND else o
            for o in found
        ]  # fmt: skip
    return tuple(found)


def _kind(column: str) -> str | None:
    for name in (column, _OF_ORDER.sub("", clean_name(column))):
        if is_named(name, CANCELLED) or is_named(name, _ALSO):
            return CANCEL
        if is_named(name, REFUND_TIMES):
            return REFUND
    return None


def _settled(e: Evidence, p: Profile, form: TimeForm) -> TimeForm:
    """Day and month in their order: as the column shows, else as in the time of the order."""
    beside = e.times[e.fields["time"].columns[0]].day_first
    if form.open and beside is not None and order_shown(e, p.name, form) is None:
        return ordered(form, beside)
    return settled(e, p.name, form)


def _money(e: Evidence) -> Profile | None:
    return next((p for p in e.free() if is_named(p.name, REFUND_MONEY) and p.filled and p.number[1] >= 0.9), None)


def _of_orders(e: Evidence, money: Profile) -> bool:
    """Whether what was refunded stands for the whole order on each of its lines."""
    if "order" not in e.fields:
        return False
    order, value = bare_sql(name_sql(e.fields["order"].columns[0])), number_sql(name_sql(money.name), money.number[0])
    several, same = e.con.execute(
        f"SELECT count(*), count(*) FILTER (filled = lines AND values = 1) FROM (SELECT count(*) AS lines, count(v) AS"
        f" filled, count(DISTINCT v) AS values FROM (SELECT {order} AS o, {value} AS v FROM {e.rows}) WHERE o IS NOT"
        " NULL GROUP BY o HAVING count(*) > 1 AND max(v) > 0)"
    ).fetchall()[0]
    return bool(several and same >= 0.9 * several)


def when_sql(reading: SourceReading, zone: str) -> dict[str, str]:
    """Hidden column -> SQL over rows that have `_time`: when an order was cancelled and given back (NULL: not, as far
    as the row says when), what was refunded, and whether it is cancelled from the first on, as its time is no time."""
    out = {}
    for kind in (CANCEL, REFUND):
        if some := [one for one in reading.afterwards if one.type == kind]:
            out[f"_{kind}"] = f"least({', '.join(_after(one, reading, zone) for one in some)})"
    cancelled = [one for one in reading.afterwards if one.type == CANCEL]
    if cancelled:
        out["_cancelled"] = " OR ".join(_at_once(one, reading, zone) for one in cancelled)
    if money := next((one for one in reading.afterwards if one.amount), None):
        out["_refunded"] = f"abs({number_sql(name_sql(money.amount), money.form)})"
    return out


def _instant(one: Afterwards, reading: SourceReading, zone: str) -> str:
    form = reading.times[one.column]
    at = instant_sql(bare_sql(name_sql(one.column)), form, zone)
    if form.unit == "day" and one.clocked:  # some time that day: nobody knew before its end
        return to_utc_sql(f"({to_local_sql(f'({at})', zone)} + {DAY_US - 1_000_000})", zone)
    return at


def _after(one: Afterwards, reading: SourceReading, zone: str) -> str:
    """SQL: the instant; clocks of two systems may differ by a day, and nothing is cancelled before it was ordered."""
    at = f"({_instant(one, reading, zone)})"
    return f"CASE WHEN {at} >= _time - {DAY_US} AND {at} < {latest_us()} THEN greatest({at}, _time) END"


def _at_once(one: Afterwards, reading: SourceReading, zone: str) -> str:
    at, cell = f"({_instant(one, reading, zone)})", name_sql(one.column)
    no_time = f"({at} IS NULL AND NOT regexp_full_match({cell}, {_ZEROS}))"
    return f"coalesce({cell} IS NOT NULL AND ({no_time} OR {at} BETWEEN {EARLIEST_US} AND _time - {DAY_US}), false)"


def tell_afterwards(
    con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], number: int, reading: SourceReading, zone: str
) -> int:
    """Add to cleaned rows the events of what became of the orders of a source, and say how many.

    Orders must count once by now, with amounts of their own.

    columns : those of events
    """
    n = 0
    for kind in dict.fromkeys(one.type for one in reading.afterwards):
        at = name_sql(f"_{kind}")
        local = to_local_sql(at, zone)
        new = {
            '"time"': at, '"day"': f"(({local}) // {DAY_US})::INTEGER", '"type"': text_sql(kind),
            '"clock"': f"(({local}) % {DAY_US} // 1000000)::INTEGER",
        } | {c: "NULL" for c in ('"session"', '"event_id"') if c in columns}  # fmt: skip
        if kind == REFUND and '"amount"' in columns and "_refunded" in con.table(table).columns:
            lines = "1"
            if any(o.whole for o in reading.afterwards):
                lines = 'CASE WHEN "order" IS NULL THEN 1 ELSE count(*) OVER (PARTITION BY "order", type) END'
            new['"amount"'] = f"coalesce(_refunded / {lines}, amount)"
        values = ", ".join(f"{new.get(c, c)} AS {c}" for c in columns)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE afterwards AS SELECT {values}, _source, _file, _row FROM {table} WHERE"
            f" _source = {number} AND _reason IS NULL AND type IN ('purchase', 'order') AND {at} IS NOT NULL"
        )
        if kind == REFUND and '"order"' in columns:
            _tell_once(con, table)
        ((added,),) = con.execute(f"INSERT INTO {table} BY NAME FROM afterwards").fetchall()
        n += int(added)
    return n


def _tell_once(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Of a refund that both the order's row and a row of its own tell, the earlier telling stays: nobody who looks
    before the later one could know of it."""
    row = "type = 'refund' AND _reason IS NULL AND \"order\" IS NOT NULL"
    own = f"SELECT {ORDER_ID} AS o, min(time) AS own FROM {table} WHERE {row} GROUP BY 1"
    told = f"SELECT {ORDER_ID} AS o, min(time) AS told FROM afterwards GROUP BY 1"
    con.execute(f"CREATE OR REPLACE TEMP TABLE twice AS FROM ({own}) JOIN ({told}) USING (o)")
    con.execute(f"DELETE FROM afterwards WHERE {ORDER_ID} IN (SELECT o FROM twice WHERE own <= told)")
    later = f"({ORDER_ID}, time) IN (SELECT o, own FROM twice WHERE own > told)"
    con.execute(f"DELETE FROM {table} WHERE {row} AND {later}")
