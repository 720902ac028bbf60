"""Whether the mark in `1.234` and `1,234` parts thousands or begins a fraction.

A column tells by itself where any of its values can be read in one way only (`cells.number_form`); where none can, the
owner's word, the rest of the log, or at last a warning.
"""

from __future__ import annotations

import re

from foresale.log import events as ev
from foresale.log.cells import bare_shape
from foresale.log.evidence import Evidence
from foresale.log.profile import Profile
from foresale.log.vocabulary import fields_of


def settle_points(e: Evidence, texts: bool, semicolons: bool) -> None:
    """Decide how columns of numbers are read that write three digits after one mark throughout.

    Programs cut at semicolons where the comma is taken, as it begins the fraction of a number there.

    texts      : whether numbers are but text in the log's files: in others a point always begins a fraction
    semicolons : whether the files are cut at semicolons
    """
    said = {column for field in ev.NUMBERS for column in e.mapped(field)}
    marks = {p.name: _mark(p) for p in e.profiles.values()}
    elsewhere = {mark for p in e.profiles.values() if not marks[p.name] and (mark := _decimal(p))}
    for p in e.free():
        mark = marks[p.name]
        named = p.name in said or p.in_currency or not fields_of(p.name).keys().isdisjoint(ev.NUMBERS)
        if mark is None or not named or not (texts or mark == ","):
            continue
        p.decimal = e.options.decimal
        if p.decimal is None and e.of_values(p.name, "count(*)", "regexp_matches(v, '^\\D*0\\d*[.,]')")[0]:
            p.decimal = mark  # 0.250 parts no thousands
        if p.decimal is None and len(elsewhere) == 1:
            (p.decimal,) = elsewhere
        if p.decimal is None:
            p.decimal = "," if semicolons else "."
            other = "." if p.decimal == "," else ","
            text = "`{column}` has numbers like 1{mark}234 only: taken as {meant}; --decimal {other} says otherwise"
            meant = "1.234" if p.decimal == mark else "1234"
            e.warn("unclear_decimal", text, column=p.name, mark=mark, meant=meant, other=other)


def _mark(p: Profile) -> str | None:
    """The one mark of its numbers, where three digits follow it in all of them and one to three precede it."""
    bare = [bare_shape(shape) for shape, _ in p.shapes]
    for mark in ".,":
        if all(re.fullmatch(rf"[-+]?9{{1,3}}(\{mark}9{{3}})?", s) for s in bare) and any(mark in s for s in bare):
            return None if p.others else mark
    return None


def _decimal(p: Profile) -> str | None:
    """What begins the fractions of its numbers, as their shapes tell."""
    form, share = p.number
    if share < 0.9:
        return None
    if form == "decimal comma":
        return ","
    point = r"[-+]?(9{1,3}(,9{2,3})*,9{3}\.9+|9+\.(9{1,2}|9{4,})|9{4,}\.9+|9{1,3}(,9{3}){2,})"
    return "." if any(re.fullmatch(point, bare_shape(shape)) for shape, _ in p.shapes) else None
