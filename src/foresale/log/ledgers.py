"""Ledgers of bookkeeping: an invoice is the purchase, what pays it some weeks later is none."""

from __future__ import annotations

from foresale.log.evidence import Evidence, by_name
from foresale.log.profile import Profile
from foresale.log.vocabulary import is_named
from foresale.log.who import id_form
from foresale.log.words import CREDIT_NOTES, DOCUMENT_NUMBERS, INVOICES, PAYMENTS, PAYOUTS

PAYMENT = "payment"


def settle_ledger(e: Evidence, p: Profile, mapping: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """Value -> type, with payments told from purchases; decides `order`, which a ledger calls `Num`.

    given : what the owner said of values
    """
    invoices = [v for v, t in mapping.items() if t == "purchase" and is_named(v, INVOICES)]
    pays = [v for v in mapping if is_named(v, PAYMENTS) and v not in given]
    if any(is_named(v, CREDIT_NOTES) for v in mapping):
        pays += [v for v in mapping if is_named(v, PAYOUTS) and v not in given]
    if not invoices:
        return {}
    if "order" not in e.fields:
        numbers = [q for q in e.free() if is_named(q.name, DOCUMENT_NUMBERS) and q.distinct > 1]
        for q in numbers[:1]:
            e.give("order", [q.name], 0.85, by_name(q.name), id_form(q))
    if pays:
        text = "in this ledger {invoices} are purchases; {payments} only pays for them and has the type `payment`"
        e.warn("ledger", text, invoices=", ".join(invoices), payments=", ".join(pays))
    return dict.fromkeys(pays, PAYMENT)
