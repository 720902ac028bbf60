"""What a store says about itself in `manifest.json`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from foresale.log.checked import Checked, Files, as_written, from_json, to_json
from foresale.log.findings import Finding
from foresale.log.prepared import Column
from foresale.log.reading import Counts, Reading

FORMAT = 4  # raised whenever a store written before would be read wrongly; part of every store's hash


class SourceStamp(msgspec.Struct, frozen=True, order=True):
    """A file as the file system knows it: enough to tell, without reading it, that it is the one read before."""

    path: str
    size: int
    mtime_ns: int


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What the events of a store do not say themselves.

    content_hash : the store's name: hash of `settings` and `contents`
    settings     : hash of all that was decided and said about reading, the files aside
    contents     : content hashes of the files
    reading      : what was decided (`Reading.decided`)
    counts, noticed : what became of the rows, and what cleaning has to tell beside the counts; of the new files alone
                   where there is a `base`
    base         : name of the store that these events are added to; empty for a store of its own
    """

    zone: str
    unit: str
    owner: str = "user"
    session_minutes: float = 30
    content_hash: str = ""
    settings: str = ""
    contents: tuple[str, ...] = ()
    reading: Reading | None = None
    counts: Counts = Counts()
    noticed: tuple[Finding, ...] = ()
    base: str = ""


class Manifest(Checked, kw_only=True):
    """The facts of a prepared log; those of `About`, and

    type_counts   : events by type name, with and without a user
    first, last   : of the events that have a user
    columns       : of a bucket's events, in stored order
    dictionaries  : name -> number of texts
    own_sessions  : sessions are the log's own, not cut at idle time
    tables        : "item", "user" -> names of the attributes
    links         : between ids of one person
    files         : all other files of the store, by which damage is told

    How sure an owner's reading is, and what it found odd, is no part of a store: several readings may share it.
    """

    format: int = FORMAT
    content_hash: str = ""
    settings: str = ""
    zone: str
    unit: str
    owner: str
    session_minutes: float
    own_sessions: bool
    types: dict[int, str]
    type_counts: dict[str, int]
    first: int
    last: int
    n_events: int
    n_users: int
    n_ownerless: int
    n_buckets: int
    columns: tuple[str, ...]
    further: tuple[Column, ...]
    dictionaries: dict[str, int]
    tables: dict[str, tuple[str, ...]]
    links: int = 0
    contents: tuple[str, ...] = ()
    reading: Reading | None = None
    counts: Counts = Counts()
    noticed: tuple[Finding, ...] = ()
    files: Files


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Written last: a folder without it is no store."""
    (folder / "manifest.json").write_bytes(to_json(manifest))


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a store of this format; None for anything else."""
    manifest = from_json(folder / "manifest.json", Manifest)
    return manifest if manifest is not None and manifest.format == FORMAT else None


def is_whole(folder: Path) -> bool:
    """Whether a folder is a store, and every byte of it as it was written."""
    manifest = read_manifest(folder)
    return manifest is not None and as_written(folder, manifest.files)
