"""What a result shows: sentences and small tables, for a terminal of any width, a pipe and a notebook.

A result's `screen()` is a list of parts: a text (one paragraph, already in the reader's language) or a `Grid`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from rich import box
from rich.console import Console
from rich.segment import Segment, Segments
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True)
class Grid:
    """A small table.

    columns : headings, already translated
    rows    : texts, already formatted; a row as long as `columns`
    right   : places of the columns that hold numbers and stand to the right
    title   : a line above it, or ""
    names   : the first column holds names to be typed: they are not broken
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: tuple[int, ...] = ()
    title: str = ""
    names: bool = False


Part = str | Grid


def draw(screen: Iterable[Part], console: Console) -> None:
    """Print the parts on `console`, an empty line around each grid.

    A terminal wraps texts and titles between words; where nobody looks, and for indented texts (commands and paths to
    copy), lines stay whole. Cells wrap inside their column.
    """
    before: Part | None = None
    for part in screen:
        if before is not None and (isinstance(part, Grid) or isinstance(before, Grid)):
            console.print()
        text = part if isinstance(part, str) else part.title  # a table's own title would wrap at the table's width
        if text:
            console.print(Text(text), soft_wrap=text.startswith("  ") or not console.is_terminal)
        if isinstance(part, Grid):
            for line in console.render_lines(_drawn(part), pad=False):
                console.print(Segments([*_without_end(line), Segment.line()]), end="", soft_wrap=True)
        before = part


def _without_end(line: list[Segment]) -> list[Segment]:
    """A line without the blanks that fill it up: they would be copied, and stand in files."""
    kept = list(line)
    while kept and not kept[-1].text.strip():
        kept.pop()
    return [*kept[:-1], Segment(kept[-1].text.rstrip(), kept[-1].style)] if kept else []


def _drawn(grid: Grid) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, heading in enumerate(grid.columns):
        table.add_column(
            Text(heading), justify="right" if place in grid.right else "left", overflow="fold",
            no_wrap=place == 0 and (grid.names or bool(grid.right)),  # rather the headings of numbers than names
        )  # fmt: skip
    for row in grid.rows:
        table.add_row(*(Text(cell) for cell in row))  # Text: brackets of a product's title are no markup
    return table


def as_text(screen: Iterable[Part], width: int = 100) -> str:
    """The screen as plain text, as a pipe sees it; grids are `width` characters wide at most."""
    file = io.StringIO()
    draw(screen, Console(file=file, width=width, color_system=None, legacy_windows=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def as_html(screen: Iterable[Part]) -> str:
    """The screen for a notebook: no script, no link, colours inherited, every cell escaped; texts that follow each
    other are lines of one paragraph."""
    out = []
    for texts, parts in groupby(screen, key=lambda part: isinstance(part, str)):
        if texts:
            out.append(f"<p>{'<br>'.join(escape(str(part)) for part in parts)}</p>")
        else:
            out += [_table(part) for part in parts if isinstance(part, Grid)]
    return "\n".join(out)


def _table(grid: Grid) -> str:
    def cells(tag: str, row: Sequence[str]) -> str:
        align = ("right" if place in grid.right else "left" for place in range(len(row)))
        return "".join(
            f'<{tag} style="text-align:{a};padding:.15em 1em .15em 0">{escape(cell)}</{tag}>'
            for a, cell in zip(align, row)
        )

    caption = f'<caption style="text-align:left">{escape(grid.title)}</caption>' if grid.title else ""
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in grid.rows)
    return f"<table>{caption}<thead><tr>{cells('th', grid.columns)}</tr></thead><tbody>{body}</tbody></table>"
