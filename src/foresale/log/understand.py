"""From raw text to a Reading: which column is what, how times, types and ids are written.

Names propose (`vocabulary`), the values of the whole column decide. What only the owner can settle becomes a question;
the Reading is then as good as it gets, so that a screen can show it beside the question.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from foresale.errors import CutoffOutsideLog, LogError, LooksReady, NoColumn, Unclear
from foresale.log.columns import check_map, find_fields, keep_further, leave_out, product_rule
from foresale.log.evidence import Evidence
from foresale.log.findings import Finding
from foresale.log.headerless import read_without_header
from foresale.log.instants import midnight_after, show_day, show_instant
from foresale.log.orders import find_fill_down, find_order_amount, find_reloads
from foresale.log.points import settle_points
from foresale.log.presets import apply_preset
from foresale.log.profile import profile
from foresale.log.raw import Raw
from foresale.log.reading import Reading, ReadOptions
from foresale.log.rows import ROWS, TEXTS, name_of, open_rows, time_sql
from foresale.log.times import EARLIEST_US, latest_us
from foresale.log.what import find_status, find_types
from foresale.log.when import find_time
from foresale.log.who import find_guests, find_owner
from foresale.log.zones import to_local_sql, zone_named

_UNIT_SIZES = (("day", 86_400_000_000), ("hour", 3_600_000_000), ("minute", 60_000_000), ("s", 1_000_000), ("ms", 1000))


@dataclass(frozen=True)
class Understood:
    """A Reading and what is still open. `settled()` gives the Reading, or raises the first question."""

    reading: Reading
    questions: tuple[LogError, ...] = field(default=())

    def settled(self) -> Reading:
        """The reading, if nothing is open.

        Raises
        ------
        Unclear, NoColumn  the first question, naming its one flag
        """
        if self.questions:
            first = self.questions[0]
            if isinstance(first, Unclear):
                first.reading = self.reading
            raise first
        return self.reading


def understand(raw: Raw, options: ReadOptions, until: int | None = None) -> Understood:
    """Decide how a log is read.

    until : instant, microseconds UTC: everything but the time column is decided from rows before it

    Raises
    ------
    LogError, UsageError  where something said does not fit the log, or nothing can be read at all
    """
    zone = options.timezone or "UTC"
    zone_named(zone)
    columns, findings = open_rows(raw, options.where)
    e = Evidence(
        raw.con, ROWS, profile(raw.con, TEXTS, columns), options, name_of(raw), findings=[*raw.findings, *findings],
        inner=raw.inner,
    )  # fmt: skip
    check_map(e)
    named = options.columns or options.map or not _without_header(raw)
    if named:
        apply_preset(e)
        leave_out(e)
    else:
        read_without_header(e)
    left_out = list(e.dropped)
    questions: list[LogError] = []
    failed = find_time(e, zone)
    if "time" not in e.fields:
        kind = LooksReady if not failed and _one_row_each(e) else NoColumn
        questions.append(kind(field="time", file=e.where, details={"columns": ", ".join(e.profiles)} | failed))
    elif until is not None:
        _look_before(e, until, zone)
        if named:  # again, for the time column was found with a look at the rows that come later
            e.options = options
            for column in left_out:
                del e.dropped[column]
            apply_preset(e)
            leave_out(e)
    owner = "user"
    try:
        owner = find_owner(e)
    except NoColumn as error:
        questions.append(error)
    status = find_status(e)
    delimiters = {f.dialect.delimiter if f.dialect else "" for f in raw.files}
    settle_points(e, texts="" not in delimiters, semicolons=delimiters == {";"})
    find_fields(e)
    rules = find_types(e, owner)
    rules = msgspec.structs.replace(rules, status=status if rules.default == "purchase" else {})
    fill_down = find_fill_down(e)
    order_amount = find_order_amount(e)
    reloads = find_reloads(e, rules, zone)
    further = keep_further(e)
    guests = find_guests(e) if "user" in e.fields and owner == "user" else ()
    reading = Reading(
        owner=owner,
        fields=dict(sorted(e.fields.items())),
        times=e.times,
        types=rules,
        zone=zone,
        zone_assumed=options.timezone is None,
        fill_down=fill_down,
        order_amount=order_amount,
        reloads=reloads,
        guests=guests,
        no_products=product_rule(e),
        further=further,
        dropped=e.dropped,
        where=options.where,
    )
    if "time" in e.fields:
        reading = msgspec.structs.replace(reading, unit=_finest_unit(e, reading))
        _tell_zone(e, reading)
    reading = msgspec.structs.replace(reading, findings=tuple(e.findings))
    for p in e.profiles.values():
        raw.con.execute(f"DROP TABLE {p.table}")
    return Understood(reading, (*questions, *e.questions))


def _without_header(raw: Raw) -> bool:
    return all(f.dialect is not None and not f.dialect.header for f in raw.files)


def _one_row_each(e: Evidence) -> bool:
    """Whether nobody has two rows and nothing happens in them: a table of what is known of each customer or visit."""
    happens = any(not partial for (_, partial, _), _ in e.named("type"))
    return not happens and not any(p.filled and p.uniqueness < 1 for _, p in e.named("user"))


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
    e.con.execute(f"CREATE OR REPLACE TEMP VIEW {ROWS}_before AS SELECT * FROM {ROWS} WHERE {at} < {until}")
    e.rows = f"{ROWS}_before"
    names = list(e.profiles)
    e.profiles = profile(e.con, e.rows, names)


def _finest_unit(e: Evidence, reading: Reading) -> str:
    """The coarsest unit in which every instant is whole, on the local clock."""
    field = reading.fields["time"]
    source, at = e.rows, time_sql(field, reading.times, reading.zone)
    if len(field.columns) == 1:
        source, at = e.profiles[field.columns[0]].table, time_sql(field, reading.times, reading.zone, "v")
    local = to_local_sql("t", reading.zone)
    whole = ", ".join(f"coalesce(bool_and(({local}) % {size} = 0), true)" for _, size in _UNIT_SIZES)
    found = e.con.execute(
        f"SELECT {whole} FROM (SELECT {at} AS t FROM {source}) WHERE t BETWEEN {EARLIEST_US} AND {latest_us()}"
    ).fetchall()[0]
    return next((unit for (unit, _), is_whole in zip(_UNIT_SIZES, found) if is_whole), "us")


def _tell_zone(e: Evidence, reading: Reading) -> None:
    if not reading.zone_assumed:
        return
    forms = [reading.times[c] for c in reading.fields["time"].columns]
    if any(f.naive and not f.utc for f in forms):
        text = "times have no zone: UTC is assumed, and days begin there at midnight; --timezone says otherwise"
    else:
        text = "times are UTC, and days are taken to begin there at midnight; --timezone names the shop's own zone"
    e.findings.append(Finding("zone_assumed", text, {}, "warning"))
