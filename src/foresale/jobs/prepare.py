"""`foresale prepare`: reads, cleans and stores a log, says how fast, and copies it out for other tools."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import pyarrow as pa
import pyarrow.parquet as pq

from foresale.errors import CannotWrite
from foresale.files import MANIFEST, refuse_full, whole_folder
from foresale.jobs.excluded import check_excluded, leave_out
from foresale.jobs.words import ReadWords, Threads, door, read_options
from foresale.language import tr
from foresale.log import prepare
from foresale.log.arrow_events import ArrowEvents
from foresale.log.prepared import PreparedLog
from foresale.progress import SILENT, Progress
from foresale.screen import Part, as_html, as_text

QUARANTINE, NOBODYS = "quarantine.parquet", "events-without-user.arrow"


@dataclass(frozen=True, repr=False)
class Prepared:
    """A log that lies ready; for whatever reads Arrow streams a table of its events: `polars.DataFrame(prepared)`.

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

    def events(self) -> pa.RecordBatchReader:
        """The events, cleaned, with texts instead of codes: `log.arrow_events` says which columns, in which order."""
        return ArrowEvents(self.log).reader()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.events().__arrow_c_stream__(requested_schema)

    @property
    def quarantine(self) -> pa.Table:
        """The rows that could not be used: file, line, reason, time, row."""
        return pq.read_table(self.log.quarantine)

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

    def __repr__(self) -> str:
        return as_text(self.screen()).rstrip()

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
    options = read_options(reading)
    check_excluded(options.exclude)
    began, clock = time.time(), time.monotonic()
    log = prepare(
        sources, options, cache=cache, memory=memory, threads=threads, progress=progress
    )  # fmt: skip
    seconds = time.monotonic() - clock
    assert log.path is not None
    size = sum(file.stat().st_size for file in log.path.rglob("*") if file.is_file())
    made = (log.path / MANIFEST).stat().st_mtime >= began
    log = leave_out(log, options.exclude)
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
    events = ArrowEvents(log)
    some = {f"events-{n:04d}.arrow": bucket for n, bucket in enumerate(events.buckets)}
    if events.nobodys is not None:
        some[NOBODYS] = events.nobodys
    with progress.stage(tr("Copying"), len(some)) as stage:
        for file, bucket in some.items():
            with pa.OSFile(str(folder / file), "wb") as sink, pa.ipc.new_file(sink, events.schema) as writer:
                for batch in events.of(bucket):
                    writer.write_batch(batch)
            stage.advance()
    if log.quarantine is not None:
        shutil.copyfile(log.quarantine, folder / QUARANTINE)
