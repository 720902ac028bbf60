"""Which questions a log can carry, and which not, and why: days and people needed against days and people there."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from foresale.errors import HorizonTooLong, TooFewPeople, TooShort
from foresale.language import tr
from foresale.log.events import DAY_US
from foresale.log.findings import Finding
from foresale.log.prepared import PreparedLog
from foresale.tasks.choose import choose_task, present_types
from foresale.tasks.duration import Duration
from foresale.tasks.ground import SHORTEST_FEATURE_DAYS
from foresale.tasks.labels import labelled_rows
from foresale.tasks.plan import Plan, plan_cutoffs
from foresale.tasks.targets import Does
from foresale.tasks.task import Task

FEW, ENOUGH = (
    10,
    50,
)  # people who do it in one window: below the first nothing is learned, below the second nothing is judged
MOST_TYPES = 4

CARRIED = "{days} days of log ({days_needed} needed); newest {horizon}: {yes:,} users yes, {no:,} no ({needed} needed)"
LIMITED = {  # kinds of plan that say less than the owner may think
    3: "with a warning: parts share days; {days} days of log ({days_needed} needed)",
    4: "with a warning: not tested on later days; {days} days of log ({days_needed} needed)",
    5: "with a warning: horizon never observed; {days} days of log ({days_needed} needed)",
}
FEW_PEOPLE = "with a warning: newest {horizon}: {yes:,} yes, {no:,} no ({needed} of each needed to judge)"
TOO_FEW = "newest {horizon}: {yes:,} yes, {no:,} no; at least {needed} of each are needed"
TOO_SHORT = "needs about {days_needed} days of log; there are {days}"
HOLES = "needs about {days_needed} days without a hole; of {days} days of log at most {longest} in a row have none"
NO_PLACE = "no cutoff can be laid in {days} days of log: {reason}"
NO_USERS = "the log has no users, only sessions"
GUESTS_ONLY = "no event of the log has a user"
NO_PURCHASES = "the log has no purchases"
LATER = "comes with a later version"
MISSING = "the log has no {columns}"


class Question(msgspec.Struct, frozen=True):
    """A question, whether this log can carry it, and why (not).

    text  : the task text for `--ask`; for questions of later versions a description
    can   : whether `foresale train` answers it
    later : whether a later version brings it (there is no command to run yet)
    """

    text: str
    can: bool
    why: Finding
    later: bool = False

    def __str__(self) -> str:
        return f"{tr(self.text) if self.later else self.text}: {self.why}"


# What a later version answers: description, columns or events without which the log cannot carry it.
LATER_QUESTIONS = (
    ("how much each user will spend", ("purchase", "amount")),
    ("on how many days each user will buy", ("purchase",)),
    ("when each user will buy next", ("purchase",)),
    ("which item each user will buy", ("purchase", "item")),
    ("how many of each item will be sold", ("purchase", "item")),
    ("which item comes next in a session", ("item", "session")),
    ("whether a running session ends in a purchase", ("purchase", "session")),
)


def which_questions(log: PreparedLog) -> list[Question]:
    """The usual questions at the grain of a user, then those of later versions, each with its reason."""
    return [*_about_users(log), *_of_later_versions(log)]


def _about_users(log: PreparedLog) -> Iterator[Question]:
    types = present_types(log)
    if log.owner != "user" or not log.n_events:
        text = NO_USERS if log.owner != "user" else GUESTS_ONLY
        yield Question("buys within 30d", False, Finding("no_users", text, {}))
        return
    if "purchase" not in types:
        yield Question("buys within 30d", False, Finding("no_purchases", NO_PURCHASES, {}))
    else:
        first = choose_task(log).task
        yield _carried(log, first)
        for horizon in (Duration(1, "d"), Duration(7, "d"), Duration(30, "d")):
            if horizon != first.horizon:
                yield _carried(log, msgspec.structs.replace(first, horizons=(horizon,)))
        churn = Task(Does("purchase", negated=True), (Duration(60, "d"),))
        yield _carried(log, choose_task(log, churn).task)
    for name in [t for t in types if t not in ("purchase", "impression")][:MOST_TYPES]:
        yield _carried(log, choose_task(log, Task(Does(name))).task)


def _carried(log: PreparedLog, task: Task) -> Question:
    days = math.floor((log.dense_end - log.dense_start) / DAY_US)
    # Three blocks in the three quarters of the span that are left after the history of the first cutoff.
    facts: dict[str, int | str] = {
        "days": days,
        "days_needed": math.ceil(4 * task.horizon.approx_days),
        "horizon": str(task.horizon),
    }
    try:
        plan = plan_cutoffs(log, task)
    except HorizonTooLong:
        return Question(str(task), False, Finding("too_short", TOO_SHORT, facts))
    except TooShort as error:
        return Question(str(task), False, _no_place(log, task, error, facts))
    yes, no = _people(log, task, plan)
    facts |= {"yes": yes, "no": no, "needed": FEW if min(yes, no) < FEW else ENOUGH}
    if min(yes, no) < FEW:
        return Question(str(task), False, Finding("too_few", TOO_FEW, facts))
    if plan.kind > 2:
        return Question(str(task), True, Finding("limited", LIMITED[plan.kind], facts, "warning"))
    if min(yes, no) < ENOUGH:
        return Question(str(task), True, Finding("few_people", FEW_PEOPLE, facts, "warning"))
    return Question(str(task), True, Finding("carried", CARRIED, facts))


def _no_place(log: PreparedLog, task: Task, error: TooShort, facts: dict[str, int | str]) -> Finding:
    """Why no cutoff could be laid in a log that is longer than the horizon."""
    if int(facts["days"]) < int(facts["days_needed"]):
        return Finding("too_short", TOO_SHORT, facts)
    edges = [log.dense_start, *(at for hole in log.holes for at in hole), log.dense_end]
    longest = max(until - since for since, until in zip(edges[::2], edges[1::2])) // DAY_US
    horizon = task.horizon.approx_days
    needed = math.ceil(horizon + max(1, min(SHORTEST_FEATURE_DAYS, math.floor(horizon))))
    if longest < needed:
        facts |= {"days_needed": needed, "longest": longest}
        return Finding("holes", HOLES, facts)
    return Finding("no_place", NO_PLACE, facts | {"reason": str(error.facts["reason"])})


def check_people(log: PreparedLog, task: Task, plan: Plan) -> None:
    """Refuse what `which_questions` says no to for want of people.

    Raises
    ------
    TooFewPeople
    """
    yes, no = _people(log, task, plan)
    if min(yes, no) < FEW:
        raise TooFewPeople(task=task, horizon=plan.learn_horizon, yes=yes, no=no, needed=FEW)


def _people(log: PreparedLog, task: Task, plan: Plan) -> tuple[int, int]:
    """How many answer yes and no at the newest labelled cutoff."""
    label = labelled_rows(log, plan.learn_task(task), plan.learn.cutoffs[-1:]).label[:, -1]
    return int((label == 1).sum()), int((label == 0).sum())


def _of_later_versions(log: PreparedLog) -> Iterator[Question]:
    has = set(log.columns) | set(present_types(log))
    if not any((bucket.columns["session"] >= 0).any() for bucket in log.buckets if "session" in bucket.columns):
        has.discard("session")
    if log.owner == "session":
        has.add("session")
    if "amount" not in has and "price" in has:
        has.add("amount")
    for text, needs in LATER_QUESTIONS:
        if missing := [tr(n) for n in needs if n not in has]:
            facts = {"columns": ", ".join(missing)}
            yield Question(text, False, Finding("missing", MISSING, facts), later=True)
        elif log.owner == "user" or "session" in needs:
            yield Question(text, False, Finding("later", LATER, {}), later=True)
