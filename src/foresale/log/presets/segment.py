"""Segment's raw calls: a `track` names its event, a `page` or `screen` is a view; the rest say who somebody is."""

from __future__ import annotations

from foresale.log.cells import name_sql
from foresale.log.findings import Finding
from foresale.log.presets.preset import Preset, Tables, make
from foresale.log.raw import Raw, Relation

_NO_EVENTS = "lower(type) IN ('identify', 'group', 'alias')"


def rewrite(raw: Raw, tables: Tables) -> list[Relation]:
    """The tracks, pages and screens, with the event in one column."""
    calls = tables["calls"]
    ((left_out,),) = raw.con.execute(f"SELECT count(*) FILTER ({_NO_EVENTS}) FROM {name_sql(calls.name)}").fetchall()
    if left_out:
        text = "{n:,} calls of identify, group and alias say who somebody is and are no events; they were left out"
        raw.findings.append(Finding("calls_left_out", text, {"n": left_out}))
    columns = [  # `type` goes: it is no type of events
        "CASE WHEN lower(type) IN ('page', 'screen') THEN 'view' ELSE event::VARCHAR END AS event"
        if c.casefold() == "event" else name_sql(c)
        for c in calls.columns
        if c.casefold() != "type"
    ]  # fmt: skip
    select = f"SELECT {', '.join(columns)}, _file, _row FROM {name_sql(calls.name)} WHERE NOT ({_NO_EVENTS})"
    inner = [c for c in calls.inner if c.casefold() != "type"]
    return [make(raw, f"{calls.name}_calls", select, [calls], inner=inner, tied=calls.tied)]


PRESET = Preset("Segment calls", tables={"calls": ("messageId", "anonymousId", "type", "event")}, rewrite=rewrite)
