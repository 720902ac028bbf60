"""Which ids are of one person, as a log tells it: by logins, and by orders that two of its sources tell of.

What comes of it is a table of links: a device, a user, and since when it is known; `identity` says what they mean.
Links are made of all rows, before any is dropped as a repeat of another: which of two rows stays has no say in them.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from foresale.log import events as ev
from foresale.log.reading import SourceReading
from foresale.log.restated import orders_of, same_orders, telling

LINKS = "clean_links"


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
