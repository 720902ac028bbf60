"""A safe model stays unless another is clearly better; else the simplest within one standard error of the best wins."""

import numpy as np
import pytest

from foresale.judging.choose import choose, clustered_mean
from foresale.models.odds import expit

RANKS = {"plain": 1, "fancy": 5}


def rows(gain, n=4000, seed=0):
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=(2, n))
    label = (rng.random(n) < expit(x + gain * z - 1)).astype(float)
    return label, {"plain": expit(x - 1), "fancy": expit(x + gain * z - 1)}, np.arange(n)


def test_a_clear_gain_wins_over_simplicity():
    label, predictions, users = rows(gain=0.7)
    assert choose(label, predictions, users, RANKS)[0] == "fancy"


def test_a_gain_inside_the_error_does_not():
    label, predictions, users = rows(gain=0.0)
    predictions["fancy"] = np.clip(predictions["plain"] + 1e-4 * (label - 0.5), 0, 1)  # better by a hair
    noise = np.random.default_rng(1).normal(0, 0.05, len(label))
    predictions["fancy"] = np.clip(predictions["fancy"] + noise * 0.01, 1e-6, 1 - 1e-6)
    name, candidates = choose(label, predictions, users, RANKS)
    assert [c.name for c in candidates] == ["plain", "fancy"]
    assert name == ("plain" if candidates[0].within else "fancy")
    best = min(candidates, key=lambda c: c.log_loss)
    assert best.behind == 0 and best.within


def test_one_standard_error_is_the_border():
    label = np.r_[np.ones(50), np.zeros(50)]
    base = np.full(100, 0.5)
    users = np.arange(100)
    for gain, winner in ((0.001, "plain"), (0.2, "fancy")):
        rng = np.random.default_rng(0)
        tilt = gain * (2 * label - 1) + rng.normal(0, 0.05, 100)
        assert choose(label, {"plain": base, "fancy": np.clip(0.5 + tilt, 0.01, 0.99)}, users, RANKS)[0] == winner


def test_copies_of_a_user_add_no_evidence():
    rng = np.random.default_rng(0)
    x, users = rng.normal(size=100), np.arange(100)
    mean, error = clustered_mean(x, users)
    again = clustered_mean(np.tile(x, 5), np.tile(users, 5))
    assert (mean, error) == pytest.approx(again)
    assert error == pytest.approx(x.std(ddof=1) / 10)


def test_nothing_to_choose_from_is_said():
    with pytest.raises(ValueError, match="no model"):
        choose(np.ones(1), {}, np.zeros(1, int), {})


@pytest.mark.parametrize(("gain", "winner"), [(0.7, "fancy"), (0.02, "plain")])
def test_the_safe_one_stays_unless_another_is_clearly_better(gain, winner):
    label, predictions, users = rows(gain)
    assert choose(label, predictions, users, RANKS, safe="plain")[0] == winner


def test_more_evidence_is_asked_of_another_where_validation_tells_less():
    label, predictions, users = rows(0.7)
    assert choose(label, predictions, users, RANKS, safe="plain", errors=1.0)[0] == "fancy"
    assert choose(label, predictions, users, RANKS, safe="plain", errors=100.0)[0] == "plain"


def test_few_buyers_do_not_unseat_the_safe_one():
    label, predictions, users = rows(gain=3.0, n=140)
    assert min(label.sum(), 140 - label.sum()) < 50
    assert choose(label, predictions, users, RANKS)[0] == "fancy"
    assert choose(label, predictions, users, RANKS, safe="plain")[0] == "plain"


def test_simplicity_is_no_reason_to_leave_the_safe_one():
    """The plain one is no worse, and better by a hair: noise."""
    label, predictions, users = rows(gain=0.0)
    predictions["fancy"] = expit(np.log(predictions["plain"]) + np.random.default_rng(1).normal(0, 0.02, len(label)))
    assert choose(label, predictions, users, RANKS)[0] == "plain"
    predictions["fancy"] = predictions["plain"]
    assert choose(label, predictions, users, RANKS, safe="fancy")[0] == "fancy"


def test_a_better_level_alone_is_no_reason_either():
    """The level is set later, by the newest cutoffs; whoever orders no better has nothing to offer."""
    label, predictions, users = rows(gain=0.7)
    best = predictions["fancy"]
    shifted = {"safe": expit(np.log(best / (1 - best)) + 0.5), "plain": best}
    assert choose(label, shifted, users, {"safe": 5, "plain": 1}, safe="safe")[0] == "safe"
    assert choose(label, shifted, users, {"safe": 5, "plain": 1})[0] == "plain"


def test_of_several_better_ones_the_simplest_that_cannot_be_told_from_the_best():
    label, predictions, users = rows(gain=0.7)
    predictions = {"safe": predictions["plain"], "fancy": predictions["fancy"], "fancier": predictions["fancy"]}
    ranks = {"safe": 0, "fancy": 5, "fancier": 6}
    assert choose(label, predictions, users, ranks, safe="safe")[0] == "fancy"
    assert choose(label, predictions, users, ranks, safe="not there")[0] == "fancy"
