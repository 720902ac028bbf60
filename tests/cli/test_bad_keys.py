"""Bundles that cannot answer and keys files that cannot be asked, through the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.bad_log import HEADER, csv
from foresale.errors import (
    BundleDamaged,
    BundleOfAnotherVersion,
    CutoffOutsideLog,
    KeyAskedTwice,
    KeysCutoffUnreadable,
    KeysLackColumn,
    KeysUnreadable,
    NoKeys,
)

# ---- the bundle


def copy_of(bundle: Path, into: Path) -> Path:
    shutil.copytree(bundle, into)
    return into


def test_a_flipped_byte_is_found(told, write, trained, tmp_path):
    copy = copy_of(trained, tmp_path / "copy")
    damaged = copy / "answers.json"
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    message = told(1, "score", "copy", write(), "--out", "s.csv")
    assert "the bundle copy is damaged: answers.json" in message and "train again" in message
    assert BundleDamaged.exit_code == 1


def test_a_bundle_of_another_version_is_told(told, write, trained, tmp_path):
    manifest = copy_of(trained, tmp_path / "copy") / "manifest.json"
    facts = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps(facts | {"format": facts["format"] + 1}), encoding="utf-8")
    message = told(1, "score", "copy", write(), "--out", "s.csv")
    assert f"format {facts['format'] + 1}" in message and "train again" in message
    assert BundleOfAnotherVersion.exit_code == 1


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (["--top", "0"], 2, "--top 0 is no size of a list"),
        (["--top", "200%"], 2, "10% or a number of customers"),
        (["--cutoff", "2014-13-01"], 2, "from: --cutoff"),
        (["--cutoff", "2030-01-01"], 1, "lies outside the log"),
        (["--cutoff", "2024-03-01"], 1, "--allow-hindsight"),
        (["--out", "scores.docx"], 2, ".csv .parquet .xlsx"),
        (["--out", "."], 1, "it is a folder"),
    ],
)
def test_scoring_asked_wrongly(told, write, trained, flags, code, said):
    out = [] if "--out" in flags else ["--out", "s.csv"]
    assert said in told(code, "score", str(trained), write(), *flags, *out)


@pytest.mark.parametrize("named", ["log.csv", "*.csv", "."])
def test_what_is_read_is_never_replaced(told, write, trained, tmp_path, named):
    write()
    before = (tmp_path / "log.csv").read_bytes()
    (tmp_path / "keys.csv").write_text("user_id,cutoff\nu0001,2024-04-01\n", encoding="utf-8")
    assert "one of the files that are read" in told(1, "score", str(trained), named, "--out", "log.csv")
    assert "one of the files that are read" in told(1, "features", named, "--keys", "keys.csv", "--out", "log.csv")
    assert "one of the files that are read" in told(1, "features", "log.csv", "--keys", "keys.csv", "--out", "keys.csv")
    assert (tmp_path / "log.csv").read_bytes() == before


def test_a_page_is_written_under_the_name_of_a_page(foresale, trained, tmp_path):
    (tmp_path / "log.csv").write_text("a\n", encoding="utf-8")
    done = foresale("report", str(trained.parent), "--out", "log.csv")
    assert done.code == 2 and ".html" in done.err
    assert (tmp_path / "log.csv").read_text(encoding="utf-8") == "a\n"


def test_a_log_that_lost_a_column_is_told_with_its_name(told, write, trained):
    log = write(csv(lambda _, r: r[1:], HEADER.split(",", 1)[1]))
    message = told(1, "score", str(trained), log, "--out", "s.csv")
    assert "the column `user_id` (user) is missing" in message and "--map user=COLUMN" in message


# ---- keys


BAD_KEYS = [
    ("user_id\nu0001\nu0002\nu0001\n", KeyAskedTwice, ["row 3 of the keys asks the same as row 1", "file: keys.csv"]),
    ("name,age\nA,1\nB,2\n", KeysLackColumn, ["no column for `user` in the keys file keys.csv", "columns: name, age"]),
    ("", NoKeys, ["the keys file keys.csv has no rows"]),
    ("user_id\n", NoKeys, ["the keys file keys.csv has no rows"]),
    ("user_id,cutoff\nu1,2024-04-01\nu2,someday\n", KeysCutoffUnreadable, ["keys.csv: row 2: `someday` is not a date"]),
    ("user_id,cutoff\nu1,01.06.2014\n", KeysCutoffUnreadable, ["`01.06.2014`", "fix: cutoffs as YYYY-MM-DD"]),
    ("user_id,x\nu0001,1\n,2\n", KeysUnreadable, ["row 2 has no `user_id`"]),
    ("user_id,cutoff\nu1,2024-04-01\nu2,2030-04-01\n", CutoffOutsideLog, ["2030-04-01 00:00 UTC lies outside"]),
]


@pytest.mark.parametrize(("content", "error", "said"), BAD_KEYS, ids=[error.__name__ for _, error, _ in BAD_KEYS])
@pytest.mark.parametrize("command", ["train", "score", "features"])
def test_keys_that_cannot_be_asked_are_told_before_any_training(told, write, trained, command, content, error, said):
    log, keys = write(), write(content, "keys.csv")
    args = [command, *([str(trained), log, "--allow-hindsight"] if command == "score" else [log])]
    message = told(error.exit_code, *args, "--keys", keys, "--out", "out.csv")
    for words in said:
        assert words in message


@pytest.mark.parametrize(
    "content", ["user_id\nu0001\nu0003\nnew\n", "u0001\nu0003\nnew\n", "client\nu0001\nu0003\nnew\n"]
)
def test_keys_of_one_column_need_no_more(foresale, cache, write, trained, content):
    done = foresale(
        "score", str(trained), write(), "--keys", write(content, "k.txt"), "--out", "s.csv", "--cache", cache
    )
    assert done.code == 0, done.err
    rows = Path("s.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",")[0].strip('"') for row in rows] == ["u0001", "u0003", "new"]
