"""Typed nested columns -> flat ones: struct fields under dotted names, one list of structs as one row each.

`{"session": 1, "user": {"id": 7}, "events": [{"aid": 3}, {"aid": 5}]}` becomes two rows with the columns `session`,
`user.id` and `events.aid`. A log has one list whose elements are its events (or the lines of its order); further lists
stay as text.
"""

from __future__ import annotations

from collections.abc import Sequence

from foresale.log.cells import name_sql, text_sql
from foresale.log.sources.format import Job, unique_names

MOST_DEPTH = 6


def flatten(job: Job, select: str, files: Sequence[int], hidden: frozenset[str] | set[str] = frozenset()) -> None:
    """Add `select` (any columns, `_file` and `_row`) to the job as flat relation."""
    types = job.con.sql(f"SELECT * FROM ({select}) LIMIT 0")
    kinds = {n: t for n, t in zip(types.columns, types.types) if n not in (*hidden, "_file", "_row")}
    lists = [name for name, kind in kinds.items() if _is_list_of_structs(kind)]
    events = lists[0] if lists else None
    if events:
        kept = ", ".join(name_sql(n) for n in kinds if n != events)
        each = name_sql(events)
        select = (
            f"SELECT {kept + ',' if kept else ''} _file, _row, "
            # An empty list is a parent without events: it keeps its row, so that nothing is lost in silence.
            f"UNNEST(CASE WHEN len({each}) > 0 THEN {each} ELSE [NULL] END) AS {each} "
            f"FROM ({select})"
        )
        kinds[events] = kinds[events].child
    fields: list[tuple[str, str]] = []
    within: list[bool] = []
    for name, kind in kinds.items():
        fields += _fields(name, f"t.{name_sql(name)}", kind, MOST_DEPTH)
        within += [name == events] * (len(fields) - len(within))
    names = unique_names([name for name, _ in fields])
    inner = [name for name, is_inner in zip(names, within) if is_inner]
    columns = ", ".join(f"{sql} AS {name_sql(name)}" for name, (_, sql) in zip(names, fields))
    job.relation(f"SELECT {columns}, t._file, t._row FROM ({select}) t", names, files, inner)


def _is_list_of_structs(kind: object) -> bool:
    return getattr(kind, "id", "") in ("list", "array") and kind.child.id == "struct"  # type: ignore[attr-defined]


def _fields(name: str, sql: str, kind: object, depth: int) -> list[tuple[str, str]]:
    which = getattr(kind, "id", "")
    if which == "struct" and depth:
        return [
            field
            for child, inner in kind.children  # type: ignore[attr-defined]
            for field in _fields(f"{name}.{child}", f"struct_extract({sql}, {text_sql(child)})", inner, depth - 1)
        ]
    if which in ("list", "array", "map", "struct", "union", "variant", "blob"):
        return [(name, f"CAST({sql} AS VARCHAR)")]
    return [(name, sql)]
