"""Where in its file something stands: bytes to lines, rows to lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from foresale.log.raw import Dialect

BLOCK = 1 << 22
Lines = npt.NDArray[np.int64]


def lines_at(path: Path, positions: Sequence[int]) -> Lines:
    """Physical line (from 1) of each byte position, ascending; a position on a line's end belongs to the next line."""
    wanted = np.asarray(positions, np.int64)
    lines = np.ones(len(wanted), np.int64)
    at = before = done = 0
    with path.open("rb") as stream:
        while done < len(wanted) and (block := stream.read(BLOCK)):
            ends = np.flatnonzero(np.frombuffer(block, np.uint8) == 10)
            here = np.searchsorted(wanted, at + len(block))
            lines[done:here] += before + np.searchsorted(ends, wanted[done:here] - at, side="right")
            at, before, done = at + len(block), before + len(ends), int(here)
    lines[done:] += before
    return lines


def lines_of_rows(path: Path, rows: Lines, *, first_line: int, dialect: Dialect, rejected: Lines) -> Lines:
    """Physical line (from 1) at which each of the rows (ordinals from 0 of the records that were kept) begins.

    Empty lines and rejected ones are no records; a line break inside quotes belongs to its record.
    """
    every = _starts(path, first_line, dialect, rejected)
    if every is None:
        every = np.fromiter(_starts_one_by_one(path, first_line, dialect, set(rejected.tolist())), np.int64)
    if not len(every):
        return np.full(len(rows), first_line, np.int64)
    # Of a file that is damaged in ways nobody thought of, the last line is named rather than none.
    return every[np.minimum(rows, len(every) - 1)]


def _starts(path: Path, first_line: int, dialect: Dialect, rejected: Lines) -> Lines | None:
    """Lines at which records begin, by counting quotes; None where one stands within a field that it does not quote."""
    starts = []
    line, inside = 0, False
    with path.open("rb") as stream:
        rest = b""
        while block := stream.read(BLOCK):
            cut = block.rfind(b"\n") + 1
            part, rest = (rest + block[:cut], block[cut:]) if cut else (b"", rest + block)
            if part:
                found, inside = _record_starts(part, line, inside, first_line, dialect, rejected)
                if found is None:
                    return None
                starts.append(found)
                line += part.count(b"\n")
        if rest:
            found, _ = _record_starts(rest + b"\n", line, inside, first_line, dialect, rejected)
            if found is None:
                return None
            starts.append(found)
    return np.concatenate(starts) if starts else np.empty(0, np.int64)


def _record_starts(
    part: bytes, before: int, inside: bool, first_line: int, dialect: Dialect, rejected: Lines
) -> tuple[Lines | None, bool]:
    """Lines at which a record begins in `part` (whole lines, after line `before`; None: a stray quote); whether a quote
    stays open."""
    data = np.frombuffer(part, np.uint8)
    ends = np.flatnonzero(data == 10)
    begins = np.concatenate(([0], ends[:-1] + 1))
    number = np.arange(before + 1, before + 1 + len(ends))
    length = ends - begins
    empty = (length == 0) | ((length == 1) & (data[begins] == 13))
    usable = (number >= first_line) & ~np.isin(number, rejected)
    opened = np.zeros(len(ends), bool)
    if dialect.quote:
        quotes = np.flatnonzero(data == ord(dialect.quote))
        quotes = quotes[usable[np.searchsorted(ends, quotes)]]
        opening = quotes[int(inside) :: 2]
        left = data[opening[opening > 0] - 1]
        before_fields = list(f"{dialect.delimiter}{dialect.quote}\n".encode())
        if dialect.escape != dialect.quote or not np.isin(left, before_fields).all():
            return None, False
        per_line = np.bincount(np.searchsorted(ends, quotes), minlength=len(ends))
        parity = (np.cumsum(per_line) + inside) % 2 == 1
        opened[0], opened[1:] = inside, parity[:-1]
        inside = bool(parity[-1])
    return number[usable & ~opened & ~(empty & ~opened)], inside


def _starts_one_by_one(path: Path, first_line: int, dialect: Dialect, rejected: set[int]) -> Iterator[int]:
    """Lines at which records begin: a quote opens a field only where one begins."""
    opens, quote = (dialect.delimiter + dialect.quote).encode(), dialect.quote.encode()
    inside = False
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if number < first_line or number in rejected:
                continue
            if not inside and line.strip(b"\r\n"):
                yield number
            at = 0
            while quote:
                if inside:
                    if (found := line.find(quote, at)) < 0:
                        break
                    doubled = dialect.escape == dialect.quote and line[found + 1 : found + 2] == quote
                    escaped = dialect.escape == "\\" and line[max(found - 1, 0) : found] == b"\\"
                    inside, at = doubled or escaped, found + 1 + doubled
                elif at == 0 and line.startswith(quote):
                    inside, at = True, 1
                elif (found := line.find(opens, at)) >= 0:
                    inside, at = True, found + len(opens)
                else:
                    break
