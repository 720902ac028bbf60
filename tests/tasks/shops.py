"""Small logs for the tests of this floor."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from foresale.log.instants import midnight, parse_instant
from foresale.log.memory import log_from_columns
from foresale.log.prepared import PreparedLog


def daily_shop(
    days: int, start: str = "2014-04-15", zone: str = "Asia/Shanghai", per_day: int = 12, without: Collection[int] = (),
    users: int = 37, seed: int = 0,
) -> PreparedLog:  # fmt: skip
    """Views and purchases on every day but those of `without`, from shortly after midnight to shortly before."""
    rng = np.random.default_rng(seed)
    opening = parse_instant(start, zone)
    time, user, kind = [], [], []
    for day in range(days):
        if day in without:
            continue
        begins, ends = midnight(opening, zone, day), midnight(opening, zone, day + 1)
        at = np.linspace(begins + 60_000_000, ends - 60_000_000, per_day).astype(np.int64)
        time += at.tolist()
        user += [f"u{k}" for k in rng.integers(users, size=per_day)]
        kind += rng.choice(["view", "purchase"], size=per_day, p=[0.7, 0.3]).tolist()
    return log_from_columns(user=user, time=np.array(time), type=kind, zone=zone)
