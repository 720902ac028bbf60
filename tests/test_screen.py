"""What results show: plain in a pipe, aligned with Chinese, escaped in a notebook."""

from __future__ import annotations

import io
from unicodedata import east_asian_width

from rich.console import Console

from foresale.screen import Grid, as_html, as_text, draw

GRID = Grid(("model", "AUC"), [("recency", ".71"), ("提升树 [bold]", ".749")], right=(1,), title="Judged")


def width(line: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in line)


def test_numbers_stand_under_each_other_also_with_chinese():
    lines = as_text(["One sentence.", GRID], width=60).splitlines()
    assert lines[0] == "One sentence."
    first, second = (line for line in lines if ".7" in line)
    assert width(first) == width(second)
    assert first.endswith(".71") and second.endswith(".749")


def test_brackets_of_a_title_are_no_markup_and_pipes_get_no_colour():
    text = as_text([GRID], width=60)
    assert "[bold]" in text
    assert "\x1b" not in text


def test_a_long_cell_stays_whole_on_a_narrow_terminal():
    text = as_text([Grid(("what", "why"), [("x", "word " * 30 + "end")])], width=40)
    assert max(map(width, text.splitlines())) <= 40
    assert text.count("word") == 30 and "end" in text


def test_a_notebook_gets_escaped_cells_and_no_script():
    html = as_html(["<b>", Grid(("<script>",), [("<img onerror=x>",)])])
    assert "<script>" not in html and "<img" not in html
    assert "&lt;b&gt;" in html


def test_commands_and_paths_stay_whole_to_be_copied():
    command = "  foresale score " + "a-long-folder/" * 10 + "bundle orders.csv"
    assert as_text([command], width=40) == command + "\n"


def test_texts_that_follow_each_other_are_one_paragraph_and_cells_keep_apart():
    html = as_html(["one", "two", GRID, "three"])
    assert html.startswith("<p>one<br>two</p>\n<table>") and html.endswith("</table>\n<p>three</p>")
    assert html.count("padding:") == html.count("<td") + html.count("<th ")


def test_no_line_ends_in_blanks():
    """They would be copied, and stand in files."""
    console = Console(file=io.StringIO(), width=60, color_system=None, legacy_windows=False)
    draw(["One.", Grid(("what", "why"), [("x", "short"), ("y", "")], title="Title")], console)
    lines = console.file.getvalue().splitlines()
    assert len(lines) > 5 and [line for line in lines if line != line.rstrip()] == []
