"""What each line has of the amount of its order, where a log repeats that amount on all of them."""

from __future__ import annotations

import duckdb

from foresale.log.orders import gives_back
from foresale.log.reading import SourceReading

SUM, PIECES = "_sum", "_pieces"  # of a cleaned row, with their signs: what its line says of its order, and how many


def shares(reading: SourceReading) -> bool:
    """Whether lines share an amount: where they have prices of their own, these tell."""
    return reading.order_amount and not {"price", "quantity"} <= reading.fields.keys()


def share_amounts(con: duckdb.DuckDBPyConnection, table: str, number: int, reading: SourceReading) -> None:
    """Give the lines of one source their parts. Lines that only tell again of an order must have gone before.

    A line has an equal part of what its instant adds to its order: the whole at the first one, nothing where a later
    line says the same. So all parts sum up to the order, and none of them knows of later lines.
    """
    if not shares(reading):
        return
    f = reading.fields
    of_order = ('"order"' if "order" in f else "_file, _row") + (", type" if "type" in f else "")
    own, back = gives_back(SUM, PIECES, "type = 'refund'" if "type" in f else "false")
    now, until = f"OVER (PARTITION BY {of_order}, time)", f"OVER (PARTITION BY {of_order} ORDER BY time"
    bought, n = f"max({SUM}) FILTER (NOT {back})", f"count(*) FILTER (NOT {back})"
    whole, before = f"{bought} {until})", f"{bought} {until} RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    together = f" / count(*) OVER (PARTITION BY {of_order}, {own}, {SUM}, time)" if reading.refund_amount else ""
    # A line that comes back may repeat the sum of the order, or have its own.
    cases = [
        f"WHEN {own} THEN abs({SUM}){together}",
        f"WHEN {back} AND {SUM} IS DISTINCT FROM {whole} THEN {SUM}",
        f"WHEN {back} THEN {whole} / {n} {until})",
    ]
    if "order" in f:
        cases.insert(0, f"WHEN \"order\" IS NULL THEN abs({SUM})")
    part = f"CASE {' '.join(cases)} ELSE abs({whole} - coalesce({before}, 0)) / {n} {now} END"
    price = ", price = CASE WHEN quantity > 0 THEN s.part / quantity END" if "quantity" in f else ""
    con.execute(
        f"UPDATE {table} SET amount = s.part{price} FROM (SELECT rowid AS id, {part} AS part FROM {table} WHERE"
        f" _source = {number} AND _reason IS NULL) s WHERE {table}.rowid = s.id AND s.part IS NOT NULL AND amount IS"
        " NOT NULL"
    )
