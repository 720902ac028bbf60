"""`Judged`: everything that the report shows, as data. Written as `metrics.json`; the report is rendered from it alone.

The sections stand in the order of the report; those about one horizon are parts of `quality.Quality`. Conventions:

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

from foresale.judging.quality import Estimate, Quality
from foresale.log.findings import Finding

SCHEMA = 2  # of metrics.json: raised when a field changes its meaning or goes


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
    """How one column was understood; `field` is None where it was left out. `source`: the first of its files, where the
    log has several kinds of files."""

    column: str
    field: str | None
    confidence: float | None  # 0 to 1; None where the user said so
    reason: Finding
    source: str = ""


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


# ---- 8 scores


class Histogram(msgspec.Struct, frozen=True, kw_only=True):
    """counts[i] rows lie in edges[i] <= p < edges[i + 1] (the last bin is closed)."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


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
