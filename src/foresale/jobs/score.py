"""`foresale score`: a bundle's answers for a log of today, and what moved since it was trained."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from foresale.bundle import Bundle, load_bundle
from foresale.errors import (
    BundleNeedsFile,
    FilesNotUnderstood,
    Hindsight,
    MapNeedsKeys,
    NoBundle,
    NotAListSize,
    OtherCurrency,
)
from foresale.features.table import Table as Features
from foresale.jobs.asking import parse_cutoff
from foresale.jobs.excluded import ROBOTS, check_excluded, leave_out
from foresale.jobs.keys import Keys, agreed_cutoffs, of_left_out, open_keys
from foresale.jobs.output import check_out, write_table
from foresale.jobs.own_names import key_name, renamed
from foresale.jobs.reasons import with_reasons
from foresale.jobs.scoring import Answered, answer, best_first, how_sorted, own_name, score_table, sorted_by
from foresale.jobs.words import Names, Table, Threads, When, as_rates, as_written, door, listed
from foresale.judging.moved import ANOTHER_LOG, moved_since
from foresale.language import tr
from foresale.log import prepare
from foresale.log.findings import Finding
from foresale.log.instants import show_day, show_instant
from foresale.log.later_states import LATER
from foresale.log.money import read_rates
from foresale.log.prepared import PreparedLog
from foresale.log.reading import Reading, ReadOptions
from foresale.progress import SILENT, Progress
from foresale.screen import Part, as_html
from foresale.tasks.plan import check_cutoff, default_cutoff
from foresale.tasks.rows import Rows, rows_at

PLACE = "_place"  # of a row among all that were scored, while the table is put in order and cut
NOBODY = "none"  # --exclude none
LOOKED_AT = 2_000  # rows of the population that tell what moved, where only some keys are asked


@dataclass(repr=False)
class Scored:
    """Scores of one or several instants.

    table     : Arrow table, columns as in the score contract
    moved     : what is otherwise than in training
    sorted_by : column that the rows are sorted by, highest first; None: they are in the order of the keys
    features  : of the rows, where reasons were asked
    path      : where it was written, None where nothing was
    """

    table: pa.Table
    bundle: Bundle
    cutoffs: tuple[int, ...]
    moved: tuple[Finding, ...]
    left_alone: tuple[Finding, ...] = ()
    sorted_by: str | None = None
    path: str | None = None
    features: Features | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing moved that a user should look at."""
        return not any(f.level == "warning" for f in self.moved)

    def to_dict(self) -> dict[str, Any]:
        """The one object of `--json`."""
        return {
            "rows": self.table.num_rows,
            "cold": int(np.sum(self.table["cold"].to_numpy())),
            "task": str(self.bundle.task),
            "cutoffs": [show_instant(c, self.bundle.zone) for c in self.cutoffs],
            "model": self.bundle.version,
            "calibrated": [a.verdict.calibrated for a in self.bundle.answers],
            "verdict": [a.verdict.word for a in self.bundle.answers],
            "moved": [_told(f) for f in self.moved],
            "sorted_by": self.sorted_by,
            "path": self.path,
        }

    def screen(self) -> list[Part]:
        """A few lines, in the reader's language."""
        when = ", ".join(show_instant(c, self.bundle.zone) for c in self.cutoffs)
        parts: list[Part] = [
            tr(
                "{rows:,} rows scored: {task}, as of {cutoff}", rows=self.table.num_rows, task=self.bundle.task,
                cutoff=when,
            )
        ]
        parts += [
            tr("Verdict of the training, {horizon}: {word}", horizon=a.horizon, word=tr(a.verdict.word))
            for a in self.bundle.answers
        ]
        parts += [f"! {f}" if f.level == "warning" else str(f) for f in (*self.moved, *self.left_alone)]
        if self.sorted_by not in (None, "p"):  # of one horizon there is one p
            parts.append(how_sorted(str(self.sorted_by)))
        if self.path not in (None, "-"):
            parts.append(tr("Scores: {path}", path=self.path))
        return parts

    def __repr__(self) -> str:
        when = ", ".join(show_instant(c, self.bundle.zone) for c in self.cutoffs)
        return f"Scored({self.bundle.task}, as of {when}: {self.table.num_rows:,} rows; path {self.path})"

    def _repr_html_(self) -> str:
        return as_html(self.screen())


@door
def score(
    bundle: str | Path | None,
    sources: object,
    *,
    cutoff: When | None = None,
    keys: Table | None = None,
    allow_hindsight: bool = False,
    items: str | Path | None = None,
    users: str | Path | None = None,
    links: str | Path | None = None,
    exclude: Names = (),
    rates: Mapping[str, float] | str | Path | None = None,
    id_key: str | Path | None = None,
    map: Mapping[str, str] | None = None,
    allow_quarantine: bool = False,
    top: str | int | None = None,
    reasons: bool = False,
    excel: bool = False,
    out: str | Path | None = None,
    memory: str = "2GB",
    threads: Threads | None = None,
    cache: str | Path | None = None,
    progress: Progress = SILENT,
) -> Scored:
    """Score the population, or the rows of `keys`, of a log as of `cutoff` (default: the first midnight after its end).

    Parameters
    ----------
    bundle  : folder that `train` left
    sources : as for `train`; read exactly as the training log was
    exclude : who is left out, in place of those that training left out; `none`: nobody
    rates   : what currencies are worth, in place of what training knew
    id_key  : file of the key of ids, where it lies elsewhere than in training
    map     : field -> column of the keys file, where they are not called as usual
    top     : only the most likely rows: "10%" or "500"
    out     : file to write by its ending; `-` is CSV on stdout; None writes nothing
    reasons : `reason_1` to `reason_3`, what speaks for (+) and against (−) each score, with feature and effect beside
    excel   : a CSV that opens well in Excel

    Raises
    ------
    BundleError  where the bundle is damaged, of another format, or would know the answers already (Hindsight)
    LogError     where the log does not fit what the bundle was trained on
    """
    if bundle is None:
        raise NoBundle()
    if map and keys is None:
        raise MapNeedsKeys()
    if out is not None:
        check_out(out, excel=excel, inputs=(sources, keys, items, users, links))
    size = None if top is None else _list_size(str(top))
    at = None if cutoff is None else as_written(cutoff)
    if at is not None:
        parse_cutoff(at, "UTC")  # before any work
    held = load_bundle(bundle)
    options = msgspec.structs.replace(
        held.options, items=str(items) if items else held.options.items,
        users=str(users) if users else held.options.users, links=str(links) if links else held.options.links,
        allow_quarantine=allow_quarantine or held.options.allow_quarantine, since=None, until=None,
        exclude=() if exclude in (NOBODY, (NOBODY,)) else listed(exclude) or held.options.exclude, rates=None,
        id_key=str(id_key) if id_key else held.options.id_key,
    )  # fmt: skip
    _check_files(held, options)
    check_excluded(options.exclude)
    how: dict[str, Any] = {"memory": memory, "threads": threads, "cache": cache, "progress": progress}
    log = prepare(sources, options, reading=_rated(held, rates), **how)
    if unknown := [f for f in log.findings if f.code == "unknown_events"]:
        raise FilesNotUnderstood(files=unknown[0].facts["files"])
    wanted = None if keys is None else open_keys(keys, map).of(log)
    cutoffs = _cutoffs(at, wanted, log)
    for instant in cutoffs:
        check_cutoff(log, instant)
        if instant < held.learned and not allow_hindsight:
            raise Hindsight(
                learned=show_instant(held.learned, held.zone), cutoff=show_instant(instant, held.zone),
                day=show_day(instant, held.zone),
            )  # fmt: skip
    cores = threads or os.cpu_count() or 1
    tables: list[pa.Table] = []
    features: list[npt.NDArray[np.float32]] = []
    moved: list[tuple[int, list[Finding]]] = []
    own = own_name(held.reading)
    names = (wanted.key, wanted.cutoff_name) if wanted else (key_name(own), "cutoff")
    for instant in cutoffs:
        sight = leave_out(log.before(instant), options.exclude)
        rows, ids = _rows(held, sight, instant, wanted)
        answered = answer(held, sight, rows, threads=cores, progress=progress)
        shop = answered if wanted is None else _shop_at(held, sight, instant, cores)
        now = moved_since(held.reference, sight, shop.table, shop.p[:, -1], held.spec.context.lookback_days)
        moved.append((instant, now))
        holds = not {f.code for f in now} & ANOTHER_LOG
        tables.append(score_table(held, answered, ids, key=names[0], cutoff_name=names[1], holds=holds))
        if reasons:
            features.append(answered.table.values)
    table = pa.concat_tables(tables)
    table = table.append_column(PLACE, pa.array(np.arange(table.num_rows)))
    table = wanted.in_order(table) if wanted else table
    order = None
    if size is not None or wanted is None:
        table, order = best_first(table, held, names[0]), sorted_by(held)
    if size is not None:
        table = table.slice(0, math.ceil(size[0] * table.num_rows) if size[1] else int(size[0]))
    place = table[PLACE].to_numpy()
    table = table.drop_columns(PLACE)
    told = None
    if reasons:
        with progress.stage(tr("Finding the reasons")):
            told = replace(answered.table, values=np.concatenate(features)[place])
            table = with_reasons(table, held, told, cores)
    left_alone = (*wanted.findings, *of_left_out(wanted.ids, sight)) if wanted else renamed(own)
    left_alone += tuple(f for f in log.findings if f.code == LATER)
    done = Scored(table, held, tuple(cutoffs), _joined(moved, held.zone), left_alone, order, features=told)
    if out is not None:
        write_table(table, out, excel=excel)
        done.path = str(out)
    return done


def _rated(held: Bundle, rates: Mapping[str, float] | str | Path | None) -> Reading | None:
    """How the training log was read, with what the currencies are worth now.

    Raises OtherCurrency where sums would be in another one than those that the bundle has learned from.
    """
    if rates is None or held.reading is None:
        return held.reading
    now = read_rates(as_rates(rates), held.zone)
    if held.reading.currency and now[0].currency != held.reading.currency:
        raise OtherCurrency(now=now[0].currency, then=held.reading.currency)
    return msgspec.structs.replace(held.reading, currency=now[0].currency, rates=now)


def _check_files(held: Bundle, options: ReadOptions) -> None:
    """What the bundle read beside the training's log may lie elsewhere on this machine."""
    kept = held.options
    named = [(name, getattr(kept, name)) for name in ("items", "users", "links") if getattr(kept, name)]
    named += [("exclude", one) for one in kept.exclude if one != ROBOTS]
    for option, file in named:
        now = getattr(options, option)
        if (now == file or (option == "exclude" and file in now)) and not Path(file).exists():
            raise BundleNeedsFile(flag=f"--{option}", file=file)


def _told(finding: Finding) -> dict[str, Any]:
    facts = {"features": finding.facts["all"]} if "all" in finding.facts else {}
    return {"code": finding.code, "text": str(finding), "level": finding.level, **facts}


def _cutoffs(said: str | None, wanted: Keys | None, log: PreparedLog) -> list[int]:
    if wanted is not None and wanted.cutoff is not None:
        return agreed_cutoffs(wanted.cutoff, [] if said is None else [parse_cutoff(said, log.zone)])
    return [default_cutoff(log) if said is None else parse_cutoff(said, log.zone)]


def _rows(held: Bundle, log: PreparedLog, instant: int, wanted: Keys | None) -> tuple[Rows, list[str]]:
    if wanted is None:
        rows = rows_at(log, held.task, [instant])
        return rows, [str(i) for i in rows.ids(log)]
    return wanted.rows(log, held.task, instant)


def _shop_at(held: Bundle, log: PreparedLog, instant: int, threads: int) -> Answered:
    """Some of the population, evenly spread: the training's figures are of it, and a list that somebody chose is not
    spread as it is."""
    everybody = rows_at(log, held.task, [instant])
    some = np.unique(np.linspace(0, max(len(everybody) - 1, 0), min(len(everybody), LOOKED_AT)).astype(np.int64))
    return answer(held, log, everybody.select(some), threads=threads)


def _joined(moved: list[tuple[int, list[Finding]]], zone: str) -> tuple[Finding, ...]:
    """What moved at one instant or several: each thing once, with the first instant at which it was seen."""
    if len(moved) == 1:
        return tuple(moved[0][1])
    first: dict[tuple[str, object], Finding] = {}
    for instant, found in moved:
        for f in found:
            facts = {"cutoff": show_instant(instant, zone), "what": f}
            first.setdefault((f.code, f.facts.get("type")), Finding(f.code, "as of {cutoff}: {what}", facts, f.level))
    return tuple(first.values())


def _list_size(top: str) -> tuple[float, bool]:
    """(size, whether it is a share) of `10%` or `500`."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*", top)
    share = match is not None and match[2] == "%"
    n = float(match[1]) if match else 0.0
    if n <= 0 or (share and n > 100) or (not share and n != int(n)):
        raise NotAListSize(text=top)
    return (n / 100, True) if share else (n, False)


