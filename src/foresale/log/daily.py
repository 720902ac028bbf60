"""A log day by day: how many events of each type, how many users active."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Events(Protocol):
    """What is counted: a bucket."""

    @property
    def starts(self) -> Array: ...
    @property
    def ends(self) -> Array: ...
    @property
    def columns(self) -> Mapping[str, Array]: ...


@dataclass(frozen=True)
class DailyCounts:
    """Counts by local day, the days from the first to the last with an event, none left out.

    first_day : local day number of row 0
    types     : codes, in the order of the columns of `events`
    events    : int64[days, types]  events of users
    active    : int64[days]  users with an event on that day
    ownerless : int64[days]  events without a user
    """

    first_day: int
    types: tuple[int, ...]
    events: npt.NDArray[np.int64]
    active: npt.NDArray[np.int64]
    ownerless: npt.NDArray[np.int64]

    @property
    def total(self) -> npt.NDArray[np.int64]:
        """int64[days]: all events, those without a user too (a day with guests only was not lost)."""
        total: npt.NDArray[np.int64] = self.events.sum(axis=1) + self.ownerless
        return total

    @property
    def weekdays(self) -> npt.NDArray[np.int64]:
        """int64[days]: 0 Monday to 6 Sunday."""
        return (self.first_day + 3 + np.arange(len(self.active))) % 7  # 1 January 1970 was a Thursday


def count_days(buckets: Iterable[Events], ownerless: Events | None, types: Sequence[int]) -> DailyCounts:
    """Count the events in sight of `buckets` (between starts and ends) and of `ownerless` (all)."""
    place = np.zeros(256, np.int64)
    place[list(types)] = np.arange(len(types))
    parts: list[tuple[int, Array, Array]] = []  # first day, events[days, types], active[days]
    for bucket in buckets:
        lengths = bucket.ends - bucket.starts
        n = int(lengths.sum())
        if not n:
            continue
        shift = np.repeat(bucket.starts - np.append(0, np.cumsum(lengths)[:-1]), lengths)
        seen = shift + np.arange(n)
        day, kind = bucket.columns["day"][seen], place[bucket.columns["type"][seen]]
        user = np.repeat(np.arange(len(lengths)), lengths)
        first, last = int(day.min()), int(day.max())
        counts = np.bincount((day - first) * len(types) + kind, minlength=(last - first + 1) * len(types))
        # Days rise within a user, so a user is new to a day exactly where one of both changes.
        new = np.append(True, (np.diff(day) != 0) | (np.diff(user) != 0))
        active = np.bincount(day[new] - first, minlength=last - first + 1)
        parts.append((first, counts.reshape(-1, len(types)), active))
    loose = ownerless.columns["day"] if ownerless is not None else np.zeros(0, np.int32)
    first = min([p[0] for p in parts] + ([int(loose.min())] if len(loose) else []), default=0)
    last = max([p[0] + len(p[2]) for p in parts] + ([int(loose.max()) + 1] if len(loose) else []), default=0)
    events, active = np.zeros((last - first, len(types)), np.int64), np.zeros(last - first, np.int64)
    for start, counts, users in parts:
        events[start - first : start - first + len(users)] += counts
        active[start - first : start - first + len(users)] += users
    return DailyCounts(first, tuple(types), events, active, np.bincount(loose - first, minlength=last - first))
