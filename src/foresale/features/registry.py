"""Every feature family there is: the files of this folder that hold a `FAMILY`, and those of installed plugins.

A new file is found without a line changed. Outside packages name theirs in the entry point group `foresale.features`
(a module with a `FAMILY`, or the `Family` itself); one that fails to load is logged and left out.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from functools import cache
from pathlib import Path

from foresale import plugins
from foresale.features.family import Family

_log = logging.getLogger("foresale")


@cache
def families() -> dict[str, Family]:
    """Name -> family: ours in the order of their names, then the plugins' in the order of theirs."""
    ours = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        family = getattr(importlib.import_module(f"foresale.features.{module.name}"), "FAMILY", None)
        if family is None:
            continue
        if family.name != module.name:
            raise ValueError(f"foresale/features/{module.name}.py: its FAMILY must be called `{module.name}`, as the "
                             f"file is, and not `{family.name}`")  # fmt: skip
        ours[family.name] = family
    return ours | theirs(ours)


def theirs(ours: dict[str, Family]) -> dict[str, Family]:
    """The families of plugins: those that load, are families and take no name that stands already."""
    found: dict[str, Family] = {}
    for plugin in plugins.found("features"):
        family = getattr(plugin.loaded, "FAMILY", plugin.loaded)
        if not isinstance(family, Family):
            _log.warning("plugin %s of %s left out: it holds no feature family", plugin.name, plugin.package)
        elif family.name in ours or family.name in found:
            _log.warning("plugin %s of %s left out: `%s` stands already", plugin.name, plugin.package, family.name)
        else:
            found[family.name] = family
    return found
