"""How a command speaks: the answer on stdout, the talk on stderr, colours and bars only where somebody looks."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import click

from foresale.cli.show import console
from foresale.errors import ForesaleError, OneAnswerOnStdout
from foresale.language import tr, use
from foresale.progress import SILENT, Progress, Stage

PATIENCE = 1.0  # seconds without a bar: what is over sooner needs none


@dataclass
class Talk:
    """What `common` hands to a command.

    progress : where jobs say how far they are
    as_json  : the answer is one JSON object
    shown    : whether the answer is out (errors then add nothing to stdout)
    on_stdout: whether stdout is free for the answer's screen, or a job writes a file there
    """

    as_json: bool = False
    color: bool | None = None
    verbose: int = 0
    progress: Progress = SILENT
    shown: bool = field(default=False, init=False)
    on_stdout: bool = field(default=True, init=False)

    @classmethod
    @contextmanager
    def open(cls, *, as_json: bool, quiet: bool, verbose: int, no_color: bool, language: str | None) -> Iterator[Talk]:
        """A talk for one command; its language, log handler and bar are gone afterwards."""
        color = choose_color(no_color)
        if quiet:
            progress: Progress = SILENT
        elif sys.stderr.isatty():
            progress = Bar(color)
        else:
            progress = Lines(sys.stderr)
        with use(language), _logging(-1 if quiet else verbose):
            talk = cls(as_json, color, verbose, progress)
            try:
                yield talk
            except ForesaleError as e:
                if as_json and not talk.shown:
                    click.echo(json.dumps(e.to_dict(), ensure_ascii=False))
                raise

    def show(self, result: Any, *, strict: bool = False) -> None:
        """Print a job's result: its screen, or with --json its one object. `strict`: exit 3 where it is not ok."""
        out = sys.stdout if self.on_stdout else sys.stderr
        if self.as_json:
            click.echo(json.dumps(result.to_dict(), ensure_ascii=False, allow_nan=False), file=out)
        else:
            from foresale.screen import draw

            draw(result.screen(), console(out, self.color))
        self.shown = True
        if strict and not result.ok:
            raise click.exceptions.Exit(3)

    def show_path(self, path: Path) -> None:
        """Print the one file that a command made."""
        click.echo(json.dumps({"path": str(path)}, ensure_ascii=False) if self.as_json else str(path))
        self.shown = True

    def answer_is_a_file(self, on_stdout: bool) -> None:
        """`--out -`: the file itself goes to stdout, so what would be shown there goes to stderr."""
        if on_stdout and self.as_json:
            raise OneAnswerOnStdout()
        self.on_stdout = not on_stdout


def choose_color(no_color: bool = False) -> bool | None:
    """False: never; True: always; None: where the stream is a terminal. The flag, NO_COLOR, TERM=dumb, FORCE_COLOR."""
    if no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None


class Lines(Progress):
    """For files and CI: one line a stage, when it is over, with its time."""

    def __init__(self, out: TextIO) -> None:
        self.out = out

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        began = time.monotonic()
        yield Stage()
        print(f"{name}  {time.monotonic() - began:.1f} s", file=self.out, flush=True)

    def say(self, text: str) -> None:
        print(text, file=self.out, flush=True)


class Bar(Progress):
    """For a terminal: after a second a bar for each stage at work; stages that took longer leave a line."""

    def __init__(self, color: bool | None) -> None:
        self.color = color
        self.bars: Any = None  # rich's Progress, imported and drawn only once somebody has waited
        self.lock = threading.Lock()
        self.open: list[_Drawn] = []

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        stage = _Drawn(name, total)
        timer = threading.Timer(PATIENCE, self._draw)
        timer.daemon = True
        began = time.monotonic()
        with self.lock:
            self.open.append(stage)
            if self.bars is not None:
                stage.add_to(self.bars)
        timer.start()
        try:
            yield stage
        finally:
            timer.cancel()
            self._close(stage)
        if time.monotonic() - began > PATIENCE:
            self.say(f"{name}  {time.monotonic() - began:.1f} s")

    def say(self, text: str) -> None:
        with self.lock:
            if self.bars is not None:
                self.bars.console.print(text, markup=False, highlight=False)
            else:
                click.echo(text, err=True)

    def _draw(self) -> None:
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        with self.lock:
            if self.bars is not None or not self.open:
                return
            self.bars = Bars(
                SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(bar_width=24),
                TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn(),
                TextColumn(tr("left")), TimeRemainingColumn(),
                console=console(sys.stderr, self.color), transient=True,
            )  # fmt: skip
            for stage in self.open:
                stage.add_to(self.bars)
            self.bars.start()

    def _close(self, stage: _Drawn) -> None:
        with self.lock:
            self.open.remove(stage)
            if self.bars is None:
                return
            stage.leave()
            if not self.open:
                self.bars.stop()
                self.bars = None


class _Drawn(Stage):
    def __init__(self, name: str, total: int | None) -> None:
        self.name, self.total, self.done = name, total, 0
        self.bars: Any = None
        self.task: Any = None

    def advance(self, n: int = 1) -> None:
        self.done += n
        if self.bars is not None:
            self.bars.update(self.task, completed=self.done)

    def add_to(self, bars: Any) -> None:
        self.task = bars.add_task(self.name, total=self.total, completed=self.done)
        self.bars = bars

    def leave(self) -> None:
        if self.bars is not None:
            self.bars.remove_task(self.task)
            self.bars = None


@contextmanager
def _logging(verbose: int) -> Iterator[None]:
    """Show the library's log on stderr while the command runs: warnings (-1: errors), 1 what it does, 2 all of it."""
    logger = logging.getLogger("foresale")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel({-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG))
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
