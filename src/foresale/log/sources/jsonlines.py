"""JSON: one object a line, or one array of objects; nested fields reached, one array of objects unnested.

Values come out as the text that stands in the file (`17850.0`, `9007199254740993`, `00123`), never by way of a float.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from foresale.errors import NotJsonLines
from foresale.log.cells import name_sql, text_sql
from foresale.log.sources.blanks import load_lines
from foresale.log.sources.format import Format, Job, unique_names

MOST_DEPTH = 6
LARGEST_OBJECT = 1 << 24  # bytes; DuckDB sets several times as much aside for every thread
Path = tuple[str, ...]


def recognise(name: str, head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or (start.startswith(b"[") and start[1:].lstrip().startswith(b"{"))


def read(job: Job, files: Sequence[int]) -> None:
    """One relation for all files: fields that a file lacks are missing there."""
    table = f"{job.prefix}_json_{len(job.relations)}"
    job.con.execute(f"CREATE TABLE {table} (json JSON, _file INTEGER, _row BIGINT)")
    for i in files:
        _load(job, table, i)
    ((structure,),) = job.con.execute(f"SELECT json_group_structure(json)::VARCHAR FROM {table}").fetchall()
    shape = json.loads(structure)
    events, fields = _layout(shape if isinstance(shape, dict) else {})
    source = table
    if events:
        # A parent with an empty array keeps its row: nothing is lost in silence.
        array = f"json_extract(json, {text_sql(_pointer(events))})"
        source = (
            f"(SELECT json, _file, _row, UNNEST(CASE WHEN json_array_length({array}) > 0 "
            f"THEN ({array})::JSON[] ELSE [NULL::JSON] END) AS element FROM {table})"
        )
    twice = _told_twice(job, source, events or (), fields)
    fields = [(inner, path) for inner, path in fields if not (inner and path in twice.values())]
    names = unique_names([".".join((*(events or ()), *path)) if inner else ".".join(path) for inner, path in fields])
    columns = ", ".join(
        f"{_value(inner, path, twice)} AS {name_sql(name)}" for name, (inner, path) in zip(names, fields)
    )
    within = [name for name, (inner, path) in zip(names, fields) if inner or path in twice]
    final = f"{table}_rows"
    job.con.execute(f"CREATE TABLE {final} AS SELECT {columns}, _file, _row FROM {source} ORDER BY _file, _row")
    job.con.execute(f"DROP TABLE {table}")
    job.relation(f"SELECT * FROM {final}", names, files, within)


def _told_twice(job: Job, source: str, events: Path, fields: Sequence[tuple[bool, Path]]) -> dict[Path, Path]:
    """Outer path -> path in the list, of fields that stand in either place and never in both.

    Segment tells of one product in `properties`, of those of an order in `properties.products`.
    """
    pairs = [((*events[:-1], *path), path) for inner, path in fields if inner]
    pairs = [pair for pair in pairs if (False, pair[0]) in fields]
    if not pairs:
        return {}
    both = ", ".join(
        f"count(*) FILTER ({_value(False, out, {})} IS NOT NULL AND {_value(True, path, {})} IS NOT NULL)"
        for out, path in pairs
    )
    ((*counts,),) = job.con.execute(f"SELECT {both} FROM {source}").fetchall()
    return {out: path for (out, path), n in zip(pairs, counts) if not n}


def _value(inner: bool, path: Path, twice: dict[Path, Path]) -> str:
    """SQL: the text of a field."""
    value = f"{'element' if inner else 'json'} ->> {text_sql(_pointer(path))}"
    return f"coalesce({_value(True, twice[path], {})}, {value})" if not inner and path in twice else f"({value})"


def _load(job: Job, table: str, i: int) -> None:
    file = job.files[i]
    with pathlib.Path(str(file.path)).open(encoding="utf-8") as text:
        if text.read(1000).lstrip().startswith("["):
            return _load_document(job, table, i, "array", 1)
    load_lines(job, f"{table}_lines", [str(file.path)])
    numbered = f"SELECT trim(line, ' \t\r\ufeff') AS line, rowid AS _row FROM {table}_lines"
    good = "json_valid(line) AND line LIKE '{%'"
    ((fine, some, first_bad),) = job.con.execute(
        f"SELECT count(*) FILTER ({good}), count(*) FILTER (line <> ''), min(_row) FILTER (NOT ({good})) "
        f"FROM ({numbered})"
    ).fetchall()
    if fine * 2 > some:
        file.rows = fine
        job.con.execute(f"INSERT INTO {table} SELECT line, {i}, _row FROM ({numbered}) WHERE {good} ORDER BY _row")
        job.con.execute(
            f"INSERT INTO {job.rejects} SELECT {i}, _row + 1, 'broken JSON' FROM ({numbered}) "
            f"WHERE NOT ({good}) AND line <> ''"
        )
    else:
        _load_document(job, table, i, "unstructured", first_bad + 1)
    job.con.execute(f"DROP TABLE {table}_lines")


def _load_document(job: Job, table: str, i: int, shape: str, line: int) -> None:
    """A file that is one JSON array or object, or objects over several lines."""
    file = job.files[i]
    try:
        job.con.execute(
            f"INSERT INTO {table} SELECT json, {i}, row_number() OVER () - 1 FROM read_json_objects("
            f"{text_sql(str(file.path))}, format = '{shape}', compression = 'none', "
            f"maximum_object_size = {LARGEST_OBJECT})"
        )
    except duckdb.InvalidInputException:
        raise NotJsonLines(file=file.name, line=line) from None
    ((file.rows,),) = job.con.execute(f"SELECT count(*) FROM {table} WHERE _file = {i}").fetchall()
    file.format = "JSON document"


def _layout(shape: dict[str, Any]) -> tuple[Path | None, list[tuple[bool, Path]]]:
    """The array to unnest (the one with most fields), and every field as (inside that array?, path)."""
    arrays = [(path, inner[0]) for path, inner in _walk(shape) if _is_array(inner)]
    events, element = max(arrays, key=lambda a: len(list(_walk(a[1])))) if arrays else (None, {})
    outer = [(False, path) for path, _ in _walk(shape) if path != events]
    return events, outer + [(True, path) for path, _ in _walk(element)]


def _walk(shape: dict[str, Any], above: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, inner in shape.items():
        path = (*above, key)
        if isinstance(inner, dict) and inner and len(path) < MOST_DEPTH:
            yield from _walk(inner, path)
        else:
            yield path, inner


def _is_array(inner: Any) -> bool:
    return isinstance(inner, list) and bool(inner) and isinstance(inner[0], dict) and bool(inner[0])


def _pointer(path: Path) -> str:
    """JSON pointer (RFC 6901): a key may hold dots, quotes and dollars."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)


FORMAT = Format("JSON lines", recognise, read, order=20)
