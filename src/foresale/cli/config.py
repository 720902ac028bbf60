"""`foresale config`."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

import click

from foresale.cli import options as flags
from foresale.cli import settings
from foresale.cli.group import command, option
from foresale.cli.talk import Talk
from foresale.language import tr


@command(examples=("foresale config", "foresale config --schema > foresale.schema.json"))
@option("--schema", is_flag=True, envvar=None, help="Print the JSON Schema of foresale.toml, for editors.")
@flags.common
@click.pass_context
def config(ctx: click.Context, schema: bool, talk: Talk) -> None:
    """Print every setting, its value and where it came from.

    A flag wins over FORESALE_NAME in the environment, that over foresale.toml of this folder (or --config), that over
    the user's own file, that over the default.
    """
    if schema:
        click.echo(json.dumps(schema_of_settings(), indent=1))
        return
    found = settings.read(ctx.params["config"])
    talk.show(Values([_resolve(name, param, found) for name, (param, _) in settings.options().items()]))


@dataclass(frozen=True)
class Values:
    """The settings in force: (name, value, where it came from, whether it is the default)."""

    settings: list[tuple[str, Any, str, bool]]
    ok = True

    def to_dict(self) -> dict[str, object]:
        return {name: {"value": value, "from": origin} for name, value, origin, _ in self.settings}

    def screen(self) -> list[Any]:
        from foresale.screen import Grid

        shown = sorted(self.settings, key=lambda setting: setting[3])
        rows = [(name, _text(value), tr(origin) if default else origin) for name, value, origin, default in shown]
        return [
            tr("Your own file: {path}", path=settings.user_file()),
            Grid((tr("setting"), tr("value"), tr("from")), rows),
        ]


def schema_of_settings() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of `foresale.toml`: the flags' names, kinds, defaults and meanings."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "foresale.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _property(param) for name, (param, _) in settings.options().items()},
    }


def _property(param: Any) -> dict[str, Any]:
    texts = {"type": "array", "items": {"type": "string"}}
    found: dict[str, Any] = {"description": param.help}
    if param.is_flag:
        found["type"] = "boolean"
    elif param.type.name == "pairs":
        found |= {"type": "object", "additionalProperties": {"type": "string"}}
    elif param.type.name == "names":
        found["anyOf"] = [{"type": "string"}, texts]
    elif isinstance(param.type, click.Choice):
        found["enum"] = list(param.type.choices)
    else:
        kinds = {"integer": "integer", "integer range": "integer", "float range": "number"}
        found["type"] = kinds.get(param.type.name, "string")
    default = param.to_info_dict()["default"]
    return found if default in (None, ()) else found | {"default": default}


def _resolve(name: str, param: Any, found: settings.Settings) -> tuple[str, Any, str, bool]:
    if os.environ.get(param.envvar):
        return name, os.environ[param.envvar], param.envvar, False
    if name in found.values:
        file, line = found.places[name]
        return name, found.values[name], f"{file}:{line}", False
    default = param.to_info_dict()["default"]
    return name, default, "default", True


def _text(value: Any) -> str:
    if value in (None, (), []):
        return "-"
    if isinstance(value, dict):
        return ", ".join(f"{name}={of}" for name, of in value.items())
    return ", ".join(map(_text, value)) if isinstance(value, list | tuple) else str(value)
