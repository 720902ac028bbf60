"""From arrays to the report's figures: whole, consistent with each other, the same bytes for the same rows."""

import msgspec
import numpy as np
import pytest

from foresale.judging.bands import band_cuts, band_of
from foresale.judging.calibration import fit_calibrator
from foresale.judging.choose import choose
from foresale.judging.curves import best_threshold
from foresale.judging.judge import judge, rates_by_cutoff, trials_of
from foresale.judging.quality import Quality
from foresale.models.odds import expit

DAY = 86_400_000_000


def shop(n=3000, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    label = (rng.random(n) < expit(x - 1)).astype(float)
    users, cutoffs = rng.integers(0, n // 2, n), rng.integers(0, 4, n) * 30 * DAY
    return x, label, users, cutoffs


def quality(seed=0, **changes):
    x, label, users, cutoffs = shop(seed=seed)
    p = expit(x - 1)
    lately = np.where(x > 0.8, 0.5, 0.2)
    name, candidates = choose(label, {"good": p, "rate": np.full(len(p), 0.3)}, users, {"good": 5, "rate": 1})
    return judge(**{
        "horizon": "30d", "label": label, "users": users, "cutoffs": cutoffs, "chosen": name, "plan_kind": 1,
        "predictions": {"good": p, "rate": np.full(len(p), 0.3), "lately": lately, "other": expit(0.5 * x - 1)},
        "calibrator": fit_calibrator(p, label, users, cutoffs), "base_rates": rates_by_cutoff(label, cutoffs, "UTC"),
        "baselines": ["rate", "lately"], "habit": "lately", "validation": (label, p, np.ones(len(p))),
        "trials": trials_of(candidates, {"good": "Good"}, {"good": 5, "rate": 1}),
        "attributes": {
            "country": np.where(x > 1.9, "Malta", np.where(x > 0, "France", "")), "one": np.full(len(x), "a"),
        },
        "scored": p, "zone": "Asia/Shanghai", "draws": 60,
    } | changes)  # fmt: skip


@pytest.fixture(scope="module")
def judged():
    return quality()


def test_it_is_data_and_the_same_rows_give_the_same_bytes(judged):
    text = msgspec.json.encode(judged)
    assert msgspec.json.decode(text, type=Quality) == judged
    assert msgspec.json.encode(quality()) == text and len(text) < 150_000


def test_chosen_first_then_baselines_each_with_its_differences(judged):
    assert [(m.name, m.role) for m in judged.models] == [
        ("good", "chosen"), ("rate", "baseline"), ("lately", "baseline"), ("other", "candidate")
    ]  # fmt: skip
    assert {d.against for d in judged.differences} == {"rate", "lately"}
    word = {(d.against, d.metric): d.word for d in judged.differences}
    assert word["rate", "log_loss"] == word["rate", "auc"] == "better"
    assert judged.verdict.word == "calibrated"
    assert [t.chosen for t in judged.trials] == [False, True]


def test_tables_add_up_to_all_rows_and_all_buyers(judged):
    assert sum(t.rows for t in judged.calibration.tenths) == judged.rows
    assert sum(t.buyers for t in judged.calibration.tenths) == judged.buyers
    assert sum(g.buyers for g in judged.gains) == pytest.approx(judged.buyers)
    assert judged.gains[-1].share_so_far.value == pytest.approx(1)
    assert sum(b.rows for b in judged.bands) == sum(b.scored for b in judged.bands) == judged.rows
    c = judged.confusion
    assert c.true_positive + c.false_positive + c.false_negative + c.true_negative == judged.rows
    assert sum(judged.histogram.buyers) == judged.buyers
    assert sum(judged.histogram.others) == judged.rows - judged.buyers
    x, label, _, _ = shop()
    assert judged.histogram.below_average == sum(expit(x - 1) < label.mean()) > 0, "rows, not whole bars"
    assert sum(r.buyers for r in judged.base_rates) == judged.buyers


def test_the_habit_is_compared_at_its_own_list_size(judged):
    x, label, _, _ = shop()
    own = next(entry for entry in judged.lists if entry.share == pytest.approx((x > 0.8).mean()))
    assert own.habit_precision.value == pytest.approx(label[x > 0.8].mean())
    assert own.size == (x > 0.8).sum()
    assert own.precision.low < own.precision.value < own.precision.high
    best = np.argsort(-x)[: own.size]
    assert own.buyers == pytest.approx(label[best].sum())


def test_instants_carry_the_offset_of_the_shop(judged):
    assert judged.cutoffs[0] == "1970-01-01T08:00:00+08:00"


def test_small_slices_are_marked_missing_values_named_and_constant_ones_left_out(judged):
    seen = {(s.attribute, s.value): s for s in judged.slices}
    assert set(seen) == {("country", "France"), ("country", "(missing)"), ("country", "Malta")}
    assert seen["country", "Malta"].small and not seen["country", "France"].small


def test_bands_follow_the_base_rate():
    for base in (0.001, 0.3, 0.9):
        cuts = band_cuts(base)
        assert 1 > cuts[0] > cuts[1] > cuts[2] > 0 and cuts[1] == pytest.approx(base)
    assert band_of(np.array([0.9, 0.3, 0.2, 0.01]), band_cuts(0.3)).tolist() == [0, 1, 2, 3]


def test_without_habit_validation_or_buyers_it_is_still_whole():
    bare = quality(habit=None, validation=None, attributes=None, scored=None)
    assert bare.confusion is None and bare.lists[0].habit_precision is None and bare.bands[0].scored is None
    none = quality(label=np.zeros(3000), validation=None)
    assert none.verdict.word == "too few buyers to say"
    assert none.models[0].metrics["auc"].value is None
    assert msgspec.json.decode(msgspec.json.encode(none), type=Quality) == none


@pytest.mark.parametrize("bad", [np.nan, 1.2, -0.1])
def test_what_is_no_probability_is_refused(bad):
    p = np.full(3000, 0.3)
    p[7] = bad
    with pytest.raises(ValueError, match="'m'"):
        quality(predictions={"m": p}, chosen="m")
    with pytest.raises(ValueError, match="no test rows"):
        quality(label=np.zeros(0))
    with pytest.raises(ValueError, match="chosen"):
        quality(chosen="nobody")


def test_the_threshold_of_sampled_rows_is_that_of_the_rows_they_stand_for():
    """Where only every tenth of those who did not buy was kept, it is not as low as the sample alone says."""
    x, label, _, _ = shop(20_000)
    p = expit(x - 1)
    kept = (label == 1) | (np.arange(len(p)) % 10 == 0)
    weight = np.where(label == 1, 1.0, 10.0)[kept]
    whole = best_threshold(label, p)
    assert best_threshold(label[kept], p[kept], weight) == pytest.approx(whole, abs=0.05)
    assert best_threshold(label[kept], p[kept]) < whole - 0.1
