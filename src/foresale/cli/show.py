"""rich's console as our commands want it: plain where piped, no hyphenless guesses about width, our rule of colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 160  # characters a line in a file: tables keep their rows whole


def console(out: TextIO, color: bool | None) -> Console:
    """A console on `out`; `color` as `talk.choose_color` gives it."""
    from rich.console import Console

    class Ours(Console):
        def on_broken_pipe(self) -> None:
            raise  # rich would leave with 1; `main` knows that a closed pipe is no error

    return Ours(
        file=out,
        color_system=None if color is False else "auto",  # without one, nothing is bold either
        force_terminal=True if color else None,
        width=None if out.isatty() else PIPE_WIDTH,
        highlight=False,
    )
