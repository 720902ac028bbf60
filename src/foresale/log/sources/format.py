"""What a format is: how it is recognised, how its files become relations; and the registry of all formats.

A new file of this folder with a `FORMAT` is found without a line changed. Outside packages name theirs in the entry
point group `foresale.sources` (a module with a `FORMAT`, or the `Format` itself).
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

import duckdb

from foresale import plugins
from foresale.log.findings import Finding
from foresale.log.raw import Relation, SourceFile
from foresale.log.reading import ReadOptions
from foresale.progress import SILENT, Progress

KEPT_NAMES = ("_file", "_row")
_log = logging.getLogger("foresale")


@dataclass
class Job:
    """One call of `open_sources`: what all its readers share, and what they add to."""

    con: duckdb.DuckDBPyConnection
    options: ReadOptions
    prefix: str  # of every table and view that this call makes
    narrow: bool = False  # whether a single column is a table too: a list of ids is, a log never
    cells: bool = True  # whether JSON in cells is reached into: a table of items or users has one row each
    files: list[SourceFile] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    progress: Progress = SILENT

    def relation(
        self, select: str, columns: Sequence[str], files: Sequence[int], inner: Sequence[str] = ()
    ) -> None:
        """Add a relation: a view over `select`, which gives `columns`, `_file` and `_row`; `inner`: out of a list."""
        name = f"{self.prefix}_{len(self.relations)}"
        self.con.execute(f"CREATE TEMP VIEW {name} AS {select}")
        self.relations.append(Relation(name, tuple(columns), tuple(files), tuple(inner)))

    @property
    def rejects(self) -> str:
        """The table of rejected lines: _file INTEGER, _line BIGINT, reason VARCHAR."""
        return f"{self.prefix}_rejects"

    def reject(self, rows: Sequence[tuple[int, int, str]]) -> None:
        """Note lines (file, physical line, reason) that could not be split."""
        if rows:
            # In one go: `executemany` takes 3 ms a row.
            columns = "UNNEST(?::INTEGER[]), UNNEST(?::BIGINT[]), UNNEST(?::VARCHAR[])"
            self.con.execute(f"INSERT INTO {self.rejects} SELECT {columns}", [list(column) for column in zip(*rows)])


class Read(Protocol):
    """Add the relations of `job.files[i]` for i in files to the job, and set each file's `rows`.

    `_row` is ascending in each file; of a text that has no dialect, its physical line less 1, so that errors name it.
    """

    def __call__(self, job: Job, files: Sequence[int]) -> None: ...


def _nothing(job: Job, file: SourceFile, asked: bool) -> None:
    pass


@dataclass(frozen=True)
class Format:
    """A format of files.

    name       : for people ("CSV", "Parquet")
    recognise  : (name in lower case, first 64 kB) -> is it this format?
    read       : see `Read`
    write      : rows of text (a key may be missing in some) -> a file of this format: what the contract of formats
                 tests the rest with
    inspect    : looks at one file (named by the user, or met in a folder) before any is read; raises a LogError where
                 it is no table after all
    text       : the reader wants UTF-8 text rather than the bytes as they are
    order      : formats are asked in ascending order; the one that takes any text comes last
    """

    name: str
    recognise: Callable[[str, bytes], bool]
    read: Read
    write: Callable[[Sequence[Mapping[str, str]]], bytes]
    inspect: Callable[[Job, SourceFile, bool], None] = _nothing
    text: bool = True
    order: int = 50


@cache
def all_formats() -> tuple[Format, ...]:
    """Every format of this folder and of the entry points `foresale.sources`, in the order in which they are asked."""
    folder = Path(__file__).parent
    modules = [importlib.import_module(f"{__package__}.{m.name}") for m in pkgutil.iter_modules([str(folder)])]
    ours = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return tuple(sorted(ours + theirs(ours), key=lambda f: (f.order, f.name)))


def theirs(ours: Sequence[Format]) -> list[Format]:
    """The formats of plugins: those that load, are formats and take no name that stands already."""
    found = {form.name: form for form in ours}
    for plugin in plugins.found("sources"):
        form = getattr(plugin.loaded, "FORMAT", plugin.loaded)
        if not isinstance(form, Format):
            _log.warning("plugin %s of %s left out: it holds no format", plugin.name, plugin.package)
        elif form.name in found:
            _log.warning("plugin %s of %s left out: `%s` stands already", plugin.name, plugin.package, form.name)
        else:
            found[form.name] = form
    return list(found.values())[len(ours) :]


def format_names() -> str:
    """`CSV, JSON lines, Parquet`: for messages."""
    return ", ".join(form.name for form in reversed(all_formats()))


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names as DuckDB can hold them: no empty one, no two that differ in case only, none of ours.

    >>> unique_names(["", "id", "ID", "_row"])
    ('Unnamed: 0', 'id', 'ID_2', '_row_2')
    """
    taken = set(KEPT_NAMES)
    result = []
    for place, name in enumerate(names):
        name = base = name.strip().strip("\ufeff").strip() or f"Unnamed: {place}"
        n = 2
        while name.casefold() in taken:
            name = f"{base}_{n}"
            n += 1
        taken.add(name.casefold())
        result.append(name)
    return tuple(result)
