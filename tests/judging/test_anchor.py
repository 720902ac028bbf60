"""The level where later days cannot teach it: BG/NBD's for purchases, as it was for everything else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shop import shop

from foresale.judging.anchor import anchored, levelled_by_refit
from foresale.judging.calibration import Calibrator, log_odds
from foresale.judging.level import Level
from foresale.models.bgnbd import fit_rows


@pytest.mark.parametrize(("event", "moves"), [("purchase", True), ("view", False), (None, False)])
def test_only_purchases_go_on_as_purchases_do(event, moves):
    data, _ = shop(n=600)
    data = replace(data, aim=type(data.aim)(horizon_days=data.aim.horizon_days, event=event))
    raw = np.full(len(data), 0.9)
    level = anchored(Calibrator(), raw, fit_rows(data), data, data.table).level
    assert (level.shift != 0) == moves


def test_the_level_of_a_refit_is_what_it_lacks_at_the_newest_cutoffs():
    """Whatever level the calibrator had: the one of days that the refit knows by now has no say any more."""
    data, _ = shop(n=3000)
    raw = np.full(len(data), 0.2)
    data = replace(data, label=(np.arange(len(data)) % 5 < 2).astype(float))  # .4 at each cutoff
    for shift in (0.0, -0.8):
        before = Calibrator("level", (0.0, 1.0), level=Level(shift))
        level = levelled_by_refit(before, raw, data).level
        assert level.shift == pytest.approx(log_odds(0.4) - log_odds(0.2), abs=0.1)
    nothing_learned = Calibrator()
    assert levelled_by_refit(nothing_learned, raw, data) is nothing_learned
