"""The reference, written from the code: commands, settings, features, models, formats,
errors. Sphinx calls it before reading pages."""

from __future__ import annotations

import inspect
import sys
from itertools import groupby
from pathlib import Path

import click

from foresale import errors
from foresale.cli import settings
from foresale.cli.group import COMMANDS
from foresale.cli.main import foresale
from foresale.features.catalogue import catalogue, summary
from foresale.language import use
from foresale.log.sources.format import all_formats
from foresale.models import catalogue as of_models

GENERATED = Path(__file__).parent / "reference" / "generated"


def main() -> None:
    """Write every generated page."""
    GENERATED.mkdir(parents=True, exist_ok=True)
    with use("en"):
        for name, page in {
            "commands": commands,
            "settings": all_settings,
            "features": features,
            "models": models,
            "formats": formats,
            "errors": all_errors,
        }.items():
            (GENERATED / f"{name}.md").write_text(page(), encoding="utf-8")


def commands() -> str:
    """Each command's own help."""
    context = foresale.make_context("foresale", ["--help"], resilient_parsing=True)
    parts = ["# Commands\n\nEvery page below is what `foresale COMMAND --help` prints.\n"]
    for name in COMMANDS:
        command = foresale.get_command(context, name)
        assert command
        inside = click.Context(command, info_name=name, parent=context, max_content_width=100, terminal_width=100)
        parts.append(f"## foresale {name}\n\n```text\n{command.get_help(inside)}\n```\n")
    return "\n".join(parts)


def all_settings() -> str:
    """Flag, key, variable, default and meaning."""
    lines = [
        "# Settings\n",
        "A flag wins over its environment variable, that over `foresale.toml` of the folder (or `--config FILE`),",
        "that over the user's own file, that over the default. `foresale config` prints each value and its origin,",
        "and where the user's own file is (`FORESALE_USER_CONFIG` moves it). No secret is ever a setting.\n",
        "| key in `foresale.toml` | flag | variable | default | meaning |",
        "|---|---|---|---|---|",
    ]
    for name, (param, _) in sorted(settings.options().items()):
        default = param.to_info_dict()["default"]
        shown = "" if default in (None, (), False) else f"`{default}`"
        flag = max(param.opts, key=len)
        lines.append(f"| `{name}` | `{flag}` | `{param.envvar}` | {shown} | {_cell(param.help or '')} |")
    return "\n".join(lines) + "\n"


def features() -> str:
    """Family by family, with unit, meaning and what a missing value says."""
    lines = [
        "# Features\n",
        "Windows in names are days back from the cutoff; `all` is the whole lookback. An event at the cutoff",
    ]
    lines.append("is already the future. Names in capitals stand for columns and event types of the shop's own.\n")
    for family, entries in groupby(catalogue(), key=lambda entry: entry.family):
        some = list(entries)
        reads = ", ".join(f"`{column}`" for column in some[0].needs)
        lines += [
            f"## {family}\n",
            f"{summary(family)} Needs {reads}.\n",
            "| feature | unit | meaning | missing means | formula |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| `{e.name}` | {e.unit} | {_cell(e.meaning)} | {_cell(e.missing)} | {_cell(e.formula)} |" for e in some
        ]
        lines.append("")
    return "\n".join(lines)


def models() -> str:
    """Model by model, with its own words, its rank and when it cannot answer."""
    lines = [
        "# Models\n",
        "`--model auto` compares all that can answer and takes the blend unless another is clearly better;",
        "`--model NAME` takes one. The simplest (rank 0) stand first. Baselines stand beside every answer.\n",
    ]
    for entry in of_models.catalogue():
        cannot = f" Cannot answer where: {'; '.join(entry.cannot)}." if entry.cannot else ""
        baseline = " A baseline." if entry.baseline else ""
        lines += [f"## {entry.name}\n", f"{of_models.summary(entry.name)} Rank {entry.simplicity}.{baseline}{cannot}\n"]
    return "\n".join(lines)


def formats() -> str:
    """Format by format, by the words of its file; how files are packed is the same for all."""
    lines = [
        "# Formats\n",
        "What a log, a keys file or a table of items or users may be. A file's first bytes tell its format, whatever",
        "its name. Each may be plain, in gzip, zstd, bzip2 or xz, in a zip, or in a folder of many.\n",
    ]
    for form in all_formats():
        text = sys.modules[form.recognise.__module__].__doc__ or ""
        lines += [f"## {form.name}\n", text.strip() + "\n"]
    return "\n".join(lines)


def all_errors() -> str:
    """Each error with its exit code, sentence and fix."""
    lines = [
        "# Errors\n",
        "An error is one message on stderr: what was found, and the fix to paste. In Python it is an exception of",
        "this tree,",
    ]
    lines += [
        "`foresale.errors`, with its facts as attributes and `to_dict()`.\n",
        "| class | exit | sentence | fix |",
        "|---|---|---|---|",
    ]
    for name, error in sorted(inspect.getmembers(errors, inspect.isclass)):
        if issubclass(error, errors.ForesaleError) and error.sentence:
            lines.append(f"| `{name}` | {error.exit_code} | {_cell(error.sentence)} | {_cell(error.fix)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    main()
