"""Where windows begin: cutoffs and days back, laid on the shop's calendar."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from foresale.log.events import DAY_US
from foresale.log.instants import day_start
from foresale.log.memory import local_day_and_clock

Instants = npt.NDArray[np.int64]


class Calendar:
    """Distinct cutoffs, ascending, on the shop's calendar; windows are laid once for all families that share them."""

    def __init__(self, cutoffs: Instants, zone: str, stretch: float = 1.0) -> None:
        self.cutoffs, self.zone, self.stretch = cutoffs, zone, stretch
        self.days, self.midnights = local_days(cutoffs, zone)
        self._laid: dict[tuple[float, ...], Instants] = {}

    def edges(self, windows: tuple[float, ...]) -> Instants:
        """int64[n, w], see `lay_edges`."""
        if windows not in self._laid:
            self._laid[windows] = lay_edges(self.cutoffs, [w * self.stretch for w in windows], self.zone)
        return self._laid[windows]


def local_days(instants: Instants, zone: str) -> tuple[npt.NDArray[np.int32], Instants]:
    """Local day number of each instant (days since 1970-01-01 in the zone), and the instant that begins the day."""
    days, _ = local_day_and_clock(instants, zone)
    return days, _midnights(days, zone)


def lay_edges(cutoffs: Instants, windows: Sequence[float], zone: str) -> Instants:
    """int64[n, w]: the instant at which each window before each cutoff begins, never before the first window's.

    Whole days are steps from midnight to midnight of the local calendar (some have 23 or 25 hours); the time of day,
    and the rest of a window that is no whole day, are absolute. So edges ascend with the cutoffs whatever the clocks
    do, which kernels rely on.
    """
    days, midnights = local_days(cutoffs, zone)
    edges = np.empty((len(cutoffs), len(windows)), np.int64)
    for j, window in enumerate(windows):
        whole = int(window)
        begins, ends = _midnights(days - whole, zone), _midnights(days - whole + 1, zone)
        edges[:, j] = np.minimum(begins + (cutoffs - midnights), ends) if whole else cutoffs
        edges[:, j] -= round((window - whole) * DAY_US)
    return np.maximum(edges, edges[:, :1])


def _midnights(days: npt.NDArray[np.int32], zone: str) -> Instants:
    distinct, which = np.unique(days, return_inverse=True)
    return np.array([day_start(int(d), zone) for d in distinct], np.int64)[which]
