"""The level where later days cannot teach it: BG/NBD's for purchases, as it was for everything else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shop import shop

from foresale.judging.anchor import anchored
from foresale.judging.calibration import Calibrator
from foresale.models.bgnbd import fit_rows


@pytest.mark.parametrize(("event", "moves"), [("purchase", True), ("view", False), (None, False)])
def test_only_purchases_go_on_as_purchases_do(event, moves):
    data, _ = shop(n=600)
    data = replace(data, aim=type(data.aim)(horizon_days=data.aim.horizon_days, event=event))
    raw = np.full(len(data), 0.9)
    level = anchored(Calibrator(), raw, fit_rows(data), data, data.table).level
    assert (level.shift != 0) == moves
