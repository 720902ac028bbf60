"""Settings: flag, then FORESALE_... in the environment, then `foresale.toml`, then the user's file, then the default.

click itself asks flag, environment and default; this module gives it the two files as one table, knows which line a
value came from, and refuses a key that no flag has.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import platformdirs

from foresale.errors import SettingsNotFound, SettingsUnreadable, UnknownSetting

FILE = "foresale.toml"
PLACES = "foresale.places"  # where a context keeps what its settings came from


@dataclass(frozen=True)
class Settings:
    """What the files say.

    values : key (a flag's name with `_`) -> value, as click takes it
    places : key -> (file, line)
    """

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[Path, int]] = field(default_factory=dict)


def user_file() -> Path:
    """The user's own file: `$XDG_CONFIG_HOME/foresale/foresale.toml`, or its place on Windows and macOS."""
    return Path(os.environ.get("FORESALE_USER_CONFIG") or platformdirs.user_config_path("foresale") / FILE)


def read(config: str | None = None) -> Settings:
    """The user's file, overlaid by `config` (else FORESALE_CONFIG, else `foresale.toml` of the folder, if it is there).

    Raises
    ------
    SettingsNotFound, SettingsUnreadable, UnknownSetting
    """
    values: dict[str, Any] = {}
    places: dict[str, tuple[Path, int]] = {}
    for file in _files(config):
        found = _read_file(file)
        values |= found.values
        places |= found.places
    return Settings(values, places)


def read_language(config: str | None = None) -> str | None:
    """`lang` of the files alone: asked for at every start, so without the check of the other keys."""
    said = [_table(file)[1].get("lang") for file in _files(config)]
    return next((str(lang) for lang in reversed(said) if lang), None)


def _files(config: str | None) -> list[Path]:
    asked = config or os.environ.get("FORESALE_CONFIG")
    if asked and not Path(asked).is_file():
        raise SettingsNotFound(path=asked)
    return [file for file in (user_file(), Path(asked or FILE)) if file.is_file()]


def peek(args: Sequence[str], flag: str) -> str | None:
    """Value of `flag` among raw arguments: the language and the settings file are needed before click parses."""
    for place, arg in enumerate(args):
        if arg == flag and place + 1 < len(args):
            return args[place + 1]
        if arg.startswith(f"{flag}="):
            return arg.split("=", 1)[1]
    return None


def place_of(context: click.Context, param: click.Parameter) -> str | None:
    """Where a value stands that no flag gave: `foresale.toml:2`, or the variable's name; None: on the command line."""
    name = str(param.name)
    source = context.get_parameter_source(name)
    if source is click.core.ParameterSource.DEFAULT_MAP:
        file, line = context.meta[PLACES][name]
        return f"{file}:{line}"
    return str(param.envvar) if source is click.core.ParameterSource.ENVIRONMENT else None


def options() -> dict[str, tuple[Any, list[str]]]:
    """Every key that a file may hold -> (the click option, names of the commands that take it)."""
    from foresale.cli.main import foresale  # the commands are declared with `option`, which needs this module

    context = foresale.make_context("foresale", ["--help"], resilient_parsing=True)
    known: dict[str, tuple[Any, list[str]]] = {}
    for name in foresale.list_commands(context):
        found = foresale.get_command(context, name)
        for param in found.params if found else ():
            if param.param_type_name == "option" and param.envvar and param.name != "config":
                known.setdefault(str(param.name), (param, []))[1].append(name)
    return known


def _table(file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except OSError as e:
        raise SettingsUnreadable(file=file, reason=e.strerror or str(e)) from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise SettingsUnreadable(file=file, reason=e) from e


def _read_file(file: Path) -> Settings:
    text, table = _table(file)
    known = options()
    values: dict[str, Any] = {}
    places: dict[str, tuple[Path, int]] = {}
    for key, value in table.items():
        line = _line_of(key, text)
        if key not in known:
            close = difflib.get_close_matches(key.replace("-", "_"), known, n=1, cutoff=0.0)[0]
            raise UnknownSetting(key=key, file=file, line=line, close=close)
        values[key] = _as_flag(value, known[key][0])
        places[key] = (file, line)
    return Settings(values, places)


def _as_flag(value: Any, param: Any) -> Any:
    """A value of the file as click's option takes it: names and pairs whole, so that theirs may hold commas."""
    if param.type.name == "blocks":
        return tuple(value) if isinstance(value, list) else (value,)
    if isinstance(value, dict):
        return [{name: str(of) for name, of in value.items()}]
    if isinstance(value, list):
        names = tuple(str(v) for v in value)
        return [names] if param.multiple else names if param.type.name == "names" else ",".join(names)
    plain = value if isinstance(value, bool) else str(value)
    return [plain] if param.multiple else plain


def _line_of(key: str, text: str) -> int:
    named = re.compile(rf"""\s*(\[\s*)*["']?{re.escape(key)}["']?\s*[\]=.]""")
    return next((n for n, line in enumerate(text.splitlines(), start=1) if named.match(line)), 1)
