"""`foresale models`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foresale.cli import options as flags
from foresale.cli.group import command
from foresale.cli.talk import Talk
from foresale.language import tr

if TYPE_CHECKING:
    from foresale.models.catalogue import Entry


@command(examples=("foresale models", "foresale models --json"))
@flags.common
def models(talk: Talk) -> None:
    """List the models, the simplest first: what --model takes, when each cannot answer, which package brings it."""
    from foresale.models.catalogue import catalogue

    talk.show(Listed(catalogue()))


@dataclass(frozen=True)
class Listed:
    """The models found."""

    models: list[Entry]
    ok: bool = True

    def to_dict(self) -> dict[str, object]:
        return {"models": [entry.to_dict() for entry in self.models]}

    def screen(self) -> list[Any]:
        from foresale.screen import Grid

        rows = [(e.name, str(e.simplicity), e.title, "; ".join(e.cannot), e.package) for e in self.models]
        columns = (tr("model"), tr("rank"), tr("title"), tr("cannot answer where"), tr("package"))
        return [Grid(columns, rows, right=(1,))]
