"""LightGBM's own model text into arrays: numerical splits of a binary model, as version 4 writes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.models.base import Floats
from foresale.models.trees import Trees

# Bits of `decision_type`: 1 categorical, 2 missing goes left, 4 and 8 what counts as missing (0: NaN is 0, 8: NaN).
CATEGORICAL, DEFAULT_LEFT, MISSING = 1, 2, 12
NAN_IS_MISSING = 8


@dataclass(frozen=True)
class Boosted:
    """gain : float64[f], what each column's splits took off the training loss"""

    trees: Trees
    gain: Floats


def parse(text: str) -> Boosted:
    """The trees of a model text, in their order."""
    head, *blocks = text.split("\nTree=")
    gain = np.zeros(int(_facts(head)["max_feature_idx"]) + 1)
    trees = []
    for block in blocks:
        facts = _facts(block.split("\nend of trees")[0])
        trees.append(_tree(facts))
        if int(facts["num_leaves"]) > 1:
            np.add.at(gain, _numbers(facts, "split_feature").astype(int), _numbers(facts, "split_gain"))
    return Boosted(Trees.join(trees), gain)


def _facts(block: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _numbers(facts: dict[str, str], name: str) -> Floats:
    return np.array(facts[name].split(), np.float64)


def _tree(facts: dict[str, str]) -> Trees:
    """Inner nodes first, as LightGBM numbers them (the root is 0), then leaves (-1 - leaf in its children)."""
    leaves = _numbers(facts, "leaf_value")
    inner = len(leaves) - 1
    if inner == 0:
        return Trees(
            np.zeros(1, np.int32), np.full(1, -1, np.int32), leaves, np.zeros(1, np.int32), np.zeros(1, np.int32),
            np.zeros(1, np.uint8), np.ones(1),
        )  # fmt: skip
    decision = _numbers(facts, "decision_type").astype(int)
    assert not (decision & CATEGORICAL).any(), "categories are encoded before"
    threshold = _numbers(facts, "threshold")
    # Where training saw no NaN in a column, LightGBM reads NaN as 0.
    missing_left = np.where(decision & MISSING == NAN_IS_MISSING, decision & DEFAULT_LEFT != 0, threshold >= 0)
    none = np.zeros(inner + 1)

    def children(side: str) -> np.ndarray:
        child = _numbers(facts, side).astype(np.int32)
        return np.where(child < 0, inner - 1 - child, child)

    return Trees(
        np.zeros(1, np.int32),
        np.r_[_numbers(facts, "split_feature"), none - 1].astype(np.int32),
        np.r_[threshold, leaves],
        np.r_[children("left_child"), none].astype(np.int32),
        np.r_[children("right_child"), none].astype(np.int32),
        np.r_[missing_left, none].astype(np.uint8),
        np.r_[_numbers(facts, "internal_count"), _numbers(facts, "leaf_count")],
    )
