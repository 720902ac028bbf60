"""Leak audit, first form: does something in the table know the answer?

Three looks, each ending in a plain sentence with the column's name and the flag that removes it:

- one feature alone orders the rows better than behaviour ever does (AUC above .95, or far above every other feature)
- a feature is there for buyers and missing for nearly everybody else
- shuffled labels: with answers dealt out at random, a sound pipeline scores .5; one that has seen the answers does not
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from foresale.judging.metrics import auc
from foresale.keywords import flag
from foresale.log.findings import Finding

Floats = npt.NDArray[np.float64]
STRONG = 0.95  # AUC of one feature: nothing that a shop knows beforehand was seen above .9
STRONG_ALONE = 0.85  # and enough with this lead over every other column
LEAD = 0.15
PRESENT_MIN = 20  # buyers with the feature, before its absence elsewhere says anything
PRESENT_PURE = 0.95  # share of buyers among rows that have the feature
ROWS_MAX = 50_000  # an AUC of .95 shows in far fewer; evenly spaced rows beyond

STRONG_TEXT = (
    "`{column}` alone orders buyers before others with AUC {auc:.3f}; it is probably only known after the purchase. "
    "{flag} leaves it out"
)
PRESENT_TEXT = (
    "`{column}` is filled in for {buyers:,} buyers and {others:,} others ({share:.0%} buyers, {base:.1%} elsewhere); "
    "it is probably written with the purchase. {flag} leaves it out"
)
SHUFFLED_TEXT = (
    "with labels dealt out at random the model still reaches AUC {auc:.3f} on rows it was not given "
    "(.5 is right, {low:.3f} to {high:.3f} by chance): the pipeline sees the answers"
)


def audit(
    names: Sequence[str],
    values: npt.NDArray[np.floating],
    label: Floats,
    columns: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Features that know too much, strongest first; empty where there are none, or fewer than 20 buyers or others.

    names, values : the feature table of labelled rows (float[n, f], NaN = undefined)
    columns       : feature -> column of the shop's log that it comes from, where it comes from a further column: then
                    the fix is `--ignore COLUMN`, else `--without FEATURE`. A column is named once.
    """
    rows = np.unique(np.linspace(0, max(len(label) - 1, 0), min(len(label), ROWS_MAX)).astype(np.int64))
    x, y = np.asarray(values[rows], np.float64), np.asarray(label[rows], np.float64)
    if min(y.sum(), (1 - y).sum()) < PRESENT_MIN:
        return []
    columns = columns or {}
    owner = [columns.get(name, name) for name in names]
    strength = np.array([_strength(column, y) for column in x.T])
    best = {o: max(s for s, p in zip(strength, owner) if p == o) for o in set(owner)}
    found: dict[str, tuple[float, Finding]] = {}
    for k in np.argsort(-strength, kind="stable"):
        o, s = owner[k], float(strength[k])
        others = max((v for p, v in best.items() if p != o), default=0.5)
        remedy = flag("ignore", o) if names[k] in columns else flag("without", names[k])
        finding = _present(x[:, k], y, o, remedy)
        if finding is None and (s > STRONG or (s > STRONG_ALONE and s - others > LEAD)):
            finding = Finding("leak_strong", STRONG_TEXT, {"column": o, "auc": s, "flag": remedy}, "warning")
        if finding is not None and o not in found:
            found[o] = (s, finding)
    return [finding for _, finding in sorted(found.values(), key=lambda pair: -pair[0])]


def _strength(x: Floats, y: Floats) -> float:
    """AUC of a feature, in the better direction, with undefined as its own lowest or highest value."""
    known = ~np.isnan(x)
    if not known.any():
        return 0.5
    low = np.where(known, x, np.min(x[known]) - 1)
    high = np.where(known, x, np.max(x[known]) + 1)
    return max(max(a, 1 - a) for a in (auc(y, low), auc(y, high)))


def _present(x: Floats, y: Floats, column: str, flag: str) -> Finding | None:
    known = ~np.isnan(x)
    if known.all() or not known.any():
        return None
    buyers, others = int(y[known].sum()), int((1 - y[known]).sum())
    share, elsewhere = buyers / (buyers + others), float(y[~known].mean())
    if buyers < PRESENT_MIN or share < PRESENT_PURE or elsewhere > share / 2:
        return None
    facts = {"column": column, "buyers": buyers, "others": others, "share": share, "base": elsewhere, "flag": flag}
    return Finding("leak_present", PRESENT_TEXT, facts, "warning")


def shuffled_control(
    fit: Callable[[Floats], Floats],
    label: Floats,
    held_out: npt.NDArray[np.bool_],
    seed: int = 7,
) -> Finding | None:
    """Deal the labels out at random, fit again, and see whether rows held out are foreseen all the same.

    fit      : label float64[n] of all rows -> score float64[k] of the held-out rows (in their order); a sound one uses
               only the labels of the other rows
    held_out : bool[n]

    None where the AUC against the dealt labels is within 4 standard errors of .5 (or a side has no rows).
    """
    rng = np.random.default_rng(seed)
    dealt = label.copy()
    for part in (held_out, ~held_out):  # each part keeps its base rate
        dealt[part] = rng.permutation(label[part])
    y = dealt[held_out]
    a, b = float(y.sum()), float((1 - y).sum())
    if min(a, b) < 1:
        return None
    value = auc(y, fit(dealt))
    error = float(np.sqrt((a + b + 1) / (12 * a * b)))  # of an AUC under no relation (Mann and Whitney 1947)
    if abs(value - 0.5) <= 4 * error:
        return None
    facts = {"auc": value, "low": 0.5 - 2 * error, "high": 0.5 + 2 * error}
    return Finding("leak_shuffled", SHUFFLED_TEXT, facts, "warning")
