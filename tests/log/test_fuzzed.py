"""Broken files of every format: an answer or an error of ours, soon, in little memory; never a traceback or a crash.

Files are broken at random (`mutations.py`) and read in processes of their own. What is met for the first time (an
error, a dialect, a finding) makes its file a seed of further ones. Guidance by coverage was looked at: `atheris` traces
Python, and nine tenths of what takes these bytes apart is compiled (DuckDB, calamine, zlib); outcomes tell of both.

FORESALE_FUZZ_SECONDS says how long; FORESALE_FUZZ_SEED where chance begins.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from queue import Empty, Queue
from random import Random
from threading import Thread

import psutil
import pytest
from mutations import mutated, seeds

from foresale.errors import ForesaleError

SHORT, LONG = 60, 3600  # seconds
MOST_SECONDS = 60  # for a file of at most a megabyte, on a busy machine
MOST_BYTES = 1_500_000_000  # resident; DuckDB has 300 MB of it
WHOLE = 0.1  # share of the files that `foresale.inspect` reads, rather than the readers alone
RENEW = 500  # files a process: memory that leaks slowly is another test's business


class Reader:
    """A process that reads files; a new one where the last one is dead."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.process, self.answers, self.done = folder, None, Queue(), 0

    def read(self, path: Path, whole: bool) -> tuple[str, str | None]:
        """Outcome, and what is wrong with it."""
        if self.process is None or self.done >= RENEW:
            self._start()
        self.done += 1
        assert self.process is not None and self.process.stdin is not None
        print(json.dumps({"path": str(path), "whole": whole}), file=self.process.stdin, flush=True)
        about, begin = psutil.Process(self.process.pid), time.monotonic()
        while True:
            try:
                line = self.answers.get(timeout=0.2)
            except Empty:
                if time.monotonic() - begin > MOST_SECONDS:
                    self.stop()
                    return "slow", f"no answer after {MOST_SECONDS} s"
                if self.process.poll() is None and about.memory_info().rss > MOST_BYTES:
                    self.stop()
                    return "large", f"more than {MOST_BYTES:,} bytes of memory"
                continue
            if not line:
                code = self.process.wait()
                self.stop()
                return "dead", f"the process ended with {code}"
            answer = json.loads(line)
            return answer["outcome"], answer.get("bug")

    def _start(self) -> None:
        self.stop()
        command = [sys.executable, str(Path(__file__).with_name("read_for_fuzzing.py")), str(self.folder / "scratch")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
        )
        self.answers, self.done = Queue(), 0
        Thread(target=self._listen, args=(self.process, self.answers), daemon=True).start()

    @staticmethod
    def _listen(process, answers) -> None:
        with contextlib.suppress(ValueError):  # closed meanwhile
            for line in process.stdout:
                answers.put(line)
        answers.put("")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            with self.process:  # closes its pipes
                self.process.wait()
            self.process = None


def fuzz(folder: Path, seconds: float, seed: int) -> tuple[dict[str, str], int, set[str]]:
    """What is wrong by outcome (with the file that shows it), files read, outcomes met."""
    chance, corpus = Random(seed), seeds(folder / "seeds")
    met: set[str] = set()
    wrong: dict[str, str] = {}
    reader, files, end = Reader(folder), 0, time.monotonic() + seconds
    kept = Path(tempfile.mkdtemp(prefix="foresale-fuzzed-"))
    fresh = list(corpus)  # sound ones first: the readers have to read them
    try:
        while time.monotonic() < end:
            if fresh:
                ending, content = fresh.pop()
            else:
                ending, content = chance.choice(corpus)
                content = mutated(chance, ending, content, corpus)
            path = folder / f"file{ending}"
            path.write_bytes(content)
            files += 1
            outcome, bug = reader.read(path, chance.random() < WHOLE)
            if bug is not None:
                where = bug.strip().splitlines()[-1]
                name = f"{outcome} {where}"[:200]
                if name not in wrong:
                    example = kept / f"{len(wrong)}{ending}"
                    example.write_bytes(content)
                    wrong[name] = f"{example}\n{bug}"
            elif outcome not in met:
                corpus.append((ending, content))
            met.add(outcome)
    finally:
        reader.stop()
        if not wrong:
            kept.rmdir()
    return wrong, files, met


def check(folder: Path, seconds: float) -> None:
    seconds = float(os.environ.get("FORESALE_FUZZ_SECONDS", seconds))
    wrong, files, met = fuzz(folder, seconds, int(os.environ.get("FORESALE_FUZZ_SEED", "1")))
    assert not wrong, "\n\n".join(wrong.values())
    errors = {name.split()[0] for name in met if name[0].isupper()}
    known = {c.__name__ for c in _all_errors(ForesaleError)}
    assert errors <= known
    assert files > seconds / 5 and len(errors) >= 3  # it did read, and did break something


def _all_errors(kind):
    return {kind}.union(*(_all_errors(below) for below in kind.__subclasses__()))


def test_a_minute_of_broken_files(tmp_path):
    check(tmp_path, SHORT)


@pytest.mark.slow
def test_an_hour_of_broken_files(tmp_path):
    check(tmp_path, LONG)
