"""Snowplow: the events table of a warehouse as TSV or JSON lines; products and the transaction are entities."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from presets.shop import GOODS, Order, orders
from presets.tables import write_table

_ECOMMERCE = "com_snowplowanalytics_snowplow_ecommerce"
ACTION = f"unstruct_event_{_ECOMMERCE}_snowplow_ecommerce_action_1"
PRODUCTS, TRANSACTION = f"contexts_{_ECOMMERCE}_product_1", f"contexts_{_ECOMMERCE}_transaction_1"


def _product(good: int, quantity: int) -> dict[str, Any]:
    sku, title, price, category = GOODS[good]
    return {
        "id": sku, "name": title, "category": f"home/{category.lower()}", "price": price, "list_price": price + 1,
        "quantity": quantity, "currency": "EUR", "brand": "Potter",
    }  # fmt: skip


def _event(o: Order, at: datetime, action: str | None, products: list[dict[str, Any]]) -> dict[str, Any]:
    def stamp(seconds: int) -> str:
        return f"{at + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S}.250"

    bought = {"transaction_id": f"P{o.n}", "revenue": o.total + 5, "currency": "EUR", "total_quantity": 3}
    return {
        "app_id": "shop", "platform": "web", "etl_tstamp": stamp(90), "collector_tstamp": stamp(5),
        "dvce_created_tstamp": stamp(-7200), "event": "unstruct" if action else "page_view",
        "event_id": f"{o.n:08x}-{int(at.timestamp()):x}-{action or 'page'}",
        "user_id": f"C{o.customer}" if action == "transaction" else None, "user_ipaddress": "203.0.113.7",
        "domain_userid": f"d{o.customer:031x}", "network_userid": f"n{o.customer:031x}",
        "domain_sessionid": f"s{o.n:031x}", "domain_sessionidx": 1, "geo_country": "FR",
        "event_vendor": "com.snowplowanalytics.snowplow.ecommerce",
        "event_name": "snowplow_ecommerce_action" if action else "page_view", "event_version": "1-0-0",
        "derived_tstamp": stamp(0), ACTION: {"type": action} if action else None, PRODUCTS: products,
        TRANSACTION: [bought] if action == "transaction" else [],
    }  # fmt: skip


def write(folder: Path, ending: str = "json") -> Path:
    events = []
    for o in orders():
        events.append(_event(o, o.at - timedelta(minutes=21), None, []))
        for k, (good, quantity) in enumerate(o.lines):
            at = o.at - timedelta(minutes=20 - 5 * k)
            events.append(_event(o, at, "product_view", [_product(good, 1)]))
            events.append(_event(o, at + timedelta(minutes=1), "add_to_cart", [_product(good, quantity)]))
        events.append(_event(o, o.at, "transaction", [_product(*line) for line in o.lines]))
        if o.n % 6 == 1:
            events.append(events[-1])  # sent twice
    path = folder / f"events.{ending}"
    if ending == "json":
        path.write_text("".join(json.dumps(e) + "\n" for e in events), encoding="utf-8")
        return path
    cells = (ACTION, PRODUCTS, TRANSACTION)
    return write_table(path, [e | {c: json.dumps(e[c]) if e[c] else "" for c in cells} for e in events], "\t")
