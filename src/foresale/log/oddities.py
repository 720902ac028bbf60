"""What is odd about a log in sight, in sentences: strays, holes, breaks of tracking, peaks, jumps, robots, outliers."""

from __future__ import annotations

from datetime import date, timedelta

from foresale.log.findings import Finding
from foresale.log.gaps import find_breaks, find_dense_span, find_holes, find_jumps, stray_events
from foresale.log.outliers import outliers
from foresale.log.prepared import PreparedLog
from foresale.log.robots import tell_suspects

MOST_HOLES = 3  # that have a line each


def oddities(log: PreparedLog) -> list[Finding]:
    """Warnings for what binds the plan of cutoffs (holes, breaks) and for strays; notes for peaks and jumps."""
    daily = log.daily
    found = []
    if strays := stray_events(daily):
        start, end = find_dense_span(daily)
        text = (
            "{events} events lie far from all others, before {start} or after {end}; --since and --until leave them out"
        )
        facts = {"events": strays, "start": _date(start), "end": _date(end - 1)}
        found.append(Finding("stray_events", text, facts, "warning"))
    holes = find_holes(daily, log.zone)
    if len(holes) > MOST_HOLES:
        a, b = max(holes, key=lambda hole: hole[1] - hole[0])
        text = (
            "{n} holes without events, {all} days together, the longest from {start} to {end} ({days} days): no cutoff"
            " may touch them; inspect --json lists them"
        )
        facts = {"n": len(holes), "all": sum(b - a for a, b in holes)}
        facts |= {"start": _date(a), "end": _date(b - 1), "days": b - a}
        found.append(Finding("holes", text, facts, "warning"))
        holes = []
    for a, b in holes:
        text = "no events from {start} to {end} ({days} days): no cutoff may touch this hole"
        facts = {"start": _date(a), "end": _date(b - 1), "days": b - a}
        found.append(Finding("hole", text, facts, "warning"))
    for day, what in (*find_breaks(daily, log.types), *find_jumps(daily)):
        found.append(Finding(what.code, "{date}: {what}", {"date": _date(day), "what": what}, what.level))
    return [*found, *tell_suspects(log), *outliers(log)]


def _date(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=int(day))).isoformat()
