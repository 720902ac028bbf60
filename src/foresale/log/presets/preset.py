"""What the preset of a system is, and the registry of all presets.

Most systems need none: their columns are called as they are meant. A new file of this folder with a `PRESET` is found
without a line changed.
"""

from __future__ import annotations

import importlib
import pkgutil
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from foresale.log.cells import name_sql
from foresale.log.findings import Finding
from foresale.log.raw import Raw, Relation

Tables = dict[str, Relation]


@dataclass(frozen=True)
class Preset:
    """A system's export. Columns are compared without regard to case, width and blanks around them.

    name      : for people ("Shopify orders (CSV)")
    signature : the columns by which a table is known, all of them
    fields    : field -> the column that it is, where names mislead; `a|b`: the first that is there and filled
    instead   : field -> the column that stands in where the one of `fields` is often empty
    tables    : name -> the columns by which a table is known that `rewrite` wants; with `?` at its end where it may
                lack; asked before tables of orders are joined
    rewrite   : (log, the tables found) -> what stands in their place: SQL, for what no general rule can read; it adds
                to the tables what else it has used
    """

    name: str
    signature: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rewrite: Callable[[Raw, Tables], list[Relation]] | None = None

    @property
    def found(self) -> Finding:
        return Finding("preset", "recognised as {name}", {"name": self.name})


@cache
def all_presets() -> tuple[Preset, ...]:
    """Every preset of this folder; of two that fit, the one with the longer signature is asked first."""
    folder = Path(__file__).parent
    modules = [importlib.import_module(f"{__package__}.{m.name}") for m in pkgutil.iter_modules([str(folder)])]
    found = [module.PRESET for module in modules if hasattr(module, "PRESET")]
    return tuple(sorted(found, key=lambda p: (-len(p.signature), p.name)))


def column_of(wanted: str, there: Collection[str]) -> str | None:
    """The column of a table that a preset means by `wanted`."""
    return next((c for c in there if fold(c) == fold(wanted)), None)


def fold(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip("\ufeff\"'` \t\r\n").casefold()


def has_all(wanted: Sequence[str], there: Collection[str]) -> bool:
    return bool(wanted) and {fold(c) for c in wanted} <= {fold(c) for c in there}


def rewritten(raw: Raw) -> Raw:
    """The log, the tables of known systems rewritten into events and orders."""
    for preset in all_presets():
        if preset.rewrite is None:
            continue
        tables: dict[str, Relation] = {}
        for name, columns in preset.tables.items():
            wanted = {c.casefold() for c in columns}  # exactly, as SQL names them
            fitting = (r for r in raw.relations if wanted <= {c.casefold() for c in r.columns})
            of = next((r for r in fitting if r not in tables.values()), None)
            if of is not None:
                tables[name.rstrip("?")] = of
        if not all(name in tables for name in preset.tables if not name.endswith("?")):
            continue
        made = preset.rewrite(raw, tables)
        left = [r for r in raw.relations if r not in tables.values()]
        raw = replace(raw, relations=[*made, *left], findings=[*raw.findings, preset.found])
    return raw


def make(
    raw: Raw, name: str, select: str, of: Sequence[Relation], *, inner: Sequence[str] = (), tied: bool = True
) -> Relation:
    """A relation that `rewrite` gives: `select` yields its columns, `_file` and `_row`, out of the rows of `of`.

    tied : its rows hold what other rows of the log say (`Relation.tied`)
    """
    raw.con.execute(f"CREATE TEMP {'TABLE' if tied else 'VIEW'} {name_sql(name)} AS {select}")
    columns = tuple(c for c in raw.con.table(name_sql(name)).columns if c not in ("_file", "_row"))
    return Relation(name, columns, tuple(dict.fromkeys(f for r in of for f in r.files)), tuple(inner), tied)
