"""Ids that a table beside the log writes otherwise than the log: `123` for `00123`, `ab7` for `AB7`.

An id is what is written, zeros and capitals included. But a table whose ids are hardly any of the log's as they are
written, and nearly all of them otherwise, was written by another system: it is read as that, and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import duckdb

from foresale.log.cells import name_sql
from foresale.log.findings import Finding

_HARDLY, _NEARLY = 0.1, 0.8  # share of the ids that match as they are written, and otherwise
_FEWEST = 5
_ZEROS = "CASE WHEN regexp_full_match({0}, '[0-9]+') THEN coalesce(nullif(ltrim({0}, '0'), ''), '0') ELSE {0} END"
_FOLDS = {
    "zeros before them left aside": _ZEROS,
    "upper and lower case alike": "lower({0})",
    "upper and lower case alike and zeros before numbers left aside": (
        "regexp_replace(lower({0}), '(^|[^0-9])0+([0-9])', '\\1\\2', 'g')"
    ),
}


class Spelling(NamedTuple):
    """How ids of one side are those of the other: SQL that makes them alike, how many match with it and without."""

    how: str
    fold: str
    n: int
    exact: int
    matched: int

    @property
    def facts(self) -> dict[str, Any]:
        return {"n": self.n, "exact": self.exact, "matched": self.matched, "how": Finding("how", self.how)}


def spelling_of(con: duckdb.DuckDBPyConnection, theirs: str, ours: str) -> Spelling | None:
    """How two relations of different ids (`id`) are spelled alike, where they hardly are as they are written, and where
    no two of one side become one."""
    ((n,),) = con.execute(f"SELECT least((SELECT count(*) FROM {theirs}), (SELECT count(*) FROM {ours}))").fetchall()
    exact = _matched(con, theirs, ours, "{0}")
    if n < _FEWEST or exact >= _HARDLY * n:
        return None
    for how, fold in _FOLDS.items():
        matched = _matched(con, theirs, ours, fold)
        if matched > _NEARLY * n and all(_tells_apart(con, side, fold) for side in (theirs, ours)):
            return Spelling(how, fold, n, exact, matched)
    return None


def respelled(
    con: duckdb.DuckDBPyConnection, rows: str, ids: tuple[str, ...], events: str, key: str, file: str, flag: str
) -> tuple[str, list[Finding]]:
    """A relation of what the table writes (`theirs`) and what the log writes (`ours`), and what is to be told of it:
    nothing where ids are read as they are written.

    rows : relation of the table;  ids : SQL of the ids in it
    key  : the events' column of these ids;  flag : by which the owner names the table
    """
    table = f"{rows}_spelled"
    theirs = " UNION ".join(f"SELECT {one} AS id FROM {rows} WHERE {one} IS NOT NULL" for one in ids)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table}_theirs AS {theirs}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table}_ours AS {_ids(events, key)}")
    found = spelling_of(con, f"{table}_theirs", f"{table}_ours")
    if found is None:
        return table, []
    a, b = found.fold.format("a.id"), found.fold.format("b.id")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT a.id AS theirs, b.id AS ours FROM {table}_theirs a"
        f" JOIN {table}_ours b ON {a} = {b}"
    )
    text = (
        "{file} writes ids otherwise than the log: {exact:,} of {n:,} match as written, {matched:,} with {how},"
        " and so they are read; without {flag} they stay apart"
    )
    return table, [Finding("spelled", text, found.facts | {"file": file, "flag": flag}, "warning")]


def tell_spelled_apart(con: duckdb.DuckDBPyConnection, table: str, names: Sequence[str]) -> list[Finding]:
    """Sources whose users would be the same if they were written alike. They are not made one: the log's own ids are
    what is scored, and of two spellings only the owner knows the right one.

    table : cleaned rows, with `_source`;  names : of the sources
    """
    found = []
    for n, _ in enumerate(names):
        con.execute(f"CREATE OR REPLACE TEMP TABLE spelled_{n} AS {_ids(table, 'user', f'_source = {n}')}")
    for a, b in combinations(range(len(names)), 2):
        if one := spelling_of(con, f"spelled_{b}", f"spelled_{a}"):
            text = (
                "{other} writes users otherwise than {file}: {exact:,} of {n:,} match as written, {matched:,} with"
                " {how}; they count as different people unless a file of --links tells whose they are"
            )
            found.append(Finding("spelled_apart", text, one.facts | {"file": names[a], "other": names[b]}, "warning"))
    return found


def _ids(relation: str, key: str, there: str = "true") -> str:
    return f"SELECT DISTINCT {name_sql(key)} AS id FROM {relation} WHERE {name_sql(key)} IS NOT NULL AND {there}"


def _matched(con: duckdb.DuckDBPyConnection, theirs: str, ours: str, fold: str) -> int:
    a, b = fold.format("a.id"), fold.format("b.id")
    query = f"SELECT count(DISTINCT a.id) FROM {theirs} a JOIN {ours} b ON {a} = {b}"
    return int(con.execute(query).fetchall()[0][0])


def _tells_apart(con: duckdb.DuckDBPyConnection, side: str, fold: str) -> bool:
    """Whether ids that are different stay so."""
    query = f"SELECT count(*) = count(DISTINCT {fold.format('id')}) FROM {side}"
    return bool(con.execute(query).fetchall()[0][0])
