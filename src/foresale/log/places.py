"""Where in its file something stands: bytes to lines, rows to lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

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


def lines_of_rows(path: Path, rows: Lines, *, first_line: int, quote: str, rejected: Lines) -> Lines:
    """Physical line (from 1) at which each of the rows (ordinals from 0 of the records that were kept) begins.

    Empty lines and rejected ones are no records; a line break inside quotes belongs to its record.
    """
    starts = []
    line, inside = 0, False
    with path.open("rb") as stream:
        rest = b""
        while block := stream.read(BLOCK):
            cut = block.rfind(b"\n") + 1
            part, rest = (rest + block[:cut], block[cut:]) if cut else (b"", rest + block)
            if part:
                found, inside = _record_starts(part, line, inside, first_line, quote, rejected)
                starts.append(found)
                line += part.count(b"\n")
        if rest:
            starts.append(_record_starts(rest + b"\n", line, inside, first_line, quote, rejected)[0])
    every = np.concatenate(starts) if starts else np.empty(0, np.int64)
    return every[rows]


def _record_starts(
    part: bytes, before: int, inside: bool, first_line: int, quote: str, rejected: Lines
) -> tuple[Lines, bool]:
    """Lines at which a record begins in `part` (whole lines, after line `before`); whether a quote stays open."""
    data = np.frombuffer(part, np.uint8)
    ends = np.flatnonzero(data == 10)
    begins = np.concatenate(([0], ends[:-1] + 1))
    number = np.arange(before + 1, before + 1 + len(ends))
    length = ends - begins
    empty = (length == 0) | ((length == 1) & (data[begins] == 13))
    usable = (number >= first_line) & ~np.isin(number, rejected)
    opened = np.zeros(len(ends), bool)
    if quote:
        quotes = np.flatnonzero(data == ord(quote))
        per_line = np.bincount(np.searchsorted(ends, quotes), minlength=len(ends)) * usable
        parity = (np.cumsum(per_line) + inside) % 2 == 1
        opened[0], opened[1:] = inside, parity[:-1]
        inside = bool(parity[-1])
    return number[usable & ~opened & ~(empty & ~opened)], inside
