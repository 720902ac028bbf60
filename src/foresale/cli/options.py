"""The flags that several commands share, each declared once.

Flags are called as the jobs' arguments are. A decorator adds them; two hand the command one value: `machine` (memory,
threads, cache) and `talk` (how to speak and what to print).
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from foresale.cli import settings
from foresale.cli.complete import complete_columns
from foresale.cli.group import COMMON, Argument, option
from foresale.cli.talk import Talk
from foresale.errors import UsageError
from foresale.language import LANGUAGES, tr

Wrapper = Callable[[Callable[..., Any]], Callable[..., Any]]


class Whole(click.ParamType[Any]):
    """Takes a variable of the environment as one value; click would cut it at its blanks."""

    def split_envvar_value(self, rv: str) -> list[str]:
        return [rv]


class Names(Whole):
    """`a,b,c`, in quotes where a name holds a comma: `"a,b",c`."""

    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        return tuple(name.strip() for name in next(csv.reader([value]), []) if name.strip())


class Blocks(Whole):
    """Tables of the settings file (`[[source]]`), taken as they are."""

    name = "blocks"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Any, ...]:
        if not isinstance(value, tuple):
            self.fail(tr("it is written in foresale.toml: [[source]]"), param, ctx)
        return value


class Pairs(Whole):
    """`NAME=VALUE`, several separated by commas; VALUE may hold a `=`."""

    name = "pairs"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, str]:
        if isinstance(value, dict):
            return value
        pairs: dict[str, str] = {}
        for text in Names().convert(value, param, ctx):
            name, sign, of = text.partition("=")
            if not (name and sign and of):
                self.fail(tr("`{text}` is not NAME=VALUE", text=text), param, ctx)
            pairs[name.strip()] = of.strip()
        return pairs


def _flat(ctx: click.Context, param: click.Parameter, value: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(name for names in value for name in names)


def _merged(ctx: click.Context, param: click.Parameter, value: tuple[dict[str, str], ...]) -> dict[str, str]:
    return {name: of for pair in value for name, of in pair.items()}


def several(*names: str, **settings: Any) -> Wrapper:
    """A flag given several times, or once with commas; the command gets one tuple of names."""
    return option(*names, type=Names(), multiple=True, callback=_flat, **settings)


def pairs(*names: str, **settings: Any) -> Wrapper:
    """A flag of NAME=VALUE given several times, or once with commas; the command gets one dict."""
    return option(*names, type=Pairs(), multiple=True, callback=_merged, **settings)


def logs(required: bool = True) -> Wrapper:
    """The log: files, folders, globs."""
    return click.argument(
        "logs", nargs=-1, required=required, cls=Argument, metavar="LOG..." if required else "[LOG]...",
        help="Files, folders or globs: CSV, TSV, JSON lines, Parquet, Excel; plain, gzip, zstd or zip.",
    )  # fmt: skip


country = option(
    "--country", metavar="CODE", help="Whose public holidays become features: GB, DE-BY.  [default: nobody's]"
)
force = option("--force", is_flag=True, help="Replace what stands there under the same names.")
strict = option("--strict", is_flag=True, help="Exit with 3 where the check says no (for scripts).")
READING = "How the log is read"
told = partial(option, section=READING)
items = told("--items", metavar="FILE", help="Attributes of items (brand, category ...), joined by id.")
links = told("--links", metavar="FILE", help="Ids of one person: device, user, and since when that is known.")
users = told("--users", metavar="FILE", help="Attributes of users (country, gender ...), joined by id.")
mapping = pairs(
    "--map", section=READING, metavar="FIELD=COLUMN", shell_complete=complete_columns,
    help="Which column is what, for example user=customer_id; time=date+clock joins two.",
)  # fmt: skip
quarantine = told("--allow-quarantine", is_flag=True, help="Go on where more than 5 % of the rows are damaged.")
exclude = several(
    "--exclude", section=READING, metavar="robots|FILE",
    help="Leave users out of everything: robots, tests and staff that inspect suspects, or the ids of a file.",
)  # fmt: skip
rates = told(
    "--rates", metavar="RATES",
    help='What currencies are worth, "EUR=1,USD=0.92", or a file: currency, rate, since. Sums are in the first.',
)  # fmt: skip
id_key = told(
    "--id-key", metavar="FILE",
    help="Key with which e-mail addresses and telephone numbers become ids.  [default: the user's own, made once]",
)  # fmt: skip
_READING = (
    mapping,
    told("--columns", type=Names(), metavar="NAMES", help="Names for the columns of a file without a header: a,b,c."),
    pairs("--types", section=READING, metavar="CODES",
          help='What the event types mean: "0=view,1=purchase"; "*=purchase" for all.'),
    told("--timezone", metavar="ZONE", help="Time zone of times without one, and where days begin."),
    told("--year", type=click.IntRange(1900, 2200), metavar="YEAR", help="Year of dates that have none."),
    told("--day-first/--month-first", "day_first", default=None, help="Whether 03/04 is 3 April or March 4."),
    told("--decimal", type=click.Choice((",", ".")),
         help="What begins the fraction of numbers such as 1,234 or 1.234, where no value of the log tells."),
    told("--encoding", metavar="NAME",
         help="Encoding of text that is not UTF-8, where it is read wrongly: cp932, cp949, big5, cp1254."),
    told("--since", metavar="TIME", help="Only events from this date or instant on."),
    told("--until", metavar="TIME", help="Only events before this date or instant."),
    told("--where", metavar="SQL", help="Only rows for which this SQL condition on the log's columns holds."),
    several("--ignore", section=READING, metavar="COLUMN", shell_complete=complete_columns,
            help="Leave this column out."),
    exclude,
    rates,
    id_key,
    told("--fixed", type=Names(), metavar="NAMES", help="Attributes that never change, and so may be features."),
    told("--session-minutes", type=click.FloatRange(min=0, min_open=True), default=30.0, show_default=True,
           metavar="MINUTES", help="Idle time that ends a session, where the log has none."),
    quarantine,
    items,
    users,
    links,
    told("--source", type=Blocks(), hidden=True, help="Words for some files alone, from the settings file."),
)  # fmt: skip


def reading(function: Callable[..., Any]) -> Callable[..., Any]:
    """Flags that say how the log is read: the words of `jobs.words.ReadWords`."""
    return _add(_READING, function)


def bundle(function: Callable[..., Any]) -> Callable[..., Any]:
    """A bundle, the log that it answers for, as of when, and what lies elsewhere than in training or holds no more."""
    flags = (
        click.argument(
            "bundle", cls=Argument, metavar="BUNDLE", help="The folder that `foresale train` left, or its bundle."
        ),
        logs(),
        option("--cutoff", metavar="TIME",
               help="Instant of the scores.  [default: first midnight after the last event]"),
        option("--allow-hindsight", is_flag=True, help="Also an instant whose answers the bundle has learned from."),
        items, users, links, exclude, rates, id_key, quarantine,
    )  # fmt: skip
    return _add(flags, function)


def machine(function: Callable[..., Any]) -> Callable[..., Any]:
    """Flags that say how much of the machine to use; the command gets `machine: dict`."""

    @wraps(function)
    def gathered(memory: str, threads: int | None, cache: Path | None, **values: Any) -> Any:
        return function(machine={"memory": memory, "threads": threads, "cache": cache}, **values)

    knob = partial(option, section="The machine")
    flags = (
        knob("--memory", default="2GB", show_default=True, metavar="SIZE", help="Spill to disk beyond this."),
        knob("--threads", type=click.IntRange(min=1), metavar="N",
             help="Threads, else all cores; results do not depend on it."),
        knob("--cache", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
             help="Folder of prepared logs.  [default: the user's cache folder]"),
    )  # fmt: skip
    return _add(flags, gathered)


def common(function: Callable[..., Any]) -> Callable[..., Any]:
    """Flags of every command; the command gets `talk: Talk`."""

    @wraps(function)
    def gathered(
        config: str | None, lang: str | None, as_json: bool, quiet: bool, verbose: int, no_color: bool, **values: Any
    ) -> Any:
        with Talk.open(as_json=as_json, quiet=quiet, verbose=verbose, no_color=no_color, language=lang) as talk:
            try:
                return function(talk=talk, **values)
            except UsageError as e:
                _tell_place(e, click.get_current_context())
                raise

    every = partial(option, section=COMMON)
    flags = (
        every("--config", metavar="FILE", help="Settings file.  [default: foresale.toml of this folder]"),
        every("--lang", type=click.Choice(LANGUAGES), help="Language.  [default: that of the terminal]"),
        every("--json", "as_json", is_flag=True, envvar=None, help="Print one JSON object on stdout and nothing else."),
        every("-q", "--quiet", is_flag=True, help="Only the answer, no talk."),
        every("-v", "--verbose", count=True, help="More talk; -vv for all of it."),
        every("--no-color", is_flag=True, envvar=None, help="No colours (also NO_COLOR, TERM=dumb)."),
    )
    return _add(flags, gathered)


def _tell_place(error: UsageError, context: click.Context) -> None:
    """A value of a settings file or of the environment is mended there, not in a flag."""
    for param in context.command.params:
        if error.details.get("from") in param.opts and (place := settings.place_of(context, param)):
            error.details["from"] = place


def _add(flags: tuple[Wrapper, ...], function: Callable[..., Any]) -> Callable[..., Any]:
    for flag in reversed(flags):
        function = flag(function)
    return function
