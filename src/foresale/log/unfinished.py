"""What a run that prepares a log has done, noted step by step: the run after one that was stopped goes on from there.

    notes.json    what is finished; a step counts once it is noted, and a note is written whole or not at all
    raw.duckdb    the cleaned events, then the coded ones (as committed: DuckDB itself recovers from a kill)
    store/        the store to be; buckets count by the size and checksum of their files

The steps: cleaned (reading, understanding and cleaning need not be done again), coded, and each bucket.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from foresale.log.checked import Files, checksums
from foresale.log.coding import Coding
from foresale.log.manifest import About
from foresale.log.reading import Reading


class Notes(msgspec.Struct, frozen=True):
    """about, reading, tables : once the events are cleaned (which of "item", "user", "link" there are);  coding : once
    they are coded;  buckets : number -> file -> (size, crc32)"""

    about: About | None = None
    reading: Reading | None = None
    tables: tuple[str, ...] = ()
    coding: Coding | None = None
    buckets: dict[str, Files] = {}


class Work:
    """A store in the making. Without a `folder` (of its own, beside the store) nothing is noted.

    kept : events lie on disk, where another process can go on; those of small logs do not, and nothing is noted
    """

    def __init__(self, store: Path, folder: Path | None = None) -> None:
        self.store, self.folder, self.notes = store, folder, Notes()
        self.kept = folder is not None

    @classmethod
    def in_folder(cls, folder: Path) -> Work:
        """The work that was begun in a folder; a folder that says nothing of any is emptied."""
        work = cls(folder / "store", folder)
        try:
            work.notes = msgspec.json.decode((folder / "notes.json").read_bytes(), type=Notes)
        except (OSError, msgspec.MsgspecError):
            work.restart()
        return work

    def restart(self) -> None:
        """Forget everything."""
        self.notes = Notes()
        if self.folder is not None:
            shutil.rmtree(self.folder)
            self.store.mkdir(parents=True)

    def cleaned(self, about: About, reading: Reading, tables: tuple[str, ...], *, kept: bool) -> None:
        """Note that the events have been cleaned."""
        self.kept = kept and self.folder is not None
        self._write(Notes(about, reading, tables))

    def coded(self, coding: Coding) -> None:
        """Note that the events have been coded, and that all but the buckets has been written."""
        self._write(msgspec.structs.replace(self.notes, coding=coding))

    def bucket(self, number: int, folder: Path) -> None:
        """Note a bucket that has been written."""
        if self.kept:
            buckets = {**self.notes.buckets, str(number): checksums(folder)}
            self._write(msgspec.structs.replace(self.notes, buckets=buckets))

    def has_bucket(self, number: int, folder: Path) -> bool:
        """Whether a bucket was written, and is as it was written."""
        known = self.notes.buckets.get(str(number))
        return known is not None and folder.is_dir() and checksums(folder) == known

    def _write(self, notes: Notes) -> None:
        self.notes = notes
        if self.folder is not None and self.kept:
            beside = self.folder / "notes.new"
            beside.write_bytes(msgspec.json.encode(notes))
            beside.replace(self.folder / "notes.json")
