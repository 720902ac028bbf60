"""What was asked, by `--ask` or by the flags that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from foresale.errors import SaidTwice, UsageError
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
    if ask is None and not any((target, within, population, labels)):
        return None
    task = Task(target_named("purchase")) if ask is None else parse_task(ask)
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
        with _from("--within"):
            horizons = ordered_horizons([Duration.parse(w) for w in within.split(",")])
        task = msgspec.structs.replace(task, horizons=horizons)
    if population:
        with _from("--population"):
            task = msgspec.structs.replace(task, population=Population.parse(population))
    return task


@contextmanager
def _from(flag: str) -> Iterator[None]:
    """What is wrong with a value names its flag."""
    try:
        yield
    except UsageError as e:
        e.details["from"] = flag
        raise
