"""From raw text to a Reading: which column is what, how times, types and ids are written.

Names propose (`vocabulary`), the values of the whole column decide. What only the owner can settle becomes a question;
the Reading is then as good as it gets, so that a screen can show it beside the question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from foresale.errors import CutoffOutsideLog, LogError, LooksReady, NoColumn, SumsOnly, Unclear
from foresale.language import tr
from foresale.log.afterwards import find_afterwards
from foresale.log.aggregates import sums_only
from foresale.log.attributes import check_fixed
from foresale.log.columns import (
    check_map,
    find_fields,
    keep_further,
    leave_out,
    product_rule,
    tell_unnamed_money,
)
from foresale.log.dates import lend_orders
from foresale.log.evidence import Evidence, Instants
from foresale.log.findings import Finding
from foresale.log.gather import Source, gather
from foresale.log.headerless import read_without_header
from foresale.log.histories import find_history
from foresale.log.instants import midnight_after, show_day, show_instant
from foresale.log.line_kinds import find_other_lines
from foresale.log.money import Named, count_currencies, naming, open_question, read_rates, together
from foresale.log.orders import find_fill_down, find_order_amount, find_reloads
from foresale.log.points import ask_points, settle_points
from foresale.log.presets.applied import apply_preset
from foresale.log.profile import Profile, drop, profile
from foresale.log.raw import Raw
from foresale.log.reading import Afterwards, FurtherColumn, Reading, ReadOptions, SourceReading
from foresale.log.ready import what_it_is
from foresale.log.rows import Rows, note_worn, open_rows, time_sql
from foresale.log.said import Words, words_for
from foresale.log.signs import settle_signs
from foresale.log.sources.letters import LEGACY
from foresale.log.times import EARLIEST_US, UNIT_SIZES, latest_us
from foresale.log.vocabulary import fields_of
from foresale.log.what import find_flags, find_status, find_types, tells_of_refunds, unknown_of_purchases
from foresale.log.when import find_time
from foresale.log.who import find_contacts, find_guests, find_owner
from foresale.log.zone_hints import heed_zone_column, heed_zone_name, tell_clock_changes, tell_zone
from foresale.log.zones import zone_named


@dataclass(frozen=True)
class Understood:
    """A Reading and what is still open. `settled()` gives the Reading, or raises the first question.

    profiles : what each column holds, of each source of the reading
    """

    reading: Reading
    questions: tuple[LogError, ...] = field(default=())
    profiles: tuple[dict[str, Profile], ...] = field(default=())

    def settled(self) -> Reading:
        """The reading, if nothing is open.

        Raises
        ------
        Unclear, NoColumn  the first question, naming its one flag, with the others (`also`)
        """
        if self.questions:
            first = self.questions[0]
            first.also = self.questions[1:]
            if isinstance(first, Unclear):
                first.reading = self.reading
            raise first
        return self.reading


def understand(raw: Raw, options: ReadOptions, until: int | None = None) -> Understood:
    """Decide how a log is read, one source after the other.

    until : instant, microseconds UTC: everything but the time column is decided from rows before it; a source that
            begins later is not known yet

    Raises
    ------
    LogError, UsageError  where something said does not fit the log, or nothing can be read at all
    """
    zone = options.timezone or "UTC"
    zone_named(zone)
    check_fixed(raw.tables, options)
    sources, told = gather(raw)
    tables = []
    for number, source in enumerate(sources):
        rows = open_rows(raw, source, number, options.where)
        files = tuple(raw.files[i].name for i in source.files)
        profiles = profile(raw.con, rows.typed, rows.columns, f"profile_{number}")
        note_worn(raw, rows, profiles)
        tables.append(_Table(files, rows, profiles, source))
    alone = _without_header(raw) and not (options.columns or options.map)
    evidence = [
        Evidence(raw.con, t.rows.cells, t.profiles, said, t.source.name, inner=t.source.inner, place_of=raw.place)
        for t, said in zip(tables, words_for(options, [t.words for t in tables]))
    ]
    lend_orders(evidence)
    found: list[_Found] = []
    outside = None
    for table, e in zip(tables, evidence):
        try:
            found.append(_understand(e, zone, until, named=not alone, delimiters=_delimiters(raw, table.source)))
            _doubt_encoding(raw, table.source, options, found[-1].questions)
        except CutoffOutsideLog as error:
            outside = outside or error
        drop(e.profiles.values())
    if outside and not found:
        raise outside
    return _together(found, [*raw.findings, *told], options, zone)


@dataclass(frozen=True)
class _Table:
    """A source laid out to be understood."""

    files: tuple[str, ...]
    rows: Rows
    profiles: dict[str, Profile]
    source: Source

    @property
    def words(self) -> Words:
        return Words(self.files, self.rows.columns, [v for p in self.profiles.values() for v in p.values or ()])


class _Found(NamedTuple):
    """What was understood of one source."""

    name: str
    reading: SourceReading
    unit: str | None
    questions: list[LogError]
    findings: list[Finding]
    profiles: dict[str, Profile]
    currencies: dict[str, Named]


def _understand(e: Evidence, zone: str, until: int | None, *, named: bool, delimiters: set[str]) -> _Found:
    """One source. `named`: its columns have names, or were given some; `delimiters`: of its files, "" for no text."""
    options = e.options
    signature = tuple(sorted(e.profiles))
    check_map(e)
    if named:
        apply_preset(e)
        leave_out(e)
    else:
        read_without_header(e)
    left_out = list(e.dropped)
    questions: list[LogError] = []
    failed = find_time(e, zone)
    if "time" not in e.fields:
        details = {"columns": ", ".join(e.profiles)} | failed
        ready = what_it_is(e, failed)
        none = NoColumn(field="time", file=e.where, details=details)
        questions.append(LooksReady(file=e.where, kind=ready, details=details) if ready else none)
    elif until is not None:
        _look_before(e, until, zone)
        if named:  # again, for the time column was found with a look at the rows that come later
            e.options = options
            for column in left_out:
                del e.dropped[column]
            apply_preset(e)
            leave_out(e)
    if "time" in e.fields:
        heed_zone_name(e)
        heed_zone_column(e)
        tell_clock_changes(e, zone)
    owner = "user"
    try:
        owner = find_owner(e)
    except NoColumn as error:
        owner = ""
        sums = sums_only(e)
        questions = [sums] if sums else [*questions, error]
    status, states = find_status(e)
    unclear = settle_points(e, texts="" not in delimiters, semicolons=delimiters == {";"})
    find_fields(e, tells_of_refunds(e))
    ask_points(e, unclear)
    rules = settle_signs(e, find_types(e, owner))
    afterwards: tuple[Afterwards, ...] = ()
    if rules.default == "purchase":
        rules = find_history(e, msgspec.structs.replace(rules, status=status))
        if states is not None and not rules.history:
            e.questions.append(states)
        afterwards = find_afterwards(e, rules, zone)
        rules = msgspec.structs.replace(rules, flags=find_flags(e))
    elif status and rules.makes("purchase"):
        rules = msgspec.structs.replace(rules, status=status)
        if states is not None and not e.options.types and unknown_of_purchases(e, rules):
            e.questions.append(states)
    fill_down = find_fill_down(e, [*rules.flags, *(c for one in afterwards for c in (one.column, one.amount) if c)])
    afterwards = tuple(msgspec.structs.replace(o, whole=o.whole or o.amount in fill_down) for o in afterwards)
    order_amount, refund_amount = find_order_amount(e, rules)
    reloads = find_reloads(e, rules, zone)
    contacts = owner == "user" and find_contacts(e)
    further = keep_further(e)
    tell_unnamed_money(e, rules, further)
    reading = SourceReading(
        signature=signature,
        owner=owner,
        fields=dict(sorted(e.fields.items())),
        times=e.times,
        types=rules,
        fill_down=fill_down,
        order_amount=order_amount,
        refund_amount=refund_amount,
        reloads=reloads,
        guests=find_guests(e, contacts) if owner == "user" else (),
        contacts=contacts,
        no_products=product_rule(e),
        afterwards=afterwards,
        other_lines=find_other_lines(e),
        further=further,
        dropped=e.dropped,
    )
    unit = _finest_unit(e, reading, zone) if "time" in e.fields else None
    currencies = count_currencies(e.con, e.rows, e.fields, e.times, further, zone)
    if not set(fill_down).isdisjoint(naming(e.fields, further)):
        currencies.pop("", None)  # it stands on another line of the order
    no_log: list[LogError] = [q for q in questions if isinstance(q, SumsOnly | LooksReady)]
    questions, told = (no_log, []) if no_log else (questions, e.questions)
    return _Found(e.where, reading, unit, [*questions, *told], e.findings, e.profiles, currencies)


def _together(found: list[_Found], told: list[Finding], options: ReadOptions, zone: str) -> Understood:
    """The reading of the whole log."""
    owners = {one.reading.owner for one in found}
    sources: list[SourceReading] = []
    questions: list[LogError] = []
    findings = list(told)
    for one in found:
        if "user" in owners and one.reading.owner == "session":
            one = _nobodys(one)
        sources.append(one.reading)
        questions += one.questions
        findings += [f for f in one.findings if f not in findings]
    if any(one.types.makes("purchase") for one in sources):
        findings = [f for f in findings if f.code != "no_purchase"]  # said of one source, and another has them
    forms = [s.times[c] for s in sources if "time" in s.fields for c in s.fields["time"].columns]
    if forms and options.timezone is None:
        findings.append(tell_zone(forms, {c for s in sources for c in s.signature}))
    rates, currencies = read_rates(options.rates, zone), together(*(one.currencies for one in found))
    columns = [c for one in found if one.currencies for c in naming(one.reading.fields, one.reading.further)]
    if unclear := open_question(currencies, rates, "", list(dict.fromkeys(columns)), zone):
        questions.append(unclear)
    findings += _tell_money(currencies, bool(rates))
    units = [name for name, _ in UNIT_SIZES] + ["us"]
    reading = Reading(
        sources=_agreed(sources),
        names=tuple(one.name for one in found),
        owner="session" if owners == {"session"} else "user",
        zone=zone,
        zone_assumed=options.timezone is None,
        unit=max((one.unit for one in found if one.unit), key=units.index, default="s"),
        findings=tuple(findings),
        where=options.where,
        currency=rates[0].currency if rates else next((code for code in currencies if code), ""),
        rates=rates,
    )
    return Understood(reading, tuple(questions), tuple(one.profiles for one in found))


def _tell_money(currencies: Mapping[str, Named], rated: bool) -> list[Finding]:
    if rated and not currencies:
        text = "--rates says what currencies are worth, and nothing in the log names any"
        return [Finding("rates_for_nothing", text, {}, "warning")]
    if not rated or "" not in currencies:
        return []
    text = "{n:,} values of money name no currency: they count as being in the first of --rates"
    return [Finding("no_currency", text, {"n": currencies[""].rows}, "warning")]


def _nobodys(found: _Found) -> _Found:
    """A source of sessions in a log that has users elsewhere: they are no owners."""
    fields = dict(found.reading.fields)
    fields["session"] = fields.pop("user")
    reading = msgspec.structs.replace(found.reading, owner="", fields=dict(sorted(fields.items())))
    text = "{file} names no user: its events count for items only"
    said = Finding("source_without_user", text, {"file": found.name}, "warning")
    return found._replace(
        reading=reading, findings=[said, *(f for f in found.findings if f.code != "sessions_own")]
    )


def _agreed(sources: list[SourceReading]) -> tuple[SourceReading, ...]:
    """A further column that is a number in one source and text in another is text in all."""
    kinds: dict[str, set[str]] = {}
    for x in (x for source in sources for x in source.further):
        kinds.setdefault(x.column, set()).add(x.kind)
    mixed = {column for column, kind in kinds.items() if len(kind) > 1}
    return tuple(
        msgspec.structs.replace(
            source,
            further=tuple(
                FurtherColumn(x.column, "category", "text", x.looks) if x.column in mixed else x for x in source.further
            ),
        )
        for source in sources
    )


def _delimiters(raw: Raw, source: Source) -> set[str]:
    dialects = [raw.files[i].dialect for i in source.files]
    return {dialect.delimiter if dialect else "" for dialect in dialects}


def _doubt_encoding(raw: Raw, source: Source, options: ReadOptions, questions: list[LogError]) -> None:
    """Where no column has a known name, the names may have been read in a wrong encoding: say in which."""
    legacy = [f for f in (raw.files[i] for i in source.files) if f.encoding in LEGACY]
    foreign = [c for c in source.columns if not c.isascii()]
    if options.encoding or not legacy or 2 * len(foreign) < len(source.columns) or any(map(fields_of, foreign)):
        return
    for question in questions:
        if isinstance(question, NoColumn | LooksReady):
            text = "read as {encoding}, told by its letters; if names of columns are garbled: --encoding NAME"
            question.details["encoding"] = tr(text, encoding=legacy[0].encoding)


def _without_header(raw: Raw) -> bool:
    return all(f.dialect is not None and not f.dialect.header for f in raw.files)


def _look_before(e: Evidence, until: int, zone: str) -> None:
    """From here on only rows before `until` are seen.

    Raises
    ------
    CutoffOutsideLog  where there are none
    """
    at = time_sql(e.fields["time"], e.times, zone)
    first, last = e.one(f"min({at}), max({at})", f"{at} BETWEEN {EARLIEST_US} AND {latest_us()}")
    if first is not None and until <= first:
        raise CutoffOutsideLog(
            cutoff=show_instant(until, zone), first=show_day(first, zone), last=show_day(last, zone),
            latest=show_instant(midnight_after(last, zone), zone),
        )  # fmt: skip
    before = f"{e.rows}_before"
    e.con.execute(f"CREATE OR REPLACE TEMP VIEW {before} AS SELECT * FROM {e.rows} WHERE {at} < {until}")
    drop(e.profiles.values())
    e.profiles = profile(e.con, before, list(e.profiles), before)
    e.rows = before


def _finest_unit(e: Evidence, reading: SourceReading, zone: str) -> str:
    """The coarsest unit in which every instant is whole, on the local clock."""
    field = reading.fields["time"]
    if len(field.columns) == 1:
        return e.instants_of(field.columns[0], reading.times[field.columns[0]], zone).unit
    return Instants.of_rows(e.con, e.rows, time_sql(field, reading.times, zone), "1", zone).unit
