"""Which encoding a stream of text is in, decided over all of it; and its translation to plain UTF-8, line by line.

UTF-8 cannot be mistaken for anything else, so it is asked first. GB18030 accepts almost any bytes (`Größe` too): what
the others are is told by their letters (`letters.py`), unless the owner said it. (A general detector,
charset-normalizer, was tried: of 46 short lines of German, French and Spanish it misread 14, and of four Chinese
headers three.)

Plain means: no byte order mark (DuckDB 2.0 loses the first row to it) and one kind of line end (DuckDB 2.0 refuses a
file that mixes them, and Excel mixes them wherever a cell has two lines).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from foresale.log.sources.letters import Signs

BLOCK = 4 << 20
LOOKED_AT = 2_000  # broken lines looked at singly before whole blocks are taken as broken


def blocks_of_lines(stream: BinaryIO, first: bytes = b"") -> Iterator[bytes]:
    """`first` and then the stream, in blocks of whole lines (the last line may lack its end)."""
    rest = first
    while more := stream.read(BLOCK):
        rest += more
        # Old Macs end lines with \r alone; a \r at the very end may yet be followed by its \n.
        cut = rest.rfind(b"\n") + 1 or rest.rfind(b"\r", 0, len(rest) - 1) + 1
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    if rest:
        yield rest


def wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32 by its mark, or UTF-16 by the zero bytes of its ASCII letters; else None."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0:2000:2], head[1:2000:2]
    if len(odd) > 1 and odd.count(0) > 0.4 * len(odd) and not even.count(0):
        return "utf-16-le"
    if len(odd) > 1 and even.count(0) > 0.4 * len(even) and not odd.count(0):
        return "utf-16-be"
    return None


@dataclass
class Census:
    """Counts bytes above 127 by what they could be, and line ends, over a whole stream fed in blocks of lines.

    said : the encoding that the owner named, of text that is not UTF-8
    """

    said: str | None = None
    utf8: int = 0
    legacy: Signs = field(default_factory=Signs)
    looked_at: int = 0
    mark: bool | None = None
    lone_newlines: bool = False
    lone_returns: bool = False
    both: bool = False
    zeros: int = 0

    def feed(self, block: bytes) -> None:
        if self.mark is None:
            self.mark = block.startswith(codecs.BOM_UTF8)
            self.legacy.header = block.split(b"\n", 1)[0][: BLOCK >> 6]
        if b"\0" in block:
            self.zeros += block.count(b"\0")
        if b"\r" not in block:
            self.lone_newlines |= b"\n" in block
        else:
            both = block.count(b"\r\n")
            self.both |= both > 0
            self.lone_returns |= block.count(b"\r") > both
            self.lone_newlines |= block.count(b"\n") > both
        if block.isascii():
            return
        if _is(block, "utf-8"):
            self.utf8 += _high(block)
            return
        lines = block.splitlines(keepends=True) if self.looked_at < LOOKED_AT else [block]
        others = []
        for line in lines:
            if line.isascii():
                continue
            if _is(line, "utf-8"):
                self.utf8 += _high(line)
            else:
                others.append(line)
        self.looked_at += len(others)
        self.legacy.add(b"".join(others))

    @property
    def encoding(self) -> str:
        """`utf-8`, or what the owner said, or what most of the text looks like: `gb18030`, `cp1252` ..."""
        return "utf-8" if self.utf8 >= self.legacy.high else self.said or self.legacy.encoding

    @property
    def unsure(self) -> bool:
        """Whether another encoding is about as likely."""
        return self.encoding != "utf-8" and not self.said and not self.legacy.told[1]

    @property
    def plain(self) -> bool:
        """DuckDB can read it as it is: all UTF-8, no mark, no zero bytes, one kind of line end."""
        one_kind = not self.lone_returns and not (self.both and self.lone_newlines)
        return not self.legacy.high and not self.mark and not self.zeros and one_kind

    @property
    def line_end(self) -> bytes:
        return b"\n" if self.both or self.lone_newlines else b"\r"


@dataclass
class Translation:
    """Blocks of lines in `encoding` -> plain UTF-8; lines in another encoding are read in that, or marked.

    line_end : what ends a line; a lone \r elsewhere stands inside a field and becomes a blank
    mixed    : lines that were in another encoding than the rest
    broken   : lines with bytes in no known encoding, kept with U+FFFD in their place
    first    : number (from 1) of the first such line, 0 if none
    """

    encoding: str
    line_end: bytes = b"\n"
    mixed: int = 0
    broken: int = 0
    first: int = 0

    def translate(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        before = 0
        for block in blocks:
            if not before:
                block = block.removeprefix(codecs.BOM_UTF8)
            block = block.replace(b"\0", b"")
            if self.line_end == b"\r":
                block = block.replace(b"\r", b"\n")
            elif b"\r" in block:
                block = re.sub(rb"\r+\n", b"\n", block).replace(b"\r", b" ")
            try:
                yield block.decode(self.encoding).encode("utf-8")
            except UnicodeDecodeError:
                lines = block.split(b"\n")
                yield b"\n".join(self._line(line, before + n) for n, line in enumerate(lines, 1))
            before += block.count(b"\n")

    def _line(self, line: bytes, number: int) -> bytes:
        if _is(line, self.encoding):
            return line.decode(self.encoding).encode("utf-8")
        self.first = self.first or number
        other = "utf-8" if self.encoding != "utf-8" else Signs.of(line).encoding
        if _is(line, other):
            self.mixed += 1
            return line.decode(other).encode("utf-8")
        self.broken += 1
        return line.decode(self.encoding, "replace").encode("utf-8")


def wide_to_utf8(stream: BinaryIO, first: bytes, encoding: str) -> Iterator[bytes]:
    """UTF-16 and UTF-32, whose lines cannot be cut at a byte."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    block = first
    while block:
        yield decoder.decode(block).encode("utf-8")
        block = stream.read(BLOCK)
    yield decoder.decode(b"", final=True).encode("utf-8")


def _is(block: bytes, encoding: str) -> bool:
    try:
        block.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _high(block: bytes) -> int:
    return int((np.frombuffer(block, np.uint8) > 127).sum())
