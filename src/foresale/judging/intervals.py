"""A 90 % interval around every p: what the model does not know, and what the shop may do until the answer is known.

On the scale of log odds four errors add up as variances:

- the calibration: binomial error of the rows around this p that taught it (clustered by user)
- the model: spread between models of other seeds, samples or cutoffs, where the caller has them
- the level: its error now and its drift until the cutoff asked (`level.Level.ahead`)
- no history: how far the answers to cold rows were off, at least .25

So the interval is about the share of buyers among people with this score at the coming cutoff. A single person buys or
does not; no interval of p says more about that than p itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from foresale.judging import metrics as m
from foresale.judging.level import Level
from foresale.judging.tenths import design_effect

Floats = npt.NDArray[np.float64]
Z_90 = 1.644854
COLD_MIN, COLD_UNKNOWN = 0.25, 0.7  # log odds: at least; and where no cold row was ever judged
_ROWS, _BINS = 100, 10  # a bin holds at least so many rows; at most so many bins


@dataclass(frozen=True)
class Intervals:
    """x: float64[k] log odds of the bins, ascending;  error: float64[k] their standard errors (log odds);
    level: sd of the level at the cutoff asked;  cold: sd added for rows without history;  model: usual model spread."""

    x: tuple[float, ...]
    error: tuple[float, ...]
    level: float
    cold: float
    model: float

    def bounds(
        self, p: Floats, cold: npt.NDArray[np.bool_] | None = None, spread: Floats | None = None
    ) -> tuple[Floats, Floats]:
        """(p_low, p_high) of calibrated p; they contain p.

        cold   : bool[n], rows without history
        spread : float64[n], sd of the log odds between models; the usual one where it is not known
        """
        z = m.logit(p)
        sd2 = np.interp(z, self.x, self.error) ** 2 + self.level**2
        sd2 += self.model**2 if spread is None else spread**2
        if cold is not None:
            sd2 = sd2 + np.where(cold, self.cold**2, 0.0)
        half = Z_90 * np.sqrt(sd2)
        return np.minimum(m.expit(z - half), p), np.maximum(m.expit(z + half), p)

    def state(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "x": list(self.x),
            "error": list(self.error),
            "level": self.level,
            "cold": self.cold,
            "model": self.model,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Intervals:
        """The inverse of `state`."""
        return cls(tuple(state["x"]), tuple(state["error"]), state["level"], state["cold"], state["model"])


def fit_intervals(
    p: Floats,
    label: Floats,
    users: npt.NDArray[np.integer],
    level: Level,
    days_ahead: float,
    *,
    cold: npt.NDArray[np.bool_] | None = None,
    spread: Floats | None = None,
) -> Intervals:
    """Errors learned from calibrated out-of-time rows.

    days_ahead : from the newest labelled cutoff to the cutoff asked
    cold, spread : as in `Intervals.bounds`, on these rows
    """
    bins = int(np.clip(len(p) // _ROWS, 1, _BINS))
    group = m.equal_mass_bins(p, bins)
    x, error = [], []
    for g in np.unique(group):
        here = group == g
        q = m.clip(p[here])
        variance = q * (1 - q)
        effect = design_effect(label[here] - q, variance, users[here])
        x.append(float(m.logit(p[here]).mean()))
        error.append(float(np.sqrt(effect / (variance.sum() + 0.25))))  # a quarter: half a buyer, half a non-buyer
    return Intervals(
        tuple(x),
        tuple(error),
        level.ahead(days_ahead),
        _cold(p, label, cold),
        0.0 if spread is None or not len(spread) else float(np.sqrt(np.mean(spread**2))),
    )


def _cold(p: Floats, label: Floats, cold: npt.NDArray[np.bool_] | None) -> float:
    if cold is None or cold.sum() < 10:
        return COLD_UNKNOWN
    q, y = m.clip(p[cold]), label[cold]
    variance = float((q * (1 - q)).sum()) + 0.25
    off = float((y - q).sum()) / variance  # one Newton step of the intercept: how far cold rows were off as a whole
    return float(max(COLD_MIN, np.sqrt(min(abs(off), 2.0) ** 2 + 1 / variance)))
