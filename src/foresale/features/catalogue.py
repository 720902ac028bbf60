"""Every feature there is, without a log: for `foresale features` and the reference."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from foresale.features.context import Context
from foresale.features.family import column_of
from foresale.features.registry import families
from foresale.log import events as ev

# A log that has everything. Names in capitals stand for columns and types of the shop's own.
EVERYTHING = Context(
    zone="UTC",
    unit="s",
    horizon_days=30.0,
    lookback_days=730.0,
    windows_days=(730.0, 365.0, 180.0, 90.0, 60.0, 30.0, 14.0, 7.0, 3.0, 1.0),
    types={**{code: name for name, code in ev.CODE_OF.items()}, ev.FIRST_OWN_TYPE: "TYPE"},
    columns=tuple(sorted((*ev.FIXED, *ev.CODED, *ev.NUMBERS, ev.SESSION, ev.IS_PRODUCT, "x:NUMBER", "x:CATEGORY"))),
    further={"x:NUMBER": "number", "x:CATEGORY": "category"},
    vocabularies={
        **dict.fromkeys((*ev.CODED, "x:CATEGORY", "user:gender", "user:country"), ("A", "B")),
    },
    user_attributes=("birth", "country", "gender"),
    country="GB",
)


@dataclass(frozen=True)
class Entry:
    """One feature as the reference shows it; `needs` are the columns that its family reads."""

    family: str
    name: str
    unit: str
    meaning: str
    missing: str
    formula: str
    needs: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        return asdict(self)


def catalogue(context: Context = EVERYTHING) -> list[Entry]:
    """The features of every family in a log with these facts, family by family."""
    return [
        Entry(name, f.name, f.unit, f.meaning, f.missing, f.formula, needs(family.reads))
        for name, family in families().items()
        for f in family.features(context)
    ]


def needs(reads: tuple[str, ...]) -> tuple[str, ...]:
    """Columns of `Family.reads` without which a log cannot carry the family, as a reader knows them."""
    wanted = (column_of(read) for read in reads if not read.endswith("?"))
    return tuple(dict.fromkeys(name for name in wanted if name != "*"))


def summary(family: str) -> str:
    """First line of the docstring of a family's file."""
    run = families()[family]
    module = __import__(run.features.__module__, fromlist=["__doc__"])
    return (module.__doc__ or "").strip().splitlines()[0]
