"""`Quality`: all that is said of the answers to one horizon, as data; `foresale.judging.judge` makes it.

Conventions as in `foresale.judging.judged`, whose page it is a part of.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from foresale.log.findings import Finding

Word = Literal["better", "worse", "tie"]
VerdictWord = Literal[
    "calibrated",
    "drifting",
    "not calibrated",
    "too few buyers to say",
    "not tested on later days",
    "horizon never observed",
]


# ---- the verdict


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether p may be used as a probability, and a list by p at all.

    word       : one of six, by the rules in `foresale.judging.verdict`
    calibrated : true for the word "calibrated" only
    order      : the list is shown to be better than one drawn by lot; where it is not, no customer is singled out
    reasons    : why, with numbers, the deciding one first; also what was checked and held
    """

    word: VerdictWord
    calibrated: bool
    reasons: tuple[Finding, ...]
    order: bool = True


# ---- against the baselines


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with its 95 % interval; None where it is undefined."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """At most 200 points, x and y of the same length.

    ROC: x false positive rate, y true positive rate. Precision-recall: x recall, y precision.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """Buyers and others above and below a threshold on p (p >= threshold is "will buy")."""

    threshold: float
    chosen_on: Literal["validation"]
    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int
    accuracy: Estimate
    precision: Estimate
    recall: Estimate
    f1: Estimate


class ModelQuality(msgspec.Struct, frozen=True, kw_only=True):
    """One model on the test rows.

    role    : "chosen" (what the bundle holds), "baseline" or "candidate"
    metrics : name -> Estimate, names and order as in `foresale.judging.metrics.METRICS`
    """

    name: str
    title: str
    role: Literal["chosen", "baseline", "candidate"]
    metrics: dict[str, Estimate]
    roc: Curve
    precision_recall: Curve


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Chosen minus `against`, paired (the same draws of users).

    For metrics with an ideal (slope 1, intercept 0, total ratio 1): difference of the distances from the ideal.
    word : "better" or "worse" for the chosen model where the interval leaves zero out, else "tie"
    """

    against: str
    metric: str
    value: float | None
    low: float | None
    high: float | None
    word: Word


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """One model over all validation cutoffs: how the choice was made.

    log_loss   : mean, None for a model that failed
    behind     : mean log loss minus that of the best, paired by user;  error: its standard error, clustered by user
    within     : not more than one standard error behind the best
    note       : why it was left out, or None
    """

    name: str
    title: str
    simplicity: int
    log_loss: float | None
    behind: float | None
    error: float | None
    within: bool
    chosen: bool
    weight: float | None = None  # in the blend, where there is one
    note: Finding | None = None


# ---- calibration


class CalibrationTenth(msgspec.Struct, frozen=True, kw_only=True):
    """A tenth of the test rows by p (1 = lowest): what was predicted and what was observed.

    low, high   : 95 % interval of the observed rate (clustered by user)
    p_set_right : mean p once all p are moved to the observed total
    off         : the observed rate is beyond its error from `p_set_right`, all ten judged together (`tenths`)
    """

    tenth: int
    rows: int
    buyers: int
    p_low: float
    p_high: float
    p_mean: float
    p_set_right: float
    observed: float
    low: float
    high: float
    off: bool


class BaseRate(msgspec.Struct, frozen=True, kw_only=True):
    """Share of buyers at one labelled cutoff, with its 95 % interval."""

    cutoff: str
    rows: int
    buyers: int
    rate: float
    low: float
    high: float


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """How raw scores became p.

    method   : "sigmoid", "beta", "isotonic", "level" (only the level moved) or "identity"
    buyers   : buyers that taught it
    level    : logits by which the level was moved towards the newest labelled cutoffs
    drift    : standard deviation of the logit of the base rate between cutoffs, beyond its sampling error
    slope, intercept, total_ratio : on the test rows
    tenths   : lowest first
    """

    method: str
    buyers: int
    level: float
    drift: float
    slope: Estimate
    intercept: Estimate
    total_ratio: Estimate
    tenths: tuple[CalibrationTenth, ...]


# ---- gains


class GainTenth(msgspec.Struct, frozen=True, kw_only=True):
    """A tenth of the test rows, best first (1 = highest p); ties at an edge count in part, so `buyers` may be broken.

    share      : of all buyers in this tenth;  share_so_far: in this tenth and those before it, with interval
    habit_so_far : the same for the shop's habit, None without one
    """

    tenth: int
    rows: float
    buyers: float
    rate: float
    lift: float | None
    share: float | None
    share_so_far: Estimate
    habit_so_far: float | None


class ListSize(msgspec.Struct, frozen=True, kw_only=True):
    """The `size` highest rows of the test as a list.

    precision, recall : buyers on it / size, buyers on it / all buyers (ties at the edge in part)
    habit_precision, habit_recall : the shop's habit at equal size;  difference: of the precisions, paired
    """

    share: float  # of the rows
    size: int
    buyers: float
    precision: Estimate
    recall: Estimate
    habit_precision: Estimate | None
    habit_recall: Estimate | None
    difference: Difference | None


# ---- scores of the test


class ScoreHistogram(msgspec.Struct, frozen=True, kw_only=True):
    """Distribution of p on the test rows, buyers and others apart, on the same edges.

    below_average : rows whose p is below the base rate of the test, counted one by one; None in older files
    """

    edges: tuple[float, ...]
    buyers: tuple[int, ...]
    others: tuple[int, ...]
    below_average: int | None = None


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """A band of p: `from_p` <= p, up to the next band's (1: nobody). The same cuts for test and scores (`bands`).

    rows, buyers, observed, low, high, p_mean : on the test rows (None where it holds none)
    scored : rows of the scores now in the band, None until they are counted
    """

    name: Literal["hot", "warm", "cool", "low"]
    from_p: float
    rows: int
    buyers: int
    observed: float | None
    low: float | None
    high: float | None
    p_mean: float | None
    scored: int | None = None


# ---- segments


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """The chosen model on a part of the test rows; small ones (fewer than 50 buyers or 50 others) are to be greyed."""

    attribute: str
    value: str
    rows: int
    buyers: int
    observed: float
    p_mean: float
    auc: Estimate
    total_ratio: Estimate
    small: bool


# ---- all of it


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """How good the answers to one horizon were on later days. `foresale.judging.judge` makes it.

    horizon  : as written ("30d")
    learned  : the shorter one that was learned and tested where it was never observed; None: as asked
    rows, buyers, users, cutoffs, base_rate : of the test
    models   : the chosen first, then baselines, then candidates
    differences : chosen against every baseline, by metric
    trials   : how the choice was made, simplest first
    confusion: of the chosen model
    lists    : at usual sizes, and the habit's own size
    base_rates : every labelled cutoff of the same population, oldest first
    leaks    : the audit's findings
    """

    horizon: str
    rows: int
    buyers: int
    users: int
    cutoffs: tuple[str, ...]
    base_rate: float
    chosen: str
    habit: str | None
    verdict: Verdict
    models: tuple[ModelQuality, ...]
    differences: tuple[Difference, ...]
    trials: tuple[Trial, ...]
    confusion: Confusion | None
    calibration: Calibration
    gains: tuple[GainTenth, ...]
    lists: tuple[ListSize, ...]
    histogram: ScoreHistogram
    bands: tuple[Band, ...]
    slices: tuple[Slice, ...]
    base_rates: tuple[BaseRate, ...]
    leaks: tuple[Finding, ...]
    learned: str | None = None
