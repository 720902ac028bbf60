"""Shapley values of trees: how much of a row's answer comes from each column, exactly.

The game is that of TreeSHAP (Lundberg et al. 2020, "From local explanations to global understanding with explainable AI
for trees", algorithm 1): what is not known of a row goes down both sides of a split, in the shares of the training rows
that went there. A leaf's part in it is a product over the columns on its path, of o where the column is known and of z
where it is not: o says whether the row goes this way at all its splits, z is the product of those shares. The Shapley
value is the integral of the game's multilinear extension's derivative over the diagonal (Owen 1972, "Multilinear
extensions of games"), here a polynomial: with d columns on the path

    phi_i = value (o_i - z_i) * integral from 0 to 1 of prod over j != i of (q o_j + (1 - q) z_j) dq

which Gauss-Legendre's rule of ceil(d / 2) points gives exactly, and in positive terms only. What the leaves below an
edge share is added up on the way back to the root, so that a tree of N nodes costs N d steps and not the N d^2 of the
usual algorithm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foresale.features.compiling import compiled
from foresale.models.base import Floats
from foresale.models.trees import Trees


@dataclass(frozen=True)
class Paths:
    """What the rows have no say in, once for a model: an edge for each node, from its parent to it, parents first.

    first   : int32[T + 1]  edges of tree t are first[t] .. first[t + 1]; the first is its root's, which splits nothing
    node    : int32[E]      the node below
    parent  : int32[E]      edge above, -1 for roots
    same    : int32[E]      nearest edge above that splits on the same column, -1 where none does
    column  : int32[E]      the column that is split on, -1 for roots
    side    : uint8[E]      1: the edge to the left
    share   : float64[E]    of the rows that reached the uppermost edge of this column, those that went all its ways
    points  : int32[T]      points of the tree's rule
    q, weight : float64[m + 1, m]  the rules of 1 to m points on [0, 1]
    base    : what a row gets of which nothing is known
    """

    first: npt.NDArray[np.int32]
    node: npt.NDArray[np.int32]
    parent: npt.NDArray[np.int32]
    same: npt.NDArray[np.int32]
    column: npt.NDArray[np.int32]
    side: npt.NDArray[np.uint8]
    share: Floats
    points: npt.NDArray[np.int32]
    q: Floats
    weight: Floats
    base: float

    @classmethod
    def of(cls, trees: Trees) -> Paths:
        first, points, edges, base = [0], [], [], 0.0
        for root in trees.roots:
            here: list[tuple[int, int, int, int, int, float]] = []
            widest = 0
            # (node, edge above, column, side, share of the rows above, column -> last edge on it)
            stack: list[tuple[int, int, int, int, float, dict[int, int]]] = [(int(root), -1, -1, 0, 1.0, {})]
            while stack:
                node, above, column, side, part, last = stack.pop()
                same = last.get(column, -1)
                whole = part * (here[same - first[-1]][5] if same >= 0 else 1.0)
                number = first[-1] + len(here)
                here.append((node, above, same, column, side, whole))
                if column >= 0:
                    last = {**last, column: number}
                widest = max(widest, len(last))
                if trees.feature[node] < 0:
                    base += float(trees.threshold[node] * trees.cover[node] / trees.cover[root])
                else:
                    split = int(trees.feature[node])
                    for child, to in ((int(trees.right[node]), 0), (int(trees.left[node]), 1)):
                        went = float(trees.cover[child] / trees.cover[node])
                        stack.append((child, number, split, to, went, last))
            edges += here
            first.append(first[-1] + len(here))
            points.append(max(1, (widest + 1) // 2))
        nodes, parents, sames, splits, sides, shares = list(zip(*edges)) or [()] * 6
        return cls(
            np.array(first, np.int32), np.array(nodes, np.int32), np.array(parents, np.int32),
            np.array(sames, np.int32), np.array(splits, np.int32), np.array(sides, np.uint8),
            np.array(shares, np.float64), np.array(points, np.int32), *_rules(max(points, default=1)), base,
        )  # fmt: skip


def _rules(most: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre's points and weights for 1 to `most` points, a row each."""
    q, weight = (np.zeros((most + 1, most)) for _ in range(2))
    for n in range(1, most + 1):
        at, w = np.polynomial.legendre.leggauss(n)
        q[n, :n], weight[n, :n] = (at + 1) / 2, w / 2
    return q, weight


def tree_reasons(trees: Trees, x: npt.NDArray[np.float32], paths: Paths | None = None) -> tuple[float, Floats]:
    """(base, float64[n, f]): base plus a row's values is `trees.sum` of it; base is what a row gets of which nothing is
    known. x is float32[n, f]; `paths` those of the trees, where they are known already."""
    paths = paths or Paths.of(trees)
    out = np.zeros(x.shape)
    _add_reasons(
        np.ascontiguousarray(x, np.float32), trees.feature, trees.threshold, trees.missing_left, paths.first,
        paths.node, paths.parent, paths.same, paths.column, paths.side, paths.share, paths.points, paths.q,
        paths.weight, out,
    )  # fmt: skip
    return paths.base, out


@compiled
def _add_reasons(  # type: ignore[no-untyped-def]
    x, feature, threshold, missing_left, first, node, parent, same, column, side, share, points, q, weight, out
):
    longest, most = 0, q.shape[1]
    for t in range(len(points)):
        longest = max(longest, first[t + 1] - first[t])
    known = np.empty(longest)  # o: the row goes all ways of the edge's column so far
    factor = np.empty((longest, most))  # q o + (1 - q) z of the edge's column
    path = np.empty((longest, most))  # product of the factors of all columns above the edge and of it
    below = np.empty((longest, most))  # sum of the leaves' parts under the edge
    for r in range(len(x)):
        for t in range(len(points)):
            n, e0, e1 = points[t], first[t], first[t + 1]
            for e in range(e0, e1):
                i = e - e0
                if parent[e] < 0:
                    known[i] = 1.0
                    for k in range(n):
                        factor[i, k] = 1.0
                        path[i, k] = 1.0
                else:
                    above, split = parent[e] - e0, node[parent[e]]
                    value = x[r, column[e]]
                    if np.isnan(value):
                        left = missing_left[split] == 1
                    else:
                        left = value <= threshold[split]
                    goes = 1.0 if left == (side[e] == 1) else 0.0
                    s = same[e] - e0
                    known[i] = goes * known[s] if same[e] >= 0 else goes
                    for k in range(n):
                        factor[i, k] = q[n, k] * known[i] + (1.0 - q[n, k]) * share[e]
                        path[i, k] = path[above, k] * factor[i, k]
                        if same[e] >= 0:
                            path[i, k] /= factor[s, k]
                is_leaf = feature[node[e]] < 0
                for k in range(n):
                    below[i, k] = path[i, k] * threshold[node[e]] if is_leaf else 0.0
            for e in range(e1 - 1, e0, -1):
                i, above = e - e0, parent[e] - e0
                here = 0.0
                for k in range(n):
                    below[above, k] += below[i, k]
                    here += weight[n, k] * below[i, k] / factor[i, k]
                here *= known[i] - share[e]
                if same[e] >= 0:  # the leaves below are counted with this edge's o and z, not with those above
                    s = same[e] - e0
                    there = 0.0
                    for k in range(n):
                        there += weight[n, k] * below[i, k] / factor[s, k]
                    here -= there * (known[s] - share[same[e]])
                out[r, column[e]] += here
