"""Every model there is: the files of this folder that hold a `MODEL`, and those of installed plugins.

A new file is found without a line changed. Outside packages name theirs in the entry point group `foresale.models`
(a module with a `MODEL`, or the class itself); one that fails to load is logged and left out.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from functools import cache
from pathlib import Path

from foresale import plugins
from foresale.errors import NoSuchModel
from foresale.features.table import Table
from foresale.models.base import Aim, Fitted, Model, State

_log = logging.getLogger("foresale")


@cache
def models() -> dict[str, type[Model]]:
    """Name -> model, the simplest first."""
    ours: dict[str, type[Model]] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        model = getattr(importlib.import_module(f"foresale.models.{module.name}"), "MODEL", None)
        if model is None:
            continue
        if model.name in ours:
            raise ValueError(f"foresale/models/{module.name}.py: another file has a model `{model.name}` already")
        ours[model.name] = model
    return dict(sorted((ours | theirs(ours)).items(), key=lambda pair: (pair[1].simplicity, pair[0])))


def theirs(ours: dict[str, type[Model]]) -> dict[str, type[Model]]:
    """The models of plugins: those that load, are models and take no name that stands already."""
    found: dict[str, type[Model]] = {}
    for plugin in plugins.found("models"):
        model = getattr(plugin.loaded, "MODEL", plugin.loaded)
        if not all(hasattr(model, part) for part in ("name", "title", "simplicity", "needs", "fit", "load")):
            _log.warning("plugin %s of %s left out: it holds no model", plugin.name, plugin.package)
        elif model.name in ours or model.name in found:
            _log.warning("plugin %s of %s left out: `%s` stands already", plugin.name, plugin.package, model.name)
        else:
            found[model.name] = model
    return found


def portfolio(table: Table, aim: Aim) -> list[str]:
    """Names of the models that can answer from these features, the simplest first."""
    return [name for name, model in models().items() if model.needs(table, aim) is None]


def yardsticks() -> list[str]:
    """Names of the models that the report shows beside the answer."""
    return [name for name, model in models().items() if getattr(model, "yardstick", False)]


def get_model(name: str, *, seed: int = 0, threads: int = 1) -> Model:
    """The unfitted model of that name. Raises NoSuchModel."""
    return _model(name)(seed=seed, threads=threads)


def load_fitted(name: str, state: State) -> Fitted:
    """A fitted model from its state; needs neither scikit-learn nor LightGBM. Raises NoSuchModel."""
    return _model(name).load(state)


def _model(name: str) -> type[Model]:
    try:
        return models()[name]
    except KeyError:
        raise NoSuchModel(name=name, known=", ".join(models())) from None
