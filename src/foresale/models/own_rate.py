"""The customer's own rate: how often this one has bought per day so far, shrunk to the population.

Purchases of a customer come at random with a rate that Gamma(a, b) spreads over customers (NBD: Ehrenberg 1959, "The
Pattern of Consumer Purchases"). After k purchases in T days, the chance of at least one in the next h days is
1 - ((b + T) / (b + T + h)) ^ (a + k). a and b are those under which the training labels are likeliest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from foresale.features.table import Table
from foresale.language import tr
from foresale.models.base import Aim, Floats, Settings, State, TrainingData
from foresale.models.columns import count_of
from foresale.models.influence import influence
from foresale.models.odds import inside
from foresale.models.reasons import Reasons, typical

TENURE = "days_since_first_event"


@dataclass(frozen=True)
class FittedOwnRate:
    """count : column of k;  least : smallest k in training (k counts from it, so that a may stay positive)
    a, b : shape, and scale in days, of the spread of rates;  shares : see `drivers`;  typical : the customer in the
    middle, by column"""

    count: str
    least: float
    a: float
    b: float
    horizon_days: float
    negated: bool
    shares: dict[str, float]
    typical: dict[str, float]
    settings: Settings

    def predict(self, table: Table) -> Floats:
        return self._chance(self._numbers(table))

    def _numbers(self, table: Table) -> dict[str, Floats]:
        return dict(zip((self.count, TENURE), _history(table, self.count, self.least)))

    def _chance(self, numbers: Mapping[str, Floats]) -> Floats:
        none = np.exp(_log_none(numbers[self.count], numbers[TENURE], self.a, self.b, self.horizon_days))
        return inside(none if self.negated else 1 - none)

    def state(self) -> State:
        names = ("count", "least", "a", "b", "horizon_days", "negated", "shares", "typical")
        return State(json={name: getattr(self, name) for name in names})

    def drivers(self) -> dict[str, float]:
        """Of the count and the time it took, by how far the training rows' log odds move when either is the mean of
        them all (`influence`)."""
        return self.shares

    def reasons(self, table: Table) -> Reasons:
        return Reasons.of_few(self._chance, self._numbers(table), self.typical)


def _history(table: Table, count: str, least: float) -> tuple[Floats, Floats]:
    """k float64[n] above `least`, T float64[n] days; an empty history is 0 in 0 days."""
    k = np.nan_to_num(table[count].astype(np.float64))
    return np.maximum(k - least, 0), np.nan_to_num(table[TENURE].astype(np.float64))


def _log_none(k: Floats, T: Floats, a: float, b: float, h: float) -> Floats:
    """Log of the chance of no purchase in h days."""
    return -(a + k) * np.log1p(h / (b + T))


class OwnRate:
    name = "own_rate"
    title = "Customer's own rate"
    simplicity = 2
    baseline = True

    def __init__(self, *, seed: int = 0, threads: int = 1) -> None:
        pass  # nothing to draw and nothing to share out

    @staticmethod
    def needs(table: Table, aim: Aim) -> str | None:
        return None if TENURE in table and count_of(table, aim) else tr("nothing says how often somebody bought")

    def fit(
        self, data: TrainingData, validate: TrainingData | None = None, settings: Settings | None = None
    ) -> FittedOwnRate:
        count, h = count_of(data.table, data.aim), data.aim.horizon_days
        assert count
        least = float(np.nan_to_num(data.table[count]).min()) if len(data) else 0.0
        k, T = _history(data.table, count, least)
        bought = 1 - data.label if data.aim.negated else data.label

        def loss(theta: Floats) -> float:
            shape, scale = np.exp(theta)
            log_none = np.minimum(_log_none(k, T, shape, scale, h), -1e-12)
            likelihood = np.where(bought == 1, np.log(-np.expm1(log_none)), log_none)
            # One customer's worth of doubt keeps a and b finite where the labels do not tell.
            return float(-data.weight @ likelihood + 0.5 * ((theta - start) ** 2 / 9).sum())

        rate = 1 - data.base_rate if data.aim.negated else data.base_rate
        mean_T = float(T.mean()) + h if len(data) else h
        start = np.log([max(-np.log1p(-rate), 1e-6) * mean_T / h, mean_T])
        a, b = np.exp(minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-6}).x)

        def predict(numbers: Mapping[str, Floats]) -> Floats:
            return -np.expm1(_log_none(numbers[count], numbers[TENURE], a, b, h))

        numbers = {count: k, TENURE: T}
        shares = influence(predict, numbers, data.weight)
        usual = typical(numbers, data.weight)
        return FittedOwnRate(count, least, float(a), float(b), h, data.aim.negated, shares, usual, {})

    @staticmethod
    def load(state: State) -> FittedOwnRate:
        return FittedOwnRate(**state.json, settings={})


MODEL = OwnRate
