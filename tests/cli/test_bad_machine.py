"""Full disks, forbidden places, little memory, Ctrl-C: whole files or none, and one clear line."""

from __future__ import annotations

import errno
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

import foresale as package
from cli.bad_log import GOOD, csv
from foresale.errors import CannotCache, CannotWrite

# ---- places to write


@pytest.mark.parametrize(
    ("out", "said"), [("log.csv", "a file of this name is there"), ("full", "the folder full is not empty")]
)  # fmt: skip
def test_a_run_never_lands_on_something_else(told, write, tmp_path, out, said):
    write()
    (tmp_path / "full").mkdir()
    write("", "full/mine.txt")
    assert said in told(1, "train", "log.csv", "--out", out)


@pytest.mark.parametrize("command", ["train", "score", "features"])
def test_a_place_that_cannot_be_written_is_told_before_any_work(told, write, trained, monkeypatch, command):
    def refuse(suffix: Any = None, prefix: Any = None, dir: Any = None) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied", str(Path(dir, "tmp")))  # as the system names it

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    keys = write("user_id\nu0001\n", "keys.csv")
    args = {
        "train": ["nothere.csv"],
        "score": [str(trained), "nothere.csv"],
        "features": ["nothere.csv", "--keys", keys],
    }
    message = told(1, command, *args[command], "--out", "out.csv")
    assert "cannot write out.csv: Permission denied" in message and "--out" in message


@pytest.mark.parametrize("out", ["scores.csv", "scores.parquet", "scores.xlsx"])
def test_a_full_disk_leaves_the_old_file_whole(told, write, trained, tmp_path, monkeypatch, out):
    write("the scores of yesterday", out)

    def full(*args: Any) -> None:
        Path(args[1]).write_text("half", encoding="utf-8")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setitem(package.jobs.output.WRITERS, Path(out).suffix, full)
    message = told(1, "score", str(trained), write(), "--out", out)
    assert f"cannot write {out}: {os.strerror(errno.ENOSPC)}" in message
    assert (tmp_path / out).read_text(encoding="utf-8") == "the scores of yesterday"
    assert CannotWrite.exit_code == 1


def test_a_full_disk_leaves_no_half_run(told, write, monkeypatch):
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("foresale.jobs.train.write_bundle", full)
    flags = ["--ask", "buys within 14d for all", "--model", "own_rate", "--threads", "1"]
    assert "cannot write run" in told(1, "train", write(), *flags, "--out", "run")


def test_a_cache_that_cannot_hold_the_log_is_told(foresale, write, tmp_path, monkeypatch):
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("foresale.log.preparing.build", full)
    done = foresale("inspect", write(), "--cache", "cache")
    assert done.code == CannotCache.exit_code == 1
    assert "cannot be written to" in done.err and "--cache DIR" in done.err
    assert not list((tmp_path / "cache" / "prepared").iterdir())


# ---- machine


def test_memory_is_told_where_it_does_not_suffice(told, write, monkeypatch):
    def much(*_: Any, **__: Any) -> None:
        raise duckdb.OutOfMemoryException("could not allocate block")

    monkeypatch.setattr("foresale.log.sources.delimited._load", much)
    message = told(1, "inspect", write(), "--memory", "100MB")
    assert "cannot be prepared with 100MB of memory" in message and "--memory 4GB" in message


def test_a_user_with_very_many_events_is_named_and_answered(foresale, cache, write):
    robot = "".join(f"robot,2024-02-{1 + n % 28:02d} 10:00:00,view,i{n % 50},1\n" for n in range(60_000))
    log = write(csv() + robot)
    done = foresale("train", log, "--model", "own_rate", "--threads", "1", "--out", "run", "--cache", cache)
    assert done.code == 0, done.err
    seen = foresale("inspect", log, "--cache", cache)
    assert "one value of `user_id` owns 96.7% of the rows, `robot`" in seen.out
    flag = "--where \"user_id IS DISTINCT FROM 'robot'\""
    assert flag in seen.out
    seen = foresale("inspect", log, *shlex.split(flag), "--json", "--cache", cache)
    assert json.loads(seen.out)["events"] == len(GOOD)


def test_an_address_with_very_many_events_is_not_shown(foresale, cache, write):
    robot = "".join(f"me@shop.de,2024-02-{1 + n % 28:02d} 10:00:00,view,i{n % 50},1\n" for n in range(60_000))
    people = csv(lambda _, r: (f"{r[0]}@mail.de", *r[1:]))
    seen = foresale("inspect", write(people + robot), "--cache", cache)
    said = " ".join(seen.out.split())
    assert "one value of `user_id` owns 96.7% of the rows, 60,000: a till" in said and "me@shop" not in seen.out
    assert f"its first row: log.csv:{len(GOOD) + 2}; --where \"user_id IS DISTINCT FROM 'ID'\"" in said


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches the whole console there, the test with it")
@pytest.mark.parametrize("wait", [0.3, 1.0])
def test_ctrl_c_leaves_nothing_half_written(tmp_path, wait):
    (tmp_path / "log.csv").write_text(csv() * 30, encoding="utf-8")
    args = ["train", "log.csv", "--out", "run", "--cache", "cache"]
    command = f"from foresale.cli.main import main; print('on', flush=True); main({args})"
    with subprocess.Popen(
        [sys.executable, "-c", command], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as at_work:
        assert at_work.stdout is not None and at_work.stdout.readline() == "on\n"
        time.sleep(wait)
        at_work.send_signal(signal.SIGINT)
        _, err = at_work.communicate(timeout=60)
    assert at_work.returncode == 130, err
    assert "interrupted; nothing is left half-written" in err and "Traceback" not in err
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "cache") == ["log.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches the whole console there, the test with it")
def test_ctrl_c_while_models_are_fitted_is_heard_at_once(tmp_path):
    """Models that would take an hour: LightGBM, the forest and the logistic regression in two threads."""
    (tmp_path / "log.csv").write_text(csv() * 30, encoding="utf-8")
    args = ["train", "log.csv", "--ask", "buys within 14d for all", "--threads", "3", "--out", "run"]
    args += ["--cache", "cache"]
    code = [
        "from foresale.models import boosting, forest, logistic",
        "boosting.MOST_ROUNDS = boosting.PATIENCE = forest.TREES = 10**6; logistic.STRENGTHS *= 10**4",
        "from foresale.cli import talk",
        "from contextlib import contextmanager",
        "stage = talk.Lines.stage",
        "def told(self, name, total=None):",
        "    print(name, flush=True)",
        "    return stage(self, name, total)",
        "talk.Lines.stage = told",
        f"from foresale.cli.main import main; main({args})",
    ]
    with subprocess.Popen(
        [sys.executable, "-c", "\n".join(code)], cwd=tmp_path, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as at_work:  # fmt: skip
        assert at_work.stdout is not None
        assert any(line == "Comparing models\n" for line in iter(at_work.stdout.readline, ""))
        time.sleep(4)  # lightgbm and scikit-learn are imported, and at work
        at_work.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, err = at_work.communicate(timeout=60)
    assert time.monotonic() - began < 4, "2 s on a machine of its own"
    assert at_work.returncode == 130, err
    assert "interrupted; nothing is left half-written" in err and "Traceback" not in err
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "cache") == ["log.csv"]


def test_what_duckdb_makes_of_ctrl_c_is_ctrl_c(foresale, write, monkeypatch):
    def stopped(*_: Any, **__: Any) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("foresale.log.sources.delimited._load", stopped)
    done = foresale("inspect", write(), "--cache", "cache")
    assert done.code == 130 and "interrupted" in done.err


def test_a_full_disk_behind_stdout_is_told(foresale, monkeypatch):
    class Full:
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def flush(self) -> None: ...
        def isatty(self) -> bool:
            return False

    monkeypatch.setattr("sys.stdout", Full())
    done = foresale("config")
    assert done.code == 1 and "cannot write the standard output" in done.err
