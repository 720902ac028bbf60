"""`foresale explain`."""

from __future__ import annotations

from typing import Any

import click

from foresale.cli import options as flags
from foresale.cli.group import Argument, command, option
from foresale.cli.talk import Talk


@command(
    examples=(
        "foresale explain foresale-run orders.csv --user 17850",
        "foresale explain foresale-run orders.csv --user 17850 --lang zh",
    )
)
@click.argument("bundle", cls=Argument, metavar="BUNDLE", help="The folder that `foresale train` left, or its bundle.")
@flags.logs()
@option("--user", required=True, metavar="ID", envvar=None, help="The customer's id, as the log spells it.")
@option("--cutoff", metavar="TIME", help="Instant of the scores.  [default: first midnight after the last event]")
@option("--allow-hindsight", is_flag=True, help="Also an instant whose answers the bundle has learned from.")
@flags.items
@flags.users
@flags.links
@flags.exclude
@flags.rates
@flags.id_key
@flags.quarantine
@flags.machine
@flags.common
def explain(bundle: str, logs: tuple[str, ...], machine: Any, talk: Talk, **asked: Any) -> None:
    """Say what speaks for and against one customer's score."""
    from foresale.jobs.why import explain as explain_with

    talk.show(explain_with(bundle, logs, **asked, **machine, progress=talk.progress))
