"""`foresale demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from foresale.cli import options as flags
from foresale.cli.group import command, option
from foresale.cli.talk import Talk
from foresale.cli.train import free_folder
from foresale.language import tr


@command(examples=("foresale demo", "foresale demo --save orders.csv      # the log itself, to try every command on"))
@option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the run.  [default: foresale-demo, or the next free foresale-demo-2 ...]",
)
@option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar=None,
    metavar="FILE",
    help="Write the shop's log to a .csv, .parquet or .xlsx file, and train nothing.",
)
@flags.force
@flags.machine
@flags.common
def demo(out: Path | None, save: Path | None, force: bool, machine: Any, talk: Talk) -> None:
    """Do the main job on a real shop's log that comes with Foresale.

    541,909 invoice lines of a British online gift shop, December 2010 to December 2011 (UCI Online Retail, CC BY 4.0).
    """
    from foresale.data import online_retail

    if save:
        from pyarrow.parquet import read_table

        from foresale.jobs.output import write_table

        with online_retail() as log:
            write_table(read_table(log), save)
        talk.show_path(save)
        return

    from foresale.jobs.train import train

    talk.progress.say(
        tr("Who buys again within 30 days? A year of a British gift shop's invoices says. This takes a minute or two.")
    )
    folder = out or free_folder("foresale-demo")
    with online_retail() as log:
        run = train(
            [log], within="30d", population="bought", out=folder, force=force, **machine, progress=talk.progress
        )
    run.in_full = True
    talk.show(run)
