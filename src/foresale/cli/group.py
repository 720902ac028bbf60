"""The form of our commands: help that opens with examples, both languages, settings from files and environment."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from foresale import __version__
from foresale.cli import settings
from foresale.language import tr

COMMANDS = (
    "inspect", "train", "score", "explain", "report", "features", "prepare", "init", "models", "demo", "config",
    "plugins", "completion",
)  # fmt: skip
COMMON = "Every command"  # section of --help, which is click's own option, and of what every command has


class Option(click.Option):
    """A flag: its help in the reader's language, its value also from FORESALE_NAME and from settings files.

    section : heading under which the help lists it; "" is the command's own
    """

    def __init__(self, *args: Any, section: str = "", **settings_of_click: Any) -> None:
        super().__init__(*args, **settings_of_click)
        self.section = section

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        with _translated(self):
            return super().get_help_record(ctx)


class Argument(click.Argument):
    """A place on the command line, with help in the reader's language."""

    def get_help_record(self, ctx: click.Context) -> Any:
        with _translated(self):
            return super().get_help_record(ctx)


@contextmanager
def _translated(thing: Any) -> Iterator[None]:
    english = thing.help
    thing.help = tr(english) if english else english
    try:
        yield
    finally:
        thing.help = english


class Helpful(click.Command):
    """Help that opens with examples, in the reader's language."""

    examples: Sequence[str] = ()

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(tr("Examples")):
            formatter.write("".join(f"  {example}\n" for example in self.examples))
        formatter.write_paragraph()
        super().format_help(ctx, formatter)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with _translated(self):
            super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {"": []}
        for param in self.get_params(ctx):
            record = None if isinstance(param, click.Argument) else param.get_help_record(ctx)
            if record:
                sections.setdefault(getattr(param, "section", COMMON), []).append(record)
        for section, records in sections.items():
            if records:
                with formatter.section(tr(section or "Options")):
                    formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return tr(self.help or "").splitlines()[0]


class Command(Helpful):
    """A command whose flags may also stand in a settings file."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks_help = any(name in args for name in ("-h", "--help"))
        if not asks_help and not ctx.resilient_parsing:
            found = settings.read(settings.peek(args, "--config"))
            ctx.default_map = found.values
            ctx.meta[settings.PLACES] = found.places
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as e:
            from foresale.log.columns import MAPPABLE

            field = e.option_name.lstrip("-")
            if field in MAPPABLE and any("--map" in parameter.opts for parameter in self.params):
                text = tr("{said} Did you mean --map {field}=COLUMN?", said=e.message, field=field)
                raise click.UsageError(text, ctx) from None
            raise


class Group(Helpful, click.Group):
    """Finds `foresale NAME` in `foresale/cli/NAME.py` when it is asked for."""

    examples: Sequence[str] = (
        "foresale inspect orders.csv      # what the log holds and which questions it can answer",
        "foresale train orders.csv        # model, report, and a score for every customer",
    )

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found = getattr(import_module(f"foresale.cli.{cmd_name}"), cmd_name)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as e:  # click offers the commands already imported, which are none
            raise click.NoSuchCommand(e.command_name, possibilities=COMMANDS, ctx=ctx) from None


def command(*, examples: Sequence[str]) -> Callable[[Callable[..., Any]], Command]:
    """Declare a command; the docstring is its help, its first line the short one."""

    def declare(function: Callable[..., Any]) -> Command:
        made = click.command(cls=Command, context_settings={"help_option_names": ["-h", "--help"]})(function)
        paragraphs = inspect.cleandoc(function.__doc__ or "").split("\n\n")
        made.help = "\n\n".join(" ".join(lines.split("\n")) for lines in paragraphs)
        made.examples = examples
        return made

    return declare


def option(*names: str, **settings_of_click: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`click.option` with our class and the environment variable FORESALE_NAME."""
    long = next(n for n in names if n.startswith("--")).split("/")[0].removeprefix("--")
    settings_of_click.setdefault("envvar", f"FORESALE_{long.replace('-', '_').upper()}")
    return click.option(*names, cls=Option, **settings_of_click)


def version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Print one line and leave."""
    if value:
        click.echo(f"foresale {__version__}")
        ctx.exit()
