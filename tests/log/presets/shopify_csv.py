"""Shopify: the CSV of orders from the admin, order columns on the first line only, zip codes with an apostrophe."""

from __future__ import annotations

import csv
from pathlib import Path

from presets.shop import GOODS, orders

_COLUMNS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing Zip,Shipping Name,Shipping Zip,Shipping Country,"
    "Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,"
    "Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Phone"
)
HEADER = _COLUMNS.split(",")


def write(folder: Path, skus: bool = True) -> Path:
    """`skus`: the shop has given its products numbers."""
    path = folder / "orders_export_1.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, HEADER, restval="")
        out.writeheader()
        for o in reversed(orders()):
            status = "pending" if not o.paid else "partially_refunded" if o.refunded else "paid"
            at = f"{o.at:%Y-%m-%d %H:%M:%S} +0000"
            first = {
                "Financial Status": status, "Paid at": at if o.paid else "", "Fulfillment Status": "fulfilled",
                "Accepts Marketing": "no", "Currency": "EUR", "Subtotal": f"{o.total:.2f}", "Shipping": "5.00",
                "Taxes": "0.00", "Total": f"{o.total + 5:.2f}", "Discount Amount": "0.00", "Shipping Method": "Post",
                "Billing Name": f"Person {o.customer}", "Billing Zip": f"'{75000 + o.customer}",
                "Shipping Zip": f"'{75000 + o.customer}", "Shipping Country": "FR", "Payment Method": "Cards",
                "Refunded Amount": f"{o.back if o.refunded else 0:.2f}", "Outstanding Balance": "0.00",
                "Employee": "Anna", "Id": f"{5000000000 + o.n}", "Risk Level": "Low", "Source": "web",
            }  # fmt: skip
            for k, (good, quantity) in enumerate(o.lines):
                sku, title, price, _ = GOODS[good]
                out.writerow((first if k == 0 else {}) | {
                    "Name": f"#{1001 + o.n}", "Email": f"c{o.customer}@example.com", "Created at": at,
                    "Lineitem quantity": quantity, "Lineitem name": title, "Lineitem price": f"{price:.2f}",
                    "Lineitem sku": sku if skus else "", "Lineitem requires shipping": "true",
                    "Lineitem taxable": "true", "Lineitem fulfillment status": "fulfilled", "Vendor": "Potter",
                    "Lineitem discount": "0.00",
                })  # fmt: skip
    return path
