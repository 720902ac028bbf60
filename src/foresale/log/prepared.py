"""The prepared log as the floors above see it: buckets of users, each user's events in order of time.

A `PreparedLog` is a view. `before(instant)` gives the same log with everything at or after the instant out of reach:
every group simply ends earlier, so nothing built on the view can see the future.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from foresale.log import events as ev

IntArray = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Bucket:
    """A share of the users: the unit of memory, of threads and of a cluster's work.

    users        : int32[u]   codes of the log's user dictionary
    starts, ends : int64[u]   user k's events are columns[...][starts[k]:ends[k]], ascending in time
    columns      : name -> array[n], memory-mapped; names as in `foresale.log.events`, further columns as `x:NAME`
    """

    users: IntArray
    starts: IntArray
    ends: IntArray
    columns: Mapping[str, npt.NDArray[Any]]

    def before(self, instant: int) -> Bucket:
        """The same users with only their events before `instant` (users left with none stay, empty)."""
        time = self.columns["time"]
        ends = self.starts + np.fromiter(
            (np.searchsorted(time[s:e], instant) for s, e in zip(self.starts, self.ends)), np.int64, len(self.users)
        )
        return replace(self, ends=ends)


@dataclass(frozen=True)
class Column:
    """A further column that the shop's log has beside the canonical ones, stored as `x:NAME`."""

    name: str
    kind: str  # "number" (float64) or "category" (int32 codes of dictionary `x:NAME`)


@dataclass(frozen=True)
class PreparedLog:
    """The event log, checked, coded and clustered by user and time.

    zone         : IANA name of the shop's time zone (where days begin)
    unit         : finest unit of `time` in the log: "us", "ms", "s", "minute", "hour" or "day"
    owner        : what the groups are: "user", or "session" where the log has no user
    types        : code -> name of the event types present (canonical codes, the shop's own from FIRST_OWN_TYPE)
    first, last  : microseconds UTC of the first and last event in sight
    dictionaries : column -> texts by code ("user", "item", "category", "x:NAME", ...)
    item_table   : attribute -> array by item code (float64, or int32 codes of dictionary `item:NAME`); fixed attributes only
    user_table   : attribute -> array by user code, likewise `user:NAME`
    ownerless    : events without a user (guests): they count for items only; starts and ends are empty
    holes        : [(from, until)] microseconds, spans without events that nothing explains
    breaks       : [(instant, text)] instants at which tracking changed
    until        : the instant before which everything in sight lies, or None
    """

    zone: str
    unit: str
    owner: str
    types: Mapping[int, str]
    first: int
    last: int
    n_events: int
    buckets: Sequence[Bucket]
    dictionaries: Mapping[str, Sequence[str]]
    further: Sequence[Column] = ()
    item_table: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    user_table: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    ownerless: Bucket | None = None
    holes: Sequence[tuple[int, int]] = ()
    breaks: Sequence[tuple[int, str]] = ()
    until: int | None = None

    @property
    def n_users(self) -> int:
        return sum(len(b.users) for b in self.buckets)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def columns(self) -> frozenset[str]:
        """Names of the columns that this log has."""
        return frozenset(self.buckets[0].columns) if self.buckets else frozenset()

    def code(self, type_name: str) -> int | None:
        """Code of an event type by name, None where the log has no such type."""
        return next((c for c, n in self.types.items() if n == type_name), None)

    def before(self, instant: int) -> PreparedLog:
        """The log as it was just before `instant`: later events, holes and breaks are out of sight.

        Vocabularies (`dictionaries`) keep their codes; whoever counts or ranks them does so over the events in sight.
        """
        buckets = [b.before(instant) for b in self.buckets]
        last, first, n = ev.NEVER, 2**63 - 1, 0
        for b in buckets:
            some = b.ends > b.starts
            n += int((b.ends - b.starts).sum())
            if some.any():
                last = max(last, int(b.columns["time"][b.ends[some] - 1].max()))
                first = min(first, int(b.columns["time"][b.starts[some]].min()))
        ownerless = self.ownerless
        if ownerless is not None:
            seen = ownerless.columns["time"] < instant
            ownerless = replace(ownerless, columns={k: v[seen] for k, v in ownerless.columns.items()})
        return replace(
            self, buckets=buckets, first=first, last=last, n_events=n, ownerless=ownerless, until=instant,
            holes=[h for h in self.holes if h[1] <= instant], breaks=[b for b in self.breaks if b[0] < instant],
        )  # fmt: skip

    def groups(self) -> Iterator[tuple[Bucket, int]]:
        """Every user in sight with at least one event, as (bucket, place in the bucket)."""
        for bucket in self.buckets:
            for k in np.flatnonzero(bucket.ends > bucket.starts):
                yield bucket, int(k)
