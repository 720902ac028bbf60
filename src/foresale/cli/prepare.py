"""`foresale prepare`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from foresale.cli import options as flags
from foresale.cli.group import command, option
from foresale.cli.talk import Talk


@command(
    examples=("foresale prepare orders.csv", "foresale prepare clicks/*.csv --timezone Asia/Shanghai --out events")
)
@flags.logs()
@flags.reading
@option(
    "--out", type=click.Path(path_type=Path), metavar="DIR",
    help="Folder for a copy as Arrow files, which pandas, Polars and DuckDB open.",
)  # fmt: skip
@flags.force
@flags.machine
@flags.common
def prepare(logs: tuple[str, ...], out: Path | None, force: bool, machine: Any, talk: Talk, **asked: Any) -> None:
    """Read, clean and store a log, and say how fast.

    Every other command does this when it first meets a log. With --out the events are copied out too, with texts
    instead of codes, and the rows that cannot be used.
    """
    from foresale.jobs.prepare import prepare_log

    talk.show(prepare_log(logs, out=out, force=force, **asked, **machine, progress=talk.progress))
