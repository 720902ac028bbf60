"""WooCommerce: orders as its REST API gives them; money is text, customer 0 is a guest, refunds stand within."""

from __future__ import annotations

import json
from pathlib import Path

from presets.shop import GOODS, Order, orders


def _order(o: Order) -> dict[str, object]:
    guest = o.customer % 5 == 0
    status = "pending" if not o.paid else "completed"
    local = f"{o.at.replace(hour=(o.at.hour + 1) % 24):%Y-%m-%dT%H:%M:%S}"
    return {
        "id": 700 + o.n, "parent_id": 0, "number": str(700 + o.n), "order_key": f"wc_order_{o.n:x}",
        "created_via": "checkout", "version": "8.1.1", "status": status, "currency": "EUR",
        "date_created": local, "date_created_gmt": f"{o.at:%Y-%m-%dT%H:%M:%S}",
        "date_modified": "2024-06-01T10:00:00", "date_modified_gmt": "2024-06-01T09:00:00",
        "discount_total": "0.00", "discount_tax": "0.00", "shipping_total": "5.00", "shipping_tax": "0.00",
        "cart_tax": "0.00", "total": f"{o.total + 5:.2f}", "total_tax": "0.00", "prices_include_tax": True,
        "customer_id": 0 if guest else 40 + o.customer, "customer_ip_address": "203.0.113.7",
        "customer_user_agent": "Mozilla/5.0", "customer_note": "",
        "billing": {
            "first_name": "P", "last_name": str(o.customer), "address_1": "1 Rue", "city": "Paris", "postcode": "75001",
            "country": "FR", "email": f"c{o.customer}@example.com", "phone": "0100000000",
        },
        "shipping": {"first_name": "P", "last_name": str(o.customer), "city": "Paris", "country": "FR"},
        "payment_method": "stripe", "payment_method_title": "Card", "transaction_id": f"ch_{o.n:08x}" if o.paid else "",
        "date_paid": local if o.paid else None,
        "date_paid_gmt": f"{o.at:%Y-%m-%dT%H:%M:%S}" if o.paid else None,
        "date_completed": "2024-06-01T10:00:00" if o.paid else None,
        "date_completed_gmt": "2024-06-01T09:00:00" if o.paid else None,
        "cart_hash": "", "meta_data": [{"id": 9000 + o.n, "key": "_source", "value": "web"}],
        "line_items": [
            {
                "id": 3000 + 4 * o.n + k, "name": GOODS[good][1], "product_id": 500 + good, "variation_id": 0,
                "quantity": quantity, "tax_class": "", "subtotal": f"{GOODS[good][2] * quantity:.2f}",
                "subtotal_tax": "0.00", "total": f"{GOODS[good][2] * quantity:.2f}", "total_tax": "0.00", "taxes": [],
                "meta_data": [], "sku": GOODS[good][0], "price": GOODS[good][2], "parent_name": None,
            }
            for k, (good, quantity) in enumerate(o.lines)
        ],
        "tax_lines": [], "fee_lines": [], "coupon_lines": [],
        "shipping_lines": [{"id": 1, "method_title": "Post", "method_id": "flat_rate", "total": "5.00"}],
        "refunds": [{"id": 9000 + o.n, "reason": "", "total": f"-{o.back:.2f}"}] if o.refunded else [],
    }  # fmt: skip


def write(folder: Path) -> Path:
    path = folder / "woocommerce-orders.json"
    path.write_text(json.dumps([_order(o) for o in reversed(orders())]), encoding="utf-8")
    return path
