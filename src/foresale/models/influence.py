"""What drives a model of few numbers: how far its scores move when one of the numbers alone is held at its mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from foresale.models.base import Floats
from foresale.models.odds import log_odds


def influence(
    predict: Callable[[Mapping[str, Floats]], Floats], numbers: Mapping[str, Floats], weight: Floats
) -> dict[str, float]:
    """Share of each number (they sum to 1) in what the model does; empty where none moves anything.

    By the mean absolute change of the log odds, over the rows, when that number is the rows' mean for everybody and
    the others stay: what a linear model says by the size of its coefficients.

    predict : name -> float64[n] to p float64[n];  numbers : float64[n] each, no NaN;  weight : float64[n]
    """
    if not weight.sum() > 0:
        return {}
    as_it_is = log_odds(predict(numbers))

    def moved(name: str, x: Floats) -> float:
        mean = float(weight @ x / weight.sum())
        held = log_odds(predict({**numbers, name: np.full(len(x), mean)}))
        return float(weight @ np.abs(held - as_it_is) / weight.sum())

    moves = {name: moved(name, x) for name, x in numbers.items()}
    whole = sum(moves.values())
    return {name: move / whole for name, move in moves.items()} if whole > 0 else {}
