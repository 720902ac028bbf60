"""A small shop, whose year other systems export each in their own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

START = datetime(2024, 1, 5, 9, tzinfo=UTC)
GOODS = [(f"SKU-{n:03}", f"Mug no. {n}", 4.5 + 2.25 * n, ("Kitchen", "Garden")[n % 2]) for n in range(1, 9)]


@dataclass(frozen=True)
class Order:
    """What one customer bought; `lines` are (place in GOODS, quantity)."""

    n: int
    customer: int
    at: datetime
    lines: tuple[tuple[int, int], ...]

    @property
    def total(self) -> float:
        return round(sum(GOODS[good][2] * quantity for good, quantity in self.lines), 2)

    @property
    def paid(self) -> bool:
        return self.n % 10 != 7

    @property
    def refunded(self) -> bool:
        """All of its first line comes back, six days later."""
        return self.n % 10 == 4

    @property
    def back(self) -> float:
        good, quantity = self.lines[0]
        return GOODS[good][2] * quantity


def orders(many: int = 60, customers: int = 23) -> list[Order]:
    """Orders in the order of their times, of one to three different products."""
    chance = Random(7)
    return [
        Order(
            n, chance.randrange(customers), START + timedelta(hours=31 * n, minutes=7 * n, seconds=n),
            tuple((good, chance.randint(1, 3)) for good in chance.sample(range(len(GOODS)), 1 + n % 3)),
        )
        for n in range(many)
    ]  # fmt: skip


def bought(some: list[Order]) -> float:
    return round(sum(order.total for order in some), 2)
