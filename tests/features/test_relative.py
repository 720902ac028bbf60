"""Features on the scale of what was observed: the same life, lived twice as slowly, gives the same row."""

from __future__ import annotations

import numpy as np
import pytest
from planted import NOON, ask, event, log_of

from foresale.features.relative import relative_features
from foresale.features.spec import make_spec
from foresale.log.events import DAY_US
from foresale.tasks.rows import Rows


def rows_of(log, cutoff):
    asked = ask(log, ["u"], [cutoff])
    one = np.ones(1, np.float32)
    return Rows(asked.bucket, asked.place, asked.user, asked.cutoff, one[:, None], one > 0, one)


def test_half_the_log_lived_twice_as_fast_gives_the_same_features():
    early = NOON - 100 * DAY_US
    life = (200, 180, 120, 60, 20)  # days before NOON, of 200 observed; the other one lives it within the first 100
    slow = log_of([event(d, "purchase") for d in life])
    fast = log_of([event(100 + d / 2, "purchase") for d in life])
    spec = make_spec(slow, 30.0, lookback_days=200.0)
    before = relative_features(slow, rows_of(slow, NOON), spec)
    after = relative_features(fast, rows_of(fast, early), spec)
    assert before.names == after.names == tuple(f.name for f in spec.features)
    for name in (
        "purchases_30d",
        "purchases_90d",
        "purchase_days_repeat",
        "days_to_last_purchase",
        "days_since_purchase",
    ):
        assert before[name][0] == pytest.approx(after[name][0], abs=2.1), name
    assert before["purchases_30d"] == after["purchases_30d"] == 1
    assert before["purchase_days_repeat"] == after["purchase_days_repeat"] == 4
