"""Intervals over users: the exam's, draw for draw; wide enough where users come back; paired between models."""

import numpy as np
import pytest
from exam_scorer import scorer
from test_metrics import _Column

from foresale.judging import bootstrap as bs
from foresale.judging import metrics as m
from foresale.models.odds import expit, log_odds


def shop(n=600, seed=0, users=400):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    label = (rng.random(n) < expit(x - 1)).astype(float)
    return label, expit(x - 1), expit(0.5 * x + 0.8 * rng.normal(size=n) - 1), rng.integers(0, users, n)


def difference(metric, label, a, b, users, draws):
    return bs.resample(label, {"a": a, "b": b}, users, draws=draws).difference("a", "b", metric)


def test_intervals_and_words_are_those_of_the_exam():
    exam = scorer()
    label, good, poor, users = shop()
    codes = np.unique(users, return_inverse=True)[1]
    theirs = {k: exam.Binary({"label": _Column(label)}, {"p": p}) for k, p in (("good", good), ("poor", poor))}
    rng, k_users = np.random.default_rng(7), codes.max() + 1
    draws = {k: [] for k in theirs}
    for _ in range(60):
        w = np.bincount(rng.integers(0, k_users, k_users), minlength=k_users).astype(float)[codes]
        for k, metric in theirs.items():
            draws[k].append(metric(w))
    ours = bs.resample(label, {"good": good, "poor": poor}, users, draws=60, seed=7)
    for name in ("auc", "average_precision", "log_loss", "brier", "ece"):
        for k in theirs:
            np.testing.assert_allclose(ours.draws[k][name], [d[name] for d in draws[k]], atol=1e-9)
    for k in theirs:
        for name in ("calibration_slope", "calibration_intercept"):  # ours are binned: 1/50 sd off
            np.testing.assert_allclose(ours.draws[k][name], [d[name] for d in draws[k]], atol=5e-3)


def test_a_model_against_itself_is_a_tie_and_a_clear_gain_is_better():
    label, good, poor, users = shop()
    assert difference("auc", label, good, good, users, draws=50).word == "tie"
    better = difference("auc", label, good, poor, users, draws=200)
    assert better.word == "better" and better.low > 0
    assert difference("log_loss", label, poor, good, users, draws=200).word == "worse"


def test_a_slope_nearer_to_one_is_better_on_either_side():
    label, good, _, users = shop(3000)
    x = log_odds(good)
    for stretch in (0.4, 2.5):
        bent = expit(stretch * x)
        assert difference("calibration_slope", label, good, bent, users, draws=100).word == "better"


def test_rows_of_one_user_are_drawn_together():
    label, good, _, _ = shop(400)
    alone = bs.interval("log_loss", label, good, np.arange(400), draws=200)
    copies = np.tile(np.arange(400), 4)
    together = bs.interval("log_loss", label[copies], good[copies], copies, draws=200)
    assert together.high - together.low == pytest.approx(alone.high - alone.low, rel=1e-6)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    truth = m.brier(*shop(200_000, seed=99)[:2])
    inside = 0
    for seed in range(60):
        label, p, _, users = shop(300, seed=seed)
        e = bs.interval("brier", label, p, users, draws=100)
        inside += e.low <= truth <= e.high
    assert 50 <= inside <= 60


def test_same_seed_same_bits_and_row_order_changes_nothing_to_speak_of():
    label, good, _, users = shop()
    first = bs.resample(label, {"m": good}, users, draws=30)
    again = bs.resample(label, {"m": good}, users, draws=30)
    order = np.random.default_rng(1).permutation(len(label))
    moved = bs.resample(label[order], {"m": good[order]}, users[order], draws=30)
    for name in m.METRICS:
        np.testing.assert_array_equal(first.draws["m"][name], again.draws["m"][name])
        np.testing.assert_allclose(first.draws["m"][name], moved.draws["m"][name], rtol=1e-9)


def test_no_buyers_give_no_interval_instead_of_a_number():
    e = bs.interval("auc", np.zeros(50), np.linspace(0.1, 0.9, 50), np.arange(50), draws=20)
    assert (e.value, e.low, e.high) == (None, None, None)
