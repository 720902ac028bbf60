"""Exports of well-known systems whose columns mean something else than their names say, known by their signature."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from foresale.log.evidence import Evidence
from foresale.log.findings import Finding


@dataclass(frozen=True)
class Preset:
    """A system's export: the columns by which it is known, the reading of those that mislead, and what stands in for
    columns that many shops leave empty."""

    name: str
    signature: tuple[str, ...]
    fields: dict[str, str]
    instead: dict[str, str]


PRESETS = (
    # `Name` is the order's number, `Subtotal` and `Total` stand on the first of its lines only.
    Preset(
        "Shopify orders (CSV)",
        ("Name", "Financial Status", "Created at", "Lineitem name", "Lineitem quantity"),
        {
            "order": "Name", "user": "Email", "title": "Lineitem name", "price": "Lineitem price",
            "status": "Financial Status", "quantity": "Lineitem quantity", "item": "Lineitem sku",
            "list_price": "Lineitem compare at price", "coupon": "Discount Code", "discount": "Discount Amount",
            "country": "Shipping Country",
        },
        {"item": "Lineitem name"},
    ),
)  # fmt: skip


def apply_preset(e: Evidence) -> None:
    """Read a known export as its system means it; what the owner said comes first."""
    for preset in PRESETS:
        if all(c in e.profiles for c in preset.signature):
            known = {f: c for f, c in preset.fields.items() if c in e.profiles and e.profiles[c].filled}
            known |= {f: c for f, c in preset.instead.items() if _often_empty(e, known.get(f))}
            because = Finding("preset", "recognised as {name}", {"name": preset.name})
            e.believed = {f: (0.97, because) for f in known if f not in e.options.map}
            e.options = msgspec.structs.replace(e.options, map=known | e.options.map)
            if because not in e.findings:
                e.findings.append(because)
            return


def _often_empty(e: Evidence, column: str | None) -> bool:
    return column is None or e.profiles[column].share_filled < 0.9
