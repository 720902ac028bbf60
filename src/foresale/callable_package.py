"""Packages that answer calls too: `foresale.features(log, keys=...)`, though `foresale.features` is a package."""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from types import ModuleType
from typing import Any


def answers_calls(package: str, door: str) -> None:
    """`package` called is `door` ("module:function") called: on a floor above, imported when first called, and used by
    nobody below it."""
    module, _, name = door.partition(":")

    class Callable(ModuleType):
        def __call__(self, *places: Any, **words: Any) -> Any:
            return getattr(import_module(module), name)(*places, **words)

        @property
        def __signature__(self) -> inspect.Signature:
            return inspect.signature(getattr(import_module(module), name))

    sys.modules[package].__class__ = Callable
