"""Bands of p: hot, warm, cool, low, by the odds of p against those of the average customer.

The average customer is the mean p of the population at the cutoff of the training: what is expected of the very people
who are scored, so that a band does not swell or vanish because a season moves everybody's p. The cuts are then fixed:
the bundle keeps them for later days, and what a band held in the test is counted with the same ones.

Where the order is not shown to be better than chance, nobody is singled out: everybody is cool.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from foresale.judging.quality import Band
from foresale.judging.tenths import observed_interval

Floats = npt.NDArray[np.float64]
Name = Literal["hot", "warm", "cool", "low"]
NAMES: tuple[Name, ...] = ("hot", "warm", "cool", "low")
ODDS = (3.0, 1.0, 1 / 3)  # times the odds of the average customer
EVERYBODY_COOL = (1.0, 1.0, 0.0)  # no p reaches 1


def band_cuts(average: float, *, order: bool = True) -> tuple[float, float, float]:
    """Lowest p of hot, of warm and of cool: 3, 1 and 1/3 times the odds of `average`, the mean p of those scored.

    order : whether the order is shown to be better than chance (`Verdict.order`)
    """
    if not order:
        return EVERYBODY_COOL
    base = min(max(average, 1e-6), 1 - 1e-6)
    odds = [base / (1 - base) * k for k in ODDS]
    hot, warm, cool = (o / (1 + o) for o in odds)
    return hot, warm, cool


def cuts_of(bands: Sequence[Band]) -> tuple[float, float, float]:
    """The cuts of a `band_table`: whoever bands scores takes them from the table that says what the bands held."""
    hot, warm, cool = (band.from_p for band in bands[:3])
    return hot, warm, cool


def band_of(p: Floats, cuts: tuple[float, float, float]) -> npt.NDArray[np.int8]:
    """Index into `NAMES` of each p."""
    return (3 - np.searchsorted(np.array(cuts[::-1]), p, side="right")).astype(np.int8)


def band_table(
    label: Floats,
    p: Floats,
    users: npt.NDArray[np.integer],
    cuts: tuple[float, float, float],
    scored: Floats | None = None,
) -> tuple[Band, ...]:
    """What each band held on the test rows, and how many of the scores (`scored`, their p) are in it now."""
    place = band_of(p, cuts)
    now = None if scored is None else np.bincount(band_of(scored, cuts), minlength=4)
    out = []
    for k, name in enumerate(NAMES):
        here = place == k
        n = int(here.sum())
        low, high = observed_interval(label[here], users[here]) if n else (None, None)
        out.append(
            Band(
                name=name,
                from_p=cuts[k] if k < 3 else 0.0,
                rows=n,
                buyers=int(label[here].sum()),
                observed=float(label[here].mean()) if n else None,
                low=low,
                high=high,
                p_mean=float(p[here].mean()) if n else None,
                scored=None if now is None else int(now[k]),
            )
        )
    return tuple(out)
