"""The one order of events: by user, time, type, item, and then by everything else that an event has.

Rows that are equal in every column are interchangeable, so the order of the rows in the files has no say in anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def event_order(
    user_rank: Array, columns: Mapping[str, Array], ranks: Mapping[str, Array] | None = None
) -> npt.NDArray[np.int64]:
    """The permutation that puts events in order.

    Parameters
    ----------
    user_rank : int[n]      place of each event's user among all users, by id text
    columns   : name -> [n] the events' columns; `time` and `type` among them
    ranks     : name -> int[codes]  place of each code by its text, for coded columns whose codes do not stand in order
    """
    time = columns["time"]
    order = np.lexsort((time, user_rank))
    # Most events are alone in their instant: only the others are worth the remaining keys.
    same = (np.diff(user_rank[order]) == 0) & (np.diff(time[order]) == 0)
    if not same.any():
        return order
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    run = np.cumsum(~np.append(False, same))[tied]
    rows = order[tied]
    first = [name for name in ("type", "item") if name in columns]
    rest = sorted(name for name in columns if name not in ("time", "type", "item"))
    keys = []
    for name in [*first, *rest]:
        values = columns[name][rows]
        rank = ranks.get(name) if ranks else None
        keys.append(np.where(values < 0, -1, rank[values]) if rank is not None and len(rank) else values)
    order[tied] = rows[np.lexsort((*reversed(keys), run))]
    return order


def group_bounds(user: Array) -> tuple[Array, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Users of events that are already together, with the start and end of each one's events."""
    if not len(user):
        return user[:0], np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.flatnonzero(np.append(True, np.diff(user) != 0)).astype(np.int64)
    return user[starts], starts, np.append(starts[1:], len(user)).astype(np.int64)


def text_rank(texts: Array) -> npt.NDArray[np.int64]:
    """Place of each text among all of them, by code point (which is also the order of their UTF-8 bytes)."""
    rank = np.empty(len(texts), np.int64)
    rank[np.argsort(np.asarray(texts, dtype=object), kind="stable")] = np.arange(len(texts))
    return rank
