"""Magento 2, tables of its database: a configurable product and the size of it are two lines, money is in two
currencies, and an order is `closed` when all of it came back."""

from __future__ import annotations

from foresale.log.cells import id_sql, name_sql
from foresale.log.findings import Finding
from foresale.log.presets.preset import Preset, Tables, column_of, make
from foresale.log.raw import Raw, Relation

_IF_THERE = {"base_currency_code": "currency", "store_id": "store_id", "coupon_code": "coupon_code"}


def rewrite(raw: Raw, tables: Tables) -> list[Relation]:
    """A line for each product of an order, and of a credit memo, in the currency of the shop."""
    orders, items = tables["orders"], tables["items"]
    # What stands under another line says which size was taken; money and quantity stand on the line above it.
    raw.con.execute(
        f"CREATE TEMP TABLE {name_sql(orders.name + '_parts')} AS SELECT i.*, p.variant FROM {name_sql(items.name)} i"
        f" LEFT JOIN (SELECT {_id('parent_item_id')} AS above, any_value(product_id::VARCHAR) AS variant FROM"
        f" {name_sql(items.name)} GROUP BY 1) p ON p.above = {_id('i.item_id')}"
        f" WHERE {_id('i.parent_item_id')} IS NULL"
    )
    parts = name_sql(f"{orders.name}_parts")
    contact = id_sql("nullif(trim(o.customer_email::VARCHAR), '')", "sha256")
    who = f"coalesce({_id('o.customer_id')}, {contact}) AS customer_id"
    state = (
        "CASE o.state::VARCHAR WHEN 'closed' THEN 'complete' WHEN 'new' THEN 'unpaid' WHEN 'payment_review' THEN"
        " 'unpaid' WHEN 'holded' THEN 'unpaid' ELSE o.state::VARCHAR END AS status"
    )
    head = f"{who}, o.increment_id AS order_number" + "".join(
        f", o.{c} AS {name}" for c, name in _IF_THERE.items() if column_of(c, orders.columns)
    )
    product = "i.product_id AS product_id, i.variant AS variant_id, i.sku AS sku, i.name AS product_name"
    made = [make(
        raw, f"{orders.name}_bought",
        f"SELECT {head}, {state}, o.created_at AS created_at, {product}, i.qty_ordered AS"
        " quantity, i.base_price AS unit_price, i.base_row_total AS row_total, o._file, o._row FROM"
        f" {name_sql(orders.name)} o LEFT JOIN {parts} i ON {_id('i.order_id')} = {_id('o.entity_id')}",
        [orders, items],
        inner=("product_id", "variant_id", "sku", "product_name", "quantity", "unit_price", "row_total"),
    )]  # fmt: skip
    if {"memos", "returned"} <= tables.keys():
        memos, returned = tables["memos"], tables["returned"]
        made.append(make(
            raw, f"{orders.name}_returned",
            f"SELECT {head}, m.entity_id AS refund_id, m.created_at AS refund_created_at, {product}, b.qty AS quantity,"
            f" b.base_row_total AS row_total, m._file, m._row FROM {name_sql(memos.name)} m JOIN"
            f" {name_sql(orders.name)} o ON {_id('o.entity_id')} = {_id('m.order_id')} JOIN {name_sql(returned.name)} b"
            f" ON {_id('b.parent_id')} = {_id('m.entity_id')} JOIN {parts} i ON {_id('i.item_id')} ="
            f" {_id('b.order_item_id')}",
            [memos, returned], inner=("product_id", "variant_id", "sku", "product_name", "quantity", "row_total"),
        ))  # fmt: skip
    guests = f"SELECT count(*) FROM {name_sql(orders.name)} o WHERE {_id('o.customer_id')} IS NULL"
    if n := raw.con.execute(guests).fetchall()[0][0]:
        text = "{n:,} rows are orders of guests: they are told apart by the hash of `{column}`"
        raw.findings.append(Finding("guests_by_contact", text, {"n": n, "column": "customer_email"}))
    return made


def _id(column: str) -> str:
    """SQL: an id as text; databases write the lack of one as nothing or NULL."""
    return f"nullif(nullif(trim({column}::VARCHAR), ''), 'NULL')"


PRESET = Preset(
    "Magento tables",
    tables={
        "orders": ("entity_id", "increment_id", "customer_id", "customer_email", "state", "created_at"),
        "items": (
            "item_id", "order_id", "parent_item_id", "product_id", "sku", "name", "qty_ordered", "base_price",
            "base_row_total",
        ),
        "memos?": ("entity_id", "order_id", "base_grand_total", "created_at"),
        "returned?": ("entity_id", "parent_id", "order_item_id", "qty", "base_row_total"),
    },
    rewrite=rewrite,
)  # fmt: skip
