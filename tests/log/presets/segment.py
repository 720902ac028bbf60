"""Segment: track calls as they are delivered; some twice, most with several times beside the one that counts."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from presets.shop import GOODS, Order, orders


def _product(good: int, quantity: int | None = None) -> dict[str, Any]:
    sku, title, price, category = GOODS[good]
    said = {"product_id": sku, "sku": f"{sku}-B", "name": title, "price": price, "category": category}
    return said if quantity is None else said | {"quantity": quantity}


def _call(o: Order, event: str, at: datetime, logged: bool, k: int, properties: dict[str, Any]) -> dict[str, Any]:
    def told(seconds: int) -> str:
        return f"{at + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}.125Z"

    return {
        "anonymousId": f"anon-{o.customer:04x}", "channel": "client", "context": {
            "ip": "203.0.113.7", "locale": "fr-FR", "page": {"path": "/shop", "referrer": "", "title": "Shop"},
            "userAgent": "Mozilla/5.0", "library": {"name": "analytics.js", "version": "4.1"},
        },
        "event": event, "integrations": {}, "messageId": f"ajs-{o.n}-{k}-{event.replace(' ', '')}",
        "originalTimestamp": told(-300), "properties": properties, "receivedAt": told(4), "sentAt": told(3),
        "timestamp": told(0), "type": "track", "userId": f"C{o.customer}" if logged else None, "version": 2,
    }  # fmt: skip


def calls() -> list[dict[str, Any]]:
    found = []
    for o in orders():
        for k, (good, quantity) in enumerate(o.lines):
            at = o.at - timedelta(minutes=20 - 5 * k)
            added = at + timedelta(minutes=1)
            found.append(_call(o, "Product Viewed", at, False, k, _product(good)))
            found.append(_call(o, "Product Added", added, k > 0, k, _product(good, quantity)))
        whole = [_product(good, quantity) for good, quantity in o.lines]
        order = {"order_id": f"S{o.n}", "total": o.total + 5, "revenue": o.total, "shipping": 5, "currency": "EUR"}
        found.append(_call(o, "Order Completed", o.at, True, 0, order | {"products": whole}))
        if o.n % 6 == 1:
            found.append(found[-1])  # delivered twice
        if o.refunded:
            found.append(_call(o, "Order Refunded", o.at + timedelta(days=6), True, 0, {"order_id": f"S{o.n}"}))
    return found


def write(folder: Path) -> Path:
    path = folder / "segment-logs.json"
    path.write_text("".join(json.dumps(call) + "\n" for call in calls()), encoding="utf-8")
    return path
