"""The state of a log as the report and `inspect` show it: what was read, what was understood, what is odd."""

from __future__ import annotations

from datetime import date, timedelta

from foresale.judging.judged import ColumnRead, Count, Health
from foresale.log.findings import Finding
from foresale.log.instants import iso
from foresale.log.manifest import read_manifest
from foresale.log.oddities import oddities
from foresale.log.prepared import PreparedLog
from foresale.log.reading import Reading, SourceReading


def health_of(log: PreparedLog) -> Health:
    """What is in sight of `log`, and how it was read; nothing is counted that lies after its cutoff (`log.sight`)."""
    daily, counts = log.daily, log.counts
    types = sorted(
        (Count(name=log.types[code], rows=int(n)) for code, n in zip(daily.types, daily.events.sum(axis=0)) if n),
        key=lambda c: (-c.rows, c.name),
    )
    first = date(1970, 1, 1) + timedelta(days=daily.first_day)
    manifest = read_manifest(log.path) if log.path else None
    return Health(
        files=len(manifest.contents) if manifest else 1,
        events=log.n_events,
        users=counts.users,
        items=counts.items,
        purchases=next((c.rows for c in types if c.name == "purchase"), 0),
        start=iso(log.first, log.zone),
        end=iso(log.last, log.zone),
        unit=log.unit,
        types=tuple(types),
        quarantined=_counts(counts.quarantined),
        without_user=counts.without_user,
        without_user_revenue=counts.without_user_revenue,
        left_out=_counts(counts.not_purchases),
        columns=tuple(columns_read(log.reading)) if log.reading else (),
        days=tuple((first + timedelta(days=k)).isoformat() for k in range(len(daily.active))),
        daily=tuple(int(n) for n in daily.total),
        holes=tuple((iso(a, log.zone), iso(b, log.zone)) for a, b in log.holes),
        breaks=tuple((iso(at, log.zone), what) for at, what in log.breaks),
        findings=tuple(findings_of(log)),
    )


def findings_of(log: PreparedLog) -> list[Finding]:
    """Everything assumed or noticed about the log, warnings first."""
    found = [*log.findings, *oddities(log)]
    return sorted(found, key=lambda f: f.level != "warning")


def columns_read(reading: Reading) -> list[ColumnRead]:
    """How each column was understood, by source: fields first, then what is kept as it is, then what was left."""
    names = reading.names if len(reading.sources) > 1 else ("",) * len(reading.sources)
    return [one for name, source in zip(names, reading.sources) for one in _columns_of(source, name)]


def _columns_of(source: SourceReading, name: str) -> list[ColumnRead]:
    read = [
        ColumnRead(
            column=" + ".join(one.columns), field=field, confidence=one.confidence, reason=one.reason, source=name
        )
        for field, one in source.fields.items()
    ]
    read += [
        ColumnRead(
            column=one.column, field=f"x:{one.column}", confidence=None, source=name,
            reason=Finding("kept", "kept as it is: {kind}", {"kind": one.kind}),
        )
        for one in source.further
    ]  # fmt: skip
    return read + [
        ColumnRead(column=column, field=None, confidence=None, reason=why, source=name)
        for column, why in source.dropped.items()
    ]


def _counts(by_name: dict[str, int]) -> tuple[Count, ...]:
    return tuple(Count(name=name, rows=n) for name, n in sorted(by_name.items(), key=lambda pair: -pair[1]))
