"""From files to the prepared log and back from the cache: what is read, what is not read again."""

from __future__ import annotations

import csv
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from handmade import contents

from foresale.errors import CannotCache, MemoryTooSmall, NotAMemorySize
from foresale.log import prepare, preparing
from foresale.log.preparing import memory_bytes
from foresale.log.reading import ReadOptions
from foresale.progress import Progress

ROWS = [
    (f"c{u}", f"2021-{3 + d // 28:02d}-{1 + d % 28:02d} {8 + u % 12:02d}:{u:02d}:{d:02d}", kind, f"p{u * d % 7}", price)
    for d in range(56)
    for u in range(20)
    for kind, price in [("view", 9.5), ("cart", 9.5), ("purchase", 12.25)][: 1 + (u + d) % 3]
]


def write(path: Path, rows: list[tuple[object, ...]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["user_id", "event_time", "event_type", "product_id", "price"])
        out.writerows(rows)
    return path


@pytest.fixture
def readings(monkeypatch):
    """Which sources were opened, in each call."""
    calls = []
    real = preparing.open_sources

    def spy(sources, *args):
        calls.append([Path(str(s)).name for s in sources])
        return real(sources, *args)

    monkeypatch.setattr(preparing, "open_sources", spy)
    return calls


def test_a_log_is_read_once_and_found_again_by_its_files(tmp_path, readings):
    file, cache = write(tmp_path / "日志 1.csv", ROWS), tmp_path / "缓存"
    first = prepare(str(file), cache=cache)
    again = prepare([file], cache=cache)
    assert readings == [["日志 1.csv"]]
    assert contents(again) == contents(first)
    assert (first.n_users, first.n_events) == (20, len(ROWS))
    assert first.path is not None and first.path.parent == cache / "prepared"
    assert again.reading == first.reading and again.findings == first.findings
    assert first.quarantine is not None and first.quarantine.exists()


def test_moved_files_are_known_by_their_content_and_other_settings_are_not(tmp_path, readings):
    file = write(tmp_path / "a.csv", ROWS)
    first = prepare(file, cache=tmp_path / "cache")
    (tmp_path / "other").mkdir()
    moved = Path(shutil.copy(file, tmp_path / "other" / "a.csv"))
    assert prepare(moved, cache=tmp_path / "cache").content_hash == first.content_hash
    assert len(readings) == 2
    other = prepare(file, ReadOptions(timezone="Asia/Tokyo"), cache=tmp_path / "cache")
    assert other.content_hash != first.content_hash and other.zone == "Asia/Tokyo"


def test_a_new_day_is_read_alone_and_gives_the_log_of_all_days(tmp_path, readings):
    days = sorted({row[1][:10] for row in ROWS})
    for day in days[:-1]:
        write(tmp_path / "by day" / f"{day}.csv", [r for r in ROWS if r[1][:10] == day])
    prepare(tmp_path / "by day", cache=tmp_path / "cache")
    write(tmp_path / "by day" / f"{days[-1]}.csv", [r for r in ROWS if r[1][:10] == days[-1]])
    added = prepare(tmp_path / "by day", cache=tmp_path / "cache")
    assert readings[1] == [f"{days[-1]}.csv"]
    fresh = prepare(tmp_path / "by day", cache=tmp_path / "fresh")
    assert contents(added) == contents(fresh)
    assert added.reading.counts == fresh.reading.counts and added.findings == fresh.findings
    assert prepare(tmp_path / "by day", cache=tmp_path / "cache").content_hash == added.content_hash
    assert len(readings) == 3


def test_files_with_earlier_events_are_read_together(tmp_path, readings):
    write(tmp_path / "log" / "b.csv", ROWS[800:])
    prepare(tmp_path / "log", cache=tmp_path / "cache")
    write(tmp_path / "log" / "a.csv", ROWS[:800])
    both = prepare(tmp_path / "log", cache=tmp_path / "cache")
    assert len(readings[-1]) == 1 and readings[-1] != ["a.csv"]
    assert contents(both) == contents(prepare(write(tmp_path / "all.csv", ROWS), cache=tmp_path / "cache"))


def test_files_whose_events_have_ids_are_read_together(tmp_path, readings):
    for n, part in enumerate([ROWS[:800], ROWS[800:]]):
        write(tmp_path / "log" / f"{n}.csv", part)
        lines = (tmp_path / "log" / f"{n}.csv").read_text(encoding="utf-8").splitlines()
        lines = [f"{line},{'event_id' if k == 0 else f'e{n}-{k}'}" for k, line in enumerate(lines)]
        (tmp_path / "log" / f"{n}.csv").write_text("\n".join([*lines, lines[5]]), encoding="utf-8")
        log = prepare(tmp_path / "log", cache=tmp_path / "cache")
    assert readings == [["log"], ["log"]]
    assert (log.n_events, log.reading.counts.dropped_repeats) == (len(ROWS), 2)


def test_a_changed_file_is_read_again(tmp_path, readings):
    file = write(tmp_path / "a.csv", ROWS)
    first = prepare(file, cache=tmp_path / "cache")
    write(file, ROWS[:-100])
    assert prepare(file, cache=tmp_path / "cache").n_events == first.n_events - 100


def test_row_order_and_files_have_no_say(tmp_path):
    one = prepare(write(tmp_path / "one.csv", ROWS), cache=tmp_path / "cache")
    write(tmp_path / "two" / "x.csv", ROWS[::-2])
    write(tmp_path / "two" / "y.csv", ROWS[-2::-2])
    assert contents(prepare(tmp_path / "two", cache=tmp_path / "cache")) == contents(one)


def test_arrow_tables_are_logs_too(tmp_path):
    names = ("user_id", "event_time", "event_type", "product_id", "price")
    table = pa.table({name: pa.array([str(row[i]) for row in ROWS]) for i, name in enumerate(names)})
    from_table = prepare(table, cache=tmp_path / "cache")
    assert contents(from_table) == contents(prepare(write(tmp_path / "a.csv", ROWS), cache=tmp_path / "cache"))


def test_two_at_once_build_one_store(tmp_path, monkeypatch):
    file, built, real = write(tmp_path / "a.csv", ROWS), [], preparing.build
    monkeypatch.setattr(preparing, "build", lambda *args, **kwargs: built.append(1) or real(*args, **kwargs))
    with ThreadPoolExecutor(2) as pool:
        logs = list(pool.map(lambda _: prepare(file, cache=tmp_path / "cache", threads=1), range(2)))
    assert len(built) == 1 and contents(logs[0]) == contents(logs[1])


def test_an_interrupted_run_leaves_nothing_and_the_next_one_starts_clean(tmp_path, monkeypatch):
    file = write(tmp_path / "a.csv", ROWS)

    class Interrupted(Progress):
        def stage(self, name, total=None):
            if total is not None:
                raise KeyboardInterrupt
            return super().stage(name, total)

    with pytest.raises(KeyboardInterrupt):
        prepare(file, cache=tmp_path / "cache", progress=Interrupted())
    assert list((tmp_path / "cache" / "prepared").iterdir()) == []
    assert [p.name for p in (tmp_path / "cache" / "scratch").iterdir() if p.suffix != ".lock"] == []
    assert prepare(file, cache=tmp_path / "cache").n_events == len(ROWS)


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="here everybody may write everywhere")
def test_a_cache_without_the_right_to_write(tmp_path):
    (tmp_path / "cache").mkdir(mode=0o500)
    with pytest.raises(CannotCache):
        prepare(write(tmp_path / "a.csv", ROWS), cache=tmp_path / "cache")


def test_too_little_memory_is_said_in_one_line(tmp_path, monkeypatch):
    def out_of_memory(*args, **kwargs):
        raise duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block")

    monkeypatch.setattr(preparing, "build", out_of_memory)
    with pytest.raises(MemoryTooSmall, match="128MB of memory"):
        prepare(write(tmp_path / "a.csv", ROWS), cache=tmp_path / "cache", memory="128MB")


@pytest.mark.parametrize(("text", "size"), [("2GB", 2e9), ("512 MiB", 512 * 2**20), ("1.5gb", 1.5e9)])
def test_amounts_of_memory(text, size):
    assert memory_bytes(text) == size


@pytest.mark.parametrize("text", ["2", "lots", "-1GB", "0GB", "2XB"])
def test_an_amount_of_memory_without_a_unit_is_refused(text):
    with pytest.raises(NotAMemorySize, match="--memory 2GB"):
        memory_bytes(text)
