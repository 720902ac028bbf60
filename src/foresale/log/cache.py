"""Where prepared logs lie, how they are found again, and how they go.

    <cache>/prepared/<content hash>/   a store (log/store.py)
    <cache>/index/<asked>.json         files as the file system knows them, and what was said -> store and reading
    <cache>/scratch/work-<asked>/      what is being made, or was until it was stopped (log/unfinished.py)

A store is made in `scratch` and renamed into its place: it is whole or not there. What a run leaves that was stopped is
kept for a day, for the next run to go on with.
"""

from __future__ import annotations

import contextlib
import functools
import glob
import hashlib
import itertools
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from foresale.errors import CannotCache
from foresale.files import concerns, is_there
from foresale.language import tr
from foresale.log.checked import Checked, from_json, to_json
from foresale.log.manifest import FORMAT, SourceStamp, is_whole, read_manifest
from foresale.log.reading import Reading
from foresale.progress import SILENT, Progress

MOST_BYTES = 20_000_000_000
MOST_DAYS = 60
_DAY_SECONDS = 86_400


class Seen(Checked, kw_only=True):
    """An entry of the index: these files with what was said of them are that store, understood like this."""

    store: str
    reading: Reading


class Cache:
    """A cache folder; the user's own (`platformdirs`) unless another is named.

    Raises CannotCache where it cannot be written.
    """

    def __init__(self, folder: str | Path | None = None, progress: Progress = SILENT) -> None:
        self.progress = progress
        self.folder = Path(folder) if folder is not None else Path(platformdirs.user_cache_dir("foresale"))
        self.prepared, self.index, self.scratch = (self.folder / n for n in ("prepared", "index", "scratch"))
        with self.writing():
            for place in (self.prepared, self.index, self.scratch):
                place.mkdir(parents=True, exist_ok=True)
            # Folders of other people can often be read and not written; better said before an hour of work.
            tempfile.TemporaryFile(dir=self.scratch).close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Errors of the disk (full, read-only, no right) become one clear line."""
        try:
            yield
        except OSError as e:
            if not concerns(e, self.folder):
                raise
            raise CannotCache(path=self.folder, reason=e.strerror or str(e)) from e

    def store(self, content_hash: str) -> Path | None:
        """The folder of a whole store, which counts as used from now on; a damaged one is thrown away."""
        folder = self.prepared / content_hash
        if not is_whole(folder):
            if folder.exists():
                self.progress.say(tr("The prepared log in the cache is damaged: it is prepared again"))
                _remove(folder, self.scratch)
            return None
        with contextlib.suppress(OSError):  # a cache that may only be read is still a cache
            os.utime(folder)
        return folder

    def put(self, built: Path, content_hash: str) -> None:
        """Give a whole store its place. Where another process was as fast, that one stays: both are the same."""
        target = self.prepared / content_hash
        if self.store(content_hash) is None:
            try:
                with self.writing():
                    built.rename(target)
            except CannotCache:
                if not is_whole(target):
                    raise

    @contextmanager
    def work(self, asked: str | None) -> Iterator[Path]:
        """The folder for what makes a store; None: for one that nobody can ask for again.

        It is gone after the block, unless the block was stopped from outside (Ctrl-C, or a kill).
        """
        with self.writing():
            if asked is None:
                folder = Path(tempfile.mkdtemp(prefix="work-", dir=self.scratch))
            else:
                folder = self.scratch / f"work-{asked}"
                folder.mkdir(exist_ok=True)
        keep = False
        try:
            yield folder
        except BaseException as e:
            # Ctrl-C says nothing against what was done so far; an error may come from it, and would come again.
            keep = asked is not None and not isinstance(e, Exception)
            raise
        finally:
            if not keep:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def lock(self, asked: str, taken: Exception | None = None) -> Iterator[None]:
        """One process at a time makes what is asked for; the lock goes with the process, however that ends. Where
        another one has it, `taken` is raised; None: waits for that one.

        SQLite's lock on a file is the one in the standard library that works the same on every system.
        """
        path = self.scratch / f"{asked}.lock"
        with self.writing():
            if path.exists() and path.stat().st_size:  # locking writes no byte: this is no lock
                path.unlink()
            guard = sqlite3.connect(path, timeout=0.2, isolation_level=None)
        try:
            for attempt in itertools.count():
                try:
                    guard.execute("BEGIN EXCLUSIVE")
                    break
                except sqlite3.OperationalError as e:
                    if "locked" not in str(e):
                        raise CannotCache(path=self.folder, reason=str(e)) from e
                    if taken is not None:
                        raise taken from None
                    if attempt == 0:
                        self.progress.say(tr("Another process is preparing this log: waiting for it"))
            with contextlib.suppress(OSError):  # as of now: what lies here for a day is thrown away
                os.utime(path)
            yield
        finally:
            guard.close()

    def seen(self, asked: str) -> tuple[Path, Reading] | None:
        """The store of what is asked for and how it was understood, if it was made before."""
        entry = from_json(self.index / f"{asked}.json", Seen)
        folder = self.store(entry.store) if entry else None
        return (folder, entry.reading) if entry and folder else None

    def remember(self, asked: str, content_hash: str, reading: Reading) -> None:
        """So that `seen` finds it."""
        with self.writing():
            handle, name = tempfile.mkstemp(dir=self.scratch)
            with os.fdopen(handle, "wb") as file:
                file.write(to_json(Seen(store=content_hash, reading=reading)))
            Path(name).replace(self.index / f"{asked}.json")

    def part_of(self, settings: str, contents: Sequence[str]) -> Path | None:
        """The store of the most of these files, made with these settings; None: of none, or of all of them."""
        now = set(contents)
        known = [(m, f) for f in self.prepared.iterdir() if (m := read_manifest(f)) and m.settings == settings]
        for manifest, folder in sorted(known, key=lambda one: (-one[0].n_events, one[1].name)):
            if set(manifest.contents) < now and self.store(folder.name):
                return folder
        return None

    def prune(self, keep: str = "", most_bytes: int = MOST_BYTES, most_days: float = MOST_DAYS) -> None:
        """Remove what was not used for long and, least recently used first, what is too much; never `keep`."""
        now = time.time()
        for left in self.scratch.iterdir():  # of a process that was killed
            with contextlib.suppress(OSError):
                if now - left.stat().st_mtime > _DAY_SECONDS:
                    _remove(left, self.scratch)
        stores = []
        for folder in self.prepared.iterdir():
            with contextlib.suppress(OSError):
                size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
                stores.append((folder.stat().st_mtime, size, folder))
        room = most_bytes
        for used, size, folder in sorted(stores, reverse=True):
            room -= size
            if folder.name != keep and (room < 0 or now - used > most_days * _DAY_SECONDS):
                _remove(folder, self.scratch)
        for path in self.index.glob("*.json"):
            entry = from_json(path, Seen)
            if entry is None or not (self.prepared / entry.store).is_dir():
                path.unlink(missing_ok=True)


def stamp(sources: Sequence[object]) -> list[tuple[str, SourceStamp]] | None:
    """Every file behind the sources, as the user would name it; None where a source is no file (or nothing at all)."""
    found: list[tuple[str, SourceStamp]] = []
    for source in sources:
        if not isinstance(source, str | Path) or str(source) == "-":
            return None
        path = Path(str(source)).expanduser()
        there = is_there(path)
        if there and path.is_dir():
            top = str(source).rstrip("/")
            files = [(f"{top}/{f.relative_to(path).as_posix()}", f) for f in sorted(path.rglob("*"))]
        elif there or "#" in path.name:  # a sheet of a workbook
            files = [(str(source), path if there else Path(str(path).rpartition("#")[0]))]
        else:
            found_by_pattern = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  (Path.glob takes no absolute patterns)
            files = [(Path(f).as_posix(), Path(f)) for f in found_by_pattern]
        files = [(text, file) for text, file in files if is_there(file) and file.is_file()]
        if not files:
            return None
        for text, file in files:
            facts = file.stat()
            found.append((text, SourceStamp(str(file.resolve()), facts.st_size, facts.st_mtime_ns)))
    return found


def hash_of(*facts: Any) -> str:
    """A short name for facts that msgspec can write."""
    return hashlib.sha256(msgspec.json.encode(facts, order="sorted")).hexdigest()[:32]


@functools.cache
def code_version() -> str:
    """Hash of the code that reads logs: what another Foresale prepared is prepared again."""
    code = hashlib.sha256(str(FORMAT).encode())
    folder = Path(__file__).parent
    for file in sorted(folder.rglob("*.py")):
        code.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return code.hexdigest()[:16]


def _remove(path: Path, scratch: Path) -> None:
    """Out of sight by a rename first, so that nobody meets half a store. Where another process has it mapped and the
    system forbids that, it stays."""
    if path.is_file():
        path.unlink()
        return
    with contextlib.suppress(OSError):
        aside = path.rename(scratch / f"gone-{path.name}-{os.getpid()}") if path.parent != scratch else path
        shutil.rmtree(aside, ignore_errors=True)
