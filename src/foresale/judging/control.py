"""The shuffled-label control of a training: the learner that sees most, fitted on answers dealt out at random."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foresale.judging.leaks import Floats, shuffled_control
from foresale.log.findings import Finding
from foresale.models.base import TrainingData
from foresale.models.holdout import part_of_users
from foresale.models.registry import get_model

MOST_ROWS = 6_000  # an AUC that is off by .05 shows in far fewer
ROUNDS = 40
FOLDS = 5


def shuffled_labels(data: TrainingData, seed: int = 0) -> list[Finding]:
    """A finding where the pipeline foresees answers that nothing can foresee; empty where all is well.

    data : labelled rows that may teach; users are split, so that nobody's rows lie on both sides
    """
    some = part_of_users(data, MOST_ROWS)
    held = some.folds(FOLDS) == 0

    def fit(label: Floats) -> Floats:
        dealt = replace(some, label=label)
        fitted = get_model("lightgbm", seed=seed).fit(dealt.rows(~held), settings={"rounds": ROUNDS})
        return np.asarray(fitted.predict(some.table.rows(held)), np.float64)

    finding = shuffled_control(fit, some.label, held)
    return [] if finding is None else [finding]
