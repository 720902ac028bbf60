"""Conversion: how often one step of the user leads to the next, drawn toward the shop's own rate where little was seen.

A rate is (steps + 1) / (chances + 1 / m), with m the shop's own rate: as if each user came with one success at it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.columns import in_sight
from foresale.features.compiling import first_since, over_groups
from foresale.features.context import Context, plural
from foresale.features.family import Family, Feature
from foresale.log.events import CODE_OF
from foresale.log.prepared import PreparedLog

# (step, chance): one of the first for each of the second
STEPS = (("purchase", "view"), ("cart", "view"), ("purchase", "cart"))


def _pairs(context: Context) -> list[tuple[str, str]]:
    return [pair for pair in STEPS if context.has(*pair)]


def windows(context: Context) -> tuple[float, ...]:
    """The lookback and about four horizons; in one horizon alone there is too little to tell rates."""
    return context.few_windows[:2]


def features(context: Context) -> tuple[Feature, ...]:
    """Each rate of long and of late."""
    return tuple(
        Feature(
            f"{plural(step)}_per_{chance}_{context.window_name(window)}", "ratio",
            f"{step} events per {chance}, drawn toward the shop's own rate, in {context.window_text(window)}",
            formula=f"({plural(step)} + 1) / ({plural(chance)} + 1 / shop's rate)",
        )
        for window in windows(context)
        for step, chance in _pairs(context)
    )  # fmt: skip


def learn(log: PreparedLog, context: Context) -> dict[str, float]:
    """The shop's own rate of each pair."""
    seen = np.zeros(256, np.int64)
    for bucket in log.buckets:
        seen += np.bincount(bucket.columns["type"][in_sight(bucket)], minlength=256)
    return {
        f"conversion.{step}_per_{chance}": float(seen[CODE_OF[step]] / seen[CODE_OF[chance]])
        for step, chance in _pairs(context)
    }


def params(context: Context) -> npt.NDArray[np.float64]:
    """For each pair: code of the step, code of the chance, the shop's rate."""
    return np.array(
        [
            (CODE_OF[step], CODE_OF[chance], context.learned.get(f"conversion.{step}_per_{chance}", 1.0))
            for step, chance in _pairs(context)
        ]
    ).ravel()


@njit
def kernel(time, type, start, end, cutoffs, days, edges, scratch, params, out):
    """Fill one group's rows.

    time, type : int64[n], uint8[n]  the events, ascending in time within [start, end)
    edges      : int64[m, w]  window j of row r is edges[r, j] <= time < cutoffs[r]
    scratch    : int64[256]   events by type in the window
    params     : float64[3 p]  step, chance and the shop's rate of each pair
    out        : float32[m, w * p]  never NaN
    """
    p = len(params) // 3
    for j in range(edges.shape[1]):
        scratch[:] = 0
        lo = hi = start
        for r in range(len(cutoffs)):
            if hi < end and time[hi] < edges[r, j]:
                scratch[:] = 0
                lo = hi = first_since(time, hi, end, edges[r, j])
            while hi < end and time[hi] < cutoffs[r]:
                scratch[type[hi]] += 1
                hi += 1
            while lo < hi and time[lo] < edges[r, j]:
                scratch[type[lo]] -= 1
                lo += 1
            for k in range(p):
                step, chance = scratch[int(params[3 * k])], scratch[int(params[3 * k + 1])]
                out[r, j * p + k] = (step + 1.0) / (chance + 1.0 / params[3 * k + 2])


FAMILY = Family(
    name="conversion",
    reads=("time", "type"),
    features=features,
    run=over_groups(kernel),
    params=params,
    windows=windows,
    scratch=lambda context: 256,
    learn=learn,
)
