"""A shop's log as text, and how to spoil it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

Row = Sequence[str]
Change = Callable[[int, Row], Row | None]
HEADER = "user_id,event_time,event_type,product_id,price"


def shop() -> list[Row]:
    """120 customers of 120 days: user, time, type, item, price, in order of time."""
    chance, rows = random.Random(1), []
    opening = datetime(2024, 1, 1)
    for user in range(120):
        rate, at = chance.gammavariate(1.2, 0.15), opening + timedelta(days=chance.random() * 40)
        while (at := at + timedelta(days=chance.expovariate(rate + 0.02))) < opening + timedelta(days=120):
            kind = chance.choices(["view", "cart", "purchase"], [0.7, 0.15, 0.15])[0]
            when = at.isoformat(" ", "seconds")
            rows.append((f"u{user:04d}", when, kind, f"i{chance.randrange(50)}", f"{chance.uniform(1, 90):.2f}"))
    return sorted(rows, key=lambda row: row[1])


GOOD = shop()


def csv(change: Change | None = None, header: str = HEADER) -> str:
    """The shop's log; `change` gives each row anew, None leaves it out."""
    rows = GOOD if change is None else [new for n, row in enumerate(GOOD) if (new := change(n, row)) is not None]
    return "\n".join([header, *map(",".join, rows)]) + "\n"


def put(place: int, value: str, every: int = 1) -> Change:
    """Every so-manieth row gets `value` in its column number `place`."""
    return lambda n, row: (*row[:place], value, *row[place + 1 :]) if n % every == 0 else row
