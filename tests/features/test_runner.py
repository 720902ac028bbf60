"""The runner: windows on the local calendar, rows in any order, logs that number their types otherwise."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import CUTOFFS, NOON, USERS, ZONE, Rows, ask, event, events, features_of, log_of, spec_of

from foresale.features.runner import compute_features
from foresale.features.spec import FeatureSpec
from foresale.features.windows import lay_edges, local_days
from foresale.log.events import HOUR_US

BERLIN = ZoneInfo(ZONE)


def at(*fields: int, fold: int = 0) -> int:
    return int(datetime(*fields, tzinfo=BERLIN, fold=fold).timestamp()) * 1_000_000


def test_a_day_back_is_a_day_of_the_local_calendar():
    # The clocks went forward on 28 March 2021 and back on 31 October: days of 23 and 25 hours.
    cutoffs = np.array([at(2021, 3, 29), at(2021, 11, 1), at(2021, 3, 29, 15)])
    edges = lay_edges(cutoffs, (30.0, 1.0, 0.25), ZONE)
    assert edges[:, 1].tolist() == [at(2021, 3, 28), at(2021, 10, 31), at(2021, 3, 28, 16)]
    assert (cutoffs - edges[:, 1]).tolist()[:2] == [23 * HOUR_US, 25 * HOUR_US]
    assert (cutoffs - edges[:, 2] == 6 * HOUR_US).all()
    days, midnights = local_days(cutoffs, ZONE)
    assert days.tolist() == [18715, 18932, 18715] and midnights.tolist() == [*cutoffs[:2], cutoffs[0]]


@given(
    st.sets(st.integers(at(2021, 3, 20) // 900_000_000, at(2021, 11, 10) // 900_000_000), min_size=2, max_size=12),
    st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Shanghai"]),
)
@settings(max_examples=100, deadline=None)
def test_windows_ascend_with_the_cutoffs_whatever_the_clocks_do(quarters, zone):
    cutoffs = np.array(sorted(quarters), np.int64) * 900_000_000
    edges = lay_edges(cutoffs, (60.0, 7.0, 2.5, 1.0, 0.5), zone)
    assert (np.diff(edges, axis=0) >= 0).all() and (np.diff(edges, axis=1) >= 0).all()
    assert (edges < cutoffs[:, None]).all()


def test_no_window_reaches_behind_the_lookback():
    edges = lay_edges(np.array([NOON]), (10.0, 364.0, 5.0), ZONE)
    assert edges[0, 1] == edges[0, 0] < edges[0, 2]


def test_rows_come_back_in_the_order_asked_repeated_ones_too():
    log = log_of(events(1), n_buckets=3)
    spec = spec_of(log)
    rows = ask(log, (*USERS, "nobody"), CUTOFFS)
    table = compute_features(log, rows, spec)
    which = np.random.default_rng(0).integers(0, len(rows.cutoff), 200)
    mixed = Rows(rows.bucket[which], rows.place[which], rows.user[which], rows.cutoff[which])
    np.testing.assert_array_equal(compute_features(log, mixed, spec).values, table.values[which])


def test_stretched_windows_reach_farther_and_keep_their_names():
    log = log_of([event(d) for d in (1, 5, 10, 13, 50)])
    spec = spec_of(log)
    rows = ask(log, ["u"], [NOON])
    plain, stretched = (compute_features(log, rows, spec, stretch=s) for s in (1.0, 2.0))
    assert plain.names == stretched.names
    assert plain["views_7d"] == 2 and stretched["views_7d"] == 4
    assert stretched["days_since_event"] == 1


def test_no_rows_are_no_mistake():
    log = log_of(events(1))
    table = features_of(log, [], [], spec_of(log))
    assert table.values.shape == (0, len(table.names)) and table.to_arrow().num_rows == 0


def test_a_log_that_numbers_its_own_types_otherwise_gives_the_same_counts():
    trained = [event(3, "gift_card"), event(3.1, "gift_card"), event(2, "quiz"), event(1, "view")]
    spec = spec_of(log_of(trained), "counts")
    before = features_of(log_of(trained), ["u"], [NOON], spec)
    scored = [*trained, event(2.5, "abacus")]  # a new own type, first by name: gift_card and quiz move up by one
    after = features_of(log_of(scored), ["u"], [NOON], spec)
    assert after["own_gift_card_all"] == 2 and after["own_quiz_all"] == 1
    changed = {name for name in after.names if after[name] != before[name]}
    assert changed == {f"events_{w}" for w in ("all", "30d", "14d", "7d", "3d")}


def test_what_is_left_out_by_name_leaves_no_trace():
    log = log_of(events(1))
    whole = spec_of(log)
    without = msgspec.structs.replace(whole, without=("views_7d", "purchase_overdue"))
    table, fewer = (features_of(log, USERS, CUTOFFS, spec) for spec in (whole, without))
    assert set(table.names) - set(fewer.names) == {"views_7d", "purchase_overdue"}
    np.testing.assert_array_equal(fewer.values, table.columns(fewer.names).values)


def test_the_spec_survives_the_bundle():
    log = log_of(events(1))
    spec = spec_of(log)
    again = msgspec.json.decode(msgspec.json.encode(spec), type=FeatureSpec)
    assert again == spec
    np.testing.assert_array_equal(
        features_of(log, USERS, CUTOFFS, again).values, features_of(log, USERS, CUTOFFS, spec).values
    )


def test_a_table_speaks_arrow():
    log = log_of(events(1))
    table = features_of(log, USERS, CUTOFFS, spec_of(log))
    arrow = table.to_arrow()
    assert arrow.column_names == list(table.names)
    column = arrow["days_since_purchase"]
    np.testing.assert_array_equal(column.to_numpy(), table["days_since_purchase"])
    assert column.null_count == np.isnan(table["days_since_purchase"]).sum() > 0
    assert "views_7d" in table and "no such thing" not in table
    with pytest.raises(KeyError):
        table["no such thing"]
    assert len(table.rows(table["views_7d"] > 0)) == (table["views_7d"] > 0).sum()
