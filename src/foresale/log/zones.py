"""Local time and UTC as SQL over microseconds, from Python's zone tables: DuckDB's own need an extension.

A local time that a change of the clocks skips, or that happens twice, is read with the offset before the change, as in
PEP 495 (`fold=0`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from foresale.errors import UnknownZone, did_you_mean

FIRST_YEAR, LAST_YEAR = 1979, 2040
_LONGEST_SPAN = 128 * 86_400_000_000
_FAR = 2**62
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises
    ------
    UnknownZone  where there is none
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(zone=name, details=did_you_mean(name, available_timezones())) from error


@cache
def transitions(zone: str) -> tuple[tuple[int, int, int], ...]:
    """Changes of a zone's offset: (instant, offset before, offset after), microseconds."""
    tz = zone_named(zone)
    found = []
    at, end, step = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR, 1, 1, tzinfo=UTC), timedelta(days=5)
    while at < end:
        before, after = _offset(at, tz), _offset(at + step, tz)
        if before != after:
            low, high = at, at + step
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if _offset(middle, tz) == before else (low, middle)
            found.append((_us(high - _EPOCH), before, after))
        at += step
    return tuple(found)


def to_utc_sql(wall: str, zone: str) -> str:
    """SQL: microseconds of a local clock -> microseconds UTC."""
    return _shifted(wall, "-", zone, [(at + max(a, b), a, b) for at, a, b in transitions(zone)])


def to_local_sql(instant: str, zone: str) -> str:
    """SQL: microseconds UTC -> microseconds of the local clock."""
    return _shifted(instant, "+", zone, transitions(zone))


def _shifted(value: str, sign: str, zone: str, changes: Sequence[tuple[int, int, int]]) -> str:
    """`value` plus or minus the offset that holds at it.

    Time is cut into spans with at most one change each: two look-ups in constant lists tell where in its span the
    change lies and the offset before it; the offset after it is that before the next one. A tree of CASEs over
    the 120 changes of Europe/London took 10 times as long (14 s for 5 M rows).
    """
    if not changes:
        offset = _constant(zone)
        return f"({value} {sign} {offset})" if offset else f"({value})"
    first, last = changes[0][0], changes[-1][0]
    size = _LONGEST_SPAN
    while min((b[0] // size - a[0] // size for a, b in pairwise(changes)), default=1) < 1:
        size //= 2
    base = first // size
    spans = last // size - base + 1
    edges, offsets = [_FAR] * spans, [changes[0][1]] * (spans + 1)
    for at, _, after in changes:
        edges[at // size - base] = at
        offsets[at // size - base + 1 :] = [after] * (spans - (at // size - base))
    place = f"(least(greatest(t // {size} - {base}, 0), {spans - 1}) + 1)"
    edge, before, later = f"{edges}[{place}]", f"{offsets}[{place}]", f"{offsets}[{place} + 1]"
    # In a lambda, so that `value` is computed once.
    return f"list_transform([{value}], lambda t: t {sign} CASE WHEN t < {edge} THEN {before} ELSE {later} END)[1]"


def _constant(zone: str) -> int:
    return _offset(datetime(2000, 1, 1, tzinfo=UTC), zone_named(zone))


def _offset(at: datetime, tz: ZoneInfo) -> int:
    offset = at.astimezone(tz).utcoffset()
    assert offset is not None
    return _us(offset)


def _us(delta: timedelta) -> int:
    return delta // timedelta(microseconds=1)
