"""`foresale inspect`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from foresale.cli import options as flags
from foresale.cli.group import command, option
from foresale.cli.settings import FILE
from foresale.cli.talk import Talk
from foresale.language import tr


@command(examples=("foresale inspect orders.csv", "foresale inspect clicks/*.csv --timezone Asia/Shanghai --write"))
@flags.logs()
@flags.reading
@option("--write", is_flag=True, envvar=None, help="Save what was understood as foresale.toml of this folder.")
@option("--explain", metavar="FIELD", envvar=None, help="Say why a column was taken for this field, and not another.")
@flags.force
@flags.strict
@flags.machine
@flags.common
def inspect(
    logs: tuple[str, ...], write: bool, explain: str | None, strict: bool, machine: Any, talk: Talk, **asked: Any
) -> None:
    """Say what a log holds and which questions it can answer.

    Shows which column is what, and why; event types; users, items and days; holes; rows that cannot be used.
    """
    if explain is not None:
        if write:
            raise click.UsageError(tr("--explain and --write exclude each other"))
        from foresale.jobs.explain import explain_field

        del asked["force"]  # nothing is written
        talk.show(explain_field(logs, explain, **asked, **machine, progress=talk.progress))
        return
    from foresale.jobs.inspect import inspect_log

    target = Path(FILE) if write else None
    found = inspect_log(logs, write=target, **asked, **machine, progress=talk.progress)
    talk.show(found, strict=strict and found.open is None)
    if found.open is not None:
        raise found.open
