"""Numbers and names that only say when or by whom a row was written never become features, whatever they know.

Each is planted so that it knows the answer: the rows of customers who buy in the week after them come last.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import foresale
from foresale.judging.metrics import auc
from foresale.simulate import DAY_US, Shop
from small_shop import date, midnight, shop, table_of, times

HOW: dict[str, Any] = {"model": "logistic", "threads": 1, "cutoff": date(100), "ask": "buys within 7d for all"}
SEEN = 84  # day of the features that are looked at one by one


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("numbers")


@pytest.fixture(scope="module")
def made() -> Shop:
    return shop()


@pytest.fixture(scope="module")
def log(made) -> pa.Table:
    return table_of(made)


@pytest.fixture(scope="module")
def knowing(made, log) -> np.ndarray:
    """int64[n]: a place for each row, the later the sooner its customer buys."""
    customer, at = (x[np.isfinite(made.purchases[1])] for x in made.purchases)
    axis = 10 * max(at)
    every = np.sort(customer * axis + at)
    who = {str(name): k for k, name in enumerate(made.ids)}
    mine = np.array([who[i] for i in log["customer_id"].to_pylist()]) * axis
    now = (times(log) - midnight(0)) / DAY_US
    following = np.minimum(np.searchsorted(every, mine + now, side="right"), len(every) - 1)
    wait = every[following] - mine - now
    soon = (wait > 0) & (wait <= 7)
    order = np.lexsort((np.random.default_rng(1).random(len(now)), soon))
    place = np.empty(len(now), np.int64)
    place[order] = np.arange(len(now))
    return place


def best_feature(log: pa.Table, made: Shop, cache: Any, keys: list[str]) -> tuple[list[str], float]:
    """Names of all features, and the AUC of the one that knows most of the week after (in either direction)."""
    asked = pa.table({"customer_id": keys, "cutoff": [date(SEEN)] * len(keys)})
    table = foresale.features(log, keys=asked, cache=cache).table
    bought = made.bought(midnight(SEEN), 7)
    label = np.array([bought[i] for i in keys], np.float64)
    found, names = [], []
    for name in table.column_names:
        if not pa.types.is_floating(table[name].type):
            continue
        names.append(name)
        x = np.nan_to_num(table[name].to_numpy().astype(np.float64), nan=-1e9)
        found.append(abs(auc(label, x) - 0.5))
    return names, 0.5 + max(found)


def as_number(place: np.ndarray) -> pa.Array:
    return pa.array(place + 1_000_000)


def as_text(place: np.ndarray) -> pa.Array:
    return pa.array([f"B-{k:08d}" for k in place.tolist()])


def as_fraction(place: np.ndarray) -> pa.Array:
    return pa.array(place.astype(np.float64) + 7e6)


def with_gaps(place: np.ndarray) -> pa.Array:
    return pa.array(place * 37 + place % 11)


PLANTED = {
    "seq": as_number, "batch_ref": as_number, "lot": as_text, "ticket": with_gaps, "marker": as_fraction,
}  # fmt: skip


@pytest.fixture(scope="module")
def plain(log, made, cache) -> tuple[list[str], float, float]:
    """Without a planted column: the features, the AUC of the best of them, the AUC of the model on the test."""
    run = foresale.train(log, cache=cache, **HOW)
    keys = list(made.truth(midnight(SEEN), 7))
    return *best_feature(log, made, cache, keys), run.judged.horizons[0].models[0].metrics["auc"].value


@pytest.mark.parametrize("name", PLANTED)
def test_a_column_of_running_numbers_is_no_feature(log, made, knowing, cache, plain, name):
    _, alone, of_model = plain
    told = log.append_column(name, PLANTED[name](knowing))
    theirs, best = best_feature(told, made, cache, list(made.truth(midnight(SEEN), 7)))
    assert [n for n in theirs if name in n] == []
    assert best <= alone + 0.01
    run = foresale.train(told, cache=cache, **HOW)
    assert run.judged.horizons[0].models[0].metrics["auc"].value <= of_model + 0.01


def test_the_planted_number_would_have_told(log, made, knowing):
    """The control: as a feature, the newest number of each customer is the answer."""
    newest: dict[str, int] = {}
    before = times(log) < midnight(SEEN)
    for i, place, past in zip(log["customer_id"].to_pylist(), knowing.tolist(), before.tolist()):
        if past:
            newest[i] = max(newest.get(i, 0), place)
    bought = made.bought(midnight(SEEN), 7)
    assert auc(np.array([bought[i] for i in newest], float), np.array([*newest.values()], float)) > 0.75


def renamed(column: str) -> Callable[[pa.Table, np.ndarray], pa.Table]:
    """Ids that are numbered by the latest of their places: buyers have the highest ones."""

    def change(log: pa.Table, place: np.ndarray) -> pa.Table:
        ids = np.array(log[column].to_pylist())
        which = np.unique(ids, return_inverse=True)[1]
        mean = np.bincount(which, place) / np.bincount(which)
        rank = np.argsort(np.argsort(mean))
        return log.set_column(0 if column == "customer_id" else 3, column, pa.array([f"{k:05d}" for k in rank[which]]))

    return change


def in_their_order(log: pa.Table, place: np.ndarray) -> pa.Table:
    return log.take(np.argsort(place))


CHANGES = {"user": renamed("customer_id"), "item": renamed("sku"), "row": in_their_order}


@pytest.mark.parametrize("change", CHANGES)
def test_what_ids_and_the_order_of_rows_know_does_not_profit(log, knowing, cache, plain, change):
    """Ids in the order of the answers: who falls into which draw changes, by a little; what is known does not."""
    run = foresale.train(CHANGES[change](log, knowing), cache=cache, **HOW)
    assert run.judged.horizons[0].models[0].metrics["auc"].value == pytest.approx(plain[2], abs=0.01)
