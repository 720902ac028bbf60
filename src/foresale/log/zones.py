"""Local time and UTC as SQL over microseconds, from Python's zone tables: DuckDB's own need an extension.

A local time that a change of the clocks skips, or that happens twice, is read with the offset before the change, as in
PEP 495 (`fold=0`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from foresale.errors import UnknownZone

FIRST_YEAR, LAST_YEAR = 1979, 2040
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
        raise UnknownZone(zone=name) from error


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
    changes = transitions(zone)
    if not changes:
        return _minus(wall, _constant(zone))
    return _minus(wall, _tree(wall, [(at + max(a, b), a, b) for at, a, b in changes]))


def to_local_sql(instant: str, zone: str) -> str:
    """SQL: microseconds UTC -> microseconds of the local clock."""
    changes = transitions(zone)
    if not changes:
        return _minus(instant, -_constant(zone))
    return f"({instant} + {_tree(instant, changes)})"


def _tree(value: str, changes: Sequence[tuple[int, int, int]]) -> str:
    """The offset as nested CASEs: log2(changes) comparisons a row."""
    if len(changes) == 1:
        at, before, after = changes[0]
        return f"CASE WHEN {value} < {at} THEN {before} ELSE {after} END"
    middle = len(changes) // 2
    low, high = changes[:middle], changes[middle:]
    if len(low) == 0:
        return _tree(value, high)
    return f"CASE WHEN {value} < {high[0][0]} THEN {_tree(value, low)} ELSE {_tree(value, high)} END"


def _minus(value: str, offset: int | str) -> str:
    return f"({value})" if offset == 0 else f"({value} - ({offset}))"


def _constant(zone: str) -> int:
    return _offset(datetime(2000, 1, 1, tzinfo=UTC), zone_named(zone))


def _offset(at: datetime, tz: ZoneInfo) -> int:
    offset = at.astimezone(tz).utcoffset()
    assert offset is not None
    return _us(offset)


def _us(delta: timedelta) -> int:
    return delta // timedelta(microseconds=1)
