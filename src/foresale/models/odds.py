"""p and its log odds, for models and for those who judge them, and log loss with the level taken out."""

from __future__ import annotations

import numpy as np
from scipy import special

from foresale.models.base import Floats

EPS = 1e-6  # no model is surer than this


def inside(p: Floats) -> Floats:
    """p kept within [1e-6, 1 - 1e-6]."""
    return np.clip(p, EPS, 1 - EPS)


def log_odds(p: Floats) -> Floats:
    """Of `inside(p)`."""
    return np.asarray(special.logit(inside(p)), np.float64)


def expit(score: Floats) -> Floats:
    """Log odds -> p, which may reach 0 and 1."""
    return np.asarray(special.expit(score), np.float64)


def probability(score: Floats) -> Floats:
    """Log odds -> p, kept inside."""
    return inside(expit(score))


def log_loss(label: Floats, score: Floats, weight: Floats) -> float:
    """Mean negative log likelihood of labels given log odds, in nats."""
    return float(weight @ (np.logaddexp(0, score) - label * score) / weight.sum())


def best_shift(label: Floats, score: Floats, weight: Floats) -> float:
    """What to add to all log odds so that they sum to the labels (within +-10), by Newton steps."""
    shift = 0.0
    for _ in range(50):
        p = expit(score + shift)
        step = float(weight @ (label - p)) / max(float(weight @ (p * (1 - p))), 1e-12)
        step = min(max(step, -2.0), 2.0)
        shift = float(np.clip(shift + step, -10, 10))
        if abs(step) < 1e-6:
            break
    return shift


def order_loss(label: Floats, score: Floats, weight: Floats) -> float:
    """Log loss after the best shift of the log odds.

    Order and level are two problems: the base rate moves from cutoff to cutoff and the newest one sets it, so what is
    chosen on validation rows (rounds, penalties, weights) must not be chosen by how their level differs.
    """
    return log_loss(label, score + best_shift(label, score, weight), weight)
