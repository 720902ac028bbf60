"""Talk while working: stages with a count, and sentences. The silent one is the default everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Stage:
    """One piece of work that can say how far it is."""

    def advance(self, n: int = 1) -> None:
        """`n` more of the total are done."""


class Progress:
    """Silent. The command line hands in one that draws."""

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        """A piece of work of `total` units (None: unknown), finished when the block ends."""
        yield Stage()

    def say(self, text: str) -> None:
        """One sentence for the person who waits."""


SILENT = Progress()
