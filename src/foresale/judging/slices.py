"""The chosen model on parts of the test rows: activity, new and returning, country, device, any attribute."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from foresale.judging import bootstrap as bs
from foresale.judging.quality import Slice

Floats = npt.NDArray[np.float64]
SMALL = 50  # buyers, and others
VALUES_MAX = 8  # of an attribute, the largest; the others together are one more
OTHER = "(other)"
MISSING = "(missing)"
DRAWS = 200


def slices(
    label: Floats,
    p: Floats,
    users: npt.NDArray[np.integer],
    attributes: Mapping[str, npt.NDArray[np.object_] | npt.NDArray[np.str_]],
    *,
    seed: int = 7,
) -> tuple[Slice, ...]:
    """Every value of every attribute, largest first.

    attributes : name -> text per row ("" or None: missing); one with a single value says nothing and is left out
    """
    out = []
    for name, column in attributes.items():
        texts = np.array([MISSING if v is None or v == "" else str(v) for v in column], dtype=object)
        found, place, count = np.unique(texts, return_inverse=True, return_counts=True)
        if len(found) < 2:
            continue
        order = sorted(range(len(found)), key=lambda k: (-count[k], found[k]))
        for k in order[:VALUES_MAX]:
            out.append(_slice(name, str(found[k]), label, p, users, place == k, seed))
        if len(order) > VALUES_MAX:
            out.append(_slice(name, OTHER, label, p, users, np.isin(place, order[VALUES_MAX:]), seed))
    return tuple(out)


def _slice(
    name: str,
    value: str,
    label: Floats,
    p: Floats,
    users: npt.NDArray[np.integer],
    here: npt.NDArray[np.bool_],
    seed: int,
) -> Slice:
    y, q = label[here], p[here]
    drawn = bs.resample(y, {"p": q}, users[here], only=("auc", "total_ratio"), draws=DRAWS, seed=seed)
    buyers = int(y.sum())
    return Slice(
        attribute=name,
        value=value,
        rows=len(y),
        buyers=buyers,
        observed=float(y.mean()),
        p_mean=float(q.mean()),
        auc=drawn.estimate("p", "auc"),
        total_ratio=drawn.estimate("p", "total_ratio"),
        small=min(buyers, len(y) - buyers) < SMALL,
    )
