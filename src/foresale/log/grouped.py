"""Reports by group, as bookkeeping writes them: a name alone on a row, then its rows, then `Total for NAME`."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import duckdb

from foresale.log.cells import BLANKS, name_sql, text_sql
from foresale.log.findings import Finding
from foresale.log.presets.preset import make
from foresale.log.raw import Raw, Relation
from foresale.log.sources.footers import WORDS
from foresale.log.vocabulary import fields_of

_FEWEST = 2  # headings
_SUMMED = 0.8  # share of the headings that have a sum, where nothing else tells them from broken rows
_SUM = f"(?i)({WORDS})\\b.*|.*\\b({WORDS})"


class _Rows(NamedTuple):
    """How many rows of a relation are of which kind."""

    heads: int
    sums: int
    below: int  # rows of data whose first cell is empty
    whole: int  # and those in which it is filled
    summed: int  # headings of which a sum says the name


def ungrouped(raw: Raw) -> Raw:
    """The log with the headings of its reports filled down, and their sums left out."""
    relations, said = [], list(raw.findings)
    for relation in raw.relations:
        found = _filled_down(raw, relation, said) if _begins_with_heading(raw, relation) else None
        relations.append(found or relation)
    return replace(raw, relations=relations, findings=said)


def _cell(column: str) -> str:
    return f"nullif(trim({name_sql(column)}::VARCHAR, {text_sql(BLANKS)}), '')"


def _kinds(relation: Relation) -> str:
    """SELECT of its rows, each with `_head` (what stands alone in the first cell) and `_sum`."""
    first, *others = (_cell(c) for c in relation.columns)
    alone = f"{first} IS NOT NULL AND coalesce({', '.join(others)}) IS NULL"
    total = f"coalesce(regexp_full_match({first}, {text_sql(_SUM)}), false)"
    return f"SELECT *, CASE WHEN {alone} THEN {first} END AS _head, {total} AND NOT ({alone}) AS _sum FROM" + (
        f" {name_sql(relation.name)}"
    )


def _begins_with_heading(raw: Raw, relation: Relation) -> bool:
    if len(relation.columns) < 3 or relation.inner:
        return False
    rows = f"SELECT _head FROM ({_kinds(relation)}) WHERE _row = 0"
    try:
        found = raw.con.execute(rows).fetchall()
    except duckdb.Error:  # pages are damaged: whoever reads the rows says where
        return False
    return all(head is not None for (head,) in found or [(None,)])


def _filled_down(raw: Raw, relation: Relation, said: list[Finding]) -> Relation | None:
    first = _cell(relation.columns[0])
    rows = _Rows(*raw.con.execute(
        f"WITH k AS ({_kinds(relation)}) SELECT count(_head), count(*) FILTER (_sum), count(*) FILTER (_head IS NULL"
        f" AND NOT _sum AND {first} IS NULL), count(*) FILTER (_head IS NULL AND NOT _sum AND {first} IS NOT NULL),"
        " (SELECT count(*) FROM k h WHERE _head IS NOT NULL AND EXISTS (SELECT 1 FROM k s WHERE s._sum AND s._file ="
        f" h._file AND contains({_of('s', relation)}, h._head))) FROM k"
    ).fetchall()[0])  # fmt: skip
    if rows.heads < _FEWEST or not rows.below + rows.whole:
        return None
    if rows.whole and (rows.below or rows.summed < _SUMMED * rows.heads):
        return None
    column = relation.columns[0]
    named = {f for c in relation.columns[1 if rows.below else 0 :] for f, (*_, whole) in fields_of(c).items() if whole}
    if rows.whole or not fields_of(column):
        column = "customer" if "user" not in named else "product" if named.isdisjoint(("item", "title")) else "group"
        if column in relation.columns:
            return None
    kept = "*" if rows.whole else f"* EXCLUDE ({name_sql(relation.columns[0])})"
    heading = "last_value(_head IGNORE NULLS) OVER (PARTITION BY _file ORDER BY _row)"
    select = (
        f"SELECT * EXCLUDE (_head, _sum) FROM (SELECT {heading} AS {name_sql(column)}, {kept} FROM"
        f" ({_kinds(relation)})) WHERE _head IS NULL AND NOT _sum"
    )
    made = make(raw, f"{relation.name}_ungrouped", select, [relation])
    text = (
        "{file} is a report by group: what stands alone on a row is the `{column}` of the rows below it; {n:,} rows of"
        " sums were left out"
    )
    facts = {"file": raw.files[relation.files[0]].name, "column": column, "n": rows.sums}
    said.append(Finding("grouped", text, facts))
    return made


def _of(table: str, relation: Relation) -> str:
    return f"{table}.{name_sql(relation.columns[0])}::VARCHAR"
