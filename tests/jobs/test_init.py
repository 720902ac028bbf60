"""`init`: asks what is open one by one, on a terminal only; takes proposals with --yes; writes the settings."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tomllib

import pytest

from foresale.cli.main import main
from foresale.errors import FileThere, NoSuchColumn, UnclearDayMonth, UnclearTime, UnclearType, UnclearTypes
from foresale.jobs.init import init_log

ORDERS = ["customer_id,order_date,created_at,sku,total"] + [
    f"c{n % 40},2023-01-{1 + n % 28:02d} 10:{n % 60:02d}:00,2023-01-{1 + n % 28:02d} 09:00:00,i{n % 9},{n % 7}.5"
    for n in range(300)
]
CODES = ["user_id,item_id,action,time"] + [
    f"u{n % 40},i{n % 9},{int(n % 7 == 0)},2023-01-{1 + n % 28:02d}T09:00:00+08:00" for n in range(300)
]
DAYS = ["customer_id,paid_at,order_id,amount"] + [
    f"c{n % 20},0{1 + n % 7}/0{1 + n * 3 % 8}/2023,o{n},5.5" for n in range(90)
]
BARE = ["user_id,item_id,time", *(f"u{n % 40},i{n % 9},2023-01-{1 + n % 28:02d}T09:00:00Z" for n in range(300))]


class Somebody:
    """Answers in order; keeps what was asked and told."""

    def __init__(self, *answers):
        self.answers, self.asked, self.told = list(answers), [], []

    def ask(self, prompt, default=None, choices=()):
        self.asked.append((prompt, default, choices))
        answer = self.answers.pop(0)
        return default if answer is None else answer


@pytest.fixture
def init(tmp_path):
    def init(rows, *answers, **words):
        (tmp_path / "log.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        somebody = Somebody(*answers)
        there = {"ask": somebody.ask, "tell": somebody.told.append} if answers else {}
        toml = tmp_path / "foresale.toml"
        found = init_log(tmp_path / "log.csv", write=toml, cache=tmp_path / "cache", threads=1, **there, **words)
        assert not somebody.answers
        return found, tomllib.loads(toml.read_text(encoding="utf-8")), somebody

    return init


def test_the_open_questions_are_asked_with_what_the_file_shows(init):
    found, settings, somebody = init(ORDERS, "created_at", "Asia/Shanghai")
    assert settings["map"]["time"] == "created_at" and settings["timezone"] == "Asia/Shanghai"
    assert found.reading.zone == "Asia/Shanghai" and found.written is not None
    assert [default for _, default, _ in somebody.asked] == ["order_date", "UTC"]
    assert "order_date: 2023-01-01 to 2023-01-28" in somebody.told[0]


def test_an_answer_that_does_not_fit_is_told_and_asked_again(init):
    _, settings, somebody = init(ORDERS, "creatd_at", None, "Asia/Shangai", None)
    assert settings["map"]["time"] == "order_date" and settings["timezone"] == "UTC"
    assert "did you mean: created_at" in somebody.told[1] and "there is no time zone `Asia/Shangai`" in somebody.told[4]
    assert len(somebody.asked) == 4


def test_each_code_is_asked_for_and_what_was_said_stays(init):
    _, settings, somebody = init(CODES, None, "purchase", "UTC", map={"item": "item_id"})
    assert settings["types"] == {"0": "view", "1": "purchase"}
    assert [(d, "0" in p or "1" in p) for p, d, _ in somebody.asked[:2]] == [("view", True), (None, True)]


def test_what_every_row_is_and_which_number_is_the_day(init, tmp_path):
    _, settings, somebody = init(BARE, "purchase", "UTC")
    assert settings["types"] == {"*": "purchase"} and somebody.asked[0][2] == ("purchase", "view")
    _, settings, somebody = init(DAYS, "month", "UTC", force=True)
    assert settings["day_first"] is False and somebody.asked[0][2] == ("day", "month")


def test_what_currencies_are_worth_is_asked(init):
    rows = [ORDERS[0] + ",currency", *(f"{row},{('EUR', 'USD')[n % 3 == 0]}" for n, row in enumerate(ORDERS[1:]))]
    found, settings, somebody = init(rows, "created_at", "EUR=1,USD=0.9", "UTC")
    assert settings["rates"] == "EUR=1,USD=0.9" and found.open is None
    assert "several currencies" in somebody.told[1]


def test_what_begins_a_fraction_is_asked(init):
    rows = [
        "customer_id,paid_at,total",
        *(f"{n % 40},2023-01-{1 + n % 28:02d} 10:00:00,{n}.125" for n in range(100, 300)),
    ]
    _, settings, somebody = init(rows, ",", "UTC")
    assert settings["decimal"] == "," and somebody.asked[0][2] == (",", ".")


def test_a_file_without_a_header_gets_names(init):
    rows = [f"{10000 + n % 40},2023-01-{1 + n % 28:02d} 10:00:00,{n % 9}" for n in range(300)]
    _, settings, somebody = init(rows, "user, time,item", "purchase", "UTC")
    assert settings["columns"] == ["user", "time", "item"] and "user_id" in somebody.asked[0][1]


@pytest.mark.parametrize(
    ("rows", "error"), [(ORDERS, UnclearTime), (CODES, UnclearTypes), (BARE, UnclearType), (DAYS, UnclearDayMonth)]
)
def test_where_nobody_is_there_the_question_is_an_error_that_names_its_flag(init, tmp_path, rows, error):
    with pytest.raises(error, match=r"fix: (map|types|day_first)="):
        init(rows)
    if error is not UnclearTime:  # nothing is proposed
        with pytest.raises(error):
            init(rows, yes=True)
    assert not (tmp_path / "foresale.toml").exists()


def test_where_nobody_is_there_all_open_questions_are_told(init, capsys, monkeypatch, tmp_path):
    """The settings that answer them all are written by one more call."""
    rows = [ORDERS[0] + ",action", *(f"{row},{int(n % 7 == 0)}" for n, row in enumerate(ORDERS[1:]))]
    with pytest.raises(UnclearTime) as told:
        init(rows)
    assert [type(other) for other in told.value.also] == [UnclearTypes]
    assert [other["error"] for other in told.value.to_dict()["also"]] == ["UnclearTypes"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(SystemExit) as left:
        main(["init", "log.csv", "--cache", "cache", "--lang", "en"])
    said = capsys.readouterr().err
    assert left.value.code == 1
    assert "fix: --map time=order_date\nalso open: nothing says which values of `action`" in said
    assert said.count("fix: ") == 2 and "0: 257 rows" in said
    flags = ["--map", "time=order_date", "--types", "0=view,1=purchase", "--timezone", "Europe/Berlin"]
    with pytest.raises(SystemExit) as left:
        main(["init", "log.csv", "--cache", "cache", "--lang", "en", *flags])
    assert not left.value.code and "also open" not in capsys.readouterr().err


def test_the_file_says_why_and_what_has_no_meaning_yet(init, tmp_path):
    rows = [ORDERS[0] + ",utm", *(f"{row},spring{n % 30}" for n, row in enumerate(ORDERS[1:]))]
    _, settings, _ = init(rows, "created_at", "Asia/Shanghai")
    text = (tmp_path / "foresale.toml").read_text(encoding="utf-8")
    assert "#   utm: text, 30 values\n" in text and "# 98% sure: called `customer_id`; 40 values" in text
    assert "utm" not in settings["map"]


def test_yes_takes_what_is_proposed_and_the_file_is_not_replaced_unasked(init):
    _, settings, _ = init(ORDERS, yes=True)
    assert settings["map"]["time"] == "order_date"
    with pytest.raises(FileThere):
        init(ORDERS, yes=True)
    with pytest.raises(NoSuchColumn):  # what was said from the start is not asked about
        init(ORDERS, "never asked", force=True, map={"time": "nowhere"})


def test_the_command_asks_on_a_terminal(tmp_path):
    pty = pytest.importorskip("pty")
    (tmp_path / "log.csv").write_text("\n".join(ORDERS) + "\n", encoding="utf-8")
    ours, theirs = pty.openpty()
    call = [sys.executable, "-m", "foresale", "init", "log.csv", "--cache", "cache", "--lang", "en"]
    with subprocess.Popen(call, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        os.write(ours, b"created_at\nAsia/Tokyo\n")
        out, err = process.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, err
    assert b"Written: foresale.toml" in out and b"Column [order_date]: " in err and b"Column" not in out.split(b"\n")[0]
    settings = tomllib.loads((tmp_path / "foresale.toml").read_text(encoding="utf-8"))
    assert (settings["map"]["time"], settings["timezone"]) == ("created_at", "Asia/Tokyo")


@pytest.mark.parametrize(("language", "said"), [("en", "fix: --map time=order_date"), ("zh", "解决办法: --map time=")])
def test_the_command_elsewhere_and_in_both_languages(capsys, monkeypatch, tmp_path, language, said):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    (tmp_path / "log.csv").write_text("\n".join(ORDERS) + "\n", encoding="utf-8")
    call = ["init", "log.csv", "--cache", "cache", "--lang", language]
    with pytest.raises(SystemExit) as left:
        main(call)
    assert left.value.code == 1 and said in capsys.readouterr().err
    assert not (tmp_path / "foresale.toml").exists()
    with pytest.raises(SystemExit) as left:
        main([*call, "--yes"])
    assert not left.value.code and (tmp_path / "foresale.toml").is_file()
