"""How the columns of a log were understood, in few lines: what asks for a look first, with its evidence."""

from __future__ import annotations

from foresale.jobs.health import columns_read
from foresale.judging.judged import ColumnRead
from foresale.language import tr
from foresale.log.reading import Reading
from foresale.screen import Grid, Part

SURE = 0.9  # a column read with less is to be looked at
ALWAYS = ("user", "time", "type")  # what everything rests on: shown with the evidence, however sure
MOST_FURTHER, MOST_REASONS, MOST_COLUMNS = 5, 3, 3
_IDLE = ("empty", "constant", "twin")  # reasons to leave a column out that nobody would doubt: told last


def columns_told(reading: Reading) -> list[Part]:
    """What is a field of each source, what was left out, what has no meaning for us, and the flags that decide."""
    of_source: dict[str, list[ColumnRead]] = {}
    for one in columns_read(reading):
        of_source.setdefault(one.source, []).append(one)
    parts = [part for source, columns in of_source.items() for part in _fields(source, columns)]
    parts += _left_out([one for columns in of_source.values() for one in columns if one.field is None])
    further = list({x.column: x for source in reading.sources for x in source.further}.values())
    if further:
        rows = [[x.column, str(x.looks or tr(x.kind))] for x in further[:MOST_FURTHER]]
        if more := len(further) - len(rows):
            rows.append(["...", tr("and {n} more: --json lists them all", n=more)])
        parts.append(Grid([tr("column without a meaning"), tr("looks like")], rows, names=True))
    if parts:
        parts.append(tr("--map FIELD=COLUMN says otherwise, --ignore COLUMN leaves one out, --explain FIELD says why"))
    return parts


def _fields(source: str, read: list[ColumnRead]) -> list[Part]:
    """A grid of what asks for a look, the least sure first; the others, called as what they are, in a line."""
    fields = sorted((one for one in read if one.field and not one.field.startswith("x:")), key=_how_sure)
    looked_at = [one for one in fields if one.field in ALWAYS or _how_sure(one) < SURE]
    rows = [[one.column, one.field or "", _sure(one), str(one.reason)] for one in looked_at]
    parts: list[Part] = [Grid([tr("column"), tr("field"), tr("sure"), tr("why")], rows, title=source)] if rows else []
    others = tr(", ").join(f"{one.field} = {one.column}" for one in fields if one not in looked_at)
    return [*parts, tr("Sure: {fields}", fields=others)] if others else parts


def _left_out(read: list[ColumnRead]) -> list[Part]:
    """A line for each reason."""
    reasons: dict[str, list[str]] = {}
    for one in sorted(read, key=lambda one: one.reason.code in _IDLE):
        reasons.setdefault(str(one.reason), []).append(one.column)
    parts: list[Part] = []
    for reason, columns in list(reasons.items())[:MOST_REASONS]:
        more = len(columns) - MOST_COLUMNS
        named = tr(", ").join(columns[:MOST_COLUMNS]) + (tr(" and {n} more", n=more) if more > 0 else "")
        parts.append(tr("Left out: {columns} ({reason})", columns=named, reason=reason))
    if rest := [column for columns in list(reasons.values())[MOST_REASONS:] for column in columns]:
        parts.append(tr("Left out for other reasons: {n} columns; --json lists them all", n=len(rest)))
    return parts


def _how_sure(one: ColumnRead) -> float:
    return 2.0 if one.confidence is None else one.confidence


def _sure(one: ColumnRead) -> str:
    """A share, with a sign where it asks for a look."""
    if one.confidence is None:
        return tr("said")
    return f"{one.confidence:.0%}" + (" ?" if one.confidence < SURE else "")
