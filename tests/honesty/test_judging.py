"""The days of the test judge and choose nothing; every figure stands with its interval and beside its baselines."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest

import foresale
from foresale.jobs import learn
from foresale.judging.backtest import Backtest
from foresale.judging.metrics import METRICS
from foresale.judging.quality import Difference, Estimate, Quality
from small_shop import QUICK, date, midnight, shop, table_of, times

# ---- the test is read once

DAYS = 60
HOW: dict[str, Any] = {"ask": "buys within 5d for all", "cutoff": date(DAYS), "threads": 1}


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("judging")


def changed(table: pa.Table, start: int, column: str, change: Callable[[np.ndarray], Any]) -> pa.Table:
    """The log with one column told otherwise from an instant on."""
    late = times(table) >= start
    values = table[column].to_numpy(zero_copy_only=False).copy()
    values[late] = change(values[late])
    return table.set_column(table.column_names.index(column), column, pa.array(values, from_pandas=True))


def others_buy(table: pa.Table, start: int) -> pa.Table:
    return changed(table, start, "customer_id", np.random.default_rng(1).permutation)


def strangers_come(table: pa.Table, start: int) -> pa.Table:
    """Every fifth event is theirs."""
    return changed(table, start, "customer_id", lambda ids: [i if k % 5 else f"new {i}" for k, i in enumerate(ids)])


def looks_and_purchases_are_shuffled(table: pa.Table, start: int) -> pa.Table:
    return changed(table, start, "event", np.random.default_rng(2).permutation)


def other_things_are_bought(table: pa.Table, start: int) -> pa.Table:
    """At a hundred times the price."""
    table = changed(table, start, "price", lambda prices: prices * 100)
    return changed(table, start, "sku", lambda skus: [f"new {k % 7}" for k in range(len(skus))])


FUTURES = [others_buy, strangers_come, looks_and_purchases_are_shuffled, other_things_are_bought]


@dataclasses.dataclass
class Told:
    """A log, its run and what its validation chose."""

    log: pa.Table
    run: Any
    result: Backtest


@pytest.fixture(scope="module")
def train(cache) -> Callable[[pa.Table], Told]:
    """Train the whole portfolio."""

    def told(log: pa.Table) -> Told:
        with pytest.MonkeyPatch.context() as patch:
            results = []
            real = learn.backtest
            patch.setattr(learn, "backtest", lambda *a, **k: results.append(real(*a, **k)) or results[-1])
            run = foresale.train(log, cache=cache, **HOW)
        return Told(log, run, results[0])

    return told


@pytest.fixture(scope="module")
def plain(train) -> Told:
    return train(table_of(shop(customers=200, days=DAYS)))


@pytest.mark.parametrize("future", FUTURES, ids=lambda f: f.__name__)
def test_the_days_of_the_test_choose_nothing(plain, train, future):
    """Neither the model, nor rounds, penalties and blend weights, nor a figure of the validation, nor the threshold."""
    assert plain.run.judged.plan.kind <= 2
    start = np.datetime64(plain.run.judged.horizons[0].cutoffs[0][:19]).astype("M8[us]").astype(int)
    assert start > midnight(DAYS - 12)
    other = train(future(plain.log, int(start)))
    assert other.run.judged.plan == plain.run.judged.plan
    assert other.result.settings == plain.result.settings
    assert any("rounds" in s for s in other.result.settings.values()) and other.result.settings["blend"]["weights"]
    for part in ("validate", "calibrate"):
        for name, raw in plain.result.raw[part].items():
            np.testing.assert_array_equal(other.result.raw[part][name], raw, err_msg=name)
    q, was = other.run.judged.horizons[0], plain.run.judged.horizons[0]
    assert (q.chosen, q.trials, q.calibration.method) == (was.chosen, was.trials, was.calibration.method)
    assert q.confusion.threshold == was.confusion.threshold
    assert other.run.scores["p"] != plain.run.scores["p"]  # the days were read: what answers learns from them too


# ---- no figure stands alone

SHOPS: dict[str, dict[str, Any]] = {
    "clicks": {"seed": 3},
    "purchases": {"kind": "bgnbd", "customers": 400, "seed": 4},
    "few buyers": {"intensity": 0.3, "seed": 5},
    "nothing to learn": {"kind": "no_signal", "seed": 6},
}
BASELINES = {"base_rate", "bought_lately", "own_rate", "rfm_logistic"}
BARE = {  # numbers that are no estimate, or whose interval stands beside them under another name
    "base_rate": "of the test, which is counted whole; `base_rates` has it with its interval",
    "calibration.level": "what was done to p", "calibration.drift": "what was done to p",
    "calibration.tenths.p_low": "an edge", "calibration.tenths.p_high": "an edge",
    "calibration.tenths.p_mean": "predicted", "calibration.tenths.p_set_right": "predicted",
    "bands.from_p": "an edge", "bands.p_mean": "predicted", "confusion.threshold": "chosen",
    "gains.rows": "a count", "gains.buyers": "a count", "gains.rate": "share_so_far", "gains.lift": "share_so_far",
    "gains.share": "share_so_far", "gains.habit_so_far": "of the baseline",
    "lists.share": "a size", "lists.buyers": "a count", "histogram.edges": "an edge",
    "slices.p_mean": "predicted", "slices.observed": "total_ratio", "trials.weight": "chosen",
    "trials.log_loss": "behind and its error", "trials.behind": "error", "trials.error": "itself",
}  # fmt: skip


@pytest.fixture(scope="module", params=SHOPS)
def quality(request, cache) -> Quality:
    how = QUICK | {"ask": "buys within 7d for all", "cutoff": date(100), "cache": cache}
    (one,) = foresale.train(table_of(shop(**SHOPS[request.param])), **how).judged.horizons
    return one


def walk(thing: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of every figure: an estimate, a difference, or a number with a fraction."""
    if isinstance(thing, Estimate | Difference | float):
        yield path, thing
    elif isinstance(thing, msgspec.Struct):
        fields = list(thing.__struct_fields__)
        if "low" in fields:  # a row of a table that holds an estimate
            value = getattr(thing, "rate" if "rate" in fields else "observed")
            yield path, Estimate(value=value, low=thing.low, high=thing.high)
            fields = [f for f in fields if f not in ("low", "high", "rate", "observed")]
        for name in fields:
            if name not in ("roc", "precision_recall", "verdict", "leaks"):  # curves are drawn, findings are words
                yield from walk(getattr(thing, name), f"{path}.{name}".lstrip("."))
    elif isinstance(thing, dict):
        for name, value in thing.items():
            yield from walk(value, f"{path}.{name}")
    elif isinstance(thing, tuple):
        for value in thing:
            yield from walk(value, path)


def test_every_figure_has_its_interval(quality):
    figures = list(walk(quality))
    assert len(figures) > 100
    assert {path for path, f in figures if isinstance(f, float)} <= set(BARE)
    for path, f in figures:
        if not isinstance(f, float) and f.value is not None:
            assert f.low is not None and f.high is not None, path
            assert f.low <= f.value <= f.high, (path, f)


def test_and_the_baselines_beside_it_measured_alike(quality):
    chosen = quality.models[0]
    assert (chosen.name, chosen.role) == (quality.chosen, "chosen")
    beside = {m.name: m for m in quality.models[1:]}
    assert BASELINES - {quality.chosen} <= set(beside)
    for m in beside.values():
        assert list(m.metrics) == list(chosen.metrics) == list(METRICS)
    differences = {(d.against, d.metric): d for d in quality.differences}
    for name in BASELINES - {quality.chosen}:
        assert beside[name].role == "baseline"
        for metric in METRICS:
            d, theirs = differences[name, metric], beside[name].metrics[metric].value
            mine = chosen.metrics[metric].value
            if d.value is None:
                assert theirs is None or mine is None
            else:
                assert d.value == pytest.approx(METRICS[metric].difference(mine, theirs))
                assert (d.word == "tie") == (d.low <= 0 <= d.high)
    assert all(g.habit_so_far is not None for g in quality.gains)
    assert all(size.habit_precision and size.habit_recall and size.difference for size in quality.lists)
