"""`--since` and `--until` as instants."""

from __future__ import annotations

from datetime import UTC, datetime

from foresale.errors import NotAnInstant
from foresale.log.reading import ReadOptions
from foresale.log.zones import zone_named


def limits_of(options: ReadOptions, zone: str) -> tuple[int | None, int | None]:
    """The owner's limits, microseconds UTC; a bare date is its 00:00 in the shop's zone.

    Raises
    ------
    NotAnInstant  where a text is none
    """
    return _instant(options.since, zone), _instant(options.until, zone)


def _instant(text: str | None, zone: str) -> int | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotAnInstant(text=text) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone_named(zone))
    since = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
