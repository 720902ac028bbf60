"""What a page is made of: sections of blocks. Plain data, already in the reader's language; the template lays it out.

Nothing here is HTML but `Figure.svg`, which `charts.drawing.draw` made. Everything else is text, and the template
escapes it: a column, a type or a segment of somebody's log may be called `<script>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from foresale.language import tr
from foresale.log.findings import Finding


@dataclass(frozen=True)
class Text:
    """A paragraph. "lead" is the page's answer, "note" stands small and muted."""

    kind: ClassVar[str] = "text"
    text: str
    role: Literal["lead", "plain", "strong", "note"] = "plain"


@dataclass(frozen=True)
class Point:
    """One sentence of a list; `sign` is a word before it ("Note", "Warning"), empty for none."""

    text: str
    sign: str = ""


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    kind: ClassVar[str] = "points"
    points: Sequence[Point]


@dataclass(frozen=True)
class Facts:
    """Names and their values, a pair a line."""

    kind: ClassVar[str] = "facts"
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """Rows of texts below `columns`.

    left  : index of the columns that are words; all others are figures and stand to the right
    wide  : index of the columns that hold sentences, which keep room on a phone
    grey  : index of the rows that are to be read with care;  strong: of those that matter most
    folded: the summary behind which the table is folded away; empty: it stands open, under `caption`
    """

    kind: ClassVar[str] = "table"
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    folded: str = ""
    left: frozenset[int] = frozenset({0})
    wide: frozenset[int] = frozenset()
    grey: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Figure:
    """A chart under its conclusion, with the numbers that it draws as a table."""

    kind: ClassVar[str] = "figure"
    title: str
    svg: str
    table: Table
    note: str = ""


@dataclass(frozen=True)
class Beside:
    """Blocks side by side on a wide screen, below each other on a phone."""

    kind: ClassVar[str] = "beside"
    columns: Sequence[Sequence[Block]]


@dataclass(frozen=True)
class Heading:
    """A heading below the section's own."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Code:
    """Text to paste."""

    kind: ClassVar[str] = "code"
    text: str


Block = Text | Points | Facts | Table | Figure | Beside | Heading | Code


@dataclass(frozen=True)
class Section:
    """A chapter of the page; `name` is its anchor."""

    name: str
    title: str
    blocks: Sequence[Block]


def points(findings: Sequence[Finding]) -> Points:
    """Findings as a list, warnings marked by a word."""
    return Points([Point(sentence(str(f)), tr("Warning") if f.level == "warning" else "") for f in findings])


def sentence(text: str) -> str:
    """A clause as a sentence of its own: a capital first, but p stays p."""
    return text if text.startswith("p ") else text[:1].upper() + text[1:]


def numbers(columns: Sequence[str], rows: Sequence[Sequence[str]], left: frozenset[int] = frozenset({0})) -> Table:
    """The table folded away below a chart."""
    return Table(columns, rows, folded=tr("The numbers"), left=left)
