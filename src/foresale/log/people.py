"""The events of people: of each row's id, and of all ids that are known to be of the same person as of its instant.

The one place where identity meets events: features, populations, labels and all that walk a row's history come here.
Rows of people without links get the log's own buckets, untouched; for the others a small bucket is made, with a group
for each person and each stretch of time in which the same ids are known to be theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from foresale.log.cluster import cluster
from foresale.log.events import SESSION
from foresale.log.groups import IntArray, first_at_or_after
from foresale.log.prepared import Bucket, PreparedLog

Places = npt.NDArray[np.int64]


def groups(
    log: PreparedLog, bucket: IntArray, place: IntArray, instants: IntArray
) -> Iterator[tuple[Bucket, Places, Places]]:
    """(bucket, places in it, which rows) until every row with a place has been given.

    A row's group there holds its person's events: all of them before its instant, perhaps later ones too. At its place
    in `bucket.users` is the id that the person is known by as of the instant: for a device that has been merged, the
    customer's.

    bucket, place : int[n]  where the row's own id lies; place -1 is nobody, and is not given
    instants      : int64[n]  as of when; links count that are known before it
    """
    known = np.flatnonzero(place >= 0)
    for b in np.unique(bucket[known]):
        which = known[bucket[known] == b]
        whole, at = log.buckets[b], place[which].astype(np.int64)
        linked = _linked(log, whole, at)
        if not len(linked):
            yield whole, at, which
            continue
        at, merged, group = _merged(log, whole, at, linked, instants[which[linked]])
        alone = np.ones(len(which), bool)
        alone[linked[group >= 0]] = False
        if alone.any():
            yield whole, at[alone], which[alone]
        if merged is not None:
            yield merged, group[group >= 0], which[~alone]


def _linked(log: PreparedLog, bucket: Bucket, place: Places) -> Places:
    """The rows whose id is ever linked with another."""
    if not len(log.identity.spans.device):
        return np.zeros(0, np.int64)
    known, ids = log.identity.circles.ascending, bucket.users[place]
    return np.flatnonzero(known[np.minimum(np.searchsorted(known, ids), len(known) - 1)] == ids)


def _merged(
    log: PreparedLog, bucket: Bucket, place: Places, linked: Places, instants: IntArray
) -> tuple[Places, Bucket | None, Places]:
    """(places of all rows, the bucket of people with several ids, the group there of each linked row, -1 for none).

    A linked row whose person has events under one id only goes to that id's own place.
    """
    identity, circles = log.identity, log.identity.circles
    person = identity.person(bucket.users[place[linked]], instants)
    root = identity.in_the_end(person)
    # Rows of a person between two changes of the circle are of one group.
    first, last = (np.searchsorted(circles.owner, root, side=side) for side in ("left", "right"))
    stretch = first_at_or_after(circles.changes, first, last, instants)
    key = person.astype(np.int64) * (len(circles.changes) + 1) + stretch
    _, one, of_row = np.unique(key, return_index=True, return_inverse=True)
    until = np.full(len(one), -(2**63), np.int64)
    np.maximum.at(until, of_row, instants)
    person, root = person[one], root[one]

    # Every id of the circle that is the person's then and has events before.
    first, last = (np.searchsorted(circles.root, root, side=side) for side in ("left", "right"))
    group = np.repeat(np.arange(len(one)), last - first)
    ids = circles.ids[_ranges(first, last)]
    at = np.minimum(np.searchsorted(bucket.users, ids), len(bucket.users) - 1)
    theirs = (bucket.users[at] == ids) & (identity.person(ids, until[group]) == person[group])
    group, ids, at = group[theirs], ids[theirs], at[theirs]
    starts = np.asarray(bucket.starts, np.int64)[at]
    ends = first_at_or_after(bucket.columns["time"], starts, np.asarray(bucket.ends, np.int64)[at], until[group])
    own = ids == person[group]
    home = np.zeros(len(one), np.int64)
    home[group[own]] = at[own]
    some = ends > starts
    others = np.zeros(len(one), bool)
    others[group[some & ~own]] = True

    place = place.copy()
    place[linked] = home[of_row]
    number = np.where(others, np.cumsum(others) - 1, -1)
    if not others.any():
        return place, None, number[of_row]
    some &= others[group]
    events = _ranges(starts[some], ends[some])
    owner = np.repeat(number[group[some]], ends[some] - starts[some]).astype(np.int32)
    columns = {name: values[events] for name, values in bucket.columns.items() if name != SESSION}
    labels = bucket.labels[events] if bucket.labels is not None else None
    made = cluster(owner, columns, labels, log.unit, log.session_minutes)
    merged = Bucket(person[others], made.starts, made.ends, made.columns)
    return place, merged, number[of_row]


def _ranges(first: IntArray, last: IntArray) -> Places:
    """The numbers of [first[0], last[0]), then those of [first[1], last[1]) ..."""
    lengths = last - first
    before = np.cumsum(lengths) - lengths
    return np.repeat(first - before, lengths) + np.arange(int(lengths.sum()))
