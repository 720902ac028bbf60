"""Bills of WeChat Pay: a backtick before every value keeps spreadsheets from reading it as a number."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from foresale.log.cells import name_sql
from foresale.log.raw import Raw, Relation

_MOSTLY = 0.99  # share of a column's filled cells that begin with one
_FIRST = 100  # rows that tell whether a table has any


def without_backticks(raw: Raw) -> Raw:
    """The log without the backticks of columns in which nearly every value begins with one."""
    return replace(raw, relations=[_bare(raw, relation) for relation in raw.relations])


def _bare(raw: Raw, relation: Relation) -> Relation:
    columns = _marked(raw, relation, relation.columns, _FIRST)
    columns = _marked(raw, relation, columns) if columns else []
    if not columns:
        return relation
    view = f"{relation.name}_bare"
    bare = ", ".join(f"regexp_replace({name_sql(c)}, '^`', '') AS {name_sql(c)}" for c in columns)
    raw.con.execute(f"CREATE TEMP VIEW {name_sql(view)} AS SELECT * REPLACE ({bare}) FROM {name_sql(relation.name)}")
    return Relation(view, relation.columns, relation.files, relation.inner, relation.tied)


def _marked(raw: Raw, relation: Relation, columns: list[str] | tuple[str, ...], first: int | None = None) -> list[str]:
    """Those of the columns, among the first rows or all."""
    shares = ", ".join(
        f"coalesce(avg(starts_with({name_sql(c)}::VARCHAR, '`')::INTEGER) FILTER ({name_sql(c)}::VARCHAR <> ''), 0)"
        for c in columns
    )
    some = f" LIMIT {first}" if first else ""
    try:
        ((*found,),) = raw.con.execute(f"SELECT {shares} FROM (FROM {name_sql(relation.name)}{some})").fetchall()
    except duckdb.Error:  # pages are damaged: whoever reads the rows says where
        return []
    return [c for c, share in zip(columns, found) if share >= _MOSTLY]
