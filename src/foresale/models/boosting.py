"""LightGBM, the default learner: many small trees, each on what those before it left over.

Ke et al. 2017, "LightGBM: A Highly Efficient Gradient Boosting Decision Tree". Settings for logs of a few hundred to
some ten thousand buyers: slow learning, small trees, large leaves, part of the columns and rows for each tree, the mean
of a few seeds. The number of rounds is stopped on validation rows and then stays for the refit.
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
from foresale.models.holdout import with_check
from foresale.models.lightgbm_text import Boosted, parse
from foresale.models.odds import log_odds, order_loss, probability
from foresale.models.reasons import Reasons
from foresale.models.teachers import teacher
from foresale.models.tree_reasons import Paths, tree_reasons
from foresale.workers import go_on, workers

SEEDS = 3
MOST_ROUNDS = 600
PATIENCE = 60  # rounds without improvement on validation
FEWEST_ROUNDS = 20
ROWS_FOR_THREADS = 200_000


def parameters(data: TrainingData) -> dict[str, Any]:
    """By size: what a tree may be grows with the rarer class, a leaf with the rows."""
    rarer = min(data.label.sum(), len(data) - data.label.sum())
    return {
        "objective": "binary",
        "learning_rate": 0.03,
        "num_leaves": 5 if rarer < 1_500 else 8 if rarer < 10_000 else 15 if rarer < 50_000 else 31,
        "min_data_in_leaf": int(np.clip(len(data) // 100, 40, 200)),
        "feature_fraction": 0.6,
        "feature_fraction_bynode": 0.4,
        "path_smooth": 20.0,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "verbosity": -1,
        # The same bits whatever the number of threads, and no timing of layouts, which hangs on the machine's load.
        "deterministic": True,
        "force_row_wise": True,
    }


@dataclass(frozen=True)
class FittedBoosting:
    """texts : LightGBM's own model text of each seed;  base : log odds where there are no trees"""

    encoder: TreeEncoder
    texts: dict[str, str]
    boosted: tuple[Boosted, ...]
    base: float
    settings: Settings

    def predict(self, table: Table) -> Floats:
        x = self.encoder(table)
        scores = [b.trees.sum(x) for b in self.boosted] or [np.full(len(x), self.base)]
        return probability(np.mean(scores, axis=0))

    def state(self) -> State:
        json, arrays = self.encoder.state()
        return State({"encoder": json, "base": self.base, "settings": dict(self.settings)}, arrays, self.texts)

    def drivers(self) -> dict[str, float]:
        """By gain."""
        gain = np.sum([b.gain for b in self.boosted], axis=0) if self.boosted else np.zeros(0)
        return {name: float(g / gain.sum()) for name, g in zip(self.encoder.names, gain) if g > 0}

    @cached_property
    def _paths(self) -> tuple[Paths, ...]:
        return tuple(Paths.of(b.trees) for b in self.boosted)

    def reasons(self, table: Table) -> Reasons:
        x = self.encoder(table)
        if not self.boosted:
            return Reasons.none(len(x), self.base)
        bases, values = zip(*(tree_reasons(b.trees, x, paths) for b, paths in zip(self.boosted, self._paths)))
        return Reasons(self.encoder.names, float(np.mean(bases)), np.mean(values, axis=0))


@dataclass(frozen=True)
class Boosting:
    seed: int = 0
    threads: int = 1

    name = "lightgbm"
    title = "LightGBM"
    simplicity = 8
    baseline = False
    blended = True

    @staticmethod
    def needs(table: Table, aim: Aim) -> str | None:
        return None if table.names else tr("there are no features")

    def fit(
        self, data: TrainingData, validate: TrainingData | None = None, settings: Settings | None = None
    ) -> FittedBoosting:
        if settings is None:
            train, check = with_check(data, validate)
            fitted = self._fit(train, MOST_ROUNDS, check)
            if validate is not None:
                return fitted
            settings = fitted.settings
        return self._fit(data, int(settings["rounds"]))

    def _fit(self, data: TrainingData, rounds: int, check: TrainingData | None = None) -> FittedBoosting:
        """`rounds` for each seed; with rows to check on, at most so many and as many as are best there."""
        encoder, x = fit_for_trees(data)
        base = float(log_odds(np.array(data.base_rate)))
        if data.constant or x.shape[1] == 0:
            return FittedBoosting(encoder, {}, (), base, {"rounds": FEWEST_ROUNDS})
        lightgbm = teacher("lightgbm")  # it brings scikit-learn along
        settings = parameters(data)
        if check is not None and check.constant:
            check, rounds = None, FEWEST_ROUNDS
        settings["num_threads"] = self._threads_a_seed(len(data))
        # Binned once for all seeds: they differ in the rows and columns that trees see, not in the bins.
        train = lightgbm.Dataset(x, data.label, weight=data.weight, params=settings).construct()
        held = None
        if check is not None:
            held = train.create_valid(encoder(check.table), check.label, weight=check.weight).construct()

        def grow(k: int) -> tuple[str, int]:
            """(model text, rounds) of the k-th seed."""
            chance = {"seed": self.seed * SEEDS + k}
            if check is None:
                booster = lightgbm.train(settings | chance, train, rounds, callbacks=[_go_on])
                return _without_threads(booster.model_to_string()), rounds

            def loss(p: Floats, _: Any) -> tuple[str, float, bool]:
                return "order_loss", order_loss(check.label, log_odds(p), check.weight), False

            booster = lightgbm.train(
                settings | chance | {"metric": "none"},
                train,
                rounds,
                valid_sets=[held],
                feval=loss,
                callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False), _go_on],
            )
            best = max(booster.best_iteration, FEWEST_ROUNDS)
            return _without_threads(booster.model_to_string(num_iteration=best)), best

        with workers(min(self.threads, SEEDS)) as pool:
            grown = [seed.result() for seed in [pool.hand_out(grow, k) for k in range(SEEDS)]]
        texts = {f"seed-{k}.txt": text for k, (text, _) in enumerate(grown)}
        used = round(float(np.mean([n for _, n in grown])))
        return FittedBoosting(encoder, texts, tuple(parse(text) for text in texts.values()), base, {"rounds": used})

    def _threads_a_seed(self, rows: int) -> int:
        """Seeds are shared out over threads first. Threads inside of one wait for each other at every split: on two
        busy cores 26,000 rows took 99 s with two of them and 7.5 s with one."""
        return max(1, self.threads // SEEDS) if rows >= ROWS_FOR_THREADS else 1

    @staticmethod
    def load(state: State) -> FittedBoosting:
        encoder = TreeEncoder.load(state.json["encoder"], state.arrays)
        boosted = tuple(parse(text) for text in state.texts.values())
        return FittedBoosting(encoder, state.texts, boosted, state.json["base"], state.json["settings"])


def _go_on(_: Any) -> None:
    """After each round."""
    go_on()


def _without_threads(text: str) -> str:
    """The number of threads stands in the text's list of parameters; it must not stand in the bundle."""
    return "\n".join("[num_threads: 1]" if line.startswith("[num_threads:") else line for line in text.split("\n"))


MODEL = Boosting
