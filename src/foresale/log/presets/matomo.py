"""Matomo, tables of its database: what was seen or bought is a number whose name stands in `log_action`."""

from __future__ import annotations

from foresale.log.cells import name_sql
from foresale.log.presets.preset import Preset, Tables, column_of, make
from foresale.log.raw import Raw, Relation

_LINES = (
    "event_type", "server_time", "visitor_id", "user_id", "session_id", "site_id", "product_sku", "product_name",
    "category", "price", "quantity", "order_id", "revenue",
)  # fmt: skip


def rewrite(raw: Raw, tables: Tables) -> list[Relation]:
    """One table of events: pages, products seen, carts that were left (goal -1), purchases (goal 0), other goals."""
    seen, bought, items = tables["seen"], tables.get("bought"), tables.get("items")
    con, stem = raw.con, seen.name
    names = (
        "(SELECT idaction::VARCHAR AS idaction, nullif(any_value(name)::VARCHAR, '') AS name FROM"
        f" {name_sql(tables['actions'].name)} GROUP BY 1)"
    )
    visit = "NULL::VARCHAR"
    visits = ""
    if (of := tables.get("visits")) and column_of("user_id", of.columns):
        visit = "v.user_id::VARCHAR"
        visits = (
            " LEFT JOIN (SELECT idvisit::VARCHAR AS idvisit, any_value(user_id) AS user_id FROM"
            f" {name_sql(of.name)} GROUP BY 1) v ON v.idvisit = t.idvisit::VARCHAR"
        )
    # A visitor is 8 bytes, written as 16 digits, with 0x before them or without.
    who = (
        f"lower(regexp_replace(t.idvisitor::VARCHAR, '^0[xX]', '')) AS visitor_id, {visit} AS user_id,"
        " t.idvisit::VARCHAR AS session_id, t.idsite::VARCHAR AS site_id"
    )

    def called(column: str | None, n: int) -> tuple[str, str]:
        if column is None:
            return "NULL::VARCHAR", ""
        return f"a{n}.name", f" LEFT JOIN {names} a{n} ON a{n}.idaction = {column}::VARCHAR"

    def rows(table: Relation, event: str, what: list[str | None], rest: str, joined: str = "") -> str:
        told = [called(column, n) for n, column in enumerate(what)]
        return (
            f"SELECT {event} AS event_type, t.server_time::VARCHAR AS server_time, {who}, {told[0][0]} AS product_sku,"
            f" {told[1][0]} AS product_name, {told[2][0]} AS category, {rest}, t._file, t._row FROM"
            f" {name_sql(table.name)} t{joined}{visits}{''.join(join for _, join in told)}"
        )

    def of_products(table: Relation, prefix: str, *ends: str) -> list[str | None]:
        return [f"{prefix}{end}" if column_of(end, table.columns) else None for end in ends]

    product = of_products(seen, "t.", "idaction_product_sku", "idaction_product_name", "idaction_product_cat")
    price = "nullif(t.product_price::VARCHAR, '')" if column_of("product_price", seen.columns) else "NULL::VARCHAR"
    kind = "CASE WHEN a0.name IS NULL THEN 'page_view' ELSE 'view_item' END" if product[0] else "'page_view'"
    parts = [rows(seen, kind, product, f"{price} AS price, NULL AS quantity, NULL AS order_id, NULL AS revenue")]
    if bought:
        goal = (
            "CASE t.idgoal::VARCHAR WHEN '0' THEN 'purchase' WHEN '-1' THEN 'add_to_cart' ELSE"
            " concat('goal ', t.idgoal) END"
        )
        order = "CASE WHEN t.idgoal::VARCHAR = '0' THEN nullif(t.idorder::VARCHAR, '') END AS order_id"
        money = f"{order}, CASE WHEN t.idgoal::VARCHAR = '0' THEN t.revenue::VARCHAR END AS revenue"
        if items:
            key = "coalesce(nullif(nullif({}.idorder::VARCHAR, ''), 'NULL'), '0')"
            joined = (
                f" LEFT JOIN (SELECT * FROM {name_sql(items.name)} WHERE coalesce(deleted::VARCHAR, '0') IN ('0',"
                f" 'false')) i ON t.idgoal::VARCHAR IN ('0', '-1') AND i.idvisit::VARCHAR = t.idvisit::VARCHAR AND"
                f" {key.format('i')} = {key.format('t')}"
            )
            told = of_products(items, "i.", "idaction_sku", "idaction_name", "idaction_category")
            lines = "i.price::VARCHAR AS price, i.quantity::VARCHAR AS quantity"
            parts.append(rows(bought, goal, told, f"{lines}, {money}", joined))
        else:
            parts.append(rows(bought, goal, [None] * 3, f"NULL AS price, NULL AS quantity, {money}"))
    select = f"SELECT {', '.join(_LINES)}, _file, _row FROM ({' UNION ALL BY NAME '.join(parts)})"
    made = make(raw, f"{stem}_events", select, [seen, *(t for t in (bought, items) if t)], inner=_LINES[6:11])
    if con.execute(f"SELECT count(user_id) FROM {name_sql(made.name)}").fetchall() == [(0,)]:
        con.execute(f"ALTER TABLE {name_sql(made.name)} DROP COLUMN user_id")
        return [Relation(made.name, tuple(c for c in _LINES if c != "user_id"), made.files, made.inner, True)]
    return [made]


PRESET = Preset(
    "Matomo tables",
    tables={
        "seen": ("idlink_va", "idvisit", "idvisitor", "idsite", "server_time", "idaction_url_ref"),
        "actions": ("idaction", "name", "type"),
        "visits?": ("idvisit", "idvisitor", "visit_first_action_time"),
        "bought?": ("idvisit", "idvisitor", "idsite", "idgoal", "server_time", "idorder", "revenue"),
        "items?": ("idvisit", "idorder", "idaction_sku", "price", "quantity", "deleted"),
    },
    rewrite=rewrite,
)
