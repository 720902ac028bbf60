"""The choice of a model: a safe one unless another is clearly better, over all validation cutoffs.

Standard errors of the differences are clustered by user, as a user's rows at several cutoffs rise and fall together.
Validation holds some hundred buyers and lies before the days that count. There "the simplest within one standard error
of the best" means little: at 83 earlier cutoffs of four real logs, such a rule was clearly behind the better of RFM
logistic and LightGBM at 22, their blend at 11 (`benchmarks/earlier.py`). So the blend is the safe choice, and another
takes its place only where it is better by more than one standard error in log loss and in order (AUC) too: a model may
be better in log loss only because the level of the validation days suited it. Fewer than 50 buyers, or others, do not
say so: standard errors from so few are no measure. Where validation shares its days with training it takes two errors
(`SHARED_ERRORS`): who fits these days need not last. Of several such, and where nothing is
safe, the simplest within one standard error of the best is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foresale.judging.metrics import dot, row_log_loss

Floats = npt.NDArray[np.float64]
SHARED_ERRORS = 2.0
ENOUGH = 50  # buyers, and others, on validation rows before another takes the place of the safe one


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
    *,
    safe: str | None = None,
    errors: float = 1.0,
) -> tuple[str, tuple[Candidate, ...]]:
    """(name of the chosen model, all candidates from the simplest on).

    label       : float64[n] over all validation cutoffs;  users : int[n]
    predictions : model -> float64[n], out of time (no row's model has seen its label window)
    simplicity  : model -> rank, lower is simpler; equals go by their log loss
    safe        : the one that is taken unless another is clearly better; without predictions it has no say
    errors      : standard errors by which it has to be better

    Raises ValueError without predictions.
    """
    if not predictions:
        raise ValueError("no model to choose from")
    losses = {name: row_log_loss(label, p) for name, p in predictions.items()}
    means = {name: clustered_mean(loss, users, weight)[0] for name, loss in losses.items()}
    order = sorted(predictions, key=lambda name: (simplicity[name], means[name], name))

    def behind(pool: Sequence[str]) -> dict[str, tuple[float, float]]:
        """Of each: mean log loss minus that of the best of the pool, and its standard error."""
        best = min(pool, key=lambda name: (means[name], simplicity[name], name))
        return {name: clustered_mean(losses[name] - losses[best], users, weight) for name in pool}

    pool = order
    if safe is not None and safe in predictions:
        orders = {name: order_influence(label, p, weight) for name, p in predictions.items()}

        def clearly_better(one: str, other: str) -> bool:
            gain, error = clustered_mean(losses[other] - losses[one], users, weight)
            (auc, influence), (its_auc, its_influence) = orders[one], orders[other]
            auc_error = clustered_mean(influence - its_influence, users, weight)[1]
            return gain > errors * error and auc - its_auc > errors * auc_error

        enough = min(label.sum(), (1 - label).sum()) >= ENOUGH
        pool = [name for name in order if enough and clearly_better(name, safe)] or [safe]
    chosen = next(name for name, (gap, error) in behind(pool).items() if gap <= error)
    return chosen, tuple(
        Candidate(name, means[name], gap, error, gap <= error, name == chosen)
        for name, (gap, error) in behind(order).items()
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
