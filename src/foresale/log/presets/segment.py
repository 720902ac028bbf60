"""Segment's raw calls: a `track` names its event, a `page` or `screen` is a view; the rest say who somebody is.

An `identify` with both ids links them, and an `alias` the new id with the one before it: from their own time on.
"""

from __future__ import annotations

from foresale.log.cells import name_sql
from foresale.log.findings import Finding
from foresale.log.links import TOLD
from foresale.log.presets.preset import Preset, Tables, make
from foresale.log.raw import Raw, Relation

_NO_EVENTS = "lower(type) IN ('identify', 'group', 'alias')"
_TIMES = ("timestamp", "originalTimestamp", "receivedAt", "sentAt")


def rewrite(raw: Raw, tables: Tables) -> list[Relation]:
    """The tracks, pages and screens, with the event in one column."""
    calls = tables["calls"]
    ((left_out,),) = raw.con.execute(f"SELECT count(*) FILTER ({_NO_EVENTS}) FROM {name_sql(calls.name)}").fetchall()
    if left_out:
        text = "{n:,} calls of identify, group and alias say who somebody is: they link ids, and are no events"
        raw.findings.append(Finding("calls_left_out", text, {"n": left_out}))
        _tell_links(raw, calls)
    columns = [  # `type` goes: it is no type of events
        "CASE WHEN lower(type) IN ('page', 'screen') THEN 'view' ELSE event::VARCHAR END AS event"
        if c.casefold() == "event" else name_sql(c)
        for c in calls.columns
        if c.casefold() != "type"
    ]  # fmt: skip
    select = f"SELECT {', '.join(columns)}, _file, _row FROM {name_sql(calls.name)} WHERE NOT ({_NO_EVENTS})"
    inner = [c for c in calls.inner if c.casefold() != "type"]
    return [make(raw, f"{calls.name}_calls", select, [calls], inner=inner, tied=calls.tied)]


def _tell_links(raw: Raw, calls: Relation) -> None:
    """The links that the calls state, as a table of links beside the log."""
    there = {c.casefold(): c for c in calls.columns}
    times = [name_sql(there[c.casefold()]) for c in _TIMES if c.casefold() in there]
    if "userid" not in there or not times:
        return
    old = [name_sql(there[c]) for c in ("anonymousid", "previousid") if c in there]
    since = f"coalesce({', '.join(f'{c}::VARCHAR' for c in times)})"
    select = " UNION ALL ".join(
        f"SELECT {c}::VARCHAR AS previous_id, {name_sql(there['userid'])}::VARCHAR AS user_id, {since} AS since, _file,"
        f" _row FROM {name_sql(calls.name)} WHERE lower(type) IN ('identify', 'alias') AND {c} IS NOT NULL"
        for c in old
    )
    found = make(raw, f"{calls.name}_links", f"SELECT * FROM ({select}) WHERE user_id IS NOT NULL", [calls])
    none = f"{calls.name}_no_rejects"
    raw.con.execute(f"CREATE TEMP TABLE {name_sql(none)} (_file INTEGER, _line BIGINT, reason VARCHAR)")
    raw.tables[TOLD] = Raw(raw.con, raw.files, [found], none)


PRESET = Preset("Segment calls", tables={"calls": ("messageId", "anonymousId", "type", "event")}, rewrite=rewrite)
