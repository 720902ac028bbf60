"""Rows: one asked question each, a user at a cutoff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from foresale.errors import KeyAskedTwice, NobodyIdentified, NoCustomers
from foresale.log.events import IS_DEVICE, NEVER, PURCHASE
from foresale.log.people import groups
from foresale.log.prepared import Bucket, PreparedLog
from foresale.tasks.nearest import NO_EVENT, Ints, nearest_events
from foresale.tasks.population import Population
from foresale.tasks.task import Task


@dataclass(frozen=True)
class Rows:
    """n questions as arrays of length n; from `rows_at` they are ordered by (cutoff, id text).

    bucket, place : int32    where the user's events lie; -1 for a user that the log has never seen
    user          : int32    code in the log's user dictionary, -1 unseen
    cutoff        : int64    microseconds UTC
    label         : float32[n, h]  1 or 0 for each horizon, NaN where unknown
    in_population : bool     as of the row's own cutoff
    weight        : float32  1, or the inverse of the share that was sampled
    """

    bucket: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]
    user: npt.NDArray[np.int32]
    cutoff: Ints
    label: npt.NDArray[np.float32]
    in_population: npt.NDArray[np.bool_]
    weight: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.cutoff)

    def select(self, which: npt.NDArray[Any]) -> Rows:
        """The rows of a mask, or at indices, in that order."""
        return Rows(*(getattr(self, f.name)[which] for f in fields(self)))

    def concat(self, *others: Rows) -> Rows:
        """These rows and then the others, in the order given."""
        return Rows(*(np.concatenate([getattr(r, f.name) for r in (self, *others)]) for f in fields(self)))

    def with_label(self, label: npt.NDArray[np.float32]) -> Rows:
        """The same rows with these labels."""
        return replace(self, label=label)

    def ids(self, log: PreparedLog) -> list[str | None]:
        """The users' ids as the shop wrote them, None for unseen users."""
        texts = log.dictionaries["user"]
        return [texts[u] if u >= 0 else None for u in self.user]


def rows_at(log: PreparedLog, task: Task, cutoffs: Sequence[int] | Ints) -> Rows:
    """Everybody in the task's population at each cutoff, ordered by (cutoff, id text); labels are still unknown.

    A person is asked once: a device that is known by then to be a customer's has no row of its own.

    Raises NoCustomers where the log has sessions only, NobodyIdentified where the population needs customer ids.
    """
    whom, h = asked_population(log, task), len(task.horizons)
    asked = np.unique(np.asarray(cutoffs, np.int64))
    parts = []
    for b, bucket in enumerate(log.buckets):
        users = everybody(b, bucket, asked, h)
        users.in_population[:] = members(log, users, whom) & ~merged(log, users.user, users.cutoff)
        parts.append(users.select(users.in_population))
    rows = nobody(h).concat(*parts)
    return rows.select(np.lexsort((rank_by_text(log)[rows.user], rows.cutoff)))


def everybody(b: int, bucket: Bucket, cutoffs: Ints, horizons: int) -> Rows:
    """A row for every user of bucket number `b` at every cutoff, whether seen before it or not."""
    place = np.tile(np.arange(len(bucket.users), dtype=np.int32), len(cutoffs))
    n = len(place)
    return Rows(
        bucket=np.full(n, b, np.int32), place=place, user=bucket.users[place].astype(np.int32),
        cutoff=np.repeat(cutoffs, len(bucket.users)), label=np.full((n, horizons), np.nan, np.float32),
        in_population=np.zeros(n, bool), weight=np.ones(n, np.float32),
    )  # fmt: skip


def nobody(horizons: int) -> Rows:
    """No rows."""
    none = np.zeros(0, np.int32)
    return Rows(
        none, none, none, np.zeros(0, np.int64), np.zeros((0, horizons), np.float32), np.zeros(0, bool),
        np.zeros(0, np.float32),
    )  # fmt: skip


def rows_for_keys(log: PreparedLog, task: Task, ids: Sequence[str], cutoffs: Sequence[int] | Ints) -> Rows:
    """One row for each given (id, cutoff), in the given order; users that the log has never seen have place -1.

    A device that is known by then to be a customer's gets the answer of that customer, under the id as it was given.

    Raises KeyAskedTwice, naming the rows counted from 1.
    """
    whom = asked_population(log, task)
    cutoff = np.asarray(cutoffs, np.int64)
    asked = pa.array(ids, pa.string())
    found: Any = pc.index_in(asked, value_set=pa.array(log.dictionaries["user"], pa.string()))
    user = pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    _refuse_repeats(asked, cutoff)
    bucket_of, place_of = places(log)
    n, h = len(cutoff), len(task.horizons)
    rows = Rows(
        bucket=bucket_of[user], place=place_of[user], user=user, cutoff=cutoff,
        label=np.full((n, h), np.nan, np.float32), in_population=np.zeros(n, bool), weight=np.ones(n, np.float32),
    )  # fmt: skip
    rows.in_population[:] = members(log, rows, whom)
    return rows


def asked_population(log: PreparedLog, task: Task) -> Population:
    """The task's population, once it is clear that the log can tell who belongs to it."""
    if task.population is None or not task.horizons:
        raise ValueError(f"the task is not complete, choose_task fills it: {task}")
    if log.owner != "user":
        raise NoCustomers()
    if task.population.kind == "identified" and not identified(log).any():
        raise NobodyIdentified()
    return task.population


def identified(log: PreparedLog) -> npt.NDArray[np.bool_]:
    """By user code: whether an event in sight names the customer and not a device only; in a log without devices every
    user is a customer."""
    known = np.zeros(len(log.dictionaries["user"]), bool)
    for bucket in log.buckets:
        if IS_DEVICE not in bucket.columns:
            known[bucket.users] = True
            continue
        named = np.append(0, np.cumsum(bucket.columns[IS_DEVICE] == 0))
        known[bucket.users] = named[bucket.ends] > named[bucket.starts]
    return known


def members(log: PreparedLog, rows: Rows, whom: Population) -> npt.NDArray[np.bool_]:
    """Whether each row's person is in the population, by the events of all ids that are known then to be theirs."""
    since = np.full(len(rows), NEVER, np.int64)
    if whom.within is not None:
        each, which = np.unique(rows.cutoff, return_inverse=True)
        since = np.fromiter((whom.within.before(int(c), log.zone) for c in each), np.int64, len(each))[which]
    inside = np.zeros(len(rows), bool)
    for bucket, place, which in groups(log, rows.bucket, rows.place, rows.cutoff):
        cutoff = rows.cutoff[which]
        latest, _ = nearest_events(bucket, place, cutoff, PURCHASE if whom.kind == "bought" else None)
        inside[which] = (latest > NEVER) & (latest >= since[which])
        if whom.kind == "identified" and IS_DEVICE in bucket.columns:
            named, _ = nearest_events(bucket, place, cutoff, among=bucket.columns[IS_DEVICE] == 0)
            inside[which] &= named > NEVER
    return inside


def merged(log: PreparedLog, user: npt.NDArray[Any], instants: int | Ints) -> npt.NDArray[np.bool_]:
    """Whether each id is known as of its instant to be of a person who goes by another id."""
    return np.asarray(log.identity.person(user, instants) != user)


def first_seen(log: PreparedLog, rows: Rows) -> Ints:
    """Time of the first event before the cutoff of each row's person, NO_EVENT where there is none."""
    first = np.full(len(rows), NO_EVENT, np.int64)
    for bucket, place, which in groups(log, rows.bucket, rows.place, rows.cutoff):
        starts, some = bucket.starts[place], bucket.ends[place] > bucket.starts[place]
        first[which[some]] = bucket.columns["time"][starts[some]]
    first[first >= rows.cutoff] = NO_EVENT
    return first


def places(log: PreparedLog) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """(bucket, place) by user code, with one more entry of -1 at the end, where code -1 looks."""
    n = len(log.dictionaries["user"])
    bucket_of, place_of = np.full(n + 1, -1, np.int32), np.full(n + 1, -1, np.int32)
    for b, bucket in enumerate(log.buckets):
        bucket_of[bucket.users] = b
        place_of[bucket.users] = np.arange(len(bucket.users))
    return bucket_of, place_of


def rank_by_text(log: PreparedLog) -> npt.NDArray[np.int64]:
    """By user code: the id's rank in the order of texts (by code points, the same on every machine)."""
    order = pc.array_sort_indices(pa.array(log.dictionaries["user"], pa.string())).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _refuse_repeats(ids: Any, cutoff: Ints) -> None:
    codes = ids.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    order = np.lexsort((np.arange(len(cutoff)), cutoff, codes))
    same = (np.diff(codes[order]) == 0) & (np.diff(cutoff[order]) == 0)
    if same.any():
        at = int(np.flatnonzero(same)[0])
        raise KeyAskedTwice(first=int(order[at]) + 1, second=int(order[at + 1]) + 1)
