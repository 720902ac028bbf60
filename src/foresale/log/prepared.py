"""The prepared log as the floors above see it: buckets of users, each user's events in order of time.

A `PreparedLog` is a view. `before(instant)` gives the same log with everything at or after the instant out of reach:
every group simply ends earlier, so nothing built on the view can see the future.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from foresale.log import events as ev
from foresale.log.daily import DailyCounts, count_days
from foresale.log.findings import Finding
from foresale.log.gaps import find_breaks, find_dense_span, find_holes
from foresale.log.groups import IntArray, first_at_or_after
from foresale.log.id_key import LogKey
from foresale.log.identity import FOREVER, Identity
from foresale.log.instants import day_start
from foresale.log.reading import Counts, Reading
from foresale.log.sight import counts_in_sight, findings_in_sight
from foresale.log.tables import Attributes


@dataclass(frozen=True)
class Bucket:
    """A share of the users: the unit of memory, of threads and of a cluster's work.

    users        : int32[u]   codes of the log's user dictionary
    starts, ends : int64[u]   user k's events are columns[...][starts[k]:ends[k]], ascending in time
    columns      : name -> array[n], memory-mapped; names as in `foresale.log.events`, further columns as `x:NAME`
    labels       : int64[n]   the log's own session of each event (`sessions.label_of`); None where it has none
    """

    users: IntArray
    starts: IntArray
    ends: IntArray
    columns: Mapping[str, npt.NDArray[Any]]
    labels: npt.NDArray[np.int64] | None = None

    def before(self, instant: int) -> Bucket:
        """The same users with only their events before `instant` (users left with none stay, empty)."""
        ends = first_at_or_after(self.columns["time"], self.starts, self.ends, instant)
        return replace(self, ends=ends)

    @property
    def seen(self) -> npt.NDArray[np.int64] | slice:
        """Where in the columns the users' events in sight lie, user by user."""
        lengths = self.ends - self.starts
        n = int(lengths.sum())
        if n == len(self.columns["time"]):
            return slice(None)
        return np.repeat(self.starts - np.append(0, np.cumsum(lengths)[:-1]), lengths) + np.arange(n)


@dataclass(frozen=True)
class Column:
    """A further column that the shop's log has beside the canonical ones, stored as `x:NAME`."""

    name: str
    kind: str  # "number" (float64) or "category" (int32 codes of dictionary `x:NAME`)


@dataclass(frozen=True)
class LeftOut:
    """Users whom the owner does not count among the customers.

    codes         : int32[n] who;  users, events : how many of them were in sight
    said          : the flags;  told : what else is to be said of them
    """

    codes: IntArray = field(default_factory=lambda: np.zeros(0, np.int32))
    users: int = 0
    events: int = 0
    said: str = ""
    told: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class PreparedLog:
    """The event log, checked, coded and clustered by user and time.

    zone         : IANA name of the shop's time zone (where days begin)
    unit         : finest unit of `time` in the log: "us", "ms", "s", "minute", "hour" or "day"
    owner        : what the groups are: "user", or "session" where the log has no user
    types        : code -> name of the event types present (canonical codes, the shop's own from FIRST_OWN_TYPE)
    first, last  : microseconds UTC of the first and last event in sight
    dictionaries : column -> texts by code ("user", "item", "category", "x:NAME", ...)
    item_table   : attributes of items (float64, or int32 codes of dictionary `item:NAME`) as far as they may be known
    user_table   : attributes of users, likewise `user:NAME`
    ownerless    : events without a user (guests), in order of time; they count for items only, starts is empty
    identity     : which ids are of one person, and since when (events keep the id they came with: `people.groups`)
    session_minutes : idle time that cut the sessions where the log has none of its own; None: not cut
    until        : the instant before which everything in sight lies, or None
    reading      : what was understood of the raw log, with the counts of all its rows; None for a log made of columns
    path         : folder of the store; None in memory
    content_hash : name of the store: hash of the files' content, the reading and the format; empty in memory
    quarantine   : Parquet file of the rows that could not be used; None in memory
    noticed      : what cleaning has to tell beside the counts, of the whole log
    id_key       : with which ids that are contact data are hashed; None where none are, and in memory
    left_out     : users who were taken out of sight, with all of their events

    `daily`, `dense_start`, `dense_end`, `holes`, `breaks`, `counts` and `findings` are found in what is in sight, when
    first asked for (`oddities.oddities(log)`: what else is odd there).
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
    item_table: Attributes = field(default_factory=Attributes)
    user_table: Attributes = field(default_factory=Attributes)
    ownerless: Bucket | None = None
    identity: Identity = field(default_factory=Identity.none)
    session_minutes: float | None = 30
    until: int | None = None
    reading: Reading | None = None
    path: Path | None = None
    content_hash: str = ""
    quarantine: Path | None = None
    noticed: tuple[Finding, ...] = ()
    left_out: LeftOut = field(default_factory=LeftOut)
    id_key: LogKey | None = None

    @property
    def n_users(self) -> int:
        return sum(len(b.users) for b in self.buckets)

    @property
    def users_in_sight(self) -> IntArray:
        """Codes of the users with an event in sight: what the table of users says of the others is of the future."""
        return np.concatenate([b.users[b.ends > b.starts] for b in self.buckets])

    @property
    def columns(self) -> frozenset[str]:
        """Names of the columns that this log has."""
        return frozenset(self.buckets[0].columns) if self.buckets else frozenset()

    def person_of(self, users: IntArray) -> npt.NDArray[np.int32]:
        """The ids by which their people are known as far as is in sight."""
        return self.identity.person(users, FOREVER if self.until is None else self.until)

    def code(self, type_name: str) -> int | None:
        """Code of an event type by name, None where the log has no such type."""
        return next((c for c, n in self.types.items() if n == type_name), None)

    def before(self, instant: int) -> PreparedLog:
        """The log as it was just before `instant`: later events are out of sight.

        Vocabularies (`dictionaries`) keep their codes; whoever counts or ranks them does so over the events in sight.
        """
        if self.until is not None:
            instant = min(instant, self.until)
        buckets = [b.before(instant) for b in self.buckets]
        ownerless = self.ownerless
        if ownerless is not None:
            seen = int(np.searchsorted(ownerless.columns["time"], instant))
            ownerless = replace(ownerless, columns={k: v[:seen] for k, v in ownerless.columns.items()})
        return replace(
            self, **_in_sight_of(buckets), ownerless=ownerless, identity=self.identity.before(instant), until=instant
        )

    def without(
        self, users: IntArray, said: str, told: tuple[Finding, ...] = (), as_of: int | None = None
    ) -> PreparedLog:
        """The log without some users (codes): they have no event in it, so nobody asks them and nothing counts them.

        said  : the flags by which the owner wanted it
        as_of : which ids are theirs is known before it; by default, as far as is in sight
        """
        out = np.zeros(len(self.dictionaries["user"]), bool)
        out[users] = True
        everybody = np.arange(len(out))
        out |= out[self.person_of(everybody) if as_of is None else self.identity.person(everybody, as_of)]
        buckets = [replace(b, ends=np.where(out[b.users], b.starts, b.ends)) for b in self.buckets]
        sight = _in_sight_of(buckets)
        gone = int((out[self.users_in_sight]).sum())
        return replace(self, **sight, left_out=LeftOut(users, gone, self.n_events - sight["n_events"], said, told))

    @cached_property
    def counts(self) -> Counts:
        """What became of the rows in sight."""
        return counts_in_sight(self)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the owner should hear about the reading and the rows in sight."""
        return findings_in_sight(self)

    @cached_property
    def daily(self) -> DailyCounts:
        """Events by local day and type, and active users by day, of what is in sight."""
        return count_days(self.buckets, self.ownerless, sorted(self.types))

    @cached_property
    def dense_span(self) -> tuple[int, int]:
        """Instants (from, until) between which the log is dense: a few strays may lie outside."""
        days = find_dense_span(self.daily)
        return day_start(days[0], self.zone), day_start(days[1], self.zone)

    @property
    def dense_start(self) -> int:
        """The instant at which the log's dense span begins: earlier events are strays."""
        return self.dense_span[0]

    @property
    def dense_end(self) -> int:
        """The local midnight after the dense span: later events are strays."""
        return self.dense_span[1]

    @cached_property
    def holes(self) -> tuple[tuple[int, int], ...]:
        """[(from, until)] microseconds: days without events inside the dense span that nothing explains."""
        return tuple((day_start(a, self.zone), day_start(b, self.zone)) for a, b in find_holes(self.daily, self.zone))

    @cached_property
    def breaks(self) -> tuple[tuple[int, Finding], ...]:
        """[(instant, text)]: local midnights at which the tracking changed, with what changed."""
        return tuple((day_start(day, self.zone), what) for day, what in find_breaks(self.daily, self.types))


def _in_sight_of(buckets: Sequence[Bucket]) -> dict[str, Any]:
    """The buckets with what follows from the events that they show: how many there are, the first and the last."""
    last, first, n = ev.NEVER, 2**63 - 1, 0
    for b in buckets:
        some = b.ends > b.starts
        n += int((b.ends - b.starts).sum())
        if some.any():
            last = max(last, int(b.columns["time"][b.ends[some] - 1].max()))
            first = min(first, int(b.columns["time"][b.starts[some]].min()))
    return {"buckets": buckets, "first": first, "last": last, "n_events": n}
