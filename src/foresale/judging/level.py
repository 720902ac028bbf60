"""The level: by how many log odds p must move so that the expected total fits the newest labelled cutoffs.

Order and level are two problems: many cutoffs teach the order, the newest labelled one sets the level - as far as the
level really moves. How far is estimated, as a local level model (random walk plus noise, Harvey 1989):

    r_c = level_c + e_c          e_c ~ N(0, v_c)          r_c: log odds by which cutoff c's total was off
    level_c = level_(c-1) + w_c  w_c ~ N(0, q x days)     v_c: its sampling variance, 1 / sum of p (1 - p)

With q = 0 every cutoff counts by its size; with a large q only the newest does. q is not chosen but averaged over, by
its likelihood times a prior: the level of a shop moves by some .1 log odds a month (log-normal, factor 2 either way).
Label windows that overlap make neighbouring cutoffs agree, so q comes out low rather than high.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foresale.judging import metrics as m
from foresale.log.events import DAY_US
from foresale.models.odds import expit, log_odds

Floats = npt.NDArray[np.float64]
START_SD = 0.5  # log odds: how far off a model's own level may be before any cutoff is seen
_MONTHLY_SD = np.geomspace(0.005, 1.5, 40)  # grid of sqrt(q x 30 days)
_PRIOR = np.exp(-0.5 * (np.log(_MONTHLY_SD / 0.1) / 0.7) ** 2)


@dataclass(frozen=True)
class Level:
    """shift: log odds to add;  error: its standard error;  drift: sd of the level's move in 30 days (log odds)."""

    shift: float = 0.0
    error: float = START_SD
    drift: float = 0.1

    def ahead(self, days: float) -> float:
        """Standard deviation of the level `days` after the newest labelled cutoff."""
        return float(np.sqrt(self.error**2 + self.drift**2 * max(days, 0.0) / 30))


def offsets(
    p: Floats, label: Floats, cutoffs: npt.NDArray[np.int64], weight: Floats | None = None
) -> tuple[npt.NDArray[np.int64], Floats, Floats]:
    """(distinct cutoffs ascending, r_c, v_c). Each gets half a buyer and half a non-buyer, so none is infinite."""
    w = np.ones(len(p)) if weight is None else weight
    distinct, place = np.unique(cutoffs, return_inverse=True)
    x = log_odds(p)
    off, variance = np.empty(len(distinct)), np.empty(len(distinct))
    for c in range(len(distinct)):
        here = place == c
        z, y, k = np.r_[x[here], x[here].mean()], np.r_[w[here] * label[here], 0.5], np.r_[w[here], 1.0]
        off[c] = m.recalibrate(z, y[None], k[None], slope=False)[0][0]
        q = expit(z + off[c])
        variance[c] = 1 / float((k * q * (1 - q)).sum())
    return distinct, off, variance


def local_level(days: Floats, off: Floats, variance: Floats, start_sd: float = START_SD) -> Level:
    """The level after the last of the observations (Kalman filter for every q of the grid, averaged by evidence).

    days : float64[k] ascending, when each was observed;  off, variance : r_c and v_c
    """
    q = _MONTHLY_SD**2 / 30
    mean, spread = np.zeros(len(q)), np.full(len(q), start_sd**2)
    evidence = np.log(_PRIOR)
    for c in range(len(off)):
        if c:
            spread = spread + q * (days[c] - days[c - 1])
        total = spread + variance[c]
        surprise = off[c] - mean
        if c:  # the first one tells how good the model's level is, not how the level moves
            evidence = evidence - 0.5 * (np.log(total) + surprise**2 / total)
        gain = spread / total
        mean, spread = mean + gain * surprise, spread * (1 - gain)
    w = np.exp(evidence - evidence.max())
    w /= w.sum()
    shift = m.dot(w, mean)
    return Level(
        shift, float(np.sqrt(m.dot(w, spread + (mean - shift) ** 2))), float(np.sqrt(m.dot(w, _MONTHLY_SD**2)))
    )


def fit_level(p: Floats, label: Floats, cutoffs: npt.NDArray[np.int64], weight: Floats | None = None) -> Level:
    """The level that out-of-time predictions at labelled cutoffs (microseconds) ask for."""
    if not len(p):
        return Level()
    distinct, off, variance = offsets(p, label, cutoffs, weight)
    return local_level(distinct / DAY_US, off, variance)
