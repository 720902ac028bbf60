"""`foresale plugins`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from foresale import plugins as known
from foresale.cli import options as flags
from foresale.cli.group import command
from foresale.cli.talk import Talk
from foresale.language import tr


@command(examples=("foresale plugins", "foresale plugins --json"))
@flags.common
def plugins(talk: Talk) -> None:
    """List what other packages add: sources, features, models, their sentences."""
    talk.show(Listed([plugin for kind in known.KINDS for plugin in known.found(kind)]))


@dataclass(frozen=True)
class Listed:
    """The plugins found, those that do not load included."""

    plugins: list[known.Plugin]

    @property
    def ok(self) -> bool:
        return not any(p.reason for p in self.plugins)

    def to_dict(self) -> dict[str, object]:
        keys = ("kind", "name", "package", "version", "value", "reason")
        return {"plugins": [{key: getattr(p, key) for key in keys} for p in self.plugins]}

    def screen(self) -> list[Any]:
        from foresale.screen import Grid

        if not self.plugins:
            return [
                tr(
                    "No plugins are installed. A package adds one by an entry point of the group {group}.",
                    group="foresale.features",
                )
            ]
        rows = [(p.kind, p.name, f"{p.package} {p.version}", p.reason or tr("loads")) for p in self.plugins]
        return [Grid((tr("kind"), tr("name"), tr("package"), tr("state")), rows)]
