"""Tables whose columns may be nested: by DuckDB's types (Parquet, Arrow), or JSON in cells of text (CSV too)."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from foresale.log.cells import cell_sql, name_sql
from foresale.log.findings import Finding
from foresale.log.sources.format import Job
from foresale.log.sources.nested import unnest
from foresale.log.sources.node import Node

_MANY = 100  # columns
_MOSTLY = 0.95  # share of the cells that are JSON, in a column that is read as such
_MOST_KEYS = 200  # an object with more is a dictionary of ids, and its keys are no columns


def flatten(job: Job, select: str, files: Sequence[int], hidden: Collection[str] = ()) -> None:
    """Add `select` (any columns, `_file` and `_row`) to the job as a flat relation."""
    types = job.con.sql(f"SELECT * FROM ({select}) LIMIT 0")
    kinds = {n: t for n, t in zip(types.columns, types.types) if n not in (*hidden, "_file", "_row")}
    texts = [name for name, kind in kinds.items() if kind.id == "varchar"]
    found = _json_cells(job, select, texts) if job.cells else {}
    nodes = [found.get(n) or Node((n,), name_sql(n), _shape(kind)) for n, kind in kinds.items()]
    # JSON is read once: the log is looked at many times.
    unnest(job, f"({select})", nodes, files, f"{job.prefix}_flat_{len(job.relations)}" if found else None)


def _shape(kind: Any) -> Any:
    if kind.id == "struct":
        return {name: _shape(child) for name, child in kind.children}
    if kind.id in ("list", "array"):
        return [_shape(kind.child) or "VARCHAR"]
    return "as text" if kind.id in ("map", "union", "variant", "blob") else ""


def _json_cells(job: Job, select: str, columns: Sequence[str]) -> dict[str, Node]:
    """Columns whose cells are JSON: objects, or lists of which one entry is a product."""
    if not columns:
        return {}
    # As ranges, which DuckDB compares with the least and greatest text of each block before it looks at any other.
    ranges = "({c} >= '[' AND {c} < '\\') OR ({c} >= '{{' AND {c} < '|')"
    tests = [ranges.format(c=name_sql(column)) for column in columns]
    if len(columns) <= _MANY:
        query = "SELECT " + ", ".join(f"EXISTS (FROM ({select}) WHERE {test})" for test in tests)
    else:  # so many subqueries of so many columns each are planned for longer than all is read
        query = "SELECT " + ", ".join(f"coalesce(bool_or({test}), false)" for test in tests) + f" FROM ({select})"
    ((*any_marked,),) = job.con.execute(query).fetchall()
    found = {}
    for name in (name for name, is_marked in zip(columns, any_marked) if is_marked):
        cell = cell_sql(name)
        value = f"CASE WHEN regexp_matches({cell}, '^[\\[{{]') AND json_valid({cell}) THEN {cell}::JSON END"
        ((filled, valid, structure),) = job.con.execute(
            f"SELECT count({cell}), count({value}), json_group_structure({value})::VARCHAR FROM ({select})"
        ).fetchall()
        if valid < _MOSTLY * filled:
            continue
        node = Node((name,), f"({value})", json.loads(structure), (), name_sql(name))
        if _is_told(node):
            found[name] = node
            if valid < filled:
                text = "{n:,} cells of `{column}` are no JSON as the others are, and count as missing"
                job.findings.append(Finding("no_json", text, {"n": filled - valid, "column": name}, "warning"))
    return found


def _is_told(node: Node) -> bool:
    """Whether JSON in cells says something of the events, or is better left as text."""
    if isinstance(node.shape, dict):
        return 0 < len(list(node.leaves())) <= _MOST_KEYS
    if isinstance(node.holds, dict):
        inside = {field for leaf in node.element().leaves() for field in Node((*node.path, *leaf.path), "", "").means}
        products = {"item", "variant", "order"}
        return bool((node.means | inside) & products) or {"price", "quantity"} <= inside
    return isinstance(node.holds, str) and bool(node.means)
