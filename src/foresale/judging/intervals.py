"""A 90 % interval around every p: what the model does not know, and what the shop may do until the answer is known.

On the scale of log odds four errors add up as variances:

- the calibration: binomial error of the out-of-time rows around this p that taught it (clustered by user)
- the model: spread between the models that the validation cannot tell apart, around this p (`rivals`)
- the level: its error now and its drift until the cutoff asked (`level.Level.ahead`)
- no history: how far newcomers' answers move from month to month, at least .25

So the interval is about the share of buyers among people with this score at the coming cutoff. A single person buys or
does not; no interval of p says more about that than p itself. `benchmarks/intervals.py` holds it against simulated
shops whose true probabilities are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from foresale.judging import metrics as m
from foresale.judging.level import Level
from foresale.judging.tenths import design_effect
from foresale.models.odds import expit, inside, log_odds

Floats = npt.NDArray[np.float64]
Z_90 = 1.644854
COLD_MIN, COLD_UNKNOWN = 0.25, 0.7  # log odds: at least; and where too few newcomers ever came to tell
_ROWS, _BINS = 100, 10  # a bin holds at least so many rows; at most so many bins


@dataclass(frozen=True)
class Intervals:
    """All in log odds.

    x     : float64[k] of the bins, ascending;  error, model: float64[k], of the calibration and between models there
    level : sd of the level at the cutoff asked;  cold: sd added for rows without history
    """

    x: tuple[float, ...]
    error: tuple[float, ...]
    model: tuple[float, ...]
    level: float
    cold: float

    def bounds(self, p: Floats, cold: npt.NDArray[np.bool_] | None = None) -> tuple[Floats, Floats]:
        """(p_low, p_high) of calibrated p; they contain p.

        cold : bool[n], rows without history
        """
        z = log_odds(p)
        sd2 = np.interp(z, self.x, self.error) ** 2 + np.interp(z, self.x, self.model) ** 2 + self.level**2
        if cold is not None:
            sd2 = sd2 + np.where(cold, self.cold**2, 0.0)
        half = Z_90 * np.sqrt(sd2)
        return np.minimum(expit(z - half), p), np.maximum(expit(z + half), p)

    def state(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "x": list(self.x),
            "error": list(self.error),
            "model": list(self.model),
            "level": self.level,
            "cold": self.cold,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Intervals:
        """The inverse of `state`."""
        x, error, model = (tuple(state[name]) for name in ("x", "error", "model"))
        return cls(x, error, model, state["level"], state["cold"])


def fit_intervals(
    p: Floats,
    label: Floats,
    users: npt.NDArray[np.integer],
    level: Level,
    days_ahead: float,
    *,
    weight: Floats | None = None,
    spread: Floats | None = None,
    cold: float | None = None,
) -> Intervals:
    """Errors learned from the calibrated out-of-time rows that taught the calibrator.

    days_ahead : from the newest labelled cutoff to the cutoff asked
    weight     : float64[n], of sampled rows
    spread     : float64[n], sd between models in log odds (`rivals.model_spread`); None: there is one model
    cold       : sd of the newcomers' log odds between months (`tasks.newcomers`), None where nobody can tell
    """
    w = np.ones(len(p)) if weight is None else weight
    bins = int(np.clip(len(p) // _ROWS, 1, _BINS))
    group = m.equal_mass_bins(p, bins)
    x, error, model = [], [], []
    for g in np.unique(group):
        here = group == g
        q, k = inside(p[here]), w[here]
        # Sampled rows stand for k rows each: their errors count k times, so the sum's variance k squared.
        variance = k**2 * q * (1 - q)
        effect = design_effect(k * (label[here] - q), variance, users[here])
        # A quarter more: half a buyer and half a non-buyer.
        information = m.dot(k, q * (1 - q)) + 0.25
        x.append(float(log_odds(q).mean()))
        error.append(float(np.sqrt(effect * (float(variance.sum()) + 0.25)) / information))
        model.append(0.0 if spread is None else float(np.sqrt(np.mean(spread[here] ** 2))))
    added = COLD_UNKNOWN if cold is None else max(COLD_MIN, cold)
    return Intervals(tuple(x), tuple(error), tuple(model), level.ahead(days_ahead), added)
