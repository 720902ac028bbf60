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


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One horizon's answer.

    horizon       : as written ("30d");  horizon_days: its approximate length
    model         : registry name of the fitted model;  title: for people
    customer_base : BG/NBD behind the column `bgnbd_log_odds`, None where the log has no purchases
    calibrator, intervals : states of `Calibrator` and `Intervals`
    cuts          : lowest p of hot, warm and cool, as in the report's table of bands
    base_rate     : mean p of the population at the training's cutoff, which the cuts are multiples of
    cold          : p of a user without history
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
    cold: float
    verdict: Verdict

    def p(self, raw: Floats) -> Floats:
        """Calibrated p of raw scores, float64[n]."""
        return Calibrator.from_state(self.calibrator).apply(raw)

    def bounds(self, p: Floats, cold: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """The 90 % interval of each p."""
        return Intervals.from_state(self.intervals).bounds(p, cold)

    def bands(self, p: Floats) -> npt.NDArray[np.object_]:
        """hot, warm, cool or low for each p."""
        return np.array(NAMES, object)[band_of(p, self.cuts)]
