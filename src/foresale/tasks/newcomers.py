"""What newcomers do: the answer for somebody without history, learned from the first events of others."""

from __future__ import annotations

import numpy as np

from foresale.log.prepared import PreparedLog
from foresale.tasks.labels import labels
from foresale.tasks.rows import Rows
from foresale.tasks.targets import Labels
from foresale.tasks.task import Task

MOST_PER_BUCKET = 20_000
SETTLED = 0.25  # of the log's span: who is first seen earlier may have been there before the log began
PRIOR_ROWS = 20.0  # newcomers at the rate of everybody, so that three newcomers do not say 0 or 1


def newcomers_rate(log: PreparedLog, task: Task, k: int, otherwise: float) -> float:
    """Share of the users first seen in the later three quarters of the log whose answer to the k-th horizon, asked just
    after their first event, is yes; `otherwise` where the log cannot tell."""
    if isinstance(task.target, Labels):
        return otherwise
    settled = log.dense_start + SETTLED * (log.last - log.dense_start)
    yes, n = PRIOR_ROWS * otherwise, PRIOR_ROWS
    for b, bucket in enumerate(log.buckets):
        place = np.flatnonzero(bucket.ends > bucket.starts)
        first = bucket.columns["time"][bucket.starts[place]]
        place, first = place[first >= settled], first[first >= settled]
        step = max(1, len(place) // MOST_PER_BUCKET)
        place, first = place[::step], first[::step]
        if not len(place):
            continue
        rows = Rows(
            bucket=np.full(len(place), b, np.int32), place=place.astype(np.int32),
            user=bucket.users[place].astype(np.int32), cutoff=first.astype(np.int64) + 1,
            label=np.full((len(place), len(task.horizons)), np.nan, np.float32),
            in_population=np.ones(len(place), bool), weight=np.ones(len(place), np.float32),
        )  # fmt: skip
        label = labels(log, task, rows)[:, k]
        yes += float(np.nansum(label))
        n += float((~np.isnan(label)).sum())
    return yes / n
