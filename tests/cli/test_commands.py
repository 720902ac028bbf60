"""What a command hands to its job, what it prints where, and how it ends."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.standin import Result
from foresale.errors import NeedsKeys, NotABundle, NotADuration, OneAnswerOnStdout


def test_flags_reach_the_job_in_the_job_s_own_words(foresale, job):
    calls = job()
    done = foresale(
        "train", "a.csv", "b.csv", "--map", "user=uid,time=date+clock", "--map", "item=a=b",
        "--types", "0=view,1=purchase", "--columns", 'uid,"a,b"', "--day-first", "--decimal", ",", "--within", "7d,30d",
        "--cutoff", "2014-07-16", "--cutoff", "2014-07-23", "--without", "rhythm,sessions", "--without", "views_7d",
        "--seed", "7", "--memory", "1GB", "--threads", "2", "--out", "我的 run",
    )  # fmt: skip
    assert done.code == 0
    (asked,) = calls
    assert asked["sources"] == (("a.csv", "b.csv"),)
    assert asked["map"] == {"user": "uid", "time": "date+clock", "item": "a=b"}
    assert asked["types"] == {"0": "view", "1": "purchase"}
    assert asked["columns"] == ("uid", "a,b")
    assert asked["day_first"] is True
    assert asked["decimal"] == ","
    assert asked["session_minutes"] == 30
    assert asked["within"] == "7d,30d"
    assert asked["cutoff"] == ("2014-07-16", "2014-07-23")
    assert asked["without"] == ("rhythm", "sessions", "views_7d")
    assert (asked["seed"], asked["memory"], asked["threads"], asked["model"]) == (7, "1GB", 2, "auto")
    assert asked["out"] == Path("我的 run")


def test_day_first_is_undecided_unless_said(foresale, job):
    calls = job()
    foresale("inspect", "a.csv")
    foresale("inspect", "a.csv", "--month-first")
    assert [c["day_first"] for c in calls] == [None, False]


def test_a_run_without_out_never_lands_on_another(foresale, job):
    calls = job(lambda out, **_: out.mkdir() or Result())
    for _ in range(3):
        foresale("train", "a.csv")
    assert [c["out"].name for c in calls] == ["foresale-run", "foresale-run-2", "foresale-run-3"]


def test_the_answer_is_on_stdout_and_quiet_keeps_it(foresale, job):
    job(lambda progress, **_: progress.say("reading") or Result())
    loud, quiet = foresale("inspect", "a.csv"), foresale("inspect", "a.csv", "-q")
    assert loud.out == quiet.out == "3 events were read\n"
    assert (loud.err, quiet.err) == ("reading\n", "")


def test_the_library_s_log_is_heard_as_loudly_as_asked(foresale, job):
    def log(**_):
        logger = logging.getLogger("foresale.log")
        logger.debug("all of it")
        logger.info("what it does")
        logger.warning("something odd")
        return Result()

    job(log)
    heard = {flag: len(foresale("inspect", "a.csv", flag).err.splitlines()) for flag in ("-q", "--strict", "-v", "-vv")}
    assert heard == {"-q": 0, "--strict": 1, "-v": 2, "-vv": 3}


def test_json_is_one_object_and_nothing_else(foresale, job):
    job()
    done = foresale("inspect", "a.csv", "--json")
    assert json.loads(done.out) == {"events": 3, "shop": "小店"}
    assert "小店" in done.out


def test_a_mistake_of_the_user_s_is_one_message_with_its_fix(foresale, job):
    def fail(**_):
        raise NotABundle(path="somewhere")

    job(fail)
    done = foresale("score", "somewhere", "a.csv", "--json")
    assert done.code == 1
    assert done.err.startswith("error: somewhere is not a bundle")
    assert "\n  fix: name the folder" in done.err
    assert "Traceback" not in done.err
    assert json.loads(done.out)["error"] == "NotABundle"


def test_a_wrong_value_found_by_a_job_exits_2(foresale, job):
    def fail(**_):
        raise NotADuration(text="soon", nearest="30d")

    job(fail)
    assert foresale("train", "a.csv", "--within", "soon").code == 2


def test_a_mistake_of_ours_keeps_its_traceback(job, monkeypatch, tmp_path):
    from foresale.cli.main import main

    def fail(**_):
        raise ZeroDivisionError

    job(fail)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ZeroDivisionError):
        main(["inspect", "a.csv"])


def test_inspect_shows_its_screen_before_the_question_that_only_a_flag_settles(foresale, job):
    job(lambda **_: Result(open=NotABundle(path="x")))
    done = foresale("inspect", "a.csv", "--json")
    assert done.code == 1
    assert json.loads(done.out)["events"] == 3
    assert done.err.startswith("error: ")


@pytest.mark.parametrize("command", [["inspect", "a.csv"], ["train", "a.csv"], ["score", "b", "a.csv"]])
def test_strict_turns_a_no_into_3(foresale, job, command):
    job(lambda **_: Result(ok=False))
    assert foresale(*command).code == 0
    assert foresale(*command, "--strict").code == 3


def test_scores_on_stdout_leave_the_summary_to_stderr(foresale, job):
    job(lambda **_: print("user,p\n1,.5") or Result())
    done = foresale("score", "bundle", "a.csv", "--out", "-")
    assert done.out == "user,p\n1,.5\n"
    assert "3 events" in done.err


@pytest.mark.parametrize("command", [["score", "bundle"], ["features", "--keys", "keys.csv"]])
def test_stdout_holds_one_answer(foresale, job, command):
    calls = job()
    done = foresale(*command, "a.csv", "--out", "-", "--json")
    assert done.code == OneAnswerOnStdout.exit_code == 2
    assert json.loads(done.out)["error"] == "OneAnswerOnStdout" and calls == []


def test_ctrl_c_exits_130(foresale, job):
    def stop(**_):
        raise KeyboardInterrupt

    job(stop)
    done = foresale("train", "a.csv")
    assert done.code == 130
    assert "interrupted" in done.err


def test_features_of_a_log_need_rows(foresale):
    done = foresale("features", "a.csv", "--keys", "k.csv")
    assert done.code == NeedsKeys.exit_code == 2
    assert "--out is missing" in done.err


def test_a_closed_pipe_is_no_error():
    """`foresale config | head -1`, where the reader is gone before the first byte."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-c", "from foresale.cli.main import main; main(['config'])"],
            stdout=pipe, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
