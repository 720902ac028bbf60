"""Which column is the time of the event, and how it is written: names propose, values decide, ties are asked about."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from foresale.errors import NotTimes, OtherCalendar, TimesOutOfRange, UnclearTime
from foresale.language import tr
from foresale.log import events as ev
from foresale.log.calendars import AHEAD, BUDDHIST, PLAUSIBLE, ROC, roc_shape, says_roc, year_sql
from foresale.log.cells import bare_sql, name_sql
from foresale.log.dates import order_shown, settled
from foresale.log.day_parts import is_joined
from foresale.log.evidence import Evidence, said
from foresale.log.findings import Finding
from foresale.log.profile import Profile
from foresale.log.times import EARLIEST_US, TimeForm, form_of, instant_sql, latest_us, ordered, year_first
from foresale.log.vocabulary import clean_name, fields_of, is_named
from foresale.log.words import OTHER_TIMES, REFUND_TIMES, VALID_FROM, VALID_TO

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CREATED = 2  # rank of "created" in the vocabulary: earlier ranks are when it happened or was paid
_UNNAMED = 9
_CALENDARS = {BUDDHIST: ("Thailand", "subtract {years}"), ROC: ("Taiwan", "add {years}")}
_VERSIONS = 1.5  # states of an order, on average; of fewer, rows are not those of a history
_AGREED = {"booked", "booking", "bought", "close", "closed", "issued", "paid", "purchased", "reserved", "sold", "won"}
_PLANNED = {"arrival", "begin", "create", "created", "due", "end", "expected", "finish", "from", "start", "until"}
_ALL = 0.95  # of the values of a column, but for some that are broken
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
    candidates, failed = _candidates(e, zone, [p for p in e.free() if not is_named(p.name, OTHER_TIMES)])
    if not candidates:
        candidates, _ = _candidates(e, zone, [p for p in e.free() if is_named(p.name, REFUND_TIMES)])
    if not candidates:
        candidates = _of_other_calendars(e, zone)
    if not candidates:
        _refuse_out_of_range(e, zone)
        return failed
    best = _of_versions(e, candidates) or [c for c in candidates if c.rank == candidates[0].rank]
    best = _without_repeats(e, best, zone)
    best = [c for c in best if "." not in c.profile.name] or best  # of the event itself, not of what it carries
    if len(best) > 1:
        best.sort(key=lambda c: _likeliness(c.profile.name))
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
    if is_named(chosen.profile.name, VALID_FROM):
        why = Finding("versions", "a row for each state of an order, and since when it held")
        e.fields["time"] = msgspec.structs.replace(e.fields["time"], confidence=0.9, reason=why)
    paid = chosen.rank[0] < _CREATED and chosen.profile.share_filled < 1
    free = [c for c in candidates if c.rank[0] == _CREATED and c.profile.name not in e.taken]
    created = min(free, key=lambda c: not c.form.utc, default=None)  # of two that say the same the one in UTC
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
                _tell_calendar(e, column)
                e.times[column] = settled(e, column, e.times[column])
    return {}


def _of_versions(e: Evidence, candidates: list[_Candidate]) -> list[_Candidate]:
    """Of a table with a row for each state that an order came to: since when each row held; [] where it is none."""
    since = [c for c in candidates if is_named(c.profile.name, VALID_FROM)]
    until = [p for p in e.free() if is_named(p.name, VALID_TO)]
    states = [p.name for _, p in e.named("status") if p.distinct > 1]
    orders = [p.name for _, p in e.named("order")]
    if len(since) != 1 or not (until and states and orders):
        return []
    versions = e.distinct(orders[0], states[0])
    return since if versions > _VERSIONS * e.distinct(orders[0]) else []


def _likeliness(name: str) -> int:
    """Of columns that may be the time, the first is proposed: when it was agreed, not when it begins or was noted."""
    words = set(clean_name(name).split("_"))
    return 0 if words & _AGREED else 2 if words & _PLANNED else 1


def _take_mapped(e: Evidence, columns: tuple[str, ...], zone: str) -> None:
    for column in columns:
        form, share = e.profiles[column].time(named=True)
        if other := _in_other_calendar(e, e.profiles[column]):
            form, share = other, 1.0
        if form is None or share < 0.5:
            shapes = ", ".join(s for s, _ in e.profiles[column].shapes[:3])
            reason = tr("written like {shapes}", shapes=shapes) if shapes else tr("it is empty")
            raise NotTimes(column=column, reason=reason)
        e.times[column] = form
    if len(columns) == 1 and e.times[columns[0]].kind == "clock":
        reason = tr("only the time of day; join it with its date: --map time=DATE+CLOCK")
        raise NotTimes(column=columns[0], reason=reason)
    e.give("time", columns, None, said(), "time")
    for column in columns:
        _tell_calendar(e, column)
        e.times[column] = settled(e, column, e.times[column])


def _candidates(e: Evidence, zone: str, columns: list[Profile]) -> tuple[list[_Candidate], dict[str, str]]:
    """Columns that may be the time, best first; and why others that are called so may not."""
    found, failed = [], {}
    for p in columns:
        if not p.filled:
            continue
        hit = fields_of(p.name).get("time") or ((0, 0, True) if is_joined(p.name) else None)
        form, share = p.time(named=hit is not None)
        if form is None or form.kind == "clock" or share < 0.5:
            if hit and not (form and form.kind == "clock"):
                failed[p.name] = tr("{share:.0%} of its values are written as times", share=share)
            continue
        form = msgspec.structs.replace(form, utc=says_utc(p.name))
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


def _of_other_calendars(e: Evidence, zone: str) -> list[_Candidate]:
    """Columns whose years are those of Thailand or of Taiwan, best first: no log lies there by our calendar.

    Raises
    ------
    OtherCalendar  where they may be, and neither words nor headers say so
    """
    found = []
    for p in e.free():
        if is_named(p.name, OTHER_TIMES) or not (form := _in_other_calendar(e, p)):
            continue
        hit = fields_of(p.name).get("time")
        fit = _fit(e, p, form, zone)
        certain = form.calendar == BUDDHIST or says_roc(p.shapes, e.profiles)
        if certain and fit >= _ALL:
            rank = (hit[0], not hit[2]) if hit else (_UNNAMED, False)
            found.append(_Candidate(rank, p, form, fit))
        elif fit >= _ALL or form.calendar == BUDDHIST:
            example = e.of_values(p.name, "min(v)")[0]
            country, years = _CALENDARS[form.calendar]
            raise OtherCalendar(column=p.name, example=example, country=tr(country), sum=tr(years, years=_years(form)))
    return sorted(found, key=lambda c: (c.rank, list(e.profiles).index(c.profile.name)))


def _in_other_calendar(e: Evidence, p: Profile) -> TimeForm | None:
    """How a column writes instants of another calendar, where all of its years are such."""
    form, share = p.time(named=True)
    if form and form.kind == "text" and not form.yearless and share >= _ALL:
        form = msgspec.structs.replace(form, calendar=BUDDHIST)
    else:
        form, share = form_of([(roc_shape(shape), n) for shape, n in p.shapes], named=False)
        if form is None or form.kind != "text" or form.yearless or share < _ALL:
            return None
        form = msgspec.structs.replace(form, calendar=ROC)
    low, high = e.of_values(p.name, "min({0}), max({0})".format(year_sql("v", form.calendar)))
    first, last = PLAUSIBLE[form.calendar]
    return form if low is not None and first <= low and high < last else None


def _years(form: TimeForm) -> int:
    return abs(AHEAD[form.calendar])


def _tell_calendar(e: Evidence, column: str) -> None:
    form = e.times[column]
    if form.calendar == BUDDHIST:
        text = "`{column}` counts years as Thailand does: {years} are subtracted from each"
        e.warn("calendar", text, "note", column=column, years=_years(form))
    elif form.calendar:
        text = "`{column}` counts years as Taiwan does: {years} are added to each"
        e.warn("calendar", text, "note", column=column, years=_years(form))


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


def says_utc(name: str) -> bool:
    return clean_name(name).endswith(("_gmt", "_utc")) or re.search(r"[(\[](UTC|GMT)[)\]]\s*$", name) is not None


def _fit(e: Evidence, p: Profile, form: TimeForm, zone: str) -> float:
    """Share of the values that are instants which a log can hold."""
    readings = [ordered(form, True), ordered(form, False)] if form.open else [form]
    readings += [r for r in [year_first(form)] if r]
    with_year = (msgspec.structs.replace(r, year=2000) if r.yearless else r for r in readings)
    return max(e.instants_of(p.name, r, zone).rows for r in with_year) / p.filled


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
    form = c.form
    if form.open:
        order = order_shown(e, c.profile.name, form)
        if order is None:  # a range would take 03/04 in one order and 13/04 in the other
            return tr("filled in {share:.1%} of the rows", share=c.profile.share_filled)
        form = ordered(form, order)
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
