"""The choice of a model: the simplest within one standard error of the best, over all validation cutoffs.

Losses are compared row by row on the same rows; the standard error of the mean difference is clustered by user, as a
user's rows at several cutoffs rise and fall together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foresale.judging.metrics import dot, row_log_loss

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """A model's place in the choice; fields as in `judged.Trial`."""

    name: str
    log_loss: float
    behind: float
    error: float
    within: bool
    chosen: bool


def clustered_mean(x: Floats, users: npt.NDArray[np.integer], weight: Floats | None = None) -> tuple[float, float]:
    """(weighted mean of x, its standard error), rows of a user taken together. The error is infinite for one user."""
    w = np.ones(len(x)) if weight is None else weight
    total = float(w.sum())
    mean = dot(w, x) / total
    codes = np.unique(users, return_inverse=True)[1]
    by_user = np.bincount(codes, weights=w * (x - mean))
    k = len(by_user)
    if k < 2:
        return mean, float("inf")
    return mean, float(np.sqrt((by_user**2).sum() * k / (k - 1)) / total)


def choose(
    label: Floats,
    predictions: Mapping[str, Floats],
    users: npt.NDArray[np.integer],
    simplicity: Mapping[str, int],
    weight: Floats | None = None,
) -> tuple[str, tuple[Candidate, ...]]:
    """(name of the chosen model, all candidates from the simplest on).

    label       : float64[n] over all validation cutoffs;  users : int[n]
    predictions : model -> float64[n], out of time (no row's model has seen its label window)
    simplicity  : model -> rank, lower is simpler; equals go by their log loss

    Raises ValueError without predictions.
    """
    if not predictions:
        raise ValueError("no model to choose from")
    losses = {name: row_log_loss(label, p) for name, p in predictions.items()}
    means = {name: clustered_mean(loss, users, weight)[0] for name, loss in losses.items()}
    best = min(means, key=lambda name: (means[name], simplicity[name], name))
    behind = {name: clustered_mean(loss - losses[best], users, weight) for name, loss in losses.items()}
    within = {name: gap <= error for name, (gap, error) in behind.items()}
    order = sorted(predictions, key=lambda name: (simplicity[name], means[name], name))
    chosen = next(name for name in order if within[name])
    return chosen, tuple(
        Candidate(name, means[name], behind[name][0], behind[name][1], within[name], name == chosen) for name in order
    )
