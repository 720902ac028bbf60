"""An order counts once, however often it is told: in exports that overlap, and in a log of clicks beside one of orders.

Which rows of an order repeat each other cannot be seen from rows that are equal: the newer export knows another status,
a returned line, a corrected amount. So orders are compared as wholes, by their ids and products.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from foresale.log.cells import name_sql
from foresale.log.findings import Finding
from foresale.log.reading import SourceReading

_OF_ORDERS = "('purchase', 'order', 'cancel')"
_DAY_US = 86_400_000_000
_NEAR = 0.8  # share of common orders whose times agree, from which two sources tell of the same ones
ORDER_ID = "regexp_replace(ltrim(\"order\", '#'), '\\.0+$', '')"  # `#1001` and `1001.0` are order 1001


def count_orders_once(
    con: duckdb.DuckDBPyConnection, table: str, sources: Sequence[SourceReading], same: Sequence[int]
) -> list[Finding]:
    """Delete from cleaned rows what tells again of an order, and say how many.

    Within a source the newest file that has all products of an order counts for it, with the time at which the order
    was first paid; rows that tell how an order went on are no such telling (`histories.py`). Between sources a table
    of orders counts, and not what a log of events says of the same orders.

    same : `same_orders`
    """
    columns = con.table(table).columns
    if "order" not in columns:
        return []
    findings = []
    followed = [n for n, one in enumerate(sources) if one.types.history]
    if n := _newest(con, table, [c for c in ("item", "variant", "title") if c in columns], followed):
        text = "{n:,} lines of orders stand in a newer file too: the newest counts, from when the order was first paid"
        findings.append(Finding("restated", text, {"n": n}))
    for other in same:
        if n := _also_there(con, table, telling(sources)[0], other):
            text = "{n:,} purchases are told of by another file under the same order ids: they count once"
            findings.append(Finding("told_by_both", text, {"n": n}))
    return findings


def _newest(con: duckdb.DuckDBPyConnection, table: str, product: list[str], followed: list[int]) -> int:
    """Keep of every order that several files tell whole the newest telling; gives the number of rows that went."""
    source = f"_source NOT IN ({', '.join(map(str, followed))})" if followed else "true"
    named = f"coalesce({', '.join([*map(name_sql, product), chr(39) * 2])})"
    paid = "FILTER (type = 'purchase')"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE restated AS
        WITH rows AS (
            SELECT _source, _file, {ORDER_ID} AS o, {named} AS product, time, day, clock, type FROM {table}
            WHERE _reason IS NULL AND "order" IS NOT NULL AND type IN {_OF_ORDERS} AND {source}
        ), ages AS (
            SELECT _file, row_number() OVER (ORDER BY max(time), _file) AS age FROM rows GROUP BY 1
        ), told AS (
            SELECT _source, o, _file, age, list(DISTINCT product) AS products, min(time) {paid} AS paid,
                arg_min(day, time) {paid} AS day, arg_min(clock, time) {paid} AS clock
            FROM rows JOIN ages USING (_file) GROUP BY 1, 2, 3, 4
        ), newest AS (
            SELECT *, first_value(products) OVER w AS whole, first_value(_file) OVER w AS newer FROM told
            WINDOW w AS (PARTITION BY _source, o ORDER BY age DESC)
        )
        SELECT * FROM newest WHERE _file <> newer AND list_has_all(whole, products)
    """)
    ((n,),) = con.execute("SELECT count(*) FROM restated").fetchall()
    if not n:
        return 0
    con.execute(f"""
        UPDATE {table} SET time = p.paid, day = p.day, clock = p.clock
        FROM (
            SELECT _source AS s, newer, o, min(paid) AS paid, arg_min(day, paid) AS day, arg_min(clock, paid) AS clock
            FROM restated WHERE paid IS NOT NULL GROUP BY ALL
        ) p
        WHERE _reason IS NULL AND type = 'purchase' AND _source = p.s AND _file = p.newer AND {ORDER_ID} = p.o
            AND time > p.paid
    """)
    gone = con.execute(
        f"DELETE FROM {table} WHERE _reason IS NULL AND type IN {_OF_ORDERS} AND (_source, _file, {ORDER_ID}) IN"
        " (SELECT (_source, _file, o) FROM restated)"
    ).fetchall()
    return int(gone[0][0])


def telling(sources: Sequence[SourceReading]) -> list[int]:
    """The sources that tell of orders: tables of orders before logs of events, as what the shop has booked is surer
    than what a browser sent."""
    tell = [n for n, one in enumerate(sources) if "order" in one.fields and one.types.default != "refund"]
    return sorted(tell, key=lambda n: "type" in sources[n].fields)


def orders_of(table: str, source: int, there: str = "true", *, by_user: bool = False) -> str:
    """SQL: the orders of a source, `o`, each (or each of a user) with the time when it was first told of, `at`."""
    user = ', "user"' if by_user else ""
    return (
        f"SELECT {ORDER_ID} AS o, min(time) AS at{user} FROM {table} WHERE _source = {source} AND _reason IS NULL AND"
        f' "order" IS NOT NULL AND type IN {_OF_ORDERS} AND {there} GROUP BY {ORDER_ID}{user}'
    )


def same_orders(
    con: duckdb.DuckDBPyConnection, table: str, sources: Sequence[SourceReading], until: int | None = None
) -> tuple[int, ...]:
    """The sources whose order ids are those of the same orders as in the first that tells of any.

    until : decided from what the rows before this instant tell
    """
    tell, there = telling(sources), "true" if until is None else f"time < {until}"
    return tuple(other for other in tell[1:] if _same(con, table, tell[0], other, there))


def _same(con: duckdb.DuckDBPyConnection, table: str, best: int, other: int, there: str) -> bool:
    tell_twice(con, table, best, other, there)
    common, near = con.execute("SELECT count(*), count(*) FILTER (near) FROM told_twice").fetchall()[0]
    return bool(common and near >= _NEAR * common)


def tell_twice(con: duckdb.DuckDBPyConnection, table: str, best: int, other: int, there: str = "true") -> None:
    """Make the table told_twice (o, near) of the order ids that two sources share."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE told_twice AS SELECT b.o, abs(a.at - b.at) <= {_DAY_US} AS near FROM"
        f" ({orders_of(table, best, there)}) a JOIN ({orders_of(table, other, there)}) b USING (o)"
    )


def _also_there(con: duckdb.DuckDBPyConnection, table: str, best: int, other: int) -> int:
    """Delete the purchases of one source that another tells of."""
    tell_twice(con, table, best, other)
    gone = con.execute(
        f"DELETE FROM {table} WHERE _source = {other} AND _reason IS NULL AND type = 'purchase' AND {ORDER_ID} IN"
        " (SELECT o FROM told_twice WHERE near)"
    ).fetchall()
    return int(gone[0][0])
