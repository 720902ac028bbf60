"""`prepare`: from the shop's own files to a prepared log, by way of the cache."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import msgspec

from foresale.errors import CannotCache, ForesaleError, LittleMemory, MemoryTooSmall, NotAMemorySize
from foresale.log.append import CannotAppend, append, bare
from foresale.log.cache import Cache, code_version, hash_of, stamp
from foresale.log.clean import Cleaned, clean
from foresale.log.manifest import SourceStamp, read_manifest
from foresale.log.prepared import PreparedLog
from foresale.log.raw import connect
from foresale.log.reading import Counts, Reading, ReadOptions
from foresale.log.sources import open_sources
from foresale.log.store import About, build, load
from foresale.log.understand import understand
from foresale.progress import SILENT, Progress

DUCKDB_SHARE = 0.6  # of the memory: the rest is for the bucket in hand and for Python
LEAST_MEMORY = "100MB"
_UNITS = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12, "kib": 2**10, "mib": 2**20, "gib": 2**30}


def prepare(
    sources: object,
    options: ReadOptions = ReadOptions(),  # noqa: B008 (frozen)
    *,
    reading: Reading | None = None,
    until: int | None = None,
    cache: str | Path | None = None,
    memory: str = "2GB",
    threads: int | None = None,
    progress: Progress = SILENT,
) -> PreparedLog:
    """The prepared log of `sources`: from the cache where these files were read before, else read, cleaned and stored.

    Parameters
    ----------
    sources : one path, pattern, folder or Arrow-speaking object, or a sequence of them
    options : what the owner says about the log
    reading : how an earlier log was understood: applied, not decided again
    until   : instant (microseconds UTC); the reading is decided from the rows before it only
    cache   : folder for prepared logs; the user's own cache folder by default
    memory  : about what the work may take ("2GB"); more is spilled to disk
    threads : of DuckDB; all by default

    Raises
    ------
    LogError, UsageError  of reading and understanding, CannotCache (disk full, no right), MemoryTooSmall, LittleMemory
    """
    given = list(sources) if isinstance(sources, Sequence) and not isinstance(sources, str) else [sources]
    work = _Work(Cache(cache), options, reading, until, memory, threads, progress)
    files = stamp(given)
    tables = stamp([t for t in (options.items, options.users) if t]) or []
    settings = hash_of(code_version(), options, reading, until, [s for _, s in tables])
    if files is None:
        return work.read(given)
    stamps = [s for _, s in files]
    folder = work.cache.seen(settings, stamps)
    if folder is not None:
        return load(folder)
    earlier = work.cache.fewer(settings, stamps)
    log = work.read_on(earlier, files) if earlier else None
    log = log or work.read(given)
    work.cache.remember(settings, stamps, log.content_hash)
    return log


class _Work:
    """One call's settings, and the two ways to a store: read everything, or only what was added."""

    def __init__(
        self, cache: Cache, options: ReadOptions, reading: Reading | None, until: int | None, memory: str,
        threads: int | None, progress: Progress,
    ) -> None:  # fmt: skip
        self.cache, self.options, self.until = cache, options, until
        # What an earlier log made one say is no news about this one.
        self.reading = msgspec.structs.replace(reading, counts=Counts(), findings=()) if reading else None
        self.memory, self.threads, self.progress = memory, threads, progress
        if memory_bytes(memory) < memory_bytes(LEAST_MEMORY):
            raise LittleMemory(memory=memory, least=LEAST_MEMORY)
        self.duckdb_memory = f"{int(memory_bytes(memory) * DUCKDB_SHARE / 1e6)}MB"

    def read(self, sources: Sequence[object]) -> PreparedLog:
        with self.connection() as con:
            raw = open_sources(sources, self.options, con, self.progress)
            reading = self.reading or understand(raw, self.options, until=self.until).settled()
            contents = [f.content_hash for f in raw.files]
            name = hash_of(code_version(), self.options, reading, sorted(contents))
            with self.cache.lock(name, self.progress):
                if self.cache.store(name) is None:
                    cleaned = clean(raw, reading, self.options, self.progress)
                    with self.cache.building(name) as folder:
                        build(
                            folder, con, cleaned.events, self.about(name, cleaned, contents), items=cleaned.items,
                            users=cleaned.users, quarantine=cleaned.quarantine, progress=self.progress,
                        )  # fmt: skip
        return self.finished(name)

    def read_on(
        self, earlier: tuple[Path, tuple[SourceStamp, ...]], files: Sequence[tuple[str, SourceStamp]]
    ) -> PreparedLog | None:
        """The earlier store and the files that it lacks; None where they have to be read together after all."""
        base, known = earlier
        added = [text for text, s in files if s not in set(known)]
        manifest = read_manifest(base)
        assert manifest is not None and manifest.reading is not None
        reading = bare(manifest.reading)
        if "event_id" in reading.fields:
            return None  # a new file may repeat events of an old one, and only their ids tell
        try:
            with self.connection() as con:
                raw = open_sources(added, self.options, con, self.progress)
                contents = [*manifest.contents, *(f.content_hash for f in raw.files)]
                if len(set(contents)) < len(contents):
                    return None
                cleaned = clean(raw, reading, self.options, self.progress)
                name = hash_of(code_version(), self.options, reading, sorted(contents))
                with self.cache.lock(name, self.progress):
                    if self.cache.store(name) is None:
                        about = self.about(name, cleaned, contents)
                        with self.cache.building(name) as folder:
                            append(
                                folder, base, con, cleaned.events, about, items=cleaned.items, users=cleaned.users,
                                quarantine=cleaned.quarantine, progress=self.progress,
                            )  # fmt: skip
        except (CannotAppend, ForesaleError) as e:
            if isinstance(e, CannotCache | MemoryTooSmall):
                raise
            # What is wrong with the new files alone may be right with all together; if not, that reading says it.
            return None
        return self.finished(name)

    def about(self, name: str, cleaned: Cleaned, contents: Sequence[str]) -> About:
        reading = cleaned.reading
        return About(
            zone=reading.zone, unit=reading.unit, owner=reading.owner, session_minutes=self.options.session_minutes,
            content_hash=name, contents=contents, reading=reading,
        )  # fmt: skip

    def finished(self, name: str) -> PreparedLog:
        self.cache.prune(keep=name)
        return load(self.cache.prepared / name)

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection whose troubles with disk and memory are said in one line."""
        try:
            with connect(self.duckdb_memory, self.threads, self.cache.scratch) as con:
                yield con
        except (duckdb.OutOfMemoryException, MemoryError) as e:
            raise MemoryTooSmall(memory=self.memory) from e
        except duckdb.IOException as e:
            raise CannotCache(path=self.cache.folder, reason=str(e).splitlines()[0]) from e


def memory_bytes(text: str) -> float:
    """Bytes of an amount of memory such as "2GB" or "512 MiB". Raises NotAMemorySize."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?i?b)\s*", text, re.IGNORECASE)
    if match is None or match[2].lower() not in _UNITS or not float(match[1]):
        raise NotAMemorySize(text=text)
    return float(match[1]) * _UNITS[match[2].lower()]
