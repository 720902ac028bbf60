"""Our scorer gives what the libraries that grew the trees give."""

from __future__ import annotations

from dataclasses import replace

import lightgbm
import numpy as np
import pytest
from shop import data_of, shop
from sklearn.ensemble import RandomForestClassifier

from foresale.models.encoding import fit_for_trees
from foresale.models.forest import PRIOR_TREES, TREES, Forest, _arrays
from foresale.models.lightgbm_text import parse
from foresale.models.odds import log_loss, log_odds, probability
from foresale.models.registry import get_model
from foresale.models.trees import Trees

TRAIN, _ = shop(800)
VALIDATE, _ = shop(400, seed=1)


def test_a_forest_scores_as_scikit_learn_does() -> None:
    encoder, x = fit_for_trees(TRAIN)
    theirs = RandomForestClassifier(30, min_samples_leaf=5, random_state=0).fit(x, TRAIN.label)
    ours = Trees.join([_arrays(e.tree_) for e in theirs.estimators_])
    new = encoder(VALIDATE.table)
    assert np.isnan(new).any()
    np.testing.assert_allclose(ours.sum(new) / 30, theirs.predict_proba(new)[:, 1], rtol=0, atol=1e-12)


@pytest.mark.parametrize("settings", [{}, {"use_missing": False}, {"num_leaves": 2}])
def test_boosting_scores_as_lightgbm_does(settings: dict[str, object]) -> None:
    """Bit for bit, missing values included: also where training saw none in a column, and where NaN is read as 0."""
    encoder, x = fit_for_trees(TRAIN)
    x[:, 0] = np.nan_to_num(x[:, 0])
    booster = lightgbm.train(
        {"objective": "binary", "verbosity": -1, "num_threads": 1, **settings}, lightgbm.Dataset(x, TRAIN.label), 50
    )
    new = encoder(VALIDATE.table)
    new[::3, 0] = np.nan
    ours = parse(booster.model_to_string())
    np.testing.assert_array_equal(ours.trees.sum(new), booster.predict(new, raw_score=True))
    np.testing.assert_allclose(ours.gain, booster.feature_importance("gain"), rtol=1e-4)


def test_the_texts_of_a_state_are_lightgbms_own() -> None:
    """Whoever holds a bundle can open its trees with LightGBM: the mean of the seeds' scores is ours."""
    fitted = get_model("lightgbm").fit(TRAIN, VALIDATE)
    x = fitted.encoder(VALIDATE.table)  # type: ignore[attr-defined]
    scores = [lightgbm.Booster(model_str=t).predict(x, raw_score=True) for t in fitted.state().texts.values()]
    np.testing.assert_array_equal(probability(np.mean(scores, axis=0)), fitted.predict(VALIDATE.table))


def test_rounds_chosen_by_validation_stay_for_the_refit() -> None:
    settings = {"rounds": 33}
    refit = get_model("lightgbm").fit(TRAIN, settings=settings)
    assert refit.settings == settings
    assert all(t.count("\nTree=") == 33 for t in refit.state().texts.values())


def test_a_forest_never_says_zero() -> None:
    fitted = Forest().fit(TRAIN)
    assert fitted.predict(VALIDATE.table).min() >= PRIOR_TREES * TRAIN.base_rate / (TREES + PRIOR_TREES)


def test_trees_find_what_no_line_can() -> None:
    """A planted crossing: who is high in both of two features buys, others hardly ever."""
    rng = np.random.default_rng(0)
    data, _ = shop(2000)
    high = rng.random((2000, 2)) > 0.5
    values = data.table.values.copy()
    for k, name in enumerate(("spend_all", "share")):
        values[:, data.table.names.index(name)] = high[:, k]
    label = (rng.random(2000) < np.where(high.all(axis=1), 0.9, 0.1)).astype(float)
    planted = data_of(replace(data.table, values=values), label)
    train, test = planted.rows(np.arange(2000) < 1200), planted.rows(np.arange(2000) >= 1200)
    p = {name: get_model(name).fit(train).predict(test.table) for name in ("logistic", "forest", "lightgbm")}
    for name in ("forest", "lightgbm"):
        shares = get_model(name).fit(train).drivers()
        assert set(sorted(shares, key=shares.__getitem__)[-2:]) == {"spend_all", "share"}, name
    both = high[1200:].all(axis=1)
    for name in ("forest", "lightgbm"):
        assert p[name][both].mean() > p[name][~both].mean() + 0.4, name
    loss = {name: log_loss(test.label, log_odds(given), test.weight) for name, given in p.items()}
    assert loss["lightgbm"] < min(0.36, loss["logistic"])  # the planted shares themselves: .325
