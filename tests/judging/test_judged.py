"""metrics.json carries the whole judgement: nothing is lost or bent on the way to the report."""

import json

import msgspec
import numpy as np
import pytest

from factories import example_judged
from foresale.judging.judged import Judged
from foresale.judging.quality import Estimate


def test_what_is_written_is_what_is_read():
    judged = example_judged(horizons=("7d", "30d"))
    assert Judged.from_json(judged.to_json()) == judged
    assert judged.to_json() == example_judged(horizons=("7d", "30d")).to_json()


def test_undefined_figures_are_null_and_come_back_as_none():
    text = msgspec.json.encode(Estimate(value=float(np.float64("nan"))))
    assert json.loads(text)["value"] is None
    assert msgspec.json.decode(text, type=Estimate) == Estimate(value=None)


def test_a_foreign_file_is_refused():
    with pytest.raises(msgspec.ValidationError):
        Judged.from_json(b'{"accuracy": 1}')
