"""Calibration learns a planted bend, leaves alone what few buyers cannot show, and never changes the order."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.judging.calibration import Calibrator, fit_calibrator
from foresale.judging.level import DAY_US, Level, fit_level, local_level
from foresale.judging.metrics import calibration_slope, log_loss, total_ratio
from foresale.models.odds import expit, log_odds


def bent(n, seed=0, bend=lambda x: 2 * x + 1):
    """(raw score, label, truth): the raw score's log odds are a bent version of the true ones."""
    rng = np.random.default_rng(seed)
    x = rng.normal(-1, 1, n)
    return expit(bend(x)), (rng.random(n) < expit(x)).astype(float), expit(x)


def fit(raw, label, cutoffs=None):
    n = len(raw)
    return fit_calibrator(raw, label, np.arange(n), np.zeros(n, np.int64) if cutoffs is None else cutoffs)


def test_a_planted_bend_is_straightened():
    raw, label, truth = bent(20_000)
    calibrator = fit(raw, label)
    later, answer, _ = bent(20_000, seed=1)
    p = calibrator.apply(later)
    assert calibration_slope(answer, p) == pytest.approx(1, abs=0.07)
    assert total_ratio(answer, p) == pytest.approx(1, abs=0.04)
    assert np.abs(calibrator.apply(raw) - truth).mean() < 0.01


def test_steps_that_no_sigmoid_follows_need_isotonic_and_thousands_of_buyers():
    stairs = lambda x: np.where(x > 0, x + 3, x - 3)  # noqa: E731
    many = fit(*bent(40_000, bend=stairs)[:2])
    assert many.method in ("isotonic", "beta")
    assert fit(*bent(1000, bend=stairs)[:2]).method in ("level", "sigmoid")
    raw, label, _ = bent(40_000, seed=5, bend=stairs)
    assert log_loss(label, many.apply(raw)) < log_loss(label, raw)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([20, 300, 4000]), st.floats(0.2, 3), st.floats(-2, 2))
def test_the_order_of_the_raw_score_is_kept_strictly(seed, n, slope, shift):
    rng = np.random.default_rng(seed)
    raw = np.sort(rng.random(n))
    label = (rng.random(n) < expit(slope * log_odds(raw) + shift)).astype(float)
    label[rng.integers(0, n, n // 10)] = 0  # noise, at times against the score
    p = fit(raw, label).apply(np.linspace(0.001, 0.999, 500))
    assert (np.diff(p) > 0).all() and p.min() >= 0 and p.max() <= 1


def test_a_score_that_runs_backwards_is_flattened_not_turned_round():
    raw, label, _ = bent(3000)
    p = fit(raw, 1 - label).apply(np.array([0.2, 0.5, 0.8]))
    assert p[0] < p[1] < p[2] and p[2] - p[0] < 0.1


def test_isotonic_keeps_order_too():
    raw, label, _ = bent(40_000, bend=lambda x: np.where(x > 0, x + 3, x - 3))
    calibrator = fit(raw, label)
    assert (np.diff(calibrator.apply(np.linspace(0.0001, 0.9999, 5000))) > 0).all()


@pytest.mark.parametrize("bend", [lambda x: 2 * x, lambda x: np.where(x > -1, x + 3, x - 3)])
def test_beyond_what_it_has_seen_the_raw_score_has_the_word(bend):
    """All rows that teach lie in a narrow range; nobody can tell a bend from them that holds far below or above it."""
    raw, label, _ = bent(40_000, bend=bend)
    calibrator = fit(raw, label)
    low, high = np.quantile(log_odds(raw), [0.005, 0.995])
    for edge, beyond in ((low, low - 4), (high, high + 4)):
        here, there = log_odds(calibrator.apply(expit(np.array([edge, beyond]))))
        assert there - here == pytest.approx(beyond - edge)


@pytest.mark.parametrize(("buyers", "methods"), [(0, {"identity"}), (3, {"identity"}), (15, {"level"})])
def test_few_buyers_move_the_level_at_most(buyers, methods):
    raw = np.linspace(0.05, 0.6, 200)
    label = np.zeros(200)
    label[-buyers or 200 :] = 1
    calibrator = fit(raw, label)
    assert calibrator.method in methods and calibrator.buyers == buyers
    moved = log_odds(calibrator.apply(raw)) - log_odds(raw)
    np.testing.assert_allclose(moved, moved[0], atol=1e-9)


def test_what_is_saved_answers_the_same_bits():
    for n in (10, 500, 40_000):
        raw, label, _ = bent(n, bend=lambda x: np.where(x > 0, x + 3, x - 3))
        calibrator = fit(raw, label)
        again = Calibrator.from_state(json.loads(json.dumps(calibrator.state())))
        np.testing.assert_array_equal(again.apply(raw), calibrator.apply(raw))


def months(rates, n=4000, seed=0):
    """Predictions of .2 everywhere at monthly cutoffs with these true rates."""
    rng = np.random.default_rng(seed)
    label = np.concatenate([(rng.random(n) < r).astype(float) for r in rates])
    return np.full(len(label), 0.2), label, np.repeat(np.arange(len(rates)) * 30 * DAY_US, n)


def test_a_level_that_moves_is_taken_from_the_newest_cutoff():
    p, label, cutoffs = months([0.2, 0.17, 0.21, 0.26, 0.3])
    level = fit_level(p, label, cutoffs)
    rate = expit(log_odds(np.array([0.2])) + level.shift)[0]
    assert rate == pytest.approx(label[-4000:].mean(), abs=0.01)  # the mean of all would be .23
    assert level.drift > 0.1


def test_a_level_that_stands_is_taken_from_all_cutoffs():
    """Twenty small shops of the same rate: nearer to the truth than the newest cutoff alone."""
    ours, newest = [], []
    for seed in range(20):
        p, label, cutoffs = months([0.25] * 6, n=300, seed=seed)
        level = fit_level(p, label, cutoffs)
        ours.append(expit(log_odds(np.array([0.2])) + level.shift)[0] - 0.25)
        newest.append(label[-300:].mean() - 0.25)
        assert level.error < 0.15
    assert np.std(ours) < 0.75 * np.std(newest)


def test_the_error_of_the_level_grows_with_the_days_ahead_and_is_honest():
    far, near = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        path = np.cumsum(rng.normal(0, 0.15, 9))  # a level that walks .15 a month
        level = local_level(np.arange(8) * 30.0, path[:8] + rng.normal(0, 0.05, 8), np.full(8, 0.05**2))
        near.append(abs(level.shift - path[7]) < 1.645 * level.ahead(0))
        far.append(abs(level.shift - path[8]) < 1.645 * level.ahead(30))
    assert Level().ahead(60) > Level().ahead(30) > Level().ahead(0)
    assert np.mean(near) >= 0.8 and np.mean(far) >= 0.8
