"""What moved since training: inputs, event types and scores of today beside those that the bundle remembers.

Distributions are compared by the population stability index over the training tenths, sum (a - b) ln (a / b); above .25
is the usual "look at it" (Siddiqi 2006, "Credit Risk Scorecards").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from foresale.features.columns import in_sight
from foresale.features.table import Table
from foresale.log.events import DAY_US
from foresale.log.findings import Finding
from foresale.log.prepared import Bucket, PreparedLog

Floats = npt.NDArray[np.float64]
LOOK = 0.25  # stability index
MONEY = 3.0  # times the median: prices in cents, another currency
RARE = 0.002  # share of events below which a type may be missing by chance
MOST_NAMED = 3
CALENDAR = "calendar"  # the family of what all rows of a cutoff share
ROWS_NEEDED = 200
RECENT_DAYS = 30
MONEY_COLUMNS = ("amount", "price")
FEWEST = 30  # numbers, below which a median moves by chance
PLACES = 1000  # a percentile has one digit after the point
ANOTHER_LOG = {"log_short", "type_vanished", "money_moved"}  # findings after which p is no longer the p that was judged

VANISHED = "no `{type}` in the last {days} days; in training it was {share} of the events"
APPEARED = "`{type}` is new: {share} of the events of the last {days} days"
SCALED = "{feature} is {times:,.3g} times what it was: the median was {then:,.4g} in training, now {now:,.4g}"
FEATURES = "{n} of {of} features are spread otherwise than in training, most of all {names}"
SCORES = "scores are spread otherwise than in training: their average was {then} in training, now {now}"
SHORT = "the log reaches back {days:.0f} days, the model looks back {lookback:.0f}: earlier history counts as none"


class Spread(msgspec.Struct, frozen=True):
    """edges : tenths of the defined values;  shares : of rows below each edge, above all, without a value"""

    edges: tuple[float, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.shares) != len(self.edges) + 2:
            raise ValueError(f"{len(self.edges)} edges part the rows in {len(self.shares)}")


class ScoreSpread(Spread, frozen=True):
    mean: float


class Reference(msgspec.Struct, frozen=True):
    """What a bundle remembers of its training: the shares of the newest event types, the log's span, the spread of each
    feature and of p.

    money  : medians of the newest days' amounts and prices
    p      : of the longest horizon
    places : for each horizon p of the rows scored, ascending; of many rows, those in the middle of `PLACES` even steps
    """

    types: dict[str, float]
    span_days: float
    money: dict[str, float]
    features: dict[str, Spread]
    p: ScoreSpread
    places: tuple[tuple[float, ...], ...]


NOTHING = Reference({}, 0.0, {}, {}, ScoreSpread((), (0.0, 0.0), 0.0), ())


def reference_of(log: PreparedLog, table: Table, p: Floats) -> Reference:
    """What a bundle remembers: p float64[n, h] and the features of the rows scored at the training's cutoff."""
    longest = p[:, -1]
    scores = _spread(longest)
    return Reference(
        types=_type_shares(log),
        span_days=(log.last - log.dense_start) / DAY_US,
        money=_medians(log),
        features={f.name: _spread(table[f.name]) for f in table.features},
        p=ScoreSpread(scores.edges, scores.shares, float(longest.mean()) if len(p) else 0.0),
        places=tuple(_places(column) for column in p.T),
    )


def _places(p: Floats) -> tuple[float, ...]:
    ordered = np.sort(p)
    if len(p) > PLACES:
        ordered = ordered[((np.arange(PLACES) + 0.5) / PLACES * len(p)).astype(np.int64)]
    return tuple(ordered.tolist())


def percentile(reference: Reference, k: int, p: Floats) -> Floats:
    """Place of each p of the k-th horizon among those scored in training, 0 to 100, ties in the middle, to one digit:
    the same for a customer whoever is asked beside it. NaN where nobody was scored."""
    then = np.array(reference.places[k] if reference.places else ())
    if not len(then):
        return np.full(len(p), np.nan)
    below, until = np.searchsorted(then, p, side="left"), np.searchsorted(then, p, side="right")
    return np.asarray(np.round(50 * (below + until) / len(then), 1))


def moved_since(
    reference: Reference, log: PreparedLog, table: Table, p: Floats, lookback: float
) -> list[Finding]:
    """Findings, the gravest first; none where nothing that matters moved."""
    found = []
    span = (log.last - log.dense_start) / DAY_US
    if span < min(lookback, reference.span_days) - 1:
        found.append(Finding("log_short", SHORT, {"days": span, "lookback": lookback}, "warning"))
    found += _types(reference.types, _type_shares(log))
    found += _money(reference.money, _medians(log))
    if len(p) < ROWS_NEEDED:
        return found
    then = reference.features
    # The date of the cutoff is another every day.
    names = [n for n, family in zip(table.names, table.family_of) if n in then and family != CALENDAR]
    far = sorted(((index(then[name], table[name]), name) for name in names), reverse=True)
    named = [name for value, name in far if value > LOOK]
    if len(named) > 0.1 * len(far):
        facts = {"n": len(named), "of": len(far), "names": ", ".join(named[:MOST_NAMED]), "all": named}
        found.append(Finding("features_moved", FEATURES, facts, "warning" if len(named) > 0.3 * len(far) else "note"))
    if index(reference.p, p) > LOOK:
        facts = {"now": _percent(float(p.mean())), "then": _percent(reference.p.mean)}
        found.append(Finding("scores_moved", SCORES, facts, "warning"))
    return found


def index(then: Spread, now: npt.NDArray[Any]) -> float:
    """Population stability index of values against a remembered spread."""
    edges = np.array(then.edges)
    a, b = np.array(then.shares), _shares(edges, now)
    a, b = np.maximum(a, 1e-4), np.maximum(b, 1e-4)
    return float(((b - a) * np.log(b / a)).sum())


def _spread(values: npt.NDArray[Any]) -> Spread:
    """Tenths of the defined values, and the share of rows in each and without a value."""
    known = np.asarray(values[~np.isnan(values)], np.float64)
    edges = np.unique(np.quantile(known, np.linspace(0.1, 0.9, 9))) if len(known) else np.zeros(0)
    return Spread(tuple(edges.tolist()), tuple(_shares(edges, values).tolist()))


def _shares(edges: Floats, values: npt.NDArray[Any]) -> Floats:
    missing = np.isnan(values)
    place = np.where(missing, len(edges) + 1, np.searchsorted(edges, values, side="left"))
    return np.bincount(place, minlength=len(edges) + 2) / max(len(values), 1)


def _percent(share: float) -> str:
    """100% rather than 100.0%."""
    return f"{share:.1%}".replace(".0%", "%")


def _type_shares(log: PreparedLog) -> dict[str, float]:
    """Share of each type among the events of the newest days in sight."""
    recent = log.daily.events[-RECENT_DAYS:].sum(axis=0)
    total = max(int(recent.sum()), 1)
    return {log.types[code]: int(n) / total for code, n in zip(log.daily.types, recent) if n}


def _types(then: Mapping[str, float], now: Mapping[str, float]) -> Sequence[Finding]:
    gone = [
        Finding("type_vanished", VANISHED, {"type": t, "days": RECENT_DAYS, "share": _percent(share)}, "warning")
        for t, share in then.items()
        if share > RARE and t not in now
    ]
    new = [
        Finding("type_appeared", APPEARED, {"type": t, "days": RECENT_DAYS, "share": _percent(share)}, "warning")
        for t, share in now.items()
        if share > RARE and t not in then
    ]
    return [*gone, *new]


def _medians(log: PreparedLog) -> dict[str, float]:
    """Of each column of money, over the newest days' events that tell it. The log's own numbers: those of features are
    limited to what was usual, so that a hundredfold price would look like a sixfold one."""
    found = {}
    since = log.last - RECENT_DAYS * DAY_US
    for name in MONEY_COLUMNS:
        if name in log.columns:
            parts = [_recent(bucket, name, since) for bucket in log.buckets]
            values = np.concatenate([part[np.isfinite(part) & (part > 0)] for part in parts])
            if len(values) >= FEWEST:
                found[name] = float(np.median(values))
    return found


def _recent(bucket: Bucket, name: str, since: int) -> Floats:
    there = in_sight(bucket)
    return np.asarray(bucket.columns[name][there][bucket.columns["time"][there] >= since], np.float64)


def _money(then: Mapping[str, float], now: Mapping[str, float]) -> Sequence[Finding]:
    """Prices x100: the column whose median moved most, if by more than `MONEY` times."""
    worst, said = MONEY, None
    for name in then.keys() & now.keys():
        times = max(now[name] / then[name], then[name] / now[name])
        if times > worst:
            facts = {"feature": name, "times": now[name] / then[name], "now": now[name], "then": then[name]}
            worst, said = times, Finding("money_moved", SCALED, facts, "warning")
    return [said] if said else []
