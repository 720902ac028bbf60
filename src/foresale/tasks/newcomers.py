"""What newcomers do, learned from the first events of others.

Only who came is seen to be a newcomer, so this is the most that may be said of somebody without history, who perhaps
never comes: `judging.answer.cold_answer` makes the answer of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foresale.log.events import DAY_US
from foresale.log.prepared import PreparedLog
from foresale.tasks.ground import SHORTEST_FEATURE_DAYS
from foresale.tasks.labels import labels, window_ends
from foresale.tasks.plan import Plan
from foresale.tasks.rows import Rows, first_seen
from foresale.tasks.targets import Labels
from foresale.tasks.task import Task

MOST_PER_BUCKET = 20_000
SETTLED = 0.25  # of the log's span: who is first seen earlier may have been there before the log began
PRIOR_ROWS = 20.0  # newcomers at the rate of everybody, so that three newcomers do not say 0 or 1
SPANS = 6  # of equal length, in which newcomers' rates are compared
ENOUGH = 30  # newcomers in a span


@dataclass(frozen=True)
class Newcomers:
    """rate: share whose answer is yes;  n: newcomers who told it

    moved : standard deviation by which the log odds of one span's newcomers were off from those before it, beyond
            sampling; None where too few newcomers came to tell
    """

    rate: float
    n: int
    moved: float | None


def newcomers(log: PreparedLog, task: Task, k: int, plan: Plan, otherwise: float) -> Newcomers:
    """The answers to the k-th horizon of the users first seen in the later three quarters of the log, asked just after
    their first event. Only answers that are wholly known count: windows that end by `plan.ends` (a last day cut short
    is no evidence of absence) and touch neither a hole nor a change of tracking, as for every cutoff of the plan.

    otherwise : the rate of everybody, which stands in for `PRIOR_ROWS` newcomers, and for all where the log is mute
    """
    if isinstance(task.target, Labels):
        return Newcomers(otherwise, 0, None)
    settled = plan.begins + SETTLED * (plan.ends - plan.begins)
    yes, seen = [np.zeros(0)], [np.zeros(0, np.int64)]
    for b, bucket in enumerate(log.buckets):
        place = np.flatnonzero(bucket.ends > bucket.starts)
        first = bucket.columns["time"][bucket.starts[place]]
        place, first = place[first >= settled], first[first >= settled]
        step = max(1, len(place) // MOST_PER_BUCKET)
        place, first = place[::step], first[::step]
        known = _wholly_known(first, window_ends(log, task.horizons, first + 1)[:, k], plan)
        place, first = place[known], first[known]
        if not len(place):
            continue
        rows = Rows(
            bucket=np.full(len(place), b, np.int32), place=place.astype(np.int32),
            user=bucket.users[place].astype(np.int32), cutoff=first.astype(np.int64) + 1,
            label=np.full((len(place), len(task.horizons)), np.nan, np.float32),
            in_population=np.ones(len(place), bool), weight=np.ones(len(place), np.float32),
        )  # fmt: skip
        # Who logs in for the first time on a device that is known has been there before.
        new = first_seen(log, rows) == first
        label = labels(log, task, rows)[:, k].astype(np.float64)
        label[~new] = np.nan
        yes.append(label[~np.isnan(label)])
        seen.append(first[~np.isnan(label)])
    told, at = np.concatenate(yes), np.concatenate(seen)
    rate = (PRIOR_ROWS * otherwise + float(told.sum())) / (PRIOR_ROWS + len(told))
    return Newcomers(rate, len(told), _moved(told, at, settled, plan.ends))


def _wholly_known(first: npt.NDArray[np.int64], until: npt.NDArray[np.int64], plan: Plan) -> npt.NDArray[np.bool_]:
    """bool[n]: whether the window from the first event until its end ends in time and touches no hole and no break. Who
    is first seen right after a hole may have come in it."""
    known = until <= plan.ends
    for begins, ends in plan.holes:
        known &= (until <= begins) | (first >= ends + SHORTEST_FEATURE_DAYS * DAY_US)
    for instant, _ in plan.breaks:
        known &= (until <= instant) | (first >= instant)
    return known


def _moved(told: npt.NDArray[np.float64], at: npt.NDArray[np.int64], since: float, ends: int) -> float | None:
    """By how much each span's log odds differ from those of all before it: root of the mean square, sampling taken out,
    and the sampling of the whole added (it is what the answer to the next newcomer rests on)."""
    edges = np.linspace(since, ends, SPANS + 1)[1:-1]
    span = np.searchsorted(edges, at, side="right")
    n, k = np.bincount(span, minlength=SPANS), np.bincount(span, weights=told, minlength=SPANS)
    n, k = n[n >= ENOUGH], k[n >= ENOUGH]
    if len(n) < 3:
        return None
    odds, variance = _log_odds(k, n)
    before, its_variance = _log_odds(np.cumsum(k)[:-1], np.cumsum(n)[:-1])
    beyond = float(np.mean((odds[1:] - before) ** 2 - variance[1:] - its_variance))
    return float(np.sqrt(max(beyond, 0.0) + _log_odds(k.sum(), n.sum())[1]))


def _log_odds(k: npt.ArrayLike, n: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(log odds, their sampling variance) of k in n, with half a yes and half a no more (Anscombe 1956)."""
    yes, no = np.asarray(k) + 0.5, np.asarray(n) - np.asarray(k) + 0.5
    return np.log(yes / no), 1 / yes + 1 / no
