"""BG/NBD: who is still a customer, and how often those buy.

While alive, a customer buys at random with a rate that Gamma(r, alpha) spreads over customers; after each purchase some
leave for ever, with a chance that Beta(a, b) spreads. Fader, Hardie and Lee 2005, "Counting Your Customers the Easy
Way", Marketing Science 24(2). Of each customer it needs three numbers, in one unit of time: x repeat purchases, t_x
from the first to the last, T from the first to now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1, psi

from foresale.features.customer_base import LOG_ODDS
from foresale.features.family import Feature
from foresale.features.table import Table
from foresale.language import tr
from foresale.models.base import Aim, Floats, Settings, State, TrainingData
from foresale.models.columns import SUMMARY
from foresale.models.influence import influence
from foresale.models.odds import inside, log_odds
from foresale.models.reasons import Reasons, typical

COLUMN = Feature(
    LOG_ODDS, "log odds", "BG/NBD's chance of a purchase within the horizon", "no purchase in sight"
)
WIDEST = 12.0  # log parameters stay within +-12 of their start: some logs (no repeats, nobody leaves) have no maximum


class BGNBD(msgspec.Struct, frozen=True):
    """The four parameters; alpha in the unit of time of the data that they were fitted on."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """float64[n]: chance that the customer has not left by T."""
        with np.errstate(over="ignore"):  # odds of having left that overflow are certainty
            left = self.a / (self.b + np.maximum(x, 1) - 1)
            left = left * np.exp((self.r + x) * (np.log(self.alpha + T) - np.log(self.alpha + t_x)))
        return np.where(x > 0, 1 / (1 + left), 1.0)

    def within(self, h: float, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """float64[n]: chance of at least one purchase in (T, T + h].

        Who is alive stays so until the next purchase, and the rate of one alive after x purchases in T is
        Gamma(r + x, alpha + T): so P(alive) * (1 - ((alpha + T) / (alpha + T + h)) ^ (r + x)), exactly.
        """
        none = np.exp(-(self.r + x) * np.log1p(h / (self.alpha + T)))
        p: Floats = self.alive(x, t_x, T) * (1 - none)
        return p

    def expected(self, h: float, x: Floats, t_x: Floats, T: Floats) -> Floats:
        """float64[n]: expected number of purchases in (T, T + h], equation 10 of the paper."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        a = a + 1e-9 if a == 1 else a  # the limit exists, the formula does not
        shrunk = np.exp(-(r + x) * np.log1p(h / (alpha + T)))
        lasting = 1 - shrunk * hyp2f1(r + x, b + x, a + b + x - 1, h / (alpha + T + h))
        purchases: Floats = (a + b + x - 1) / (a - 1) * lasting * self.alive(x, t_x, T)
        return purchases


def fit_bgnbd(x: Floats, t_x: Floats, T: Floats, weight: Floats | None = None) -> BGNBD:
    """Maximum likelihood. Equal customers are counted together, so a million of them take seconds.

    x, t_x, T : float64[n], 0 <= t_x <= T and t_x = 0 where x = 0;  weight : float64[n], customers that each stands for
    """
    weight = np.ones(len(x)) if weight is None else weight
    order = np.lexsort((T, t_x, x))
    rows = np.stack([x, t_x, T], axis=1)[order]
    starts = np.flatnonzero(np.r_[True, (rows[1:] != rows[:-1]).any(axis=1)])
    groups, count = rows[starts], np.add.reduceat(weight[order], starts).astype(np.float64)
    unit = max(float(count @ groups[:, 2]) / max(float(count.sum()), 1e-12), 1e-9)  # mean T: alpha is then near 1
    gx, gt, gT = groups[:, 0], groups[:, 1] / unit, groups[:, 2] / unit
    total = max(float(count.sum()), 1e-12)

    def loss(theta: Floats) -> tuple[float, Floats]:
        value, slope = _likelihood(theta, gx, gt, gT, count)
        return -value / total, -slope / total

    start = np.zeros(4)
    bounds = [(-WIDEST, WIDEST)] * 4
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-13, "gtol": 1e-7})
    r, alpha, a, b = (float(v) for v in np.exp(best.x))
    return BGNBD(r, alpha * unit, a, b)


def _likelihood(theta: Floats, x: Floats, t_x: Floats, T: Floats, count: Floats) -> tuple[float, Floats]:
    """Log likelihood and its slope along log (r, alpha, a, b)."""
    r, alpha, a, b = np.exp(theta)
    # The slow functions depend on x alone, which takes few values.
    xs, at = np.unique(x, return_inverse=True)
    x1 = np.maximum(xs, 1)
    stay, leave = betaln(a, b + xs), np.where(xs > 0, betaln(a + 1, b + x1 - 1), -np.inf)
    common = gammaln(r + xs) - gammaln(r) + r * np.log(alpha) - betaln(a, b)
    log_T, log_t, buys = np.log(alpha + T), np.log(alpha + t_x), r + x
    stayed, left = stay[at] - buys * log_T, leave[at] - buys * log_t
    either = np.logaddexp(stayed, left)
    p = np.exp(left - either)  # chance of having left
    by_r = (psi(r + xs) - psi(r))[at] + np.log(alpha) - (1 - p) * log_T - p * log_t
    by_alpha = r / alpha - buys * ((1 - p) / (alpha + T) + p / (alpha + t_x))
    by_a = (psi(a + b) - psi(a + b + xs))[at] + p / a
    by_b = (psi(a + b) - psi(a + b + xs) + psi(b + xs) - psi(b))[at] - p / (b + x1 - 1)[at]
    slope = np.array([count @ by_r * r, count @ by_alpha * alpha, count @ by_a * a, count @ by_b * b])
    return float(count @ (common[at] + either)), slope


# ---- as a column for the learners, and as a model


def summary(table: Table) -> tuple[Floats, Floats, Floats]:
    """x, t_x, T float64[n] in days; NaN for who has not bought."""
    x, t_x, T = (table[name].astype(np.float64) for name in SUMMARY)
    return x, t_x, T


def has_summary(table: Table) -> bool:
    """Whether the table carries what BG/NBD reads."""
    return all(name in table for name in SUMMARY)


def fit_rows(data: TrainingData) -> BGNBD | None:
    """Fitted on the rows of the newest cutoff, which hold the longest histories; None without any buyer among them.

    One cutoff only: each of its sampled rows stands for others by its weight, which each user's newest sampled row over
    several cutoffs would not. Labels are not used: the column that it gives can be learned from without leaking.
    """
    buyers = data.rows(_buyers(data))
    return fit_bgnbd(*summary(buyers.table), buyers.weight) if len(buyers) else None


def _buyers(data: TrainingData) -> npt.NDArray[np.bool_]:
    """bool[n]: the rows of the newest cutoff of who has bought before it."""
    newest = data.cutoff == data.cutoff.max(initial=np.iinfo(np.int64).min)
    has_bought: npt.NDArray[np.bool_] = newest & ~np.isnan(data.table[SUMMARY[0]])
    return has_bought


def with_column(table: Table, model: BGNBD, horizon_days: float) -> Table:
    """The table and `bgnbd_log_odds`, NaN for who has not bought."""
    p = model.within(horizon_days, *summary(table))
    column = np.where(np.isnan(p), np.nan, log_odds(p)).astype(np.float32)
    return Table(
        (*table.features, COLUMN), (*table.family_of, "customer_base"), np.column_stack([table.values, column])
    )


@dataclass(frozen=True)
class FittedBGNBD:
    """others : chance for who has not bought yet, observed;  shares : see `drivers`
    typical : the buyer in the middle, by column of SUMMARY"""

    model: BGNBD
    others: float
    horizon_days: float
    negated: bool
    shares: dict[str, float]
    typical: dict[str, float]
    settings: Settings

    def predict(self, table: Table) -> Floats:
        return self.predict_within(table, self.horizon_days)

    def predict_within(self, table: Table, horizon_days: float) -> Floats:
        """The same for a horizon of another length, also one that was never observed; `others` grow in proportion."""
        p = self.model.within(horizon_days, *summary(table))
        newcomers = 1 - (1 - self.others) ** (horizon_days / self.horizon_days)
        p = np.where(np.isnan(p), newcomers, p)
        return inside(1 - p if self.negated else p)

    def state(self) -> State:
        numbers = msgspec.to_builtins(self.model)
        rest = {name: getattr(self, name) for name in ("others", "horizon_days", "negated", "shares", "typical")}
        return State(json={**numbers, **rest})

    def drivers(self) -> dict[str, float]:
        """Of repeat purchases, time to the last one and age, by how far the log odds of the newest training cutoff's
        buyers move when one of the three is the mean of them all (`influence`; the last purchase is never later than
        the age allows)."""
        return self.shares

    def reasons(self, table: Table) -> Reasons:
        """Against the buyer in the middle; of those who have not bought, that they have not."""
        x, t_x, T = summary(table)
        never = np.isnan(x)
        numbers = {name: np.where(never, self.typical[name], column) for name, column in zip(SUMMARY, (x, t_x, T))}

        def chance(numbers: Mapping[str, Floats]) -> Floats:
            p = self.model.within(self.horizon_days, *_possible(numbers))
            return inside(1 - p if self.negated else p)

        found = Reasons.of_few(chance, numbers, self.typical)
        others = inside(np.array(1 - self.others if self.negated else self.others))
        found.values[never, 0] = log_odds(others) - found.base
        return found


class BGNBDModel:
    name = "bgnbd"
    title = "BG/NBD"
    simplicity = 3
    baseline = False

    def __init__(self, *, seed: int = 0, threads: int = 1) -> None:
        pass  # nothing to draw and nothing to share out

    @staticmethod
    def needs(table: Table, aim: Aim) -> str | None:
        if aim.event != "purchase":
            return tr("it answers questions about purchases only")
        return None if has_summary(table) else tr("no purchases to count")

    def fit(
        self, data: TrainingData, validate: TrainingData | None = None, settings: Settings | None = None
    ) -> FittedBGNBD:
        model = fit_rows(data) or BGNBD(1.0, data.aim.horizon_days, 1.0, 1.0)
        newcomers = np.isnan(data.table[SUMMARY[0]])
        bought = 1 - data.label if data.aim.negated else data.label
        base = 1 - data.base_rate if data.aim.negated else data.base_rate
        weight = data.weight * newcomers
        others = (float(weight @ bought) + base) / (float(weight.sum()) + 1)
        buyers = data.rows(_buyers(data))
        shares = _shares(model, buyers, data.aim.horizon_days)
        usual = typical(dict(zip(SUMMARY, summary(buyers.table))), buyers.weight)
        return FittedBGNBD(model, others, data.aim.horizon_days, data.aim.negated, shares, usual, {})

    @staticmethod
    def load(state: State) -> FittedBGNBD:
        j = dict(state.json)
        model = BGNBD(*(j.pop(name) for name in ("r", "alpha", "a", "b")))
        return FittedBGNBD(model, **j, settings={})


def _possible(numbers: Mapping[str, Floats]) -> tuple[Floats, Floats, Floats]:
    """x, t_x, T of numbers that need not be of one customer: nobody's last purchase is after today."""
    x, t_x, T = (numbers[name] for name in SUMMARY)
    return x, np.minimum(t_x, T), T


def _shares(model: BGNBD, buyers: TrainingData, horizon_days: float) -> dict[str, float]:
    """What `FittedBGNBD.drivers` says."""

    def predict(numbers: Mapping[str, Floats]) -> Floats:
        return model.within(horizon_days, *_possible(numbers))

    return influence(predict, dict(zip(SUMMARY, summary(buyers.table))), buyers.weight)


MODEL = BGNBDModel
