"""What was asked, by `--ask` or by the flags that say the same."""

from __future__ import annotations

import msgspec

from foresale.errors import SaidTwice
from foresale.tasks.duration import Duration
from foresale.tasks.grammar import parse_task
from foresale.tasks.population import Population
from foresale.tasks.targets import Labels, target_named
from foresale.tasks.task import Task, ordered_horizons


def asked_task(
    *, ask: str | None = None, target: str | None = None, within: str | None = None, population: str | None = None,
    labels: str | None = None,
) -> Task | None:  # fmt: skip
    """The task as far as it was said, None where nothing was; `choose_task` fills in the rest.

    Flags may fill in what `ask` leaves open. Raises SaidTwice where both say the same part.
    """
    if not any((ask, target, within, population, labels)):
        return None
    task = parse_task(ask) if ask else Task(target_named("purchase"))
    for flag, given, said in (
        ("--target", target, ask), ("--labels", labels, ask or target), ("--within", within, task.horizons),
        ("--population", population, task.population),
    ):  # fmt: skip
        if given and said:
            raise SaidTwice(flag=flag)
    if target:
        task = msgspec.structs.replace(task, target=target_named(target))
    if labels:
        task = msgspec.structs.replace(task, target=Labels(labels))
    if within:
        task = msgspec.structs.replace(task, horizons=ordered_horizons([Duration.parse(w) for w in within.split(",")]))
    if population:
        task = msgspec.structs.replace(task, population=Population.parse(population))
    return task
