"""Tables whose time is in columns of its own for year, month and day (and hour, minute): joined to one."""

from __future__ import annotations

from dataclasses import replace

from foresale.log.cells import name_sql
from foresale.log.findings import Finding
from foresale.log.raw import Raw, Relation
from foresale.log.vocabulary import fields_of

_DAY, _CLOCK = ("year", "month", "day"), ("hour", "minute", "second")
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"


def is_joined(column: str) -> bool:
    """Whether a column is one of those that are made here."""
    return column.casefold().startswith("+".join(_DAY))


def join_day_parts(raw: Raw, said: str | None) -> Raw:
    """The log with one column `year+month+day` in the place of the three, where a table has no other time.

    said : the time that the owner named, if any: another one, or how much of the parts
    """
    if said is not None and not is_joined(said):
        return raw
    relations, findings = [], []
    for relation in raw.relations:
        there = {c.strip().casefold(): c for c in relation.columns}
        times = [c for name, c in there.items() if name not in _DAY + _CLOCK and "time" in fields_of(c)]
        if not all(part in there for part in _DAY) or times:
            relations.append(relation)
            continue
        asked = _CLOCK if said is None else tuple(said.casefold().split("+")[3:])
        clock = [there[part] for n, part in enumerate(_CLOCK[: len(asked)]) if all(p in there for p in _CLOCK[: n + 1])]
        joined = _joined(raw, relation, [there[part] for part in _DAY], clock)
        relations.append(joined)
        text = "{columns} are joined to one time"
        findings.append(Finding("day_parts", text, {"columns": joined.columns[0].replace("+", ", ")}))
    return replace(raw, relations=relations, findings=[*raw.findings, *findings])


def _joined(raw: Raw, relation: Relation, day: list[str], clock: list[str]) -> Relation:
    parts = [*day, *clock]
    year, month, *others = (f"regexp_replace(trim({name_sql(c)}::VARCHAR), '(\\.0|[年月日时])$', '')" for c in parts)
    cells = [_year(year), _month(month), *(_two(_plain(other)) for other in others)]
    text = " || '-' || ".join(cells[:3])
    if clock:
        text += " || ' ' || " + " || ':' || ".join([*cells[3:], "'00'", "'00'"][:3])
    name, left = "+".join(parts), [c for c in relation.columns if c not in parts]
    view = f"{relation.name}_days"
    columns = ", ".join([f"{text} AS {name_sql(name)}", *map(name_sql, left)])
    raw.con.execute(
        f"CREATE TEMP VIEW {name_sql(view)} AS SELECT {columns}, _file, _row FROM {name_sql(relation.name)}"
    )
    inner = tuple(c for c in relation.inner if c not in parts)
    return Relation(view, (name, *left), relation.files, inner, relation.tied)


def _year(cell: str) -> str:
    """Of two digits the years 1970 to 2069, as programs read them."""
    return f"CASE WHEN {cell} SIMILAR TO '\\d\\d' THEN if({cell} < '70', '20', '19') || {cell} ELSE {cell} END"


def _month(cell: str) -> str:
    """A number, or an English name or the beginning of one."""
    place = f"strpos('{_MONTHS}', lower(left({cell}, 3)))"
    named = f"{cell} SIMILAR TO '[A-Za-z]{{3,9}}\\.?' AND {place} % 3 = 1"
    return f"CASE WHEN {named} THEN {_two(f'(({place} + 2) // 3)::VARCHAR')} ELSE {_two(cell)} END"


def _plain(cell: str) -> str:
    """`8:00` of an hour, `1st` of a day."""
    return f"regexp_replace({cell}, '(:00)+$|(st|nd|rd|th)$', '')"


def _two(cell: str) -> str:
    """Two digits; what is longer stays what it is, and is no time."""
    return f"lpad({cell}, greatest(2, length({cell}))::INTEGER, '0')"
