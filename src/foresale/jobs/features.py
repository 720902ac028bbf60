"""`foresale features`: the list of features, or the point-in-time matrix itself for any (key, cutoff) rows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import pyarrow as pa

from foresale.features.calendar import known_country
from foresale.features.catalogue import EVERYTHING, Entry, catalogue
from foresale.features.runner import compute_features
from foresale.features.spec import FeatureSpec, make_spec, reach_days
from foresale.features.wording import said
from foresale.jobs.excluded import check_excluded, leave_out
from foresale.jobs.keys import open_keys
from foresale.jobs.output import check_out, write_table
from foresale.jobs.words import Names, ReadWords, Table, Threads, door, listed, read_options
from foresale.language import tr
from foresale.log import prepare
from foresale.log.findings import Finding
from foresale.progress import SILENT, Progress
from foresale.screen import Grid, Part, as_html
from foresale.tasks.duration import Duration
from foresale.tasks.plan import check_cutoff, default_cutoff
from foresale.tasks.population import Population
from foresale.tasks.rows import rows_for_keys
from foresale.tasks.targets import Does
from foresale.tasks.task import Task

USUAL_HORIZON = Duration(30, "d")  # windows are laid around it


@dataclass(repr=False)
class FeatureTable:
    """The matrix: key, cutoff, then one column a feature (undefined is null), in the order of the keys."""

    table: pa.Table
    spec: FeatureSpec
    left_alone: tuple[Finding, ...] = ()
    path: str | None = None
    ok: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {
            "rows": self.table.num_rows,
            "features": [f.name for f in self.spec.features],
            "left_out": {family: str(why) for family, why in self.spec.left_out.items()},
            "path": self.path,
        }

    def screen(self) -> list[Part]:
        parts: list[Part] = [
            tr("{rows:,} rows x {n} features", rows=self.table.num_rows, n=len(self.spec.features)),
            *map(str, self.left_alone),
        ]
        if self.path not in (None, "-"):
            parts.append(tr("Written: {path}", path=self.path))
        return parts

    def __repr__(self) -> str:
        return f"FeatureTable({self.table.num_rows:,} rows x {len(self.spec.features)} features; path {self.path})"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        table: Any = self.table
        return table.__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        return as_html(self.screen())


@dataclass(repr=False)
class FeatureList:
    """Every feature with unit, meaning, formula and needs; what a log cannot carry, with why."""

    entries: tuple[Entry, ...]
    left_out: Mapping[str, Finding]
    ok: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {
            "features": [e.to_dict() for e in self.entries],
            "left_out": {family: str(why) for family, why in self.left_out.items()},
        }

    def screen(self) -> list[Part]:
        parts: list[Part] = []
        for family in dict.fromkeys(e.family for e in self.entries):
            mine = [e for e in self.entries if e.family == family]
            needs = ", ".join(mine[0].needs)
            rows = [[e.name, said(e.unit), _explained(e)] for e in mine]
            heads = [tr("feature"), tr("unit"), tr("meaning")]
            title = tr("{family} (needs {needs})", family=family, needs=needs)
            parts.append(Grid(heads, rows, title=title, names=True))
        parts += [tr("left out: {family}: {why}", family=family, why=why) for family, why in self.left_out.items()]
        return parts

    def __repr__(self) -> str:
        return f"FeatureList({len(self.entries)} features; left out: {', '.join(self.left_out) or None})"

    def _repr_html_(self) -> str:
        return as_html(self.screen())


def _explained(e: Entry) -> str:
    """In lines below each other: side by side they are too narrow to read."""
    more = [said(e.formula)] if e.formula else [tr("missing: {why}", why=said(e.missing))] if e.missing else []
    return "\n".join([said(e.meaning), *more])


@door
def features(
    sources: object,
    *,
    keys: Table,
    without: Names = (),
    country: str | None = None,
    out: str | Path | None = None,
    memory: str = "2GB",
    threads: Threads | None = None,
    cache: str | Path | None = None,
    progress: Progress = SILENT,
    **reading: Unpack[ReadWords],
) -> FeatureTable:
    """The features of exactly the rows of `keys`, each from the events strictly before its cutoff.

    keys    : a file or table with the users' column and, where it differs from the default, `cutoff`
    without : features or families to leave out
    country : whose public holidays become features (`GB`, `DE-BY`); none unless said
    reading : how the log is read: map, columns, types, timezone ... (`jobs.words.ReadWords`)

    Raises
    ------
    KeysError, LogError, UnknownEnding
    """
    options = read_options(reading)
    if country is not None:
        country = known_country(country)
    if out is not None:
        check_out(out, inputs=(sources, keys, options.items, options.users, options.links))
    check_excluded(options.exclude)
    file = open_keys(keys, options.map)
    asked = file.cutoffs(options.timezone or "UTC")
    # Columns and their meaning, windows and vocabularies are those of the oldest row's sight: no row knows of later
    # events, not by the way in which its log was read either.
    oldest = None if asked is None or not len(asked) else int(asked.min())
    log = prepare(
        sources, options, until=oldest, cache=cache, memory=memory, threads=threads, progress=progress
    )  # fmt: skip
    log = leave_out(log, options.exclude, default_cutoff(log) if oldest is None else oldest)
    wanted = file.of(log)
    cutoff = np.full(len(wanted.ids), default_cutoff(log)) if wanted.cutoff is None else wanted.cutoff
    for instant in np.unique(cutoff):
        check_cutoff(log, int(instant))
    # How far back features see is no content: beside older rows, too, a row sees as far as if it were asked alone.
    reach = reach_days(log.before(int(cutoff.max())))
    spec = make_spec(
        log.before(int(cutoff.min())), USUAL_HORIZON.approx_days, lookback_days=reach, without=listed(without),
        country=country,
    )  # fmt: skip
    rows = rows_for_keys(log, Task(Does("purchase"), (USUAL_HORIZON,), Population("all")), wanted.ids, cutoff)
    table = compute_features(log, rows, spec, threads=threads or os.cpu_count() or 1, progress=progress)
    named = table.to_arrow()
    when = pa.array(cutoff, pa.int64()).cast(pa.timestamp("us", tz=log.zone))
    named = named.add_column(0, wanted.key, pa.array(wanted.given, pa.string())).add_column(1, wanted.cutoff_name, when)
    named = wanted.spelled(named)
    done = FeatureTable(named, spec, wanted.findings)
    if out is not None:
        write_table(named, out)
        done.path = str(out)
    return done


@door
def list_features(
    sources: object = None,
    *,
    without: Names = (),
    country: str | None = None,
    memory: str = "2GB",
    threads: Threads | None = None,
    cache: str | Path | None = None,
    progress: Progress = SILENT,
    **reading: Unpack[ReadWords],
) -> FeatureList:
    """Every feature there is; with a log, those that it can carry, and why not the others."""
    without = listed(without)
    if sources is None:
        return FeatureList(tuple(e for e in catalogue(EVERYTHING) if not {e.name, e.family} & set(without)), {})
    options = read_options(reading)
    check_excluded(options.exclude)
    log = prepare(sources, options, cache=cache, memory=memory, threads=threads, progress=progress)
    log = leave_out(log, options.exclude)
    spec = make_spec(log, USUAL_HORIZON.approx_days, without=without, country=country)
    entries = [e for e in catalogue(spec.context) if e.family in spec.families and e.name not in spec.without]
    return FeatureList(tuple(entries), spec.left_out)
