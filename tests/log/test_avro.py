"""Avro: what its records hold comes out as other formats would write it."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from decimal import Decimal

import fastavro
import pytest

from foresale.errors import NotInstalled
from foresale.log import prepare
from foresale.log.reading import ReadOptions

MILLIS = {"type": "long", "logicalType": "timestamp-millis"}
MONEY = {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}
PRODUCT = {"type": "record", "name": "Product", "fields": [{"name": "price", "type": ["null", MONEY]}]}
SCHEMA = {
    "type": "record", "name": "Event", "fields": [
        {"name": "user_id", "type": "long"}, {"name": "event_time", "type": MILLIS},
        {"name": "event_type", "type": {"type": "enum", "name": "Kind", "symbols": ["view", "purchase"]}},
        {"name": "product", "type": PRODUCT}, {"name": "score", "type": "double"}, {"name": "blob", "type": "bytes"},
    ],
}  # fmt: skip


@pytest.fixture
def path(tmp_path):
    rows = [
        {"user_id": 9007199254740993 + n % 5, "event_time": datetime(2024, 3, 1 + n % 28, 10, tzinfo=UTC),
         "event_type": ("view", "purchase")[n % 2], "product": {"price": Decimal("12.50") if n else None},
         "score": float("nan") if n % 3 else 0.5, "blob": b"\xff\x00"}
        for n in range(60)
    ]  # fmt: skip
    out = io.BytesIO()
    fastavro.writer(out, SCHEMA, rows, codec="deflate")
    path = tmp_path / "log.avro"
    path.write_bytes(out.getvalue())
    return path


def test_a_log_in_avro(path, tmp_path):
    log = prepare(str(path), ReadOptions(), cache=tmp_path / "cache")
    assert log.n_events == 60 and set(log.dictionaries["user"]) == {str(9007199254740993 + n) for n in range(5)}
    assert log.first == int(datetime(2024, 3, 1, 10, tzinfo=UTC).timestamp()) * 10**6
    prices = [price for bucket in log.buckets for price in bucket.columns["price"].tolist() if price == price]
    assert prices == [12.5] * 59


def test_without_its_package_it_says_which(path, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fastavro", None)
    with pytest.raises(NotInstalled, match=r"log\.avro cannot be opened without the package fastavro") as caught:
        prepare(str(path), ReadOptions(), cache=tmp_path / "cache")
    assert "foresale[avro]" in str(caught.value)
