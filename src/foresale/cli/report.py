"""`foresale report`."""

from __future__ import annotations

from pathlib import Path

import click

from foresale.cli import options as flags
from foresale.cli.group import Argument, command, option
from foresale.cli.talk import Talk


@command(
    examples=("foresale report foresale-run --lang zh", "foresale report foresale-run --out report-zh.html --lang zh")
)
@click.argument(
    "folder",
    type=click.Path(path_type=Path),
    cls=Argument,
    metavar="DIR",
    help="The folder that `foresale train` left.",
)
@option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The page.  [default: report.html in DIR]")
@flags.common
def report(folder: Path, out: Path | None, talk: Talk) -> None:
    """Render the report of a run again, in another language for example."""
    from foresale.jobs.report import report as render

    talk.show_path(render(folder, out=out))
