"""What each column of a log holds, counted over all of its rows: the evidence on which `columns.py` decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import duckdb

from foresale.log.cells import bare_sql, cell_sql, has_currency, name_sql, number_form
from foresale.log.times import DAY_ZERO, TimeForm, day_number_sql, day_numbers, form_of

FEW = 2000  # distinct values up to which all of them are listed
_MOST_SHAPES = 3000
_SHAPE_LENGTH = 48
_DAY_NUMBERS = r"9{4,5}(\.9+)?"


@dataclass
class Profile:
    """One column.

    table        : relation of its values `v` (cleaned; NULL: nothing said) and the number `n` of their rows
    rows, filled : rows of the log, and those in which the cell says something
    distinct     : number of different values
    values       : value -> rows, where they are few, else None
    shapes       : (value with every digit as 9, a full-width one as ９; rows), the most frequent ones; `others` is the
                   rest of the rows
    whole_floats : whole numbers written as floats in every value (`17850.0`)
    days         : how most of its numbers may count days (`times.DAY_ZERO`), and the share that may; None: they do not
    decimal      : "," or ".", with which the fractions of its numbers begin where they do not tell (`points.py`)
    """

    name: str
    table: str
    rows: int
    filled: int = 0
    distinct: int = 0
    values: dict[str, int] | None = None
    shapes: list[tuple[str, int]] = field(default_factory=list)
    others: int = 0
    whole_floats: bool = False
    days: tuple[str, float] | None = None
    decimal: str | None = None

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

    @property
    def number(self) -> tuple[str, float]:
        """How it writes numbers, and the share of values that are some."""
        form, share = self._number
        return ({",": "decimal comma", ".": "dressed"}[self.decimal] if self.decimal else form, share)

    @cached_property
    def _number(self) -> tuple[str, float]:
        return number_form(self._all_shapes)

    @property
    def in_currency(self) -> bool:
        """Whether most of its values are sums in a currency (`1.234,00 €`)."""
        return sum(n for s, n in self.shapes if "9" in s and has_currency(s)) > 0.5 * self.filled

    def time(self, named: bool) -> tuple[TimeForm | None, float]:
        """How it writes instants, and the share of values that do."""
        if named and self.days:
            kind, share = self.days
            return day_numbers(kind, self.whole_floats or not self.share(r"9+\.9+")), share
        return form_of(self._all_shapes, named)

    def share(self, pattern: str) -> float:
        """Share of the filled rows whose shape matches a regular expression in full."""
        return sum(n for s, n in self.shapes if re.fullmatch(pattern, s)) / self.filled if self.filled else 0.0

    @property
    def destroyed(self) -> int:
        """Rows whose value a spreadsheet has rounded (`1.23E+17`)."""
        return sum(n for s, n in self.shapes if re.fullmatch(r"9(\.9+)?E\+9+", s))


def profile(
    con: duckdb.DuckDBPyConnection, texts: str, columns: Sequence[str], tables: str = "profile"
) -> dict[str, Profile]:
    """Profiles of `columns` of the view `texts`, in tables that are called `tables` and the column's number.

    Each column is first gathered by its values, so that cleaning and parsing see a value once, however often it occurs.
    """
    return {name: _profile(con, texts, name, f"{tables}_{place}") for place, name in enumerate(columns)}


def _profile(con: duckdb.DuckDBPyConnection, texts: str, name: str, table: str) -> Profile:
    con.execute(  # the names v and n stand alone from the inside out: the column itself may be called either
        f"CREATE OR REPLACE TABLE {table} AS SELECT {cell_sql('v')} AS v, sum(n)::BIGINT AS n"
        f" FROM (SELECT {name_sql(name)} AS v, count(*) AS n FROM {texts} GROUP BY 1) GROUP BY 1"
    )
    rows, filled, distinct = con.execute(
        "SELECT coalesce(sum(n), 0)::BIGINT, coalesce(sum(n) FILTER (WHERE v IS NOT NULL), 0)::BIGINT, count(v)"
        f" FROM {table}"
    ).fetchall()[0]
    one = Profile(name, table, rows, filled, distinct)
    if distinct <= FEW:
        listed = con.execute(f"SELECT v, n FROM {table} WHERE v IS NOT NULL ORDER BY n DESC, v").fetchall()
        one.values = dict(listed)
    digits, nines = "0123456789０１２３４５６７８９", "9" * 10 + "９" * 10
    shape = f"left(translate({bare_sql('v')}, '{digits}', '{nines}'), {_SHAPE_LENGTH})"
    one.shapes = con.execute(
        f"SELECT {shape} AS shape, sum(n)::BIGINT AS total FROM {table} WHERE v IS NOT NULL GROUP BY 1"
        f" ORDER BY total DESC, shape LIMIT {_MOST_SHAPES}"
    ).fetchall()
    one.others = filled - sum(n for _, n in one.shapes)
    if one.share(r"-?9+\.9+") > 0.5 and one.share(r"-?9+(\.9)?") == 1:
        whole = f"regexp_full_match({bare_sql('v')}, '-?\\d+(\\.0)?')"
        one.whole_floats = bool(
            con.execute(f"SELECT bool_and({whole}) FROM {table} WHERE v IS NOT NULL").fetchall()[0][0]
        )
    if one.share(_DAY_NUMBERS) > 0.5:
        number = f"TRY_CAST({bare_sql('v')} AS DOUBLE)"
        counts = ", ".join(f"coalesce(sum(n) FILTER (WHERE {day_number_sql(number, kind)}), 0)" for kind in DAY_ZERO)
        ((*may,),) = con.execute(f"SELECT {counts} FROM {table}").fetchall()
        most, kind = max(zip(may, DAY_ZERO))
        one.days = (kind, float(most) / filled) if most > 0.5 * filled else None
    return one
