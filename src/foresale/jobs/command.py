"""A call as the command that does the same: what `run.json` keeps, so that a run can be repeated without its settings
files, its environment or its notebook."""

from __future__ import annotations

import csv
import inspect
import io
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

QUIET = ("progress", "dry_run")  # words that no repetition needs


def command_line(job: Callable[..., Any], words: Mapping[str, Any]) -> str:
    """`foresale train orders.csv --within 30d`: the sources, then every word that is not its default.

    job   : a door, its name that of the command
    words : its arguments; tables in memory stand as `TABLE`
    """
    line = ["foresale", job.__name__]
    for name, parameter in inspect.signature(job).parameters.items():
        value = words.get(name, parameter.default)
        if parameter.default is inspect.Parameter.empty:
            line += _sources(value)
        elif name not in QUIET and not _same(value, parameter.default):
            line += _flags(name, value)
    return shlex.join(line)


def _same(value: Any, default: Any) -> bool:
    """A table has no truth of its own, so only plain values are compared."""
    nothing: list[Any] = [None, (), [], {}]
    return value is default or (_plain(value) and (value == default or (value in nothing and default in nothing)))


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float | list | tuple | dict | Path | None)


def _sources(value: Any) -> list[str]:
    several = value if isinstance(value, list | tuple) else [value]
    return [str(v) if isinstance(v, str | Path) else "TABLE" for v in several]


def _flags(name: str, value: Any) -> list[str]:
    if name == "day_first":
        return ["--day-first" if value else "--month-first"]
    flag = f"--{name.replace('_', '-')}"
    if isinstance(value, bool):
        return [flag]
    if isinstance(value, Mapping):
        return [part for key, of in value.items() for part in (flag, _cell(f"{key}={of}"))]
    if name in ("columns", "fixed"):
        return [flag, _cells(value)]
    if isinstance(value, list | tuple):
        return [part for one in value for part in (flag, _cell(str(one)))]
    return [flag, str(value) if _plain(value) or hasattr(value, "isoformat") else "TABLE"]


def _cell(text: str) -> str:
    return _cells([text])


def _cells(names: Any) -> str:
    """Names with commas between them, in quotes where a name holds one: as the flags read them."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([names] if isinstance(names, str) else names)
    return line.getvalue()
