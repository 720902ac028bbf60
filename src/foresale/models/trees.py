"""Decision trees as arrays, and the one compiled loop that walks them: forests and boosting score with it.

Scoring needs neither scikit-learn nor LightGBM, and a row's answer hangs neither on the rows beside it nor on threads.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from foresale.features.compiling import compiled
from foresale.models.base import Floats


@dataclass(frozen=True)
class Trees:
    """T trees of N nodes together; a tree's root is its first node.

    roots        : int32[T]    node
    feature      : int32[N]    column, -1 in a leaf
    threshold    : float64[N]  x <= threshold goes left; in a leaf its value
    left, right  : int32[N]    node
    missing_left : uint8[N]    1: NaN goes left
    cover        : float64[N]  training rows that came by
    """

    roots: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int32]
    threshold: Floats
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    missing_left: npt.NDArray[np.uint8]
    cover: Floats

    def sum(self, x: npt.NDArray[np.float32]) -> Floats:
        """float64[n]: the sum of the values of each row's leaves, tree after tree. x is float32[n, f]."""
        out = np.zeros(len(x))
        if len(self.roots):
            _add_leaves(
                np.ascontiguousarray(x, np.float32), self.roots, self.feature, self.threshold, self.left, self.right,
                self.missing_left, out,
            )  # fmt: skip
        return out

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """By name, for a state."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def load(cls, arrays: dict[str, npt.NDArray[Any]]) -> Trees:
        return cls(*(arrays[f.name] for f in fields(cls)))

    @classmethod
    def join(cls, trees: list[Trees]) -> Trees:
        """One after another."""
        offsets = np.cumsum([0, *(len(t.feature) for t in trees)])
        moved = [
            cls(t.roots + o, t.feature, t.threshold, t.left + o, t.right + o, t.missing_left, t.cover)
            for t, o in zip(trees, offsets.astype(np.int32))
        ]
        return cls(*(np.concatenate([getattr(t, f.name) for t in [NONE, *moved]]) for f in fields(cls)))


_nodes = np.zeros(0, np.int32)
NONE = Trees(_nodes, _nodes, np.zeros(0), _nodes, _nodes, np.zeros(0, np.uint8), np.zeros(0))


@compiled
def _add_leaves(x, roots, feature, threshold, left, right, missing_left, out):  # type: ignore[no-untyped-def]
    """Blocks of rows, so that a tree is walked by many rows while it lies in the cache."""
    block = 256
    for first in range(0, len(x), block):
        last = min(first + block, len(x))
        for t in range(len(roots)):
            for r in range(first, last):
                node = roots[t]
                while feature[node] >= 0:
                    value = x[r, feature[node]]
                    if np.isnan(value):
                        go_left = missing_left[node] == 1
                    else:
                        go_left = value <= threshold[node]
                    node = left[node] if go_left else right[node]
                out[r] += threshold[node]
