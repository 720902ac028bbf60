"""Tables of orders that tell of each other: lines join their order, returns and the like find its buyer.

A shop that exports its database has heads (an order a row: who, when), lines (a product a row) and refunds (a time of
their own, no buyer), tied by the order's id. Lines come to lie in their order as the list of a JSON document does: what
the head tells holds for all of them, `Relation.inner` are the columns of the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from foresale.log.cells import BLANKS, bare_sql, name_sql, text_sql
from foresale.log.findings import Finding
from foresale.log.raw import Raw, Relation
from foresale.log.vocabulary import fields_of, is_time, squeeze

_WHO = ("user", "anon")
_OF_LINES = ("item", "variant", "title", "quantity", "price")
_KNOWN = 0.5  # least share of the order ids of a table that the heads have
_ONE_EACH = 0.99  # a table of heads has (nearly) each order once


def join_orders(raw: Raw) -> Raw:
    """The log with those of its relations joined that tell of the same orders."""
    left, said = list(raw.relations), list(raw.findings)
    heads = [r for r in left if _names(r, *_WHO) and _names(r, "time")]
    for lines in [r for r in left if _is_lines(r)]:
        if tie := _tie_to(raw, lines, [h for h in heads if h is not lines], once=True):
            joined = _with_lines(raw, tie, lines)
            left = [joined if r is tie.heads else r for r in left if r is not lines]
            heads = [joined if r is tie.heads else r for r in heads]
            said += _told(raw, tie, lines)
    for told in [r for r in left if _names(r, "order") and any(map(is_time, r.columns)) and not _names(r, *_WHO)]:
        if tie := _tie_to(raw, told, heads, once=False):
            left = [_with_buyer(raw, tie, told) if r is told else r for r in left]
            said += _told(raw, tie, told)
    return replace(raw, relations=left, findings=said)


def _is_lines(relation: Relation) -> bool:
    return bool(_names(relation, "order") and _names(relation, *_OF_LINES)) and not _names(relation, *_WHO)


def _names(relation: Relation, *fields: str) -> list[str]:
    """Columns that are called one of `fields`, wholly known names only, best first."""
    hits = []
    for column in relation.columns:
        of = fields_of(column)
        hits += [(of[f][:2], column) for f in fields if f in of and of[f][2]]
    return [column for _, column in sorted(hits)]


class _Tie(NamedTuple):
    """Which columns hold the order's id in the heads and in the other table. lost: rows whose order no head has."""

    heads: Relation
    ours: str
    theirs: str
    share: float
    lost: int


def _tie_to(raw: Raw, other: Relation, heads: Sequence[Relation], *, once: bool) -> _Tie | None:
    """The table whose rows are the orders that `other` names, by the pair of columns that agree most."""
    ties = [
        tie
        for head in heads
        for ours in dict.fromkeys([*_names(head, "order"), *(c for c in head.columns if squeeze(c) in ("id", "name"))])
        for theirs in _names(other, "order")
        if (tie := _tied(raw, head, ours, other, theirs, once=once))
    ]
    return max(ties, key=lambda tie: tie.share, default=None)


def _tied(raw: Raw, head: Relation, ours: str, other: Relation, theirs: str, *, once: bool) -> _Tie | None:
    rows, orders, wanted, known, lost = raw.con.execute(
        f"WITH a AS (SELECT {_id(ours)} AS k FROM {name_sql(head.name)}), b AS (SELECT {_id(theirs)} AS k, count(*) AS"
        f" n FROM {name_sql(other.name)} GROUP BY 1), c AS (SELECT k, n, k IN (SELECT k FROM a WHERE k IS NOT NULL) AS"
        " there FROM b WHERE k IS NOT NULL) SELECT (SELECT count(k) FROM a), (SELECT count(DISTINCT k) FROM a), (SELECT"
        " count(*) FROM c), (SELECT count(*) FILTER (there) FROM c), (SELECT coalesce(sum(n) FILTER (NOT there), 0)"
        " FROM c)"
    ).fetchall()[0]
    if not wanted or known < _KNOWN * wanted or (once and orders < _ONE_EACH * rows):
        return None
    return _Tie(head, ours, theirs, known / wanted, int(lost))


def _told(raw: Raw, tie: _Tie, other: Relation) -> list[Finding]:
    names = {"file": raw.files[other.files[0]].name, "log": raw.files[tie.heads.files[0]].name}
    text = "{file} tells of the orders of {log}: `{theirs}` there is `{ours}` here"
    found = [Finding("joined", text, names | {"theirs": tie.theirs, "ours": tie.ours})]
    if tie.lost:
        text = "{n:,} rows of {file} name an order that {log} has not got, and count for nothing"
        found.append(Finding("joined_lost", text, names | {"n": tie.lost}, "warning"))
    return found


def _id(column: str, of: str = "") -> str:
    """SQL: an order's id for comparing: `1001`, `#1001` and `1001.0` are one."""
    text = f"ltrim({bare_sql(f'trim({of}{name_sql(column)}::VARCHAR, {text_sql(BLANKS)})')}, '#')"
    return f"nullif(regexp_replace({text}, '\\.0+$', ''), '')"


def _with_lines(raw: Raw, tie: _Tie, lines: Relation) -> Relation:
    """The heads with a row for each of their lines; the time is that of the head."""
    heads, times = tie.heads, set(_names(lines, "time"))
    own = [c for c in lines.columns if c != tie.theirs and c not in times and squeeze(c) != "id"]
    stem = PurePath(raw.files[lines.files[0]].name).name.partition(".")[0]
    taken = {c.casefold() for c in heads.columns}
    names = {c: f"{stem}.{c}" if c.casefold() in taken else c for c in own}
    columns = "".join(f", l.{name_sql(c)} AS {name_sql(names[c])}" for c in own)
    relation = Relation(
        f"{heads.name}_lines", (*heads.columns, *names.values()), (*heads.files, *lines.files),
        (*heads.inner, *names.values()), tied=True,
    )  # fmt: skip
    raw.con.execute(
        f"CREATE TEMP TABLE {name_sql(relation.name)} AS SELECT h.*{columns} FROM {name_sql(heads.name)} h LEFT JOIN"
        f" {name_sql(lines.name)} l ON {_id(tie.ours, 'h.')} = {_id(tie.theirs, 'l.')} ORDER BY h._file, h._row,"
        " l._file, l._row"
    )
    return relation


def _with_buyer(raw: Raw, tie: _Tie, told: Relation) -> Relation:
    """Rows that name an order, with the columns that say who bought it."""
    who = [c for c in _names(tie.heads, *_WHO) if c not in told.columns]
    buyers = ", ".join(f"any_value({name_sql(c)}) AS {name_sql(c)}" for c in who)
    columns = "".join(f", b.{name_sql(c)}" for c in who)
    relation = Relation(
        f"{told.name}_bought", (*told.columns, *who), told.files, told.inner, tied=True
    )
    raw.con.execute(
        f"CREATE TEMP TABLE {name_sql(relation.name)} AS SELECT t.*{columns} FROM {name_sql(told.name)} t LEFT JOIN"
        f" (SELECT {_id(tie.ours)} AS _order, {buyers} FROM {name_sql(tie.heads.name)} GROUP BY 1) b ON"
        f" {_id(tie.theirs, 't.')} = b._order ORDER BY t._file, t._row"
    )
    return relation
