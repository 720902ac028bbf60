"""An interval contains its p, is wider where less is known, and covers what later days bring."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.judging.answer import cold_answer
from foresale.judging.calibration import fit_calibrator
from foresale.judging.intervals import Intervals, fit_intervals
from foresale.judging.level import DAY_US, Level
from foresale.judging.rivals import model_spread, rivals
from foresale.models.odds import expit


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0, 2), st.booleans())
def test_every_interval_contains_its_p(values, sd, cold):
    p = np.array(values)
    intervals = Intervals((-2.0, 0.0, 2.0), (0.3, 0.1, 0.2), (0.1, 0.0, 0.2), sd, 0.5)
    low, high = intervals.bounds(p, np.full(len(p), cold))
    assert ((low >= 0) & (low <= p) & (p <= high) & (high <= 1)).all()


def test_wider_without_history_with_drift_and_with_quarrelling_models():
    rng = np.random.default_rng(0)
    p = rng.random(2000)
    label = (rng.random(2000) < p).astype(float)
    users = np.arange(2000)
    width = lambda low, high: (high - low).mean()  # noqa: E731
    calm = fit_intervals(p, label, users, Level(0, 0.05, 0.05), 30)
    base = width(*calm.bounds(p))
    assert width(*calm.bounds(p, cold=np.ones(2000, bool))) > base
    assert width(*fit_intervals(p, label, users, Level(0, 0.05, 0.05), 30, spread=np.full(2000, 0.5)).bounds(p)) > base
    assert width(*fit_intervals(p, label, users, Level(0, 0.05, 0.4), 30).bounds(p)) > base
    assert width(*fit_intervals(p, label, users, Level(0, 0.05, 0.4), 120).bounds(p)) > base
    few = fit_intervals(p[:200], label[:200], users[:200], Level(0, 0.05, 0.05), 30)
    assert width(*few.bounds(p)) > base


@pytest.mark.parametrize("walk", [0.0, 0.2])
def test_intervals_cover_the_coming_cutoff(walk):
    """Thirty shops whose level walks from month to month: the share of buyers around a score lies inside the interval
    of that score for about 90 % of shops and scores."""
    inside = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        n, k = 1500, 6
        level = np.cumsum(rng.normal(0, walk, k + 1))
        x = rng.normal(-1.5, 1, (k, n))
        raw = expit(0.7 * x + 0.3)
        label = (rng.random((k, n)) < expit(x + level[:k, None])).astype(float)
        cutoffs = np.repeat(np.arange(k) * 30 * DAY_US, n)
        users = np.tile(np.arange(n), k)
        calibrator = fit_calibrator(raw.ravel(), label.ravel(), users, cutoffs)
        p = calibrator.apply(raw.ravel())
        intervals = fit_intervals(p, label.ravel(), users, calibrator.level, 30)
        asked = np.linspace(-3, 0.5, 8)
        low, high = intervals.bounds(calibrator.apply(expit(0.7 * asked + 0.3)))
        truth = expit(asked + level[k])
        inside.append(((low <= truth) & (truth <= high)).mean())
    assert np.mean(inside) >= 0.82


def test_the_answer_to_newcomers_is_as_wide_as_their_months_quarrel():
    rng = np.random.default_rng(0)
    p = rng.random(2000)
    label = (rng.random(2000) < p).astype(float)
    cold, one = np.ones(1, bool), np.full(1, 0.3)
    width = []
    for moved in (0.0, 0.5, 1.0):
        low, high = fit_intervals(p, label, np.arange(2000), Level(0, 0.05, 0.05), 30, cold=moved).bounds(one, cold)
        width.append(float((high - low)[0]))
    warm = fit_intervals(p, label, np.arange(2000), Level(0, 0.05, 0.05), 30, cold=0.0).bounds(one)
    unknown = fit_intervals(p, label, np.arange(2000), Level(0, 0.05, 0.05), 30).bounds(one, cold)
    assert (warm[1] - warm[0])[0] < width[0] < width[1] < (unknown[1] - unknown[0])[0] < width[2]


@pytest.mark.parametrize(("newcomers", "p"), [(0.44, 0.03), (0.01, 0.01)])
def test_a_row_without_history_is_at_most_the_middle(newcomers, p):
    intervals = Intervals(x=(0.0,), error=(0.1,), model=(0.0,), level=0.1, cold=0.3)
    cold = cold_answer(newcomers, 0.03, intervals, negated=False)
    assert (cold.p, cold.low) == (p, 0) and newcomers < cold.high < 2 * newcomers
    away = cold_answer(1 - newcomers, 0.97, intervals, negated=True)
    assert (away.p, away.high) == (0.97, 1) and away.low <= min(1 - newcomers, 0.97)


def test_rows_that_stand_for_others_say_as_much_as_they_are():
    """Every second row with weight 2 is as sure as half of the rows, not as all of them."""
    rng = np.random.default_rng(1)
    p = rng.random(4000)
    label = (rng.random(4000) < p).astype(float)
    half = slice(0, 2000)
    few = fit_intervals(p[half], label[half], np.arange(2000), Level(), 0)
    weighted = fit_intervals(p[half], label[half], np.arange(2000), Level(), 0, weight=np.full(2000, 2.0))
    np.testing.assert_allclose(weighted.error, few.error, rtol=0.02)


def test_a_model_as_good_as_the_chosen_one_counts_whole_and_a_bad_one_not():
    rng = np.random.default_rng(2)
    z = rng.normal(-1, 1, 4000)
    label = (rng.random(4000) < expit(z)).astype(float)
    answers = {"chosen": expit(z), "twin": expit(z + rng.normal(0, 0.05, 4000)), "bad": np.full(4000, 0.3)}
    found = rivals(label, answers, np.arange(4000), "chosen")
    assert set(found) == {"twin"} and 0.02 < found["twin"] <= 1
    assert rivals(label, answers, np.arange(4000), "bad") == {"chosen": 1.0, "twin": 1.0}


def test_the_spread_between_models_is_their_distance_by_weight():
    p = {"chosen": expit(np.zeros(3)), "twin": expit(np.array([0.0, 0.3, -0.6]))}
    np.testing.assert_allclose(model_spread(p, "chosen", {"twin": 1.0}), np.array([0, 0.3, 0.6]) / np.sqrt(2))
    assert not model_spread(p, "chosen", {}).any()


def test_what_is_saved_answers_the_same():
    intervals = Intervals((-1.0, 1.0), (0.2, 0.1), (0.1, 0.2), 0.1, 0.4)
    assert Intervals.from_state(json.loads(json.dumps(intervals.state()))) == intervals
