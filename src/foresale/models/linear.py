"""What the linear models share: an encoder, coefficients, and the fit of those."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from foresale.features.table import Table
from foresale.models.base import Floats, Settings, State, TrainingData
from foresale.models.encoding import LinearEncoder
from foresale.models.odds import log_odds, probability
from foresale.models.reasons import Reasons
from foresale.models.teachers import teacher

CHUNK_ROWS = 20_000


@dataclass(frozen=True)
class FittedLinear:
    """coefficients : float64[k], of the encoder's columns;  centre : float64[k], means of those in training"""

    encoder: LinearEncoder
    coefficients: Floats
    intercept: float
    centre: Floats
    settings: Settings

    def predict(self, table: Table) -> Floats:
        scores = np.empty(len(table))
        for start in range(0, len(table), CHUNK_ROWS):
            rows = slice(start, start + CHUNK_ROWS)
            # Not a matrix product: its sums depend on how many rows there are, a row's own sum does not.
            scores[rows] = (self.encoder(table.rows(rows)) * self.coefficients).sum(axis=1)
        return probability(scores + self.intercept)

    def state(self) -> State:
        json, arrays = self.encoder.state()
        return State(
            json={"encoder": json, "intercept": self.intercept, "settings": dict(self.settings)},
            arrays={**arrays, "coefficients": self.coefficients, "centre": self.centre},
        )

    @classmethod
    def load(cls, state: State) -> FittedLinear:
        encoder = LinearEncoder.load(state.json["encoder"], state.arrays)
        coefficients, centre = state.arrays["coefficients"], state.arrays["centre"]
        return cls(encoder, coefficients, state.json["intercept"], centre, state.json["settings"])

    def drivers(self) -> dict[str, float]:
        """By size of the coefficients: the numbers have spread 1."""
        total = float(np.abs(self.coefficients).sum()) or 1.0
        shares: dict[str, float] = {}
        for name, c in zip(self.encoder.sources, self.coefficients):
            shares[name] = shares.get(name, 0.0) + abs(float(c)) / total
        return shares

    def reasons(self, table: Table) -> Reasons:
        """Against a row that has the training rows' mean in every column."""
        values = (self.encoder(table) - self.centre) * self.coefficients
        base = self.intercept + float((self.coefficients * self.centre).sum())
        return Reasons.by_feature(self.encoder.sources, base, values)


def fit_linear(encoder: LinearEncoder, x: Floats, data: TrainingData, strength: float) -> FittedLinear:
    """`fit_coefficients` on rows that the encoder has encoded; `settings` stay empty."""
    centre = np.average(x, axis=0, weights=data.weight) if len(x) else np.zeros(x.shape[1])
    return FittedLinear(encoder, *fit_coefficients(x, data, strength), centre, {})


def fit_coefficients(x: Floats, data: TrainingData, strength: float) -> tuple[Floats, float]:
    """(coefficients float64[k], intercept) of logistic regression with an L2 penalty of 1 / (2 strength) per unit
    squared, on the sum of the rows' losses. Without two classes, or without columns: the base rate alone."""
    if data.constant or x.shape[1] == 0:
        return np.zeros(x.shape[1]), float(log_odds(np.array(data.base_rate)))
    # Newton steps: few, exact, and no warning about convergence as with gradients on columns that nearly agree. One
    # thread: how a matrix product is shared out changes its last bits.
    with threadpool_limits(limits=1):
        logistic = teacher("sklearn.linear_model").LogisticRegression
        learner = logistic(C=strength, solver="newton-cholesky", tol=1e-6, max_iter=100)
        learner.fit(x, data.label, sample_weight=data.weight)
    return np.asarray(learner.coef_[0], np.float64), float(learner.intercept_[0])
