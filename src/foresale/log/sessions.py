"""Sessions: the log's own, or cut where a user was idle; numbered within a user in order of time."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

FINE_ENOUGH = ("us", "ms", "s", "minute")  # an idle half hour cannot be seen in a log of whole hours


def label_of(session: str) -> int:
    """A session's number by its text, the same everywhere: 63 bits of its MD5 (DuckDB: `md5_number_lower(s) >> 1`)."""
    digest = hashlib.md5(session.encode("utf-8"), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little") >> 1


def cut_at_idle(time: Array, starts: Array, idle_us: int) -> Array:
    """Session numbers (int32[n]) of events in order: a new one begins more than `idle_us` after the event before.

    time : int64[n], ascending within a user; starts : int64[u], where each user begins.
    """
    new = np.append(True, np.diff(time) > idle_us) if len(time) else np.zeros(0, bool)
    return _number(new, starts)


def own_sessions(time: Array, label: Array, starts: Array, ends: Array) -> Array:
    """Session numbers (int32[n]) from the log's own labels (int64[n], equal where the session is the same; -1: none).

    A session's place is that of its first event. Numbers never fall within a user: where sessions interleave (two
    devices), and where an event has no label, it counts with the newest session begun; before any it has -1.
    """
    if not len(time):
        return np.zeros(0, np.int32)
    user = np.repeat(np.arange(len(starts)), ends - starts)
    order = np.lexsort((label, user))  # stable: within a session in order of time
    first = np.append(True, (np.diff(user[order]) != 0) | (np.diff(label[order]) != 0))
    owner, name = user[order][first], label[order][first]
    # Sessions that begin in one instant follow their label, so that nothing hangs on the order of rows.
    by_start = np.lexsort((name, time[order][first], name == -1, owner))
    place = np.empty(len(owner), np.int64)
    place[by_start] = np.arange(len(owner))
    base = np.full(len(starts), len(owner))
    np.minimum.at(base, owner, place)
    newest = np.empty(len(time), np.int64)
    newest[order] = np.where(name == -1, -1, place)[np.cumsum(first) - 1]
    numbers: Array = np.maximum(np.maximum.accumulate(newest) - base[user], -1).astype(np.int32)
    return numbers


def _number(new: Array, starts: Array) -> Array:
    """Running number of each event's session within its user; `new` marks the events that begin one."""
    new = new.copy()
    new[starts] = True
    running = np.cumsum(new)
    first = np.zeros(len(new), running.dtype)
    first[starts] = np.diff(running[starts], prepend=0)
    numbers: Array = (running - np.cumsum(first)).astype(np.int32)
    return numbers
