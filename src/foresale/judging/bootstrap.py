"""Intervals of metrics by a bootstrap over users: all rows of a user are drawn together, as they are not independent.

A draw is a count per user (users drawn with replacement), used as weight of the user's rows. Every model sees the same
draws, so differences between models are paired. Rows are sorted once a model; a draw then costs two running sums.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from foresale.judging import metrics as m
from foresale.judging.quality import Difference, Estimate, Word
from foresale.models.odds import log_odds

Floats = npt.NDArray[np.float64]
DRAWS = 500
LEVEL = 0.95
TIE = 1e-7  # an interval that leaves zero out by less is rounding
_EVERY_DRAW = ("auc", "average_precision", "log_loss", "brier", "lift_top_tenth", "ece", "total_ratio")
_SLOPE_BINS, _SLOPE_ENDS = 200, 40  # log odds are gathered for the slope of a draw: 100 times faster


@dataclass
class Resampled:
    """Every metric of every model, as measured and in every draw.

    values : model -> metric -> value on the rows themselves
    draws  : model -> metric -> float64[draws]
    found  : model -> float64[draws, shares], share of all buyers among the best `shares` of the rows
    found_value : model -> float64[shares], the same as measured
    base   : float64[draws], share of buyers in each draw
    """

    values: dict[str, dict[str, float]] = field(default_factory=dict)
    draws: dict[str, dict[str, Floats]] = field(default_factory=dict)
    found: dict[str, Floats] = field(default_factory=dict)
    found_value: dict[str, Floats] = field(default_factory=dict)
    base: Floats = field(default_factory=lambda: np.zeros(0))

    def estimate(self, model: str, metric: str) -> Estimate:
        """A metric with its 95 % interval."""
        value, draws = self.values[model][metric], self.draws[model][metric]
        if metric == "ece" and np.isfinite(draws).any():
            # A mean of absolute gaps grows with noise, and a draw has twice the noise of the rows: its middle is moved
            # back to the value, which otherwise lay below its own interval.
            draws = np.maximum(draws - (np.nanmedian(draws) - value), 0.0)
        return estimate(value, draws)

    def difference(self, model: str, against: str, metric: str) -> Difference:
        """`model` minus `against`, paired, with the word for `model`."""
        rule = m.METRICS[metric]
        value = rule.difference(self.values[model][metric], self.values[against][metric])
        return difference(
            against,
            metric,
            value,
            rule.difference(self.draws[model][metric], self.draws[against][metric]),
            rule.direction or -1,
        )


def estimate(value: float, draws: Floats) -> Estimate:
    """`value` with the 2.5 % and 97.5 % points of its draws; undefined draws do not count."""
    low, high = bounds(draws)
    return Estimate(value=_defined(value), low=low, high=high)


def difference(against: str, metric: str, value: float, draws: Floats, direction: int) -> Difference:
    """A paired difference with its word; `direction` +1: bigger is better."""
    low, high = bounds(draws)
    return Difference(
        against=against, metric=metric, value=_defined(value), low=low, high=high, word=word(low, high, direction)
    )


def word(low: float | None, high: float | None, direction: int) -> Word:
    """better or worse where the interval of the difference leaves zero out, else tie."""
    if low is None or high is None or (low <= TIE and high >= -TIE):
        return "tie"
    return "better" if (low > 0) == (direction > 0) else "worse"


def bounds(draws: Floats) -> tuple[float | None, float | None]:
    """The middle 95 % of the defined draws."""
    draws = draws[np.isfinite(draws)]
    if not len(draws):
        return None, None
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _defined(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def user_counts(n_users: int, draws: int, seed: int) -> Iterator[Floats]:
    """How often each user is drawn, one array a draw."""
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        yield np.bincount(rng.integers(0, n_users, n_users), minlength=n_users).astype(np.float64)


def resample(
    label: Floats,
    predictions: Mapping[str, Floats],
    users: npt.NDArray[np.integer],
    *,
    shares: Floats | None = None,
    only: Collection[str] = tuple(m.METRICS),
    draws: int = DRAWS,
    seed: int = 7,
) -> Resampled:
    """Every metric of every model on `draws` samples of the users.

    label : float64[n], 0 or 1;  predictions : model -> float64[n];  users : int[n], whose row it is
    shares : list sizes as shares of the rows at which the found buyers are counted
    only : the metrics wanted (slope and intercept cost as much as all others together)
    """
    shares = np.zeros(0) if shares is None else np.asarray(shares, np.float64)
    codes = np.unique(users, return_inverse=True)[1]
    label = np.asarray(label, np.float64)
    boards = {name: _Board(label, np.asarray(p, np.float64), codes, shares, draws) for name, p in predictions.items()}
    out = Resampled(base=np.empty(draws))
    for d, counts in enumerate(user_counts(int(codes.max()) + 1 if len(codes) else 0, draws, seed)):
        w = counts[codes]
        out.base[d] = m.dot(w, label) / w.sum()
        for board in boards.values():
            board.draw(d, counts)
    for name, board in boards.items():
        p = np.asarray(predictions[name], np.float64)
        out.values[name] = {metric: m.METRICS[metric].function(label, p) for metric in only}
        out.draws[name] = board.metrics(only)
        running = board.ranked.running()
        out.found_value[name] = m.found_at(running, shares) / max(running.positive[-1], 1e-300)
        out.found[name] = board.found
    return out


class _Board:
    """One model's rows, sorted once, and what each draw gave."""

    def __init__(self, label: Floats, p: Floats, codes: npt.NDArray[np.integer], shares: Floats, draws: int) -> None:
        self.ranked = r = m.Ranked(label, p)
        self.shares = shares
        self.user = codes[r.order]
        losses = np.stack([m.row_log_loss(r.label, r.p), (r.label - r.p) ** 2, r.p])
        self.residual = r.label - r.p
        self.linear = np.ascontiguousarray(losses)  # weighted sums: log loss, Brier, expected buyers
        bins = m.equal_mass_bins(r.p) if len(p) else np.zeros(0, np.int64)
        self.bin_starts = np.flatnonzero(np.r_[True, bins[1:] != bins[:-1]])
        # Bins of log odds never part a tie, so that p of two values gives two bins.
        groups = len(r.starts)
        middle = np.linspace(0, groups, min(groups, _SLOPE_BINS) + 1).astype(np.int64)[:-1]
        ends = np.arange(min(groups, _SLOPE_ENDS))  # the far ends lean hardest on the slope: group by group
        self.slope_groups = np.unique(np.r_[ends, middle, groups - 1 - ends])
        rows_from = r.starts[self.slope_groups]
        self.slope_x = np.add.reduceat(log_odds(r.p), rows_from) / np.diff(np.r_[rows_from, len(p)])
        self.out = np.full((draws, len(_EVERY_DRAW)), np.nan)
        self.found = np.full((draws, len(shares)), np.nan)
        self.binned = np.zeros((2, draws, len(self.slope_x)))

    def draw(self, d: int, counts: Floats) -> None:
        r = self.ranked
        w = counts[self.user]
        running = r.running(w)
        self.binned[0, d] = np.add.reduceat(running.bought, self.slope_groups)
        self.binned[1, d] = np.add.reduceat(running.mass, self.slope_groups)
        weight, buyers = running.total[-1], running.positive[-1]
        loss, squared, expected = m.dots(self.linear, w)
        gap = np.add.reduceat(w * self.residual, self.bin_starts)
        if buyers > 0:
            self.found[d] = m.found_at(running, self.shares) / buyers
        self.out[d] = (
            m.auc_of(running),
            m.average_precision_of(running),
            loss / weight,
            squared / weight,
            m.lift_of(running),
            np.abs(gap).sum() / weight,
            expected / buyers if buyers > 0 else np.nan,
        )

    def metrics(self, only: Collection[str]) -> dict[str, Floats]:
        positive, total = self.binned
        known = dict(zip(_EVERY_DRAW, self.out.T))
        if "calibration_slope" in only:
            known["calibration_slope"] = m.recalibrate(self.slope_x, positive, total, slope=True)[1]
        if "calibration_intercept" in only:
            known["calibration_intercept"] = m.recalibrate(self.slope_x, positive, total, slope=False)[0]
        return {metric: known[metric] for metric in only}


def interval(
    metric: str, label: Floats, p: Floats, users: npt.NDArray[np.integer], *, draws: int = DRAWS, seed: int = 7
) -> Estimate:
    """One metric of one model with its 95 % interval."""
    return resample(label, {"p": p}, users, draws=draws, seed=seed).estimate("p", metric)


def resample_sums(rows: Floats, users: npt.NDArray[np.integer], *, draws: int = DRAWS, seed: int = 7) -> Floats:
    """float64[draws, k]: sums of the columns of `rows` (float64[n, k]) over the rows of each draw of users.

    Ratios of such sums (precision, a share, a mean) get their interval at the price of one small product a draw.
    """
    codes = np.unique(users, return_inverse=True)[1]
    n_users = int(codes.max()) + 1 if len(codes) else 0
    by_user = np.stack([np.bincount(codes, weights=c, minlength=n_users).astype(np.float64) for c in rows.T])
    drawn: Floats = np.array([m.dots(by_user, counts) for counts in user_counts(n_users, draws, seed)])
    return drawn


def ratio(top: Floats, bottom: Floats) -> Floats:
    """top / bottom, NaN where bottom is 0."""
    out: Floats = np.full(np.shape(bottom), np.nan)
    np.divide(top, bottom, out=out, where=np.asarray(bottom) > 0)
    return out
