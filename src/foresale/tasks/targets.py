"""What is predicted: an event of some type, its absence, a function over a user's future, or labels from a file."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy.typing as npt

from foresale.errors import NoTargetFunction

# Third person as a question reads ("clicks within 1d"); the first verb of a type is the one that is printed.
VERBS = {
    "buys": "purchase", "views": "view", "clicks": "view", "carts": "cart", "favourites": "favourite",
    "favorites": "favourite", "searches": "search", "orders": "order", "refunds": "refund", "cancels": "cancel",
}  # fmt: skip
_VERB_OF = {kind: verb for verb, kind in reversed(VERBS.items())}

History = Mapping[str, npt.NDArray[Any]]


def quote(text: str) -> str:
    """`text` as the task text writes it: in double quotes, a quote inside doubled, a backslash as it is."""
    return '"' + text.replace('"', '""') + '"'


class Does(msgspec.Struct, frozen=True, tag_field="kind", tag="does"):
    """At least one event of `type` inside the horizon; `negated`: none (churn). `type` is canonical or own."""

    type: str
    negated: bool = False

    def __str__(self) -> str:
        verb = _VERB_OF.get(self.type)
        if self.negated:
            return f"no {verb or quote(self.type)}"
        return verb or f"does {quote(self.type)}"


class Function(msgspec.Struct, frozen=True, tag_field="kind", tag="function"):
    """`module:function`, called as `function(history, future)` for one user at one cutoff.

    Both are plain dicts of arrays by column name (`time` int64 us UTC, `type` texts, `item` and other coded columns as
    texts, numbers as float64), ascending in time: `history` strictly before the cutoff, `future` inside the horizon.
    It answers true, false, or None/NaN for "cannot be told", which leaves the row without a label.
    """

    name: str

    def __str__(self) -> str:
        return self.name

    def load(self) -> Callable[[History, History], Any]:
        """The function itself, imported from the current folder or wherever Python finds it."""
        module, _, attribute = self.name.partition(":")
        sys.path.insert(0, str(Path.cwd()))  # an installed command does not have it there
        try:
            found = getattr(importlib.import_module(module), attribute)
        except Exception as why:  # whatever a stranger's module raises is a mistake in it
            raise NoTargetFunction(name=self.name, reason=f"{type(why).__name__}: {why}") from why
        finally:
            sys.path.pop(0)
        if not callable(found):
            raise NoTargetFunction(name=self.name, reason=f"{attribute} is a {type(found).__name__}")
        function: Callable[[History, History], Any] = found
        return function

    def source_hash(self) -> str:
        """SHA-256 of the function's source text: the bundle tells by it whether the question is still the same."""
        try:
            source = inspect.getsource(self.load())
        except (OSError, TypeError):  # built in the interpreter or compiled: only the name is left to go by
            source = self.name
        return hashlib.sha256(source.encode("utf-8")).hexdigest()


class Labels(msgspec.Struct, frozen=True, tag_field="kind", tag="labels"):
    """Labels from a file with the columns key, cutoff and label (0 or 1). Only the rows of the file are asked."""

    file: str

    def __str__(self) -> str:
        return f"labels {quote(self.file)}"

    def source_hash(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(Path(self.file).read_bytes()).hexdigest()


Target = Does | Function | Labels

IS_FUNCTION = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


def target_named(name: str) -> Target:
    """The target of `--target NAME`: `purchase`, `churn`, an event type, or `module:function`."""
    if name == "churn":
        return Does("purchase", negated=True)
    if IS_FUNCTION.fullmatch(name):
        return Function(name)
    return Does(VERBS.get(name, name))
