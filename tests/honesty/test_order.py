"""The order of rows, files, threads and neighbours has no say, to the last bit; names have next to none."""

from __future__ import annotations

import socket
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import foresale
from foresale.jobs.summary import Run
from small_shop import QUICK, shop, table_of, write

ASK = "buys within 7d for all"
MODELS = [
    "rfm_logistic",
    pytest.param("lightgbm", marks=pytest.mark.slow),
    pytest.param("forest", marks=pytest.mark.slow),
    pytest.param("auto", marks=pytest.mark.slow),
]


@pytest.fixture(scope="module")
def table() -> pa.Table:
    return table_of(shop())


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("order")


@pytest.fixture(scope="module")
def run(table, folder) -> dict[str, Run]:
    """By model: trained on one file in the order of time, by one thread."""
    log = write(table, folder / "in order.csv")
    made: dict[str, Run] = {}

    class Runs(dict[str, Run]):
        def __missing__(self, model: str) -> Run:
            made[model] = self[model] = foresale.train(
                log, ask=ASK, out=folder / model, cache=folder, **QUICK | {"model": model}
            )
            return made[model]

    return Runs()


def again(sources: Any, folder: Path, **how: Any) -> Run:
    return foresale.train(sources, ask=ASK, cache=folder, **QUICK | how)


@pytest.mark.parametrize("model", MODELS)
def test_the_order_of_the_rows_has_no_say(run, table, folder, model):
    shuffled = table.take(np.random.default_rng(4).permutation(table.num_rows))
    other = again(write(shuffled, folder / "shuffled.csv"), folder, model=model)
    assert other.scores.equals(run[model].scores)  # its column `model` is a hash of the bundle's bytes


@pytest.mark.parametrize("model", MODELS)
def test_how_the_files_are_cut_has_no_say(run, table, folder, model):
    cuts = [0, 17, 4000, 4001, 6000, table.num_rows]
    parts = [write(table[a:b], folder / "parts" / f"{k}.csv") for k, (a, b) in enumerate(pairwise(cuts))]
    for sources in (folder / "parts", parts[::-1]):
        other = again(sources, folder, model=model)
        assert other.scores.equals(run[model].scores)


@pytest.mark.parametrize("model", MODELS)
def test_threads_have_no_say(run, folder, model):
    other = again(folder / "in order.csv", folder, model=model, threads=2, out=folder / f"{model} by 2")
    assert other.scores.equals(run[model].scores)
    assert contents(other.bundle) == contents(run[model].bundle)


def contents(bundle: Path) -> dict[str, bytes]:
    return {p.relative_to(bundle).as_posix(): p.read_bytes() for p in bundle.rglob("*") if p.is_file()}


@pytest.mark.parametrize("model", MODELS)
def test_one_row_is_the_row_of_the_batch(run, folder, model):
    everybody = run[model].scores
    for k in range(0, everybody.num_rows, 40):
        keys = everybody.slice(k, 1).select(["customer_id"])
        one = foresale.score(run[model].bundle, folder / "in order.csv", keys=keys, cache=folder, threads=1).table
        assert one.equals(everybody.slice(k, 1))


@pytest.mark.parametrize("model", MODELS)
def test_renamed_customers_move_within_their_interval(run, table, folder, model):
    """Who falls into which part of the plan changes, and the model with it, by less than the intervals say."""
    ids = table["customer_id"].to_pylist()
    new = {i: f"{k:x}-{i[::-1]}" for k, i in enumerate(dict.fromkeys(ids))}
    renamed = table.set_column(0, "customer_id", pa.array([new[i] for i in ids]))
    other = again(write(renamed, folder / "renamed.csv"), folder, model=model)
    p = dict(zip(other.scores["customer_id"].to_pylist(), other.scores["p"].to_pylist()))
    rows = run[model].scores.to_pylist()
    assert len(p) == len(rows)
    outside = [r for r in rows if not r["p_low"] <= p[new[r["customer_id"]]] <= r["p_high"]]
    assert outside == []


def test_nothing_here_could_have_asked_a_server():
    """The guard that stands before every test of this folder bites."""
    with socket.socket() as one, pytest.raises(AssertionError, match=r"203\.0\.113\.1"):
        one.connect(("203.0.113.1", 80))
