"""A call as the command that does the same, to be pasted into a shell.

`run.json` keeps the whole of it, so that a run can be repeated without its settings files, its environment or its
notebook; the report what its numbers rest on; the screen ends with the next one.
"""

from __future__ import annotations

import csv
import glob
import inspect
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import foresale
from foresale.keywords import for_shell

QUIET = ("progress", "dry_run")  # words that no repetition needs
MACHINE = ("out", "force", "memory", "threads", "cache")  # words that change no number
FEW = 3  # files that are named one by one where a pattern names the same
SHIPPED = Path(foresale.__file__).parent / "data"


def command_line(job: Callable[..., Any], words: Mapping[str, Any], without: tuple[str, ...] = ()) -> str:
    """`foresale train orders.csv --within 30d`: the sources, then every word that is not its default.

    job     : a door, its name that of the command
    words   : its arguments; tables in memory stand as `TABLE`
    without : words to leave out
    """
    line = ["foresale", job.__name__]
    for name, parameter in inspect.signature(job).parameters.items():
        value = words.get(name, parameter.default)
        if parameter.default is inspect.Parameter.empty:
            line += sources_as_typed(value)
        elif name not in (*QUIET, *without) and not _same(value, parameter.default):
            line += _flags(name, value)
    return quoted(line)


def next_command(job: Callable[..., Any], words: Mapping[str, Any], order: bool) -> str:
    """What to run after a training: score with its bundle.

    Train again where nothing was written to score with, or where the order is no better than chance and only a longer
    log helps. The shipped log has to be written first.
    """
    sources, out = sources_as_typed(words["sources"]), words.get("out")
    if any(isinstance(one, Path) and one.parent == SHIPPED for one in _several(words["sources"])):
        return quoted(["foresale", "demo", "--save", *sources])
    if out is None or not order:
        again = command_line(job, words, without=("out", "force"))
        return f"{again} --out {quoted(['run' if out is None else f'{Path(out).as_posix()}-later'])}"
    line = ["foresale", "score", (Path(out) / "bundle").as_posix(), *sources]
    for name in ("items", "users", "links", "allow_quarantine"):
        if value := words.get(name):
            line += _flags(name, value)
    return quoted([*line, "--out", "scores.csv"])


def quoted(line: list[str]) -> str:
    """Words for a shell: in double quotes where that is enough, as every system's shells read those."""
    return " ".join(map(for_shell, line))


def _same(value: Any, default: Any) -> bool:
    """A table has no truth of its own, so only plain values are compared."""
    nothing: list[Any] = [None, (), [], {}]
    return value is default or (_plain(value) and (value == default or (value in nothing and default in nothing)))


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float | list | tuple | dict | Path | None)


def sources_as_typed(value: Any) -> list[str]:
    """The sources as words: paths and patterns as written, many files of a folder as the pattern that finds them."""
    names = [_name(one) for one in _several(value)]
    if len(names) > FEW and (pattern := _pattern(names)):
        return [pattern]
    return names


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _name(source: Any) -> str:
    """Where the shipped log lies on this machine is nobody's business."""
    if isinstance(source, Path) and source.parent == SHIPPED:
        return source.name
    return str(source) if isinstance(source, str | Path) else "TABLE"


def _pattern(names: list[str]) -> str | None:
    """`days/*.csv` where it finds these files and no other."""
    paths = [Path(name) for name in names]
    if len({(path.parent, path.suffix) for path in paths}) > 1 or glob.has_magic(str(paths[0].parent)):
        return None
    pattern = (paths[0].parent / f"*{paths[0].suffix}").as_posix()
    return pattern if set(paths[0].parent.glob(f"*{paths[0].suffix}")) == set(paths) else None


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
