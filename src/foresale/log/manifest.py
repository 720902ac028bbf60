"""What a store says about itself in `manifest.json`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from foresale.log.prepared import Column
from foresale.log.reading import Reading

FORMAT = 1  # raised whenever a store written before would be read wrongly; part of every store's hash


class SourceStamp(msgspec.Struct, frozen=True, order=True):
    """A file as the file system knows it: enough to tell, without reading it, that it is the one read before."""

    path: str
    size: int
    mtime_ns: int


class Manifest(msgspec.Struct, kw_only=True):
    """The facts of a prepared log.

    content_hash  : the store's name
    type_counts   : events by type name, with and without a user
    first, last   : of the events that have a user
    columns       : of a bucket's events, in stored order
    dictionaries  : name -> number of texts
    own_sessions  : sessions are the log's own, not cut at idle time
    tables        : "item", "user" -> names of the attributes
    contents      : sorted content hashes of the files that were read
    reading       : what was understood, with its counts and findings
    """

    format: int = FORMAT
    content_hash: str = ""
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
    tables: dict[str, tuple[str, ...]] = {}
    contents: tuple[str, ...] = ()
    reading: Reading | None = None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Written last: a folder without it is no store."""
    (folder / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a whole store of this format; None for anything else."""
    try:
        manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return None
    return manifest if manifest.format == FORMAT else None
