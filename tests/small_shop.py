"""Small simulated shops as files: quick to train on, under a shop's own column names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from foresale.simulate import DAY_US, OPENING, Shop, simulate_shop

QUICK: dict[str, Any] = {"model": "rfm_logistic", "threads": 1}  # a second, not ten; the features are all there


def shop(customers: int = 300, days: int = 100, seed: int = 1, kind: str = "clicks", **how: Any) -> Shop:
    """300 customers who look, put into the basket and buy from 1 January 2023 on."""
    return simulate_shop(customers, days, seed, kind, **how)


def table_of(shop: Shop) -> pa.Table:
    """Its log: customer_id, ts (text, UTC, to the second), event, sku, price."""
    e = shop.events
    seconds = np.asarray(e["time"]).astype("M8[us]").astype("M8[s]")
    return pa.table(
        {
            "customer_id": pa.array(e["user"].tolist()),
            "ts": pa.array([str(t).replace("T", " ") for t in seconds]),
            "event": pa.array(e["type"].tolist()),
            "sku": pa.array(e["item"].tolist()),
            "price": pa.array(e["price"], from_pandas=True),
        }
    )


def write(table: pa.Table, path: Path) -> Path:
    """As a CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.csv.write_csv(table, path)
    return path


def times(table: pa.Table) -> np.ndarray[Any, np.dtype[np.int64]]:
    """int64[n]: the instants of its events, microseconds UTC."""
    return np.array(table["ts"].to_pylist(), "M8[s]").astype("M8[us]").astype(np.int64)


def midnight(day: int) -> int:
    """00:00 UTC of the shop's n-th day, microseconds."""
    return OPENING + day * DAY_US


def date(day: int) -> str:
    """The same as it is typed."""
    return str(np.datetime64(midnight(day), "us").astype("M8[D]"))
