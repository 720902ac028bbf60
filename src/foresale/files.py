"""Whole files or none: everything that we write is written beside its place and renamed into it at the end.

Nothing is deleted that this tool did not write: a folder that holds something else is refused without `force`, and with
it only the names that are written again are replaced; a folder among them only where it holds nothing but the files
that its own manifest lists.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from foresale.errors import CannotWrite, FolderNotEmpty, NotWrittenByUs
from foresale.language import tr

MANIFEST = "manifest.json"  # lists the files of a folder that is replaced as a whole
_DISK = {errno.ENOSPC, errno.EROFS, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}


def is_there(path: str | Path) -> bool:
    """Whether there is a file or folder of this name; what is too long for a name is none (`Path.exists` raises)."""
    try:
        return Path(path).exists()
    except OSError:
        return False


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to; it becomes `target` when the block ends well, and is gone when it does not."""
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{secrets.token_hex(4)}-{target.name}")  # with the usual rights, unlike mkstemp's
    try:
        with writing(target, beside):
            yield beside
            beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def whole_folder(target: Path, *, force: bool = False, ours: Iterable[str] = ()) -> Iterator[Path]:
    """A folder to fill; its entries become those of `target` when the block ends well.

    ours : patterns of files that only some runs write; an earlier run's are taken away where this one writes none

    Raises FolderNotEmpty (before the block runs) where `target` holds anything and `force` is not given.
    """
    refuse_full(target, force=force)
    with writing(target, target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        with writing(target, beside):
            yield beside
            refuse_full(target, force=force)  # something may have come there in the meantime
            if target.exists() and any(target.iterdir()):
                written = sorted(beside.iterdir())
                for entry in written:
                    _refuse_others(target / entry.name, entry.is_dir())
                for entry in written:
                    _replace(entry, target / entry.name)
                now = {entry.name for entry in written}
                for stale in [path for pattern in ours for path in target.glob(pattern)]:
                    if stale.name not in now and not stale.is_dir():
                        stale.unlink()
            else:
                with contextlib.suppress(FileNotFoundError):
                    target.rmdir()
                beside.rename(target)
                target.chmod(0o755)  # mkdtemp makes folders that only their owner can read
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def refuse_full(target: Path, *, force: bool, folders: Iterable[str] = ()) -> None:
    """Refuse early, before an hour of work, what could not be written at its end; `folders` will be written in it."""
    if target.is_file():
        raise CannotWrite(path=target, reason=tr("a file of this name is there"))
    if not force and target.is_dir() and any(target.iterdir()):
        raise FolderNotEmpty(path=target)
    for name in folders:
        _refuse_others(target / name, is_folder=True)
    refuse_unwritable(target)


def refuse_unwritable(target: Path) -> None:
    """Refuse early where neither file nor folder can be made: in the nearest folder that is there already."""
    there = next(folder for folder in target.absolute().parents if folder.exists())
    with writing(target, there), tempfile.TemporaryDirectory(prefix=".foresale-", dir=there):
        pass


@contextmanager
def writing(target: Path, *on_behalf: Path) -> Iterator[None]:
    """Errors of the disk (full, read-only, no right) at `target` become one clear line, and those at other places that
    are written on its behalf; errors of whatever else the block does are left alone."""
    try:
        yield
    except OSError as e:
        if not concerns(e, target, *on_behalf):
            raise
        raise CannotWrite(path=target, reason=e.strerror or str(e)) from e


def concerns(error: OSError, *places: Path) -> bool:
    """Whether an error is one of writing at some places: it names them, what lies in them or a folder above them; or it
    names nothing, as writing to an open file does, and says that the disk takes no more."""
    named = [os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    if not named:  # Arrow names the file in its message only
        return error.errno in _DISK or any(str(place) in str(error) for place in places)
    paths, ours = [Path(name).absolute() for name in named], [place.absolute() for place in places]
    return any(path.is_relative_to(one) or one.is_relative_to(path) for path in paths for one in ours)


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def _refuse_others(there: Path, is_folder: bool) -> None:
    """Refuse to put a folder, or a file, where a folder lies with anything in it that is none of ours."""
    if not there.is_dir():
        return
    if not is_folder:
        raise CannotWrite(path=there, reason=tr("it is a folder"))
    try:
        ours = [there / MANIFEST, *(there / name for name in json.loads((there / MANIFEST).read_bytes())["files"])]
    except (OSError, ValueError, LookupError, TypeError):
        ours = []
    known = {place for path in ours for place in (path, *path.parents)}
    for place in sorted(there.rglob("*")):
        if place not in known:
            raise NotWrittenByUs(path=there, file=place.relative_to(there))


def _replace(new: Path, old: Path) -> None:
    if not old.is_dir():
        new.replace(old)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{old.name}.", dir=old.parent)) / old.name
    old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside.parent)
