"""Lists of keys and values, as GA4, Shopify and WooCommerce write them, are columns and no events."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exports import read_export

EMPTY = {"string_value": None, "int_value": None, "double_value": None}
TIME = 1704067200000000


def param(key, **value):
    return {"key": key, "value": EMPTY | value}


def ga4(n=90):
    """Each third event of a device shows two products, each ninth buys them."""
    events = []
    for k in range(n):
        name = "purchase" if k % 9 == 0 else "view_item" if k % 3 == 0 else "scroll"
        items = [{"item_id": f"SKU{(k + j) % 7}", "price": 5.0 + j, "quantity": 1} for j in range(2)]
        events.append({
            "event_timestamp": str(TIME + k * 86_400_000_000 + k % 5), "event_name": name,
            "user_pseudo_id": f"{k % 10}.{k % 7}",
            "event_params": [param("ga_session_id", int_value=k // 3), param("source", string_value=f"s{k % 4}")],
            "ecommerce": {"transaction_id": f"T{k}"} if name == "purchase" else None,
            "items": items if name != "scroll" else [],
        })  # fmt: skip
    return events


def write(path, rows):
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["events.json", "events.parquet"])
def test_parameters_of_an_event_are_its_columns(tmp_path, name):
    found = read_export(write(tmp_path / name, ga4()))
    assert not found.questions and found.types() == {"scroll": 60, "view": 40, "purchase": 20}
    assert found.column("session") == "event_params.ga_session_id"
    assert found.column("channel") == "event_params.source"
    assert {e["channel"] for e in found.events} == {"s0", "s1", "s2", "s3"}
    assert {e["item"] for e in found.events} == {None, *(f"SKU{k}" for k in range(7))}


def test_attributes_by_name_are_columns_and_a_key_that_is_said_twice_counts_first(tmp_path):
    rows = [
        {"id": k, "created_at": f"2024-03-{1 + k % 28:02}T10:00:00Z", "customer_id": k % 9, "total": "5.00",
         "note_attributes": [{"name": "gift", "value": "yes" if k % 2 else "no"}, {"name": "gift", "value": "late"}]}
        for k in range(60)
    ]  # fmt: skip
    found = read_export(write(tmp_path / "orders.json", rows))
    assert len(found.events) == 60 and {e["x:note_attributes.gift"] for e in found.events} == {"yes", "no"}


def test_keys_that_are_data_themselves_stay_one_column(tmp_path):
    rows = [event | {"event_params": [param(f"k{n}", int_value=1)]} for n, event in enumerate(ga4(300))]
    found = read_export(write(tmp_path / "events.json", rows))
    assert len(found.events) == 300 + 100 and not any("k12" in x.column for x in found.source.further)
