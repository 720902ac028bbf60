"""The code blocks of a Markdown page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# ((?:src|tests)/\S+)\n")


@dataclass(frozen=True)
class Block:
    """One fenced block.

    language : the word after the fence (`console`, `python`, `toml` ...)
    line     : line of the page at which its text begins
    title    : what stands behind the language (`json src/...`), the path of a file that cannot hold a comment
    """

    language: str
    text: str
    line: int
    title: str = ""

    @property
    def file(self) -> str | None:
        """The path that a first line `# src/...` or `# tests/...`, or its title, gives the block."""
        found = _FILE.match(self.text) or _FILE.match(f"# {self.title}\n")
        return found[1] if found else None

    @property
    def commands(self) -> list[str]:
        """Lines that follow a prompt; a line ending in a backslash goes on in the next."""
        joined = self.text.replace("\\\n", " ")
        return [line[2:].split("  # ")[0].strip() for line in joined.splitlines() if line.startswith("$ ")]


def blocks(page: Path) -> list[Block]:
    """Every fenced block of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [Block(m[1], m[3], text.count("\n", 0, m.start(3)) + 1, m[2].strip()) for m in _FENCE.finditer(text)]
