"""UCI online retail: invoices, `C` returns, postage among the products, customers as floats, month before day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from presets.shop import GOODS, orders


def write(folder: Path) -> Path:
    rows = ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"]
    for o in orders():
        who = "" if not o.paid else f"{12346 + o.customer}.0"
        when = f"{o.at.month}/{o.at.day}/{o.at.year} {o.at.hour}:{o.at.minute:02}"
        for good, quantity in o.lines:
            sku, title, price, _ = GOODS[good]
            rows.append(f"{536365 + o.n},{sku[4:]}23A,{title.upper()},{quantity},{when},{price},{who},United Kingdom")
        if o.n % 5 == 1:
            rows.append(f"{536365 + o.n},POST,POSTAGE,1,{when},18,{who},United Kingdom")
        if o.refunded:
            at = o.at + timedelta(days=6)
            good, quantity = o.lines[0]
            sku, title, price, _ = GOODS[good]
            rows.append(
                f"C{536365 + o.n},{sku[4:]}23A,{title.upper()},-{quantity},{at.month}/{at.day}/{at.year} {at.hour}:"
                f"{at.minute:02},{price},{who},United Kingdom"
            )
    path = folder / "Online Retail.csv"
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
    return path
