"""Bought lately: the shop's own habit, "whoever bought in the last 30 days buys again", as two observed rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.features.table import Table
from foresale.language import tr
from foresale.models.base import Aim, Floats, Settings, State, TrainingData
from foresale.models.columns import days_since
from foresale.models.odds import inside, log_odds
from foresale.models.reasons import Reasons

LATELY_DAYS = 30.0
PRIOR_ROWS = 10.0  # rows of the base rate added to each side, so that a handful of customers is not taken at its word


@dataclass(frozen=True)
class FittedBoughtLately:
    """column : the recency that is asked;  lately, others : rate of positives among either"""

    column: str
    lately: float
    others: float
    settings: Settings

    def predict(self, table: Table) -> Floats:
        return inside(np.where(table[self.column] <= LATELY_DAYS, self.lately, self.others))

    def state(self) -> State:
        return State(json={"column": self.column, "lately": self.lately, "others": self.others})

    def drivers(self) -> dict[str, float]:
        return {self.column: 1.0}

    def reasons(self, table: Table) -> Reasons:
        """Against those who did not buy lately."""
        base = float(log_odds(np.array(self.others)))
        return Reasons((self.column,), base, log_odds(self.predict(table))[:, None] - base)


class BoughtLately:
    name = "bought_lately"
    title = "Bought in the last 30 days"
    simplicity = 1
    baseline = True

    def __init__(self, *, seed: int = 0, threads: int = 1) -> None:
        pass  # nothing to draw and nothing to share out

    @staticmethod
    def needs(table: Table, aim: Aim) -> str | None:
        return None if days_since(table, aim) else tr("nothing says how long ago somebody bought")

    def fit(
        self, data: TrainingData, validate: TrainingData | None = None, settings: Settings | None = None
    ) -> FittedBoughtLately:
        column = days_since(data.table, data.aim)
        assert column
        lately = data.table[column] <= LATELY_DAYS  # never bought is NaN, and not lately
        base = data.base_rate

        def rate(which: np.ndarray) -> float:
            positive = float(data.weight[which] @ data.label[which])
            return (positive + PRIOR_ROWS * base) / (float(data.weight[which].sum()) + PRIOR_ROWS)

        return FittedBoughtLately(column, rate(lately), rate(~lately), {})

    @staticmethod
    def load(state: State) -> FittedBoughtLately:
        return FittedBoughtLately(**state.json, settings={})


MODEL = BoughtLately
