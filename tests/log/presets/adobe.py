"""Adobe Analytics data feed: hits as TSV without a header, the names of its columns in a file beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from presets.shop import GOODS, Order, orders

HEADER = (
    "accept_language", "browser", "cust_hit_time_gmt", "duplicate_purchase", "exclude_hit", "hit_source",
    "hit_time_gmt", "hitid_high", "hitid_low", "page_event", "post_currency", "post_event_list", "post_pagename",
    "post_product_list", "post_purchaseid", "post_visid_high", "post_visid_low", "visit_num", "visit_start_time_gmt",
    "visid_high", "visid_low",
)  # fmt: skip
ADDED, SEEN, BOUGHT = "12,200", "2,100=3.5", "1,201"


def write(folder: Path) -> Path:
    """Hits of a month; some are left out by Adobe's own rules, some purchases sent twice, one page has a tab."""
    folder = folder / "feed"
    folder.mkdir()
    rows: list[str] = []

    def hit(o: Order, at: datetime, events: str, products: str, **more: str) -> None:
        told = dict.fromkeys(HEADER, "") | {
            "accept_language": "fr", "browser": "88", "cust_hit_time_gmt": str(int(at.timestamp()) - 1),
            "duplicate_purchase": "0", "exclude_hit": "0", "hit_source": "1", "hit_time_gmt": str(int(at.timestamp())),
            "hitid_high": f"{3100000000000000000 + len(rows)}", "hitid_low": f"{6100000000000000000 + len(rows)}",
            "page_event": "0", "post_currency": "EUR", "post_event_list": events,
            "post_pagename": "shop\\\tpage" if len(rows) % 5 == 4 else "shop",
            "post_product_list": products, "post_visid_high": f"{2900000000000000000 + o.customer}",
            "post_visid_low": f"{4600000000000000000 + o.customer}", "visit_num": str(1 + o.n),
            "visit_start_time_gmt": str(int(o.at.timestamp()) - 1800),
        }  # fmt: skip
        rows.append("\t".join((told | more).values()))

    for o in orders():
        hit(o, o.at - timedelta(minutes=25), "", "")
        for k, (good, quantity) in enumerate(o.lines):
            sku, _, price, category = GOODS[good]
            at = o.at - timedelta(minutes=20 - 5 * k)
            hit(o, at, SEEN, f"{category};{sku};;;;evar1=a")
            hit(o, at + timedelta(minutes=1), ADDED, f"{category};{sku};{quantity};{price * quantity:.2f}")
        whole = ",".join(f"{GOODS[g][3]};{GOODS[g][0]};{q};{GOODS[g][2] * q:.2f};201=1" for g, q in o.lines)
        hit(o, o.at, BOUGHT, whole, post_purchaseid=f"A{o.n}")
        if o.n % 9 == 5:
            hit(o, o.at + timedelta(hours=2), BOUGHT, whole, post_purchaseid=f"A{o.n}", duplicate_purchase="1")
        if o.n % 7 == 2:
            hit(o, o.at, BOUGHT, whole, post_purchaseid=f"X{o.n}", exclude_hit="1")
            hit(o, o.at, BOUGHT, whole, post_purchaseid=f"Y{o.n}", hit_source="5")
    (folder / "hit_data.tsv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    (folder / "column_headers.tsv").write_text("\t".join(HEADER) + "\n", encoding="utf-8")
    return folder
