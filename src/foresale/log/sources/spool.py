"""An input -> a plain file that DuckDB can read: decompressed, decoded to UTF-8, hashed, in one pass and little memory.

A plain UTF-8 file is read where it lies. Everything else is written into the scratch folder once.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from foresale.errors import BrokenArchive, CannotRead, EmptyFile, NoRoom, NotData, SqlDump
from foresale.language import tr
from foresale.log.findings import Finding
from foresale.log.raw import SourceFile
from foresale.log.sources.encoding import Census, Translation, blocks_of_lines, wide_encoding, wide_to_utf8
from foresale.log.sources.find import Input
from foresale.log.sources.format import Format, all_formats, format_names
from foresale.log.sources.letters import Signs
from foresale.log.sources.unpack import UNPACK_ERRORS, Hashing, unpacked

HEAD = 1 << 16
RESERVE = 100 << 20  # bytes of the disk that stay free: a full one stops other programs too
# What people hand over by mistake, by its first bytes.
NO_TABLES = (
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"MZ", "a program"),
    (b"\x7fELF", "a program"), (b"%PDF", "a PDF"), (b"PK\x03\x04", "a zip or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"), (b"SQLite format 3", "an SQLite database"),
    (b"\x1f\x8b", "a gzip file"),
)  # fmt: skip

_SQL = re.compile(rb"^(INSERT\s+INTO|CREATE\s+TABLE|COPY)\s[^\n;]*[(;]", re.I | re.M)

MIXED = (
    "{lines} lines of {file} are not in {encoding} as the rest (the first is line {first}); each was read in its own"
)
BROKEN = (
    "{lines} lines of {file} hold bytes in no known encoding (the first is line {first}); they are kept, marked \ufffd"
)
UNSURE = "{file} is not in UTF-8 and read as {encoding}, which its letters do not settle; --encoding NAME does"
ZEROS = "{lines} zero bytes in {file}, where text should stand, were taken out"
BEHIND = "{file} holds something else behind the end of what was packed; that was left out"


class Spooled(NamedTuple):
    """signs : of a text that is not UTF-8 and of which nobody said what it is, else None"""

    file: SourceFile
    form: Format
    findings: list[Finding]
    signs: Signs | None = None


def spool(one: Input, folder: Path, number: int, said: str | None = None) -> Spooled:
    """Bring an input into a readable form and recognise its format; `said`: the encoding of text that is not UTF-8.

    Raises
    ------
    EmptyFile, BrokenArchive, NotData, CannotRead, NoRoom
    """
    assert one.open is not None
    target = folder / f"{number}.data"
    try:
        original = one.open()
    except OSError as error:
        raise CannotRead(file=one.name, why=error.strerror) from None
    except UNPACK_ERRORS as error:
        raise BrokenArchive(file=one.name, why=str(error)) from None
    with original:
        hashing = Hashing(original)
        try:
            plain = io.BufferedReader(hashing, 1 << 20)
            packed = unpacked(one.name, plain, hashing)
            stream = io.BufferedReader(packed, 1 << 20) if packed else plain
            head = _read(stream, HEAD)
            wide = wide_encoding(head)
            if not head.decode(wide or "utf-8", "replace").strip("\ufeff").strip():
                raise EmptyFile(file=one.name)
            form = _format_of(one.name, head.decode(wide, "replace").encode() if wide else head)
            in_place = one.path if one.path and not packed and not wide else None
            encoding, findings, signs = "", list[Finding](), None
            if not form.text:
                if not in_place:
                    write_file(target, _with_head(stream, head))
            else:
                census = Census(said)
                if wide:
                    write_file(target, wide_to_utf8(stream, head, wide))
                    with target.open("rb") as decoded:
                        _drain(_counted(census, blocks_of_lines(decoded)))
                elif in_place:
                    _drain(_counted(census, blocks_of_lines(stream, head)))
                else:
                    write_file(target, _counted(census, blocks_of_lines(stream, head)))
                encoding = wide or census.encoding
                signs = census.legacy if encoding != "utf-8" and not said and not wide else None
                if not census.plain:
                    findings = _translate(one.name, in_place or target, target, census)
                    in_place = None
            _drain(_with_head(hashing, b""))  # what an unpacker leaves behind its end belongs to the content too
            if packed and packed.more_behind:
                findings.append(Finding("behind_the_end", BEHIND, {"file": one.name}, "warning"))
        except UNPACK_ERRORS as error:
            raise BrokenArchive(file=one.name, why=str(error) or type(error).__name__) from None
    file = SourceFile(
        one.name, form.name, str(in_place or target), encoding,
        size=hashing.size, content_hash=hashing.hash.hexdigest(),
        mtime_ns=one.path.stat().st_mtime_ns if one.path else 0,
    )  # fmt: skip
    return Spooled(file, form, findings, signs)


def spool_as(one: Input, folder: Path, number: int, encoding: str, *, sure: bool) -> Spooled:
    """The same of an input whose encoding was told by the files beside it: what it holds is told by them too."""
    done = spool(one, folder, number, encoding)
    done.file.content_hash += f"-{encoding}"
    if not sure:
        facts = {"file": one.name, "encoding": encoding}
        done.findings.append(Finding("unsure_encoding", UNSURE, facts, "warning"))
    return done


def _format_of(name: str, head: bytes) -> Format:
    lower = name.lower()
    for form in all_formats():
        if not form.text and form.recognise(lower, head):
            return form
    for magic, kind in NO_TABLES:
        if head.startswith(magic):
            raise NotData(file=name, kind=tr(kind), formats=format_names())
    control = sum(head.count(c) for c in (*range(1), *range(2, 7), *range(14, 27), 127))
    if control > len(head) / 200:
        raise NotData(file=name, kind=tr("binary data"), formats=format_names())
    if head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise NotData(file=name, kind=tr("a web page or XML"), formats=format_names())
    if _SQL.search(head):
        raise SqlDump(file=name)
    return next(form for form in all_formats() if form.text and form.recognise(lower, head))


def _translate(name: str, source: Path, target: Path, census: Census) -> list[Finding]:
    beside = target.with_suffix(".plain")
    translation = Translation(census.encoding, census.line_end)
    with source.open("rb") as stream:
        write_file(beside, translation.translate(blocks_of_lines(stream)))
    beside.replace(target)
    findings = []
    if census.unsure:
        findings.append(Finding("unsure_encoding", UNSURE, {"file": name, "encoding": census.encoding}, "warning"))
    for count, code, text in (
        (translation.mixed, "mixed_encodings", MIXED), (translation.broken, "broken_bytes", BROKEN),
        (census.zeros, "zero_bytes", ZEROS),
    ):  # fmt: skip
        if count:
            facts = {"file": name, "encoding": census.encoding, "lines": count, "first": translation.first}
            findings.append(Finding(code, text, facts, "warning"))
    return findings


def _drain(blocks: Iterable[bytes]) -> None:
    for _ in blocks:
        pass


def _counted(census: Census, blocks: Iterable[bytes]) -> Iterable[bytes]:
    for block in blocks:
        census.feed(block)
        yield block


def _with_head(stream: BinaryIO | io.RawIOBase, head: bytes) -> Iterable[bytes]:
    yield head
    while block := stream.read(1 << 20):
        yield block


def _read(stream: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer at the end only."""
    parts = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_file(path: Path, blocks: Iterable[bytes]) -> None:
    """Blocks into a file of the scratch folder. Raises NoRoom."""
    try:
        out = path.open("wb")
    except OSError as error:
        raise NoRoom(folder=path.parent, why=error.strerror) from None
    with out:
        for block in blocks:
            if shutil.disk_usage(path.parent).free < RESERVE:
                raise NoRoom(folder=path.parent, why=tr("the disk is nearly full"))
            try:
                out.write(block)
            except OSError as error:
                raise NoRoom(folder=path.parent, why=error.strerror) from None
