"""The prepared log on disk: the same whatever the order of rows, the files and the buckets; a view before T is a log of
the rows before T."""

from __future__ import annotations

import tempfile
import zlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from handmade import MINUTE, START, Event, contents, events, in_memory, relation, stored
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.log import coding, segments
from foresale.log import events as ev
from foresale.log.append import CannotAppend, append, check_follows
from foresale.log.coding import MOST_OWN_TYPES, assign_types
from foresale.log.findings import Finding
from foresale.log.manifest import About
from foresale.log.raw import connect
from foresale.log.reading import FieldReading, Reading, SourceReading
from foresale.log.store import build, load


@settings(max_examples=25, deadline=None)
@given(events(), st.randoms(use_true_random=False), st.integers(1, 5), st.booleans())
def test_rows_in_any_order_and_any_number_of_buckets_give_the_same_log(rows, random, n_buckets, own_sessions):
    shuffled = random.sample(rows, len(rows))
    with tempfile.TemporaryDirectory() as folder:
        log = stored(Path(folder, "店 a"), rows, own_sessions=own_sessions)
        other = stored(Path(folder, "b"), shuffled, own_sessions=own_sessions, n_buckets=n_buckets)
        assert contents(log) == contents(other) == contents(in_memory(shuffled, own_sessions=own_sessions))
        assert len(other.buckets) == n_buckets


@settings(max_examples=25, deadline=None)
@given(events(), st.integers(0, 6), st.booleans())
def test_a_view_before_an_instant_is_the_log_of_the_rows_before_it(rows, k, own_sessions):
    instant = START + k * 17 * MINUTE
    earlier = [row for row in rows if row.time < instant]
    with tempfile.TemporaryDirectory() as folder:
        view = stored(Path(folder, "a"), rows, own_sessions=own_sessions, n_buckets=2).before(instant)
        assert contents(view) == contents(in_memory(earlier, own_sessions=own_sessions))
        # A view of a view sees no more than either.
        assert contents(view.before(instant + MINUTE)) == contents(view)


@settings(max_examples=25, deadline=None)
@given(events(), st.integers(0, 6), st.integers(1, 3), st.booleans())
def test_later_events_added_give_the_very_files_of_a_fresh_build(rows, k, n_buckets, own_sessions):
    instant = START + k * 17 * MINUTE
    with tempfile.TemporaryDirectory() as tmp:
        fresh, base, added = Path(tmp, "fresh"), Path(tmp, "base"), Path(tmp, "added")
        stored(fresh, rows, n_buckets=n_buckets, own_sessions=own_sessions)
        stored(base, [r for r in rows if r.time < instant], n_buckets=n_buckets, own_sessions=own_sessions)
        with connect("500MB", 1, tmp) as con:
            late = relation(con, [r for r in rows if r.time >= instant], "Asia/Shanghai", own_sessions)
            added.mkdir()
            append(added, base, con, late, About(zone="Asia/Shanghai", unit="minute"))
        assert contents(load(added)) == contents(load(fresh))
        assert files_of(added) == files_of(fresh)


def files_of(store: Path) -> dict[str, bytes]:
    return {p.relative_to(store).as_posix(): p.read_bytes() for p in store.rglob("*") if p.is_file()}


@pytest.mark.parametrize("at_a_time", [1, 7, 100])
def test_a_dictionary_is_the_same_bytes_however_its_texts_come(tmp_path, monkeypatch, at_a_time):
    monkeypatch.setattr(segments, "TEXTS_AT_A_TIME", 10)
    texts = pa.array([f"text {i:03d}" for i in range(57)])
    cut = [texts[i : i + at_a_time] for i in range(0, 57, at_a_time)]
    assert segments.write_texts(tmp_path / "a.arrow", cut) == 57
    segments.write_texts(tmp_path / "b.arrow", [texts])
    assert (tmp_path / "a.arrow").read_bytes() == (tmp_path / "b.arrow").read_bytes()
    assert list(segments.read_texts(tmp_path / "a.arrow")) == texts.to_pylist()


def test_what_a_fresh_build_might_make_otherwise_is_not_added(tmp_path, monkeypatch):
    rows = [Event("a", START), Event("a", START + MINUTE), Event(None, START + 2 * MINUTE)]
    stored(tmp_path / "base", rows)
    late = Event("b", START + 3 * MINUTE)
    own = [Event("a", START + (k + 3) * MINUTE, type=f"own {k}") for k in range(MOST_OWN_TYPES)]
    with connect("500MB", 1, tmp_path) as con:

        def check(added: list[Event], reading: Reading = Reading()) -> None:  # noqa: B008 (frozen)
            relation(con, added, "UTC", True)
            check_follows(tmp_path / "base", reading, con, "cleaned")

        check([late])
        for added in ([late, rows[1]], [late, rows[2]], own):  # at the time of the last event, or of a guest's
            with pytest.raises(CannotAppend):
                check(added)
        field = FieldReading(("id",), None, Finding("said", "you said so"))
        for one in (
            SourceReading(fields={"event_id": field}), SourceReading(fill_down=("user",)),
            SourceReading(order_amount=True),
        ):  # fmt: skip
            with pytest.raises(CannotAppend):
                check([late], Reading(sources=(one,)))
        monkeypatch.setattr(coding, "EVENTS_PER_BUCKET", 2)
        with pytest.raises(CannotAppend, match="more buckets"):
            check([late])


@pytest.mark.parametrize(("n_events", "n_buckets"), [(0, 1), (10, 1), (11, 2), (20, 2), (21, 4), (40, 4), (41, 8)])
def test_buckets_double(monkeypatch, n_events, n_buckets):
    monkeypatch.setattr(coding, "EVENTS_PER_BUCKET", 10)
    assert coding.buckets_for(n_events) == n_buckets


def test_order_within_a_user_is_time_then_funnel_then_item_text(tmp_path):
    rows = [
        Event("a", START + MINUTE, "view", "z"), Event("a", START, "purchase", "b"), Event("a", START, "wave", "a"),
        Event("a", START, "view", "b"), Event("a", START, "view", "a"),
    ]  # fmt: skip
    log = stored(tmp_path / "store", rows)
    bucket = log.buckets[0]
    assert [log.types[t] for t in bucket.columns["type"]] == ["view", "view", "purchase", "wave", "view"]
    assert [log.dictionaries["item"][i] for i in bucket.columns["item"]] == ["a", "b", "b", "a", "z"]


def test_the_bucket_of_a_user_is_known_from_the_id_alone(tmp_path):
    ids = [f"user {i}" for i in range(50)] + ["用户"]
    log = stored(tmp_path / "store", [Event(u, START) for u in ids], n_buckets=4)
    for number, bucket in enumerate(log.buckets):
        assert [zlib.crc32(log.dictionaries["user"][int(u)].encode("utf-8")) % 4 for u in bucket.users] == [
            number
        ] * len(bucket.users)


def test_columns_have_the_stored_types_and_are_mapped_not_copied(tmp_path):
    log = stored(tmp_path / "store", [Event("a", START, item="i", price=2.0)])
    columns = log.buckets[0].columns
    assert {name: str(values.dtype) for name, values in columns.items()} == {
        **ev.FIXED, "item": "int32", "price": "float64", "is_product": "uint8", "x:color": "int32",
        "x:score": "float64", "session": "int32",
    }  # fmt: skip
    assert not any(values.flags.owndata or values.flags.writeable for values in columns.values())
    assert pa.total_allocated_bytes() < 1_000_000


def test_sessions_are_cut_at_half_an_hour_of_idleness_and_only_where_minutes_are_known(tmp_path):
    at = [0, 29, 59, 90, 200]  # gaps of 29, 30, 31, 110 minutes
    rows = [Event("a", START + m * MINUTE) for m in at] + [Event("b", START)]
    log = stored(tmp_path / "cut", rows, own_sessions=False)
    assert log.buckets[0].columns["session"].tolist() == [0, 0, 0, 1, 2, 0]
    with connect("500MB", 1, tmp_path) as con:
        build(tmp_path / "days", con, relation(con, rows, "UTC", False), About(zone="UTC", unit="day"))
    assert set(load(tmp_path / "days").buckets[0].columns["session"].tolist()) == {-1}


def test_the_logs_own_sessions_are_numbered_by_their_first_event_and_never_fall(tmp_path):
    named = [(None, 0), ("s9", 1), ("s1", 2), (None, 3), ("s9", 4), ("s2", 5)]
    log = stored(tmp_path / "own", [Event("a", START + m * MINUTE, session=s) for s, m in named])
    assert log.buckets[0].columns["session"].tolist() == [-1, 0, 1, 1, 1, 2]


def test_more_own_types_than_codes_share_one_name():
    types, code = assign_types({"view": 5} | {f"own {i:03d}": 1000 - i for i in range(300)})
    assert len(types) == 1 + 240 and max(types) == 255
    assert types[code["own 000"]] == "own 000"
    assert types[code["own 299"]] == "other"
    assert types[code["view"]] == "view"


def test_attribute_tables_stand_by_code_of_their_owner(tmp_path):
    with connect("500MB", 1, tmp_path) as con:
        cleaned = relation(con, [Event("a", START, item="x"), Event("b", START, item="y")], "UTC", True)
        items = con.sql("SELECT * FROM (VALUES ('y', 'Acme', 2.5), ('never sold', 'Zzz', 1.0)) AS t(item, brand, cost)")
        items = items.project("item, brand, cost::DOUBLE AS cost")
        build(tmp_path / "store", con, cleaned, About(zone="UTC", unit="minute"), items=items)
    log = load(tmp_path / "store")
    y = log.dictionaries["item"].index("y")
    assert log.dictionaries["item:brand"] == ["Acme"]
    assert log.item_table["brand"].tolist() == ([-1, 0] if y == 1 else [0, -1])
    assert log.item_table["cost"][y] == 2.5 and np.isnan(log.item_table["cost"][1 - y])


def test_dictionaries_are_sequences_of_texts_over_mapped_memory(tmp_path):
    texts = stored(tmp_path / "store", [Event(u, START) for u in ("c", "a", "ß", "b")]).dictionaries["user"]
    assert (len(texts), texts[0], texts[-1], texts[1:3], texts[::-1]) == (4, "a", "ß", ["b", "c"], ["ß", "c", "b", "a"])
    assert list(texts) == texts == ["a", "b", "c", "ß"] and texts != ["a"]
    assert np.asarray(texts)[[2, 0]].tolist() == ["c", "a"]
    with pytest.raises(IndexError):
        texts[4]
