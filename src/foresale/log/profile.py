"""What each column of a log holds, counted over all of its rows: the evidence on which `columns.py` decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import duckdb

from foresale.log.cells import bare_sql, cell_sql, has_currency, name_sql, number_form
from foresale.log.shapes import SHAPE_OF, stopped_by_ctrl_c
from foresale.log.times import DAY_ZERO, TimeForm, day_number_sql, day_numbers, form_of

FEW = 2000  # distinct values up to which all of them are listed
_MOST_SHAPES = 3000
_SHAPE_LENGTH = 48
_FIRST = 20_000
_OWN = 0.5  # different values a row from which on gathering a column by its values costs more than it saves
_EXACT = r"(U?(TINY|SMALL|HUGE|BIG)?INT(EGER)?|BOOLEAN|DATE|TIMESTAMP.*|DECIMAL.*)$"  # equal where their texts are
INSTANTS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS")
_WIDE_DIGITS = "０１２３４５６７８９"
_DAY_NUMBERS = r"9{4,5}(\.9+)?"


@dataclass
class Profile:
    """One column.

    table        : relation of its values `v` (cleaned; NULL: nothing said) and the number `n` of their rows;
                   unless `gathered`, a value may stand in it more than once
    gathered     : each value stands once in `table`
    instants     : its type is one of instants without a zone, which stand in `table` as `instant` (TIMESTAMP) too
    worn         : some cells have blanks around them, or words for nothing: `v` is not what stands in the file
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
    con: duckdb.DuckDBPyConnection
    gathered: bool
    instants: bool = False
    filled: int = 0
    worn: bool = False
    values: dict[str, int] | None = None
    shapes: list[tuple[str, int]] = field(default_factory=list)
    others: int = 0
    whole_floats: bool = False
    days: tuple[str, float] | None = None
    decimal: str | None = None

    @cached_property
    def distinct(self) -> int:
        """Counted when first asked for, while the connection is open."""
        different = "count(v)" if self.gathered else "count(DISTINCT v)"
        return int(self.con.execute(f"SELECT {different} FROM {self.table}").fetchall()[0][0])

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

    A column is first gathered by its values, so that cleaning and parsing see a value once, however often it occurs;
    not where most rows have one of their own.
    """
    if not columns:
        return {}
    types = con.sql(f"SELECT {', '.join(map(name_sql, columns))} FROM {texts} LIMIT 0").types
    keys = {c: name_sql(c) if re.match(_EXACT, str(t)) else f"{name_sql(c)}::VARCHAR" for c, t in zip(columns, types)}
    ((rows,),) = con.execute(f"SELECT count(*) FROM {texts}").fetchall()
    own = _own(con, texts, keys, rows)
    found = {}
    for place, name in enumerate(columns):
        # The names v and n stand alone from the inside out: the column itself may be called either.
        values = f"SELECT {keys[name]} AS v, count(*) AS n FROM {texts} GROUP BY 1"
        gathered = name not in own
        if not gathered:
            values = f"SELECT {keys[name]} AS v, 1 AS n FROM {texts}"
        one = Profile(name, f"{tables}_{place}", rows, con, gathered, str(types[place]) in INSTANTS)
        at = ", v::TIMESTAMP AS instant" * one.instants
        _fill(con, one, f"SELECT v::VARCHAR AS v, n{at} FROM ({values})")
        found[name] = one
    return found


def _own(con: duckdb.DuckDBPyConnection, texts: str, keys: Mapping[str, str], rows: int) -> set[str]:
    """Columns in which most rows have a value of their own: among the first rows, then among all."""
    own = dict(keys)
    for some, n in ((f"(SELECT * FROM {texts} LIMIT {_FIRST})", min(rows, _FIRST)), (texts, rows)):
        if own:
            counts = ", ".join(f"approx_count_distinct({key})" for key in own.values())
            ((*about,),) = con.execute(f"SELECT {counts} FROM {some}").fetchall()
            own = {c: own[c] for c, k in zip(own, about) if k > max(_OWN * n, 2 * FEW)}
    return set(own)


def _fill(con: duckdb.DuckDBPyConnection, one: Profile, values: str) -> None:
    kind = "TABLE" if one.gathered else "VIEW"
    con.execute(f"CREATE OR REPLACE TEMP {kind} {one.table} AS {values}")
    _write_shapes(con, one)
    if one.worn:
        cells = f"SELECT {cell_sql('v')} AS v, n FROM ({values})"
        if one.gathered:
            cells = f"SELECT v, sum(n)::BIGINT AS n FROM ({cells}) GROUP BY 1"
        con.execute(f"CREATE OR REPLACE TEMP {kind} {one.table} AS {cells}")
    if one.gathered and one.distinct <= FEW:
        listed = con.execute(f"SELECT v, n FROM {one.table} WHERE v IS NOT NULL ORDER BY n DESC, v").fetchall()
        one.values = dict(listed)
    if one.share(r"-?9+\.9+") > 0.5 and one.share(r"-?9+(\.9)?") == 1:
        whole = f"regexp_full_match({bare_sql('v')}, '-?\\d+(\\.0)?')"
        one.whole_floats = bool(
            con.execute(f"SELECT bool_and({whole}) FROM {one.table} WHERE v IS NOT NULL").fetchall()[0][0]
        )
    if one.share(_DAY_NUMBERS) > 0.5:
        number = f"TRY_CAST({bare_sql('v')} AS DOUBLE)"
        counts = ", ".join(f"coalesce(sum(n) FILTER (WHERE {day_number_sql(number, kind)}), 0)" for kind in DAY_ZERO)
        ((*may,),) = con.execute(f"SELECT {counts} FROM {one.table}").fetchall()
        most, kind = max(zip(may, DAY_ZERO))
        one.days = (kind, float(most) / one.filled) if most > 0.5 * one.filled else None


def _write_shapes(con: duckdb.DuckDBPyConnection, one: Profile) -> None:
    """Fill in `filled`, `worn`, `shapes` and `others`.

    What a cell says is decided for each shape: no word for nothing has a digit, and neither have blanks and armour.
    """
    written, there = f"{SHAPE_OF}(v)", "v"
    if one.instants:
        plain = "instant BETWEEN '1000-01-01' AND '9999-12-31' AND epoch_us(instant) % 1000000 = 0"
        written = f"CASE WHEN {plain} THEN '9999-99-99 99:99:99' ELSE {SHAPE_OF}(instant::VARCHAR) END"
        there = "instant"
    shape = f"left(translate({bare_sql('cell')}, '{_WIDE_DIGITS}', '{'９' * 10}'), {_SHAPE_LENGTH})"
    query = (
        f"WITH written AS (SELECT {written} AS w, sum(n)::BIGINT AS n FROM {one.table} WHERE {there} IS NOT NULL GROUP"
        f" BY 1), cells AS (SELECT w, n, {cell_sql('w')} AS cell FROM written), shapes AS (SELECT {shape} AS shape,"
        " sum(n)::BIGINT AS total, bool_or(cell IS DISTINCT FROM w) AS worn FROM cells GROUP BY 1)"
        " SELECT coalesce(sum(total) FILTER (WHERE shape IS NOT NULL), 0)::BIGINT,"
        " coalesce(bool_or(worn), false), (SELECT list((shape, total) ORDER BY total DESC, shape) FROM (SELECT shape,"
        f" total FROM shapes WHERE shape IS NOT NULL ORDER BY total DESC, shape LIMIT {_MOST_SHAPES})) FROM shapes"
    )
    with stopped_by_ctrl_c():
        ((one.filled, one.worn, shapes),) = con.execute(query).fetchall()
    one.shapes = shapes or []
    one.others = one.filled - sum(n for _, n in one.shapes)


def drop(profiles: Iterable[Profile]) -> None:
    """Free the room that gathered values take."""
    for p in profiles:
        if p.gathered:
            p.con.execute(f"DROP TABLE {p.table}")
