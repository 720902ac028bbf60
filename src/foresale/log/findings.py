"""What the user should hear about the log: every assumption, every oddity, in a sentence."""

from __future__ import annotations

from typing import Any

import msgspec

from foresale.language import tr


class Finding(msgspec.Struct, frozen=True):
    """`text` is the English template that `language.tr` translates; `level` is "note" or "warning".

    A fact may be a finding itself, which is said in the reader's language too; read back from a file it is a dict.
    """

    code: str
    text: str
    facts: dict[str, Any] = {}
    level: str = "note"

    def __str__(self) -> str:
        return tr(self.text, **{name: _said(fact) for name, fact in self.facts.items()})


def _said(fact: Any) -> Any:
    if isinstance(fact, Finding):
        return str(fact)
    return str(msgspec.convert(fact, Finding)) if isinstance(fact, dict) and "text" in fact else fact
