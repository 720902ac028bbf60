"""`foresale`: the group of commands, the exit codes, and how a mistake is told.

0 done · 1 a file, log, bundle or question is at fault · 2 the command was wrong · 3 done, but the check says no ·
130 Ctrl-C. A mistake of the user's is one message; a mistake of ours keeps its traceback.
"""

from __future__ import annotations

import contextlib
import errno
import gettext
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

import foresale as package
from foresale.cli import settings
from foresale.cli.group import Group, option, version
from foresale.cli.talk import choose_color
from foresale.errors import CannotWrite, ForesaleError, WrongCommand
from foresale.language import LANGUAGES, current, speak_to, tr, use

NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
COMPLETION = "_FORESALE_COMPLETE"  # set by the shell's completion script


@click.group(cls=Group, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    envvar=None,
    callback=version,
    help="Print the version.",
)
@option("--lang", type=click.Choice(LANGUAGES), expose_value=False, help="Language.  [default: that of the terminal]")
@click.pass_context
def foresale(ctx: click.Context) -> None:
    """Who will buy? From the log a shop already has to probabilities that hold."""
    if ctx.invoked_subcommand is None:
        click.echo(tr("Foresale reads a shop's log and says who will buy. Start with one of these:"))
        click.echo("  foresale demo")
        for example in Group.examples:
            click.echo(f"  {example.split('  ')[0]}")
        click.echo(tr("All commands: foresale --help"))


def main(args: Sequence[str] | None = None) -> None:
    """Entry point of the command line; always leaves by SystemExit, or by the traceback of a bug."""
    given = list(sys.argv[1:] if args is None else args)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):  # a stream that somebody replaced may not know its encoding
            stream.reconfigure(errors="replace", line_buffering=True)  # type: ignore[union-attr]
    with use(_language(given)), speak_to("shell"), _click_speaks(current()):
        sys.exit(_run(given))


def _run(args: list[str]) -> int:
    try:
        if COMPLETION in os.environ:
            foresale.main(args, prog_name="foresale")  # answers the shell and leaves
        with foresale.make_context("foresale", args) as ctx:
            foresale.invoke(ctx)
        sys.stdout.flush()
    except click.exceptions.Exit as e:
        return e.exit_code
    except click.UsageError as e:
        _tell(str(_as_ours(e)))
        return e.exit_code
    except ForesaleError as e:
        _tell(str(e))
        return e.exit_code
    except (KeyboardInterrupt, click.Abort):
        _tell(tr("interrupted; nothing is left half-written"))
        return 130
    except BrokenPipeError:
        _discard_stdout()  # the reader (head, less) has seen enough
    except OSError as e:
        if e.errno not in NO_ROOM or e.filename is not None:
            raise
        _discard_stdout()
        error = CannotWrite(path=tr("the standard output"), reason=e.strerror)
        _tell(str(error))
        return error.exit_code
    return 0


def _as_ours(error: click.UsageError) -> WrongCommand:
    """click's complaint in the form of our errors, with the place of a value that no flag gave."""
    details = {}
    context, param = error.ctx, getattr(error, "param", None)
    if context and param and (place := settings.place_of(context, param)):
        details["from"] = place
    command = error.ctx.command_path if error.ctx else "foresale"
    return WrongCommand(complaint=error.format_message(), command=command, details=details)


def _tell(text: str) -> None:
    label = click.style(f"{tr('error')}:", fg="red", bold=True)
    click.echo(f"{label} {text}", err=True, color=choose_color())


def _discard_stdout() -> None:
    """Point stdout nowhere, or Python complains about the closed pipe once more while it leaves."""
    with contextlib.suppress(OSError, ValueError, AttributeError):  # a stream that somebody replaced may have no number
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def _language(args: Sequence[str]) -> str | None:
    """The language of help and errors, before click has parsed anything: flag, environment, settings file, locale."""
    asked = settings.peek(args, "--lang") or os.environ.get("FORESALE_LANG")
    if asked:
        return asked
    with contextlib.suppress(ForesaleError):  # a broken file is told by the command that needs it
        return settings.read_language(settings.peek(args, "--config"))
    return None


@contextmanager
def _click_speaks(language: str) -> Iterator[None]:
    """click's own sentences come from gettext: give it our catalogue (locales/zh/LC_MESSAGES), and the language."""
    gettext.bindtextdomain("foresale", str(Path(package.__file__).parent / "locales"))
    domain, before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.textdomain("foresale")
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before
