"""Predicted against observed in tenths of p, with errors that know about users and about looking ten times.

A tenth is *off* by one definition, for the verdict, the table and the chart: with the total set right (all p moved by
one number of log odds), the gap is beyond its own error over all ten looks and more than 10 % of p. A wrong level is a
matter of its own (`verdict`: drifting); counted here as well, it would call every tenth off and say nothing of the
shape.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from foresale.judging import metrics as m
from foresale.judging.quality import CalibrationTenth
from foresale.models.odds import expit, log_odds

Floats = npt.NDArray[np.float64]
TOLERANCE = 0.1  # a tenth within 10 % of p is not called off however many rows prove the gap: as for the total
EDGES = np.arange(1, 10) / 10
Z_95 = 1.959964
Z_TEN = 2.807034  # two-sided 95 % over ten looks (Bonferroni: 0.5 % each)


def wilson(rate: float, n: float, z: float = Z_95) -> tuple[float, float]:
    """Wilson's interval of a rate seen in n independent rows (Wilson 1927): holds for 0 and n buyers too."""
    if n <= 0:
        return 0.0, 1.0
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return float(min(max(middle - half, 0.0), rate)), float(max(min(middle + half, 1.0), rate))


def design_effect(residual: Floats, variance: Floats, users: npt.NDArray[np.integer]) -> float:
    """How many times larger the variance of a sum is because rows of one user go together; at least 1.

    residual : float64[n] label - p;  variance : float64[n] p (1 - p), what independent rows would have
    """
    expected = float(variance.sum())
    if expected <= 0 or len(np.unique(users)) == len(users):
        return 1.0
    codes = np.unique(users, return_inverse=True)[1]
    pairs = float((np.bincount(codes, weights=residual) ** 2).sum() - (residual**2).sum())
    return max(1.0, 1.0 + pairs / expected)


def observed_interval(label: Floats, users: npt.NDArray[np.integer], z: float = Z_95) -> tuple[float, float]:
    """Interval of the share of buyers among these rows, clustered by user."""
    rate = float(label.mean())
    effect = design_effect(label - rate, np.full(len(label), rate * (1 - rate)), users)
    return wilson(rate, len(label) / effect, z)


def relevelled(label: Floats, p: Floats) -> Floats:
    """p moved in log odds so that its total is the observed one; p itself where that cannot be."""
    shift = m.calibration_intercept(label, p)
    return p if np.isnan(shift) else expit(log_odds(p) + shift)


def tenths(label: Floats, p: Floats, users: npt.NDArray[np.integer]) -> tuple[CalibrationTenth, ...]:
    """Up to ten groups of equal size by p, lowest first; equal p stay together, so there may be fewer groups.

    `off` is judged on `relevelled` p (95 % over all ten looks, and more than 10 % of it), as said above.
    """
    if not len(p):
        return ()
    set_right = relevelled(label, p)
    edges = np.unique(np.quantile(p, EDGES))
    group = np.searchsorted(edges, p, side="right")
    out = []
    for number, g in enumerate(np.unique(group), start=1):
        here = group == g
        y, q, u = label[here], set_right[here], users[here]
        n, rate, mean = len(y), float(y.mean()), float(q.mean())
        low, high = observed_interval(y, u)
        variance = np.maximum(q * (1 - q), 1e-12)
        effect = design_effect(y - q, variance, u)
        error = Z_TEN * np.sqrt(variance.sum() * effect) / n
        # The normal error is too short where a group expects few buyers: Wilson's interval must leave p out as well.
        wide = wilson(rate, n / effect, Z_TEN)
        gap = abs(rate - mean)
        out.append(
            CalibrationTenth(
                tenth=number,
                rows=n,
                buyers=int(y.sum()),
                p_low=float(p[here].min()),
                p_high=float(p[here].max()),
                p_mean=float(p[here].mean()),
                p_set_right=mean,
                observed=rate,
                low=low,
                high=high,
                off=bool(gap > error and gap > TOLERANCE * mean and not wide[0] <= mean <= wide[1]),
            )
        )
    return tuple(out)
