"""REES46: the clickstream of its open data sets; times end in ` UTC`, categories are paths with dots."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from presets.shop import GOODS, orders


def write(folder: Path) -> Path:
    rows = ["event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session"]

    def add(at: datetime, event: str, good: int, customer: int, visit: int) -> None:
        code = f"home.{GOODS[good][3].lower()}" if good % 3 else ""
        rows.append(
            f"{at:%Y-%m-%d %H:%M:%S} UTC,{event},{1000000 + good},{2053013555631882655 + good % 2},{code},"
            f"{'potter' if good % 4 else ''},{GOODS[good][2]:.2f},{512000000 + customer},"
            f"{visit:08x}-0000-4000-8000-{visit:012x}"
        )

    for o in orders():
        for k, (good, quantity) in enumerate(o.lines):
            at = o.at - timedelta(minutes=20 - 5 * k)
            add(at, "view", good, o.customer, o.n)
            add(at + timedelta(minutes=1), "cart", good, o.customer, o.n)
            if o.n % 10 == 7:
                add(at + timedelta(minutes=2), "remove_from_cart", good, o.customer, o.n)
                continue
            for unit in range(quantity):  # a line for each piece
                add(o.at + timedelta(seconds=unit), "purchase", good, o.customer, o.n)
    path = folder / "2024-Jan.csv"
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
    return path
