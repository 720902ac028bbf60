"""The question that a log is asked where its owner did not say: target, horizon, population, each with its reason."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from foresale.errors import FinerThanLog, HorizonTooLong, NoCustomers, NoHistory, NoPurchases, NoSuchEvent, TooShort
from foresale.log.events import DAY_US
from foresale.log.findings import Finding
from foresale.log.prepared import PreparedLog
from foresale.tasks.duration import Duration
from foresale.tasks.plan import plan_cutoffs
from foresale.tasks.population import Population
from foresale.tasks.rows import identified
from foresale.tasks.targets import Does, Labels
from foresale.tasks.task import Task

USUAL_HORIZONS = (Duration(30, "d"), Duration(14, "d"), Duration(7, "d"), Duration(3, "d"), Duration(1, "d"))
USUAL_ACTIVITY_DAYS = (90, 60, 30, 14, 7, 3, 1)
LONG_LOG_DAYS = 3 * 365  # purchases further back than a year say little about a shop's customers of today


class Choice(msgspec.Struct, frozen=True):
    """The task, complete, and a sentence for each part that was chosen rather than asked."""

    task: Task
    reasons: tuple[Finding, ...] = ()


def choose_task(log: PreparedLog, asked: Task | None = None) -> Choice:
    """Fill in what `asked` leaves open, from what is in sight of `log` alone (hand in `log.before(T)`).

    Raises NoHistory, NoCustomers, NoPurchases, NoSuchEvent, FinerThanLog where the log cannot carry the target.
    """
    asked = asked or Task(Does("purchase"))
    check_target(log, asked)
    reasons = []
    if not asked.horizons:
        horizon, why = choose_horizon(log, asked)
        asked = msgspec.structs.replace(asked, horizons=(horizon,))
        reasons.append(why)
    if asked.population is None:
        population, why = choose_population(log, asked)
        asked = msgspec.structs.replace(asked, population=population)
        reasons.append(why)
    return Choice(asked, tuple(reasons))


def check_target(log: PreparedLog, task: Task) -> None:
    """Raise where the log has nobody to ask about, or nothing of what is asked."""
    if not log.n_events:
        raise NoHistory()
    if log.owner != "user":
        raise NoCustomers()
    lengths = [*task.horizons, *([task.population.within] if task.population and task.population.within else [])]
    for length in lengths:
        if length.unit == "h" and log.unit == "day":
            raise FinerThanLog(length=length, days=Duration(math.ceil(length.approx_days), "d"))
    if isinstance(task.target, Does) and not count_events(log, task.target.type):
        known = ", ".join(present_types(log))
        if task.target.type == "purchase":
            raise NoPurchases(known=known)
        raise NoSuchEvent(type=task.target.type, known=known)


def choose_horizon(log: PreparedLog, task: Task) -> tuple[Duration, Finding]:
    """30 days where validate, calibrate and test fit disjointly; else the longest usual horizon for which they do; else
    the shortest."""
    facts = {"days": round((log.dense_end - log.dense_start) / DAY_US)}
    for horizon in USUAL_HORIZONS:
        try:
            plan = plan_cutoffs(log, msgspec.structs.replace(task, horizons=(horizon,)))
        except (HorizonTooLong, TooShort):
            continue
        if plan.kind <= 2:
            text = "within {horizon}: the usual horizon, and {days} days of log carry it"
            if horizon != USUAL_HORIZONS[0]:
                text = (
                    "within {horizon}: the longest horizon that {days} days of log can learn and test on separate days"
                )
            return horizon, Finding("horizon_chosen", text, {"horizon": str(horizon), **facts})
    text = "within {horizon}: a log of {days} d is too short for a longer horizon"
    return USUAL_HORIZONS[-1], Finding("horizon_chosen", text, {"horizon": str(USUAL_HORIZONS[-1]), **facts}, "warning")


def choose_population(log: PreparedLog, task: Task) -> tuple[Population, Finding]:
    """Buyers where the log has purchases only (they are all it knows) or buyers are asked to stop; customers where most
    users are devices; else the active ones, over a time that the middle of the log has already seen."""
    if isinstance(task.target, Labels):
        return Population("all"), Finding("population_chosen", "for all: the labels say who is asked", {})
    days = (log.dense_end - log.dense_start) / DAY_US
    others = [t for t in present_types(log) if t not in ("purchase", "refund", "cancel", "order")]
    churn = isinstance(task.target, Does) and task.target.negated and task.target.type == "purchase"
    if not others or churn:
        within = Duration(365, "d") if days >= LONG_LOG_DAYS or (churn and days >= 2 * 365) else None
        text = "for {population}: the log has no visits, only purchases and what belongs to them (orders, returns ...)"
        if churn:
            text = "for {population}: only who has bought can stop buying"
        population = Population("bought", within)
        return population, Finding("population_chosen", text, {"population": str(population)})
    ids = log.users_in_sight
    people = ids[log.person_of(ids) == ids]
    share = float(identified(log)[people].mean())
    if share < 0.5:
        text = "for identified: {share:.0%} of the users are customers, the others devices"
        return Population("identified"), Finding("population_chosen", text, {"share": share})
    n = next((n for n in USUAL_ACTIVITY_DAYS if n <= days / 2), 1)
    population = Population("active", Duration(n, "d"))
    text = "for {population}: users seen within {within}, as half of the log's {days:.0f} days can look back so far"
    facts = {"population": str(population), "within": str(population.within), "days": days}
    return population, Finding("population_chosen", text, facts)


def present_types(log: PreparedLog) -> list[str]:
    """Event types in sight, the commonest first."""
    return [name for _, name in sorted(((-n, t) for t, n in _counts(log)), key=lambda c: c)]


def count_events(log: PreparedLog, type_name: str) -> int:
    """Events of a type in sight that have a user."""
    return next((n for t, n in _counts(log) if t == type_name), 0)


def _counts(log: PreparedLog) -> Iterator[tuple[str, int]]:
    daily = log.daily
    for column, code in enumerate(daily.types):
        if n := int(daily.events[:, column].sum()):
            yield log.types[code], n
