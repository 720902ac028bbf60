"""Shopify's tables as loaders write them (Fivetran, Airbyte, Stitch): orders, lines, refunds, customers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from presets.shop import GOODS, orders
from presets.tables import write_table


def write(folder: Path) -> Path:
    folder = folder / "shopify"
    folder.mkdir()
    some = orders()
    write_table(folder / "orders.csv", ({
        "id": 5000000000 + o.n, "name": f"#{1001 + o.n}", "order_number": 1001 + o.n, "user_id": 77 + o.n % 2,
        "customer_id": 600000 + o.customer, "email": f"c{o.customer}@example.com", "test": str(o.n % 20 == 3).lower(),
        "created_at": f"{o.at:%Y-%m-%dT%H:%M:%SZ}",
        "processed_at": f"{o.at + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}",
        "updated_at": "2024-06-01T10:00:00Z", "cancelled_at": "", "closed_at": "",
        "financial_status": "pending" if not o.paid else "partially_refunded" if o.refunded else "paid",
        "fulfillment_status": "fulfilled", "currency": "EUR", "presentment_currency": "USD",
        "subtotal_price": f"{o.total:.2f}", "total_price": f"{o.total + 5:.2f}", "total_tax": "0.00",
        "total_discounts": "0.00", "total_line_items_price": f"{o.total:.2f}", "source_name": "web",
        "location_id": "", "checkout_id": 8000000 + o.n, "token": f"{o.n:032x}",
    } for o in some))  # fmt: skip
    write_table(folder / "order_lines.csv", ({
        "id": 900000 + 4 * o.n + k, "order_id": 5000000000 + o.n, "product_id": 7000 + good,
        "variant_id": 7700 + good, "sku": GOODS[good][0], "title": GOODS[good][1], "name": GOODS[good][1],
        "quantity": quantity, "price": f"{GOODS[good][2]:.2f}", "total_discount": "0.00", "vendor": "Potter",
        "grams": 300, "gift_card": "false", "taxable": "true", "fulfillment_status": "fulfilled",
    } for o in some for k, (good, quantity) in enumerate(o.lines)))  # fmt: skip
    back = [o for o in some if o.refunded and o.paid]
    write_table(folder / "refunds.csv", ({
        "id": 40000 + o.n, "order_id": 5000000000 + o.n, "user_id": 77, "note": "", "restock": "true",
        "created_at": f"{o.at + timedelta(days=6):%Y-%m-%dT%H:%M:%SZ}",
        "processed_at": f"{o.at + timedelta(days=6):%Y-%m-%dT%H:%M:%SZ}",
    } for o in back))  # fmt: skip
    write_table(folder / "order_line_refunds.csv", ({
        "id": 50000 + o.n, "refund_id": 40000 + o.n, "order_line_id": 900000 + 4 * o.n, "location_id": 1,
        "quantity": o.lines[0][1], "restock_type": "return", "subtotal": f"{o.back:.2f}", "total_tax": "0.00",
    } for o in back))  # fmt: skip
    write_table(folder / "customers.csv", ({
        "id": 600000 + c, "email": f"c{c}@example.com", "created_at": "2023-05-05T10:00:00Z", "orders_count": 3,
        "total_spent": "99.00", "state": "enabled", "accepts_marketing": "true", "updated_at": "2024-06-01T10:00:00Z",
    } for c in range(23)))  # fmt: skip
    return folder
