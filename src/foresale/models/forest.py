"""Random forest: the mean of many deep trees, each on other rows and, at each split, other columns.

Breiman 2001, "Random Forests". Trained by scikit-learn, kept as arrays, scored by `trees.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from foresale.features.table import Table
from foresale.language import tr
from foresale.models.base import Aim, Floats, Settings, State, TrainingData
from foresale.models.encoding import TreeEncoder, fit_for_trees
from foresale.models.odds import inside, log_odds
from foresale.models.reasons import Reasons
from foresale.models.teachers import teacher
from foresale.models.tree_reasons import Paths, tree_reasons
from foresale.models.trees import NONE, Trees
from foresale.workers import go_on

TREES = 150
TREES_AT_ONCE = 10  # between them it can be stopped; the trees are the same as in one go
ROWS_A_TREE = 10_000  # drawn for each tree; more cost time and make trees more alike
FEWEST_IN_LEAF = 20  # rows; the share among fewer, weighted ones is biased upwards (22 % seen with leaves of 5)
PRIOR_TREES = 2.0  # trees of the base rate beside them, so that nobody gets 0


@dataclass(frozen=True)
class FittedForest:
    """trees : leaves hold the share of positives;  base : the share among all
    gain : float64[f], by how much each column's splits took down the trees' Gini impurity, on average"""

    encoder: TreeEncoder
    trees: Trees
    base: float
    gain: Floats
    settings: Settings

    def predict(self, table: Table) -> Floats:
        total = self.trees.sum(self.encoder(table))
        return inside((total + PRIOR_TREES * self.base) / (len(self.trees.roots) + PRIOR_TREES))

    def state(self) -> State:
        json, arrays = self.encoder.state()
        return State(
            json={"encoder": json, "base": self.base}, arrays={**arrays, **self.trees.arrays(), "gain": self.gain}
        )

    def drivers(self) -> dict[str, float]:
        """By gain, as of boosting."""
        whole = self.gain.sum()
        return {name: float(g / whole) for name, g in zip(self.encoder.names, self.gain) if g > 0}

    @cached_property
    def _paths(self) -> Paths:
        return Paths.of(self.trees)

    def reasons(self, table: Table) -> Reasons:
        """Shapley values of p, stretched to log odds: each keeps its share in the way from the base to p."""
        whole = len(self.trees.roots) + PRIOR_TREES
        base, values = tree_reasons(self.trees, self.encoder(table), self._paths)
        p0 = inside(np.array((base + PRIOR_TREES * self.base) / whole))
        p = inside(p0 + values.sum(axis=1) / whole)
        near = np.abs(p - p0) < 1e-9
        slope = np.where(near, 1 / (p0 * (1 - p0)), (log_odds(p) - log_odds(p0)) / np.where(near, 1, p - p0))
        return Reasons(self.encoder.names, float(log_odds(p0)), values / whole * slope[:, None])


@dataclass(frozen=True)
class Forest:
    seed: int = 0
    threads: int = 1

    name = "forest"
    title = "Random forest"
    simplicity = 7
    baseline = False
    blended = True

    @staticmethod
    def needs(table: Table, aim: Aim) -> str | None:
        return None if table.names else tr("there are no features")

    def fit(
        self, data: TrainingData, validate: TrainingData | None = None, settings: Settings | None = None
    ) -> FittedForest:
        encoder, x = fit_for_trees(data)
        if data.constant or x.shape[1] == 0:
            return FittedForest(encoder, NONE, data.base_rate, np.zeros(0), {})

        rows = min(len(x), ROWS_A_TREE)
        learner = teacher("sklearn.ensemble").RandomForestClassifier(
            min_samples_leaf=max(FEWEST_IN_LEAF, rows // 400), max_features="sqrt",
            max_samples=rows, random_state=self.seed, n_jobs=self.threads, warm_start=True,
        )  # fmt: skip
        for trees in range(TREES_AT_ONCE, TREES + 1, TREES_AT_ONCE):
            go_on()
            learner.set_params(n_estimators=trees).fit(x, data.label, sample_weight=data.weight)
        joined = Trees.join([_arrays(e.tree_) for e in learner.estimators_])
        gain = np.mean([e.tree_.compute_feature_importances(normalize=False) for e in learner.estimators_], axis=0)
        return FittedForest(encoder, joined, data.base_rate, gain, {})

    @staticmethod
    def load(state: State) -> FittedForest:
        encoder = TreeEncoder.load(state.json["encoder"], state.arrays)
        return FittedForest(encoder, Trees.load(state.arrays), state.json["base"], state.arrays["gain"], {})


def _arrays(tree: Any) -> Trees:
    """One of scikit-learn's trees."""
    leaf = tree.children_left < 0
    counts = tree.value[:, 0, :]
    return Trees(
        np.zeros(1, np.int32),
        np.where(leaf, -1, tree.feature).astype(np.int32),
        np.where(leaf, counts[:, 1] / counts.sum(axis=1), tree.threshold),
        np.where(leaf, 0, tree.children_left).astype(np.int32),
        np.where(leaf, 0, tree.children_right).astype(np.int32),
        tree.missing_go_to_left.astype(np.uint8),
        np.asarray(tree.weighted_n_node_samples, np.float64),
    )


MODEL = Forest
