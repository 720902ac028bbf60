"""Lines of an order that are no goods, by a column that says so: postage, fees, tips, and discounts, which lessen the
amounts of the goods beside them.
"""

from __future__ import annotations

import re

import duckdb

from foresale.log.cells import bare_sql, name_sql, text_sql
from foresale.log.evidence import Evidence
from foresale.log.profile import Profile
from foresale.log.reading import SourceReading
from foresale.log.vocabulary import clean_name, is_named
from foresale.log.words import DISCOUNT_LINES, DISCOUNTS, LINE_TYPES, NO_PRODUCT_LINES, PRODUCT_LINES

DISCOUNT = "discount"  # the type of such lines, and the kind under which they are counted
_OFF = "_off"  # of a cleaned row: what a line of discount takes off
_MAY_BE = ("type", "kind", "typ", "tipo", "类型", "transaction_type")  # where all values are kinds of lines
_NAMES = ("title", "item", "variant")
_WORD = re.compile(r"_(lines?|items?|charges?|costs?|fees?|amount)$")


def find_other_lines(e: Evidence) -> dict[str, tuple[str, ...]]:
    """Columns that tell lines of goods from others: column -> its values on the others."""
    found = {}
    for p in e.profiles.values():
        if p.name in e.dropped or not p.values:
            continue
        none = tuple(v for v in sorted(p.values) if _is_of(v, NO_PRODUCT_LINES))
        if none and len(none) < len(p.values) and (is_named(p.name, LINE_TYPES) or are_kinds_of_lines(p)):
            found[p.name] = none
    return found


def are_kinds_of_lines(p: Profile) -> bool:
    """Whether a column that is called a type tells goods from postage and the like, and not what happened."""
    values = p.values or ()
    goods = [v for v in values if _is_of(v, PRODUCT_LINES)]
    others = [v for v in values if _is_of(v, NO_PRODUCT_LINES)]
    return bool(is_named(p.name, _MAY_BE) and goods and others and len(goods) + len(others) == len(values))


def discounts(reading: SourceReading) -> str:
    """SQL: whether a row is a line of discount; "" where no column tells."""
    tests = _called_so(reading)
    for column, values in reading.other_lines.items():
        if some := [v for v in values if _is_of(v, DISCOUNT_LINES)]:
            tests.append(f"coalesce({name_sql(column)} IN ({', '.join(map(text_sql, some))}), false)")
    return " OR ".join(tests)


def _called_so(reading: SourceReading) -> list[str]:
    """SQL: a line of an order that is called a discount and is less than nothing. Where returns have a mark, all that
    is less than nothing is settled."""
    f, rules = reading.fields, reading.types
    names = [f"coalesce(regexp_full_match(lower(_c_{c}), {text_sql(DISCOUNTS)}), false)" for c in _NAMES if c in f]
    below = [f"coalesce(_n_{c} < 0, false)" for c in ("amount", "price", "quantity") if c in f]
    if not names or not below or "order" not in f or rules.refund_mark:
        return []
    test = f"(({' OR '.join(names)}) AND ({' OR '.join(below)}))"
    if "type" in f:
        bought = [v for v, t in rules.values.items() if t == "purchase"]
        test += f" AND {bare_sql(name_sql(f['type'].columns[0]))} IN ({', '.join(map(text_sql, bought or ['']))})"
    return [test]


def off_sql(reading: SourceReading) -> dict[str, str]:
    """Hidden column -> SQL of what a row takes off its order."""
    test = discounts(reading)
    money = [f"_n_{f}" for f in ("amount", "price", "discount") if f in reading.fields]
    if "price" in reading.fields and "quantity" in reading.fields:
        money.insert(-1, "nullif(_n_price * _n_quantity, 0)")
    return {_OFF: f"CASE WHEN {test} THEN abs(coalesce({', '.join(money)})) END"} if test and money else {}


def take_discounts_off(con: duckdb.DuckDBPyConnection, table: str, number: int, reading: SourceReading) -> None:
    """Lessen the amounts of the goods of an order, each by its share, by the discounts that are lines of it."""
    has = con.table(table).columns
    if not {"order", "amount", _OFF} <= set(has) or not off_sql(reading):
        return
    here = f"_source = {number} AND _reason IS NULL"
    goods = "type IN ('purchase', 'order', 'refund') AND is_product = 1"
    con.execute(
        f'UPDATE {table} SET amount = amount * greatest(1 - s.less / s.goods, 0) FROM (SELECT "order" AS o, day AS d,'
        f" sum({_OFF}) AS less, sum(amount) FILTER ({goods}) AS goods FROM {table} WHERE {here} GROUP BY ALL) s WHERE"
        f' {here} AND {goods} AND "order" = s.o AND day = s.d AND s.less > 0 AND s.goods > 0'
    )


def _is_of(value: str, words: frozenset[str]) -> bool:
    name = clean_name(value)
    return name in words or _WORD.sub("", name) in words
