"""Whole files or none, and nothing of anybody else's is touched."""

from __future__ import annotations

import errno
import os

import pytest

from foresale.errors import CannotWrite, FolderNotEmpty, NotWrittenByUs
from foresale.files import refuse_full, whole_file, whole_folder


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def test_a_file_appears_when_it_is_whole(tmp_path):
    target = tmp_path / "新 文件.csv"
    with whole_file(target) as beside:
        beside.write_text("all of it", encoding="utf-8")
        assert not target.exists()
    assert target.read_text(encoding="utf-8") == "all of it"
    assert names(tmp_path) == [target.name]


def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    target = tmp_path / "scores.csv"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), whole_file(target) as beside:
        beside.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt
    assert target.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["scores.csv"]


def test_a_full_disk_is_one_line(tmp_path):
    with pytest.raises(CannotWrite, match="No space left"), whole_file(tmp_path / "scores.csv"):
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("whole", [whole_file, whole_folder])
def test_what_is_read_meanwhile_is_not_called_unwritable(tmp_path, whole):
    (tmp_path / "data").mkdir()
    with pytest.raises(FileNotFoundError), whole(tmp_path / "run"):
        (tmp_path / "log.csv").read_bytes()
    with pytest.raises(IsADirectoryError if os.name == "posix" else PermissionError), whole(tmp_path / "run"):
        (tmp_path / "data").read_bytes()
    assert names(tmp_path) == ["data"]


@pytest.mark.parametrize("named", ["the file itself", "a folder above it", "by Arrow"])
def test_what_cannot_be_written_is_one_line(tmp_path, named):
    with pytest.raises(CannotWrite, match=r"scores\.csv: denied"), whole_file(tmp_path / "scores.csv") as beside:
        if named == "by Arrow":
            raise OSError(errno.EACCES, f"denied: '{beside}'")
        raise PermissionError(errno.EACCES, "denied", str(beside if named == "the file itself" else tmp_path))


def test_a_folder_appears_when_it_is_whole(tmp_path):
    target = tmp_path / "run"
    with whole_folder(target) as beside:
        (beside / "report.html").write_text("page", encoding="utf-8")
        assert not target.exists()
    assert names(target) == ["report.html"]


def test_a_folder_that_holds_something_is_refused_before_any_work(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderNotEmpty), whole_folder(tmp_path):
        raise AssertionError("work began")
    with pytest.raises(CannotWrite, match="a file of this name"):
        refuse_full(tmp_path / "mine.txt", force=True)


def test_force_replaces_the_same_names_and_nothing_else(tmp_path):
    target = tmp_path / "run"
    (target / "bundle").mkdir(parents=True)
    (target / "bundle" / "manifest.json").write_text('{"files": {"deep/old.json": "hash"}}', encoding="utf-8")
    (target / "bundle" / "deep").mkdir()
    (target / "bundle" / "deep" / "old.json").write_text("old", encoding="utf-8")
    (target / "mine.txt").write_text("mine", encoding="utf-8")
    with whole_folder(target, force=True) as beside:
        (beside / "bundle").mkdir()
        (beside / "bundle" / "new.json").write_text("new", encoding="utf-8")
    assert names(target) == ["bundle", "mine.txt"]
    assert names(target / "bundle") == ["new.json"]
    assert names(tmp_path) == ["run"]


def test_force_takes_away_what_only_the_earlier_run_wrote(tmp_path):
    """A quarantine of an earlier log beside the answers of this one would be read as theirs."""
    for name in ("quarantine.parquet", "scores.csv", "mine.txt"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    with whole_folder(tmp_path, force=True, ours=("quarantine.*",)) as beside:
        (beside / "scores.csv").write_text("new", encoding="utf-8")
    assert names(tmp_path) == ["mine.txt", "scores.csv"]
    assert (tmp_path / "scores.csv").read_text(encoding="utf-8") == "new"
    with whole_folder(tmp_path, force=True, ours=("quarantine.*", "scores.csv")) as beside:
        (beside / "quarantine.parquet").write_text("new", encoding="utf-8")
    assert names(tmp_path) == ["mine.txt", "quarantine.parquet"]


@pytest.mark.parametrize("manifest", [None, "{", "[]", '{"files": {"model.txt": "hash"}}'])
def test_force_deletes_nothing_of_others(tmp_path, manifest):
    """Neither before the work nor at its end, and then no other name has been replaced."""
    bundle = tmp_path / "mine" / "bundle"
    bundle.mkdir(parents=True)
    (bundle / "notes.txt").write_text("mine", encoding="utf-8")
    if manifest is not None:
        (bundle / "manifest.json").write_text(manifest, encoding="utf-8")
        (bundle / "model.txt").write_text("ours", encoding="utf-8")
    (tmp_path / "mine" / "a.csv").write_text("old", encoding="utf-8")
    stranger = "notes.txt" if manifest is None or "files" in manifest else "manifest.json"
    with pytest.raises(NotWrittenByUs, match=f"holds {stranger}"):
        refuse_full(tmp_path / "mine", force=True, folders=["bundle"])
    with pytest.raises(NotWrittenByUs), whole_folder(tmp_path / "mine", force=True) as beside:
        (beside / "a.csv").write_text("new", encoding="utf-8")
        (beside / "bundle").mkdir()
    assert (bundle / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "mine" / "a.csv").read_text(encoding="utf-8") == "old"


def test_no_file_takes_the_place_of_a_folder(tmp_path):
    (tmp_path / "mine" / "log.txt").mkdir(parents=True)
    with pytest.raises(CannotWrite, match="it is a folder"), whole_folder(tmp_path / "mine", force=True) as beside:
        (beside / "log.txt").write_text("new", encoding="utf-8")
    assert names(tmp_path / "mine") == ["log.txt"]
