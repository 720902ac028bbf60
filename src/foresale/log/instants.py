"""Instants on the shop's clock: int64 microseconds UTC to local days and back, and dates as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from foresale.errors import NotAnInstant

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(4096)
def local(instant: int, zone: str) -> datetime:
    """The local clock at an instant."""
    return (_EPOCH + timedelta(microseconds=int(instant))).astimezone(ZoneInfo(zone))


def to_instant(there: datetime) -> int:
    """Microseconds UTC of a local clock time. A time that a change of clocks skips is the moment of the change."""
    return (there.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


@lru_cache(16384)
def midnight(instant: int, zone: str, days: int = 0) -> int:
    """00:00 of the local day of `instant`, `days` days later (earlier where negative)."""
    return to_instant(_start_of(local(instant, zone).date() + timedelta(days=days), zone))


def midnight_after(instant: int, zone: str) -> int:
    """The first local 00:00 after `instant` (strictly)."""
    return midnight(instant, zone, 1)


def day_start(day: int, zone: str) -> int:
    """Local midnight of a day number (days since 1970-01-01)."""
    return to_instant(_start_of(date(1970, 1, 1) + timedelta(days=int(day)), zone))


def _start_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def parse_instant(text: str, zone: str) -> int:
    """`2014-07-16` is that day's 00:00 in `zone`; `2014-07-16 08:30` is local there; an offset or Z is kept to."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NotAnInstant(text=text) from None
    return to_instant(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)))


def show_instant(instant: int, zone: str) -> str:
    """`2014-07-16 00:00 Asia/Shanghai`: every instant is shown with its zone."""
    here = local(instant, zone)
    seconds = here.strftime(":%S") if here.second or here.microsecond else ""
    return f"{here:%Y-%m-%d %H:%M}{seconds} {zone}"


def iso(instant: int, zone: str) -> str:
    """ISO 8601 with the offset of the zone, for machines."""
    return local(instant, zone).isoformat()


def show_day(instant: int, zone: str) -> str:
    """`2014-07-16`, the local day of an instant."""
    return f"{local(instant, zone):%Y-%m-%d}"
