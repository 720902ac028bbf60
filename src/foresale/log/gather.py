"""Which files hold rows of one kind and are read alike: the sources of a log (clicks here, orders there)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foresale.errors import SourceMissing
from foresale.log.cells import bare_sql, name_sql
from foresale.log.findings import Finding
from foresale.log.profile import drop, profile
from foresale.log.raw import Raw, Relation
from foresale.log.reading import Reading, SourceReading
from foresale.log.times import EARLIEST_US, instant_sql, latest_us, ordered
from foresale.log.vocabulary import fields_of, is_named, is_time
from foresale.log.words import OTHER_TIMES

_LOOKED_AT = 1000  # values of a column whose name says nothing
_TELLING = ("time", "user", "anon", "type")  # where one of these is called otherwise, a reading cannot hold for both
_ORDERS = ("order", "quantity", "amount")


@dataclass(frozen=True)
class Source:
    """Relations that are read alike, laid one below the other by the names of their columns.

    name : its first file, as the owner named it, with how many more there are
    """

    name: str
    relations: tuple[Relation, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All of their columns; of names that differ in case only, the first."""
        found: dict[str, str] = {}
        for relation in self.relations:
            for column in relation.columns:
                found.setdefault(column.casefold(), column)
        return tuple(found.values())

    @property
    def files(self) -> tuple[int, ...]:
        return tuple(file for relation in self.relations for file in relation.files)

    @property
    def inner(self) -> frozenset[str]:
        """Columns that differ within a line, as they came out of its list; empty where nothing was unnested."""
        return frozenset(column for relation in self.relations for column in relation.inner)


def gather(raw: Raw) -> tuple[list[Source], list[Finding]]:
    """The sources of a log, and what is to be told of files that are none.

    Where some files hold times and others none, the others are no logs (a table of items in the same folder) and are
    left out, named; as are files of times under names that nobody knows, unless the owner has named them himself.
    """
    logs = [r for r in raw.relations if any(map(is_time, r.columns))] or list(raw.relations)
    findings, without = [], []
    if told := [r for r in logs if _of_products(r)] if any(map(_of_people, logs)) else []:
        names = [raw.files[i].name for r in told for i in r.files]
        text = "left out, as they hold times of products and name nobody who did anything: {files}"
        findings.append(Finding("no_people", text, {"n": len(names), "files": ", ".join(names[:5])}, "warning"))
        logs = [r for r in logs if r not in told]
    for relation in raw.relations:
        if relation in logs or relation in told:
            continue
        column = _times_in(raw, relation)
        names = [raw.files[i].name for i in relation.files]
        if column is None:
            without += names
        elif any(raw.files[i].asked for i in relation.files):
            logs.append(relation)
        else:
            text = "left out: {file} holds times in `{column}`, but its columns have other names than those of {log}"
            facts = {"column": column, "log": raw.files[logs[0].files[0]].name}
            findings += [Finding("other_columns", text, {"file": name, **facts}, "warning") for name in names]
    if without:
        text = "left out, as they hold no time of events: {files}; attributes come in by --items and --users"
        findings.append(Finding("no_logs", text, {"n": len(without), "files": ", ".join(without[:5])}, "warning"))
    groups: list[list[Relation]] = []
    for relation in (r for r in raw.relations if r in logs):
        group = next((g for g in groups if _alike(g[0], relation)), None)
        if group is None:
            groups.append([relation])
        else:
            group.append(relation)
    sources = [_source(raw, group) for group in groups]
    for source in sources:
        findings += _differences(raw, source)
    return sources, findings


def gather_as(raw: Raw, reading: Reading) -> tuple[list[tuple[Source, SourceReading]], list[Finding]]:
    """The sources of a log by a reading that was made before: a relation is read as the source whose columns it has.
    One that lacks what tells when, who or what, is read as none, and named: its rows would be nobody's.

    Raises
    ------
    SourceMissing  where nothing of the log is what a source of the reading was
    """
    of_reading: dict[int, list[Relation]] = {}
    others: list[Relation] = []
    for relation in raw.relations:
        there = {c.casefold() for c in relation.columns}
        shares = [_share(there, one.columns) for one in reading.sources]
        best = max(range(len(shares)), key=lambda k: (shares[k], _share(there, reading.sources[k].signature)))
        alone = len(raw.relations) == len(reading.sources) == 1  # what it lacks is told as an error
        if alone or (shares[best] >= 0.5 and there >= _telling(reading.sources[best])):
            of_reading.setdefault(best, []).append(relation)
        else:
            others.append(relation)
    for k, one in enumerate(reading.sources):
        if k not in of_reading:
            raise SourceMissing(details={"columns": ", ".join(one.columns)})
    findings = []
    before = {name for f in reading.findings if f.code == "no_logs" for name in str(f.facts["files"]).split(", ")}
    for code, some in (
        ("unknown_events", [r for r in others if any(map(is_time, r.columns)) or _of_people(r)]),
        ("unknown_files", [r for r in others if not any(map(is_time, r.columns)) and not _of_people(r)]),
    ):
        if some:
            text = "left out, as the log had no such columns when it was understood: {files}"
            files = [raw.files[i].name for r in some for i in r.files]
            if files := [name for name in files if name not in before]:
                findings.append(Finding(code, text, {"files": ", ".join(files[:5])}, "warning"))
    return [(_source(raw, of_reading[k]), one) for k, one in enumerate(reading.sources)], findings


def _telling(one: SourceReading) -> set[str]:
    """The columns that tell when, who and what."""
    return {c.casefold() for name in (*_TELLING, one.owner) if name in one.fields for c in one.fields[name].columns}


def _share(there: set[str], wanted: Sequence[str]) -> float:
    return sum(c.casefold() in there for c in wanted) / len(wanted) if wanted else 0.0


def name_of(raw: Raw, files: Iterable[int]) -> str:
    """What files are called in messages."""
    names = [raw.files[i].name for i in files]
    return names[0] + (f" (+{len(names) - 1})" if len(names) > 1 else "") if names else "the log"


def _source(raw: Raw, relations: Sequence[Relation]) -> Source:
    return Source(name_of(raw, (i for r in relations for i in r.files)), tuple(relations))


def _alike(a: Relation, b: Relation) -> bool:
    """Whether one reading can hold for both: what is called a time, a user or a type is called so in both, and both or
    neither tell of orders."""
    mine, others = _named(a), _named(b)
    for field in _TELLING:
        if bool(mine[field]) != bool(others[field]) or (mine[field] and not mine[field] & others[field]):
            return False
    return any(mine[f] for f in _ORDERS) == any(others[f] for f in _ORDERS)


def _of_people(relation: Relation) -> bool:
    return any(_named(relation)[field] for field in ("user", "anon", "session"))


def _of_products(relation: Relation) -> bool:
    """Whether it is a table of what was known of products over time, such as their comments by week."""
    named = _named(relation)
    return bool(named["item"]) and not any(named[f] for f in named if f not in ("time", "item"))


def _named(relation: Relation) -> dict[str, set[str]]:
    """Field -> the columns (names folded) that are called so."""
    found: dict[str, set[str]] = {field: set() for field in (*_TELLING, *_ORDERS, "session", "item")}
    for column in relation.columns:
        for field, (_, _, whole) in fields_of(column).items():
            if field in found and whole:
                found[field].add(column.casefold())
    return found


def _differences(raw: Raw, source: Source) -> list[Finding]:
    everywhere = set.intersection(*({c.casefold() for c in r.columns} for r in source.relations))
    text = "{file} has columns that not all files have: {columns}"
    found = []
    for relation in source.relations:
        if own := [c for c in relation.columns if c.casefold() not in everywhere]:
            facts = {"file": raw.files[relation.files[0]].name, "columns": ", ".join(own[:8])}
            found.append(Finding("columns_differ", text, facts, "warning"))
    return found


def _times_in(raw: Raw, relation: Relation) -> str | None:
    """A column of times that is called nothing known; birthdays and days of registration are no events."""
    for column in relation.columns:
        if fields_of(column) or is_named(column, OTHER_TIMES):
            continue
        name = name_sql(column)
        some = f"(SELECT {name} FROM {name_sql(relation.name)} WHERE {name} IS NOT NULL LIMIT {_LOOKED_AT})"
        p = profile(raw.con, some, [column])[column]
        form, share = p.time(named=False)
        plausible = 0
        if form is not None and share > 0.9 and form.kind in ("text", "epoch") and not form.yearless:
            for one in (ordered(form, True), ordered(form, False)):
                within = f"{instant_sql(bare_sql('v'), one, 'UTC')} BETWEEN {EARLIEST_US} AND {latest_us()}"
                ((n,),) = raw.con.execute(f"SELECT sum(n) FILTER (WHERE {within}) FROM {p.table}").fetchall()
                plausible = max(plausible, n or 0)
        drop([p])
        if plausible > 0.9 * p.filled:
            return column
    return None
