"""Plugins: sources, feature families, models and their sentences that other packages bring by entry points.

A plugin that fails to load cannot break the core: it is listed with the reason and left out.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any

KINDS = ("sources", "features", "models", "locales")
log = logging.getLogger("foresale")


@dataclass(frozen=True)
class Plugin:
    """One entry point of a group `foresale.KIND`.

    name, package, version : as its distribution declares them
    value  : `module:object`
    loaded : the object, or None where it could not be loaded
    reason : why not, or ""
    """

    kind: str
    name: str
    package: str
    version: str
    value: str
    loaded: Any = None
    reason: str = ""


def found(kind: str) -> list[Plugin]:
    """Every plugin of a kind (one of KINDS), in the order of their names, loaded or with the reason why not."""
    return [_load(kind, point) for point in sorted(entry_points(group=f"foresale.{kind}"), key=lambda p: p.name)]


def _load(kind: str, point: Any) -> Plugin:
    package = point.dist.name if point.dist else "?"
    version = point.dist.version if point.dist else "?"
    loaded, reason = None, ""
    try:
        loaded = point.load()
    except Exception as e:  # whatever a stranger's module raises at import must not stop the core
        reason = f"{type(e).__name__}: {e}"
        log.warning("plugin %s of %s does not load: %s", point.name, package, reason)
    return Plugin(kind, point.name, package, version, point.value, loaded, reason)
