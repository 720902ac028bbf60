"""Logs made by hand: cleaned events as a DuckDB relation, and what a log holds in plain Python, to compare."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from foresale.log.manifest import About
from foresale.log.memory import local_day_and_clock, log_from_columns
from foresale.log.prepared import Bucket, PreparedLog
from foresale.log.raw import connect
from foresale.log.store import build, load

START = 1_400_000_000_000_000
MINUTE = 60_000_000


@dataclass(frozen=True)
class Event:
    user: str | None
    time: int
    type: str = "purchase"
    item: str | None = None
    price: float = math.nan
    session: str | None = None
    color: str | None = None
    score: float = math.nan


def events() -> st.SearchStrategy[list[Event]]:
    """Logs full of ties: few users, instants, types, items."""
    nan = st.just(math.nan)
    one = st.builds(
        Event,
        user=st.sampled_from(["a", "b", "ß", "10", "9", None]),
        time=st.integers(0, 6).map(lambda k: START + k * 17 * MINUTE),
        type=st.sampled_from(["view", "purchase", "wave", "ask"]),
        item=st.sampled_from([None, "i1", "i2", "商品"]),
        price=st.sampled_from([1.0, 2.5]) | nan,
        session=st.sampled_from([None, "s1", "s2", "s3"]),
        color=st.sampled_from([None, "red", "blue"]),
        score=st.sampled_from([0.5, -1.0]) | nan,
    )
    return st.lists(one, max_size=14)


def relation(
    con: duckdb.DuckDBPyConnection, rows: Sequence[Event], zone: str, own_sessions: bool, name: str = "cleaned"
) -> duckdb.DuckDBPyRelation:
    """The rows in the form of cleaned events."""
    data = {field: [getattr(row, field) for row in rows] for field in Event.__dataclass_fields__}
    time = pa.array(data["time"], pa.int64())
    day, clock = local_day_and_clock(time.to_numpy(), zone)
    columns = {
        "user": pa.array(data["user"], pa.string()), "time": time, "day": pa.array(day), "clock": pa.array(clock),
        "type": pa.array(data["type"], pa.string()), "item": pa.array(data["item"], pa.string()),
        "price": pa.array(data["price"], pa.float64()), "x:color": pa.array(data["color"], pa.string()),
        "x:score": pa.array(data["score"], pa.float64()), "is_product": pa.array([1] * len(rows), pa.int8()),
    }  # fmt: skip
    if own_sessions:
        columns["session"] = pa.array(data["session"], pa.string())
    con.register(f"{name}_arrow", pa.table(columns))
    con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {name}_arrow")
    return con.table(name)


def stored(
    folder: Path, rows: Sequence[Event], *, zone: str = "Asia/Shanghai", own_sessions: bool = True, n_buckets: int = 0
) -> PreparedLog:
    """The log of these rows, by way of the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    with connect("500MB", 1, folder.parent) as con:
        cleaned = relation(con, rows, zone, own_sessions)
        build(folder, con, cleaned, About(zone=zone, unit="minute"), n_buckets=n_buckets)
    return load(folder)


def in_memory(
    rows: Sequence[Event], *, zone: str = "Asia/Shanghai", own_sessions: bool = True, n_buckets: int = 1
) -> PreparedLog:
    columns: dict[str, Any] = {
        field: [getattr(row, field) for row in rows]
        for field in Event.__dataclass_fields__
        if field != "session" or own_sessions
    }
    columns["price"], columns["score"] = (np.array(columns[c], np.float64) for c in ("price", "score"))
    columns["time"] = np.array(columns["time"], np.int64)
    return log_from_columns(zone=zone, unit="minute", n_buckets=n_buckets, **columns)


def contents(log: PreparedLog) -> dict[str, Any]:
    """All that a log says, without its codes and buckets: each user's events in order, and the log's own facts."""
    users = {}
    for bucket in log.buckets:
        ids = [log.dictionaries["user"][int(u)] for u in bucket.users]
        assert ids == sorted(ids)
        for user, start, end in zip(ids, bucket.starts, bucket.ends):
            if end > start:
                users[user] = _rows(log, bucket, int(start), int(end))
    loose = log.ownerless
    return {
        "users": users,
        "ownerless": _rows(log, loose, 0, len(loose.columns["time"])) if loose is not None else [],
        "first": log.first, "last": log.last, "n": log.n_events,
        "further": log.further, "columns": log.columns, "zone": log.zone, "unit": log.unit,
    }  # fmt: skip


def _rows(log: PreparedLog, bucket: Bucket, start: int, end: int) -> list[tuple[Any, ...]]:
    columns = []
    for name in sorted(bucket.columns):
        values = bucket.columns[name][start:end].tolist()
        if name == "type":
            values = [log.types[v] for v in values]
        elif name in log.dictionaries:
            values = [None if v < 0 else log.dictionaries[name][v] for v in values]
        columns.append([None if v != v else v for v in values])
    return list(zip(*columns, strict=True))


