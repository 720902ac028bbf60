"""Sessions: the log's own, or cut where a user was idle; numbered within a user in order of time."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MINUTE_US = 60_000_000
FINE_ENOUGH = ("us", "ms", "s", "minute")  # an idle half hour cannot be seen in a log of whole hours


def cut_at_idle(time: Array, starts: Array, idle_us: int) -> npt.NDArray[np.int32]:
    """Session numbers of events in order: a new one begins where more than `idle_us` passed since the event before.

    time : int64[n], ascending within a user; starts : int64[u], where each user begins.
    """
    new = np.append(True, np.diff(time) > idle_us) if len(time) else np.zeros(0, bool)
    return _number(new, starts)


def own_sessions(time: Array, label: Array, starts: Array, ends: Array) -> npt.NDArray[np.int32]:
    """Session numbers from the log's own labels (int64[n], equal where the session is the same; -1: none).

    A session's place is that of its first event; one that has no label is no session (-1). Sessions may interleave
    (two devices); their events then keep their own number.
    """
    user = np.repeat(np.arange(len(starts)), ends - starts)
    order = np.lexsort((label, user))  # stable: within a session in order of time
    first = np.append(True, (np.diff(user[order]) != 0) | (np.diff(label[order]) != 0)) if len(time) else order == 0
    session = np.cumsum(first) - 1
    at, owner, name = order[first], user[order][first], label[order][first]
    # Sessions that begin in one instant follow their label, so that nothing hangs on the order of rows.
    by_start = np.lexsort((name, time[at], name == -1, owner))
    number = np.empty(len(at), np.int64)
    number[by_start] = np.arange(len(at))
    base = np.full(len(starts), np.iinfo(np.int64).max)
    np.minimum.at(base, owner, number)
    number = np.where(name == -1, -1, number - base[owner])
    out = np.empty(len(time), np.int32)
    out[order] = number[session]
    return out


def _number(new: Array, starts: Array) -> npt.NDArray[np.int32]:
    """Running number of each event's session within its user; `new` marks the events that begin one."""
    new = new.copy()
    new[starts] = True
    running = np.cumsum(new)
    first = np.zeros(len(new), running.dtype)
    first[starts] = np.diff(running[starts], prepend=0)
    return (running - np.cumsum(first)).astype(np.int32)
