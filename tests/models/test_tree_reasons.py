"""Shapley values of trees: LightGBM's own, and the definition itself on trees small enough for all subsets."""

from __future__ import annotations

from itertools import permutations

import lightgbm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.models.lightgbm_text import parse
from foresale.models.tree_reasons import tree_reasons
from foresale.models.trees import NONE, Trees


def planted(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 7)).astype(np.float32)
    x[rng.random(x.shape) < 0.1] = np.nan
    x[:, 5] = np.round(x[:, 5])  # many equal values
    seen = np.nan_to_num(x)
    return x, (seen[:, 0] * seen[:, 1] + seen[:, 2] + rng.normal(size=n) > 0).astype(float)


@pytest.mark.parametrize("leaves", [2, 5, 31, 90])
@pytest.mark.parametrize("more", [{}, {"bagging_fraction": 0.7, "bagging_freq": 1, "path_smooth": 5.0}])
def test_they_are_those_of_lightgbm(leaves, more):
    x, label = planted(2000, seed=leaves)
    settings = {"objective": "binary", "num_leaves": leaves, "min_data_in_leaf": 3, "verbosity": -1, "seed": 1, **more}
    booster = lightgbm.train(settings, lightgbm.Dataset(x, label), 40)
    theirs = booster.predict(x[:300], pred_contrib=True)
    base, values = tree_reasons(parse(booster.model_to_string()).trees, x[:300])
    np.testing.assert_allclose(values, theirs[:, :-1], rtol=0, atol=1e-9)
    np.testing.assert_allclose(base, theirs[:, -1], rtol=0, atol=1e-9)


def random_tree(draw) -> Trees:
    """Any tree of up to 15 nodes on three columns; columns come again on a path."""
    feature, threshold, left, right, missing, cover = [], [], [], [], [], []

    def grow(depth: int, rows: float) -> int:
        node = len(feature)
        for column in (feature, left, right):
            column.append(-1 if column is feature else 0)
        threshold.append(draw(st.floats(-5, 5)))
        missing.append(draw(st.integers(0, 1)))
        cover.append(rows)
        if depth and draw(st.booleans()):
            feature[node] = draw(st.integers(0, 2))
            share = draw(st.floats(0.05, 0.95))
            left[node], right[node] = grow(depth - 1, rows * share), grow(depth - 1, rows * (1 - share))
        return node

    grow(3, 100.0)
    i4 = np.int32
    return Trees(
        np.zeros(1, i4), np.array(feature, i4), np.array(threshold), np.array(left, i4), np.array(right, i4),
        np.array(missing, np.uint8), np.array(cover),
    )  # fmt: skip


def expected(tree: Trees, x: np.ndarray, known: frozenset[int], node: int = 0) -> float:
    """What the tree gives of a row of which some columns are known."""
    column = int(tree.feature[node])
    if column < 0:
        return float(tree.threshold[node])
    sides = [int(tree.left[node]), int(tree.right[node])]
    if column in known:
        goes_left = tree.missing_left[node] == 1 if np.isnan(x[column]) else x[column] <= tree.threshold[node]
        return expected(tree, x, known, sides[0 if goes_left else 1])
    return sum(tree.cover[s] / tree.cover[node] * expected(tree, x, known, s) for s in sides)


@given(st.data())
def test_they_are_the_mean_over_all_orders_of_becoming_known(data):
    tree = random_tree(data.draw)
    x = np.array([[data.draw(st.one_of(st.just(np.nan), st.floats(-6, 6, width=32))) for _ in range(3)]], np.float32)
    orders = list(permutations(range(3)))
    values = np.zeros(3)
    for order in orders:
        known: frozenset[int] = frozenset()
        for column in order:
            more = known | {column}
            values[column] += (expected(tree, x[0], more) - expected(tree, x[0], known)) / len(orders)
            known = more
    base, found = tree_reasons(tree, x)
    np.testing.assert_allclose(found[0], values, atol=1e-9)
    assert base == pytest.approx(expected(tree, x[0], frozenset()), abs=1e-9)


def test_no_trees_have_no_reasons():
    base, values = tree_reasons(NONE, np.zeros((2, 3), np.float32))
    assert base == 0 and values.shape == (2, 3) and not values.any()
