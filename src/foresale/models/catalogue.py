"""Every model there is, as `foresale models` and the reference show it."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass

import numpy as np

from foresale import plugins
from foresale.features.table import Table
from foresale.language import tr
from foresale.models.base import Aim, Model
from foresale.models.registry import models

NOTHING = Table((), (), np.zeros((0, 0), np.float32))
AIMS = (Aim(horizon_days=30.0, event="view"), Aim(horizon_days=30.0))


@dataclass(frozen=True)
class Entry:
    """One model. `cannot`: why it may not be able to answer; `package`: who brings it."""

    name: str
    title: str
    simplicity: int
    baseline: bool
    cannot: tuple[str, ...]
    package: str

    def to_dict(self) -> dict[str, object]:
        return asdict(self)


def catalogue() -> list[Entry]:
    """The simplest first, in the current language."""
    brought = {getattr(p.loaded, "MODEL", p.loaded): p.package for p in plugins.found("models")}
    return [
        Entry(name, tr(m.title), m.simplicity, m.baseline, _reasons(m), brought.get(m, "foresale"))
        for name, m in models().items()
    ]


def _reasons(model: type[Model]) -> tuple[str, ...]:
    """What it says of a table without features, whatever is asked."""
    said = (model.needs(NOTHING, aim) for aim in AIMS)
    return tuple(dict.fromkeys(reason for reason in said if reason))


def summary(name: str) -> str:
    """First paragraph of the docstring of a model's file."""
    text = sys.modules[models()[name].__module__].__doc__ or ""
    return " ".join(text.strip().split("\n\n")[0].split())
