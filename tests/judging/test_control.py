"""The shuffled-label control: silent on a sound pipeline, by a learner that is able to see."""

from __future__ import annotations

import numpy as np

from foresale.features.family import Feature
from foresale.features.table import Table
from foresale.judging import control
from foresale.judging.metrics import auc
from foresale.models.base import Aim, TrainingData


def rows(n: int = 1500) -> TrainingData:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 4)).astype(np.float32)
    label = (rng.random(n) < 1 / (1 + np.exp(-x[:, 0]))).astype(np.float64)
    features = tuple(Feature(f"f{k}", "events", "a number") for k in range(4))
    return TrainingData(
        table=Table(features, ("counts",) * 4, x), label=label, weight=np.ones(n), user=np.arange(n) // 3,
        cutoff=np.zeros(n, np.int64), aim=Aim(horizon_days=7.0),
    )  # fmt: skip


def test_a_sound_pipeline_foresees_nothing_of_dealt_labels():
    assert control.shuffled_labels(rows()) == []


def test_the_control_would_see_what_there_is_to_see(monkeypatch):
    asked = []

    def looks(fit, label, held):
        asked.append(auc(label[held], fit(label)))  # the true answers: a learner that finds nothing proves nothing

    monkeypatch.setattr(control, "shuffled_control", looks)
    control.shuffled_labels(rows())
    assert asked[0] > 0.6
