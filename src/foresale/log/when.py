"""Which column is the time of the event, and how it is written: names propose, values decide, ties are asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import msgspec

from foresale.errors import NotTimes, TimesOutOfRange, UnclearDayMonth, UnclearTime
from foresale.language import tr
from foresale.log import events as ev
from foresale.log.cells import bare_sql, name_sql, plain_sql
from foresale.log.evidence import Evidence, said
from foresale.log.findings import Finding
from foresale.log.profile import Profile
from foresale.log.times import EARLIEST_US, TimeForm, instant_sql, latest_day, latest_us, ordered, wall_sql
from foresale.log.vocabulary import clean_name, fields_of, is_named
from foresale.log.words import OTHER_TIMES

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CREATED = 2  # rank of "created" in the vocabulary: earlier ranks are when it happened or was paid
_UNNAMED = 9
_FAR_WIDER = 3  # how much wider the hole before a span is than those in it
_COUNTED = {
    "ns": "called `{column}`; {share:.1%} of its values are nanoseconds since 1970",
    "days": "called `{column}`; {share:.1%} of its values are days, counted from 1970-01-01",
    "excel": "called `{column}`; {share:.1%} of its values are days as spreadsheets count them, from 1899-12-30",
}


class _Candidate(NamedTuple):
    rank: tuple[int, bool]
    profile: Profile
    form: TimeForm
    fit: float  # share of the values that are plausible instants


def find_time(e: Evidence, zone: str) -> dict[str, str]:
    """Decide `time` (and `ordered`, the time of orders never paid), or ask.

    Returns
    -------
    why columns that are called times were not believed, where no time was found

    Raises
    ------
    NotTimes         where the column that the owner named holds none
    TimesOutOfRange  where the only times are none of a log: all in the future, all in 1970
    """
    if columns := e.mapped("time"):
        _take_mapped(e, columns, zone)
        return {}
    candidates, failed = _candidates(e, zone)
    if not candidates:
        _refuse_out_of_range(e, zone)
        return failed
    best = [c for c in candidates if c.rank == candidates[0].rank]
    best = _without_repeats(e, best, zone)
    best = [c for c in best if "." not in c.profile.name] or best  # of the event itself, not of what it carries
    if len(best) > 1:
        names = [c.profile.name for c in best]
        e.questions.append(
            UnclearTime(
                columns=", ".join(names),
                proposal=names[0],
                details={c.profile.name: _described(e, c, zone) for c in best},
            )
        )
    chosen = best[0]
    _take(e, chosen)
    paid = chosen.rank[0] < _CREATED and chosen.profile.share_filled < 1
    created = next((c for c in candidates if c.rank[0] == _CREATED and c.profile.name not in e.taken), None)
    if paid and created:
        e.give(
            "ordered",
            [created.profile.name],
            0.9,
            Finding(
                "ordered",
                "the time of orders that were never paid: filled where `{column}` is empty",
                {"column": chosen.profile.name},
            ),
            "time",
        )
        e.times[created.profile.name] = created.form
    for field in ("time", "ordered"):
        if field in e.fields:
            for column in e.fields[field].columns:
                e.times[column] = settled(e, column, e.times[column])
    return {}


def _take_mapped(e: Evidence, columns: tuple[str, ...], zone: str) -> None:
    for column in columns:
        form, share = e.profiles[column].time(named=True)
        if form is None or share < 0.5:
            shapes = ", ".join(s for s, _ in e.profiles[column].shapes[:3])
            raise NotTimes(column=column, reason=f"written like {shapes}" if shapes else "it is empty")
        e.times[column] = form
    if len(columns) == 1 and e.times[columns[0]].kind == "clock":
        raise NotTimes(column=columns[0], reason="only the time of day; join it with its date: --map time=DATE+CLOCK")
    e.give("time", columns, None, said(), "time")
    for column in columns:
        e.times[column] = settled(e, column, e.times[column])


def _candidates(e: Evidence, zone: str) -> tuple[list[_Candidate], dict[str, str]]:
    """Columns that may be the time, best first; and why others that are called so may not."""
    found, failed = [], {}
    for p in e.free():
        if not p.filled or is_named(p.name, OTHER_TIMES):
            continue
        hit = fields_of(p.name).get("time")
        form, share = p.time(named=hit is not None)
        if form is None or form.kind == "clock" or share < 0.5:
            if hit and not (form and form.kind == "clock"):
                failed[p.name] = tr("{share:.0%} of its values are written as times", share=share)
            continue
        form = msgspec.structs.replace(form, utc=_says_utc(p.name))
        if hit is None and (form.yearless or fields_of(p.name)):
            continue  # numbers that only a name makes a date; columns that are called something else
        fit = _fit(e, p, form, zone)
        if fit >= (0.5 if hit else 0.99):
            rank = (hit[0], not hit[2]) if hit else (_UNNAMED, False)
            found.append(_Candidate(rank, p, form, fit))
        elif hit:
            failed[p.name] = tr("{share:.0%} of its values are times between 1980 and tomorrow", share=fit)
    ordered_by = list(e.profiles).index
    return sorted(found, key=lambda c: (c.rank, ordered_by(c.profile.name))), failed


def _refuse_out_of_range(e: Evidence, zone: str) -> None:
    """Dates that are written clearly and lie where no log can: the column is right, its times are wrong."""
    for p in e.free():
        form, share = p.time(named=True)
        if form is None or share < 0.5 or form.kind != "text" or form.yearless or not fields_of(p.name).get("time"):
            continue
        at = instant_sql(bare_sql("v"), ordered(form, False) if form.open else form, zone)
        low, high = e.of_values(p.name, f"min({at}), max({at})")
        if low is not None:
            first, last = ((_EPOCH + timedelta(microseconds=t)).strftime("%Y-%m-%d") for t in (low, high))
            raise TimesOutOfRange(column=p.name, first=first, last=last)


def _says_utc(name: str) -> bool:
    return clean_name(name).endswith(("_gmt", "_utc"))


def _fit(e: Evidence, p: Profile, form: TimeForm, zone: str) -> float:
    """Share of the values that are instants which a log can hold."""
    readings = [ordered(form, True), ordered(form, False)] if form.open else [form]
    tests = ", ".join(
        f"sum(n) FILTER (WHERE {instant_sql(bare_sql('v'), f, zone)} BETWEEN {EARLIEST_US} AND {latest_us()})"
        for f in (msgspec.structs.replace(r, year=2000 if r.yearless else None) for r in readings)
    )
    return float(max(n or 0 for n in e.of_values(p.name, tests))) / p.filled


def _without_repeats(e: Evidence, best: list[_Candidate], zone: str) -> list[_Candidate]:
    """Candidates without those that say the same as another, or only its day."""
    left = list(best)
    for a in best:
        for b in best:
            if a is b or a not in left or b not in left or a.form.open or b.form.open:
                continue
            at, bt = (bare_sql(name_sql(c.profile.name)) for c in (a, b))
            x, y = instant_sql(at, a.form, zone), instant_sql(bt, b.form, zone)
            both, same, day = e.one(
                f"count(*), count(*) FILTER (WHERE abs({x} - {y}) < 1000000),"
                f" count(*) FILTER (WHERE {y} // {ev.DAY_US} BETWEEN {x} // {ev.DAY_US} - 1 AND {x} // {ev.DAY_US}"
                " + 1)",
                f"{x} IS NOT NULL AND {y} IS NOT NULL",
            )
            if a.form.utc and clean_name(a.profile.name)[:-4] == clean_name(b.profile.name):
                both = same = 1  # WooCommerce writes each time twice, and the zone of one is known
            coarse = b.form.unit == "day" and a.form.unit != "day"
            if both and (same >= 0.999 * both or (coarse and day >= 0.98 * both)):
                left.remove(b)
                e.drop(b.profile.name, "same_time", "says the same as `{column}`", column=a.profile.name)
    return left


def _described(e: Evidence, c: _Candidate, zone: str) -> str:
    form = ordered(c.form, False) if c.form.open else c.form
    at = instant_sql(bare_sql("v"), form, zone)
    low, high = e.of_values(c.profile.name, f"min({at}), max({at})", f"{at} BETWEEN {EARLIEST_US} AND {latest_us()}")
    first, last = (datetime.fromtimestamp((t or 0) / 1e6, UTC).strftime("%Y-%m-%d") for t in (low, high))
    text = "{first} to {last}, filled in {share:.1%} of the rows"
    return tr(text, first=first, last=last, share=c.profile.share_filled)


def _take(e: Evidence, c: _Candidate) -> None:
    name, unnamed = c.profile.name, c.rank[0] == _UNNAMED
    columns = [name]
    if c.form.unit == "day":
        clocks = [
            (p.name, f) for p in e.free() if p.filled and (f := p.time(True)[0]) is not None and f.kind == "clock"
        ]
        clocks = [(n, f) for n, f in clocks if e.profiles[n].time(True)[1] >= 0.8 and not is_named(n, OTHER_TIMES)]
        if len(clocks) == 1:
            columns.append(clocks[0][0])
            e.times[clocks[0][0]] = clocks[0][1]
    confidence = (0.6 if unnamed else 0.98 if not c.rank[1] else 0.85) * min(1.0, c.fit + 0.02)
    if len(columns) == 2:
        reason = Finding(
            "date_clock", "the date in `{date}` and the time of day in `{clock}`", {"date": name, "clock": columns[1]}
        )
    else:
        if unnamed:
            text = "the only column of times; {share:.1%} of its values can be read"
            if c.fit >= 0.9995:
                text = "the only column of times; all of its values can be read"
        else:
            text = "called `{column}`; {share:.1%} of its values are times"
            if c.fit >= 0.9995:
                text = "called `{column}`; all of its values are times"
            text = _COUNTED.get("ns" if "ns" in c.form.units else c.form.kind, text)
        reason = Finding("only_times" if unnamed else "named_time", text, {"column": name, "share": c.fit})
    e.give("time", columns, round(confidence, 2), reason, "time")
    e.times[name] = c.form


def settled(e: Evidence, column: str, form: TimeForm) -> TimeForm:
    """The form with day and month in their order, and with a year."""
    if form.open:
        form = _day_or_month(e, column, form)
    if form.yearless and form.year is None:
        form = _with_year(e, column, form)
    return form


def _day_or_month(e: Evidence, column: str, form: TimeForm) -> TimeForm:
    if e.options.day_first is not None:
        return ordered(form, e.options.day_first)
    text = plain_sql(bare_sql("v")) if form.wide else bare_sql("v")
    parts = f"regexp_extract({text}, '^(\\d{{1,2}})[-/.](\\d{{1,2}})[-/.]\\d', ['a', 'b'])"
    first, second, n, fixed = e.of_values(
        column,
        f"max(TRY_CAST({parts}.a AS INTEGER)), max(TRY_CAST({parts}.b AS INTEGER)), count(*),"
        f" count(*) FILTER (WHERE {parts}.a = {parts}.b)",
        f"{parts}.a <> ''",
    )
    if first is None or second is None:
        return ordered(form, False)
    if (first > 12) != (second > 12):
        return ordered(form, first > 12)
    if first <= 12 and fixed == n:
        return ordered(form, False)  # either way the same
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
    details = {}
    if first > 12 and second > 12:
        details = {"mixed": tr("some values have a first number above 12, others a second one")}
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
