"""Magento 2: tables of its database; a product of several sizes is two lines, money is in two currencies."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from presets.shop import GOODS, orders
from presets.tables import write_table


def write(folder: Path) -> Path:
    """Every second product is a configurable one; every third order is paid in dollars, at 1.1 to the euro."""
    folder = folder / "magento"
    folder.mkdir()
    some = orders()
    heads, lines, memos, back = [], [], [], []
    for o in some:
        rate = 1.1 if o.n % 3 == 0 else 1.0
        guest = o.customer % 5 == 0
        state = "pending_payment" if not o.paid else "closed" if o.refunded and len(o.lines) == 1 else "complete"
        heads.append({
            "entity_id": o.n + 1, "state": state, "status": state, "store_id": 1,
            "customer_id": "" if guest else 40 + o.customer, "customer_email": f"c{o.customer}@example.com",
            "customer_is_guest": int(guest), "increment_id": f"{100000001 + o.n:09}", "base_currency_code": "EUR",
            "order_currency_code": "USD" if rate > 1 else "EUR", "base_grand_total": f"{o.total + 5:.4f}",
            "grand_total": f"{(o.total + 5) * rate:.4f}", "base_subtotal": f"{o.total:.4f}", "coupon_code": "",
            "total_refunded": "", "created_at": f"{o.at:%Y-%m-%d %H:%M:%S}", "updated_at": "2024-06-01 10:00:00",
        })  # fmt: skip
        for k, (good, quantity) in enumerate(o.lines):
            sku, title, price, _ = GOODS[good]
            line = {
                "item_id": 1 + 10 * o.n + 2 * k, "order_id": o.n + 1, "parent_item_id": "", "product_id": 500 + good,
                "product_type": "configurable" if good % 2 else "simple", "sku": f"{sku}-L", "name": title,
                "qty_ordered": f"{quantity:.4f}", "qty_refunded": "0.0000", "base_price": f"{price:.4f}",
                "price": f"{price * rate:.4f}", "base_row_total": f"{price * quantity:.4f}",
                "row_total": f"{price * quantity * rate:.4f}", "created_at": f"{o.at:%Y-%m-%d %H:%M:%S}",
            }  # fmt: skip
            lines.append(line)
            if good % 2:
                nothing = dict.fromkeys(("base_price", "price", "base_row_total", "row_total"), "0.0000")
                of = {"item_id": 2 + 10 * o.n + 2 * k, "parent_item_id": line["item_id"], "product_type": "simple"}
                lines.append(line | nothing | of | {"product_id": 900 + good, "name": f"{title} L"})
        if o.refunded:
            good, quantity = o.lines[0]
            at = o.at + timedelta(days=6)
            memos.append({
                "entity_id": 70 + o.n, "store_id": 1, "order_id": o.n + 1, "increment_id": f"{100000001 + o.n:09}",
                "state": 2, "base_grand_total": f"{o.back:.4f}", "grand_total": f"{o.back * rate:.4f}",
                "created_at": f"{at:%Y-%m-%d %H:%M:%S}",
            })  # fmt: skip
            back.append({
                "entity_id": 90 + o.n, "parent_id": 70 + o.n, "order_item_id": 1 + 10 * o.n,
                "product_id": 500 + good, "sku": f"{GOODS[good][0]}-L", "name": GOODS[good][1],
                "qty": f"{quantity:.4f}", "base_price": f"{GOODS[good][2]:.4f}", "base_row_total": f"{o.back:.4f}",
                "row_total": f"{o.back * rate:.4f}",
            })  # fmt: skip
            if good % 2:
                back.append(back[-1] | {"entity_id": 190 + o.n, "order_item_id": 2 + 10 * o.n, "base_row_total": ""})
    for name, rows in {
        "sales_order": heads, "sales_order_item": lines, "sales_creditmemo": memos, "sales_creditmemo_item": back,
    }.items():  # fmt: skip
        write_table(folder / f"{name}.csv", rows)
    return folder
