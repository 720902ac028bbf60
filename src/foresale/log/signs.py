"""Whether less than nothing means a return: in the ledger of a stock what is sold goes out and is negative."""

from __future__ import annotations

import msgspec

from foresale.errors import UnclearSigns
from foresale.log.cells import name_sql, number_sql
from foresale.log.evidence import Evidence
from foresale.log.reading import TypeRules

_MOST = 0.5  # share of the lines; a shop that takes back more than it sells is none


def settle_signs(e: Evidence, rules: TypeRules) -> TypeRules:
    """The rules of a table of purchases, with what its signs say; asks where most lines would be returns."""
    if not rules.signs or rules.refund_mark:
        return rules
    number: dict[str, str] = {
        f: number_sql(name_sql(e.fields[f].columns[0]), e.fields[f].form)
        for f in ("quantity", "amount", "price")
        if f in e.fields
    }
    if {"quantity", "amount"} <= number.keys():
        product = f"sign({number['quantity']}) * sign({number['amount']})"
        signed, contrary = e.one(f"count(*) FILTER ({product} <> 0), count(*) FILTER ({product} < 0)")
        if contrary > _MOST * signed:
            text = (
                "`{quantity}` and `{amount}` have contrary signs in {share:.0%} of the lines that have both, as in the"
                " ledger of a stock: what goes out is sold, a negative `{amount}` is a return, and what else comes in"
                " is neither"
            )
            columns = {f: e.fields[f].columns[0] for f in ("quantity", "amount")}
            e.warn("outgoing", text, **columns, share=contrary / signed)
            return msgspec.structs.replace(rules, outgoing=True)
    # The signs that cleaning goes by: a negative price beside a quantity or an amount says nothing.
    told: list[str] = [f for f in ("quantity", "amount") if f in number] or ["price"]
    tests = [f"coalesce({number[f]} < 0, false)" for f in told]
    lines, below, *each = e.one(
        f"count(*), count(*) FILTER ({' OR '.join(tests)}), " + ", ".join(f"count(*) FILTER ({t})" for t in tests)
    )
    if below > _MOST * lines and "*" not in e.options.types:
        column = e.fields[told[each.index(max(each))]].columns[0]
        e.questions.append(UnclearSigns(column=column, n=below, m=lines))
    return rules
