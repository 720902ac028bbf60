"""What a run says while it works, kept for `log.txt` and `run.json`: the only files that hold times of day."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

import msgspec

import foresale
from foresale.language import tr
from foresale.progress import Progress, Stage


class Diary(Progress):
    """Passes everything on to `progress` and remembers it; `command` is the call as a command line."""

    def __init__(self, progress: Progress, command: str) -> None:
        self.progress = progress
        self.command = command
        self.began = datetime.now(UTC)
        self.lines: list[str] = []
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        began = time.monotonic()
        with self.progress.stage(name, total) as stage:
            yield stage
        took = time.monotonic() - began
        self.seconds[name] = round(self.seconds.get(name, 0.0) + took, 2)
        self.lines.append(f"{name}  {took:.1f} s")

    def say(self, text: str) -> None:
        self.lines.append(text)
        self.progress.say(text)

    def note(self, text: str) -> None:
        """For log.txt only."""
        self.lines.append(text)

    def stage_writing(self) -> AbstractContextManager[Stage]:
        """The last stage."""
        return self.stage(tr("Writing"))

    def as_text(self) -> str:
        """log.txt"""
        return "".join(f"{line}\n" for line in self.lines)

    def as_json(self) -> bytes:
        """run.json: the command, when, how long, on what machine; what was asked of the log stands in metrics.json."""
        now = datetime.now(UTC)
        facts = {
            "command": self.command,
            "started": self.began.isoformat(timespec="seconds"),
            "seconds": round((now - self.began).total_seconds(), 1),
            "stages": self.seconds,
            "foresale": foresale.__version__,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
        }
        return msgspec.json.format(msgspec.json.encode(facts), indent=1) + b"\n"
