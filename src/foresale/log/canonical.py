"""The SQL that turns a row of clean cells into a canonical event, clause by clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foresale.log import events as ev
from foresale.log.afterwards import when_sql
from foresale.log.cells import bare_sql, contact_sql, id_sql, name_sql, number_sql, text_sql
from foresale.log.line_kinds import DISCOUNT, discounts, off_sql
from foresale.log.money import currency_sql, in_base_sql, money_columns, whole_units_sql
from foresale.log.quarantine import NEVER_PAID
from foresale.log.reading import Reading, SourceReading, TypeRules
from foresale.log.rows import Rows, time_sql
from foresale.log.shares import PIECES, SUM, shares
from foresale.log.times import EARLIEST_US, latest_us
from foresale.log.words import NO_PRODUCT
from foresale.log.zones import to_local_sql

_ADDRESS = "'[^\\s\",;]+@[^\\s\",;]+'"  # of a mail, in whatever column a damaged row has it
# Types whose lines move money; a viewed price is not spent.
MONEY = ("purchase", "refund", "order", "cancel")


def canonical_sql(log: Reading, reading: SourceReading, rows: Rows, number: int) -> str:
    """A SELECT of all events of a source, the `number`-th of its log.

    Its columns are the canonical ones, then `_reason` (why the row is damaged, or NULL), `_kind` (why a row that looks
    like a purchase is none), `_source` (the number), `_file`, `_row`, `_raw` (the cells of a damaged row as JSON),
    `_device` where rows name one beside the user, and what `shares.py` needs where it is at work.

    log : the reading of the whole log
    """
    zone = log.zone
    instants = {c: at for c, at in rows.instants.items() if c not in reading.fill_down}
    filled = _filled_rows(reading, zone, rows.cells)
    parsed = ", ".join(f"{sql} AS {name}" for name, sql in _parsed(reading, zone, instants).items())
    cells = ", ".join(f"{text_sql(c)}: {_shown(c, reading, instants)}" for c in rows.columns)
    keep = [name_sql(c) for c in _texts(reading)]
    read = f"SELECT *, {parsed} FROM {filled}"
    if sums := _in_base(log, reading):
        read = f"SELECT * REPLACE ({sums}) FROM ({read})"
    if later := when_sql(reading, zone) | off_sql(reading):
        read = f"SELECT *, {', '.join(f'{sql} AS {name}' for name, sql in later.items())} FROM ({read})"
    typed = f"SELECT *, {_type_sql(reading)} AS _typed FROM ({read})"
    local = to_local_sql("_time", zone)
    out = {
        '"user"': "_user",
        "time": "_time",
        "day": f"(({local}) // {ev.DAY_US})::INTEGER",
        "clock": f"(({local}) % {ev.DAY_US} // 1000000)::INTEGER",
        "type": "_typed.name",
    }
    if "anon" in reading.fields:
        out['"user"'] = "coalesce(_user, _anon)"
        out[ev.IS_DEVICE] = "(_anon IS NOT NULL AND coalesce(_user = _anon, true))::UTINYINT"
        out["_device"] = "_anon"
    out |= {name: name for name in keep}
    out |= _money(reading)
    out |= {name_sql(f"x:{x.column}"): name_sql(f"_x_{x.column}") for x in reading.further}
    if "session" in reading.fields:
        out["session"] = "_session"
    if "event_id" in reading.fields:
        out["event_id"] = "_event_id"
    if shares(reading):
        out |= {SUM: "_n_amount", PIECES: "_n_quantity" if "quantity" in reading.fields else "NULL::DOUBLE"}
    out["is_product"] = _product_sql(reading)
    out |= {name: name for name in later}
    reason = _reason_sql(reading)
    shown = f"regexp_replace(to_json({{{cells}}})::VARCHAR, {_ADDRESS}, '…@…', 'g')"
    out |= {
        "_reason": reason,
        "_kind": "_typed.kind",
        "_source": str(number),
        "_file": "_file",
        "_row": "_row",
        "_raw": f"CASE WHEN {reason} IS NOT NULL THEN {shown} END",
    }
    return f"SELECT {', '.join(f'{sql} AS {name}' for name, sql in out.items())} FROM ({typed})"


def _shown(column: str, reading: SourceReading, instants: Mapping[str, str]) -> str:
    """SQL: a cell as the quarantine keeps it: contact data hashed, what else tells of people not at all."""
    if column in reading.dropped and reading.dropped[column].code == "personal":
        return "'…'"
    if column in instants:
        return f"{instants[column]}::VARCHAR"  # only the cells of damaged rows are written
    hashed = any(one.form == "sha256" and column in one.columns for one in reading.fields.values())
    return id_sql(name_sql(column), "sha256") if hashed else name_sql(column)


def _in_base(log: Reading, reading: SourceReading) -> str:
    """SQL: the numbers that are money, turned into one currency; "" where the log knows no other."""
    if not log.currency:
        return ""
    parts = []
    for name, column in money_columns(reading.fields, reading.further).items():
        number = name_sql(f"_x_{column}") if name.startswith("x:") else f"_n_{name}"
        parts.append(f"{in_base_sql(number, currency_sql(column, reading.fields), '_time', log)} AS {number}")
    return ", ".join(parts)


def _texts(reading: SourceReading) -> list[str]:
    return [c for c in ev.CODED if c in reading.fields]


def _filled_rows(reading: SourceReading, zone: str, rows: str) -> str:
    """The rows with what stands on one line of an order carried to its others.

    First the times; the rest then comes from lines of no later instant only: a log may tell of an order again, and what
    is known of it then was not known before.
    """
    if not reading.fill_down:
        return rows
    f = reading.fields
    order = name_sql(f["order"].columns[0])
    times = {c for name in ("time", "ordered") if name in f for c in f[name].columns}

    def carried(columns: Sequence[str], window: str) -> str:
        return ", ".join(
            f"CASE WHEN {order} IS NULL THEN {name_sql(c)} ELSE coalesce({name_sql(c)}, max({name_sql(c)}) OVER"
            f" (PARTITION BY {order}{window})) END AS {name_sql(c)}"
            for c in columns
        )

    if first := [c for c in reading.fill_down if c in times]:
        rows = f"(SELECT * REPLACE ({carried(first, '')}) FROM {rows})"
    if others := [c for c in reading.fill_down if c not in times]:
        until = " ORDER BY _at RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
        at = f"SELECT *, {_instant(reading, zone)} AS _at FROM {rows}"
        rows = f"(SELECT * EXCLUDE (_at) REPLACE ({carried(others, until)}) FROM ({at}))"
    return rows


def _instant(reading: SourceReading, zone: str, instants: Mapping[str, str] | None = None) -> str:
    """SQL: when it happened; where the payment has no time, when it was ordered."""
    f = reading.fields
    time = time_sql(f["time"], reading.times, zone, instants=instants)
    if "ordered" not in f:
        return time
    created = time_sql(f["ordered"], reading.times, zone)
    return f"CASE WHEN {name_sql(f['time'].columns[0])} IS NULL THEN {created} ELSE {time} END"


def _parsed(reading: SourceReading, zone: str, instants: Mapping[str, str]) -> dict[str, str]:
    """Name -> SQL of the values of a row, before its type is known.

    Names of ours begin with `_`, as columns may be called anything.
    """
    f = reading.fields
    user = id_sql(name_sql(f["user"].columns[0]), f["user"].form) if "user" in f else "NULL::VARCHAR"
    if reading.guests:
        bare = bare_sql(name_sql(f["user"].columns[0]))
        user = f"CASE WHEN {bare} IN ({', '.join(map(text_sql, reading.guests))}) THEN NULL ELSE {user} END"
    if reading.contacts:
        user = f"CASE WHEN {contact_sql(bare_sql(name_sql(f['user'].columns[0])))} THEN {user} END"
    paid_cell = name_sql(f["time"].columns[0])
    if "ordered" not in f:
        paid_cell = instants.get(f["time"].columns[0], paid_cell)
    parsed = {"_user": user, "_time": _instant(reading, zone, instants), "_time_cell": paid_cell, "_unpaid": "false"}
    if "ordered" in f:
        parsed["_time_cell"] = f"coalesce({paid_cell}, {name_sql(f['ordered'].columns[0])})"
        parsed["_unpaid"] = f"{paid_cell} IS NULL"
    for name in ("anon", "session", "event_id"):
        if name in f:
            parsed[f"_{name}"] = id_sql(name_sql(f[name].columns[0]), f[name].form)
    parsed |= {
        f"_c_{c}": (
            id_sql(name_sql(f[c].columns[0]), f[c].form)
            if c in ("item", "variant", "order") or f[c].form == "whole"
            else name_sql(f[c].columns[0])
        )
        for c in _texts(reading)
    }
    parsed |= {f"_n_{c}": _number_sql(c, reading) for c in ev.NUMBERS if c in f}
    for x in reading.further:
        cell = name_sql(x.column)
        parsed[name_sql(f"_x_{x.column}")] = number_sql(cell, x.form) if x.kind == "number" else id_sql(cell, x.form)
    return parsed


def _number_sql(name: str, reading: SourceReading) -> str:
    column, form = reading.fields[name].columns[0], reading.fields[name].form
    number = number_sql(name_sql(column), form)
    return whole_units_sql(number, column, reading.fields) if form == "cents" else number


def _type_sql(reading: SourceReading) -> str:
    """SQL of a struct: name of the type, and kind of line that looks like a purchase and is none."""
    rules, f = reading.types, reading.fields
    if "type" in f:
        cell = bare_sql(name_sql(f["type"].columns[0]))
        by_type: dict[str, list[str]] = {}
        for value, name in rules.values.items():
            by_type.setdefault(name, []).append(value)
        known = " ".join(
            f"WHEN {cell} IN ({', '.join(map(text_sql, v))}) THEN {text_sql(n)}" for n, v in by_type.items()
        )
        other = text_sql(rules.default) if rules.default else cell
        if test := discounts(reading):
            known = f"WHEN {test} THEN {text_sql(DISCOUNT)} {known}"
        name = f"CASE WHEN {cell} IS NULL THEN NULL {known} ELSE {other} END"
        return _with_state(reading, name)
    default = rules.default or "view"
    if default != "purchase":
        return f"{{'name': {text_sql(default)}, 'kind': NULL::VARCHAR}}"
    cases: list[tuple[str, str, str]] = [("_unpaid", "order", "unpaid")]
    if test := discounts(reading):
        cases.insert(0, (test, DISCOUNT, DISCOUNT))
    for state, name in (("test", "test"), ("unpaid", "order"), ("cancelled", "cancel"), ("refund", "refund")):
        values = [v for v, s in rules.status.items() if s == state]
        told = _flagged(rules, state)
        if values and "status" in f:
            told.insert(0, f"{name_sql(f['status'].columns[0])} IN ({', '.join(map(text_sql, values))})")
        if name in {one.type for one in reading.afterwards}:  # what came later was not so from the first on
            told = [f"{test} AND _{name} IS NULL" for test in told] + ["_cancelled"] * (name == "cancel")
        cases += [(test, name, state) for test in told]
    mark = "upper(regexp_extract(_c_order, '^([A-Za-z])\\d+$', 1))"
    if rules.refund_mark:
        cases.append((f"{mark} IN ({', '.join(map(text_sql, rules.refund_mark))})", "refund", "refund"))
    if rules.other_mark:
        cases.append((f"{mark} IN ({', '.join(map(text_sql, rules.other_mark))})", "adjustment", "adjustment"))
    if rules.signs:
        signed = ("amount",) if rules.outgoing else ("quantity", "amount")
        below = [f"coalesce(_n_{c} < 0, false)" for c in signed if c in f]
        if "price" in f and "quantity" not in f and "amount" not in f:
            below = ["coalesce(_n_price < 0, false)"]
        if below:
            # Where returns carry a mark, a negative line without one is a write-off of stock.
            name = "adjustment" if rules.refund_mark else "refund"
            cases.append((" OR ".join(below), name, name))
        if rules.outgoing:
            cases.append(("_n_quantity > 0", "adjustment", "adjustment"))  # the shop's own purchases
        if "quantity" in f:
            cases.append(("_n_quantity = 0", "adjustment", "adjustment"))
    branches = " ".join(
        f"WHEN {test} THEN {{'name': {text_sql(name)}, 'kind': {text_sql(kind)}}}" for test, name, kind in cases
    )
    return f"CASE {branches} ELSE {{'name': 'purchase', 'kind': NULL::VARCHAR}} END"


def _with_state(reading: SourceReading, name: str) -> str:
    """SQL of the struct where a column tells the type: the state of a purchase or order says what became of it."""
    rules, f, branches = reading.types, reading.fields, ""
    for state, fallen in (("test", "test"), ("unpaid", "order"), ("cancelled", "cancel")):
        values = [v for v, s in rules.status.items() if s == state]
        if values and "status" in f:
            among = f"{name_sql(f['status'].columns[0])} IN ({', '.join(map(text_sql, values))})"
            branches += f" WHEN ({name}) IN ('purchase', 'order') AND {among}"
            branches += f" THEN {{'name': {text_sql(fallen)}, 'kind': {text_sql(state)}}}"
    other = f"{{'name': {name}, 'kind': NULL::VARCHAR}}"
    return f"CASE{branches} ELSE {other} END" if branches else other


def _flagged(rules: TypeRules, state: str) -> list[str]:
    """SQL: the rows of which a column says this."""
    tests = []
    for column, states in rules.flags.items():
        if values := [v for v, s in states.items() if s == state]:
            among = f"IN ({', '.join(map(text_sql, values))})" if "" not in values else "IS NOT NULL"
            tests.append(f"{name_sql(column)} {among}")
    return tests


def _money(reading: SourceReading) -> dict[str, str]:
    """Name -> SQL of texts and numbers. Refunds carry positive magnitudes; the amount is that of the line."""
    f = reading.fields
    out = {name_sql(c): f"_c_{c}" for c in _texts(reading)}
    price = "CASE WHEN _n_price >= 0 THEN _n_price END" if "price" in f else None
    quantity = "abs(_n_quantity)" if "quantity" in f else None
    amount = "abs(_n_amount)" if "amount" in f else None
    if reading.order_amount and not shares(reading):
        amount = None
    product = f"({price}) * {quantity}" if price and quantity else price
    if amount and product:
        amount = f"coalesce({amount}, {product})"
    amount = amount or product
    if amount and not price and quantity:
        price = f"CASE WHEN {quantity} > 0 THEN ({amount}) / {quantity} END"
    kinds = ", ".join(map(text_sql, MONEY))
    if price:
        out["price"] = price
    if quantity:
        out["quantity"] = quantity
    if amount:
        out["amount"] = f"CASE WHEN _typed.name IN ({kinds}) THEN {amount} END"
    out |= {c: f"abs(_n_{c})" for c in ("list_price", "discount") if c in f}
    if "position" in f:
        out["position"] = "_n_position"
    return {name_sql(n.strip('"')): sql for n, sql in out.items()}


def _product_sql(reading: SourceReading) -> str:
    tests = []
    f = reading.fields
    for c in ("title", "item"):
        if c in f:
            tests.append(f"coalesce(regexp_full_match(lower(_c_{c}), {text_sql(NO_PRODUCT)}), false)")
    if reading.no_products == "words and codes" and "item" in f:
        tests.append("coalesce(regexp_full_match(_c_item, '[A-Za-z]{1,4}|[A-Za-z]\\d'), false)")
    for column, values in reading.other_lines.items():
        tests.append(f"coalesce({name_sql(column)} IN ({', '.join(map(text_sql, values))}), false)")
    return f"CASE WHEN {' OR '.join(tests)} THEN 0 ELSE 1 END::TINYINT" if tests else "1::TINYINT"


def _reason_sql(reading: SourceReading) -> str:
    never = [v for v, s in reading.types.status.items() if s in ("test", "unpaid", "cancelled")]
    unpaid = ""
    if never and "status" in reading.fields:
        state = name_sql(reading.fields["status"].columns[0])
        among = f"{state} IN ({', '.join(map(text_sql, never))})"
        unpaid = f"WHEN _time_cell IS NULL AND {among} THEN {text_sql(NEVER_PAID)}"
    return (
        f"CASE {unpaid} WHEN _time_cell IS NULL THEN 'no time' WHEN _time IS NULL THEN 'unreadable time'"
        f" WHEN _time < {EARLIEST_US} THEN 'time before 1980' WHEN _time >= {latest_us()} THEN 'time in the future'"
        " WHEN _typed.name IS NULL THEN 'no event type' END"
    )
