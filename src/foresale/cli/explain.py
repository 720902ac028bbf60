"""`foresale explain`."""

from __future__ import annotations

from typing import Any

from foresale.cli import options as flags
from foresale.cli.group import command, option
from foresale.cli.talk import Talk


@command(
    examples=(
        "foresale explain foresale-run orders.csv --user 17850",
        "foresale explain foresale-run orders.csv --user 17850 --lang zh",
    )
)
@flags.bundle
@option("--user", required=True, metavar="ID", envvar=None, help="The customer's id, as the log spells it.")
@flags.machine
@flags.common
def explain(bundle: str, logs: tuple[str, ...], machine: Any, talk: Talk, **asked: Any) -> None:
    """Say what speaks for and against one customer's score."""
    from foresale.jobs.why import explain as explain_with

    talk.show(explain_with(bundle, logs, **asked, **machine, progress=talk.progress))
