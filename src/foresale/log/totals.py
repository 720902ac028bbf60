"""Sums over the events in sight: what a manifest says of all of a store, and a view of what lies before its instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from foresale.log import events as ev
from foresale.log.prepared import Bucket, PreparedLog
from foresale.log.reading import Counts

Array = npt.NDArray[Any]


@dataclass
class Totals:
    """Sums over buckets and over the events without a user.

    types : int64[256] events by code;  items : bool[n] codes of items that occur
    money, guests_money : of purchases; NaN amounts count as none
    priced : purchases that have an amount, those without a user among them
    """

    items: npt.NDArray[np.bool_]
    types: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(256, np.int64))
    events: int = 0
    users: int = 0
    purchases: int = 0
    without_user: int = 0
    first: int = 2**63 - 1
    last: int = ev.NEVER
    money: float = 0.0
    guests_money: float = 0.0
    priced: int = 0

    @classmethod
    def of(cls, log: PreparedLog) -> Totals:
        """Of all that is in sight of a log."""
        totals = cls(np.zeros(len(log.dictionaries.get("item", ())), bool))
        for bucket in log.buckets:
            totals.add(bucket)
        if log.ownerless is not None:
            totals.add_ownerless(log.ownerless)
        return totals

    def add(self, bucket: Bucket) -> None:
        """Users' events between their starts and ends."""
        seen = bucket.seen
        time = bucket.columns["time"][seen]
        self.events += len(time)
        self.users += int((bucket.ends > bucket.starts).sum())
        self.purchases += int((bucket.columns["type"][seen] == ev.PURCHASE).sum())
        self.money += self._put(bucket, seen)
        if len(time):
            self.first, self.last = min(self.first, int(time.min())), max(self.last, int(time.max()))

    def add_ownerless(self, bucket: Bucket) -> None:
        """Events without a user, all of them."""
        self.without_user += len(bucket.columns["time"])
        self.guests_money += self._put(bucket, slice(None))

    def counts(self, told: Counts) -> Counts:
        """`told` with everything that the events themselves say put right."""
        money = self.money + self.guests_money
        return msgspec.structs.replace(
            told, events=self.events, without_user=self.without_user, purchases=self.purchases, users=self.users,
            # Rounded: the last bits of a sum depend on how buckets share it.
            items=int(self.items.sum()), without_user_revenue=round(self.guests_money / money, 6) if money else None,
            start=self.first if self.events else None, end=self.last if self.events else None,
        )  # fmt: skip

    def _put(self, bucket: Bucket, seen: Array | slice) -> float:
        kind = bucket.columns["type"][seen]
        self.types += np.bincount(kind, minlength=256)
        if "item" in bucket.columns:
            item = bucket.columns["item"][seen]
            self.items[item[item >= 0]] = True
        if "amount" not in bucket.columns:
            return 0.0
        amounts = bucket.columns["amount"][seen][kind == ev.PURCHASE]
        self.priced += int((~np.isnan(amounts)).sum())
        return float(np.nansum(amounts))
