"""The answer to one horizon as a bundle keeps it: how a raw score becomes p, an interval and a band."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from foresale.judging.bands import NAMES, band_of
from foresale.judging.calibration import Calibrator
from foresale.judging.intervals import Intervals
from foresale.judging.quality import Verdict
from foresale.models.bgnbd import BGNBD

Floats = npt.NDArray[np.float64]


class Cold(msgspec.Struct, frozen=True):
    """The answer to a row without history: p and its 90 % interval."""

    p: float
    low: float
    high: float


def cold_answer(newcomers: float, middle: float, intervals: Intervals, *, negated: bool) -> Cold:
    """The rate of newcomers, but never more than the customer in the middle gets.

    Newcomers are told by what they did later: whoever never came is none of them, so their rate says what those do who
    come, not whether an id that nobody has seen yet will come at all. So the interval reaches from nobody up to what
    newcomers do, and no row without history stands in the upper half of a list: the mean would, where few customers
    hold most of it. Staying away is the other side: such a row is as likely as the middle, and may be certain.

    newcomers : their rate (`tasks.newcomers`);  middle: median of p of those asked at the training's cutoff, at most
                its mean
    """
    low, high = (float(side[0]) for side in intervals.bounds(np.array([newcomers]), np.array([True])))
    if negated:
        return Cold(middle, min(low, middle), 1.0)
    p = min(newcomers, middle)
    return Cold(p, 0.0, max(high, p))


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One horizon's answer.

    horizon       : as written ("30d");  horizon_days: its approximate length
    model         : registry name of the fitted model;  title: for people
    customer_base : BG/NBD behind the column `bgnbd_log_odds`, None where the log has no purchases
    calibrator, intervals : states of `Calibrator` and `Intervals`
    cuts          : lowest p of hot, warm and cool, as in the report's table of bands
    base_rate     : mean p of the population at the training's cutoff, which the cuts are multiples of
    cold          : what a row without history gets
    verdict       : of the test, as of training
    """

    horizon: str
    horizon_days: float
    model: str
    title: str
    customer_base: BGNBD | None
    calibrator: dict[str, Any]
    intervals: dict[str, Any]
    cuts: tuple[float, float, float]
    base_rate: float
    cold: Cold
    verdict: Verdict

    def p(self, raw: Floats) -> Floats:
        """Calibrated p of raw scores, float64[n]."""
        return Calibrator.from_state(self.calibrator).apply(raw)

    def bounds(self, p: Floats, cold: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """The 90 % interval of each p; `cold`: rows without history."""
        low, high = Intervals.from_state(self.intervals).bounds(p)
        return np.where(cold, np.minimum(self.cold.low, p), low), np.where(cold, np.maximum(self.cold.high, p), high)

    def bands(self, p: Floats, cold: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
        """hot, warm, cool or low for each p; at most cool for rows without history."""
        place = band_of(p, self.cuts)
        return np.array(NAMES, object)[np.where(cold, np.maximum(place, NAMES.index("cool")), place)]
