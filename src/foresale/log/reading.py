"""What the owner of a log said about it, and what was understood of it."""

from __future__ import annotations

import msgspec


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner said; every default means "decide yourself".

    map              : canonical field -> column, or "date+clock" for two columns that are one time
    columns          : names for the columns of a file without a header (or instead of its header)
    types            : value of the type column -> event type
    timezone         : IANA zone of naive times, and where days begin
    year             : year of dates that have none
    day_first        : 03/04 is 3 April (True) or 4 March (False)
    since, until     : only events in [since, until), as dates or instants
    where            : SQL condition on the log's own columns
    ignore, fixed    : columns to leave out; attributes that never change
    session_minutes  : idle time that ends a session, where the log has none
    items, users     : files of item and user attributes
    """

    map: dict[str, str] = {}
    columns: tuple[str, ...] = ()
    types: dict[str, str] = {}
    timezone: str | None = None
    year: int | None = None
    day_first: bool | None = None
    since: str | None = None
    until: str | None = None
    where: str | None = None
    ignore: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    session_minutes: float = 30
    allow_quarantine: bool = False
    items: str | None = None
    users: str | None = None
