"""Where an instant falls among the ascending times of each of many groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.integer[Any]]


def first_at_or_after(
    time: IntArray, starts: IntArray, ends: IntArray, instant: int | IntArray
) -> npt.NDArray[np.int64]:
    """For each group the index of its first entry at or after `instant` (one for all, or one each), its end where
    there is none.

    One binary search over all groups at once: log2(longest group) steps, and only the pages that they touch.
    """
    low, high = starts.astype(np.int64), ends.astype(np.int64)
    instants = np.broadcast_to(np.asarray(instant, np.int64), low.shape)
    open_ = np.flatnonzero(low < high)
    while len(open_):
        middle = (low[open_] + high[open_]) // 2
        earlier = time[middle] < instants[open_]
        low[open_[earlier]] = middle[earlier] + 1
        high[open_[~earlier]] = middle[~earlier]
        open_ = open_[low[open_] < high[open_]]
    return low
