"""The rules of thumb, the linear models and the blend: planted answers."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from shop import AIM, DAY_US, data_of, shop, table_of

from foresale.models.base import Aim
from foresale.models.blend import combine, learn_weights
from foresale.models.bought_lately import PRIOR_ROWS
from foresale.models.odds import best_shift, log_loss, log_odds, order_loss
from foresale.models.registry import get_model, load_fitted
from foresale.models.rfm_logistic import rfm_columns


def test_base_rate() -> None:
    data = data_of(table_of({"x": np.zeros(9)}), [1, 1, 1, 0, 0, 0, 0, 0, 0])
    assert get_model("base_rate").fit(data).predict(data.table) == pytest.approx(3.5 / 10)


def test_bought_lately_is_two_rates() -> None:
    since = [5.0] * 20 + [31.0] * 20 + [np.nan] * 20
    data = data_of(table_of({"days_since_purchase": since}), [1.0] * 15 + [0.0] * 45)
    p = get_model("bought_lately").fit(data).predict(data.table)
    base = 15.5 / 61
    assert p[[0, 20, 40]] == pytest.approx(
        [(15 + PRIOR_ROWS * base) / 30, PRIOR_ROWS * base / 50, PRIOR_ROWS * base / 50]
    )


def test_other_events_have_their_own_habit() -> None:
    data, _ = shop(50)
    fitted = get_model("bought_lately").fit(replace(data, aim=Aim(horizon_days=7, event="view")))
    assert fitted.drivers() == {"days_since_view": 1.0}


def test_own_rate_of_planted_poisson_customers() -> None:
    """Rates spread by Gamma(.7, 1 / 50 days): the chance of a purchase in 30 days is known exactly."""
    rng = np.random.default_rng(2)
    n = 20_000
    T = rng.uniform(20, 300, n)
    rate = rng.gamma(0.7, 1 / 50, n)
    k = rng.poisson(rate * T)
    data = data_of(
        table_of({"purchase_days_all": k, "days_since_first_event": T}), rng.random(n) < -np.expm1(-30 * rate)
    )
    p = get_model("own_rate").fit(data).predict(data.table)
    exact = 1 - ((50 + T) / (80 + T)) ** (0.7 + k)
    assert np.abs(p - exact).max() < 0.03


def test_rfm_reads_a_clickstream_and_a_log_of_purchases() -> None:
    both, bought = shop(50)[0].table, shop(50, only_purchases=True)[0].table
    for table in (both, bought):
        columns = rfm_columns(table, AIM)
        assert 6 <= len(columns) <= 14
        assert {"days_since_purchase", "active_days_7d", "active_days_30d", "spend_all"} <= set(columns)
    assert {"days_since_event", "purchase_days_all", "events_all"} <= set(rfm_columns(both, AIM))


@pytest.mark.parametrize("name", ["rfm_logistic", "logistic"])
def test_a_row_of_weight_two_is_the_row_twice(name: str) -> None:
    train, _ = shop(300)
    twice = train.rows(np.r_[np.arange(300), np.arange(100)])
    weighted = replace(train, weight=np.where(np.arange(300) < 100, 2.0, 1.0))
    chosen = {"strength": 0.01}
    a, b = (get_model(name).fit(d, settings=chosen).predict(train.table) for d in (twice, weighted))
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-6)


def test_a_sampled_population_weighed_back_keeps_the_level() -> None:
    """Every fifth of those who did not buy, with weight 5: the level stays that of all."""
    train, _ = shop(4000)
    keep = (train.label == 1) | (np.arange(4000) % 5 == 0)
    sampled = replace(train, weight=np.where(train.label == 1, 1.0, 5.0)).rows(keep)
    new, _ = shop(4000, seed=1)
    for name in ("rfm_logistic", "logistic", "forest", "lightgbm"):
        p = get_model(name).fit(sampled).predict(new.table)
        assert p.mean() == pytest.approx(train.label.mean(), rel=0.12), name


def test_learners_come_near_the_truth() -> None:
    """Within .02 nats of the shop's own probabilities, and ahead of every rule of thumb."""
    train, _ = shop(3000)
    validate, _ = shop(1000, seed=1)
    test, truth = shop(2000, seed=2)
    loss = {
        name: log_loss(test.label, log_odds(get_model(name).fit(train, validate).predict(test.table)), test.weight)
        for name in ("base_rate", "bought_lately", "own_rate", "rfm_logistic", "logistic", "lightgbm")
    }
    best = log_loss(test.label, log_odds(truth), test.weight)
    rules = min(loss["base_rate"], loss["bought_lately"], loss["own_rate"])
    for name in ("rfm_logistic", "logistic", "lightgbm"):
        assert best < loss[name] < best + 0.02
        assert loss[name] < rules


def test_the_best_shift_restores_a_moved_level() -> None:
    rng = np.random.default_rng(0)
    score = rng.normal(0, 1, 5000)
    label = (rng.random(5000) < 1 / (1 + np.exp(-score))).astype(float)
    weight = np.ones(5000)
    assert best_shift(label, score - 1.5, weight) == pytest.approx(1.5 + best_shift(label, score, weight), abs=1e-5)
    assert order_loss(label, score - 1.5, weight) == pytest.approx(order_loss(label, score, weight), abs=1e-9)
    assert order_loss(label, score, weight) < order_loss(label, -score, weight)


def test_blend_weights_follow_the_evidence() -> None:
    """One model tells the truth, one guesses: equal with no rows, the truth with many; never below 0, summing to 1."""
    rng = np.random.default_rng(0)
    truth, noise = rng.normal(0, 1.5, 20_000), rng.normal(0, 1.5, 20_000)
    label = (rng.random(20_000) < 1 / (1 + np.exp(-truth))).astype(float)
    scores = np.stack([truth, noise], axis=1)
    weights = [learn_weights(scores[:n], label[:n], np.ones(n)) for n in (0, 20, 300, 20_000)]
    assert weights[0] == pytest.approx([0.5, 0.5])
    assert 0.5 < weights[1][0] < weights[2][0] < weights[3][0]
    assert weights[3][0] > 0.98
    assert all(w.min() >= 0 and w.sum() == pytest.approx(1) for w in weights)


def test_a_blend_of_models_that_stand_is_the_blend_that_fits_them() -> None:
    train, validate = shop(300)[0], shop(200, seed=1)[0]
    names = ("rfm_logistic", "logistic", "forest", "lightgbm")
    members = {name: get_model(name).fit(train, validate) for name in names}
    answers = {name: fitted.predict(validate.table) for name, fitted in members.items()}
    standing = combine(members, answers, train, validate)
    np.testing.assert_array_equal(standing.mix(answers), standing.predict(validate.table))
    whole = get_model("blend").fit(train, validate)
    np.testing.assert_array_equal(standing.predict(validate.table), whole.predict(validate.table))


def test_weights_learned_on_the_days_of_training_stay_near_equal() -> None:
    train, validate = shop(300)[0], shop(300, seed=1)[0]
    members = {name: get_model(name).fit(train) for name in ("base_rate", "rfm_logistic", "logistic")}
    answers = {name: fitted.predict(validate.table) for name, fitted in members.items()}
    later = replace(validate, cutoff=np.full(len(validate), train.cutoff.max() + 1))
    far, near = (
        np.abs(combine(members, answers, train, check).weights - 1 / 3).max() for check in (later, validate)
    )  # fmt: skip
    assert near < 0.5 * far


def test_a_blend_read_back_from_sorted_names_has_the_same_bits() -> None:
    """A file may sort the names of a state; the members' sum keeps its order."""
    train, _ = shop(300)
    blend = get_model("blend").fit(train)
    state = blend.state()
    sorted_state = replace(state, json=json.loads(json.dumps(state.json, sort_keys=True)))
    assert list(blend.settings["weights"]) != sorted(blend.settings["weights"])
    np.testing.assert_array_equal(load_fitted("blend", sorted_state).predict(train.table), blend.predict(train.table))


def test_the_level_of_a_cutoff_is_not_learned_from_its_month() -> None:
    """Two cutoffs with different base rates, and a column that tells them apart: it must not carry the level."""
    train, _ = shop(1000)
    late = train.cutoff > 0
    label = train.label.copy()
    label[late] = 1 - label[late] * (np.arange(1000)[late] % 2)
    train = replace(train, label=label)
    other_month = train.table.values.copy()
    other_month[:, train.table.names.index("month")] = 9
    for name in ("logistic", "forest", "lightgbm"):
        fitted = get_model(name).fit(train)
        np.testing.assert_array_equal(
            fitted.predict(replace(train.table, values=other_month)), fitted.predict(train.table)
        )
    assert set(np.unique(train.cutoff)) == {0, 30 * DAY_US}
