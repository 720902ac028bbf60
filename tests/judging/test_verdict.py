"""The six words, each from its figures, and how often each is wrong."""

import numpy as np
import pytest

from foresale.judging.bootstrap import resample
from foresale.judging.judge import rates_by_cutoff
from foresale.judging.quality import BaseRate, Estimate
from foresale.judging.tenths import tenths, wilson
from foresale.judging.verdict import base_rate_spread, decide, order_shown
from foresale.language import use
from foresale.models.odds import expit, log_odds


def rates(*values, rows=4000):
    return [BaseRate(cutoff=f"2011-{i:02d}", rows=rows, buyers=round(v * rows), rate=v, low=v, high=v)
            for i, v in enumerate(values, 1)]


STEADY = rates(0.27, 0.271, 0.269, 0.27, 0.268)


def judged(n=4000, seed=0, bend=lambda z: z, plan_kind=1, base_rates=STEADY, users=None):
    rng = np.random.default_rng(seed)
    z = rng.normal(-1.2, 1.2, n)
    label = (rng.random(n) < expit(z)).astype(float)
    p = expit(bend(z))
    users = np.arange(n) if users is None else users
    drawn = resample(label, {"m": p}, users, draws=100)
    return decided(drawn, label, p, users, plan_kind, base_rates)


def decided(drawn, label, p, users, plan_kind=1, base_rates=STEADY):
    return decide(
        plan_kind=plan_kind, label=label, p=p, users=users, auc=drawn.estimate("m", "auc"),
        slope=drawn.estimate("m", "calibration_slope"), total_ratio=drawn.estimate("m", "total_ratio"),
        base_rates=base_rates,
    )  # fmt: skip


def test_sound_probabilities_are_called_calibrated():
    verdict = judged()
    assert verdict.word == "calibrated" and verdict.calibrated
    assert {r.code for r in verdict.reasons} == {"slope_holds", "tenths_hold", "rates_hold", "total_holds"}


@pytest.mark.parametrize(("stretch", "code"), [(1.7, "slope_extreme"), (0.5, "slope_timid")])
def test_a_slope_outside_is_not_calibrated(stretch, code):
    verdict = judged(bend=lambda z: stretch * (z + 1.2) - 1.2)
    assert verdict.word == "not calibrated" and not verdict.calibrated
    assert verdict.reasons[0].code == code


def test_a_tenth_that_is_off_is_not_calibrated_though_the_slope_holds():
    verdict = judged(n=20_000, bend=lambda z: z + 0.9 * np.exp(-8 * (z + 1.2) ** 2))
    assert verdict.word == "not calibrated"
    assert "tenth_off" in {r.code for r in verdict.reasons if r.level == "warning"}


@pytest.mark.parametrize(("shift", "code"), [(0.5, "total_high"), (-0.5, "total_low")])
def test_a_wrong_level_alone_is_drift_not_a_wrong_shape(shift, code):
    verdict = judged(bend=lambda z: z + shift)
    assert verdict.word == "drifting" and verdict.reasons[0].code == code


def test_the_base_rates_of_a_real_shop_before_christmas_are_drifting():
    verdict = judged(base_rates=rates(0.25, 0.243, 0.262, 0.27, 0.304, 0.29, rows=3000))
    assert verdict.word == "drifting" and verdict.reasons[0].code == "rates_move"


def test_only_the_last_six_cutoffs_count_and_fewer_than_three_say_nothing():
    assert judged(base_rates=rates(0.6, *[0.27] * 6)).word == "calibrated"
    assert judged(base_rates=rates(0.2, 0.4)).word == "calibrated"


def test_small_shops_are_not_called_drifting_for_the_noise_of_their_base_rate():
    rng = np.random.default_rng(0)
    called = 0
    for _ in range(300):
        label = (rng.random(6 * 300) < 0.2).astype(float)
        spread, real = base_rate_spread(rates_by_cutoff(label, np.repeat(np.arange(6), 300), "UTC"))
        called += real and spread > 0.1
    assert called <= 30


@pytest.mark.parametrize("n", [100, 150])
def test_under_fifty_buyers_nothing_is_said(n):
    assert judged(n=n).word == "too few buyers to say"


def test_all_but_a_few_buyers_is_as_little_evidence():
    label = np.r_[np.ones(400), np.zeros(20)]
    p = np.r_[np.full(400, 0.96), np.full(20, 0.9)]
    verdict = decided(resample(label, {"m": p}, np.arange(420), draws=20), label, p, np.arange(420))
    assert verdict.word == "too few buyers to say" and verdict.reasons[0].facts["others"] == 20


@pytest.mark.parametrize(("kind", "word"), [(4, "not tested on later days"), (5, "horizon never observed")])
def test_a_plan_without_later_days_can_never_be_calibrated(kind, word):
    assert judged(plan_kind=kind).word == word


def test_sound_probabilities_are_rarely_called_off():
    """Ten looks a table, 200 tables: at most about one in twenty says "off"."""
    off = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        p = expit(rng.normal(-2, 1, 2000))
        label = (rng.random(2000) < p).astype(float)
        off += any(t.off for t in tenths(label, p, np.arange(2000)))
    assert off <= 14


def test_users_who_come_back_widen_the_error_of_a_tenth():
    rng = np.random.default_rng(0)
    p = np.repeat(expit(rng.normal(-1, 1, 200)), 10)
    label = np.repeat((rng.random(200) < p[::10]).astype(float), 10)  # ten rows a user, all alike
    alone = tenths(label, p, np.arange(2000))
    together = tenths(label, p, np.repeat(np.arange(200), 10))
    assert sum(t.high - t.low for t in together) > 2 * sum(t.high - t.low for t in alone)
    assert not any(t.off for t in together)


def test_a_tenth_without_buyers_has_an_interval_above_zero():
    low, high = wilson(0.0, 50)
    assert low == 0 and 0.05 < high < 0.1


def test_reasons_speak_both_languages_with_their_numbers():
    reason = judged(bend=lambda z: z + 0.5).reasons[0]
    with use("en"):
        assert "too high on the whole" in str(reason)
    with use("zh"):
        assert "偏高" in str(reason) and f"{reason.facts['expected']:.0f}" in str(reason)


def test_the_verdict_and_the_table_call_the_same_tenths_off():
    """One definition: a total that is wrong calls no tenth off; a bend calls the same ones in both."""
    rng = np.random.default_rng(3)
    z = rng.normal(-1.2, 1.2, 20_000)
    label = (rng.random(len(z)) < expit(z)).astype(float)
    users = np.arange(len(z))
    for bend, off_expected in ((z + 0.6, False), (z + 0.3 + 0.9 * np.exp(-8 * (z + 1.2) ** 2), True)):
        p = expit(bend)
        off = {t.tenth: t for t in tenths(label, p, users) if t.off}
        verdict = decided(resample(label, {"m": p}, users, draws=20), label, p, users)
        said = [r.facts for r in verdict.reasons if r.code == "tenth_off"]
        assert bool(off) == off_expected and [f["observed"] for f in said] == [t.buyers for t in off.values()]
        assert [f["expected"] for f in said] == pytest.approx([t.p_set_right * t.rows for t in off.values()])


def test_the_total_of_p_set_right_is_what_came():
    rng = np.random.default_rng(4)
    p = expit(rng.normal(-1, 1, 3000))
    label = (rng.random(3000) < expit(rng.normal(-1.5, 1, 3000))).astype(float)
    table = tenths(label, p, np.arange(3000))
    assert sum(t.p_set_right * t.rows for t in table) == pytest.approx(label.sum())


@pytest.mark.parametrize(("buyers", "others", "separation", "shown"), [
    (400, 1600, 0.0, False), (400, 1600, 1.0, True), (4, 400, 1.0, False), (40, 400, 1.5, True),
])  # fmt: skip
def test_an_order_by_chance_is_said_first_whatever_the_word(buyers, others, separation, shown):
    rng = np.random.default_rng(1)
    label = np.r_[np.ones(buyers), np.zeros(others)]
    p = expit(rng.normal(-1.5, 1, len(label)) + separation * label)
    users = np.arange(len(label))
    verdict = decided(resample(label, {"m": p}, users, draws=200), label, p, users)
    assert verdict.order is shown
    assert (verdict.reasons[0].code == "order_chance") is not shown


def test_an_order_that_few_buyers_show_is_held_against_what_a_lot_may_reach():
    label, p = np.r_[np.ones(12), np.zeros(400)], np.linspace(0.9, 0.1, 412)
    verdict = decide(
        plan_kind=1, label=label, p=p, users=np.arange(412), auc=Estimate(value=0.59, low=0.51, high=0.66),
        slope=Estimate(value=1.0), total_ratio=Estimate(value=1.0), base_rates=(),
    )  # fmt: skip
    assert "AUC is 0.59" in str(verdict.reasons[0]) and "may reach 0.67 where only 12 " in str(verdict.reasons[0])
    assert not verdict.order and "0.5 is chance" not in str(verdict.reasons[0])


def test_an_order_by_chance_is_rarely_called_shown():
    """300 tests of p drawn by lot, with 8 to 80 buyers: 2.5 % are expected, at most 5 % may happen."""
    rng = np.random.default_rng(0)
    shown = 0
    for k in range(300):
        label = (np.arange(400) < 8 + 72 * k // 300).astype(float)
        drawn = resample(label, {"m": rng.random(400)}, np.arange(400), only=("auc",), draws=100, seed=k)
        buyers = int(label.sum())
        shown += order_shown(drawn.estimate("m", "auc"), buyers, 400 - buyers)
    assert 1 <= shown <= 15


def test_p_that_is_the_same_for_everybody_may_be_right_and_says_nothing_of_who():
    label = np.r_[np.ones(300), np.zeros(700)]
    p = np.full(1000, 0.3)
    verdict = decided(resample(label, {"m": p}, np.arange(1000), draws=50), label, p, np.arange(1000))
    assert verdict.calibrated and not verdict.order
    assert {"order_chance", "slope_one", "total_holds"} <= {r.code for r in verdict.reasons}


def test_where_nobody_came_the_order_cannot_be_tested():
    label, p = np.zeros(200), expit(np.linspace(-3, -2, 200))
    verdict = decided(resample(label, {"m": p}, np.arange(200), draws=20), label, p, np.arange(200))
    assert verdict.reasons[0].code == "order_unknown" and not verdict.order


def test_p_without_a_mistake_is_too_good_to_be_true():
    label = np.r_[np.ones(300), np.zeros(700)]
    p = np.r_[np.linspace(0.6, 0.9, 300), np.linspace(0.01, 0.3, 700)]
    verdict = decided(resample(label, {"m": p}, np.arange(1000), draws=20), label, p, np.arange(1000))
    assert verdict.word == "not calibrated" and "slope_perfect" in {r.code for r in verdict.reasons}


def test_p_moved_by_a_constant_keeps_its_shape():
    """The verdict on the shape does not change when only the level does."""
    for shift in (-1.0, 0.0, 1.0):
        verdict = judged(bend=lambda z, s=shift: log_odds(expit(z)) + s)
        assert "tenths_hold" in {r.code for r in verdict.reasons}
