"""JSON: one object a line, or one array of objects; nested fields reached, one array of objects unnested.

Values come out as the text that stands in the file (`17850.0`, `9007199254740993`, `00123`), never by way of a float.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Mapping, Sequence

import duckdb

from foresale.errors import EmptyFile, NotJsonLines
from foresale.log.cells import text_sql
from foresale.log.sources.blanks import load_lines
from foresale.log.sources.format import Format, Job
from foresale.log.sources.nested import unnest
from foresale.log.sources.node import Node

LARGEST_OBJECT = 1 << 24  # bytes; DuckDB sets several times as much aside for every thread


def recognise(name: str, head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or (start.startswith(b"[") and start[1:].lstrip().startswith(b"{"))


def read(job: Job, files: Sequence[int]) -> None:
    """One relation for all files: fields that a file lacks are missing there."""
    table = f"{job.prefix}_json_{len(job.relations)}"
    job.con.execute(f"CREATE TEMP TABLE {table} (json JSON, _file INTEGER, _row BIGINT)")
    for i in files:
        _load(job, table, i)
    ((structure,),) = job.con.execute(f"SELECT json_group_structure(json)::VARCHAR FROM {table}").fetchall()
    shape = json.loads(structure)
    nodes = [Node((key,), "json", inner, (key,)) for key, inner in shape.items()] if isinstance(shape, dict) else []
    if not nodes:  # objects without a field
        raise EmptyFile(file=job.files[files[0]].name)
    unnest(job, table, nodes, files, f"{table}_rows")
    job.con.execute(f"DROP TABLE {table}")


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


def write(rows: Sequence[Mapping[str, str]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


FORMAT = Format("JSON lines", recognise, read, write, order=20)
