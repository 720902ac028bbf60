"""States of orders that nobody had met when a log was understood: they are read by the same words as those before.

A reading knows the states of the log that it was made of, before its cutoff. A later export has others too, and what is
in no list would be a purchase: `cancelled` in a shop of which nobody had cancelled yet.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import msgspec

from foresale.log.cells import name_sql
from foresale.log.findings import Finding
from foresale.log.reading import SourceReading
from foresale.log.vocabulary import flag_states, status_of

LATER = "later_state"
_MOST = 200  # different states of a column; more are none
_TOLD = 10


def with_later_states(
    con: duckdb.DuckDBPyConnection, rows: str, reading: SourceReading
) -> tuple[SourceReading, set[tuple[str, str]]]:
    """The reading of a source with the states of its rows that it does not know; and those that nobody knows, as
    (column, state): they count as paid, as in understanding.

    rows : relation of clean cells
    """
    rules = reading.types
    if "status" not in reading.fields or not rules.status:
        return reading, set()
    column = reading.fields["status"].columns[0]
    cell = name_sql(column)
    query = f"SELECT DISTINCT {cell} FROM {rows} WHERE {cell} IS NOT NULL ORDER BY 1 LIMIT {_MOST + 1}"
    values = [value for (value,) in con.execute(query).fetchall()]
    later = [value for value in values if value not in rules.status]
    if not later or len(values) > _MOST:
        return reading, set()
    words = flag_states(column, values) or {v: s for v in later if (s := status_of(v))}
    known = {v: "refund" if s == "refunded" and rules.history else s for v, s in words.items()}
    if rules.history:  # what comes before the payment has many names
        known = dict.fromkeys(later, "unpaid") | known
    status = known | rules.status
    told = {(column, value) for value in later if value not in status}
    return msgspec.structs.replace(reading, types=msgspec.structs.replace(rules, status=status)), told


def tell_later_states(met: Iterable[tuple[str, str]]) -> list[Finding]:
    """What is to be told of states that nobody knows; the first few of them, whichever part of a log they stand in."""
    text = "`{value}` of `{column}` was not there when the log was understood, and is no known state: taken as paid"
    return [Finding(LATER, text, {"column": c, "value": v}, "warning") for c, v in sorted(set(met))[:_TOLD]]
