"""Metrics of a binary prediction: each is `metric(label, p, weight=None) -> float`, NaN where it is undefined.

label : float64[n], 0 or 1;  p : float64[n], higher = more likely (a probability where the metric needs one);
weight : float64[n], how often a row counts. Rows with equal p share their credit, so row order never matters.

Whatever depends on the order of p is computed from two running sums over the rows sorted once, best first (`Ranked`):
`total`, the weight down to the end of each group of ties, and `positive`, the weight of the buyers in it. A bootstrap
draw then costs two running sums.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from foresale.models.odds import expit, inside, log_odds

Floats = npt.NDArray[np.float64]
ECE_BINS = 15
_FLAT = 1e-8  # curvature of the likelihood where buyers and others are parted perfectly and the slope runs away


@dataclass(frozen=True)
class Metric:
    """direction: +1 bigger is better, -1 smaller is better, 0 nearest to `ideal` is best."""

    function: Callable[..., float]
    direction: int
    ideal: float = 0.0
    title: str = ""

    def badness(self, value: Any) -> Any:
        """A number that is smaller for the better model; differences are taken of it, with the sign turned back."""
        return np.abs(value - self.ideal) if self.direction == 0 else -self.direction * value

    def difference(self, a: Any, b: Any) -> Any:
        """a - b; of the distances from the ideal where there is one."""
        return self.badness(a) - self.badness(b) if self.direction == 0 else a - b


class Running(NamedTuple):
    """Groups of equal p, best first: weight and weight of buyers in each, and running sums of both."""

    mass: Floats
    bought: Floats
    total: Floats
    positive: Floats


class Ranked:
    """Rows sorted by p once, best first, ties grouped.

    order  : int64[n]   row at each rank
    starts : int64[g]   rank at which each group of equal p starts
    """

    def __init__(self, label: Floats, p: Floats) -> None:
        self.order = np.argsort(-p, kind="stable")
        self.p = p[self.order]
        self.label = label[self.order].astype(np.float64)
        self.starts = np.flatnonzero(np.r_[True, self.p[1:] != self.p[:-1]][: len(p)])

    def running(self, weight: Floats | None = None) -> Running:
        """The groups' sums; `weight` in the order of the ranks (`weight[self.order]`)."""
        mass = np.ones(len(self.p)) if weight is None else weight
        bought = mass * self.label
        if len(self.starts) < len(mass):
            mass, bought = np.add.reduceat(mass, self.starts), np.add.reduceat(bought, self.starts)
        return Running(mass, bought, np.cumsum(mass), np.cumsum(bought))


def _running(label: Floats, p: Floats, weight: Floats | None) -> Running:
    ranked = Ranked(label, p)
    return ranked.running(None if weight is None else weight[ranked.order])


def dot(a: Floats, b: Floats) -> float:
    """Sum of products without BLAS: the same bits whatever the number of threads, and no threads to wait for."""
    return float(np.einsum("i,i->", a, b))


def dots(rows: Floats, x: Floats) -> Floats:
    """`dot` of every line of rows (float64[k, n]) with x, float64[k]."""
    out: Floats = np.einsum("kn,n->k", rows, x)
    return out


# ---- order


def auc_of(r: Running) -> float:
    """Area under the ROC curve."""
    if not len(r.mass) or r.positive[-1] <= 0 or r.total[-1] - r.positive[-1] <= 0:
        return float("nan")
    negative = r.mass - r.bought
    area = dot(negative, r.positive) - 0.5 * dot(negative, r.bought)
    return area / float(r.positive[-1] * (r.total[-1] - r.positive[-1]))


def average_precision_of(r: Running) -> float:
    """Sum of precision times the step in recall."""
    if not len(r.mass) or r.positive[-1] <= 0:
        return float("nan")
    precision = r.positive / np.maximum(r.total, 1e-300)  # groups of no weight before the first row count nothing
    return dot(r.bought, precision) / float(r.positive[-1])


def found_at(r: Running, shares: Floats) -> Floats:
    """Weight of the buyers among the best `shares` of all weight; a group of ties at the edge counts in part."""
    wanted = shares * r.total[-1]
    at = np.minimum(np.searchsorted(r.total, wanted), len(r.total) - 1)
    missing = np.clip((r.total[at] - wanted) / np.where(r.mass[at] > 0, r.mass[at], 1.0), 0, 1)
    found: Floats = r.positive[at] - missing * r.bought[at]
    return found


def lift_of(r: Running, share: float = 0.1) -> float:
    """Share of buyers among the best `share`, over the base rate."""
    if not len(r.mass) or r.positive[-1] <= 0:
        return float("nan")
    return float(found_at(r, np.array([share]))[0] / (share * r.positive[-1]))


def auc(label: Floats, p: Floats, weight: Floats | None = None) -> float:
    """Chance that a buyer has a higher p than somebody else; ties count half."""
    return auc_of(_running(label, p, weight))


def average_precision(label: Floats, p: Floats, weight: Floats | None = None) -> float:
    """Mean precision over the ranks of the buyers."""
    return average_precision_of(_running(label, p, weight))


def lift_top_tenth(label: Floats, p: Floats, weight: Floats | None = None) -> float:
    """How many times more buyers the best tenth holds than a tenth drawn by chance."""
    return lift_of(_running(label, p, weight))


# ---- probability


def _mean(x: Floats, weight: Floats | None) -> float:
    if weight is None:
        return float(x.mean()) if len(x) else float("nan")
    total = float(weight.sum())
    return dot(weight, x) / total if total > 0 else float("nan")


def row_log_loss(label: Floats, p: Floats) -> Floats:
    """-log of the probability given to what happened, per row."""
    p = inside(p)
    return -(label * np.log(p) + (1 - label) * np.log1p(-p))


def log_loss(label: Floats, p: Floats, weight: Floats | None = None) -> float:
    """Mean of -log of the probability given to what happened."""
    return _mean(row_log_loss(label, p), weight)


def brier(label: Floats, p: Floats, weight: Floats | None = None) -> float:
    """Mean squared error of p."""
    return _mean((label - p) ** 2, weight)


def equal_mass_bins(p: Floats, bins: int = ECE_BINS) -> npt.NDArray[np.int64]:
    """Bin of each row, 0 to bins - 1, edges at the quantiles of p; equal p share a bin (then there are fewer)."""
    edges = np.unique(np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1]))
    return np.searchsorted(edges, p, side="right")


def ece(label: Floats, p: Floats, weight: Floats | None = None) -> float:
    """Mean absolute gap between mean p and share of buyers over 15 bins of equal mass. Biased upward in small data."""
    if not len(p):
        return float("nan")
    w = np.ones(len(p)) if weight is None else weight
    total = float(w.sum())
    gap = np.bincount(equal_mass_bins(p), weights=w * (label - p))
    return float(np.abs(gap).sum() / total) if total > 0 else float("nan")


def total_ratio(label: Floats, p: Floats, weight: Floats | None = None) -> float:
    """Expected buyers over observed buyers: 1 is ideal, above 1 means p is too high on the whole."""
    w = np.ones(len(p)) if weight is None else weight
    seen = dot(w, label)
    return dot(w, p) / seen if seen > 0 else float("nan")


def recalibrate(x: Floats, positive: Floats, total: Floats, *, slope: bool) -> tuple[Floats, Floats]:
    """Logistic regressions of buyers on log odds, many at once: (intercept, slope), Newton with halved steps.

    x        : float64[k]      log odds of the bins (or rows)
    positive : float64[d, k]   weight of the buyers in each bin, one regression a line
    total    : float64[d, k]   weight of all rows in it
    slope    : whether the slope is free; else it is held at 1

    NaN where a maximum does not exist (one class only, a single log odds, a perfect separation).
    """
    d = len(positive)
    a, b = np.zeros(d), np.ones(d)
    both = (positive.sum(1) > 0) & (total.sum(1) - positive.sum(1) > 0)

    def loss(a: Floats, b: Floats) -> Floats:
        z = a[:, None] + b[:, None] * x
        return np.asarray((total * np.logaddexp(0, z) - positive * z).sum(1))

    here = loss(a, b)
    for _ in range(50):
        m = expit(a[:, None] + b[:, None] * x)
        v, g = total * m * (1 - m), positive - total * m
        g0, h00 = g.sum(1), np.maximum(v.sum(1), 1e-12)
        if slope:
            g1, h01, h11 = dots(g, x), dots(v, x), dots(v, x * x)
            det = h00 * h11 - h01 * h01
            both &= det > 1e-12 * np.maximum(h00 * h11, 1e-300)
            curvature = det / h00
            det = np.where(both, det, 1.0)
            da, db = (h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det
        else:
            da, db = g0 / h00, np.zeros(d)
        da, db = np.where(both, da, 0.0), np.where(both, db, 0.0)
        step, there = np.ones(d), loss(a + da, b + db)
        while (worse := (there > here + 1e-12 * (1 + np.abs(here))) & (step > 1e-6)).any():
            step = np.where(worse, step / 2, step)
            there = loss(a + step * da, b + step * db)
        a, b = a + step * da, b + step * db
        done = here - there < 1e-12 * (1 + np.abs(here))
        here = there
        if (done | ~both).all():
            break
    if slope:
        both &= curvature > _FLAT
    return np.where(both, a, np.nan), np.where(both, b, np.nan)


def _recalibrated(label: Floats, p: Floats, weight: Floats | None, slope: bool) -> tuple[float, float]:
    w = np.ones(len(p)) if weight is None else weight
    a, b = recalibrate(log_odds(p), (w * label)[None], w[None], slope=slope)
    return float(a[0]), float(b[0])


def calibration_slope(label: Floats, p: Floats, weight: Floats | None = None) -> float:
    """Slope of a logistic regression of the label on logit(p): 1 is ideal, below 1 p is too extreme."""
    return _recalibrated(label, p, weight, slope=True)[1]


def calibration_intercept(label: Floats, p: Floats, weight: Floats | None = None) -> float:
    """The same with the slope held at 1: 0 is ideal, above 0 p is too low on the whole (in log odds)."""
    return _recalibrated(label, p, weight, slope=False)[0]


METRICS: dict[str, Metric] = {
    "auc": Metric(auc, 1, title="AUC"),
    "average_precision": Metric(average_precision, 1, title="average precision"),
    "log_loss": Metric(log_loss, -1, title="log loss"),
    "brier": Metric(brier, -1, title="Brier score"),
    "lift_top_tenth": Metric(lift_top_tenth, 1, title="lift in the top tenth"),
    "ece": Metric(ece, -1, title="calibration error (ECE)"),
    "calibration_slope": Metric(calibration_slope, 0, 1.0, title="calibration slope"),
    "calibration_intercept": Metric(calibration_intercept, 0, 0.0, title="calibration intercept"),
    "total_ratio": Metric(total_ratio, 0, 1.0, title="expected / observed buyers"),
}
