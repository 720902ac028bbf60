"""`foresale inspect --explain FIELD`: the columns that might have been a field, and why one of them is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

from foresale.errors import NoSuchField, UnclearTime, UnclearType, UnclearTypes, UnclearUser
from foresale.jobs.words import ReadWords, Threads, door, read_options
from foresale.language import tr
from foresale.log import events as ev
from foresale.log.columns import MAPPABLE, fits
from foresale.log.looking import look
from foresale.log.profile import Profile
from foresale.log.reading import SourceReading
from foresale.log.vocabulary import fields_of, type_of
from foresale.progress import SILENT, Progress
from foresale.screen import Grid, Part, as_html

_EXAMPLES = 3
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
        parts: list[Part] = []
        sources = list(dict.fromkeys(one.source for one in self.candidates))
        for source in sources:
            mine = [one for one in self.candidates if one.source == source]
            heads = [tr("column"), tr("name"), tr("values"), tr("filled"), tr("different"), tr("look like")]
            rows = [
                [one.column, _name(one), "" if one.fit is None else f"{one.fit:.0%}", f"{one.filled:.0%}",
                 f"{one.distinct:,}", "  ".join(one.examples)]
                for one in mine
            ]  # fmt: skip
            parts.append(Grid(heads, rows, right=(2, 3, 4), title=source if len(sources) > 1 else ""))
            taken = [one for one in mine if one.taken]
            for one in taken:
                parts.append(tr("`{column}` is {field}: {why}", column=one.column, field=self.field, why=one.why))
            if not taken:
                parts.append(tr("No column was taken for {field}.", field=self.field))
            parts += [tr("`{column}` is not: {why}", column=one.column, why=one.why) for one in mine if not one.taken]
        if not parts:
            parts.append(tr("No column was taken for {field}: none is called so.", field=self.field))
        parts += [f"! {question}" for question in self.open]
        if self.candidates:
            parts.append(tr("name: 1 is the surest name; values: share that fit; 9 stands for a digit, a for letters"))
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
        return tr("`{column}` goes before it", column=" + ".join(better))
    return str(dropped) if dropped else tr("its name does not say so")


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
