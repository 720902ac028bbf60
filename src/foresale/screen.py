"""What a result shows: sentences and small tables, for a terminal of any width, a pipe and a notebook.

A result's `screen()` is a list of parts: a text (one paragraph, already in the reader's language) or a `Grid`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True)
class Grid:
    """A small table.

    columns : headings, already translated
    rows    : texts, already formatted; a row as long as `columns`
    right   : places of the columns that hold numbers and stand to the right
    title   : a line above it, or ""
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: tuple[int, ...] = ()
    title: str = ""


Part = str | Grid


def draw(screen: Iterable[Part], console: Console) -> None:
    """Print the parts on `console`; long texts wrap at its width, long cells inside their column."""
    for part in screen:
        if isinstance(part, str):
            console.print(Text(part))
            continue
        table = Table(
            box=box.SIMPLE_HEAD, pad_edge=False, title=part.title or None, title_justify="left", title_style=""
        )
        for place, heading in enumerate(part.columns):
            table.add_column(Text(heading), justify="right" if place in part.right else "left", overflow="fold")
        for row in part.rows:
            table.add_row(*(Text(cell) for cell in row))  # Text: brackets of a product's title are no markup
        console.print(table)


def as_text(screen: Iterable[Part], width: int = 100) -> str:
    """The screen as plain text, as a pipe sees it."""
    file = io.StringIO()
    draw(screen, Console(file=file, width=width, color_system=None, legacy_windows=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def as_html(screen: Iterable[Part]) -> str:
    """The screen for a notebook: no script, no link, colours inherited, every cell escaped."""
    return "\n".join(f"<p>{escape(part)}</p>" if isinstance(part, str) else _table(part) for part in screen)


def _table(grid: Grid) -> str:
    def cells(tag: str, row: Sequence[str]) -> str:
        align = ("right" if place in grid.right else "left" for place in range(len(row)))
        return "".join(f'<{tag} style="text-align:{a}">{escape(cell)}</{tag}>' for a, cell in zip(align, row))

    caption = f"<caption>{escape(grid.title)}</caption>" if grid.title else ""
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in grid.rows)
    return f"<table>{caption}<thead><tr>{cells('th', grid.columns)}</tr></thead><tbody>{body}</tbody></table>"
