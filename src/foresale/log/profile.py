"""What each column of a log holds, counted over all of its rows: the evidence on which `columns.py` decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import duckdb

from foresale.log.cells import bare_sql, name_sql, number_form
from foresale.log.times import TimeForm, form_of

FEW = 2000  # distinct values up to which all of them are listed
_MOST_SHAPES = 3000
_SHAPE_LENGTH = 48


@dataclass
class Profile:
    """One column.

    rows, filled : rows of the log, and those in which the cell says something
    distinct     : number of different values (approximate above `FEW`)
    values       : value -> rows, where they are few, else None
    shapes       : (value with every digit as 9, rows), the most frequent ones; `others` is the rest of the rows
    whole_floats : whole numbers written as floats in every value (`17850.0`)
    """

    name: str
    rows: int
    filled: int = 0
    distinct: int = 0
    values: dict[str, int] | None = None
    shapes: list[tuple[str, int]] = field(default_factory=list)
    others: int = 0
    whole_floats: bool = False

    @property
    def share_filled(self) -> float:
        return self.filled / self.rows if self.rows else 0.0

    @property
    def uniqueness(self) -> float:
        """Different values a filled row: 1 where no value comes twice."""
        return min(self.distinct / self.filled, 1.0) if self.filled else 0.0

    @cached_property
    def _all_shapes(self) -> list[tuple[str, int]]:
        return [*self.shapes, ("…", self.others)] if self.others else self.shapes

    @cached_property
    def number(self) -> tuple[str, float]:
        """How it writes numbers, and the share of values that are some."""
        return number_form(self._all_shapes)

    def time(self, named: bool) -> tuple[TimeForm | None, float]:
        """How it writes instants, and the share of values that do."""
        return form_of(self._all_shapes, named)

    def share(self, pattern: str) -> float:
        """Share of the filled rows whose shape matches a regular expression in full."""
        return sum(n for s, n in self.shapes if re.fullmatch(pattern, s)) / self.filled if self.filled else 0.0

    @property
    def destroyed(self) -> int:
        """Rows whose value a spreadsheet has rounded (`1.23E+17`)."""
        return sum(n for s, n in self.shapes if re.fullmatch(r"9(\.9+)?E\+9+", s))


def profile(con: duckdb.DuckDBPyConnection, rows: str, columns: Sequence[str]) -> dict[str, Profile]:
    """Profiles of `columns` of the view `rows`, whose cells are cleaned texts (`cells.cell_sql`)."""
    if not columns:
        return {}
    counts = ", ".join(f"count({name_sql(c)}), approx_count_distinct({name_sql(c)})" for c in columns)
    total, *found = con.execute(f"SELECT count(*), {counts} FROM {rows}").fetchall()[0]
    profiles = {}
    for place, name in enumerate(columns):
        one = Profile(name, total, found[2 * place], found[2 * place + 1])
        _fill(con, rows, one)
        profiles[name] = one
    return profiles


def _fill(con: duckdb.DuckDBPyConnection, rows: str, one: Profile) -> None:
    if not one.filled:
        one.values = {}
        return
    column = name_sql(one.name)
    if one.distinct <= FEW * 1.2:
        counted = con.execute(f"SELECT {column}, count(*) FROM {rows} WHERE {column} IS NOT NULL GROUP BY 1").fetchall()
        one.distinct = len(counted)
        if one.distinct <= FEW:
            one.values = dict(sorted(counted, key=lambda item: (-item[1], item[0])))
    shape = f"left(translate({bare_sql(column)}, '0123456789', '9999999999'), {_SHAPE_LENGTH})"
    one.shapes = con.execute(
        f"SELECT {shape} AS shape, count(*) AS n FROM {rows} WHERE {column} IS NOT NULL GROUP BY 1"
        f" ORDER BY n DESC, shape LIMIT {_MOST_SHAPES}"
    ).fetchall()
    one.others = one.filled - sum(n for _, n in one.shapes)
    if one.share(r"-?9+\.9+") > 0.5 and one.share(r"-?9+(\.9)?") == 1:
        whole = f"regexp_full_match({bare_sql(column)}, '-?\\d+(\\.0)?')"
        one.whole_floats = bool(
            con.execute(f"SELECT bool_and({whole}) FROM {rows} WHERE {column} IS NOT NULL").fetchall()[0][0]
        )
