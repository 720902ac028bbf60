"""Prices of a piece beside sums of a line, and sums in cents: what a column of money counts, told by its values."""

from __future__ import annotations

import re

import msgspec

from foresale.log.cells import bare_sql, name_sql, number_sql
from foresale.log.evidence import Evidence
from foresale.log.findings import Finding
from foresale.log.vocabulary import clean_name, squeeze

_NEAR = 0.02  # of a ratio of prices
_FEWEST = 3  # pairs of quantities of one product that tell
_STRIPE = {"object", "livemode", "currency"}  # beside the amount of an object of Stripe's API
_OF_PIECE = re.compile("price|unit|einzel|preis|prix|prec[io]+|prezzo|cena|fiyat|цена|单价|単価|价格|가격|단가")


def is_of_piece(column: str) -> bool:
    """Whether a name speaks of the price of one piece.

    >>> is_of_piece("Valor unitário"), is_of_piece("Valor total do pedido")
    (True, False)
    """
    return _OF_PIECE.search(clean_name(column)) is not None


def settle_lines(e: Evidence) -> None:
    """What is called a price and grows with the number of pieces is the sum of the line (`item-price` of Amazon)."""
    item = next((f for f in ("item", "variant", "title") if f in e.fields), None)
    if item is None or not {"price", "quantity"} <= e.fields.keys() or e.mapped("price") or e.mapped("amount"):
        return
    price, quantity = (number_sql(name_sql(e.fields[f].columns[0]), e.fields[f].form) for f in ("price", "quantity"))
    product = bare_sql(name_sql(e.fields[item].columns[0]))
    pairs, grow = e.con.execute(
        f"SELECT count(*), count(*) FILTER (WHERE abs(p / least_p / (q / least_q) - 1) <= {_NEAR}) FROM (SELECT q, p,"
        " min(q) OVER (PARTITION BY i) AS least_q, arg_min(p, q) OVER (PARTITION BY i) AS least_p FROM (SELECT"
        f" {product} AS i, {quantity} AS q, median({price}) AS p FROM {e.rows} WHERE {product} IS NOT NULL AND"
        f" {quantity} > 0 AND {price} > 0 GROUP BY ALL)) WHERE q > least_q"
    ).fetchall()[0]
    if pairs < _FEWEST or grow < 0.9 * pairs:
        return
    column, reason = e.fields["price"].columns[0], Finding("of_line", "grows with the quantity: the sum of a line")
    e.fields.pop("amount", None)
    e.fields["amount"] = msgspec.structs.replace(e.fields.pop("price"), reason=reason)
    text = (
        "`{column}` grows with `{quantity}`: it is taken as the sum of a line, not as the price of a piece; --map"
        " price=COLUMN says otherwise"
    )
    e.warn("price_of_line", text, "note", column=column, quantity=e.fields["quantity"].columns[0])


def settle_minor(e: Evidence) -> None:
    """The amounts of Stripe's API are whole numbers of cents."""
    if "amount" not in e.fields or "currency" not in e.fields:
        return
    column = e.fields["amount"].columns[0]
    prefix, dot, _ = column.rpartition(".")
    beside = {squeeze(c[len(prefix + dot) :]) for c in e.profiles if c.startswith(prefix + dot)}
    if not beside >= _STRIPE or e.profiles[column].share(r"-?9+") < 1:
        return
    e.fields["amount"] = msgspec.structs.replace(e.fields["amount"], form="cents")
    text = "`{column}` is in the smallest unit of its currency, as Stripe's API writes it: 1250 is 12.50"
    e.warn("minor_units", text, "note", column=column)
