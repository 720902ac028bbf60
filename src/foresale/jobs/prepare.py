"""`foresale prepare`: reads, cleans and stores a log, says how fast, and copies it out for other tools."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from foresale.errors import CannotWrite
from foresale.files import MANIFEST, refuse_full, whole_folder
from foresale.jobs.words import ReadWords, Threads, door, read_options
from foresale.language import tr
from foresale.log import events as ev
from foresale.log import prepare
from foresale.log.prepared import Bucket, PreparedLog
from foresale.progress import SILENT, Progress
from foresale.screen import Part, as_html

ROWS_AT_A_TIME = 200_000
QUARANTINE, NOBODYS = "quarantine.parquet", "events-without-user.arrow"


@dataclass(frozen=True)
class Prepared:
    """A log that lies ready.

    made  : whether it was made now; else it was ready since an earlier run
    bytes : what it takes on disk
    out   : folder of the copy for other tools, None where none was asked
    files : its files
    """

    log: PreparedLog
    seconds: float
    made: bool
    bytes: int
    out: Path | None = None
    files: tuple[str, ...] = ()
    ok: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The one object of `--json`."""
        counts = self.log.counts
        return {
            "events": self.log.n_events, "without_user": counts.without_user, "users": counts.users,
            "items": counts.items, "buckets": len(self.log.buckets), "made": self.made,
            "seconds": round(self.seconds, 3),
            "events_per_second": round((self.log.n_events + counts.without_user) / self.seconds) if self.made else None,
            "bytes": self.bytes, "path": str(self.log.path), "quarantined": sum(counts.quarantined.values()),
            "quarantine": str(self.log.quarantine), "out": str(self.out) if self.out else None,
            "files": list(self.files),
        }  # fmt: skip

    def screen(self) -> list[Part]:
        facts = self.to_dict()
        parts: list[Part] = [tr("{events:,} events of {users:,} users and {items:,} items", **facts)]
        if facts["without_user"]:
            parts.append(tr("{without_user:,} events more have no user", **facts))
        took = {"seconds": self.seconds, "speed": facts["events_per_second"]}
        parts.append(
            tr("Made in {seconds:.1f} s: {speed:,} events a second", **took)
            if self.made
            else tr("It was ready since an earlier run ({seconds:.1f} s)", **took)
        )
        parts.append(tr("Quarantined: {n:,}", n=facts["quarantined"]))
        parts.append(
            tr("{mb:,.1f} MB, {n:,} buckets, in {path}", mb=self.bytes / 1e6, n=facts["buckets"], path=self.log.path)
        )
        if self.out:
            parts.append(tr("Copied: {n:,} files in {path}", n=len(self.files), path=self.out))
        return parts

    def _repr_html_(self) -> str:
        return as_html(self.screen())


@door
def prepare_log(
    sources: object,
    *,
    out: str | Path | None = None,
    force: bool = False,
    memory: str = "2GB",
    threads: Threads | None = None,
    cache: str | Path | None = None,
    progress: Progress = SILENT,
    **reading: Unpack[ReadWords],
) -> Prepared:
    """Read, clean and store a log; nothing else.

    out     : folder for a copy that other tools open: `events-NNNN.arrow` (Arrow IPC, the events of a share of the
              users, each user's in order of time), `events-without-user.arrow`, `quarantine.parquet`
    reading : what is known already: map, columns, types, timezone ... (`jobs.words.ReadWords`)

    Raises
    ------
    LogError, UsageError         where the log cannot be read, or not without one more word
    FolderNotEmpty, CannotWrite  where `out` holds anything and `force` is not given; where nothing can be written
    """
    target = Path(out) if out is not None else None
    if target is not None:
        refuse_full(target, force=force)
    began, clock = time.time(), time.monotonic()
    log = prepare(
        sources, read_options(reading), cache=cache, memory=memory, threads=threads, progress=progress
    )  # fmt: skip
    seconds = time.monotonic() - clock
    assert log.path is not None
    size = sum(file.stat().st_size for file in log.path.rglob("*") if file.is_file())
    made = (log.path / MANIFEST).stat().st_mtime >= began
    files: tuple[str, ...] = ()
    if target is not None:
        with whole_folder(target, force=force) as folder:
            _copy(log, folder, progress)
            files = tuple(sorted(file.name for file in folder.iterdir()))
            if target.is_dir() and {file.name for file in target.glob("events-*.arrow")} - set(files):
                raise CannotWrite(path=target, reason=tr("events of another copy would stay there"))
    return Prepared(log, seconds, made, size, target, files)


def _copy(log: PreparedLog, folder: Path, progress: Progress) -> None:
    """Write the events with texts instead of codes."""
    some = [(f"events-{n:04d}.arrow", b) for n, b in enumerate(log.buckets) if len(b.columns["time"])]
    if log.ownerless is not None and len(log.ownerless.columns["time"]):
        some.append((NOBODYS, log.ownerless))
    names = [name for name in (*ev.CODED, *ev.NUMBERS) if name in log.columns]
    names += [x.name if x.name.startswith("x:") else f"x:{x.name}" for x in log.further]
    names += [name for name in (ev.SESSION, ev.IS_PRODUCT, ev.IS_DEVICE) if name in log.columns]
    with progress.stage(tr("Copying"), len(some)) as stage:
        for file, bucket in some:
            _write(folder / file, log, bucket, names)
            stage.advance()
    if log.quarantine is not None:
        shutil.copyfile(log.quarantine, folder / QUARANTINE)


def _write(path: Path, log: PreparedLog, bucket: Bucket, names: list[str]) -> None:
    batches = _batches(log, bucket, names)
    first = next(batches)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, first.schema) as writer:
        writer.write_batch(first)
        for batch in batches:
            writer.write_batch(batch)


def _batches(log: PreparedLog, bucket: Bucket, names: list[str]) -> Iterator[pa.RecordBatch]:
    """Some rows at a time: the texts of a bucket take more room than its codes."""
    n = len(bucket.columns["time"])
    users = np.repeat(bucket.users, bucket.ends - bucket.starts) if len(bucket.users) else np.full(n, -1, np.int32)
    types = np.array([log.types.get(code, "") for code in range(256)], object)
    for start in range(0, n, ROWS_AT_A_TIME):
        rows = slice(start, start + ROWS_AT_A_TIME)
        time_us = pa.array(bucket.columns["time"][rows], pa.int64())
        columns: dict[str, Any] = {
            "user": _texts(log, "user", users[rows]),
            "time": time_us.cast(pa.timestamp("us", tz=log.zone)),
            "type": pa.array(types[bucket.columns["type"][rows]], pa.string()),
        }
        for name in names:
            values = bucket.columns.get(name)
            if values is None:  # events of nobody have no session
                kind = _column(log, name, log.buckets[0].columns[name][:0]).type
                columns[name] = pa.nulls(len(time_us), kind)
            else:
                columns[name] = _column(log, name, values[rows])
        yield pa.record_batch(list(columns.values()), names=list(columns))


def _column(log: PreparedLog, name: str, values: npt.NDArray[Any]) -> Any:
    """Texts, numbers (NaN is missing), sessions (negative is none), yes and no."""
    if name in log.dictionaries:
        return _texts(log, name, values)
    if name in (ev.IS_PRODUCT, ev.IS_DEVICE):
        return pa.array(values.astype(bool))
    return pa.array(values, mask=values < 0 if name == ev.SESSION else np.isnan(values))


def _texts(log: PreparedLog, name: str, codes: npt.NDArray[Any]) -> Any:
    texts: Any = log.dictionaries[name]
    taken = texts.arrow.take(pa.array(codes, pa.int32(), mask=codes < 0))
    return taken.combine_chunks() if taken.num_chunks != 1 else taken.chunk(0)
