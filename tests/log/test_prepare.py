"""From files to the prepared log and back from the cache: what is read, what is not read again."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from handmade import contents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foresale.errors import CannotCache, ForesaleError, MemoryTooSmall, NoFile, NotAMemorySize
from foresale.log import prepare, preparing
from foresale.log.machine import memory_bytes
from foresale.log.prepared import PreparedLog
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


@pytest.fixture
def cleanings(monkeypatch):
    """How many rows were cleaned, in each call."""
    calls = []
    real = preparing.clean

    def spy(*args):
        done = real(*args)
        calls.append(done.reading.counts.rows)
        return done

    monkeypatch.setattr(preparing, "clean", spy)
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


def by_day(folder: Path, rows: list[tuple[object, ...]]) -> list[Path]:
    days = sorted({str(row[1])[:10] for row in rows})
    return [write(folder / f"{day}.csv", [r for r in rows if str(r[1])[:10] == day]) for day in days]


def everything(log: PreparedLog) -> tuple[object, ...]:
    """How a log was understood, and every byte of its store."""
    assert log.path is not None
    files = {p.relative_to(log.path).as_posix(): p.read_bytes() for p in log.path.rglob("*") if p.is_file()}
    return log.reading, log.findings, files


def test_of_a_new_day_only_that_day_is_cleaned_and_it_gives_the_store_of_all_days(tmp_path, cleanings):
    days = by_day(tmp_path / "by day", ROWS)
    last = days[-1].rename(tmp_path / "later.csv")
    prepare(tmp_path / "by day", cache=tmp_path / "cache")
    last.rename(days[-1])
    added = prepare(tmp_path / "by day", cache=tmp_path / "cache")
    assert cleanings == [len(ROWS) - 41, 41]
    assert everything(added) == everything(prepare(tmp_path / "by day", cache=tmp_path / "fresh"))
    assert prepare(tmp_path / "by day", cache=tmp_path / "cache").content_hash == added.content_hash
    assert len(cleanings) == 3


PARTS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", ""]), st.sampled_from(["view", "purchase", "wave", ""]),
            st.sampled_from(["i1", "i2", "i3", ""]), st.sampled_from(["1.5", "-2", "12", "inf", "", "n/a"]),
            st.sampled_from(["", "junk"]),
        ),
        min_size=1, max_size=12,
    ),
    min_size=2, max_size=4,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=PARTS, order=st.sampled_from(["files in order", "the last file first"]))
def test_a_log_that_grows_is_the_log_of_all_its_files(parts, order):
    """Whatever the new file makes of the columns: where it tips the reading, everything is made again under that."""
    with tempfile.TemporaryDirectory() as tmp:
        for n, part in enumerate(parts):
            rows = [
                (user, f"2021-03-{n + 1:02d} {8 + k}:00:00" if not damage or k % 4 else damage, kind, item, price)
                for k, (user, kind, item, price, damage) in enumerate([("a", "view", "i1", "2", ""), *part])
            ]
            name = f"{n if order == 'files in order' else 9 - n}.csv"
            write(Path(tmp, "log", name), rows)
            try:
                grown = prepare(Path(tmp, "log"), LENIENT, cache=Path(tmp, "cache"))
            except ForesaleError as error:
                with pytest.raises(type(error)):
                    prepare(Path(tmp, "log"), LENIENT, cache=Path(tmp, "fresh"))
                return
        assert everything(grown) == everything(prepare(Path(tmp, "log"), LENIENT, cache=Path(tmp, "fresh")))


LENIENT = ReadOptions(allow_quarantine=True, types={"*": "view"})


def test_a_day_that_changes_what_a_column_is_makes_everything_anew(tmp_path, cleanings):
    rows = [(f"{u}.0", f"2021-03-{d:02d} 10:{u:02d}:00", "view", "p1", 9.5) for d in (1, 2) for u in range(20)]
    write(tmp_path / "log" / "1.csv", rows)
    before = prepare(tmp_path / "log", cache=tmp_path / "cache")
    write(tmp_path / "log" / "2.csv", [("x7", "2021-03-03 10:00:00", "view", "p1", 9.5)])
    after = prepare(tmp_path / "log", cache=tmp_path / "cache")
    assert (before.reading.fields["user"].form, after.reading.fields["user"].form) == ("whole", "text")
    assert (before.dictionaries["user"][0], after.dictionaries["user"][0]) == ("0", "0.0")
    assert cleanings == [40, 41]


def test_readings_that_decide_the_same_share_a_store_and_keep_what_they_found(tmp_path, cleanings):
    file = write(tmp_path / "a.csv", ROWS)
    guessed = prepare(file, cache=tmp_path / "cache")
    said = prepare(file, ReadOptions(map={"user": "user_id"}, timezone="UTC"), cache=tmp_path / "cache")
    assert len(cleanings) == 1 and said.content_hash == guessed.content_hash
    assert guessed.reading.fields["user"].confidence is not None and said.reading.fields["user"].confidence is None
    assert {f.code for f in guessed.findings} - {f.code for f in said.findings} == {"zone_assumed"}
    assert said.reading.counts == guessed.reading.counts
    assert prepare(file, cache=tmp_path / "cache").reading == guessed.reading


def test_another_table_of_the_same_name_makes_another_store(tmp_path):
    file, items = write(tmp_path / "a.csv", ROWS), tmp_path / "items.csv"
    options = ReadOptions(items=str(items))
    brands = []
    for brand in ("Acme", "Zeta"):
        items.write_text(f"product_id,brand\np0,{brand}\np1,{brand}\n", encoding="utf-8")
        brands.append(list(prepare(file, options, cache=tmp_path / "cache").dictionaries["item:brand"]))
    assert brands == [["Acme"], ["Zeta"]]


@pytest.mark.parametrize("table", ["items", "users"])
def test_a_table_that_is_not_there_is_missed_in_a_warm_cache_too(tmp_path, table):
    file = write(tmp_path / "a.csv", ROWS)
    prepare(file, cache=tmp_path / "cache")
    for cache in ("cache", "fresh"):
        with pytest.raises(NoFile, match=r"nope\.csv"):
            prepare(file, ReadOptions(**{table: str(tmp_path / "nope.csv")}), cache=tmp_path / cache)


def test_the_same_file_as_a_table_of_items_and_of_users_is_not_the_same(tmp_path):
    file, table = write(tmp_path / "a.csv", ROWS), tmp_path / "table.csv"
    table.write_text("product_id,user_id,brand,gender\np0,c0,Acme,f\np1,c1,Acme,m\n", encoding="utf-8")
    items, users = (
        prepare(file, ReadOptions(**{key: str(table)}), cache=tmp_path / "cache") for key in ("items", "users")
    )
    assert ("brand" in items.item_table, "gender" in users.user_table) == (True, True)
    assert not items.user_table and not users.item_table


def test_files_with_earlier_events_are_cleaned_together(tmp_path, cleanings):
    write(tmp_path / "log" / "b.csv", ROWS[800:])
    prepare(tmp_path / "log", cache=tmp_path / "cache")
    write(tmp_path / "log" / "a.csv", ROWS[:800])
    both = prepare(tmp_path / "log", cache=tmp_path / "cache")
    assert cleanings[-1] == len(ROWS)
    assert contents(both) == contents(prepare(write(tmp_path / "all.csv", ROWS), cache=tmp_path / "cache"))


def test_files_whose_events_have_ids_are_cleaned_together(tmp_path, cleanings):
    for n, part in enumerate([ROWS[:800], ROWS[800:]]):
        write(tmp_path / "log" / f"{n}.csv", part)
        lines = (tmp_path / "log" / f"{n}.csv").read_text(encoding="utf-8").splitlines()
        lines = [f"{line},{'event_id' if k == 0 else f'e{n}-{k}'}" for k, line in enumerate(lines)]
        (tmp_path / "log" / f"{n}.csv").write_text("\n".join([*lines, lines[5]]), encoding="utf-8")
        log = prepare(tmp_path / "log", cache=tmp_path / "cache")
    assert cleanings[-1] == len(ROWS) + 2
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


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


class Said(Progress):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text):
        self.lines.append(text)


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """A log with a table of users, its cache, and everything in its store."""
    folder = tmp_path_factory.mktemp("warm")
    rows = [*ROWS[:300], ("c1", "never", "view", "p1", 9.5), ("", *ROWS[0][1:])]
    file, users = write(folder / "a.csv", rows), folder / "users.csv"
    users.write_text("user_id,gender\nc0,f\nc1,m\n", encoding="utf-8")
    options = ReadOptions(users=str(users))
    return file, options, folder / "cache", everything(prepare(file, options, cache=folder / "cache"))


FILES = [
    "prepared/*/manifest.json", "prepared/*/quarantine.parquet", "prepared/*/buckets/0000/segment-0.arrow",
    "prepared/*/buckets/0000/users.arrow", "prepared/*/dictionaries/item.arrow", "prepared/*/dictionaries/user.arrow",
    "prepared/*/dictionaries/user%3a.gender.arrow", "prepared/*/ownerless/segment-0.arrow",
    "prepared/*/tables/user.arrow",
]  # fmt: skip


def test_these_are_all_the_files_of_a_store(warm):
    *_, (_, _, files) = warm
    assert sorted(f"prepared/*/{name}" for name in files) == sorted(FILES)


@pytest.mark.parametrize("damage", [_cut, _flip, Path.unlink])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_store_is_thrown_away_and_made_again(warm, name, damage):
    file, options, cache, whole = warm
    damage(*cache.glob(name))
    said = Said()
    assert everything(prepare(file, options, cache=cache, progress=said)) == whole
    assert said.lines == ["The prepared log in the cache is damaged: it is prepared again"]
    said.lines.clear()
    assert everything(prepare(file, options, cache=cache, progress=said)) == whole and said.lines == []


@pytest.mark.parametrize("damage", [_cut, _flip, Path.unlink])
def test_a_damaged_index_is_made_again(warm, damage):
    file, options, cache, whole = warm
    damage(*(cache / "index").iterdir())
    assert everything(prepare(file, options, cache=cache)) == whole


def test_a_lock_that_is_none_is_no_hindrance(warm, tmp_path):
    file, options, cache, whole = warm
    shutil.copytree(cache, tmp_path / "cache")
    for lock in (tmp_path / "cache" / "scratch").glob("*.lock"):
        lock.write_bytes(b"junk" * 500)
    shutil.rmtree(tmp_path / "cache" / "prepared")
    assert everything(prepare(file, options, cache=tmp_path / "cache")) == whole


def test_nothing_is_added_to_a_damaged_store(tmp_path, cleanings):
    days = by_day(tmp_path / "log", ROWS)
    last = days[-1].rename(tmp_path / "later.csv")
    before = prepare(tmp_path / "log", cache=tmp_path / "cache")
    _flip(before.path / "buckets" / "0000" / "segment-0.arrow")
    last.rename(days[-1])
    added = prepare(tmp_path / "log", cache=tmp_path / "cache")
    assert cleanings == [len(ROWS) - 41, len(ROWS)]
    assert everything(added) == everything(prepare(tmp_path / "log", cache=tmp_path / "fresh"))


def test_two_at_once_build_one_store(tmp_path, monkeypatch):
    file, built, real = write(tmp_path / "a.csv", ROWS), [], preparing.build
    monkeypatch.setattr(preparing, "build", lambda *args, **kwargs: built.append(1) or real(*args, **kwargs))
    with ThreadPoolExecutor(2) as pool:
        logs = list(pool.map(lambda _: prepare(file, cache=tmp_path / "cache", threads=1), range(2)))
    assert len(built) == 1 and contents(logs[0]) == contents(logs[1])


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


def test_how_tables_beside_the_log_were_read_is_part_of_the_store(tmp_path):
    file, cache = write(tmp_path / "a.csv", ROWS), tmp_path / "cache"
    table = tmp_path / "users.csv"
    table.write_text("user_id,valid_from,tier\n" + "".join(f"c{u},03/04/2021,gold\n" for u in range(20)))
    said = [ReadOptions(users=str(table), day_first=first) for first in (True, False)]
    logs = [prepare(file, options, cache=cache) for options in said]
    since = [set(log.user_table.since.tolist()) for log in logs]
    assert logs[0].content_hash != logs[1].content_hash and not since[0] & since[1]
    plain = [prepare(file, ReadOptions(day_first=first), cache=cache).content_hash for first in (True, False)]
    assert plain[0] == plain[1]
