"""What moved on a payment provider's balance: charges are purchases and refunds are returns; payouts, fees, transfers
and reserves are neither, and keep their own names.
"""

from __future__ import annotations

from foresale.log.evidence import Evidence
from foresale.log.profile import Profile
from foresale.log.vocabulary import is_named
from foresale.log.words import BALANCE_MOVES, MONEY_BACK, MONEY_IN, MONEY_TAKEN

_KNOWN = 0.9  # share of the rows
_IDS = 0.5  # different values a row, from which on a `Source` is the charge and not where people came from


def movements(p: Profile) -> dict[str, str | None]:
    """Value -> type of event (None: its own name); {} where a column is not that of a provider's balance.

    Where a payment is told step by step (Adyen), the purchase is when its money is taken.
    """
    values = p.values or {}
    if p.distinct > 100 or not any(is_named(v, BALANCE_MOVES) for v in values):
        return {}
    steps = {v: k for v in values for k, names in enumerate(MONEY_TAKEN) if is_named(v, names)}
    found: dict[str, str | None] = {v: "purchase" for v in values if is_named(v, MONEY_IN)}
    found |= {v: "purchase" if k == min(steps.values()) and not found else None for v, k in steps.items()}
    found |= {v: "refund" for v in values if is_named(v, MONEY_BACK)}
    found |= {v: None for v in values if is_named(v, BALANCE_MOVES)}
    known = sum(values[v] for v in found)
    return found if "purchase" in found.values() and known >= _KNOWN * p.filled else {}


def settle_movements(e: Evidence, p: Profile) -> dict[str, str | None]:
    """The movements of a column of types. A `Source` beside them is the id of a charge."""
    found = movements(p)
    source = e.fields.get("channel")
    if found and source and e.profiles[source.columns[0]].uniqueness > _IDS and "channel" not in e.options.map:
        del e.fields["channel"]
        e.drop(source.columns[0], "charge", "the id of what moved: each row has its own")
    return found
