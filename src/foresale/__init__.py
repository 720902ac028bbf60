"""Foresale: who will buy, from the log a shop already has.

    run = foresale.train("orders.csv", within="30d", timezone="Europe/Berlin", out="run")
    foresale.score(run.bundle, "orders.csv").table

The words are those of the command line's flags. The doors are functions of `foresale.jobs`, imported when first
used, so that `import foresale` costs nothing.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foresale import errors as errors
    from foresale.jobs.features import features as features
    from foresale.jobs.inspect import inspect_log as inspect
    from foresale.jobs.prepare import prepare_log as prepare
    from foresale.jobs.report import report as report
    from foresale.jobs.score import score as score
    from foresale.jobs.summary import Run as Run
    from foresale.jobs.train import train as train
    from foresale.jobs.why import explain as explain

__version__ = "0.1.0"
__all__ = ["Run", "errors", "explain", "features", "inspect", "prepare", "report", "score", "train"]

# `features` and `report` are the packages of those names, which answer calls too: `foresale.features(log, keys=...)`.
_DOORS = {
    "Run": "foresale.jobs.summary:Run",
    "errors": "foresale.errors:",
    "explain": "foresale.jobs.why:explain",
    "features": "foresale.features:",
    "inspect": "foresale.jobs.inspect:inspect_log",
    "prepare": "foresale.jobs.prepare:prepare_log",
    "report": "foresale.report:",
    "score": "foresale.jobs.score:score",
    "train": "foresale.jobs.train:train",
}

logging.getLogger("foresale").addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module 'foresale' has no attribute {name!r}")
    module, _, member = _DOORS[name].partition(":")
    found = import_module(module)
    return getattr(found, member) if member else found


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
