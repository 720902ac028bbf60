"""`--since` and `--until` as instants."""

from __future__ import annotations

from foresale.log.instants import parse_instant
from foresale.log.reading import ReadOptions


def limits_of(options: ReadOptions, zone: str) -> tuple[int | None, int | None]:
    """The owner's limits, microseconds UTC; a bare date is its 00:00 in the shop's zone.

    Raises
    ------
    NotAnInstant  where a text is none
    """
    since, until = (None if text is None else parse_instant(text, zone) for text in (options.since, options.until))
    return since, until
