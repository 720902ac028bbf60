"""WooCommerce, orders of its REST API: customer 0 is every guest, who is known by the e-mail address of the bill."""

from __future__ import annotations

from foresale.log.cells import id_sql, name_sql
from foresale.log.findings import Finding
from foresale.log.presets.preset import Preset, Tables, make
from foresale.log.raw import Raw, Relation

_EMAIL, _VARIANT = "billing.email", "line_items.variation_id"


def rewrite(raw: Raw, tables: Tables) -> list[Relation]:
    """Orders whose guests are told apart by the hash of their address."""
    orders = tables["orders"]
    guest = f"nullif(trim({name_sql(_EMAIL)}::VARCHAR), '')"
    who = f"CASE WHEN customer_id::VARCHAR IN ('0', '') THEN {id_sql(guest, 'sha256')} ELSE customer_id::VARCHAR END"
    variant = f"nullif({name_sql(_VARIANT)}::VARCHAR, '0') AS {name_sql(_VARIANT)}"
    select = f"SELECT * REPLACE ({who} AS customer_id, {variant}) FROM {name_sql(orders.name)}"
    made = make(raw, f"{orders.name}_guests", select, [orders], inner=orders.inner, tied=orders.tied)
    ((n,),) = raw.con.execute(
        f"SELECT count(*) FROM {name_sql(orders.name)} WHERE customer_id::VARCHAR IN ('0', '')"
    ).fetchall()
    if n:
        text = "{n:,} rows are orders of guests: they are told apart by the hash of `{column}`"
        raw.findings.append(Finding("guests_by_contact", text, {"n": n, "column": _EMAIL}))
    return [made]


_KNOWN = ("id", "customer_id", "status", "date_created_gmt", "line_items.product_id", _VARIANT)
PRESET = Preset(
    "WooCommerce orders", _KNOWN, {"order": "id"}, tables={"orders": (*_KNOWN, _EMAIL)}, rewrite=rewrite
)
