"""Nested data of every format -> flat columns: fields under dotted names, the list of a row as one row each.

`{"session": 1, "user": {"id": 7}, "events": [{"aid": 3}, {"aid": 5}]}` becomes two rows with the columns `session`,
`user.id` and `events.aid`; `{"item_ids": ["a", "b"], "prices": [3, 5]}` two rows with `item_id` and `price`. A log has
one list whose elements are its events (or the lines of its order); further lists stay as text, those of keys and values
become columns (`keyed.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from foresale.log.cells import name_sql
from foresale.log.findings import Finding
from foresale.log.sources.format import Job, unique_names
from foresale.log.sources.keyed import spread_keyed
from foresale.log.sources.node import ENTRY, Node, Path
from foresale.log.vocabulary import singular


def unnest(job: Job, source: str, nodes: Sequence[Node], files: Sequence[int], table: str | None = None) -> None:
    """Add a relation of all that `nodes` hold of the rows of `source`, which has `_file` and `_row` too.

    table : where the rows are kept; None: nowhere, they are read anew each time
    """
    outer = spread_keyed(job, source, [leaf for node in nodes for leaf in node.leaves()])
    lists = _entries(job, source, outer)
    outer = _single(job, source, [field for field in outer if field not in lists])
    inner: list[tuple[Path, Node]] = []
    twice: dict[Path, Node] = {}
    if lists:
        each = lists[0].list if len(lists) == 1 else f"list_zip({', '.join(one.list for one in lists)})"
        # A parent with an empty list keeps its row: nothing is lost in silence.
        source = f"(SELECT *, UNNEST(CASE WHEN len({each}) > 0 THEN {each} ELSE [NULL] END) AS {ENTRY} FROM {source})"
    if lists and isinstance(lists[0].holds, dict):
        inner = [((*lists[0].path, *leaf.path), leaf) for leaf in lists[0].element().leaves()]
        twice = _told_twice(job, source, lists[0].path[:-1], outer, inner)
        inner = [(path, leaf) for path, leaf in inner if leaf not in twice.values()]
    else:
        for k, one in enumerate(lists, 1):
            path = (*one.path[:-1], singular(one.path[-1]) if one.means else one.path[-1])
            inner.append((path, one.element(f"{ENTRY}[{k}]" if len(lists) > 1 else ENTRY)))
    columns = [
        f"coalesce({twice[f.path].text}::VARCHAR, {f.text}::VARCHAR)" if f.path in twice else f.text for f in outer
    ]
    columns += [leaf.text for _, leaf in inner]
    names = unique_names([".".join(path) for path in (*(f.path for f in outer), *(path for path, _ in inner))])
    within = [name for name, f in zip(names, outer) if f.path in twice] + list(names[len(outer) :])
    named = ", ".join(f"{sql} AS {name_sql(name)}" for sql, name in zip(columns, names))
    select = f"SELECT {named}, _file, _row FROM {source}"
    if table:
        job.con.execute(f"CREATE TEMP TABLE {table} AS {select} ORDER BY _file, _row")
        select = f"SELECT * FROM {table}"
    job.relation(select, names, files, within)


def _single(job: Job, source: str, fields: Sequence[Node]) -> list[Node]:
    """The fields, those of lists that never have a second entry in their place (the transaction of Snowplow)."""
    lists = [f for f in fields if isinstance(f.holds, dict) and f.holds]
    if not lists:
        return list(fields)
    most = ", ".join(f"coalesce(max(len({f.list})), 0)" for f in lists)
    ((*longest,),) = job.con.execute(f"SELECT {most} FROM {source}").fetchall()
    once = [f for f, n in zip(lists, longest) if n == 1]
    found: list[Node] = []
    for f in fields:
        one = Node(f.path, f"({f.list})[1]", f.holds, None if f.at is None else ())
        found += one.leaves() if f in once else [f]
    return found


def _entries(job: Job, source: str, fields: Sequence[Node]) -> list[Node]:
    """The list whose elements are rows of their own, with those that say more of the same elements.

    Of lists of objects the one with most fields. A list of single values is one where it is called a product.
    """
    objects = [f for f in fields if isinstance(f.holds, dict) and f.holds]
    if objects:
        return [max(objects, key=lambda f: len(list(f.element().leaves())))]
    single = [f for f in fields if isinstance(f.holds, str) and f.holds not in ("NULL", "JSON", "as text")]
    lead = next((f for f in single if f.means & {"item", "variant"}), None)
    if lead is None:
        return []
    others = [f for f in single if f is not lead]
    apart = [0] * len(others)
    if others:
        lengths = [f"coalesce(len({f.list}), 0)" for f in (lead, *others)]
        differ = ", ".join(f"count(*) FILTER ({length} <> {lengths[0]})" for length in lengths[1:])
        ((*apart,),) = job.con.execute(f"SELECT {differ} FROM {source}").fetchall()
    paired = [lead, *(f for f, n in zip(others, apart) if not n)]
    text = "rows list several entries in {columns}: each entry is an event of its own"
    told = ", ".join(f"`{'.'.join(f.path)}`" for f in paired)
    job.findings.append(Finding("listed", text, {"columns": told}, "note"))
    for f, n in zip(others, apart):
        if n and f.means:
            text = "{n:,} rows list another number of entries in `{column}` than in `{lead}`: it is not paired with it"
            facts = {"n": n, "column": ".".join(f.path), "lead": ".".join(lead.path)}
            job.findings.append(Finding("lists_apart", text, facts, "warning"))
    return paired


def _told_twice(
    job: Job, source: str, above: Path, outer: Sequence[Node], inner: Sequence[tuple[Path, Node]]
) -> dict[Path, Node]:
    """Path of an outer field -> field in the list, of those that stand in either place and never in both.

    Segment tells of one product in `properties`, of those of an order in `properties.products`.
    """
    within = {(*above, *leaf.path): leaf for _, leaf in inner}
    pairs = [(f, within[f.path]) for f in outer if f.path in within]
    if not pairs:
        return {}
    both = ", ".join(f"count(*) FILTER ({f.text} IS NOT NULL AND {leaf.text} IS NOT NULL)" for f, leaf in pairs)
    ((*counts,),) = job.con.execute(f"SELECT {both} FROM {source}").fetchall()
    return {f.path: leaf for (f, leaf), n in zip(pairs, counts) if not n}
