"""The choice of a model: the simplest within one standard error of the best, over all validation cutoffs.

Standard errors of the differences are clustered by user, as a user's rows at several cutoffs rise and fall together.
Between models the choice is careful: they are compared by log loss and by order (AUC), for a model may be as good as
the best in log loss only because the level of the validation days suited it; and where validation is small a standard
error is wide, so a simpler model must also keep nearly all of what the best one gains over the base rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foresale.judging.metrics import dot, row_log_loss

Floats = npt.NDArray[np.float64]
GIVEN_UP = 0.01  # of the best model's gain in log loss over the base rate: as much as simplicity may cost


@dataclass(frozen=True)
class Candidate:
    """A model's place in the choice; fields as in `judged.Trial`. within: by log loss, order and gain kept."""

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
    *,
    careful: bool = False,
) -> tuple[str, tuple[Candidate, ...]]:
    """(name of the chosen model, all candidates from the simplest on).

    label       : float64[n] over all validation cutoffs;  users : int[n]
    predictions : model -> float64[n], out of time (no row's model has seen its label window)
    simplicity  : model -> rank, lower is simpler; equals go by their log loss
    careful     : the simpler one must also order as well and keep the gain over the base rate, as said above

    Raises ValueError without predictions.
    """
    if not predictions:
        raise ValueError("no model to choose from")
    losses = {name: row_log_loss(label, p) for name, p in predictions.items()}
    means = {name: clustered_mean(loss, users, weight)[0] for name, loss in losses.items()}
    best = min(means, key=lambda name: (means[name], simplicity[name], name))
    behind = {name: clustered_mean(loss - losses[best], users, weight) for name, loss in losses.items()}
    within = {name: gap <= error for name, (gap, error) in behind.items()}
    if careful:
        rate = np.full(len(label), clustered_mean(label, users, weight)[0])
        given_up = GIVEN_UP * max(clustered_mean(row_log_loss(label, rate), users, weight)[0] - means[best], 0.0)
        orders = {name: order_influence(label, p, weight) for name, p in predictions.items()}
        for name, (gap, _) in behind.items():
            within[name] &= gap <= given_up and _orders_as_well(orders[name], orders[best], users, weight)
    order = sorted(predictions, key=lambda name: (simplicity[name], means[name], name))
    chosen = next(name for name in order if within[name])
    return chosen, tuple(
        Candidate(name, means[name], behind[name][0], behind[name][1], within[name], name == chosen) for name in order
    )


def order_influence(label: Floats, p: Floats, weight: Floats | None = None) -> tuple[float, Floats]:
    """(AUC, each row's influence on it): influences of a user's rows add up to what the user moves (DeLong 1988)."""
    w = np.ones(len(p)) if weight is None else weight
    _, place = np.unique(p, return_inverse=True)
    yes, no = np.bincount(place, w * label), np.bincount(place, w * (1 - label))
    n_yes, n_no = float(yes.sum()), float(no.sum())
    if min(n_yes, n_no) <= 0:
        return 0.5, np.zeros(len(p))
    below = (np.cumsum(no) - 0.5 * no) / n_no  # share of the others under a score, ties half
    above = 1 - (np.cumsum(yes) - 0.5 * yes) / n_yes
    auc = float(yes @ below) / n_yes
    total = n_yes + n_no
    return auc, np.where(label > 0.5, (below[place] - auc) * total / n_yes, (above[place] - auc) * total / n_no)


def _orders_as_well(
    one: tuple[float, Floats], best: tuple[float, Floats], users: npt.NDArray[np.integer], weight: Floats | None
) -> bool:
    """Whether the AUC is not more than one standard error behind that of the best."""
    error = clustered_mean(one[1] - best[1], users, weight)[1]
    return best[0] - one[0] <= error
