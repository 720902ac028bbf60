"""`foresale init`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from foresale.cli import options as flags
from foresale.cli.group import command, option
from foresale.cli.settings import FILE
from foresale.cli.talk import Talk


@command(examples=("foresale init orders.csv", "foresale init clicks.csv --yes"))
@flags.logs()
@flags.reading
@option("--yes", is_flag=True, envvar=None, help="Ask nothing: take what is proposed.")
@flags.force
@flags.machine
@flags.common
def init(logs: tuple[str, ...], yes: bool, machine: Any, talk: Talk, **asked: Any) -> None:
    """Settle how a log is read, and keep it as foresale.toml of this folder.

    On a terminal it asks what only you can know, one question after the other. Elsewhere the open questions are an
    error that names their flags.
    """
    from foresale.jobs.init import init_log

    there: dict[str, Any] = {"ask": _ask, "tell": _tell} if sys.stdin is not None and sys.stdin.isatty() else {}
    talk.show(init_log(logs, yes=yes, write=Path(FILE), **there, **asked, **machine, progress=talk.progress))


def _ask(prompt: str, default: str | None = None, choices: tuple[str, ...] = ()) -> str:
    kind = click.Choice(choices) if choices else None
    return str(click.prompt(prompt, default=default, type=kind, err=True))


def _tell(text: str) -> None:
    click.echo(f"\n{text}", err=True)
