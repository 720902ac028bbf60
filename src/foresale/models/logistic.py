"""Logistic regression on all features, with an L2 penalty chosen on validation rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from foresale.features.table import Table
from foresale.language import tr
from foresale.models.base import Aim, Settings, State, TrainingData
from foresale.models.encoding import choose_columns, fit_for_linear
from foresale.models.holdout import part_of_users, with_check
from foresale.models.linear import FittedLinear, fit_linear
from foresale.models.odds import log_odds, order_loss
from foresale.workers import go_on

STRENGTHS = (1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 1e-1, 1.0)
ROWS_TO_CHOOSE_ON = 30_000  # the best strength hangs on the features' worth rather than on the rows


@dataclass(frozen=True)
class Logistic:
    seed: int = 0
    threads: int = 1

    name = "logistic"
    title = "Logistic regression on all features"
    simplicity = 6
    baseline = False
    blended = True

    @staticmethod
    def needs(table: Table, aim: Aim) -> str | None:
        return None if table.names else tr("there are no features")

    def fit(
        self, data: TrainingData, validate: TrainingData | None = None, settings: Settings | None = None
    ) -> FittedLinear:
        strength = float(settings["strength"]) if settings else self._choose(data, validate)
        encoder = fit_for_linear(data, choose_columns(data))
        fitted = fit_linear(encoder, encoder(data.table), data, strength)
        return replace(fitted, settings={"strength": strength})

    def _choose(self, data: TrainingData, validate: TrainingData | None) -> float:
        train, check = with_check(part_of_users(data, ROWS_TO_CHOOSE_ON), validate)
        if train.constant or check.constant:
            return STRENGTHS[0]
        encoder = fit_for_linear(train, choose_columns(train))
        x = encoder(train.table)
        losses = []
        for strength in STRENGTHS:
            go_on()
            fitted = fit_linear(encoder, x, train, strength)
            losses.append(order_loss(check.label, log_odds(fitted.predict(check.table)), check.weight))
        return STRENGTHS[int(np.argmin(losses))]

    @staticmethod
    def load(state: State) -> FittedLinear:
        return FittedLinear.load(state)


MODEL = Logistic
