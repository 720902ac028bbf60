"""Exports that write several products into one cell of an order (`T-shirt；Socks`, `2001;2002`): a row for each.

A comma is as often part of a title. A cell is a list where its pieces stand alone in other cells of the column, or
where a column of numbers has as many pieces as it in every row.
"""

from __future__ import annotations

from dataclasses import replace

from foresale.log.cells import BLANKS, name_sql, text_sql
from foresale.log.findings import Finding
from foresale.log.raw import Raw, Relation
from foresale.log.vocabulary import fields_of

_MARKS = (";", "；", "，", ",", "|", "\n")
_BETWEEN_NUMBERS = (";", "；", "|", "\n")  # a comma stands within numbers
_EDGES = BLANKS + '="'
_ALONE = 0.9  # least share of the lists whose products are all known from orders of one


def part_lists(raw: Raw) -> Raw:
    """The log with a row for each product of orders that list theirs in a cell."""
    left, said = [], list(raw.findings)
    for relation in raw.relations:
        parts = {} if relation.inner else _parts(raw, relation)
        if parts:
            text = "orders that list several products in a cell have a row for each: {columns}"
            columns = ", ".join(f"`{c}`" for c in parts)
            said.append(Finding("listed", text, {"columns": columns}, "note"))
            relation = _parted(raw, relation, parts)
        left.append(relation)
    return replace(raw, relations=left, findings=said)


def _named(relation: Relation, *fields: str) -> list[str]:
    return [c for c in relation.columns if any(f in of and of[f][2] for of in [fields_of(c)] for f in fields)]


def _cut(column: str, mark: str) -> str:
    cell = f"trim({name_sql(column)}::VARCHAR, {text_sql(_EDGES)})"
    cell = f"trim({cell}, {text_sql(mark)})"
    return f"[trim(x, {text_sql(BLANKS)}) FOR x IN string_split({cell}, {text_sql(mark)})]"


def _parts(raw: Raw, relation: Relation) -> dict[str, str]:
    """Column -> the mark between the entries of its lists; {} where no cell is a list of products."""
    if not _named(relation, "order"):
        return {}
    asked = [(lead, mark) for lead in _named(relation, "item", "title") for mark in _MARKS]
    if not asked:
        return {}
    held = ", ".join(f"count(*) FILTER (contains({name_sql(c)}::VARCHAR, {text_sql(m)}))" for c, m in asked)
    (counts,) = raw.con.execute(f"SELECT {held} FROM {name_sql(relation.name)}").fetchall()
    for (lead, mark), n in zip(asked, counts):
        if n > 1:
            several, alone = raw.con.execute(
                f"WITH cells AS (SELECT {_cut(lead, mark)} AS p, count(*) AS n FROM {name_sql(relation.name)} GROUP BY"
                " 1), one AS (SELECT list(p[1]) AS known FROM cells WHERE len(p) = 1) SELECT coalesce(sum(n), 0),"
                " coalesce(sum(n) FILTER (list_has_all((SELECT known FROM one), p)), 0) FROM cells WHERE len(p) > 1"
            ).fetchall()[0]
            if several < 2:
                continue
            paired = _paired(raw, relation, lead, mark)
            if alone >= _ALONE * several or _counted(raw, relation, lead, mark, paired):
                return paired
    return {}


def _paired(raw: Raw, relation: Relation, lead: str, mark: str) -> dict[str, str]:
    """The columns that have in every row as many entries as the lead, itself among them."""
    asked = [(c, m) for c in relation.columns if c != lead for m in _MARKS]
    n = f"len({_cut(lead, mark)})"
    # In rows of one product too: a title with one comma in it looks like a pair anywhere else.
    same = ", ".join(f"bool_and(len({_cut(c, m)}) = {n})" for c, m in asked)
    (answers,) = raw.con.execute(f"SELECT {same} FROM {name_sql(relation.name)}").fetchall()
    found = {lead: mark}
    for (column, other), yes in zip(asked, answers):
        if yes:
            found.setdefault(column, other)
    return found


def _counted(raw: Raw, relation: Relation, lead: str, mark: str, paired: dict[str, str]) -> bool:
    """Whether a column of numbers has, in rows of one product and of several, as many entries as the lead."""
    for column in _named(relation, "quantity", "price"):
        if paired.get(column) in _BETWEEN_NUMBERS:
            cut = _cut(column, paired[column])
            numbers = f"len([x FOR x IN {cut} IF TRY_CAST(x AS DOUBLE) IS NULL]) = 0"
            ((yes, several),) = raw.con.execute(
                f"SELECT bool_and({numbers} AND len({cut}) = len({_cut(lead, mark)})), count(DISTINCT len({cut})) FROM"
                f" {name_sql(relation.name)} WHERE {name_sql(column)} IS NOT NULL"
            ).fetchall()
            if yes and several > 1:
                return True
    return False


def _parted(raw: Raw, relation: Relation, parts: dict[str, str]) -> Relation:
    """A row for each entry. A quantity that the order has once is shared among them, as its amount will be."""
    lists = {c: _cut(c, mark) for c, mark in parts.items()}
    n = f"len({next(iter(lists.values()))})"
    columns = []
    for column in relation.columns:
        name = name_sql(column)
        if column in parts:
            sql = f"CASE WHEN {n} > 1 THEN ({lists[column]})[_nth] ELSE {name}::VARCHAR END"
        elif column in _named(relation, "quantity"):
            sql = f"CASE WHEN {n} > 1 THEN coalesce((TRY_CAST({name} AS DOUBLE) / {n})::VARCHAR, {name}::VARCHAR)"
            sql += f" ELSE {name}::VARCHAR END"
        else:
            sql = name
        columns.append(f"{sql} AS {name}")
    made = f"{relation.name}_parted"
    raw.con.execute(
        f"CREATE TEMP TABLE {name_sql(made)} AS SELECT {', '.join(columns)}, _file, _row FROM (SELECT *,"
        f" unnest(range(1, greatest({n}, 1) + 1)) AS _nth FROM {name_sql(relation.name)}) ORDER BY _file, _row, _nth"
    )
    return Relation(made, relation.columns, relation.files, tuple(parts), tied=True)
