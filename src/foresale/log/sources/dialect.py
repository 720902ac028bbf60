"""How a text is cut into fields: delimiter, quote, header or not, decided by trying every candidate on samples.

The samples are the head of the file and blocks spread over the rest, so that a log whose first lines are odd is not
judged by them.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foresale.log.raw import Dialect
from foresale.log.vocabulary import fields_of

BLANKS = " "
# In the order of belief where two explain a file equally well.
DELIMITERS = (",", "\t", ";", "|", "\x01", "::", "^", "~", BLANKS)
FEWEST_LINES = 5  # that must agree on the places of blanks before a table of fixed width is believed
WELL_QUOTED = WELL_CUT = 0.95
HEAD, BLOCK, BLOCKS = 1 << 18, 1 << 15, 8
# Blanks inside fields (`2019-10-01 00:00:00 UTC`) imitate a delimiter, so blanks need a better case than the others.
BELIEF = {BLANKS: 0.6, "::": 0.9, "^": 0.9, "~": 0.9}

_NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*(e[-+]?\d+)?%?")
_DATE = re.compile(r"\d{1,4}[-/.年月]\d{1,2}([-/.月日]\d{0,4}日?)?([ T]\d{1,2}(:\d{1,2}){0,2}.*)?")


@dataclass(frozen=True)
class Cut:
    """A text cut by one candidate: the records (fields, first physical line) and how well they agree."""

    delimiter: str
    quote: str
    escape: str
    records: list[tuple[list[str], int, int]]  # fields, physical line of its beginning and of its end, from 1
    width: int  # fields of most lines
    share: float  # share of the physical lines in records of that width
    starts: tuple[int, ...] = ()  # fixed width: place of each field's first character

    @property
    def score(self) -> float:
        return self.share**4 * (1 - 1 / self.width) * BELIEF.get(self.delimiter, 1.0)


def samples(path: Path) -> list[str]:
    """The head of a UTF-8 file and blocks spread over the rest, each of whole lines."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        if size <= HEAD:
            return [head.decode("utf-8-sig")]
        texts = [head[: head.rfind(b"\n") + 1 or None].decode("utf-8-sig", "ignore")]
        for n in range(BLOCKS):
            stream.seek(HEAD + (size - HEAD - BLOCK) * n // (BLOCKS - 1) if size > HEAD + BLOCK else HEAD)
            block = stream.read(BLOCK)
            texts.append(block[block.find(b"\n") + 1 : block.rfind(b"\n") + 1].decode("utf-8", "ignore"))
    return [text for text in texts if text]


def decide(texts: Sequence[str]) -> Cut:
    """The best cut of the first sample, judged on all of them; its `width` is 1 where nothing cuts the text."""
    best = None
    for delimiter in DELIMITERS:
        if delimiter != BLANKS and not any(delimiter in text for text in texts):
            continue
        cut = None
        for quote, escape in _quotings(delimiter, texts):
            # Quotes are believed while they explain nearly every line: without them each quoted comma would count as
            # one more field, and more fields look like a better answer.
            if cut is None or cut.share < WELL_QUOTED:
                other = _cut(texts, delimiter, quote, escape)
                cut = other if cut is None or other.share > cut.share else cut
        assert cut is not None
        if best is None or cut.score > best.score + 1e-9:
            best = cut
    assert best is not None
    if best.width == 1 or (best.delimiter == BLANKS and best.share < WELL_CUT):
        return _fixed_width(texts) or best
    return best


def uncut(texts: Sequence[str]) -> Cut:
    """The text as a table of one column: a list of ids, whatever blanks and signs are in them."""
    return _cut(texts, ",", '"', '"')


def dialect_of(cut: Cut) -> tuple[Dialect, tuple[str, ...]]:
    """The dialect of a cut text and its header's names (`column1`... where it has none).

    Lines of another width before the first of the usual width are a preamble (a title, the terms of an export) and
    are skipped with the header.
    """
    start = next((n for n, (fields, *_) in enumerate(cut.records) if len(fields) == cut.width), 0)
    below = [fields for fields, *_ in cut.records[start:] if len(fields) == cut.width][:1000]
    if start and len(cut.records[start - 1][0]) == cut.width - 1 and is_header(["", *cut.records[start - 1][0]], below):
        start -= 1
        # Rows that end with a delimiter, which the header lacks, or a first column of row names without one.
        trailing = not any(row[-1].strip() for row in below)
        fields = [*cut.records[start][0], ""] if trailing else ["", *cut.records[start][0]]
        header = True
    else:
        fields, below = below[0], below[1:]
        header = is_header(fields, below)
    _, begin, end = cut.records[start]
    names = tuple(fields) if header else tuple(f"column{n + 1}" for n in range(cut.width))
    return Dialect(cut.delimiter, cut.quote, cut.escape, header, end if header else begin - 1, cut.starts), names


def is_header(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns rather than filling them.

    Known names of fields settle it; so do numbers and dates, the other way; a text above a column of numbers is a
    name. Where every column is text, names are those that never come back below.
    """
    known = sum(any(whole for *_, whole in fields_of(cell).values()) for cell in first)
    data = sum(map(looks_like_data, first))
    if known or data:
        return known > data
    if not below:
        return True
    for place, cell in enumerate(first):
        column = [row[place] for row in below if row[place].strip()]
        if cell.strip() and column and sum(map(looks_like_data, column)) > 0.9 * len(column):
            return True
    distinct = len({cell.strip() for cell in first}) == len(first)
    recurs = any(cell == row[place] for row in below for place, cell in enumerate(first) if cell.strip())
    return distinct and not recurs


def looks_like_data(cell: str) -> bool:
    """A number, a date or a time."""
    cell = cell.strip()
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def _fixed_width(texts: Sequence[str]) -> Cut | None:
    """Fields at fixed places: cut wherever every line of every sample is blank. None where that gives one field."""
    lines = [line.rstrip("\r") for text in texts for line in text.split("\n") if line.strip()]
    if len(lines) < FEWEST_LINES:
        return None
    filled = np.zeros(max(map(len, lines)) + 1, bool)
    for line in lines:
        filled[[place for place, letter in enumerate(line) if letter not in " \t"]] = True
    starts = tuple((np.flatnonzero(filled[1:] & ~filled[:-1]) + 1).tolist())
    starts = (0, *starts) if filled[0] else starts
    if len(starts) < 2:
        return None
    ends = (*starts[1:], None)
    records = [
        ([line[start:end].strip() for start, end in zip(starts, ends)], n, n)
        for n, line in enumerate(texts[0].split("\n"), 1)
        if line.strip()
    ]
    return Cut(BLANKS, "", "", records, len(starts), 1.0, starts)


def _quotings(delimiter: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    if delimiter == BLANKS or len(delimiter) > 1:
        return [("", "")]
    quotings = [('"', '"')]
    if any('"' in text for text in texts):
        quotings.append(("", ""))
        if any('\\"' in text for text in texts):
            quotings.append(('"', "\\"))
    elif any(f"'{delimiter}'" in text for text in texts):
        quotings.append(("'", "'"))
    return quotings


def _cut(texts: Sequence[str], delimiter: str, quote: str, escape: str) -> Cut:
    widths: Counter[int] = Counter()
    first: list[tuple[list[str], int, int]] = []
    for n, text in enumerate(texts):
        records = _records(text, delimiter, quote, escape)
        for fields, begin, end in records:
            widths[len(fields)] += end - begin + 1
        if n == 0:
            first = records
    if not widths:
        return Cut(delimiter, quote, escape, first, 1, 0.0)
    width, lines = max(widths.items(), key=lambda item: (item[1], item[0]))
    return Cut(delimiter, quote, escape, first, width, lines / math.fsum(widths.values()))


def _records(text: str, delimiter: str, quote: str, escape: str) -> list[tuple[list[str], int, int]]:
    if delimiter == BLANKS or len(delimiter) > 1:
        lines = ((line.rstrip("\r"), n) for n, line in enumerate(text.split("\n"), 1))
        separator = None if delimiter == BLANKS else delimiter
        return [(line.split(separator), n, n) for line, n in lines if line.strip()]
    csv.field_size_limit(1 << 24)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        doublequote=escape == quote, escapechar="\\" if escape == "\\" else None,
    )  # fmt: skip
    records, before = [], 0
    for fields in reader:
        if fields:
            records.append((fields, before + 1, reader.line_num))
        before = reader.line_num
    return records
