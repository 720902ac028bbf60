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

from foresale.log import events as ev
from foresale.log.append import CannotAppend, append
from foresale.log.coding import assign_types
from foresale.log.manifest import read_manifest
from foresale.log.raw import connect
from foresale.log.store import About, build, load


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
            append(added, base, con, late, About(zone="Asia/Shanghai", unit="minute"))
        files = sorted(p.relative_to(fresh) for p in fresh.rglob("*.arrow"))
        assert files == sorted(p.relative_to(added) for p in added.rglob("*.arrow"))
        assert contents(load(added)) == contents(load(fresh))
        assert all((added / f).read_bytes() == (fresh / f).read_bytes() for f in files if f.parts[0] == "buckets")
        assert read_manifest(added) == read_manifest(fresh)


def test_events_that_are_not_later_are_not_added(tmp_path):
    rows = [Event("a", START), Event("a", START + MINUTE)]
    stored(tmp_path / "base", rows)
    with connect("500MB", 1, tmp_path) as con, pytest.raises(CannotAppend):
        again = relation(con, rows[1:], "UTC", True)
        append(tmp_path / "added", tmp_path / "base", con, again, About(zone="UTC", unit="minute"))


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
