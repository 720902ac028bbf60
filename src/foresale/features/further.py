"""Further columns of the log that hold numbers: the newest, how many, their sum and their mean of long and of late."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.columns import in_sight
from foresale.features.compiling import first_since, over_groups
from foresale.features.context import Context, column_names
from foresale.features.family import Family, Feature
from foresale.log.prepared import PreparedLog

STEPS = 2.0**38  # numbers are added up in whole steps, so many to the largest: exact, and 10,000 fit into int64


def each(context: Context) -> tuple[str, ...]:
    return tuple(column for column, kind in context.further.items() if kind == "number")


def features(context: Context) -> tuple[Feature, ...]:
    """The same for each column."""
    names = column_names(each(context))
    return tuple(f for column, name in names.items() for f in _features(context, column.removeprefix("x:"), name))


def _features(context: Context, plain: str, name: str) -> tuple[Feature, ...]:
    means = tuple(
        Feature(
            f"{name}_mean_{context.window_name(w)}", "number", f"mean {plain} in {context.window_text(w)}",
            f"no {plain} in it", source=plain,
        )
        for w in context.few_windows
    )  # fmt: skip
    whole = context.window_text(context.lookback_days)
    return (
        *means,
        Feature(f"{name}_sum_all", "number", f"sum of {plain} in {whole}", source=plain),
        Feature(f"{name}_events_all", "events", f"number of events with {plain} in {whole}", source=plain),
        Feature(
            f"{name}_newest", "number", f"newest {plain}", f"no {plain} in sight",
            "mean over the events of the newest instant", source=plain,
        ),
    )  # fmt: skip


def learn(log: PreparedLog, context: Context) -> dict[str, float]:
    """The largest magnitude of each column; larger ones will count as that."""
    found = {}
    for column in each(context):
        values = [np.abs(b.columns[column][in_sight(b)]) for b in log.buckets]
        largest = max((float(v[np.isfinite(v)].max(initial=0.0)) for v in values), default=0.0)
        found[f"further.{column}"] = min(largest, 1e30) or 1.0
    return found


def params(context: Context, column: str) -> npt.NDArray[np.float64]:
    """The size of a step."""
    return np.array([context.learned.get(f"further.{column}", 1.0) / STEPS])


@njit
def kernel(time, value, start, end, cutoffs, days, edges, params, out):
    """Fill one group's rows.

    time, value : int64[n], float64[n]  the events, ascending in time within [start, end); NaN is missing
    edges       : int64[m, w]  window j of row r is edges[r, j] <= time < cutoffs[r]
    params      : float64[1]   the size of a step
    out         : float32[m, w + 3]
    """
    step, w = params[0], edges.shape[1]
    for j in range(w):
        lo = hi = start
        total = n = latest = n_latest = 0
        latest_at = np.int64(0)
        for r in range(len(cutoffs)):
            if hi < end and time[hi] < edges[r, j]:
                total = n = 0
                lo = hi = first_since(time, hi, end, edges[r, j])
            while hi < end and time[hi] < cutoffs[r]:
                if not np.isnan(value[hi]):
                    steps = _steps(value[hi], step)
                    total += steps
                    n += 1
                    if n_latest == 0 or time[hi] != latest_at:
                        latest = n_latest = 0
                        latest_at = time[hi]
                    latest += steps
                    n_latest += 1
                hi += 1
            while lo < hi and time[lo] < edges[r, j]:
                if not np.isnan(value[lo]):
                    total -= _steps(value[lo], step)
                    n -= 1
                lo += 1
            out[r, j] = total / n * step if n > 0 else np.nan
            if j == 0:
                out[r, w] = total * step
                out[r, w + 1] = n
                out[r, w + 2] = latest / n_latest * step if n > 0 else np.nan


@njit(inline="always")
def _steps(value, step):
    return int(np.rint(max(min(value / step, STEPS), -STEPS)))


FAMILY = Family(
    name="further",
    reads=("time", "*"),
    features=features,
    run=over_groups(kernel),
    params=params,
    windows=lambda context: context.few_windows,
    each=each,
    learn=learn,
)
