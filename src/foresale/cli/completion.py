"""`foresale completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from foresale.cli import options as flags
from foresale.cli.group import Argument, command
from foresale.cli.talk import Talk


@command(
    examples=(
        'eval "$(foresale completion bash)"',
        "foresale completion fish > ~/.config/fish/completions/foresale.fish",
    )
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")), cls=Argument, help="The shell to complete in.")
@flags.common
@click.pass_context
def completion(ctx: click.Context, shell: str, talk: Talk) -> None:
    """Print the script that completes commands, flags and column names on TAB."""
    maker = get_completion_class(shell)
    assert maker is not None  # the choice above lists click's own shells
    click.echo(maker(ctx.find_root().command, {}, "foresale", "_FORESALE_COMPLETE").source())
