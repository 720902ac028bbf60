"""Who is asked and who is not: the rows of one cutoff, and the share of coming buyers whom the population misses."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from foresale.log.prepared import PreparedLog
from foresale.tasks.labels import labels, window_ends
from foresale.tasks.population import Population
from foresale.tasks.rows import asked_population, everybody, members, merged, nobody
from foresale.tasks.targets import Does, Labels
from foresale.tasks.task import Task


class Coverage(msgspec.Struct, frozen=True):
    """Counts of users at one cutoff, for the longest horizon. For churn, those who buy are counted, not those who stop.

    inside, inside_yes   : the population, and those of it who then do it
    outside, outside_yes : users with history who are not in the population
    unseen_yes           : users who do it without any history before the cutoff: no model can name them

    People count, not ids, as they are known by the end of the window: a device that turns out to be a customer's by
    then is that customer, though it has been asked in a row of its own.
    """

    cutoff: int
    inside: int
    inside_yes: int
    outside: int
    outside_yes: int
    unseen_yes: int

    @property
    def missed_share(self) -> float:
        """Share of those who then do it that the population does not hold; NaN where nobody does it."""
        missed = self.outside_yes + self.unseen_yes
        total = missed + self.inside_yes
        return missed / total if total else float("nan")


def coverage(log: PreparedLog, task: Task, cutoff: int) -> Coverage | None:
    """Count at a labelled cutoff; None for a labels file, which itself says who is asked."""
    if isinstance(task.target, Labels):
        return None
    if isinstance(task.target, Does):
        task = msgspec.structs.replace(task, target=Does(task.target.type))
    whom = asked_population(log, task)
    h, at = len(task.horizons), np.array([cutoff], np.int64)
    rows = nobody(h).concat(*(everybody(b, bucket, at, h) for b, bucket in enumerate(log.buckets)))
    person = log.identity.person(rows.user, window_ends(log, task.horizons, rows.cutoff)[:, -1])

    def people(which: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        there = np.zeros(len(log.dictionaries["user"]), bool)
        there[person[which]] = True
        return there

    alone, history = ~merged(log, rows.user, rows.cutoff), members(log, rows, Population("all"))
    yes = people(labels(log, task, rows)[:, -1] == 1)
    inside = people(members(log, rows, whom) & alone)
    outside = people(history & alone) & ~inside
    new = ~people(history)
    return Coverage(
        cutoff=cutoff, inside=int(inside.sum()), inside_yes=int((yes & inside).sum()), outside=int(outside.sum()),
        outside_yes=int((yes & outside).sum()), unseen_yes=int((yes & new).sum()),
    )  # fmt: skip
