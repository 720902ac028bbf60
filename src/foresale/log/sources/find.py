"""What the user named -> inputs in a fixed order: paths, globs, folders, members of zips, sheets of workbooks, standard
input, objects."""

from __future__ import annotations

import contextlib
import glob
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from foresale.errors import (
    BrokenArchive,
    CannotRead,
    EmptyFile,
    NeedsPassword,
    NoFile,
    NoMatch,
    NoSuchSheet,
    NotASource,
    UnsafeArchive,
    did_you_mean,
)
from foresale.files import is_there
from foresale.language import tr
from foresale.log.sources.locked import PASSWORD, aes_zip, password_for
from foresale.log.sources.unpack import check_size
from foresale.log.sources.workbook import is_workbook, sheet_opener, sheets

STDIN = "-"
_LOCKED, _AES = 0x1, 99  # flag of a member that wants a password; kind of one that `zipfile` cannot open


@dataclass(frozen=True)
class Input:
    """One stream of bytes, or one object of the Arrow stream protocol.

    name  : as the user wrote it
    open  : gives the bytes from their beginning (standard input and pipes: once)
    path  : the file behind it, if there is one that can be read again
    asked : named by the user, rather than met in a folder or a zip: then it has to be data
    """

    name: str
    open: Callable[[], BinaryIO] | None = None
    path: Path | None = None
    asked: bool = True
    table: Any = None


def find_inputs(sources: Iterable[object]) -> list[Input]:
    """Every input behind what the user named, folders and zips by name, the rest in the user's order, none twice.

    Raises
    ------
    NoFile, NoMatch, BrokenArchive, NotASource
    """
    inputs: dict[object, Input] = {}
    for source in sources:
        for one in _inputs(source):
            inputs.setdefault(one.path.resolve() if one.path else one.name if one.open else id(one.table), one)
    return list(inputs.values())


def _inputs(source: object) -> Iterable[Input]:
    if isinstance(source, str | Path):
        text = str(source)
        if text == STDIN:
            return [Input(STDIN, _standard_input)]
        path = Path(text).expanduser()
        if is_there(path):
            return _in_folder(path, text) if path.is_dir() else _in_file(path, text, asked=True)
        if (sheet := _sheet_of(path)) is not None:
            return sheet
        if glob.has_magic(text):
            found = [Path(p) for p in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207 (absolute patterns)
            if not any(p.is_file() for p in found):
                raise NoMatch(pattern=text)
            return [one for p in found if p.is_file() for one in _in_file(p, p.as_posix(), asked=len(found) == 1)]
        if "\n" in text:  # the table itself; its rows must not stand in a message
            raise NotASource(kind="str")
        raise NoFile(file=text, details=_beside(path))
    if hasattr(source, "__arrow_c_stream__"):
        return [Input(f"<{type(source).__module__.partition('.')[0]}.{type(source).__name__}>", table=source)]
    raise NotASource(kind=type(source).__name__)


def _standard_input() -> BinaryIO:
    if sys.stdin.buffer.closed:
        raise CannotRead(file=STDIN, why=tr("it can be read once only, and this needs it again; put it into a file"))
    return sys.stdin.buffer


def _beside(path: Path) -> dict[str, str]:
    """The file of the same folder that may have been meant."""
    if not path.parent.is_dir():
        return {}
    with contextlib.suppress(OSError):  # a folder that may not be listed
        close = did_you_mean(path.name, (p.name for p in path.parent.iterdir()))
        return {name: str(path.with_name(found)) for name, found in close.items()}
    return {}


def _in_folder(folder: Path, text: str) -> list[Input]:
    inputs = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not any(part.startswith((".", "__MACOSX")) for part in inside.parts):
            inputs += _in_file(path, f"{text.rstrip('/')}/{inside.as_posix()}", asked=False)
    return inputs


def _sheet_of(path: Path) -> list[Input] | None:
    """`book.xlsx#Sheet`: one sheet of a workbook; None where no such file is meant."""
    book, sign, sheet = str(path).rpartition("#")
    if not sign or not is_workbook(Path(book)):
        return None
    known = sheets(Path(book), book)
    if sheet not in known:
        raise NoSuchSheet(file=book, sheet=sheet, known=", ".join(known))
    return [Input(str(path), sheet_opener(Path(book), book, sheet))]


def _in_file(path: Path, text: str, *, asked: bool) -> list[Input]:
    if is_workbook(path):
        names = sheets(path, text)
        if not names:
            raise EmptyFile(file=text)
        alone = asked and len(names) == 1
        return [Input(f"{text}#{name}", sheet_opener(path, text, name), asked=alone) for name in names]
    if path.suffix.lower() != ".zip":
        # A pipe may be named as a path: `<(zcat log.gz)`, /dev/stdin.
        return [Input(text, lambda: path.open("rb"), path if path.is_file() else None, asked)]
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise BrokenArchive(file=text, why=str(error)) from None
    for m in members:  # nothing is written under its name, but who packs such names means no good
        parts = m.filename.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or parts[0].endswith(":"):
            raise UnsafeArchive(file=text, member=m.filename)
    check_size(text, sum(m.file_size for m in members), path.stat().st_size)
    members = [m for m in members if not any(p.startswith((".", "__MACOSX")) for p in m.filename.split("/"))]
    return [
        Input(f"{text}/{_member_name(m)}", _member_opener(path, m, text), asked=asked and len(members) == 1)
        for m in sorted(members, key=lambda m: m.filename)
    ]


def _member_name(member: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in GBK without saying so, which `zipfile` then reads as code page 437."""
    if not member.flag_bits & 0x800:
        try:
            return member.filename.encode("cp437").decode("gb18030")
        except UnicodeError:
            pass
    return member.filename


def _member_opener(path: Path, member: zipfile.ZipInfo, text: str) -> Callable[[], BinaryIO]:
    def opener() -> BinaryIO:
        archive = (aes_zip(text) if member.compress_type == _AES else zipfile.ZipFile)(path)
        with archive:  # its file stays open until the member's stream is closed
            if not member.flag_bits & _LOCKED:
                return cast(BinaryIO, archive.open(member))
            password = password_for(text).encode()
            try:
                return cast(BinaryIO, archive.open(member.filename, pwd=password))
            except RuntimeError as error:
                raise NeedsPassword(file=text, variable=PASSWORD, why=tr("the password does not open it")) from error

    return opener
