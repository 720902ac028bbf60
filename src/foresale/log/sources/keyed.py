"""Lists of keys and values (`event_params` of GA4, `note_attributes`, `meta_data`) -> a column for each key."""

from __future__ import annotations

from collections.abc import Sequence

from foresale.log.cells import text_sql
from foresale.log.sources.format import Job
from foresale.log.sources.node import Node

_KEYS = ("key", "name")
MOST_KEYS = 200  # beyond, the keys are data themselves
_EACH = "pair"


def spread_keyed(job: Job, source: str, fields: Sequence[Node]) -> list[Node]:
    """The fields, each list of keys and values replaced by a field for each of its keys."""
    found: list[Node] = []
    for field in fields:
        found += _spread(job, source, field) if _is_keyed(field) else [field]
    return found


def _is_keyed(field: Node) -> bool:
    """Whether its elements are a key and a value, and nothing that tells of an event or a product beside them."""
    shape = field.holds
    if not isinstance(shape, dict):
        return False
    names = {name.casefold() for name in shape}
    return "value" in names and not names.isdisjoint(_KEYS) and names <= {"value", "id", *_KEYS}


def _spread(job: Job, source: str, field: Node) -> list[Node]:
    leaves = {leaf.path: leaf for leaf in field.element(_EACH).leaves()}
    key = next(leaf for name in _KEYS for path, leaf in leaves.items() if [p.casefold() for p in path] == [name])
    values = [leaf.text for path, leaf in leaves.items() if path[0].casefold() == "value"]
    keys = job.con.execute(
        f"SELECT DISTINCT {key.text}::VARCHAR AS k FROM (SELECT UNNEST({field.list}) AS {_EACH} FROM {source}) WHERE k"
        f" IS NOT NULL ORDER BY 1 LIMIT {MOST_KEYS + 1}"
    ).fetchall()
    if len(keys) > MOST_KEYS:
        return [field._replace(shape="as text")]
    value = f"coalesce({', '.join(f'{v}::VARCHAR' for v in values)}, NULL)"
    return [
        Node(
            (*field.path, name),
            f"list_transform(list_filter({field.list}, lambda {_EACH}: {key.text}::VARCHAR = {text_sql(name)}), lambda"
            f" {_EACH}: {value})[1]",
            "VARCHAR",
        )
        for (name,) in keys
    ]
