"""Every metric against scikit-learn, the exam's scorer, and answers worked out by hand."""

import math

import numpy as np
import pytest
from exam_scorer import scorer
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as oracle

from foresale.judging import metrics as m
from foresale.models.odds import expit


@st.composite
def judged_rows(draw):
    """Labels of both kinds, p with many ties, whole weights of which some are 0."""
    n = draw(st.integers(4, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    levels = draw(st.sampled_from([2, 5, 1000]))
    label = np.r_[1.0, 0.0, (rng.random(n - 2) < draw(st.floats(0.1, 0.9))).astype(float)]
    p = rng.integers(1, levels, n) / levels
    weight = rng.integers(0, 4, n).astype(float)
    weight[:2] = 1
    return label, p, weight


@settings(max_examples=80, deadline=None)
@given(judged_rows())
def test_scikit_learn_agrees(rows):
    label, p, w = rows
    assert m.auc(label, p, w) == pytest.approx(oracle.roc_auc_score(label, p, sample_weight=w), abs=1e-9)
    assert m.average_precision(label, p, w) == pytest.approx(
        oracle.average_precision_score(label, p, sample_weight=w), abs=1e-9
    )
    assert m.log_loss(label, p, w) == pytest.approx(oracle.log_loss(label, p, sample_weight=w), abs=1e-9)
    assert m.brier(label, p, w) == pytest.approx(oracle.brier_score_loss(label, p, sample_weight=w), abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(judged_rows())
def test_the_exam_scorer_agrees(rows):
    label, p, w = rows
    figures = scorer().Binary({"label": _Column(label)}, {"p": p})(w)
    ours = {"lift_top_decile": m.lift_top_tenth(label, p, w)}
    ours |= {k: m.METRICS[k].function(label, p, w) for k in ("auc", "average_precision", "log_loss", "brier", "ece")}
    for name, value in ours.items():
        assert value == pytest.approx(figures[name], abs=1e-9), name


def test_the_exam_scorer_agrees_on_slope_and_intercept():
    rng = np.random.default_rng(3)
    x = rng.normal(size=3000)
    label = (rng.random(3000) < expit(0.6 * x - 1)).astype(float)
    p = expit(x)
    figures = scorer().Binary({"label": _Column(label)}, {"p": p})(np.ones(3000))
    assert m.calibration_slope(label, p) == pytest.approx(figures["calibration_slope"], abs=1e-6)
    assert m.calibration_intercept(label, p) == pytest.approx(figures["calibration_intercept"], abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(judged_rows())
def test_a_weight_is_a_number_of_copies_and_row_order_has_no_say(rows):
    label, p, w = rows
    copies = np.repeat(np.arange(len(p)), w.astype(int))
    copies = np.random.default_rng(0).permutation(copies)
    for name in set(m.METRICS) - {"ece"}:  # its bins are laid on the rows as they are
        function = m.METRICS[name].function
        assert function(label, p, w) == pytest.approx(function(label[copies], p[copies]), abs=1e-8, nan_ok=True), name


@pytest.mark.parametrize(("name", "value"), [("auc", 0.625), ("brier", 0.234375), ("total_ratio", 1.125)])
def test_by_hand(name, value):
    label, p = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.75, 0.75, 0.5, 0.25])
    assert m.METRICS[name].function(label, p) == pytest.approx(value)


def test_ties_at_the_edge_of_the_top_tenth_count_in_part():
    label, p = np.zeros(20), np.zeros(20)
    label[:4] = 1
    p[:4] = 0.9  # the best tenth is two of these four
    assert m.lift_top_tenth(label, p) == pytest.approx(5.0)
    label[4:] = 0
    p[:8] = 0.9  # now two of eight rows, half of them buyers
    assert m.lift_top_tenth(label, p) == pytest.approx(2.5)


@pytest.mark.parametrize("name", ["auc", "average_precision", "lift_top_tenth", "total_ratio", "calibration_slope"])
def test_without_buyers_a_figure_is_undefined_not_zero(name):
    assert math.isnan(m.METRICS[name].function(np.zeros(5), np.linspace(0.1, 0.5, 5)))


@pytest.mark.parametrize("slope", [0.5, 1.0, 2.0])
def test_the_slope_that_was_planted_comes_out(slope):
    rng = np.random.default_rng(1)
    x = rng.normal(size=40_000)
    label = (rng.random(len(x)) < expit(slope * x - 0.7)).astype(float)
    assert m.calibration_slope(label, expit(x)) == pytest.approx(slope, rel=0.06)


class _Column(np.ndarray):
    """As much of a pandas column as the scorer asks for."""

    def __new__(cls, values):
        return np.asarray(values).view(cls)

    def to_numpy(self, dtype=None):
        return np.asarray(self, dtype=dtype)
