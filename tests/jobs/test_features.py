"""`features`: the list with formula and needs, and the matrix of exactly the rows asked."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import foresale
from foresale.errors import UnknownEnding
from foresale.features.runner import compute_features
from foresale.features.spec import make_spec
from foresale.jobs.features import list_features
from foresale.language import use
from foresale.log import prepare
from foresale.screen import as_text
from foresale.tasks.grammar import parse_task
from foresale.tasks.rows import rows_for_keys
from small_shop import date, midnight, write


@pytest.fixture(scope="module")
def keys(trained) -> pa.Table:
    """Rows in no order at all, one of them of nobody."""
    ids = sorted(trained.shop.truth(midnight(70), 7))
    rows = [(i, d) for d in (90, 70, 80) for i in ids[:: d - 60]] + [("nobody", 85)]
    np.random.default_rng(1).shuffle(rows)
    return pa.table({"cutoff": [date(int(d)) for _, d in rows], "customer_id": [i for i, _ in rows]})


@pytest.fixture(scope="module")
def matrix(trained, keys):
    return foresale.features(trained.log, keys=keys, cache=trained.cache, threads=1)


def test_the_rows_are_those_asked_in_their_order(matrix, keys):
    table = matrix.table
    assert table.column_names[:2] == ["customer_id", "cutoff"]
    assert table["customer_id"].to_pylist() == keys["customer_id"].to_pylist()
    assert table["cutoff"].to_pylist() == keys["cutoff"].to_pylist()  # spelled as given
    assert table.column_names[2:] == matrix.to_dict()["features"]
    nobody = table.filter(pa.compute.equal(table["customer_id"], "nobody")).to_pylist()[0]
    assert nobody["days_since_purchase"] is None


def test_the_matrix_is_that_of_the_runner(matrix, keys, trained):
    log = prepare(trained.log, cache=trained.cache)
    cutoffs = np.array(keys["cutoff"].to_pylist(), "M8[us]").astype(np.int64)
    spec = make_spec(log.before(int(cutoffs.min())), 30, lookback_days=90.0)
    rows = rows_for_keys(log, parse_task("buys within 30d for all"), keys["customer_id"].to_pylist(), cutoffs)
    wanted = compute_features(log, rows, spec)
    for name in wanted.names:
        got = matrix.table[name]
        if pa.types.is_floating(got.type):
            np.testing.assert_array_equal(got.to_numpy(zero_copy_only=False), wanted[name], err_msg=name)


def test_a_known_row_by_hand(trained):
    """One customer at one cutoff, counted here from the events themselves."""
    e, cutoff = trained.shop.events, midnight(80)
    user = next(u for u, t, k in zip(e["user"], e["time"], e["type"]) if k == "purchase" and t < cutoff)
    mine = (e["user"] == user) & (e["time"] < cutoff)
    keys = pa.table({"customer_id": [user], "cutoff": [date(80)]})
    row = foresale.features(trained.log, keys=keys, cache=trained.cache).table.to_pylist()[0]
    last = e["time"][mine & (e["type"] == "purchase")].max() // 1_000_000 * 1_000_000  # the file has whole seconds
    assert row["days_since_purchase"] == pytest.approx((cutoff - last) / 86_400e6, rel=1e-6)
    assert row["events_all"] == mine.sum()


def test_the_future_of_a_row_is_not_in_it(matrix, trained, keys):
    """Rows asked together with later ones have the values of those asked alone."""
    early = keys.filter(pa.compute.equal(keys["cutoff"], date(70)))
    alone = foresale.features(trained.log, keys=early, cache=trained.cache).table
    together = matrix.table.filter(pa.compute.equal(keys["cutoff"], date(70)))
    both = [name for name in alone.column_names if name in together.column_names]  # which windows, the newest row says
    assert len(both) > 0.8 * alone.num_columns and alone.select(both).equals(together.select(both))


@pytest.fixture(scope="module")
def dates(tmp_path_factory):
    """A log of a year that knows days and buyers only, and its cache."""
    folder = tmp_path_factory.mktemp("dates")
    rng = np.random.default_rng(3)
    days = np.sort(np.append(np.zeros(5, int), rng.integers(0, 365, 400)))
    users = [f"c{k}" for k in range(5)] + [f"c{k}" for k in rng.integers(0, 30, 400)]
    return write(pa.table({"date": [date(int(d)) for d in days], "id": users}), folder / "dates.csv"), folder / "cache"


def asked(dates, rows):
    log, cache = dates
    keys = pa.table({"id": [f"c{k}" for k, _ in rows], "cutoff": [date(d) for _, d in rows]})
    return foresale.features(log, keys=keys, map={"user": "id"}, types={"*": "purchase"}, cache=cache, threads=1).table


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from((40, 151, 243, 365))), min_size=2, unique=True))
@settings(max_examples=8, deadline=None)
def test_a_row_is_what_it_is_alone_whoever_is_asked_beside_it(dates, rows):
    together = asked(dates, rows)
    for place, row in enumerate(rows):
        alone = asked(dates, [row])
        both = [name for name in alone.column_names if name in together.column_names]
        assert len(both) > 0.8 * alone.num_columns
        assert together.slice(place, 1).select(both).to_pylist() == alone.select(both).to_pylist()


def test_the_first_day_of_a_log_of_days_is_seen(dates):
    """Whoever bought on the first day only has bought."""
    table = asked(dates, [(k, 365) for k in range(5)])
    bought = np.array(table["purchases_all"].to_pylist())
    log, _ = dates
    rows = pa.csv.read_csv(log).to_pylist()
    assert bought.tolist() == [sum(row["id"] == f"c{k}" for row in rows) for k in range(5)]


def test_it_writes_by_the_ending(trained, keys, tmp_path):
    done = foresale.features(
        trained.log, keys=keys, without=["sessions"], out=tmp_path / "特征.parquet", cache=trained.cache
    )
    assert pyarrow.parquet.read_table(tmp_path / "特征.parquet").equals(done.table)
    assert pa.table(done).equals(done.table)
    assert not any("session" in name for name in done.table.column_names)
    assert str(tmp_path / "特征.parquet") in str(done.screen()) and "x" in done._repr_html_()
    with pytest.raises(UnknownEnding):
        foresale.features("no such log.csv", keys=keys, out=tmp_path / "m.feather")


def test_the_list_says_unit_meaning_and_needs(trained):
    everything = list_features()
    named = {e["name"]: e for e in everything.to_dict()["features"]}
    assert named["days_since_purchase"]["unit"] == "days"
    assert everything.screen() and "<table" in everything._repr_html_()

    mine = list_features(trained.log, cache=trained.cache, without=["recency"]).to_dict()
    families = {e["family"] for e in mine["features"]}
    assert "counts" in families and "recency" not in families
    assert "search" in mine["left_out"]  # this log has no queries, and the list says so


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_can_be_read_in_eighty_columns(language):
    """Names are whole, and what is said of a feature has room for more than three words a line."""
    with use(language):
        listed = list_features()
        lines = as_text(listed.screen(), width=80).splitlines()
    assert max(map(cell_len, lines)) <= 80
    named = {line.split()[0] for line in lines if line}
    assert {e.name for e in listed.entries} <= named
    assert len(lines) < 4 * len(listed.entries)
