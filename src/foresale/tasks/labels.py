"""Labels: what happened inside [cutoff, cutoff + horizon), on the shop's calendar.

A label is known once its whole window lies before the end of what can be read; before that it is NaN, also where the
event has already been seen, for only the early ones would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from foresale.errors import NobodyAsked, NoSuchEvent, OneAnswerOnly, TargetFunctionFailed
from foresale.language import tr
from foresale.log.events import CODED, NUMBERS
from foresale.log.instants import midnight_after
from foresale.log.people import groups
from foresale.log.prepared import Bucket, PreparedLog
from foresale.tasks.duration import Duration
from foresale.tasks.label_file import rows_from_file
from foresale.tasks.nearest import Ints, nearest_events
from foresale.tasks.rows import Rows, rows_at
from foresale.tasks.targets import Does, Function, Labels
from foresale.tasks.task import Task


def labels(log: PreparedLog, task: Task, rows: Rows) -> npt.NDArray[np.float32]:
    """float32[n, h]: 1 and 0 for each row and horizon, NaN where the window is not over in `log`.

    `log` is the view to read from: `log.before(T)` gives no label whose window ends after T. Later horizons are never
    less true than shorter ones. Labels of a file come with their rows (`rows_from_file`) and are returned as they are.

    A window tells of the person: of all ids that are known to be theirs by its end, as labels look ahead.
    """
    if isinstance(task.target, Labels):
        return rows.label
    ends = window_ends(log, task.horizons, rows.cutoff)
    if isinstance(task.target, Function):
        out = _from_function(log, task.target, rows, ends)
    else:
        out = _from_events(log, task.target, rows, ends)
    out[ends > known_until(log)] = np.nan
    return out


def labelled_rows(log: PreparedLog, task: Task, cutoffs: Sequence[int] | Ints) -> Rows:
    """`rows_at` with their labels: the rows to learn and to judge from.

    A device that logs in during a window is asked beside its customer: at the cutoff nobody can know that they are one,
    so it is two questions, as in scoring, and what the person does answers both with yes. (`coverage` counts people.)
    """
    if isinstance(task.target, Labels):
        rows = rows_from_file(log, task)
        return rows.select(np.isin(rows.cutoff, np.asarray(cutoffs, np.int64)) & rows.in_population)
    rows = rows_at(log, task, cutoffs)
    return rows.with_label(labels(log, task, rows))


def check_answers(rows: Rows, task: Task) -> None:
    """Raise where nothing can be learned: NobodyAsked without rows, OneAnswerOnly where every known label of the
    longest horizon is the same."""
    known = rows.label[:, -1][~np.isnan(rows.label[:, -1])]
    if not len(known):
        raise NobodyAsked(task=task)
    if known.min() == known.max():
        raise OneAnswerOnly(rows=len(known), answer=tr("yes") if known[0] else tr("no"))


def known_until(log: PreparedLog) -> int:
    """The end of what can be known: the view's `until`, else the first local midnight after the last event."""
    return log.until if log.until is not None else midnight_after(log.last, log.zone)


def window_ends(log: PreparedLog, horizons: Sequence[Duration], cutoff: Ints) -> Ints:
    """int64[n, h]: where each row's windows end."""
    each, which = np.unique(cutoff, return_inverse=True)
    ends = np.array([[h.after(int(c), log.zone) for h in horizons] for c in each], np.int64)
    return ends.reshape(len(each), len(horizons))[which]


def _from_events(log: PreparedLog, target: Does, rows: Rows, ends: Ints) -> npt.NDArray[np.float32]:
    code = log.code(target.type)
    if code is None:
        raise NoSuchEvent(type=target.type, known=", ".join(log.types.values()))
    does = np.zeros(ends.shape, bool)
    for j in range(ends.shape[1]):
        for bucket, place, which in groups(log, rows.bucket, rows.place, ends[:, j]):
            _, first = nearest_events(bucket, place, rows.cutoff[which], code)
            does[which, j] = first < ends[which, j]
    # What a device did in a short window stays done where it turns out to be shared in a longer one.
    does = np.logical_or.accumulate(does, axis=1)
    out: npt.NDArray[np.float32] = (does != target.negated).astype(np.float32)
    return out


def _from_function(log: PreparedLog, target: Function, rows: Rows, ends: Ints) -> npt.NDArray[np.float32]:
    function = target.load()
    out = np.full(ends.shape, np.nan, np.float32)
    nothing = Bucket(*(np.zeros(1, np.int64),) * 3, columns=dict(log.buckets[0].columns))
    unseen = np.flatnonzero(rows.place < 0)
    nobody = [(nothing, np.zeros(len(unseen), np.int64), unseen)] if len(unseen) else []
    for j in range(ends.shape[1]):
        for bucket, places, which in chain(groups(log, rows.bucket, rows.place, ends[:, j]), nobody):
            for place, r in zip(places.tolist(), which.tolist()):
                start, end = int(bucket.starts[place]), int(bucket.ends[place])
                edges = np.searchsorted(bucket.columns["time"][start:end], [rows.cutoff[r], ends[r, j]]) + start
                history = _texts(log, bucket, start, int(edges[0]))
                future = _texts(log, bucket, int(edges[0]), int(edges[1]))
                try:
                    answer = function(history, future)
                    out[r, j] = np.nan if answer is None else float(answer)
                except Exception as why:  # whatever a stranger's function raises is a mistake in it
                    raise TargetFunctionFailed(name=target.name, reason=f"{type(why).__name__}: {why}") from why
                if out[r, j] not in (0, 1) and not np.isnan(out[r, j]):
                    raise TargetFunctionFailed(name=target.name, reason=tr("it answered neither true nor false"))
    return out


def _texts(log: PreparedLog, bucket: Bucket, start: int, end: int) -> dict[str, npt.NDArray[Any]]:
    """One user's events [start, end) as a person would write them: texts for codes, a copy for each caller."""
    out: dict[str, npt.NDArray[Any]] = {}
    for name, column in bucket.columns.items():
        part = column[start:end]
        if name == "type":
            out[name] = np.array([log.types[int(c)] for c in part], object)
        elif name in CODED or (name.startswith("x:") and name in log.dictionaries):
            texts = log.dictionaries[name]
            out[name.removeprefix("x:")] = np.array([texts[int(c)] if c >= 0 else None for c in part], object)
        elif name == "time" or name in NUMBERS or name.startswith("x:"):
            out[name.removeprefix("x:")] = part.copy()
    return out
