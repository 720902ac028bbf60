"""`prepare`: from the shop's own files to a prepared log, by way of the cache."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from foresale.errors import ForesaleError, IdKeyUnreadable
from foresale.language import tr
from foresale.log.append import CannotAppend, append, check_follows
from foresale.log.cache import Cache, code_version, hash_of, stamp
from foresale.log.clean import EVENTS, Cleaned, clean, count_findings, with_same_orders
from foresale.log.id_key import IdKey, check_key, find_key, hashes
from foresale.log.machine import Machine
from foresale.log.manifest import About, read_manifest
from foresale.log.money import check_currencies, rates_file
from foresale.log.prepared import PreparedLog
from foresale.log.raw import Raw, connect_in
from foresale.log.reading import Reading, ReadOptions
from foresale.log.sources import open_sources
from foresale.log.sources.parquet import damage_found
from foresale.log.store import build, load
from foresale.log.understand import understand
from foresale.log.unfinished import Work
from foresale.progress import SILENT, Progress

_log = logging.getLogger("foresale")
GUESTS_BY_CONTACT = "guests_by_contact"  # the finding of presets that hash the addresses of guests
READY_EVENTS, READY_QUARANTINE = "ready_events", "ready_quarantine"  # views over what has been cleaned


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
    options = msgspec.structs.replace(options, exclude=())  # the store has everybody
    key = find_key(options.id_key)
    if reading is not None:
        check_key(key, reading)
    given = list(sources) if isinstance(sources, Sequence) and not isinstance(sources, str) else [sources]
    beside = (options.items, options.users, options.links, rates_file(options.rates))
    files, tables = stamp(given), stamp([table for table in beside if table])
    make = _Make(Machine(Cache(cache, progress), memory, threads), options, reading, until, progress, key)
    asked = None
    if files is not None and tables is not None:
        stamps = [sorted(s for _, s in some) for some in (files, tables)]
        asked = hash_of(code_version(), options, reading, until, *stamps)
    log = make.log_of(given, asked)
    if log.reading and log.reading.id_key:
        log = replace(log, id_key=make.key.of_log)
    _tell(log)
    return log


def _tell(log: PreparedLog) -> None:
    """For whoever asks for more talk: where the log lies, then how each of its columns was read."""
    _log.info(tr("prepared log: {path}", path=log.path))
    for source in log.reading.sources if log.reading else ():
        for field, read in source.fields.items():
            facts = {"columns": " + ".join(read.columns), "field": field, "reason": read.reason}
            _log.debug(tr("{columns} is {field}: {reason}", **facts))


def _has_guests(raw: Raw) -> bool:
    """Whether presets have hashed addresses."""
    return any(f.code == GUESTS_BY_CONTACT for f in raw.findings)


class _Make:
    """One call's settings, and the way to a store: found, gone on with, added to, or made from the beginning."""

    def __init__(
        self, machine: Machine, options: ReadOptions, reading: Reading | None, until: int | None, progress: Progress,
        key: IdKey,
    ) -> None:  # fmt: skip
        self.machine, self.cache, self.options, self.until = machine, machine.cache, options, until
        # What an earlier log made one say is no news about this one.
        self.reading = reading.kept if reading else None
        self.progress, self.key = progress, key

    def log_of(self, sources: Sequence[object], asked: str | None) -> PreparedLog:
        """The log; `asked` names sources and settings, None where nobody could know them again."""
        if asked is None:
            with self.cache.work(None) as folder:
                name, reading = self.store_of(sources, Work.in_folder(folder))
            return self.finished(name, reading)
        if log := self.seen(asked):
            return log
        with self.cache.lock(asked):
            if self.key.fresh:  # the process that was waited for may have made one
                self.key = find_key(self.options.id_key)
            if log := self.seen(asked):
                return log
            with self.cache.work(asked) as folder:
                name, reading = self.store_of(sources, self.begun(folder))
            self.cache.remember(asked, name, reading)
        return self.finished(name, reading)

    def seen(self, asked: str) -> PreparedLog | None:
        """The log if it was made before, with the same key where it took one."""
        found = self.cache.seen(asked)
        return load(*found) if found and self.key.made(found[1]) else None

    def store_of(self, sources: Sequence[object], work: Work) -> tuple[str, Reading]:
        """Make the store, from where the work stands; its name, and how the log was understood."""
        assert work.folder is not None
        with self.machine.connection(work.folder) as con:
            if work.notes.about is None and (there := self.cleaned(sources, con, work)):
                return there
            about, reading = work.notes.about, work.notes.reading
            assert about is not None and reading is not None
            how: dict[str, Any] = {"work": work, "progress": self.progress}
            events = None
            if work.notes.coding is None:
                events, how["quarantine"] = con.table(READY_EVENTS), con.table(READY_QUARANTINE)
            if about.base:
                append(work.store, self.cache.prepared / about.base, con, events, about, **how)
            else:
                tables = {key: con.table(f"ready_{key}") for key in work.notes.tables}
                build(
                    work.store, con, events, about, items=tables.get("item"), users=tables.get("user"),
                    links=tables.get("link"), **how,
                )  # fmt: skip
        self.cache.put(work.store, about.content_hash)
        return about.content_hash, reading

    def cleaned(
        self, sources: Sequence[object], con: duckdb.DuckDBPyConnection, work: Work
    ) -> tuple[str, Reading] | None:
        """Read, understand and clean, and note it; the store's name and the reading where it stands already."""
        raw = self._opened(sources, con)
        with damage_found([f for part in (raw, *raw.tables.values()) for f in part.files]):
            return self._cleaned(raw, work)

    def _opened(self, sources: Sequence[object], con: duckdb.DuckDBPyConnection) -> Raw:
        """The sources, read. Tables that presets and joins make hold ids of guests, hashed already: with the key that
        is kept, or all is read again with the one that is."""
        self.key.use(con)
        raw = open_sources(sources, self.options, con, self.progress)
        if not (_has_guests(raw) and self._keep_key(con)):
            return raw
        if stamp(sources) is None:  # standard input and streams can be read once
            raise IdKeyUnreadable(file=self.key.path, reason=tr("another run has made it just now; run this one again"))
        return open_sources(sources, self.options, con, self.progress)

    def _cleaned(self, raw: Raw, work: Work) -> tuple[str, Reading] | None:
        reading = self.reading or self._understood(raw)
        if self.reading:
            check_currencies(raw, reading)
        if hashes(reading) or _has_guests(raw):
            self._keep_key(raw.con)  # what is no guest's is hashed in cleaning only
            reading = msgspec.structs.replace(reading, id_key=self.key.fingerprint)
        said, decided = self.options, reading.decided
        settings = hash_of(
            code_version(), decided, said.columns, said.encoding, said.since, said.until, said.fixed,
            said.session_minutes, said.allow_quarantine,
            {key: [f.content_hash for f in table.files] for key, table in raw.tables.items()},
            # These tables are understood in cleaning, by what was said: no reading holds how.
            (said.day_first, said.year, said.decimal) if raw.tables else None,
        )  # fmt: skip
        contents = sorted(f.content_hash for f in raw.files)
        name = hash_of(settings, contents)
        if self.cache.store(name):
            return name, reading
        base = self.cache.part_of(settings, contents)
        done = self.added(raw, reading, base) if base else None
        if done is None:
            base, done = None, clean(raw, reading, self.options, self.progress)
        counts = done.reading.counts
        told = len(reading.findings) + len(count_findings(reading, counts))
        about = About(
            zone=reading.zone, unit=reading.unit, owner=reading.owner, session_minutes=said.session_minutes,
            content_hash=name, settings=settings, contents=tuple(contents), reading=decided, counts=counts,
            noticed=done.reading.findings[told:], base=base.name if base else "",
        )  # fmt: skip
        done.events.create_view(READY_EVENTS, replace=True)
        done.quarantine.create_view(READY_QUARANTINE, replace=True)
        tables = {"item": done.items, "user": done.users, "link": done.links}
        for key, table in tables.items():
            if table is not None:
                table.create_view(f"ready_{key}", replace=True)
        there = tuple(key for key, table in tables.items() if table is not None)
        work.cleaned(about, reading, there, kept=raw.large)
        return None

    def _understood(self, raw: Raw) -> Reading:
        return with_same_orders(raw, understand(raw, self.options, until=self.until).settled(), self.until)

    def _keep_key(self, con: duckdb.DuckDBPyConnection) -> bool:
        """A key that was made for this log is kept for all later ones; whether that of another run is used instead."""
        if not self.key.fresh:
            return False
        made = self.key
        if made.keep():
            text = "Addresses and telephone numbers are hashed with a new key, {path}; without it ids change"
            self.progress.say(tr(text, path=made.path))
        self.key = find_key(self.options.id_key)
        if self.key.fresh:
            raise IdKeyUnreadable(file=made.path, reason=self.key.flaw or tr("it was there and is gone"))
        self.key.use(con)
        return self.key.secret != made.secret

    def added(self, raw: Raw, reading: Reading, base: Path) -> Cleaned | None:
        """The events of the files that a store lacks, cleaned; None where all have to be cleaned together after all."""
        manifest = read_manifest(base)
        contents = [f.content_hash for f in raw.files]
        # What a table tells of its log (how many ids it knows) is of all of its events.
        if manifest is None or len(set(contents)) < len(contents) or raw.tables or any(r.tied for r in raw.relations):
            return None
        try:
            new = [i for i, content in enumerate(contents) if content not in manifest.contents]
            done = clean(raw.only(new), reading, self.options, self.progress)
            check_follows(base, reading, raw.con, EVENTS)
            # A link moves its person's ids into one bucket, those of the store too.
            if done.links is not None or manifest.links:
                return None
        except (CannotAppend, ForesaleError):
            # What is wrong with the new files alone may be right with all together; if not, that cleaning says it.
            return None
        return done

    def begun(self, folder: Path) -> Work:
        """The work that a run which was stopped has left, if all that it needs is there."""
        work = Work.in_folder(folder)
        about, reading = work.notes.about, work.notes.reading
        if reading is not None and not self.key.made(reading):
            work.restart()
        elif about is not None:
            try:
                with connect_in(folder, self.machine.duckdb_memory, self.machine.threads):
                    whole = not about.base or self.cache.store(about.base) is not None
            except duckdb.Error:  # a power cut can spoil what a kill cannot
                whole = False
            if not whole:
                work.restart()
        if work.notes.about is not None:
            self.progress.say(tr("Going on where an earlier run was stopped"))
        return work

    def finished(self, name: str, reading: Reading) -> PreparedLog:
        self.cache.prune(keep=name)
        return load(self.cache.prepared / name, reading)
