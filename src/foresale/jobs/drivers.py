"""What drives the scores: families first, then features with unit and direction. Association, not cause."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

import numpy as np
import numpy.typing as npt

from foresale.features.table import Table
from foresale.judging.backtest import Trained, widened
from foresale.judging.judged import Drivers, FamilyDriver, FeatureDriver

MOST_FEATURES = 15
Direction = Literal["up", "down", "mixed", "unknown"]


def drivers_of(trained: Trained, table: Table, p: npt.NDArray[np.float64]) -> Drivers:
    """Shares as the fitted model states them; directions by rank correlation of feature and p on the scored rows."""
    wide = widened(table, trained.customer_base, trained.horizon_days)
    shares = {name: share for name, share in trained.fitted.drivers().items() if name in wide}
    family_of = dict(zip(wide.names, wide.family_of))
    families: dict[str, list[float]] = defaultdict(list)
    for name, share in shares.items():
        families[family_of[name]].append(share)
    feature_of = dict(zip(wide.names, wide.features))
    top = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_FEATURES]
    return Drivers(
        families=tuple(
            FamilyDriver(family=family, share=sum(each), features=len(each))
            for family, each in sorted(families.items(), key=lambda pair: (-sum(pair[1]), pair[0]))
        ),
        features=tuple(
            FeatureDriver(
                feature=name, family=family_of[name], unit=feature_of[name].unit, meaning=feature_of[name].meaning,
                share=share, direction=direction(wide[name], p),
            )
            for name, share in top
        ),
        method=f"shares as {trained.title} states them",
    )  # fmt: skip


def direction(x: npt.NDArray[np.float32], p: npt.NDArray[np.float64]) -> Direction:
    """Spearman's rank correlation of a feature and p, in a word: beyond .1 it has a direction."""
    known = ~np.isnan(x)
    if known.sum() < 30 or np.ptp(x[known]) == 0:
        return "unknown"
    from scipy.stats import rankdata

    a, b = rankdata(x[known]), rankdata(p[known])
    if np.ptp(b) == 0:
        return "unknown"
    r = float(np.corrcoef(a, b)[0, 1])
    return "up" if r > 0.1 else "down" if r < -0.1 else "mixed"
