"""What happens at or after the cutoff changes nothing: no score, no feature, not one byte of the bundle."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import foresale
from foresale.jobs.summary import Run
from small_shop import QUICK, date, midnight, shop, table_of, times, write

CUT = 91
ASK = "buys within 7d for all"


@pytest.fixture(scope="module")
def whole() -> pa.Table:
    return table_of(shop())


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("honest")


@pytest.fixture(scope="module")
def run(whole, folder) -> Run:
    """Trained as of the cutoff on the whole log."""
    log = write(whole, folder / "whole.csv")
    return foresale.train(log, ask=ASK, cutoff=date(CUT), out=folder / "run", cache=folder, **QUICK)


# ---- futures


def deleted(past: pa.Table, future: pa.Table) -> pa.Table:
    return past


def mutated(past: pa.Table, future: pa.Table) -> pa.Table:
    """Other types, items and prices, half of the rows, told before the past."""
    rng = np.random.default_rng(1)
    future = future.take(np.sort(rng.choice(future.num_rows, future.num_rows // 2, replace=False)))
    types = pa.array(rng.choice(["purchase", "cart", "view"], future.num_rows))
    future = future.set_column(2, "event", types)
    future = future.set_column(3, "sku", future["sku"].take(rng.permutation(future.num_rows)))
    future = future.set_column(4, "price", pa.array(rng.uniform(1, 9999, future.num_rows)))
    return pa.concat_tables([future, past])


def crowded(past: pa.Table, future: pa.Table) -> pa.Table:
    """New customers, new items, new kinds of events, prices in cents, ten times as many rows."""
    n = 10 * future.num_rows
    rng = np.random.default_rng(2)
    new = pa.table({
        "customer_id": [f"n{k}" for k in rng.integers(0, 2000, n)],
        "ts": np.tile(future["ts"].to_numpy(zero_copy_only=False), 10),
        "event": rng.choice(["purchase", "refund", "wishlist", "search"], n),
        "sku": [f"new{k}" for k in rng.integers(0, 5000, n)],
        "price": rng.uniform(1e5, 1e6, n),
    })  # fmt: skip
    return pa.concat_tables([past, future, new])


def told_otherwise(past: pa.Table, future: pa.Table) -> pa.Table:
    """Over the whole log, prices are words, customers' ids are numbers with a point, and most events have no name."""
    n = 20 * future.num_rows
    rng = np.random.default_rng(3)
    new = pa.table({
        "customer_id": [f"{k}.0" for k in rng.integers(0, 2000, n)],
        "ts": np.tile(future["ts"].to_numpy(zero_copy_only=False), 20),
        "event": rng.integers(100, 999, n).astype(str),
        "sku": [f"{k},5" for k in rng.integers(0, 5000, n)],
        "price": rng.choice(["on request", "sold out", "ask us"], n),
    })  # fmt: skip
    return pa.concat_tables([past.set_column(4, "price", past["price"].cast(pa.string())), new])


def everybody_buys_at_midnight(past: pa.Table, future: pa.Table) -> pa.Table:
    """An event at the cutoff is already the future."""
    ids = pc.unique(past["customer_id"])
    now = pa.table({
        "customer_id": ids, "ts": [f"{date(CUT)} 00:00:00"] * len(ids), "event": ["purchase"] * len(ids),
        "sku": ["i001"] * len(ids), "price": [1.0] * len(ids),
    })  # fmt: skip
    return pa.concat_tables([past, now, future])


FUTURES = [deleted, mutated, crowded, told_otherwise, everybody_buys_at_midnight]


def with_future(whole: pa.Table, other: Callable[[pa.Table, pa.Table], pa.Table]) -> pa.Table:
    before = pa.array(times(whole) < midnight(CUT))
    return other(whole.filter(before), whole.filter(pc.invert(before)))


@pytest.mark.parametrize("future", FUTURES, ids=lambda f: f.__name__)
def test_no_score_knows_it(run, whole, folder, future):
    log = write(with_future(whole, future), folder / f"{future.__name__}.csv")
    assert foresale.score(run.bundle, log, cutoff=date(CUT), cache=folder).table.equals(run.scores)


@pytest.mark.parametrize("future", FUTURES, ids=lambda f: f.__name__)
def test_training_as_of_a_day_is_training_on_that_day(run, whole, folder, future):
    """The scores, and with their column `model`, the hash of all its bytes, the bundle."""
    log = write(with_future(whole, future), folder / f"{future.__name__}.csv")
    again = foresale.train(log, ask=ASK, cutoff=date(CUT), cache=folder, **QUICK)
    assert again.scores.equals(run.scores)
    assert again.judged.horizons == run.judged.horizons and again.judged.plan == run.judged.plan


def test_nor_what_is_asked_where_nobody_said_it(whole, folder):
    """The default question, population and plan are chosen from the past as well."""
    runs = []
    for future in (deleted, crowded):
        log = write(with_future(whole, future), folder / f"{future.__name__}.csv")
        runs.append(foresale.train(log, cutoff=date(CUT), cache=folder, **QUICK))
    assert str(runs[0].asked.task) == str(runs[1].asked.task)
    assert runs[0].scores.equals(runs[1].scores)


@pytest.mark.parametrize("future", FUTURES, ids=lambda f: f.__name__)
def test_no_feature_knows_it(whole, folder, future):
    ids = pc.unique(whole["customer_id"]).to_pylist()
    keys = pa.table(
        {"customer_id": ids[::10] * 2, "cutoff": [date(CUT)] * len(ids[::10]) + [date(75)] * len(ids[::10])}
    )
    first = foresale.features(whole, keys=keys, cache=folder)
    log = write(with_future(whole, future), folder / f"{future.__name__}.csv")
    assert foresale.features(log, keys=keys, cache=folder).table.equals(first.table)


def test_each_of_several_cutoffs_knows_what_lies_before_it_alone(whole, folder):
    """Asked by a keys file: the rows of the older cutoff are answered as if the log had ended there."""
    ids = pc.unique(whole["customer_id"]).to_pylist()[::10]
    earlier = whole.filter(pa.array(times(whole) < midnight(84)))
    alone = pa.table({"customer_id": ids, "cutoff": [date(84)] * len(ids)})
    both = pa.table({"customer_id": ids * 2, "cutoff": [date(84)] * len(ids) + [date(CUT)] * len(ids)})
    log = write(with_future(whole, told_otherwise), folder / "told_otherwise.csv")
    first = foresale.train(write(earlier, folder / "earlier.csv"), ask=ASK, keys=alone, cache=folder, **QUICK)
    again = foresale.train(log, ask=ASK, keys=both, cache=folder, **QUICK)
    assert again.scores.slice(0, len(ids)).equals(first.scores)


@pytest.mark.parametrize("future", [deleted, told_otherwise], ids=lambda f: f.__name__)
def test_nor_does_the_state_of_the_log_that_the_report_shows(run, whole, folder, future):
    log = write(with_future(whole, future), folder / f"{future.__name__}.csv")
    again = foresale.train(log, ask=ASK, cutoff=date(CUT), cache=folder, **QUICK)
    health, other = (msgspec.structs.asdict(r.judged.health) for r in (run, again))
    assert {k: v for k, v in other.items() if k != "findings"} == {k: v for k, v in health.items() if k != "findings"}


def test_a_second_earlier_it_is_the_past(run, whole, folder):
    """The control: the same purchases just before midnight are seen."""
    told = with_future(whole, everybody_buys_at_midnight)
    ts = pc.if_else(pc.equal(told["ts"], f"{date(CUT)} 00:00:00"), f"{date(CUT - 1)} 23:59:59", told["ts"])
    log = write(told.set_column(1, "ts", ts), folder / "before.csv")
    after = foresale.score(run.bundle, log, cutoff=date(CUT), cache=folder).table
    moved = after["p"].to_numpy() != run.scores["p"].to_numpy()
    assert moved.mean() > 0.9
