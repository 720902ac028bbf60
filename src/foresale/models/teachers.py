"""scikit-learn and LightGBM, loaded when a model is fitted: scoring a bundle never needs them."""

from __future__ import annotations

import importlib
import threading
from typing import Any

_loading = threading.Lock()


def teacher(module: str) -> Any:
    """The module, `sklearn.ensemble` for example. Models are fitted in threads, and scikit-learn's parts import each
    other: two that load at once would each meet the other's half-loaded module."""
    with _loading:
        return importlib.import_module(module)
