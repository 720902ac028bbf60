"""Where prepared logs lie, how they are found again, and how they go.

    <cache>/prepared/<content hash>/   a store (log/store.py)
    <cache>/index/<key>.json           files as the file system knows them -> store, so that nothing need be read
    <cache>/scratch/                   what is being written

Everything is written in `scratch` and renamed into its place: a store is whole or not there.
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
from foresale.language import tr
from foresale.log.manifest import FORMAT, SourceStamp, read_manifest
from foresale.progress import SILENT, Progress

MOST_BYTES = 20_000_000_000
MOST_DAYS = 60
_DAY_SECONDS = 86_400


class Seen(msgspec.Struct):
    """An entry of the index: these files, read with these settings, are that store."""

    store: str
    settings: str
    stamps: tuple[SourceStamp, ...]


class Cache:
    """A cache folder; the user's own (`platformdirs`) unless another is named.

    Raises CannotCache where it cannot be written.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
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
            raise CannotCache(path=self.folder, reason=e.strerror or str(e)) from e

    def store(self, content_hash: str) -> Path | None:
        """The folder of a whole store, which counts as used from now on."""
        folder = self.prepared / content_hash
        if read_manifest(folder) is None:
            return None
        with contextlib.suppress(OSError):  # a cache that may only be read is still a cache
            os.utime(folder)
        return folder

    @contextmanager
    def building(self, content_hash: str) -> Iterator[Path]:
        """An empty folder that becomes the store when the block ends well, and is gone when it does not."""
        with self.writing():
            beside = Path(tempfile.mkdtemp(prefix="store-", dir=self.scratch))
        try:
            with self.writing():
                yield beside
                target = self.prepared / content_hash
                if read_manifest(target) is None:  # else another process was as fast: both are the same
                    shutil.rmtree(target, ignore_errors=True)
                    beside.rename(target)
                    target.chmod(0o755)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    @contextmanager
    def lock(self, content_hash: str, progress: Progress = SILENT) -> Iterator[None]:
        """One process at a time builds a store; the lock goes with the process, however that ends.

        SQLite's lock on a file is the one in the standard library that works the same on every system.
        """
        with self.writing():
            guard = sqlite3.connect(self.scratch / f"{content_hash}.lock", timeout=0.2, isolation_level=None)
        try:
            for attempt in itertools.count():
                try:
                    guard.execute("BEGIN EXCLUSIVE")
                    break
                except sqlite3.OperationalError as e:
                    if "locked" not in str(e):
                        raise CannotCache(path=self.folder, reason=str(e)) from e
                    if attempt == 0:
                        progress.say(tr("another process is preparing this log: waiting for it"))
            yield
        finally:
            guard.close()

    def seen(self, settings: str, stamps: Sequence[SourceStamp]) -> Path | None:
        """The store of these very files under these settings, if they were read before."""
        entry = _read_entry(self.index / f"{_key(settings, stamps)}.json")
        return self.store(entry.store) if entry else None

    def remember(self, settings: str, stamps: Sequence[SourceStamp], content_hash: str) -> None:
        """So that `seen` and `fewer` find it."""
        entry = Seen(content_hash, settings, tuple(sorted(stamps)))
        target = self.index / f"{_key(settings, stamps)}.json"
        with self.writing():
            handle, name = tempfile.mkstemp(dir=self.scratch)
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.encode(entry))
            Path(name).replace(target)

    def fewer(self, settings: str, stamps: Sequence[SourceStamp]) -> tuple[Path, tuple[SourceStamp, ...]] | None:
        """The store of the most of these files, read under these settings, with those files; None: of none."""
        now = set(stamps)
        known = [e for e in map(_read_entry, self.index.glob("*.json")) if e and e.settings == settings]
        for entry in sorted(known, key=lambda e: -sum(s.size for s in e.stamps)):
            if set(entry.stamps) < now and (folder := self.store(entry.store)):
                return folder, entry.stamps
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
            entry = _read_entry(path)
            if entry is None or not (self.prepared / entry.store).is_dir():
                path.unlink(missing_ok=True)


def stamp(sources: Sequence[object]) -> list[tuple[str, SourceStamp]] | None:
    """Every file behind the sources, as the user would name it; None where a source is no file (or nothing at all)."""
    found: list[tuple[str, SourceStamp]] = []
    for source in sources:
        if not isinstance(source, str | Path) or str(source) == "-":
            return None
        path = Path(str(source)).expanduser()
        if path.is_dir():
            top = str(source).rstrip("/")
            files = [(f"{top}/{f.relative_to(path).as_posix()}", f) for f in sorted(path.rglob("*"))]
        elif path.exists():
            files = [(str(source), path)]
        else:
            found_by_pattern = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  (Path.glob takes no absolute patterns)
            files = [(Path(f).as_posix(), Path(f)) for f in found_by_pattern]
        files = [(text, file) for text, file in files if file.is_file()]
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


def _key(settings: str, stamps: Sequence[SourceStamp]) -> str:
    return hash_of(settings, sorted(stamps))


def _read_entry(path: Path) -> Seen | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Seen)
    except (OSError, msgspec.MsgspecError):
        return None


def _remove(path: Path, scratch: Path) -> None:
    """Out of sight by a rename first, so that nobody meets half a store. Where another process has it mapped and the
    system forbids that, it stays."""
    if path.is_file():
        path.unlink()
        return
    with contextlib.suppress(OSError):
        aside = path.rename(scratch / f"gone-{path.name}-{os.getpid()}") if path.parent != scratch else path
        shutil.rmtree(aside, ignore_errors=True)
