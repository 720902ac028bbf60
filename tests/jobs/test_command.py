"""Commands that a run leaves to be pasted: whole, quoted for a shell, as the user typed them."""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

import foresale
from foresale.data import online_retail
from foresale.jobs.command import MACHINE, command_line, next_command, quoted, sources_as_typed
from foresale.jobs.train import train
from small_shop import QUICK, date


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), min_size=1))
def test_a_shell_reads_back_the_same_words(words):
    assert shlex.split(quoted(words)) == words


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("by-day/2011-12-09.csv", "by-day/2011-12-09.csv"), ("日志/订单.csv", "日志/订单.csv"),
        ("my shop.csv", '"my shop.csv"'),
        ("by-day/*.csv", '"by-day/*.csv"'), ("buys within 30d for active(90d)", '"buys within 30d for active(90d)"'),
        (r"C:\my data\log.csv", '"C:\\my data\\log.csv"'), ("price > $5", "'price > $5'"), ("", '""'),
    ],
)  # fmt: skip
def test_double_quotes_where_they_are_enough(word, text):
    """cmd and PowerShell read those too."""
    assert quoted([word]) == text


def test_many_files_of_a_folder_are_the_pattern_that_finds_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("by day").mkdir()
    files = [Path("by day") / f"2011-12-0{k}.csv" for k in range(1, 7)]
    for file in files:
        file.write_text("a,b\n", encoding="utf-8")
    assert sources_as_typed(tuple(files)) == ["by day/*.csv"]
    assert sources_as_typed(files[:2]) == [str(f) for f in files[:2]]  # few are named
    assert sources_as_typed(files[:5]) == [str(f) for f in files[:5]]  # the pattern would find one more
    (tmp_path / "by day" / "notes.txt").write_text("x", encoding="utf-8")
    assert sources_as_typed([*files, Path("by day/notes.txt")])[-1] == str(Path("by day/notes.txt"))


def test_the_next_command_scores_the_log_as_it_was_typed():
    words = {"sources": ("my shop.csv",), "out": Path("june run"), "items": "items.csv", "within": "30d"}
    assert next_command(train, words, order=True) == (
        'foresale score "june run/bundle" "my shop.csv" --items items.csv --out scores.csv'
    )
    assert next_command(train, words, order=False) == (
        'foresale train "my shop.csv" --within 30d --items items.csv --out "june run-later"'
    )
    assert next_command(train, words | {"out": None}, order=True).endswith("--items items.csv --out run")
    assert next_command(train, {"sources": pa.table({"a": [1]}), "out": "run"}, order=True) == (
        "foresale score run/bundle TABLE --out scores.csv"
    )


def test_where_the_shipped_log_lies_is_not_told():
    with online_retail() as log:
        words = {"sources": [log], "within": "30d", "out": "foresale-demo"}
        assert command_line(train, words, MACHINE) == "foresale train online_retail.parquet --within 30d"
        assert next_command(train, words, order=True) == "foresale demo --save online_retail.parquet"


def test_the_report_keeps_every_flag_that_changes_a_number(trained, tmp_path):
    how = {"within": "7d", "population": "active(30d)", "cutoff": date(100), "ignore": "price", "seed": 3}
    run = foresale.train(
        [trained.log], out=tmp_path / "a folder", cache=trained.cache, memory="1GB", **how, **QUICK
    )  # fmt: skip
    command = run.judged.repeat.command
    assert shlex.split(command) == [
        "foresale", "train", str(trained.log), "--within", "7d", "--population", "active(30d)", "--cutoff", date(100),
        "--model", QUICK["model"], "--seed", "3", "--ignore", "price",
    ]  # fmt: skip
    assert f"<pre><code>{escape(command)}</code></pre>" in run.report.read_text(encoding="utf-8")
    content = hashlib.blake2b(trained.log.read_bytes(), digest_size=16).hexdigest()
    assert [i.blake2b for i in run.judged.repeat.inputs] == [content]  # `b2sum -l 128`, as the page says
    assert content in run.report.read_text(encoding="utf-8")
