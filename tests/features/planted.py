"""Random shops for the tests of features: every column a family may read, instants shared, histories of all lengths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from foresale.features.runner import compute_features
from foresale.features.spec import FeatureSpec, make_spec
from foresale.features.table import Table
from foresale.log.events import DAY_US, HOUR_US
from foresale.log.memory import log_from_columns
from foresale.log.prepared import PreparedLog

ZONE = "Europe/Berlin"
NOON = 1_616_583_600_000_000  # 2021-03-24 12:00 in Berlin, four days before the clocks change
TYPES = ("view", "search", "favourite", "cart", "cart_remove", "order", "purchase", "refund", "gift_card")


@dataclass
class Rows:
    """The least that the runner needs."""

    bucket: Any
    place: Any
    user: Any
    cutoff: Any


def events(seed: int, n_users: int = 12, n: int = 400, days: float = 90) -> list[dict[str, Any]]:
    """Events around NOON, one in five at the instant of another; users u00, u01 ... of uneven weight."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        user = int(n_users * rng.random() ** 2)
        time = NOON + int((rng.random() * days - 0.8 * days) * 24 * 3600) * 1_000_000
        if found and rng.random() < 0.2:
            user, time = int(found[-1]["user"][1:]), found[-1]["time"]
        item = int(15 * rng.random() ** 2)
        if found and found[-1]["item"] and rng.random() < 0.2:  # the same item again within the hour
            user, item = int(found[-1]["user"][1:]), int(found[-1]["item"][1:])
            time = found[-1]["time"] + int(rng.random() * 3600) * 1_000_000
        some = rng.random() < 0.9
        found.append(
            {
                "user": f"u{user:02d}", "time": time, "type": str(rng.choice(TYPES)),
                "item": f"i{item}" if some else None, "category": f"c{item % 4}" if some else None,
                "brand": f"b{item % 3}" if rng.random() < 0.8 else None,
                "price": 1.0 + item if some else np.nan, "list_price": 2.0 + item if some else np.nan,
                "quantity": float(rng.choice([1, 2, 3, 24])), "amount": float(rng.integers(1, 90)),
                "discount": float(rng.integers(0, 5)), "order": f"o{rng.integers(50)}",
                "query": str(rng.choice(["red shoes", "Red  shoe", "hat"])) if rng.random() < 0.3 else None,
                "channel": str(rng.choice(["app", "web"])), "device": str(rng.choice(["phone", "desktop"])),
                "country": "DE", "shelf": str(rng.choice(["a", "b"])), "weight": float(rng.random()),
            }
        )  # fmt: skip
    return found


USERS = tuple(f"u{k:02d}" for k in range(12))
GENDER = ["f", "m", None] * 4
BIRTH = [1950.0 + k for k in range(12)]
USER_TABLE = {"user": USERS, "gender": GENDER, "birth": BIRTH}


def log_of(
    found: Sequence[dict[str, Any]], n_buckets: int = 1, user_table: Any = USER_TABLE, **options: Any
) -> PreparedLog:
    """The prepared log of such events."""
    columns = {name: [e[name] for e in found] for name in (found[0] if found else ("user", "time", "type"))}
    return log_from_columns(
        **{"zone": ZONE, "unit": "s", "n_buckets": n_buckets, "users": user_table, **options, **columns}
    )


def ask(log: PreparedLog, users: Iterable[str], cutoffs: Iterable[int]) -> Rows:
    """A row for each user at each cutoff, users first; users whom the log does not have are unknown."""
    code = {text: k for k, text in enumerate(log.dictionaries["user"])}
    home = {int(u): (b, k) for b, bucket in enumerate(log.buckets) for k, u in enumerate(bucket.users)}
    asked = [(u, c) for u in users for c in cutoffs]
    codes = [code.get(u, -1) for u, _ in asked]
    where = [home.get(c, (-1, -1)) for c in codes]
    return Rows(
        np.array([b for b, _ in where], np.int32), np.array([p for _, p in where], np.int32),
        np.array(codes, np.int32), np.array([c for _, c in asked], np.int64),
    )  # fmt: skip


def spec_of(log: PreparedLog, family: str | None = None, **options: Any) -> FeatureSpec:
    """The spec at a horizon of 7 days and a lookback of 60, of one family or of all."""
    spec = make_spec(log, 7.0, **{"lookback_days": 60.0, "country": "DE", "shared_by": 1, **options})
    return FeatureSpec(context=spec.context, families=(family,) if family else spec.families)


def row_of(found: Sequence[dict[str, Any]], cutoff: int, family: str, **options: Any) -> dict[str, float]:
    """Name -> value of the only user's row, with a lookback of 60 days (`lookback_days=`): for planted answers."""
    log = log_of(found)
    table = features_of(log, [found[0]["user"]], [cutoff], spec_of(log, family, **options))
    return dict(zip(table.names, map(float, table.values[0])))


def features_of(
    log: PreparedLog, users: Iterable[str], cutoffs: Iterable[int], spec: FeatureSpec, threads: int = 1
) -> Table:
    return compute_features(log, ask(log, users, cutoffs), spec, threads=threads)


def event(days_before: float, type: str = "view", **facts: Any) -> dict[str, Any]:
    """One event of user `u`, so many days of 24 hours before NOON: `event(9)` is noon nine days ago."""
    return {
        "user": "u", "time": NOON - round(days_before * DAY_US), "type": type, "item": "i0", "category": "c0", **facts
    }  # fmt: skip


CUTOFFS = (
    NOON - 30 * DAY_US,
    NOON - 8 * DAY_US,
    NOON - 7 * DAY_US,
    NOON,
    NOON + 5 * DAY_US + 3 * HOUR_US,
    NOON + 9 * DAY_US,
)
