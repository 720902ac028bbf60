"""What the user should hear about the log: every assumption, every oddity, in a sentence."""

from __future__ import annotations

from typing import Any

import msgspec

from foresale.language import tr


class Finding(msgspec.Struct, frozen=True):
    """`text` is the English template that `language.tr` translates; `level` is "note" or "warning"."""

    code: str
    text: str
    facts: dict[str, Any] = {}
    level: str = "note"

    def __str__(self) -> str:
        return tr(self.text, **self.facts)
