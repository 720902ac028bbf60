"""`foresale inspect --explain FIELD`: the columns that might have been a field, and why one of them is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Unpack

from foresale.errors import NoSuchField, UnclearTime, UnclearType, UnclearTypes, UnclearUser
from foresale.jobs.words import ReadWords, Threads, door, read_options
from foresale.language import tr
from foresale.log import events as ev
from foresale.log.columns import MAPPABLE, fits
from foresale.log.looking import look
from foresale.log.profile import Profile
from foresale.log.reading import FieldReading, SourceReading
from foresale.log.vocabulary import fields_of, type_of
from foresale.progress import SILENT, Progress
from foresale.screen import Grid, Part, as_html

_EXAMPLES = 3
_MOST, _MOST_TAKEN, _MOST_REASONS = 4, 2, 2
# Reasons for which a column is left out that was no field's: it had been passed over before.
_OF_THE_REST = ("state", "personal", "twin", "constant", "other_time", "running", "too_many")
_ASKED = {"time": (UnclearTime,), "user": (UnclearUser,), "type": (UnclearTypes, UnclearType)}


@dataclass(frozen=True)
class Candidate:
    """A column that might be the field.

    rank     : how early its name stands in the list of the field's names, 0 the best; None: its name says nothing
    whole    : whether that is its whole name, or only the end of it
    fit      : share of its values that are such as the field needs; None where a field takes any value
    examples : how values look, the most frequent first: 9 a digit, a letters; never what they say
    """

    source: str
    column: str
    taken: bool
    rank: int | None
    whole: bool
    fit: float | None
    filled: float
    distinct: int
    examples: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Explained:
    """Why a column was taken for a field."""

    field: str
    candidates: tuple[Candidate, ...]
    open: tuple[str, ...] = ()
    ok: bool = True

    @property
    def flag(self) -> str:
        """What decides otherwise."""
        return f"--map {self.field}=COLUMN"

    def to_dict(self) -> dict[str, Any]:
        """The one object of `--json`."""
        candidates = [vars(one) | {"examples": list(one.examples)} for one in self.candidates]
        return {"field": self.field, "candidates": candidates, "open": list(self.open), "flag": self.flag}

    def screen(self) -> list[Part]:
        """In 15 lines at most: the candidates, why one was taken, why the next were not."""
        several = len({one.source for one in self.candidates}) > 1
        found = sorted(self.candidates, key=lambda one: not one.taken)
        shown = found[: _MOST - several]  # with the files the rows may take two lines each
        heads = [tr("column"), tr("name"), tr("values"), tr("filled"), tr("different"), tr("look like")]
        rows = [
            [one.column, _name(one), "" if one.fit is None else f"{one.fit:.0%}", f"{one.filled:.0%}",
             f"{one.distinct:,}", "  ".join(one.examples)] + [PurePath(one.source).name] * several
            for one in shown
        ]  # fmt: skip
        parts: list[Part] = [Grid(heads + [tr("file")] * several, rows, right=(2, 3, 4))] if rows else []
        taken = {one.column: one.why for one in shown if one.taken}
        for column, why in list(taken.items())[:_MOST_TAKEN]:
            parts.append(tr("`{column}` is {field}: {why}", column=column, field=self.field, why=why))
        if not shown:
            parts.append(tr("No column was taken for {field}: none is called so.", field=self.field))
        elif not taken:
            parts.append(tr("No column was taken for {field}.", field=self.field))
        others: dict[str, list[str]] = {}
        for one in shown:
            if not one.taken:
                others.setdefault(one.why, []).append(one.column)
        for why, columns in list(others.items())[:_MOST_REASONS]:
            named = tr(", ").join(dict.fromkeys(columns))
            parts.append(tr("Not {field}: {columns} ({why})", field=self.field, columns=named, why=why))
        if more := len(found) - len(shown):
            parts.append(tr("and {n} columns more: --json lists them all", n=more))
        for question in self.open:
            first, *rest = question.splitlines()
            parts += [f"! {first}", *rest[-1:]]
        if shown:
            parts.append(tr("name: 1 is the surest; values: share that fit; looks: 9 is a digit, a letters"))
        parts.append(tr("{flag} decides otherwise; --ignore COLUMN leaves one out", flag=self.flag))
        return parts

    def _repr_html_(self) -> str:
        return as_html(self.screen())


@door
def explain_field(
    sources: object,
    field: str,
    *,
    memory: str = "2GB",
    threads: Threads | None = None,
    cache: str | Path | None = None,
    progress: Progress = SILENT,
    **reading: Unpack[ReadWords],
) -> Explained:
    """Why a column of a log was taken for a field, and why not another.

    field   : user, time, type, item, amount ...
    reading : what is known already: map, columns, types, timezone ... (`jobs.words.ReadWords`)

    Raises
    ------
    NoSuchField           where events have no such field
    LogError, UsageError  where nothing can be read at all, or something said does not fit the log
    """
    if field not in MAPPABLE:
        raise NoSuchField(field=field, known=", ".join(MAPPABLE))
    options = read_options(reading)
    found = look(sources, options, cache=cache, memory=memory, threads=threads, progress=progress)
    candidates: list[Candidate] = []
    for name, source, profiles in zip(found.reading.names, found.reading.sources, found.profiles):
        mine = [_candidate(name, source, field, p) for p in profiles.values() if _may_be(source, field, p)]
        candidates += sorted(mine, key=lambda one: (not one.taken, one.rank is None, one.rank or 0, not one.whole))
    mine_too = _ASKED.get(field, ())
    asked = (q for q in found.questions if isinstance(q, mine_too) or q.facts.get("field") == field)
    return Explained(field, tuple(candidates), tuple(map(str, asked)))


def _columns_of(source: SourceReading, field: str) -> tuple[str, ...]:
    one = source.fields.get(field)
    return one.columns if one else ()


def _may_be(source: SourceReading, field: str, p: Profile) -> bool:
    """Whether a column is called as the field, or was taken for it; times are told by their values too."""
    if field in fields_of(p.name) or p.name in _columns_of(source, field):
        return True
    form, share = p.time(named=False)
    return field == "time" and form is not None and share >= 0.5


def _candidate(name: str, source: SourceReading, field: str, p: Profile) -> Candidate:
    rank, _, whole = fields_of(p.name).get(field, (None, 0, False))
    taken = p.name in _columns_of(source, field)
    return Candidate(
        name, p.name, taken, rank, whole, _fit(field, p), round(p.share_filled, 6), p.distinct, _looks(p),
        str(source.fields[field].reason) if taken else _why_not(source, field, p),
    )  # fmt: skip


def _fit(field: str, p: Profile) -> float | None:
    if field == "time":
        return round(p.time(named="time" in fields_of(p.name))[1], 6)
    if field == "type" and p.filled and p.values is not None:
        return round(sum(n for v, n in p.values.items() if type_of(v)) / p.filled, 6)
    return round(p.number[1], 6) if field in ev.NUMBERS and p.filled else None


def _why_not(source: SourceReading, field: str, p: Profile) -> str:
    """The first thing that kept a column from being the field."""
    other = next((f for f, one in source.fields.items() if p.name in one.columns), None)
    if other is not None:
        return tr("it is {field}", field=other)
    if not p.filled:
        return tr("empty in every row")
    if not fits(field, p):
        return tr("its values are not such as {field} has", field=field)
    dropped, better = source.dropped.get(p.name), _columns_of(source, field)
    if dropped and (dropped.code not in _OF_THE_REST or not better):
        return str(dropped)
    if better and field in fields_of(p.name):
        return _goes_before(source.fields[field], field, p)
    return str(dropped) if dropped else tr("its name does not say so")


def _goes_before(better: FieldReading, field: str, p: Profile) -> str:
    """What the column that was taken has before one that might have been it."""
    column = " + ".join(better.columns)
    if better.confidence is None or "called" not in better.reason.text:
        return tr("`{column}` goes before it: {why}", column=column, why=better.reason)
    mine, its = fields_of(p.name)[field], fields_of(better.columns[0]).get(field)
    if its and (its[0], not its[2]) < (mine[0], not mine[2]):
        return tr("`{column}` goes before it: its name says {field} more surely", column=column, field=field)
    return tr("`{column}` goes before it: it stands first", column=column)


def _looks(p: Profile) -> tuple[str, ...]:
    """The most frequent shapes, letters hidden too: an address of the contact data shows nothing of anybody."""
    seen: Counter[str] = Counter()
    for shape, n in p.shapes:
        seen[re.sub(r"[^\W\d_]+", "a", shape)] += n
    return tuple(shape for shape, _ in seen.most_common(_EXAMPLES))


def _name(one: Candidate) -> str:
    if one.rank is None:
        return tr("no")
    place = f"{one.rank + 1}"
    return place if one.whole else tr("{place}, its end", place=place)
