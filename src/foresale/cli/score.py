"""`foresale score`."""

from __future__ import annotations

from typing import Any

import click

from foresale.cli import options as flags
from foresale.cli.group import command, option
from foresale.cli.talk import Talk


@command(
    examples=(
        "foresale score foresale-run/bundle orders.csv",
        "foresale score foresale-run/bundle orders.csv --top 10% --out list.xlsx",
    )
)
@flags.bundle
@option("--keys", metavar="FILE", help="Score exactly these rows: key columns, and cutoff where it differs.")
@flags.pairs(
    "--map", metavar="FIELD=COLUMN",
    help="Which column of the keys file is what: user=member. The log is read as in training.",
)
@option("--top", metavar="N", help="Only the most likely ones: 10% or 500.")
@option("--reasons", is_flag=True, help="What speaks for and against each score, in three columns of words.")
@option("--excel", is_flag=True, help="CSV for Excel: with a BOM, and cells that begin with = + - @ guarded.")
@option(
    "--out",
    default="scores.csv",
    show_default=True,
    metavar="FILE",
    help="File by its ending: .csv, .parquet, .xlsx; - is stdout.",
)
@flags.strict
@flags.machine
@flags.common
def score(bundle: str, logs: tuple[str, ...], strict: bool, machine: Any, talk: Talk, **asked: Any) -> None:
    """Score customers with a bundle, and say what moved since it was trained."""
    from foresale.jobs.score import score as score_with

    talk.answer_is_a_file(asked["out"] == "-")
    if click.get_current_context().get_parameter_source("map") is not click.core.ParameterSource.COMMANDLINE:
        asked["map"] = None  # what foresale.toml or FORESALE_MAP says is of the log
    scored = score_with(bundle, logs, **asked, **machine, progress=talk.progress)
    talk.show(scored, strict=strict)
