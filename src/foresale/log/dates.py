"""What a column of dates leaves open: which number is the day, and which year a date without one is of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from foresale.errors import UnclearDayMonth
from foresale.language import tr
from foresale.log.cells import bare_sql, name_sql, plain_sql
from foresale.log.evidence import Evidence
from foresale.log.times import EARLIEST_US, TimeForm, latest_day, latest_us, ordered, wall_sql, year_first
from foresale.log.vocabulary import is_time, squeeze

_FAR_WIDER = 3  # how much wider the hole before a span is than those in it


def settled(e: Evidence, column: str, form: TimeForm) -> TimeForm:
    """The form with day and month in their order, and with a year."""
    if form.open and e.options.day_first is None and (other := year_first(form)) and _begins_with_year(e, column, form):
        text = "`{column}` begins with the year, of two digits"
        e.warn("year_first", text, "note", column=column)
        form = other
    if form.open:
        form = _day_or_month(e, column, form)
    if form.yearless and form.year is None:
        form = _with_year(e, column, form)
    return form


def _begins_with_year(e: Evidence, column: str, form: TimeForm) -> bool:
    """Whether `24-03-01` is a day of 2024: where only then all of them are days that have been, or where the first
    numbers are few and the last ones many."""
    other = year_first(form)
    assert other is not None
    cell = bare_sql("v")
    readings = (other, ordered(form, True), ordered(form, False))
    fits = (f"count(*) FILTER ({wall_sql(cell, r)} BETWEEN {EARLIEST_US} AND {latest_us()})" for r in readings)
    parts = f"regexp_extract({plain_sql(cell)}, '^(\\d{{2}})[-/.]\\d{{1,2}}[-/.](\\d{{2}})', ['a', 'b'])"
    year, day, month, n, first, last = e.of_values(
        column, f"{', '.join(fits)}, count(*), count(DISTINCT {parts}.a), count(DISTINCT {parts}.b)", f"{parts}.a <> ''"
    )
    fits_year, fits_other = year >= 0.99 * n, max(day, month) >= 0.99 * n
    return bool(n) and fits_year and (not fits_other or last >= 3 * first)


def order_shown(e: Evidence, column: str, form: TimeForm) -> bool | None:
    """Whether the day comes first, where the owner or a number above 12 says so; None: it stays open."""
    if e.options.day_first is not None:
        return e.options.day_first
    first, second, *_ = _numbers(e, column, form)
    return first > 12 if first and second and (first > 12) != (second > 12) else None


def lend_orders(sources: Sequence[Evidence]) -> None:
    """Let columns whose dates can be read in two ways know in which the sources beside read a column that is called and
    written alike: an export writes its files in one way."""
    shown: dict[tuple[str, frozenset[str]], dict[bool, str]] = {}
    open_ones = []
    for e in sources if len(sources) > 1 else ():
        for p in e.profiles.values():
            form, share = p.time(named=is_time(p.name)) if p.filled else (None, 0.0)
            if form is None or not form.open or share < 0.5 or e.options.day_first is not None:
                continue
            key = squeeze(p.name), frozenset(re.findall(r"\{open\}[-/.]%[yY]", " ".join(form.formats)))
            day_first = order_shown(e, p.name, form)
            if day_first is None:
                open_ones.append((e, p.name, key))
            else:
                shown.setdefault(key, {}).setdefault(day_first, e.where)
    for e, column, key in open_ones:
        if len(told := shown.get(key, {})) == 1:
            ((e.lent_orders[column]),) = told.items()


def _numbers(e: Evidence, column: str, form: TimeForm) -> tuple[int | None, int | None, int, int]:
    """Of dates such as 03/04/2024: the greatest first and second number, how many, and how many with two alike."""
    text = plain_sql(bare_sql("v")) if form.wide else bare_sql("v")
    parts = f"regexp_extract({text}, '^(\\d{{1,2}})[-/.](\\d{{1,2}})[-/.]\\d', ['a', 'b'])"
    first, second, n, fixed = e.of_values(
        column,
        f"max(TRY_CAST({parts}.a AS INTEGER)), max(TRY_CAST({parts}.b AS INTEGER)), count(*),"
        f" count(*) FILTER (WHERE {parts}.a = {parts}.b)",
        f"{parts}.a <> ''",
    )
    return first, second, n, fixed


def _day_or_month(e: Evidence, column: str, form: TimeForm) -> TimeForm:
    if e.options.day_first is not None:
        return ordered(form, e.options.day_first)
    text = plain_sql(bare_sql("v")) if form.wide else bare_sql("v")
    parts = f"regexp_extract({text}, '^(\\d{{1,2}})[-/.](\\d{{1,2}})[-/.]\\d', ['a', 'b'])"
    first, second, n, fixed = _numbers(e, column, form)
    if first is None or second is None:
        return ordered(form, False)
    if (first > 12) != (second > 12):
        return ordered(form, first > 12)
    if first <= 12 and fixed == n:
        return ordered(form, False)  # either way the same
    if first <= 12 and column in e.lent_orders:
        day_first, file = e.lent_orders[column]
        text = "`{column}`: the day comes first" if day_first else "`{column}`: the month comes first"
        text += ", as it is told in {file}; --day-first or --month-first settles it"
        e.warn("day_month", text, "note", column=column, file=file)
        return ordered(form, day_first)
    if first <= 12 and (order := _by_file_order(e, column, form)) is not None:
        text = "`{column}`: the day comes first" if order else "`{column}`: the month comes first"
        e.warn(
            "day_month",
            text + ", told by the order of the rows alone; --day-first or --month-first settles it",
            column=column,
        )
        return ordered(form, order)
    example = e.of_values(
        column, f"min({text})", f"{parts}.a <> {parts}.b AND {parts}.a::INTEGER <= 12 AND {parts}.b::INTEGER <= 12"
    )[0]
    details = {"file": e.where}  # of a folder, which of its files
    if first > 12 and second > 12:
        details["mixed"] = tr("some values have a first number above 12, others a second one")
    e.questions.append(UnclearDayMonth(column=column, example=str(example), details=details))
    return ordered(form, False)


def _by_file_order(e: Evidence, column: str, form: TimeForm) -> bool | None:
    """Logs are mostly in order of time: the reading under which far fewer rows step back. None: no telling."""
    steps = []
    for day_first in (True, False):
        wall = wall_sql(bare_sql(name_sql(column)), ordered(form, day_first))
        forward, moved, future = e.con.execute(
            "SELECT count(*) FILTER (WHERE step > 0), count(*) FILTER (WHERE step <> 0), max(wall) FROM ("
            "SELECT wall, wall - lag(wall) OVER (PARTITION BY _file ORDER BY _row) AS step"
            f" FROM (SELECT {wall} AS wall, _file, _row FROM {e.rows}))"
        ).fetchall()[0]
        steps.append((forward / moved if moved else 1.0, moved, future is not None and future > latest_us()))
    (day, n_day, day_late), (month, n_month, month_late) = steps
    if day_late != month_late:
        return not day_late
    if min(n_day, n_month) >= 10:
        tidy_day, tidy_month = max(day, 1 - day), max(month, 1 - month)
        if max(tidy_day, tidy_month) > 0.98 and abs(tidy_day - tidy_month) > 0.02:
            return tidy_day > tidy_month
    return None


def _with_year(e: Evidence, column: str, form: TimeForm) -> TimeForm:
    """The newest year in which no day lies in the future; a log that runs over New Year begins in the year before."""
    wall = wall_sql(bare_sql("v"), msgspec.structs.replace(form, year=2000))
    days = [
        r[0]
        for r in e.con.execute(
            f"SELECT DISTINCT month(d) * 100 + day(d) FROM (SELECT make_timestamp({wall}) AS d"
            f" FROM {e.profiles[column].table}) WHERE d IS NOT NULL ORDER BY 1"
        ).fetchall()
    ]
    if not days:
        return form
    new_year = _new_year(days, _first_day(e, column, form))
    newest = max(d for d in days if new_year is None or d < new_year)
    year = e.options.year
    if year is None:
        today = latest_day()
        year = today.year if newest <= today.month * 100 + today.day else today.year - 1
        while 229 in days and not _leap(year - (new_year is not None and new_year <= 229)):
            year -= 1
        text = "`{column}` has no year: {year} is assumed; --year says otherwise"
        if new_year is not None:
            text = "`{column}` has no year and runs over New Year: {year} is assumed after it; --year says otherwise"
        e.warn("year_assumed", text, column=column, year=year)
    return msgspec.structs.replace(form, year=year, new_year=new_year)


def _first_day(e: Evidence, column: str, form: TimeForm) -> int:
    """Day (month * 100 + day) of the log's first row that has one."""
    cell = bare_sql(name_sql(column))
    day = f"make_timestamp({wall_sql(cell, msgspec.structs.replace(form, year=2000))})"
    return int(e.one(f"arg_min(month({day}) * 100 + day({day}), (_file, _row))", f"{day} IS NOT NULL")[0])


def _new_year(days: list[int], first: int) -> int | None:
    """First day (month * 100 + day) that belongs to the year before, where the days are one span over New Year.

    They are where a hole in them is wider by far than any other and than that at New Year. A hole of two months says
    so by itself; below, it may be an outage within a year, unless the log's first row comes right after it.
    """
    at = [date(2000, d // 100, d % 100).toordinal() for d in days]
    gaps = sorted((b - a, d) for a, b, d in zip(at, [*at[1:], at[0] + 366], [*days[1:], 0]))
    widest, start = gaps[-1]
    alone = len(gaps) > 1 and widest >= _FAR_WIDER * gaps[-2][0]
    return start if start and alone and (widest >= 62 or (widest >= 7 and start == first)) else None


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
