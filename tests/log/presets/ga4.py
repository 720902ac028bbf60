"""GA4: the export to BigQuery, as JSON lines or nested Parquet: purchases reloaded, user_id set on logging in."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from presets.shop import GOODS, Order, orders


def _param(key: str, value: str | int) -> dict[str, Any]:
    kinds: dict[str, Any] = {"string_value": None, "int_value": None, "float_value": None, "double_value": None}
    return {"key": key, "value": kinds | {"string_value" if isinstance(value, str) else "int_value": value}}


def _item(good: int, quantity: int | None) -> dict[str, Any]:
    sku, title, price, category = GOODS[good]
    return {
        "item_id": sku, "item_name": title, "item_brand": "Potter", "item_variant": "(not set)",
        "item_category": category, "item_category2": None, "price_in_usd": price * 1.1, "price": price,
        "quantity": quantity, "item_revenue_in_usd": None, "item_revenue": price * quantity if quantity else None,
        "coupon": "(not set)", "affiliation": "(not set)", "item_list_name": None, "promotion_id": None,
    }  # fmt: skip


def _event(o: Order, name: str, at: datetime, logged: bool, items: list[dict[str, Any]]) -> dict[str, Any]:
    buys = name == "purchase"
    return {
        "event_date": f"{at:%Y%m%d}", "event_timestamp": int(at.timestamp()) * 1_000_000, "event_name": name,
        "event_params": [
            _param("ga_session_id", 1_700_000_000 + o.n), _param("page_location", f"https://shop.example/{name}"),
            *([_param("transaction_id", f"T{o.n}"), _param("currency", "EUR")] if buys else []),
        ],
        "event_previous_timestamp": None, "event_value_in_usd": None, "event_bundle_sequence_id": o.n,
        "event_server_timestamp_offset": 1234, "user_id": f"C{o.customer}" if logged else None,
        "user_pseudo_id": f"{90000 + o.customer}.{1600000000 + o.customer}",
        "user_first_touch_timestamp": 1_690_000_000_000_000 + o.customer,
        "user_properties": [],
        "user_ltv": {"revenue": 10.0 * o.customer, "currency": "EUR"},
        "device": {"category": ("mobile", "desktop")[o.customer % 2], "operating_system": "Web", "language": "fr"},
        "geo": {"city": "Paris", "country": "France", "continent": "Europe", "region": "Ile-de-France"},
        "traffic_source": {"name": "(direct)", "medium": "(none)", "source": "(direct)"},
        "stream_id": "42", "platform": "WEB",
        "ecommerce": {
            "total_item_quantity": sum(q for _, q in o.lines) if buys else None,
            "purchase_revenue_in_usd": o.total * 1.1 if buys else None,
            "purchase_revenue": o.total if buys else None, "shipping_value": 5.0 if buys else None,
            "unique_items": len(o.lines) if buys else None, "transaction_id": f"T{o.n}" if buys else "(not set)",
        },
        "items": items,
    }  # fmt: skip


def events() -> list[dict[str, Any]]:
    """Of every visit a view, a page and a cart of each product, then the purchase; the customer logs in between."""
    found = []
    for o in orders():
        for k, (good, quantity) in enumerate(o.lines):
            at = o.at - timedelta(minutes=20 - 5 * k)
            found += [
                _event(o, "page_view", at, False, []), _event(o, "view_item", at, False, [_item(good, None)]),
                _event(o, "add_to_cart", at + timedelta(minutes=1), k > 0, [_item(good, quantity)]),
            ]  # fmt: skip
        whole = [_item(good, quantity) for good, quantity in o.lines]
        found.append(_event(o, "purchase", o.at, True, whole))
        if o.n % 9 == 5:  # the page of thanks is opened again
            found.append(_event(o, "purchase", o.at + timedelta(days=2), True, whole))
    return found


def write(folder: Path, ending: str = "json") -> Path:
    path = folder / f"events_20240105.{ending}"
    if ending == "parquet":
        pq.write_table(pa.Table.from_pylist(events()), path)
    else:
        # BigQuery leaves out what is null, and writes whole numbers as text.
        def plain(value: Any) -> Any:
            if isinstance(value, dict):
                return {k: plain(v) for k, v in value.items() if v is not None}
            if isinstance(value, list):
                return [plain(v) for v in value]
            return str(value) if isinstance(value, int) else value

        path.write_text("".join(json.dumps(plain(e)) + "\n" for e in events()), encoding="utf-8")
    return path
