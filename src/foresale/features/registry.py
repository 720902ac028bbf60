"""Every feature family there is: the files of this folder that hold a `FAMILY`, and those of installed plugins.

A new file is found without a line changed. Outside packages name theirs in the entry point group `foresale.features`
(a module with a `FAMILY`, or the `Family` itself); one that fails to load is logged and left out.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from functools import cache
from importlib import metadata
from pathlib import Path

from foresale.features.family import Family

GROUP = "foresale.features"
_log = logging.getLogger("foresale")


@cache
def families() -> dict[str, Family]:
    """Name -> family: ours in the order of their names, then the plugins' in the order of theirs."""
    found: dict[str, Family] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        family = getattr(importlib.import_module(f"foresale.features.{module.name}"), "FAMILY", None)
        if family is not None:
            found[family.name] = family
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda e: e.name):
        try:
            loaded = entry.load()
            family = loaded if isinstance(loaded, Family) else loaded.FAMILY
            if family.name in found:
                raise ValueError(f"there is a family `{family.name}` already")
        except Exception as problem:  # whatever a plugin does wrong, the core goes on
            _log.warning("feature plugin %s left out: %s: %s", entry.name, type(problem).__name__, problem)
            continue
        found[family.name] = family
    return found
