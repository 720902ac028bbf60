"""What moved since training, and where a refit has moved: planted changes, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from foresale.features.family import Feature
from foresale.features.table import Table
from foresale.judging.anchor import refit_moved
from foresale.judging.moved import NOTHING, Spread, index, moved_since, percentile, reference_of
from foresale.log.memory import log_from_columns

DAY = 86_400_000_000
N = 1000


def log_of(days: int, types: tuple[str, ...] = ("view", "purchase"), price: float = 1.0):
    """Ten events a day, types in turn."""
    k = np.arange(10 * days)
    return log_from_columns(
        user=[f"u{i % 7}" for i in k], time=(k // 10 + 19_358) * DAY + (k % 10 + 8) * 3_600_000_000,
        type=[types[i % len(types)] for i in k], price=[price * (1 + i % 9) for i in k],
    )  # fmt: skip


def table_of(spend: np.ndarray, **others: np.ndarray) -> Table:
    features = [Feature("spend", "money", ""), *(Feature(name, "", "") for name in others)]
    values = np.column_stack([spend, *others.values()]).astype(np.float32)
    return Table(tuple(features), ("planted",) * len(features), values)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_the_index_by_hand():
    """Half and half became nine to one: (.9 - .5) ln(.9 / .5) + (.1 - .5) ln(.1 / .5) = .879."""
    then = Spread((0.0,), (0.5, 0.5, 0.0))  # up to the edge, above it, no value
    assert index(then, np.r_[np.zeros(90), np.ones(10)]) == pytest.approx(0.8789, abs=1e-4)
    assert index(then, np.r_[np.zeros(50), np.ones(50)]) == 0
    assert index(then, np.full(100, np.nan)) > 1  # values that are gone have moved as well


@pytest.mark.parametrize("n", [7, 1000, 25_000])
def test_a_percentile_is_the_place_among_those_scored_in_training(rng, n):
    p = np.round(rng.beta(2, 8, n), 4)  # some are equal
    reference = reference_of(log_of(30), table_of(np.ones(n)), np.column_stack([np.zeros(n), p]))
    places = (rankdata(p) - 0.5) / n * 100
    np.testing.assert_allclose(percentile(reference, 1, p), places, atol=0.1 + 1e-9 if n > 1000 else 0.05 + 1e-9)
    assert percentile(reference, 1, np.array([-1.0, 2.0])).tolist() == [0, 100]
    assert set(percentile(reference, 0, np.zeros(3))) == {50}
    assert np.isnan(percentile(NOTHING, 0, p)).all()


def test_the_same_shop_has_not_moved(rng):
    log, p = log_of(60), rng.beta(2, 8, N)
    table = table_of(rng.lognormal(3, 1, N), age=rng.uniform(0, 100, N))
    reference = reference_of(log, table, p[:, None])
    assert moved_since(reference, log, table, p, 60) == []
    other = table_of(rng.lognormal(3, 1, N), age=rng.uniform(0, 100, N))  # other customers alike
    assert moved_since(reference, log, other, rng.beta(2, 8, N), 60) == []


@pytest.mark.parametrize("times", [100.0, 0.01])
def test_another_currency(rng, times):
    spend, p = rng.lognormal(3, 1, N), rng.beta(2, 8, N)
    age = rng.uniform(0, 100, N)
    reference = reference_of(log_of(60), table_of(spend, age=age), p[:, None])
    now = log_of(60, price=times)
    found = {f.code: f for f in moved_since(reference, now, table_of(spend * times, age=age), p, 60)}
    assert found["money_moved"].facts["times"] == pytest.approx(times, rel=1e-3)
    assert found["features_moved"].facts["names"] == "spend"


def test_types_that_came_and_went(rng):
    table, p = table_of(rng.lognormal(3, 1, N)), rng.beta(2, 8, N)
    reference = reference_of(log_of(60, ("view", "cart", "purchase")), table, p[:, None])
    found = moved_since(reference, log_of(60, ("view", "purchase", "wishlist")), table, p, 60)
    assert [(f.code, f.facts["type"]) for f in found] == [("type_vanished", "cart"), ("type_appeared", "wishlist")]
    assert all(f.level == "warning" for f in found)


def test_a_shorter_log_and_what_is_too_few_to_say(rng):
    spend, p = rng.lognormal(3, 1, N), rng.beta(2, 8, N)
    reference = reference_of(log_of(60), table_of(spend), p[:, None])
    found = moved_since(reference, log_of(20), table_of(spend), p, 60)
    assert [f.code for f in found] == ["log_short"]
    few = table_of(100 * spend[:50])
    assert moved_since(reference, log_of(60), few, p[:50] * 3, 60) == []  # 50 rows say nothing about a spread


def test_scores_that_rose_say_both_means(rng):
    table, p = table_of(rng.lognormal(3, 1, N)), rng.beta(2, 8, N)
    found = moved_since(reference_of(log_of(60), table, p[:, None]), log_of(60), table, np.sqrt(p), 60)
    assert [f.code for f in found] == ["scores_moved"]
    assert f"was {p.mean():.1%} in training, now {np.sqrt(p).mean():.1%}" in str(found[0])


def test_a_refit_that_moved_by_more_than_a_tenth_is_said():
    before = np.full(10, 0.2)
    assert refit_moved(before, before * 1.09, "LightGBM") == []
    assert refit_moved(before, before[:0], "LightGBM") == []
    for now in (0.23, 0.17):
        (found,) = refit_moved(before, np.full(5, now), "LightGBM")
        assert found.level == "warning" and f"{now:.1%}" in str(found) and "20.0%" in str(found)
