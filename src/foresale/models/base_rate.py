"""Base rate: everybody gets the share of positives. What any model has to beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.features.table import Table
from foresale.models.base import Aim, Floats, Settings, State, TrainingData
from foresale.models.odds import inside, log_odds
from foresale.models.reasons import Reasons


@dataclass(frozen=True)
class FittedBaseRate:
    """rate : the share of positives among the training rows"""

    rate: float
    settings: Settings

    def predict(self, table: Table) -> Floats:
        return inside(np.full(len(table), self.rate))

    def state(self) -> State:
        return State(json={"rate": self.rate})

    def drivers(self) -> dict[str, float]:
        return {}

    def reasons(self, table: Table) -> Reasons:
        return Reasons.none(len(table), float(log_odds(np.array(self.rate))))


class BaseRate:
    name = "base_rate"
    title = "Base rate"
    simplicity = 0
    baseline = True

    def __init__(self, *, seed: int = 0, threads: int = 1) -> None:
        pass  # nothing to draw and nothing to share out

    @staticmethod
    def needs(table: Table, aim: Aim) -> str | None:
        return None

    def fit(
        self, data: TrainingData, validate: TrainingData | None = None, settings: Settings | None = None
    ) -> FittedBaseRate:
        return FittedBaseRate(data.base_rate, {})

    @staticmethod
    def load(state: State) -> FittedBaseRate:
        return FittedBaseRate(state.json["rate"], {})


MODEL = BaseRate
