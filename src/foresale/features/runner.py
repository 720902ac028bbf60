"""The runner: rows in, feature table out. It lays cutoffs and windows, hands each group to the kernels, and no more.

    table = compute_features(log, rows, spec)

Buckets are the unit of memory, chunks of users the unit of threads. How many threads work never changes a bit: every
group is one kernel call that sees nothing of the others. Whose events a row's group holds, `people.groups` knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from foresale.features.columns import Codes, Columns, own_attributes, read_only
from foresale.features.compiling import compiled, is_compiled
from foresale.features.context import Context
from foresale.features.family import Family
from foresale.features.spec import FeatureSpec
from foresale.features.table import Table
from foresale.features.windows import Calendar
from foresale.language import tr
from foresale.log.people import groups
from foresale.log.prepared import Bucket, PreparedLog
from foresale.progress import SILENT, Progress
from foresale.workers import Workers, workers

CHUNK_EVENTS = 50_000  # events and rows of one piece of work: its features stay in the cache, Python's share is small


class Asked(Protocol):
    """The questions: `foresale.tasks.rows.Rows`, or anything of its shape.

    bucket, place : int32[n]  the user's bucket and place in it; place -1 is a user whom the log does not know
    user          : int32[n]  code of the user, -1 likewise
    cutoff        : int64[n]  microseconds UTC
    """

    @property
    def bucket(self) -> npt.NDArray[np.int32]: ...
    @property
    def place(self) -> npt.NDArray[np.int32]: ...
    @property
    def user(self) -> npt.NDArray[np.int32]: ...
    @property
    def cutoff(self) -> npt.NDArray[np.int64]: ...


def compute_features(
    log: PreparedLog,
    rows: Asked,
    spec: FeatureSpec,
    *,
    threads: int = 1,
    stretch: float = 1.0,
    progress: Progress = SILENT,
) -> Table:
    """The features of each row, from its user's events strictly before its cutoff.

    Rows may come in any order, users and cutoffs repeated. A row of an unknown user gets what an empty history gives.
    `stretch` multiplies how far back every window reaches, the lookback too (see `relative`).
    """
    used = list(spec.in_use())
    kept = [[k for k, f in enumerate(features) if f.name not in spec.without] for _, features in used]
    features = tuple(some[k] for (_, some), places in zip(used, kept) for k in places)
    family_of = tuple(family.name for (family, _), places in zip(used, kept) for _ in places)
    values = np.empty((len(rows.cutoff), len(features)), np.float32)

    cutoffs = _distinct(rows.cutoff)
    calendar = Calendar(cutoffs, spec.context.zone, stretch)
    plans = [_Plan.of(family, len(some), log, spec.context, calendar) for family, some in used]
    if not all(is_compiled(f.run) for f, _ in used):
        progress.say(tr("Compiling the feature kernels for this processor; this happens once."))

    tables: dict[str, Codes] = {}
    unknown = np.flatnonzero(rows.place < 0)
    nobody = [(_nobody(log), np.zeros(len(unknown), np.int64), unknown)] if len(unknown) else []
    with workers(threads) as pool, progress.stage(tr("Computing features"), len(rows.cutoff)) as stage:
        for bucket, place, which in chain(groups(log, rows.bucket, rows.place, rows.cutoff), nobody):
            part = _Part.of(log, bucket, place, which, rows.cutoff[which], cutoffs)
            source = Columns(log, spec.context, part.bucket, tables)
            column = 0
            for plan, places in zip(plans, kept):
                plan.fill(part, source, values[:, column : column + len(places)], np.array(places), pool)
                column += len(places)
            stage.advance(len(which))
    return Table(features, family_of, values)


def one_user(log: PreparedLog, user: int, cutoff: int, spec: FeatureSpec) -> npt.NDArray[np.float32]:
    """One user's row, float32[f]: the live path. `user` is the user's code; a code the log does not hold is unknown."""
    bucket, place = -1, -1
    for b, candidate in enumerate(log.buckets):
        here = np.flatnonzero(candidate.users == user)
        if len(here):
            bucket, place = b, int(here[0])
    row = _Row(*(np.array([v], t) for v, t in ((bucket, "i4"), (place, "i4"), (user, "i4"), (cutoff, "i8"))))
    return np.asarray(compute_features(log, row, spec).values[0])


@dataclass
class _Row:
    bucket: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]
    user: npt.NDArray[np.int32]
    cutoff: npt.NDArray[np.int64]


def _distinct(cutoff: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The different cutoffs, ascending; rows usually come in few runs of equal ones."""
    return np.unique(cutoff[np.append(True, cutoff[1:] != cutoff[:-1])[: len(cutoff)]])


def _nobody(log: PreparedLog) -> Bucket:
    nothing = {name: column[:0] for name, column in log.buckets[0].columns.items()}
    return Bucket(np.array([-1], np.int32), np.zeros(1, np.int64), np.zeros(1, np.int64), nothing)


@dataclass(frozen=True)
class _Part:
    """Rows of one bucket, ordered by user and cutoff.

    which   : int64[n]      their places in the table
    groups  : int64[g]      places of their users in the bucket
    offsets : int64[g + 1]  rows of group k are offsets[k] .. offsets[k + 1]
    at      : int32[n]      index of each row's cutoff among the distinct ones
    profile : int64[n]      each row's row of the user table: the one that holds at its cutoff, -1 for none
    """

    bucket: Bucket
    which: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    at: npt.NDArray[np.int32]
    profile: npt.NDArray[np.int64]

    @classmethod
    def of(
        cls, log: PreparedLog, bucket: Bucket, place: npt.NDArray[np.int64], which: npt.NDArray[np.int64],
        cutoff: npt.NDArray[np.int64], cutoffs: npt.NDArray[np.int64],
    ) -> _Part:  # fmt: skip
        """The rows `which`, their places in the bucket and their cutoffs; `cutoffs` are all distinct ones."""
        order = np.lexsort((cutoff, place))
        which, place, cutoff = which[order], place[order], cutoff[order]
        profile = log.user_table.rows(np.asarray(bucket.users)[place], cutoff)
        first = np.flatnonzero(np.append(True, place[1:] != place[:-1]))
        groups = place[first]
        starts, ends = (np.asarray(a, np.int64)[groups] for a in (bucket.starts, bucket.ends))
        if len(groups) == 1:  # the live path: nobody else's events are touched
            s, e = int(starts[0]), int(ends[0])
            alone = {name: column[s:e] for name, column in bucket.columns.items()}
            starts, ends = np.zeros(1, np.int64), np.array([e - s])
            bucket = Bucket(np.asarray(bucket.users)[groups], starts, ends, alone)
            groups = np.zeros(1, groups.dtype)
        at = np.searchsorted(cutoffs, cutoff).astype(np.int32)
        return cls(bucket, which, groups, starts, ends, np.append(first, len(which)).astype(np.int64), at, profile)

    def chunks(self) -> list[slice]:
        """Slices of groups with about CHUNK_EVENTS events and rows each."""
        work = np.cumsum((self.ends - self.starts) + (self.offsets[1:] - self.offsets[:-1]))
        cuts = np.searchsorted(work, np.arange(CHUNK_EVENTS, work[-1], CHUNK_EVENTS))
        edges = np.unique(np.concatenate(([0], cuts, [len(self.groups)])))
        return [slice(int(a), int(b)) for a, b in pairwise(edges)]


@dataclass(frozen=True)
class _Plan:
    """One family made ready for a log, its spec and the distinct cutoffs: all arguments but the events."""

    family: Family
    width: int
    context: Context
    cutoffs: npt.NDArray[np.int64]
    days: npt.NDArray[np.int32]
    edges: npt.NDArray[np.int64]
    points: npt.NDArray[np.int32]
    stats: tuple[npt.NDArray[Any], ...]
    own: npt.NDArray[np.float32]

    @classmethod
    def of(cls, family: Family, width: int, log: PreparedLog, context: Context, calendar: Calendar) -> _Plan:
        windows = family.windows(context) if family.windows else context.windows_days
        if not windows or windows[0] != context.lookback_days:
            windows = (context.lookback_days, *windows)
        points = np.zeros(len(calendar.cutoffs), np.int32)
        stats: tuple[npt.NDArray[Any], ...] = ()
        if family.stats:
            grid, inverse = np.unique(calendar.midnights, return_inverse=True)
            points, stats = inverse.astype(np.int32), tuple(map(read_only, family.stats(log, context, grid)))
        own = np.zeros((0, 0), np.float32)
        if family.own:
            own = own_attributes(log, context, family.own(context))
        return cls(family, width, context, calendar.cutoffs, calendar.days, calendar.edges(windows), points, stats, own)

    def fill(
        self, part: _Part, source: Columns, values: npt.NDArray[np.float32], places: npt.NDArray[np.int64],
        pool: Workers,
    ) -> None:  # fmt: skip
        """Fill the part's rows of `values`, float32[n_all, len(places)], with the features at `places`."""
        names = self.family.each(self.context) if self.family.each else ("",)
        width = self.width // len(names)
        jobs = []
        for k, name in enumerate(names):
            columns = source.of(read.replace("*", name) for read in self.family.reads)
            settings = self._settings(name)
            here = (places >= k * width) & (places < (k + 1) * width)
            where, of = np.flatnonzero(here), places[here] - k * width
            jobs += [
                pool.hand_out(self._run, part, chunk, columns, settings, values, where, of, width)
                for chunk in part.chunks()
            ]
        for job in jobs:
            job.result()

    def _settings(self, name: str) -> tuple[Any, ...]:
        given = () if not self.family.each else (name,)
        params = self.family.params(self.context, *given) if self.family.params else np.zeros(0)
        scratch = self.family.scratch(self.context) if self.family.scratch else 0
        return scratch, np.asarray(params, np.float64)

    def _run(
        self, part: _Part, groups: slice, columns: Sequence[npt.NDArray[Any]], settings: tuple[Any, ...],
        values: npt.NDArray[np.float32], where: npt.NDArray[np.int64], of: npt.NDArray[np.int64], width: int,
    ) -> None:  # fmt: skip
        scratch, params = settings
        a, b = int(part.offsets[groups.start]), int(part.offsets[groups.stop])
        out = np.empty((b - a, width), np.float32)
        own = self.own[part.profile[a:b]] if self.own.size else np.empty((b - a, 0), np.float32)
        self.family.run(
            *columns, part.starts[groups], part.ends[groups], part.offsets[groups.start : groups.stop + 1] - a,
            part.at[a:b], self.cutoffs, self.days, self.edges, self.context.cap,
            *self.stats, self.points, own, scratch, params, out,
        )  # fmt: skip
        put(values, part.which[a:b], where, out, of)


@compiled
def put(values, rows, columns, out, of):
    """`values[rows, columns] = out[:, of]`, while the chunk's features are still in the processor's cache."""
    for i in range(len(rows)):
        for j in range(len(columns)):
            values[rows[i], columns[j]] = out[i, of[j]]
