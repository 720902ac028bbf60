"""Exports of orders: what stands on the first line of an order only, and amounts that are the whole order's."""

from __future__ import annotations

from collections.abc import Sequence

from foresale.log.cells import bare_sql, name_sql, number_sql, text_sql
from foresale.log.evidence import Evidence
from foresale.log.findings import Finding
from foresale.log.reading import TypeRules
from foresale.log.rows import time_sql
from foresale.log.vocabulary import squeeze
from foresale.log.who import id_form

_PRODUCT = ("item", "variant", "title")
_DOCUMENT_IDS = ("id", "number")
RELOADED = ("user", "order", "item", "variant", "quantity", "price", "amount")  # in which an order told again agrees
RELOAD_US = 60_000_000  # microseconds after its first; events of equal lines of one order are nearer


def find_fill_down(e: Evidence, beside: Sequence[str] = ()) -> tuple[str, ...]:
    """Columns that are filled on one line of an order and empty on its others: they hold for all its lines.

    Only where many lines of orders lack them and no order has two values: a missing user of a guest stays missing.

    beside : columns that say what became of a line, or of its order where other columns stand on its first line only
    """
    if "order" not in e.fields:
        return ()
    order = name_sql(e.fields["order"].columns[0])
    found = []
    for field in ("user", "time", "ordered", "status", "currency", "country", "region", "city", "coupon", "channel"):
        if field not in e.fields:
            continue
        for column in e.fields[field].columns:
            if e.profiles[column].share_filled == 1:
                continue
            several, once, mixed = e.con.execute(
                "SELECT count(*) FILTER (WHERE lines > 1 AND filled > 0), count(*) FILTER (WHERE lines > 1 AND filled"
                " = 1), count(*) FILTER (WHERE different > 1) FROM (SELECT count(*) AS lines,"
                f" count({name_sql(column)}) AS filled, count(DISTINCT {name_sql(column)}) AS different FROM {e.rows}"
                f" WHERE {order} IS NOT NULL GROUP BY {order})"
            ).fetchall()[0]
            if several and once >= 0.9 * several and not mixed:
                found.append(column)
    for column in beside if found else ():
        several, first = e.con.execute(
            "SELECT count(*), count(*) FILTER (filled = 1 AND begins) FROM (SELECT count(*) AS lines,"
            f" count({name_sql(column)}) AS filled, arg_min({name_sql(column)} IS NOT NULL, (_file, _row)) AS begins"
            f" FROM {e.rows} WHERE {order} IS NOT NULL GROUP BY {order}) WHERE lines > 1 AND filled > 0"
        ).fetchall()[0]
        if several and first == several:
            found.append(column)
    if found:
        e.warn(
            "fill_down",
            "on the first line of an order only, and taken for all its lines: {columns}",
            "note",
            columns=", ".join(found),
        )
    return tuple(found)


def find_document(e: Evidence) -> None:
    """Decide `order` where each line of the log is an order with a list of its products: the `id` of the line."""
    item = e.fields.get("item")
    if item is None or e.inner.isdisjoint(item.columns) or e.mapped("type") or e.named("type"):
        return
    for p in e.free():
        if p.name in e.inner or squeeze(p.name) not in _DOCUMENT_IDS or p.share_filled < 1:
            continue
        ids, lines = e.one(f"count(DISTINCT {name_sql(p.name)}), count(DISTINCT (_file, _row))")
        if ids >= 0.9 * lines:
            reason = Finding("document", "the id of a line, which lists the products of an order")
            e.give("order", [p.name], 0.8, reason, id_form(p))
            return


def find_reloads(e: Evidence, rules: TypeRules, zone: str) -> bool:
    """Whether purchases are told again later: a page of thanks that is opened again sends the order again.

    Only in a log of events, where less than half of the orders are such: else one id stands for several purchases.
    """
    if not {"order", "time", "type", "user"} <= e.fields.keys():
        return False
    cell = {n: bare_sql(name_sql(e.fields[n].columns[0])) for n in (*RELOADED, "type") if n in e.fields}
    bought = ", ".join(text_sql(value) for value, name in rules.values.items() if name == "purchase")
    if not bought:
        return False
    rows = ", ".join(f"{cell[n]} AS _{n}" for n in RELOADED if n in cell)
    alike = ", ".join(f"_{n}" for n in RELOADED if n in cell)
    times = time_sql(e.fields["time"], e.times, zone)
    orders, again = e.con.execute(
        f"SELECT count(DISTINCT _order), count(DISTINCT _order) FILTER (_at - _first >= {RELOAD_US}) FROM (SELECT *,"
        f" min(_at) OVER (PARTITION BY {alike}) AS _first FROM (SELECT {rows}, {times} AS _at FROM {e.rows} WHERE"
        f" {cell['type']} IN ({bought}) AND {cell['order']} IS NOT NULL AND {cell['user']} IS NOT NULL))"
    ).fetchall()[0]
    return bool(0 < again < 0.5 * orders)


def find_order_amount(e: Evidence, rules: TypeRules) -> tuple[bool, bool]:
    """Whether `amount` is that of the whole order, repeated on its lines or on the first of them only; and whether what
    stands on a line that gives money back is the sum of all lines that do so with it.

    The two are judged apart: a return under the id of its order has a sum of its own. Where the log names no order, the
    products that one line lists are one. Lines in two files may be one line told twice, and equal sums at several times
    for no other product are instalments.
    """
    if "amount" not in e.fields or "time" not in e.fields:
        return False, False
    if "order" in e.fields:
        order = bare_sql(name_sql(e.fields["order"].columns[0]))
    elif e.inner and e.inner.isdisjoint(e.fields["amount"].columns):
        order = "(_file, _row)"
    else:
        return False, False
    number = {
        f: number_sql(name_sql(e.fields[f].columns[0]), e.fields[f].form)
        for f in ("amount", "price", "quantity")
        if f in e.fields
    }
    kind, returned = "NULL", [text_sql(value) for value, name in rules.values.items() if name == "refund"]
    if "type" in e.fields:
        kind = bare_sql(name_sql(e.fields["type"].columns[0]))
    own, back = gives_back("a", "q", f"k IN ({', '.join(returned)})" if returned else "false")
    parts = "price" in number and "quantity" in number
    lines = (
        f"SELECT {order} AS o, {kind} AS k, {number['amount']} AS a, {number.get('quantity', 'NULL::DOUBLE')} AS q,"
        f" {number['price'] + ' * ' + number['quantity'] if parts else 'NULL::DOUBLE'} AS l,"
        f" ({', '.join(name_sql(c) for c in e.fields['time'].columns)}) AS t,"
        f" ({', '.join([name_sql(e.fields[f].columns[0]) for f in _PRODUCT if f in e.fields] or ['NULL'])}) AS i,"
        f" _file AS f FROM {e.rows}"
    )

    def of_all(which: str, together: str) -> bool:
        several, same, once, fits = e.con.execute(
            "SELECT count(*), count(*) FILTER (WHERE different = 1 AND filled = lines AND (instants = 1 OR items > 1)),"
            " count(*) FILTER (WHERE filled = 1), count(*) FILTER (WHERE fit = lines) FROM (SELECT count(*) AS lines,"
            " count(a) AS filled, count(DISTINCT a) AS different, count(DISTINCT t) AS instants, count(DISTINCT i) AS"
            " items, count(*) FILTER (WHERE abs(a - l) <= 0.01 * abs(a) + 0.02) AS fit FROM"
            f" ({lines}) WHERE o IS NOT NULL AND {which} GROUP BY {together} HAVING count(*) > 1)"
        ).fetchall()[0]
        return bool(several > 0 and fits < 0.5 * several and max(same, once) >= 0.9 * several)

    whole = of_all(f"NOT {back}", "o, k, f")
    if whole:
        text = "`{column}` is the amount of the whole order; each of its lines has an equal share"
        if parts:
            text = "`{column}` is the amount of the whole order; that of a line is its price times its quantity"
        e.warn("order_amount", text, "note", column=e.fields["amount"].columns[0])
    return whole, whole and of_all(own, "o, k, f, t")


def gives_back(amount: str, quantity: str, returned: str) -> tuple[str, str]:
    """SQL of whether a line tells a sum that was given back, and of whether it tells a return at all."""
    own = f"(coalesce({amount} < 0, false) OR coalesce({returned}, false))"
    return own, f"({own} OR coalesce({quantity} < 0, false))"
