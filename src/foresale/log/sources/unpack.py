"""What is packed as a stream of bytes: members one after the other, cut short, with something behind, or a bomb."""

from __future__ import annotations

import bz2
import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

import zstandard

from foresale.errors import UnpacksTooBig

UNPACK_ERRORS = (
    EOFError, zlib.error, OSError, lzma.LZMAError, zstandard.ZstdError, zipfile.BadZipFile, NotImplementedError,
)  # fmt: skip
# First bytes, and what unpacks one member. Python's own readers of whole files refuse gzip with garbage behind it and
# say nothing of it in bzip2; that of zstd takes a file cut short for a whole one.
PACKED: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", lambda: zlib.decompressobj(31)),
    (b"\x28\xb5\x2f\xfd", lambda: zstandard.ZstdDecompressor().decompressobj()),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lambda: lzma.LZMADecompressor(memlimit=MOST_MEMORY)),
)
CHUNK = 1 << 13  # bytes unpacked at once: even those of a bomb fit into memory
PIECE = 1 << 22  # bytes that xz and bzip2 give at once: of zeros, 200 bytes hold 256 MB
MOST_MEMORY = 1 << 28  # for which a damaged xz may ask; its own strongest setting needs a quarter
BOMB, BOMB_SIZE = 500, 1 << 30  # logs shrink to a hundredth at best; nobody is told off for a small file of zeros


class Hashing(io.RawIOBase):
    """A stream that hashes what is read through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.hash = hashlib.blake2b(digest_size=16)
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.stream.read(len(buffer))
        buffer[: len(data)] = data
        self.hash.update(data)
        self.size += len(data)
        return len(data)


class Unpacked(io.RawIOBase):
    """The members of a packed stream; `more_behind`: whether something that is none follows them."""

    def __init__(self, name: str, stream: BinaryIO, hashing: Hashing, magic: bytes, member: Callable[[], Any]) -> None:
        self.name, self.stream, self.hashing, self.magic, self.new = name, stream, hashing, magic, member
        self.member = member()
        self.data = memoryview(b"")
        self.size = 0
        self.more_behind = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.data:
            more_to_give = not self.member.eof and not getattr(self.member, "needs_input", True)
            packed = b"" if more_to_give else self._next_member() if self.member.eof else self.stream.read(CHUNK)
            if not packed and not more_to_give:
                if not self.member.eof:
                    raise EOFError("it ends before its end-of-stream marker")
                return 0
            in_pieces = (PIECE,) if hasattr(self.member, "needs_input") else ()
            self.data = memoryview(self.member.decompress(packed, *in_pieces))
            self.size += len(self.data)
            check_size(self.name, self.size, self.hashing.size)
        n = min(len(buffer), len(self.data))
        buffer[:n], self.data = self.data[:n], self.data[n:]
        return n

    def _next_member(self) -> bytes:
        """The beginning of the next member, empty where none follows. Zeros between members are padding."""
        if self.more_behind:
            return b""
        packed = self.member.unused_data.lstrip(b"\0")
        while len(packed) < len(self.magic) and (more := self.stream.read(CHUNK)):
            packed = (packed + more).lstrip(b"\0")
        if packed.startswith(self.magic):
            self.member = self.new()
            return bytes(packed)
        self.more_behind = bool(packed)
        return b""


def unpacked(name: str, stream: io.BufferedReader[Any], hashing: Hashing) -> Unpacked | None:
    """The unpacked content of `stream`, which reads through `hashing`; None where nothing is packed: read `stream`."""
    head = stream.peek(8)[:8]
    for magic, member in PACKED:
        if head.startswith(magic):
            return Unpacked(name, stream, hashing, magic, member)
    return None


def check_size(name: str, size: int, packed: int) -> None:
    """Raises UnpacksTooBig where so much out of so little can be no log."""
    if size > BOMB_SIZE and size > BOMB * packed:
        raise UnpacksTooBig(file=name, times=size // packed)
