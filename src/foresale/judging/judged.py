"""`Judged`: everything that the report shows, as data. Written as `metrics.json`; the report is rendered from it alone.

The sections stand in the order of the report. Conventions:

- a share, rate or probability lies in 0 to 1 (never per cent); money is in the log's own currency
- an instant is ISO 8601 text with the offset of the shop's zone (`2011-11-09T00:00:00+00:00`), a day is `2011-11-09`
- `None` is "undefined here" (an AUC without buyers), never 0
- a sentence is a `Finding`: an English template with its facts, so that the page can be rendered in either language
- intervals are 95 % and come from a bootstrap over users, unless the field says otherwise
- models are named as in the registry (`lightgbm`, `rfm_logistic`); `title` is for people
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from foresale.log.findings import Finding

SCHEMA = 2  # of metrics.json: raised when a field changes its meaning or goes

Word = Literal["better", "worse", "tie"]
VerdictWord = Literal[
    "calibrated",
    "drifting",
    "not calibrated",
    "too few buyers to say",
    "not tested on later days",
    "horizon never observed",
]


# ---- 1 the answer


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


# ---- 2 the question


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked.

    text       : the task in its one-line form (`buys within 30d for active(90d)`)
    horizons   : the horizons as written ("7d", "30d"), shortest first
    population : as written ("active(90d)")
    cutoff     : instant at which the scores are asked
    zone       : the shop's time zone, IANA name;  zone_assumed: nobody said so
    last_event : instant of the newest event in sight
    rows       : rows scored at the cutoff that are in the population
    outside    : users in sight at the cutoff who fall outside it
    outside_share_of_buyers : share of the newest labelled window's buyers who were outside, None where unknown
    """

    text: str
    horizons: tuple[str, ...]
    population: str
    cutoff: str
    zone: str
    zone_assumed: bool
    last_event: str
    rows: int
    outside: int = 0
    outside_share_of_buyers: float | None = None


# ---- 3 data health


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` under a name: an event type, a reason for quarantine, a kind of row left out."""

    name: str
    rows: int
    example: str | None = None  # masked


class ColumnRead(msgspec.Struct, frozen=True, kw_only=True):
    """How one column of the source was understood; `field` is None where it was left out."""

    column: str
    field: str | None
    confidence: float | None  # 0 to 1; None where the user said so
    reason: Finding


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What was read.

    files, events, users, items, purchases : counts; events = rows understood that have their owner
    start, end    : first and last event
    unit          : finest unit of time in the log ("s", "day", ...)
    types         : events a type
    quarantined   : damaged rows by reason
    without_user, without_user_revenue : rows of guests; their share of revenue, None without prices
    left_out      : rows understood but no purchase (unpaid, cancelled, test ...), by kind
    columns       : how each column was understood
    days, daily   : the days from the first to the last, and their number of events (same length)
    holes         : (from, until) instants of spans without events that nothing explains
    breaks        : (instant, what changed) at which tracking changed
    findings      : everything assumed or noticed while reading
    """

    files: int
    events: int
    users: int
    items: int
    purchases: int
    start: str
    end: str
    unit: str
    types: tuple[Count, ...]
    quarantined: tuple[Count, ...]
    without_user: int
    without_user_revenue: float | None
    left_out: tuple[Count, ...]
    columns: tuple[ColumnRead, ...]
    days: tuple[str, ...]
    daily: tuple[int, ...]
    holes: tuple[tuple[str, str], ...]
    breaks: tuple[tuple[str, Finding], ...]
    findings: tuple[Finding, ...]


# ---- 4 how it was judged


class PlanWindow(msgspec.Struct, frozen=True, kw_only=True):
    """One labelled cutoff: history before `cutoff`, the answer from there until `until`."""

    cutoff: str
    until: str


class PlanPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the plan; `users` is the share of users in it (1 unless split by user)."""

    name: Literal["train", "validate", "calibrate", "test", "learn"]
    windows: tuple[PlanWindow, ...]
    users: float = 1.0


class RefusedCutoff(msgspec.Struct, frozen=True, kw_only=True):
    """A cutoff that could not be used, and why."""

    cutoff: str
    why: Finding


class JudgingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Which cutoffs trained, validated, calibrated and tested ("learn": the final fit), and why this kind of plan."""

    kind: Literal[1, 2, 3, 4, 5]
    reason: Finding
    horizon_asked: str
    horizon_learned: str
    parts: tuple[PlanPart, ...]
    refused: tuple[RefusedCutoff, ...] = ()


# ---- 5 quality


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


# ---- 6 calibration


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


# ---- 7 gains


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


# ---- 8 scores


class Histogram(msgspec.Struct, frozen=True, kw_only=True):
    """counts[i] rows lie in edges[i] <= p < edges[i + 1] (the last bin is closed)."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


class ScoreHistogram(msgspec.Struct, frozen=True, kw_only=True):
    """Distribution of p on the test rows, buyers and others apart, on the same edges."""

    edges: tuple[float, ...]
    buyers: tuple[int, ...]
    others: tuple[int, ...]


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


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """The scores asked for.

    rows, cold      : rows, and those without history
    expected        : expected number of buyers (sum of p), with the 90 % range that drift and sampling leave
    histogram       : of p
    """

    rows: int
    cold: int
    expected: Estimate
    histogram: Histogram


# ---- 9 what drives it


class FamilyDriver(msgspec.Struct, frozen=True, kw_only=True):
    """A family's share of the total importance (all families together 1), and how many features it has."""

    family: str
    share: float
    features: int


class FeatureDriver(msgspec.Struct, frozen=True, kw_only=True):
    """direction: p goes "up" or "down" as the feature grows, "mixed", or "unknown"; an association, not a cause."""

    feature: str
    family: str
    unit: str
    meaning: str
    share: float
    direction: Literal["up", "down", "mixed", "unknown"]


class Drivers(msgspec.Struct, frozen=True, kw_only=True):
    """What drives the scores of the first horizon: families first, then single features, largest share first."""

    families: tuple[FamilyDriver, ...]
    features: tuple[FeatureDriver, ...]
    method: str  # e.g. "gain in the trees of lightgbm"


# ---- 10 segments


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


# ---- all of one horizon


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """How good the answers to one horizon were on later days. `foresale.judging.judge` makes it.

    horizon  : as written ("30d")
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


# ---- 13 how to repeat


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read, by its content: BLAKE2b of 128 bits (`b2sum -l 128 FILE`). `Repeat.command` names it."""

    blake2b: str


class Repeat(msgspec.Struct, frozen=True, kw_only=True):
    """command  : what gives the same numbers again, as typed; flags that change none (--out, --memory ...) left out
    settings : every setting that is not the default, as JSON values
    inputs   : in the order of their hashes
    """

    version: str
    command: str
    seed: int
    settings: dict[str, Any]
    inputs: tuple[Input, ...]
    log_hash: str  # of the prepared log's content


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of metrics.json.

    horizons : one Quality each, shortest first;  scored: likewise
    limits   : what it cannot say and what not to use it for (point 12)
    """

    question: Question
    health: Health
    plan: JudgingPlan
    horizons: tuple[Quality, ...]
    scored: tuple[Scored, ...]
    drivers: Drivers
    limits: tuple[Finding, ...]
    repeat: Repeat
    schema: int = SCHEMA

    def to_json(self) -> bytes:
        """metrics.json: UTF-8, indented, NaN and infinity as null; the same content gives the same bytes."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"

    @classmethod
    def from_json(cls, text: bytes) -> Judged:
        """The inverse of `to_json`. Raises msgspec.ValidationError where the file is not one of ours."""
        return msgspec.json.decode(text, type=cls)
