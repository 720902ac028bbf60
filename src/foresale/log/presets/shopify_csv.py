"""Shopify, orders exported from the admin: `Name` is the number, and totals stand on an order's first line only."""

from __future__ import annotations

from foresale.log.presets.preset import Preset

PRESET = Preset(
    "Shopify orders (CSV)",
    ("Name", "Financial Status", "Created at", "Lineitem name", "Lineitem quantity"),
    {
        "order": "Name", "user": "Email", "title": "Lineitem name", "price": "Lineitem price",
        "status": "Financial Status", "quantity": "Lineitem quantity", "item": "Lineitem sku",
        "list_price": "Lineitem compare at price", "coupon": "Discount Code", "discount": "Discount Amount",
        "country": "Shipping Country",
    },
    {"item": "Lineitem name"},
)  # fmt: skip
