"""Shopify's tables as loaders write them: `user_id` is the staff at the till, what came back stands in two tables."""

from __future__ import annotations

from foresale.log.cells import name_sql
from foresale.log.presets.preset import Preset, Tables, column_of, make
from foresale.log.raw import Raw, Relation

_ORDERS = ("id", "order_number", "financial_status", "customer_id")
_OF_PRODUCT = ("product_id", "variant_id", "sku", "title")


def rewrite(raw: Raw, tables: Tables) -> list[Relation]:
    """Orders without the staff and with tests told apart; returns line by line, with who had bought."""
    orders = tables["orders"]
    test, staff = column_of("test", orders.columns), column_of("user_id", orders.columns)
    less = f" EXCLUDE ({name_sql(staff)})" if staff else ""
    more = ""
    if test:
        marked = f"lower({name_sql(test)}::VARCHAR) IN ('true', 't', '1')"
        more = f" REPLACE (CASE WHEN {marked} THEN 'test' ELSE financial_status END AS financial_status)"
    found = [make(raw, f"{orders.name}_bought", f"SELECT *{less}{more} FROM {name_sql(orders.name)}", [orders])]
    if not {"refunds", "returned"} <= tables.keys():
        return found + [tables[name] for name in ("lines", "refunds", "returned") if name in tables]
    refunds, returned, lines = tables["refunds"], tables["returned"], tables.get("lines")
    product, joined = "", ""
    if lines:
        found.append(lines)
        product = "".join(f", l.{c} AS {c}" for c in _OF_PRODUCT if column_of(c, lines.columns))
        joined = f" LEFT JOIN {name_sql(lines.name)} l ON l.id::VARCHAR = x.order_line_id::VARCHAR"
    select = (
        "SELECT r.order_id AS order_id, r.id AS refund_id, r.created_at AS refund_created_at, o.customer_id AS"
        f" customer_id{product}, x.quantity AS quantity, x.subtotal AS subtotal, r._file, r._row"
        f" FROM {name_sql(refunds.name)} r LEFT JOIN {name_sql(returned.name)} x ON x.refund_id::VARCHAR ="
        f" r.id::VARCHAR{joined} LEFT JOIN {name_sql(orders.name)} o ON o.id::VARCHAR = r.order_id::VARCHAR"
    )
    inner = ("quantity", "subtotal", *(_OF_PRODUCT if product else ()))
    return [*found, make(raw, f"{refunds.name}_lines", select, [refunds, returned], inner=inner)]


PRESET = Preset(
    "Shopify tables",
    _ORDERS,
    {"order": "id"},
    tables={
        "orders": _ORDERS,
        "lines?": ("id", "order_id", "variant_id", "quantity", "price"),
        "refunds?": ("id", "order_id", "created_at", "restock"),
        "returned?": ("refund_id", "order_line_id", "quantity", "subtotal"),
    },
    rewrite=rewrite,
)
