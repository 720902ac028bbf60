"""The one order of events: by user, time, type, item, and then by everything else that an event has.

Rows that are equal in every column are interchangeable, so the order of the rows in the files has no say in anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from foresale.log import events as ev
from foresale.log.prepared import Bucket
from foresale.log.sessions import FINE_ENOUGH, cut_at_idle, own_sessions

Array = npt.NDArray[Any]
LABEL = "session_label"


def cluster(
    user: Array, columns: Mapping[str, Array], labels: Array | None, unit: str, session_minutes: float | None
) -> Bucket:
    """Gather events under their users, in order, with their sessions.

    Parameters
    ----------
    user    : int32[n] codes of users, which stand in the order of their ids
    columns : name -> [n], in any order of rows; codes of texts stand in the order of the texts
    labels  : int64[n] the log's own sessions (`sessions.label_of`, -1: none); None where it has none
    session_minutes : idle time that ends a session where the log has none; None: no sessions

    Returns
    -------
    bucket : with the column `session`, and the labels in its order
    """
    keys = dict(columns) if labels is None else {**columns, LABEL: labels}
    order = event_order(user, keys)
    stored = {name: values[order] for name, values in columns.items()}
    labels = labels[order] if labels is not None else None
    user = user[order]
    starts = np.flatnonzero(np.append(True, np.diff(user) != 0)) if len(user) else np.zeros(0, np.int64)
    ends = np.append(starts[1:], len(user))[: len(starts)]
    if labels is not None:
        stored[ev.SESSION] = own_sessions(stored["time"], labels, starts, ends)
    elif session_minutes is not None and unit in FINE_ENOUGH:
        stored[ev.SESSION] = cut_at_idle(stored["time"], starts, round(session_minutes * ev.MINUTE_US))
    else:
        stored[ev.SESSION] = np.full(len(user), -1, np.int32)
    return Bucket(user[starts], starts, ends, stored, labels)


def without_owner(columns: Mapping[str, Array]) -> Bucket:
    """Events without a user, in order of time."""
    n = len(columns["time"])
    order = event_order(np.zeros(n, np.int8), columns)
    nobody = np.zeros(0, np.int64)
    stored = {name: values[order] for name, values in columns.items()} | {ev.SESSION: np.full(n, -1, np.int32)}
    return Bucket(nobody.astype(np.int32), nobody, nobody, stored)


def _by_user_and_time(user: Array, time: Array) -> npt.NDArray[np.int64]:
    """Ties in any order."""
    if not len(user):
        return np.zeros(0, np.int64)
    first, last, start, end = int(user.min()), int(user.max()), int(time.min()), int(time.max())
    span = end - start + 1
    if (last - first + 1) * span >= 2**63:
        return np.lexsort((time, user))
    return np.argsort((user.astype(np.int64) - first) * span + (time - start))  # one key takes a third of the time


def event_order(user: Array, columns: Mapping[str, Array]) -> npt.NDArray[np.int64]:
    """The permutation that puts events in order."""
    time = columns["time"]
    order = _by_user_and_time(user, time)
    # Most events are alone in their instant: only the others are worth the remaining keys.
    same = (np.diff(user[order]) == 0) & (np.diff(time[order]) == 0)
    if not same.any():
        return order
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    run = np.cumsum(~np.append(False, same))[tied]
    rows = order[tied]
    first = [name for name in ("type", "item") if name in columns]
    rest = sorted(name for name in columns if name not in ("time", "type", "item"))
    order[tied] = rows[np.lexsort((*(columns[name][rows] for name in reversed([*first, *rest])), run))]
    return order
