"""The spread between models that the validation cannot tell apart: what nobody knows who looks at one model only.

Each rival stands as far from the chosen model as it does, weighted by the chance that it is no worse; the chosen one
itself stands at distance 0 with weight 1. So a clear winner has no spread, and where ten models are as good as each
other their quarrel is the error of any one of them. (A second moment about the chosen model over models weighted by
evidence: Hoeting et al. 1999, "Bayesian Model Averaging", with paired errors clustered by user for the evidence.)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from foresale.judging.choose import clustered_mean
from foresale.judging.metrics import row_log_loss
from foresale.models.odds import log_odds

Floats = npt.NDArray[np.float64]
UNLIKELY = 0.02  # rivals with a smaller chance are left out: they would move nothing


def rivals(
    label: Floats,
    predictions: Mapping[str, Floats],
    users: npt.NDArray[np.integer],
    chosen: str,
    weight: Floats | None = None,
) -> dict[str, float]:
    """Rival -> weight in (0, 1]: 1 for one that is not behind in log loss on these rows, else twice the chance that it
    is no worse (normal, errors clustered by user).

    label, predictions, users, weight : the validation rows, as in `choose`
    """
    own = row_log_loss(label, predictions[chosen])
    out = {}
    for name, p in predictions.items():
        behind, error = clustered_mean(row_log_loss(label, p) - own, users, weight)
        chance = 1.0 if behind <= 0 else float(2 * ndtr(-behind / max(error, 1e-12)))
        if name != chosen and chance >= UNLIKELY:
            out[name] = chance
    return out


def model_spread(p: Mapping[str, Floats], chosen: str, weights: Mapping[str, float]) -> Floats:
    """float64[n]: standard deviation between models, in log odds, about the chosen one.

    p : calibrated, of the chosen model and of every rival in `weights`
    """
    z = log_odds(p[chosen])
    square = np.zeros(len(z))
    for name, share in weights.items():
        square += share * (log_odds(p[name]) - z) ** 2
    out: Floats = np.sqrt(square / (1 + sum(weights.values())))
    return out
