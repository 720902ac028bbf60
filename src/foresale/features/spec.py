"""The feature spec: which families and features a model uses, with all that they depend on. Kept in the bundle.

Whatever applies the spec (training, scoring, serving) gets the same columns in the same order.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from foresale.errors import NoSuchFeature
from foresale.features.calendar import known_country
from foresale.features.columns import in_sight
from foresale.features.context import Context
from foresale.features.customer_base import LOG_ODDS
from foresale.features.family import Family, Feature, column_of
from foresale.features.registry import families
from foresale.features.vocabularies import FEWEST_USERS, vocabulary_of_events, vocabulary_of_users
from foresale.features.windows import local_days
from foresale.log.findings import Finding
from foresale.log.instants import midnight_after
from foresale.log.prepared import PreparedLog

WINDOWS_DAYS = (1, 3, 7, 14, 30, 60, 90, 180, 365)
MOST_LOOKBACK_DAYS = 2 * 365
DISTINCT = 0.8  # a window longer than this share of the lookback would say the same as the lookback


class FeatureSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What is computed.

    context  : facts that features depend on
    families : names of the families in use, in the order of their columns
    without  : names of features and families that the user left out
    left_out : family -> why this log cannot carry it
    """

    context: Context
    families: tuple[str, ...]
    without: tuple[str, ...] = ()
    left_out: dict[str, Finding] = {}

    def in_use(self) -> Iterator[tuple[Family, tuple[Feature, ...]]]:
        """Each family with all features of its kernel, those that are left out by name included."""
        for name in self.families:
            family = families()[name]
            yield family, family.features(self.context)

    @property
    def features(self) -> tuple[Feature, ...]:
        """The table's columns."""
        return tuple(f for _, some in self.in_use() for f in some if f.name not in self.without)

    @property
    def family_of(self) -> tuple[str, ...]:
        """The family of each column."""
        return tuple(family.name for family, some in self.in_use() for f in some if f.name not in self.without)


def make_spec(
    log: PreparedLog,
    horizon_days: float,
    *,
    lookback_days: float | None = None,
    without: Iterable[str] = (),
    country: str | None = None,
    cap: int = 10_000,
    shared_by: int = FEWEST_USERS,
) -> FeatureSpec:
    """Decide on windows, vocabularies and families from the events in sight of `log` (give it `log.before(T)`).

    Parameters
    ----------
    horizon_days  : how far the question looks ahead, the longest of several horizons; may be a fraction of a day
    lookback_days : how far back features see, the same at every cutoff; None: as far as `reach_days` says of the end
                    of sight. Early cutoffs see less
    without       : names of features or families to leave out
    country       : code for holidays, `GB` or with its region `GB-SCT`
    cap           : newest events of one user that count
    shared_by     : users whom a text must be of to be called by name in the spec

    Raises
    ------
    NoSuchFeature  where `without` names what this log has neither as a feature nor as a family.
    NoSuchCountry  where no holidays of `country` are known.
    """
    lookback = float(lookback_days or reach_days(log))
    context = Context(
        zone=log.zone,
        unit=log.unit,
        horizon_days=horizon_days,
        lookback_days=lookback,
        windows_days=_windows(horizon_days, lookback, log.unit),
        cap=cap,
        types=_types_in_sight(log),
        columns=tuple(sorted(log.columns)),
        further={f"x:{c.name}": c.kind for c in log.further},
        user_attributes=tuple(sorted(log.user_table)),
        country=None if country is None else known_country(country),
    )
    context = msgspec.structs.replace(context, vocabularies=_vocabularies(log, context, shared_by))
    left_out = {name: reason for name, family in families().items() if (reason := why_not(family, context))}
    chosen = [name for name in families() if name not in left_out]
    learned: dict[str, float] = {}
    for name in chosen:
        learn = families()[name].learn
        learned |= learn(log, context) if learn else {}
    context = msgspec.structs.replace(context, learned=learned)
    without = tuple(dict.fromkeys(without))
    known = {*families(), *(f.name for name in chosen for f in families()[name].features(context))}
    if "customer_base" in chosen:
        known.add(LOG_ODDS)
    for name in without:
        if name not in known:
            raise NoSuchFeature(name=name, nearest=_nearest(name, known))
    chosen = [name for name in chosen if name not in without]
    return FeatureSpec(context=context, families=tuple(chosen), without=without, left_out=left_out)


def reach_days(log: PreparedLog) -> float:
    """Local days from that of the first event in sight until the end of sight (else of the last event's day), two years
    at most. Counted from event to event, a log that knows days only would lose its first one."""
    if not log.n_events:
        return 1.0
    end = midnight_after(log.last, log.zone) if log.until is None else log.until
    days, _ = local_days(np.array([log.first, max(log.first, end - 1)]), log.zone)
    return float(min(int(days[1]) - int(days[0]) + 1, MOST_LOOKBACK_DAYS))


def _nearest(name: str, known: set[str]) -> str:
    return next(iter(difflib.get_close_matches(name, sorted(known), 1)), "NAME")


def why_not(family: Family, context: Context) -> Finding | None:
    """Why a log with these facts cannot carry the family; None where it can."""
    for read in family.reads:
        column = column_of(read)
        if column != "*" and not read.endswith("?") and not context.has_column(column):
            return Finding("family_left_out", "no column `{column}`", {"column": column})
    if family.each and not family.each(context):
        return Finding("family_left_out", "no column that it could read")
    reason = family.needs(context) if family.needs else None
    if reason:
        return Finding("family_left_out", reason)
    return None if family.features(context) else Finding("family_left_out", "nothing to compute from this log")


def _windows(horizon_days: float, lookback_days: float, unit: str) -> tuple[float, ...]:
    """Widest first: the lookback, then the usual windows and one as long as the horizon, clearly shorter than it."""
    windows = {*map(float, WINDOWS_DAYS), float(horizon_days)}
    if horizon_days < 1 and unit != "day":
        windows |= {horizon_days, 3 * horizon_days}
    shortest = 1 if unit == "day" else 0
    return (lookback_days, *sorted((w for w in windows if shortest <= w <= DISTINCT * lookback_days), reverse=True))


def _types_in_sight(log: PreparedLog) -> dict[int, str]:
    seen = np.zeros(256, np.int64)
    for bucket in log.buckets:
        seen += np.bincount(bucket.columns["type"][in_sight(bucket)], minlength=256)
    return {code: log.types[code] for code in sorted(log.types) if seen[code]}


def _vocabularies(log: PreparedLog, context: Context, shared_by: int) -> dict[str, tuple[str, ...]]:
    """Of the columns that some family reads as codes, and of the user table."""
    columns = {column_of(r) for f in families().values() for r in f.reads if "#" in r and r[0] != "*"}
    columns |= {c for f in families().values() if "*#" in f.reads and f.each for c in f.each(context)}
    own = [name for name in context.user_attributes if f"user:{name}" in log.dictionaries]
    events = {c: vocabulary_of_events(log, c, shared_by) for c in sorted(columns & set(context.columns))}
    return events | {f"user:{name}": vocabulary_of_users(log, name, shared_by) for name in own}
