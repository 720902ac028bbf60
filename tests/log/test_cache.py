"""Where prepared logs lie: whole or not there, one builder at a time, within limits."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from handmade import START, Event, relation

from foresale.errors import CannotCache
from foresale.log.cache import Cache, stamp
from foresale.log.manifest import About
from foresale.log.raw import connect
from foresale.log.reading import Reading
from foresale.log.store import build, load
from foresale.log.unfinished import Work
from foresale.progress import Progress


def put(cache: Cache, name: str, n: int = 1, **about: Any) -> None:
    with connect("500MB", 1, cache.scratch) as con, cache.work(None) as folder:
        work = Work.in_folder(folder)
        cleaned = relation(con, [Event(f"u{k}", START) for k in range(n)], "UTC", False)
        build(work.store, con, cleaned, About(zone="UTC", unit="s", content_hash=name, **about))
        cache.put(work.store, name)


def leftovers(cache: Cache) -> list[str]:
    return [p.name for p in cache.scratch.iterdir() if ".lock" not in p.name]  # SQLite may leave a journal


def test_a_store_is_there_when_whole_and_nothing_is_left_of_one_that_failed(tmp_path):
    cache = Cache(tmp_path / "缓存 a")
    put(cache, "whole")
    with pytest.raises(RuntimeError), cache.work("half") as folder:
        (folder / "store" / "buckets").mkdir(parents=True)
        raise RuntimeError
    assert cache.store("half") is None and cache.store("whole") is not None
    assert load(cache.store("whole")).n_events == 1
    assert leftovers(cache) == []


def test_what_is_stopped_is_kept_for_those_who_ask_the_same(tmp_path):
    cache = Cache(tmp_path)
    for asked in ("the same", None):
        with pytest.raises(KeyboardInterrupt), cache.work(asked) as folder:
            (folder / "half").mkdir()
            raise KeyboardInterrupt
    assert leftovers(cache) == ["work-the same"]
    with cache.work("the same") as folder:
        assert (folder / "half").is_dir()
    assert leftovers(cache) == []


def test_the_first_of_two_builders_wins_and_the_second_does_not_disturb_its_readers(tmp_path):
    cache = Cache(tmp_path)
    put(cache, "a", 2)
    log = load(cache.store("a"))
    put(cache, "a", 2)
    assert log.buckets[0].columns["time"].tolist() == [START, START]
    assert leftovers(cache) == []


def test_a_store_without_manifest_is_none_and_is_replaced(tmp_path):
    cache = Cache(tmp_path)
    (cache.prepared / "a" / "buckets").mkdir(parents=True)
    assert cache.store("a") is None
    put(cache, "a")
    assert cache.store("a") is not None


def test_a_disk_that_is_full_is_said_in_one_line(tmp_path):
    cache = Cache(tmp_path)
    with pytest.raises(CannotCache, match="No space left") as caught, cache.writing():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert "--cache DIR" in str(caught.value)
    with pytest.raises(FileNotFoundError), cache.writing():
        (tmp_path.parent / "no log here.csv").read_bytes()


def test_a_cache_that_cannot_be_written_is_said_at_once(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CannotCache) as caught:
        Cache(tmp_path / "file" / "cache")
    assert str(tmp_path / "file" / "cache") in str(caught.value)


def test_the_lock_waits_for_the_other_process_and_falls_with_it(tmp_path):
    code = (
        "import sys, time; from foresale.log.cache import Cache\n"
        "with Cache(sys.argv[1]).lock('a'):\n    print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None and other.stdout.readline() == "held\n"
    begun = time.monotonic()
    with Cache(tmp_path).lock("b"):  # another store's lock is free
        pass
    assert time.monotonic() - begun < 5
    killed_at = time.monotonic() + 0.7
    threading.Timer(0.7, other.kill).start()
    said = []

    class Talk(Progress):
        def say(self, text):
            said.append(text)

    with Cache(tmp_path, Talk()).lock("a"):
        assert time.monotonic() >= killed_at - 0.1
    assert said == ["Another process is preparing this log: waiting for it"]
    other.wait()
    other.stdout.close()


def test_what_was_asked_before_is_found_with_its_reading(tmp_path):
    cache = Cache(tmp_path / "cache")
    put(cache, "a")
    cache.remember("asked", "a", Reading(zone="Asia/Tokyo"))
    assert cache.seen("asked") == (cache.prepared / "a", Reading(zone="Asia/Tokyo"))
    assert cache.seen("another") is None
    cache.remember("another", "gone", Reading())
    assert cache.seen("another") is None


def test_the_largest_part_of_some_files_is_found(tmp_path):
    cache = Cache(tmp_path / "cache")
    for name, n, contents in (("a", 1, ("x",)), ("ab", 2, ("x", "y")), ("all", 3, ("x", "y", "z"))):
        put(cache, name, n, settings="like this", contents=contents)
    put(cache, "otherwise", 5, settings="like that", contents=("x", "y"))
    assert cache.part_of("like this", ["x", "y", "z"]) == cache.prepared / "ab"
    assert cache.part_of("like this", ["x", "z"]) == cache.prepared / "a"
    assert cache.part_of("like this", ["y", "z"]) is None


def test_stamps_name_files_as_the_user_would(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "by day").mkdir()
    for name in ("by day/b.csv", "by day/a.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [text for text, _ in stamp(["by day"])] == ["by day/a.csv", "by day/b.csv"]
    assert [text for text, _ in stamp(["by day/*.csv"])] == ["by day/a.csv", "by day/b.csv"]
    assert stamp(["-"]) is None and stamp([object()]) is None
    assert stamp(["by day", "not there.csv"]) is None  # or a file that is gone would not be missed


def test_what_a_killed_process_left_goes_after_a_day(tmp_path):
    cache = Cache(tmp_path)
    for age_hours, name in ((1, "work-now"), (30, "work-old")):
        (cache.scratch / name).mkdir()
        (cache.scratch / name / "segment").write_text("x", encoding="utf-8")
        os.utime(cache.scratch / name, (time.time() - age_hours * 3600,) * 2)
    cache.prune()
    assert leftovers(cache) == ["work-now"]


def test_old_stores_and_those_beyond_the_room_go_least_recently_used_first(tmp_path):
    cache = Cache(tmp_path)
    now = time.time()
    for age, name in enumerate(["newest", "newer", "older", "oldest"]):
        put(cache, name)
        os.utime(cache.prepared / name, (now - age * 86_400, now - age * 86_400))
    cache.remember("asked", "oldest", Reading())
    cache.prune(most_days=2.5)
    assert sorted(p.name for p in cache.prepared.iterdir()) == ["newer", "newest", "older"]
    assert list(cache.index.iterdir()) == []
    size = sum(f.stat().st_size for f in (cache.prepared / "older").rglob("*") if f.is_file())
    cache.prune(keep="older", most_bytes=int(size * 1.5))
    assert sorted(p.name for p in cache.prepared.iterdir()) == ["newest", "older"]
    assert leftovers(cache) == []
