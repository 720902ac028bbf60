"""From raw scores to p: a shape learned on all out-of-time predictions, then the level of the newest cutoffs.

Shapes of the log odds z of the raw score, each held back by a prior around "leave it": few buyers move little.

    level     z                        only the level moves
    sigmoid   b z + a                  Platt 1999, on log odds
    beta      b ln p - c ln(1-p) + a   Kull, Silva Filho, Flach 2017
    isotonic  steps (pool adjacent violators), joined by lines and mixed with the sigmoid; needs thousands of buyers

The shape is chosen by log loss cross-validated over users; beta and isotonic must beat the simpler ones by more than a
standard error. Every shape is strictly increasing: calibration never changes who comes before whom.

A shape holds where it was seen: beyond the lowest and highest hundredth of the rows that taught it, log odds run on as
in the raw score. People asked now may lie there by the thousand. Nine weeks ahead at six cutoffs of CDNOW, where all
customers are new in the rows that teach and none is among those asked, log loss .369 instead of .401.
Fitting and applying need NumPy and SciPy only.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import isotonic_regression

from foresale.judging.choose import choose
from foresale.judging.level import Level, fit_level
from foresale.judging.metrics import dot, dots
from foresale.models.odds import expit

Floats = npt.NDArray[np.float64]
SHAPES = ("level", "sigmoid", "beta", "isotonic")
NEEDS = {"level": 5, "sigmoid": 30, "beta": 200, "isotonic": 2000}  # buyers, and non-buyers
SIMPLICITY = {"level": 0, "sigmoid": 0, "beta": 1, "isotonic": 2}  # within a rank the lower log loss wins
SLOPE_SD, INTERCEPT_SD = 0.3, 1.5  # prior around slope 1 and intercept 0, log odds
SLOPE_MIN = 0.05  # keeps the order even where the calibration rows would turn it round
ISOTONIC_HALF = 2000  # buyers at which isotonic counts as much as the sigmoid
FOLDS = 5
REACH = 0.01  # share of the rows, below and above, that is no ground for a shape
REACH_ALL = 99.0  # log odds that no score has
_EDGE = np.log(1e6)  # log odds beyond which (p under 1e-6) a raw score of 0 is not believed to be 0


def log_odds(p: Floats) -> Floats:
    """Log odds of raw scores; beyond 1e-6 they go on at a hundredth of the pace: in order, but never infinite."""
    p = np.clip(p, 1e-15, 1 - 1e-15)
    z = np.log(p) - np.log1p(-p)
    beyond = np.abs(z) > _EDGE
    return np.where(beyond, np.sign(z) * (_EDGE + (np.abs(z) - _EDGE) / 100), z)


@dataclass(frozen=True)
class Calibrator:
    """A fitted calibration: `apply` turns raw scores into p.

    method : "identity" (too few buyers to learn anything), "level", "sigmoid", "beta" or "isotonic"
    coefficients : (a, b) of the sigmoid, (a, b, c) of beta
    knots  : (x, y) of the isotonic line in log odds;  mix: its weight against the sigmoid
    reach  : log odds of the raw scores between which the shape was seen
    level  : the shift of the newest labelled cutoffs
    buyers : that taught it
    """

    method: str = "identity"
    coefficients: tuple[float, ...] = (0.0, 1.0)
    knots: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
    mix: float = 0.0
    reach: tuple[float, float] = (-REACH_ALL, REACH_ALL)
    level: Level = field(default_factory=Level)
    buyers: int = 0

    def apply(self, p: Floats) -> Floats:
        """p of raw scores, float64[n] in [0, 1]; strictly increasing in the raw score."""
        return expit(self._shape(log_odds(np.asarray(p, np.float64))) + self.level.shift)

    def _shape(self, z: Floats) -> Floats:
        inside = np.clip(z, *self.reach)
        return self._curve(inside) + (z - inside)

    def _curve(self, z: Floats) -> Floats:
        if self.method == "beta":
            a, b, c = self.coefficients
            return a - b * np.logaddexp(0, -z) + c * np.logaddexp(0, z)
        a, b = self.coefficients
        line = a + b * z
        if self.method != "isotonic":
            return line
        x, y = np.array(self.knots[0]), np.array(self.knots[1])
        # Outside the knots, within reach, the steps run parallel to the sigmoid.
        steps = np.interp(z, x, y) + b * (np.minimum(z - x[0], 0) + np.maximum(z - x[-1], 0))
        mixed: Floats = self.mix * steps + (1 - self.mix) * line
        return mixed

    def state(self) -> dict[str, Any]:
        """The calibrator as JSON values."""
        return {
            "method": self.method,
            "coefficients": list(self.coefficients),
            "knots": [list(self.knots[0]), list(self.knots[1])],
            "mix": self.mix,
            "reach": list(self.reach),
            "level": {"shift": self.level.shift, "error": self.level.error, "drift": self.level.drift},
            "buyers": self.buyers,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Calibrator:
        """The inverse of `state`."""
        x, y = state["knots"]
        return cls(
            method=state["method"],
            coefficients=tuple(state["coefficients"]),
            knots=(tuple(x), tuple(y)),
            mix=state["mix"],
            reach=tuple(state["reach"]),
            level=Level(**state["level"]),
            buyers=state["buyers"],
        )


def fit_calibrator(
    p: Floats,
    label: Floats,
    users: npt.NDArray[np.integer],
    cutoffs: npt.NDArray[np.int64],
    weight: Floats | None = None,
    seed: int = 7,
) -> Calibrator:
    """Choose and fit a shape on all rows, then set the level by the newest cutoffs.

    p : float64[n] raw out-of-time scores;  label : float64[n];  users : int[n];  cutoffs : int64[n] microseconds
    """
    p, label = np.asarray(p, np.float64), np.asarray(label, np.float64)
    w = np.ones(len(p)) if weight is None else weight
    buyers = int((label > 0.5).sum())
    rarer = min(buyers, len(label) - buyers)
    usable = [name for name in SHAPES if rarer >= NEEDS[name]]
    if not usable:
        return Calibrator(buyers=buyers)
    z = log_odds(p)
    method = usable[0]
    if len(usable) > 1:
        codes = np.unique(users, return_inverse=True)[1]
        fold = np.random.default_rng(seed).permutation(int(codes.max()) + 1)[codes] % FOLDS
        out = {name: np.empty(len(p)) for name in usable}
        for f in range(FOLDS):
            rest, here = fold != f, fold == f
            for name in usable:
                out[name][here] = expit(_fit(name, z[rest], label[rest], w[rest])._shape(z[here]))
        method = choose(label, out, codes, SIMPLICITY, w)[0]
    shape = _fit(method, z, label, w)
    level = fit_level(expit(shape._shape(z)), label, cutoffs, w)
    return replace(shape, level=level, buyers=buyers)


def _fit(method: str, z: Floats, label: Floats, w: Floats) -> Calibrator:
    curve = _fit_curve(method, z, label, w)
    order = np.argsort(z, kind="stable")
    share = np.cumsum(w[order])
    low, high = z[order][np.searchsorted(share, share[-1] * np.array([REACH, 1 - REACH]))]
    return replace(curve, reach=(float(low), float(high)))


def _fit_curve(method: str, z: Floats, label: Floats, w: Floats) -> Calibrator:
    if method == "level":
        a = _posterior_mode(np.ones((len(z), 1)), z, label, w, np.array([0.0]), np.array([INTERCEPT_SD]))[0]
        return Calibrator(method, (float(a), 1.0))
    if method == "beta":
        design = np.stack([np.ones(len(z)), -np.logaddexp(0, -z), np.logaddexp(0, z)], axis=1)
        sd = np.array([INTERCEPT_SD, SLOPE_SD, SLOPE_SD])
        a, b, c = _posterior_mode(design, np.zeros(len(z)), label, w, np.array([0.0, 1.0, 1.0]), sd)
        return Calibrator(method, (float(a), max(float(b), SLOPE_MIN), max(float(c), SLOPE_MIN)))
    design = np.stack([np.ones(len(z)), z], axis=1)
    sd = np.array([INTERCEPT_SD, SLOPE_SD])
    a, b = _posterior_mode(design, np.zeros(len(z)), label, w, np.array([0.0, 1.0]), sd)
    line = Calibrator("sigmoid", (float(a), max(float(b), SLOPE_MIN)))
    return line if method == "sigmoid" else _isotonic(line, z, label, w)


def _isotonic(line: Calibrator, z: Floats, label: Floats, w: Floats) -> Calibrator:
    order = np.argsort(z, kind="stable")
    z, label, w = z[order], label[order], w[order]
    # Ties are one observation to the pooling, so that their order has no say.
    start = np.flatnonzero(np.r_[True, z[1:] != z[:-1]])
    mass, bought = np.add.reduceat(w, start), np.add.reduceat(w * label, start)
    blocks = isotonic_regression(bought / mass, weights=mass).blocks[:-1]
    n, k = np.add.reduceat(mass, blocks), np.add.reduceat(bought, blocks)
    x = np.add.reduceat(mass * z[start], blocks) / n
    # Ten rows of the sigmoid's opinion in each block: an end block without buyers is not p = 0.
    rate = np.maximum.accumulate((k + 10 * expit(line._shape(x))) / (n + 10))
    buyers = float(bought.sum())
    y = log_odds(rate)
    knots = (tuple(x.tolist()), tuple(y.tolist()))
    return replace(line, method="isotonic", knots=knots, mix=buyers / (buyers + ISOTONIC_HALF))


def _posterior_mode(design: Floats, offset: Floats, label: Floats, w: Floats, mean: Floats, sd: Floats) -> Floats:
    """Logistic regression with normal priors, by Newton with halved steps (the posterior has one mode)."""
    theta, precision = mean.copy(), 1 / sd**2

    def loss(t: Floats) -> float:
        x = offset + dots(design, t)
        return dot(w, np.logaddexp(0, x) - label * x) + 0.5 * dot(precision, (t - mean) ** 2)

    here = loss(theta)
    for _ in range(50):
        q = expit(offset + dots(design, theta))
        gradient = dots(design.T, w * (label - q)) - precision * (theta - mean)
        curve = design.T * (w * q * (1 - q))
        hessian = np.stack([dots(curve, column) for column in design.T]) + np.diag(precision)
        move = np.linalg.solve(hessian, gradient)
        step = 1.0
        while (there := loss(theta + step * move)) > here and step > 1e-6:
            step /= 2
        theta = theta + step * move
        if here - there < 1e-12 * (1 + abs(here)):
            break
        here = there
    return theta
