"""Why a row's score is what it is: how much each feature adds to the log odds or takes from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np

from foresale.models.base import Floats
from foresale.models.odds import log_odds


@dataclass(frozen=True)
class Reasons:
    """base plus the sum of a row's values is the log odds of its raw score.

    names  : f features
    base   : log odds of a row of which nothing is known
    values : float64[n, f]
    """

    names: tuple[str, ...]
    base: float
    values: Floats

    @classmethod
    def none(cls, rows: int, base: float) -> Reasons:
        """Of a model that reads nothing."""
        return cls((), base, np.zeros((rows, 0)))

    @classmethod
    def by_feature(cls, sources: Sequence[str], base: float, values: Floats) -> Reasons:
        """Columns that come of the same feature together. sources : the feature of each column of `values`."""
        names = tuple(dict.fromkeys(sources))
        place = {name: k for k, name in enumerate(names)}
        out = np.zeros((len(values), len(names)))
        for source, column in zip(sources, values.T):
            out[:, place[source]] += column
        return cls(names, base, out)

    @classmethod
    def mixed(cls, parts: Sequence[Reasons], weights: Floats) -> Reasons:
        """Of a weighted mean of log odds."""
        sources = [name for part in parts for name in part.names]
        values = np.concatenate([w * part.values for part, w in zip(parts, weights)], axis=1)
        return cls.by_feature(sources, float(sum(w * part.base for part, w in zip(parts, weights))), values)

    @classmethod
    def of_few(
        cls, predict: Callable[[Mapping[str, Floats]], Floats], numbers: Mapping[str, Floats],
        typical: Mapping[str, float],
    ) -> Reasons:  # fmt: skip
        """Shapley values of a model of a few numbers, over all their subsets: what is not known is the typical number
        (baseline Shapley: Sundararajan and Najmi 2020, "The many Shapley values for model explanation").

        predict : name -> float64[n] to p float64[n];  numbers : float64[n] each, no NaN;  typical : of each
        """
        names = tuple(numbers)
        rows = len(next(iter(numbers.values())))
        usual = {name: np.full(rows, typical[name]) for name in names}
        known = {
            subset: log_odds(predict({name: (numbers if name in subset else usual)[name] for name in names}))
            for size in range(len(names) + 1)
            for subset in combinations(names, size)
        }
        values = np.zeros((rows, len(names)))
        for k, name in enumerate(names):
            for subset, score in known.items():
                if name not in subset:
                    with_it = tuple(other for other in names if other in subset or other == name)
                    chance = factorial(len(subset)) * factorial(len(names) - len(subset) - 1) / factorial(len(names))
                    values[:, k] += chance * (known[with_it] - score)
        nothing = {name: np.array([value]) for name, value in typical.items()}
        return cls(names, float(log_odds(predict(nothing))[0]), values)


def typical(numbers: Mapping[str, Floats], weight: Floats) -> dict[str, float]:
    """The rows' means; 0 without rows. numbers : float64[n] each;  weight : float64[n]"""
    whole = float(weight.sum())
    return {name: float(weight @ x / whole) if whole > 0 else 0.0 for name, x in numbers.items()}
