"""The words of the Python doors: which there are, what they refuse before any work, the command that says the same."""

from __future__ import annotations

import datetime
import inspect
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import foresale
from docs.blocks import ROOT
from foresale.cli import settings
from foresale.errors import ExcelIsCsv, NoSuchArgument, UsageError, WrongArgument
from foresale.jobs.command import command_line
from foresale.jobs.train import train
from foresale.jobs.words import ReadWords, read_options
from foresale.log.reading import ReadOptions
from small_shop import QUICK, date

DOORS = {
    "inspect": foresale.inspect, "train": foresale.train, "score": foresale.score, "features": foresale.features,
    "prepare": foresale.prepare, "explain": foresale.explain, "report": foresale.report,
}  # fmt: skip
LOG = Path("never read.csv")


def test_reading_words_are_those_of_the_log_floor_and_of_the_docs():
    assert set(ReadWords.__annotations__) == set(ReadOptions.__struct_fields__)
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    assert [name for name in ReadWords.__annotations__ if f"`{name}`" not in page] == []


@pytest.mark.parametrize("name", DOORS)
def test_a_door_shows_the_flags_names(name):
    shown = inspect.signature(DOORS[name]).parameters
    flags = {key for key, (_, commands) in settings.options().items() if name in commands}
    common = {"lang", "quiet", "verbose"}
    assert flags - common - set(shown) - {"strict", "reasons" if name != "score" else "strict"} == set()
    assert all(p.kind is p.KEYWORD_ONLY for p in shown.values() if p.name not in ("bundle", "sources", "folder"))


WRONG: dict[str, list[Any]] = {
    "seed": [-1, 2**32, 1.5, "7", None, True], "threads": [0, "2"], "memory": [3, None], "cutoff": [20111109, [3]],
    "model": [None], "out": [3], "force": ["yes"], "cache": [3], "progress": [None], "ask": [3], "target": [3],
    "population": [3], "labels": [3], "keys": [3], "without": [[3]], "map": [[("user", "cid")], {"user": 3}],
    "columns": ["a,b"], "types": [["view"]], "timezone": [1], "year": ["2011", 99], "day_first": ["yes"],
    "since": [3], "where": [3], "session_minutes": [0, -1, "30"], "allow_quarantine": ["no"], "items": [3],
    "decimal": [";", 3], "links": [3],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_value_of_another_kind_is_refused_before_any_work(name, value):
    with pytest.raises(WrongArgument, match=f"`{name}` cannot be .*\n.*`{name}` takes ") as told:
        foresale.train(LOG, **{name: value})
    assert isinstance(told.value, UsageError)


def test_what_a_table_holds_is_never_shown():
    with pytest.raises(WrongArgument) as told:
        foresale.train(LOG, map=pa.table({"user": ["anna@example.com"]}))
    assert "a Table" in str(told.value) and "anna" not in str(told.value)


@pytest.mark.parametrize(("name", "meant"), [("withn", "within"), ("timezne", "timezone"), ("options", None)])
def test_a_name_that_is_none_is_refused_with_the_nearest(name, meant):
    with pytest.raises(NoSuchArgument) as told:
        foresale.train(LOG, **{name: "30d"})
    assert told.value.details == ({"did you mean": meant} if meant else {})


def test_places_are_checked_as_well():
    with pytest.raises(WrongArgument, match="`folder` cannot be 3"):
        foresale.report(3)
    with pytest.raises(WrongArgument, match="`bundle` cannot be 3"):
        foresale.score(3, LOG)


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
def test_excel_is_about_csv(tmp_path, ending):
    with pytest.raises(ExcelIsCsv):
        foresale.score(tmp_path, LOG, excel=True, out=tmp_path / f"scores.{ending}")


def test_words_come_in_the_forms_that_python_has():
    said = read_options(
        {
            "types": {0: "view"}, "ignore": "row, number", "fixed": ["brand"], "since": datetime.date(2023, 1, 2),
            "until": datetime.datetime(2023, 3, 4, 5, 6), "items": Path("items.csv"), "year": None,
        }
    )  # fmt: skip
    assert said == ReadOptions(
        types={"0": "view"}, ignore=("row, number",), fixed=("brand",), since="2023-01-02",
        until="2023-03-04T05:06:00", items="items.csv",
    )  # fmt: skip


def test_a_date_asks_as_its_text_does(trained):
    how = {"within": "7d", "population": "all", "dry_run": True, "cache": trained.cache}
    day = date(90)
    both = (day, datetime.date.fromisoformat(day))
    texts = [foresale.train(trained.log, cutoff=at, **how).screen()[0] for at in both]
    assert texts[0] == texts[1] and day in str(texts[0])


def test_a_call_as_a_command():
    words = {
        "sources": ("a b.csv", Path("c.csv")), "within": "30d", "seed": 0, "map": {"user": "Customer, ID"},
        "columns": ("uid", "a,b"), "day_first": False, "cutoff": [datetime.date(2023, 1, 2), "2023-02-01"],
        "keys": pa.table({"user": ["anna"]}), "allow_quarantine": True, "force": False, "without": ("rhythm",),
    }  # fmt: skip
    assert command_line(train, words) == (
        'foresale train "a b.csv" c.csv --within 30d --cutoff 2023-01-02 --cutoff 2023-02-01 --keys TABLE '
        "--without rhythm --map '\"user=Customer, ID\"' --columns 'uid,\"a,b\"' --month-first --allow-quarantine"
    )


def test_run_json_holds_the_command_and_the_report_what_was_said_of_the_log(trained, tmp_path):
    run = foresale.train(
        trained.log, within="7d", population="all", out=tmp_path / "run", cache=trained.cache,
        timezone="Asia/Shanghai", ignore="price", **QUICK,
    )  # fmt: skip
    kept = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))
    assert kept["command"].startswith("foresale train ")
    assert "--timezone Asia/Shanghai --ignore price" in kept["command"]
    settings = run.judged.repeat.settings
    assert (settings["timezone"], settings["ignore"], "where" in settings) == ("Asia/Shanghai", ("price",), False)


def test_who_is_asked_stands_before_the_training(trained):
    planned = foresale.train(
        trained.log, ask="buys within 7d for active(14d)", dry_run=True, cache=trained.cache, **QUICK
    )
    asked, outside, _ = planned.to_dict()["reasons"]
    assert " users asked at " in asked and asked.endswith("%)")
    assert outside.startswith("not asked: ")
