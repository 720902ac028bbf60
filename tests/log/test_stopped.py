"""A run that is killed leaves nothing that is taken for whole, and the next one goes on where it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from test_prepare import ROWS, by_day, everything, write

from foresale.log import append, coding, prepare, preparing, store
from foresale.progress import Progress

# Prepares a log and stops, until it is killed, when it comes to the n-th step of a stage.
RUN = """
import sys, time
from foresale.log import append, coding, prepare, raw, store
from foresale.progress import Progress

log, cache, where, step, raw.LARGE = *sys.argv[1:5], int(sys.argv[5])
coding.EVENTS_PER_BUCKET = 300

class Stops(Progress):
    def stage(self, name, total=None):
        self.at = name
        self.wait(0)
        return super().stage(name, total)
    def wait(self, n):
        if self.at == where and n == int(step):
            print("here", flush=True)
            time.sleep(60)

progress = Stops()
def rows(con, bucket):
    progress.wait(bucket)
    return coding.coded_rows(con, bucket)
store.coded_rows = append.coded_rows = rows
prepare(log, cache=cache, threads=1, progress=progress)
"""
CLEANING, CODING, GATHERING = "Cleaning", "Coding ids and texts", "Gathering events by user"


def kill_at(where: str, step: int, log: Path, cache: Path, large: int = 0) -> None:
    """Kill a process that prepares a log when it comes there; `large`: rows from which on a log is large."""
    run = [sys.executable, "-c", RUN, str(log), str(cache), where, str(step), str(large)]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None and process.stdout.readline() == "here\n"
        process.kill()


@pytest.fixture
def steps(monkeypatch):
    """What is done, step by step."""
    done: list[str] = []

    def spy(module, name, word):
        real = getattr(module, name)

        def wrapped(*args, **kwargs):
            done.append(word(args))
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, wrapped)

    spy(preparing, "open_sources", lambda args: "read")
    spy(preparing, "clean", lambda args: "clean")
    for module in (store, append):
        spy(module, "code_events", lambda args: "code")
        spy(module, "write_bucket", lambda args: f"bucket {args[1]}")
    monkeypatch.setattr(coding, "EVENTS_PER_BUCKET", 300)
    return done


ALL = ["read", "clean", "code", *(f"bucket {k}" for k in range(8))]


@pytest.mark.parametrize(
    ("where", "step", "left"),
    [(CLEANING, 0, ALL), (CODING, 0, ALL[2:]), (GATHERING, 0, ALL[3:]), (GATHERING, 5, ALL[8:])],
)
def test_the_next_run_does_what_is_left(tmp_path, steps, where, step, left):
    log, cache = write(tmp_path / "日志 1.csv", ROWS), tmp_path / "缓存"
    kill_at(where, step, log, cache)
    assert list((cache / "prepared").iterdir()) == [] == list((cache / "index").iterdir())
    said = []

    class Talk(Progress):
        def say(self, text):
            said.append(text)

    gone_on = prepare(log, cache=cache, progress=Talk())
    assert steps == left
    assert said == (["Going on where an earlier run was stopped"] if where != CLEANING else [])
    assert everything(gone_on) == everything(prepare(log, cache=tmp_path / "fresh"))
    assert [p.name for p in (cache / "scratch").iterdir() if ".lock" not in p.name] == []  # SQLite may leave a journal


@pytest.mark.parametrize(("where", "step"), [(CODING, 0), (GATHERING, 5)])
def test_a_small_log_is_begun_anew(tmp_path, steps, where, step):
    log, cache = write(tmp_path / "a.csv", ROWS), tmp_path / "cache"
    kill_at(where, step, log, cache, large=len(ROWS) + 1)
    assert everything(prepare(log, cache=cache)) == everything(prepare(log, cache=tmp_path / "fresh"))
    assert steps == ALL + ALL


def test_what_is_added_goes_on_too(tmp_path, steps):
    days = by_day(tmp_path / "log", ROWS)
    days[-1].rename(tmp_path / "later.csv")
    prepare(tmp_path / "log", cache=tmp_path / "cache")
    (tmp_path / "later.csv").rename(days[-1])
    kill_at(GATHERING, 5, tmp_path / "log", tmp_path / "cache")
    steps.clear()
    gone_on = prepare(tmp_path / "log", cache=tmp_path / "cache")
    assert steps == ALL[8:]
    assert everything(gone_on) == everything(prepare(tmp_path / "log", cache=tmp_path / "fresh"))


def test_what_was_spoilt_meanwhile_is_made_again(tmp_path, steps):
    log, cache = write(tmp_path / "a.csv", ROWS), tmp_path / "cache"
    kill_at(GATHERING, 5, log, cache)
    (work,) = (cache / "scratch").glob("work-*")
    segment = work / "store" / "buckets" / "0002" / "segment-0.arrow"
    segment.write_bytes(segment.read_bytes()[:-1] + b"?")
    (work / "store" / "buckets" / "0003" / "users.arrow").unlink()
    gone_on = prepare(log, cache=cache)
    assert steps == ["bucket 2", "bucket 3", *ALL[8:]]
    assert everything(gone_on) == everything(prepare(log, cache=tmp_path / "fresh"))


@pytest.mark.parametrize("spoilt", ["raw.duckdb", "notes.json"])
def test_work_that_cannot_be_read_is_begun_anew(tmp_path, steps, spoilt):
    log, cache = write(tmp_path / "a.csv", ROWS), tmp_path / "cache"
    kill_at(GATHERING, 5, log, cache)
    (work,) = (cache / "scratch").glob("work-*")
    (work / spoilt).write_bytes(b"\0" * 5000)
    assert prepare(log, cache=cache).n_events == len(ROWS)
    assert steps == ALL


def test_ctrl_c_is_gone_on_from(tmp_path, steps, monkeypatch):
    monkeypatch.setattr("foresale.log.raw.LARGE", 0)
    log, cache = write(tmp_path / "a.csv", ROWS), tmp_path / "cache"

    class Interrupted(Progress):
        def stage(self, name, total=None):
            if name == GATHERING:
                raise KeyboardInterrupt
            return super().stage(name, total)

    with pytest.raises(KeyboardInterrupt):
        prepare(log, cache=cache, progress=Interrupted())
    assert list((cache / "prepared").iterdir()) == []
    prepare(log, cache=cache)
    assert steps == ALL
