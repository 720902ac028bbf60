"""Whether the mark in `1.234` and `1,234` parts thousands or begins a fraction.

A column tells by itself where any of its values can be read in one way only (`cells.number_form`). Where none can:
the owner's word, the currency, the rest of the log, how the numbers end. Money that tells nothing is asked about.
"""

from __future__ import annotations

import re

from foresale.errors import UnclearDecimal
from foresale.log import events as ev
from foresale.log.cells import bare_shape
from foresale.log.evidence import Evidence
from foresale.log.money import IN_THOUSANDTHS, IN_WHOLE, SUMS, currencies_in
from foresale.log.profile import Profile
from foresale.log.vocabulary import fields_of

_MOSTLY = 0.5


def settle_points(e: Evidence, texts: bool, semicolons: bool) -> dict[str, str]:
    """Decide how columns of numbers are read that write three digits after one mark throughout.

    Programs cut at semicolons where the comma is taken, as it begins the fraction of a number there. Sums of money with
    three digits in their fraction are rare: where nothing else tells, they are among the columns given back, with
    their mark (`ask_points`).

    texts      : whether numbers are but text in the log's files: in others a point always begins a fraction
    semicolons : whether the files are cut at semicolons
    """
    said = {column for field in ev.NUMBERS for column in e.mapped(field)}
    marks = {p.name: _mark(p) for p in e.profiles.values()}
    elsewhere = {mark for p in e.profiles.values() if not marks[p.name] and (mark := _decimal(p))}
    unclear = {}
    for p in e.free():
        mark = marks[p.name]
        named = fields_of(p.name).keys() & {*ev.NUMBERS}
        if mark is None or not (named or p.name in said or p.in_currency) or not (texts or mark == ","):
            continue
        other = "," if mark == "." else "."
        is_money = p.in_currency or not named.isdisjoint(SUMS) or any(p.name in e.mapped(field) for field in SUMS)
        p.decimal = e.options.decimal or _told(e, p, mark, other)
        thousands = p.decimal is None and is_money and _in_thousands(e, p)
        if p.decimal is None and len(elsewhere) == 1 and not (thousands and elsewhere == {mark}):
            (p.decimal,) = elsewhere
        if p.decimal is None:
            by_file = "," if semicolons else "."
            p.decimal = other if thousands and elsewhere != {mark} else by_file
            if is_money and p.decimal == mark:
                unclear[p.name] = mark
                continue
            text = "`{column}` has numbers like 1{mark}234 only: taken as {meant}; --decimal {other} says otherwise"
            meant = "1.234" if p.decimal == mark else "1234"
            says = "." if p.decimal == "," else ","
            e.warn("unclear_decimal", text, column=p.name, mark=mark, meant=meant, other=says)
    return unclear


def ask_points(e: Evidence, unclear: dict[str, str]) -> None:
    """Ask about the money of the log that may be thousands or fractions."""
    for column in dict.fromkeys(c for field in SUMS if field in e.fields for c in e.fields[field].columns):
        if (mark := unclear.get(column)) is not None:
            marked = f"regexp_extract(v, '[0-9]{{1,3}}[{mark}][0-9]{{3}}')"
            (example,) = e.of_values(column, f"min(nullif({marked}, ''))")
            meant = {"whole": example.replace(mark, ""), "fraction": example.replace(mark, ".")}
            other = "," if mark == "." else "."
            e.questions.append(UnclearDecimal(column=column, example=example, decimal=other, otherwise=mark, **meant))
            return  # the answer is for all of them


def _told(e: Evidence, p: Profile, mark: str, other: str) -> str | None:
    """What begins its fractions, by its values and its currency."""
    if e.of_values(p.name, "count(*)", "regexp_matches(v, '^\\D*0\\d*[.,]')")[0]:
        return mark  # 0.250 parts no thousands
    named = {c for one in e.profiles.values() if "currency" in fields_of(one.name) for c in one.values or ()}
    in_brackets = re.findall(r"[(\[]([^)\]]+)[)\]]", p.name)  # `Total (Rp)`
    codes = currencies_in([*(shape for shape, _ in p.shapes), *in_brackets]) or currencies_in(named)
    if codes and codes <= {*IN_WHOLE}:
        return other
    return "." if codes and codes <= {*IN_THOUSANDTHS} and mark == "." else None


def _in_thousands(e: Evidence, p: Profile) -> bool:
    """Whether its sums end as round thousands do: `98.000` and `1.500`, or `1.230` beside `999`."""
    marked = "regexp_matches(v, '[.,]')"
    ends = f"sum(n) FILTER (regexp_matches(v, '[.,]\\d00(\\D|$)')), sum(n) FILTER ({marked})"
    padded = "bool_or(regexp_matches(v, '[.,]\\d\\d0(\\D|$)')), bool_or(regexp_matches(v, '^\\D*\\d+[^.,\\d]*$'))"
    round_ones, all_ones, zeros, bare = e.of_values(p.name, f"{ends}, {padded}")
    return (round_ones or 0) > _MOSTLY * (all_ones or 0) or bool(zeros and bare)


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
