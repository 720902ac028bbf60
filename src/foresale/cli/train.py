"""`foresale train`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from foresale.cli import options as flags
from foresale.cli.group import command, option
from foresale.cli.talk import Talk


@command(
    examples=(
        "foresale train orders.csv",
        'foresale train orders.csv --ask "buys within 30d for active(90d)" --out june',
    )
)
@flags.logs()
@flags.reading
@option("--ask", metavar="TEXT", help='The question in words: "buys within 30d for active(90d)".')
@option("--target", metavar="NAME", help="What is asked: purchase, churn, an event type, or MODULE:FUNCTION.")
@option("--within", metavar="30d", help="How far ahead, with unit (36h, 7d, 4w, 6mo); several: 7d,30d.")
@option("--population", metavar="NAME", help="Of whom: active(90d), bought, bought(365d), identified, all.")
@option("--labels", metavar="FILE", help="Answers of your own: a file of key, cutoff and label.")
@flags.several(
    "--cutoff",
    metavar="TIME",
    help="Instant of the question; nothing at or after it is read.  [default: first midnight after the last event]",
)
@option("--keys", metavar="FILE", help="Score exactly these rows: key columns, and cutoff where it differs.")
@option("--model", default="auto", show_default=True, metavar="NAME", help="auto compares them all and picks one.")
@flags.several("--without", metavar="NAME", help="Leave out this feature or family.")
@flags.country
@option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    metavar="N",
    help="Same seed, same bytes.",
)
@option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the run.  [default: foresale-run, or the next free foresale-run-2 ...]",
)
@option("--dry-run", is_flag=True, envvar=None, help="Say what would be asked and judged, train nothing.")
@flags.force
@flags.strict
@flags.machine
@flags.common
def train(
    logs: tuple[str, ...], out: Path | None, strict: bool, dry_run: bool, machine: Any, talk: Talk, **asked: Any
) -> None:
    """Train, judge and explain a model, and score every customer.

    Leaves a folder with report.html, scores.csv and scores.parquet, the bundle that can score again, and metrics.json.
    """
    from foresale.jobs.train import train as train_on

    if not dry_run:
        out = out or free_folder("foresale-run")
    run = train_on(logs, out=out, dry_run=dry_run, **asked, **machine, progress=talk.progress)
    run.in_full = talk.verbose > 0
    talk.show(run, strict=strict)


def free_folder(name: str) -> Path:
    """`name`, or the first of name-2, name-3 ... that is not there: a run never replaces another unasked."""
    folder, n = Path(name), 1
    while folder.exists():
        n += 1
        folder = Path(f"{name}-{n}")
    return folder
