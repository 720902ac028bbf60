"""Tables that tell how orders went on: a row for each state (created, paid, shipped) and not one for each order."""

from __future__ import annotations

import duckdb
import msgspec

from foresale.log.cells import bare_sql, name_sql
from foresale.log.evidence import Evidence
from foresale.log.findings import Finding
from foresale.log.reading import SourceReading, TypeRules

_OF_LINES = {"item", "variant", "title", "quantity", "type"}


def find_history(e: Evidence, rules: TypeRules) -> TypeRules:
    """The rules of a table of which the rows of an order differ in state and time, and in no product."""
    if rules.default != "purchase" or "paid" not in rules.status.values():
        return rules
    if not {"order", "time", "status"} <= e.fields.keys() or not _OF_LINES.isdisjoint(e.fields):
        return rules
    order, state = (bare_sql(name_sql(e.fields[f].columns[0])) for f in ("order", "status"))
    times = ", ".join(name_sql(c) for c in e.fields["time"].columns)
    orders, several, states = e.con.execute(
        "SELECT count(*), count(*) FILTER (WHERE n > 1), count(*) FILTER (WHERE n > 1 AND states = n AND instants > 1)"
        f" FROM (SELECT count(*) AS n, count(DISTINCT {state}) AS states, count(DISTINCT ({times})) AS instants FROM"
        f" {e.rows} WHERE {order} IS NOT NULL GROUP BY {order})"
    ).fetchall()[0]
    if not several or several < 0.5 * orders or states < 0.9 * several:
        return rules
    column = e.fields["status"].columns[0]
    before = [v for v in e.profiles[column].values or () if v not in rules.status]
    # What was said of states that are the last of their order holds no more.
    e.findings = [f for f in e.findings if f.code not in ("unknown_states", "refunded_later")]
    e.warn(
        "history",
        "`{column}` tells how orders went on, one row for each state: an order is a purchase once, when it is first one"
        " of {paid}; cancelled or returned after that it is a refund; not yet paid: {before}; --types"
        ' "VALUE=purchase" says otherwise',
        column=column,
        paid=", ".join(v for v, s in rules.status.items() if s == "paid"),
        before=", ".join([*(v for v, s in rules.status.items() if s == "unpaid"), *before]) or "-",
    )
    states = {v: "refund" if s == "refunded" else s for v, s in rules.status.items()}
    return msgspec.structs.replace(rules, status=states | dict.fromkeys(before, "unpaid"), history=True)


def follow_orders(con: duckdb.DuckDBPyConnection, table: str, number: int, reading: SourceReading) -> list[Finding]:
    """Keep of an order of one source when it was made, first paid, and given up or given back; decided for each row by
    those before it. Of several rows that say the same at one instant one stays, in whatever order they lie."""
    if not reading.types.history:
        return []
    alike = ", ".join(name_sql(c) for c in con.table(table).columns if not c.startswith("_"))
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE history AS
        WITH rows AS (
            SELECT rowid AS id, "order" AS o, time, type, row_number() OVER (ORDER BY {alike}, _file, _row) AS place,
                min(time) FILTER (type = 'purchase') OVER (PARTITION BY "order") AS paid
            FROM {table} WHERE _source = {number} AND _reason IS NULL AND "order" IS NOT NULL
        ), told AS (
            SELECT *, CASE WHEN type = 'cancel' AND time >= paid THEN 'refund' ELSE type END AS becomes FROM rows
        )
        SELECT *, row_number() OVER (PARTITION BY o, becomes ORDER BY time, place) > 1
            OR (becomes = 'refund' AND NOT coalesce(time >= paid, false))
            OR (becomes = 'order' AND coalesce(time >= paid, false)) AS gone
        FROM told
    """)
    con.execute(
        f"UPDATE {table} SET type = h.becomes, _kind = CASE WHEN h.becomes = 'refund' THEN 'refund' WHEN h.paid IS NULL"
        f" THEN _kind END FROM history h WHERE {table}.rowid = h.id"
    )
    ((n,),) = con.execute(f"DELETE FROM {table} WHERE rowid IN (SELECT id FROM history WHERE gone)").fetchall()
    text = "{n:,} rows only tell how an order went on after it was paid or given up, and are no events"
    return [Finding("went_on", text, {"n": int(n)}, "note")] if n else []
