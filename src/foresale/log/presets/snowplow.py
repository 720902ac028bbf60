"""Snowplow's events table: what happened stands in the e-commerce action, products and the transaction beside it."""

from __future__ import annotations

import re

from foresale.log.cells import name_sql
from foresale.log.presets.preset import Preset, Tables, make
from foresale.log.raw import Raw, Relation

_ACTION = re.compile(r"unstruct_event_com_snowplowanalytics_snowplow_ecommerce_\w*action_\d+\.type", re.I)
_ENTITY = re.compile(r"contexts_com_snowplowanalytics_snowplow_ecommerce_(product|transaction|refund)_\d+\.(\w+)", re.I)
_NAMES = {"id": "product_id", "name": "product_name", "revenue": "revenue", "refund_amount": "revenue"}


def rewrite(raw: Raw, tables: Tables) -> list[Relation]:
    """The events, called as their action is, with the entities' columns called as they are meant."""
    events = tables["events"]
    action = next((c for c in events.columns if _ACTION.fullmatch(c)), None)
    if action is None:
        return [events]
    names: dict[str, str] = {}
    taken = {c.casefold() for c in events.columns}
    for column in events.columns:
        if hit := _ENTITY.fullmatch(column):
            kind, field = hit[1].lower(), hit[2].lower()
            name = _NAMES.get(field, field) if kind == "product" or field in ("transaction_id", "revenue") else ""
            name = name or f"{kind}_{field}"
            if name.casefold() not in taken:
                names[column] = name
                taken.add(name.casefold())
    columns = [
        f"coalesce({name_sql(action)}::VARCHAR, event_name::VARCHAR) AS event_name" if c.casefold() == "event_name"
        else f"{name_sql(c)} AS {name_sql(names.get(c, c))}"
        for c in events.columns
        if c != action
    ]  # fmt: skip
    select = f"SELECT {', '.join(columns)}, _file, _row FROM {name_sql(events.name)}"
    inner = [names.get(c, c) for c in events.inner]
    return [make(raw, f"{events.name}_actions", select, [events], inner=inner, tied=events.tied)]


PRESET = Preset(
    "Snowplow events", tables={"events": ("event_id", "collector_tstamp", "domain_userid", "event_name")},
    rewrite=rewrite,
)  # fmt: skip
