"""The verdict: may p be called a probability? Six words, decided from out-of-time rows and labelled cutoffs only.

In this order, the first that holds:

    horizon never observed     no label window of the asked length lies in the log (plan 5)
    not tested on later days   no disjoint later block to test on (plan 4)
    too few buyers to say      fewer than 50 buyers, or 50 others, on the test rows
    not calibrated             the slope lies outside .8 to 1.25, or a tenth is off once the total is set right
    drifting                   the base rate moves by more than 10 % between cutoffs, or the test total is off by more
                               than 10 % and beyond its sampling error, while slope and order hold
    calibrated                 none of these

A tenth is judged by `tenths`: beyond its error over all ten looks (clustered by user), and by more than 10 % of p. Its
p is first moved, in log odds, to the observed total: a wrong level is drift, not a wrong shape.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from foresale.judging import metrics as m
from foresale.judging.judged import BaseRate, CalibrationTenth, Estimate, Verdict, VerdictWord
from foresale.judging.tenths import tenths
from foresale.log.findings import Finding

Floats = npt.NDArray[np.float64]
BUYERS_MIN = 50
SLOPE = (0.8, 1.25)
TOTAL = 0.1
SPREAD = 0.1
CUTOFFS_MIN, CUTOFFS_MAX = 3, 6
# Expected range of k independent standard normal numbers.
_EXPECTED_RANGE = {3: 1.693, 4: 2.059, 5: 2.326, 6: 2.534}


def relevelled(label: Floats, p: Floats) -> Floats:
    """p moved in log odds so that its total is the observed one."""
    shift = m.calibration_intercept(label, p)
    return p if np.isnan(shift) else m.expit(m.logit(p) + shift)


def base_rate_spread(rates: Sequence[BaseRate]) -> tuple[float, bool]:
    """(spread over the last six cutoffs as a share of their mean, whether it is more than sampling).

    The spread is the range with the range that sampling alone would give taken off in quadrature; "more than sampling"
    is a chi-square test of equal rates at 5 %. Users who are asked at several cutoffs make the test milder.
    """
    last = list(rates)[-CUTOFFS_MAX:]
    if len(last) < CUTOFFS_MIN:
        return 0.0, False
    n, k = np.array([r.rows for r in last], float), np.array([r.buyers for r in last], float)
    mean = k.sum() / n.sum()
    if not 0 < mean < 1:
        return 0.0, False
    rate, variance = k / n, mean * (1 - mean) / n
    by_chance = _EXPECTED_RANGE[len(last)] * float(np.sqrt(variance.mean()))
    spread = float(np.sqrt(max(0.0, float(np.ptp(rate)) ** 2 - by_chance**2)) / rate.mean())
    return spread, bool(((rate - mean) ** 2 / variance).sum() > chi2.ppf(0.95, len(last) - 1))


def decide(
    *,
    plan_kind: int,
    label: Floats,
    p: Floats,
    users: npt.NDArray[np.integer],
    slope: Estimate,
    total_ratio: Estimate,
    base_rates: Sequence[BaseRate],
) -> Verdict:
    """The verdict on calibrated p of the test rows.

    label, p, users : the test rows;  slope, total_ratio : theirs, with intervals
    base_rates      : every labelled cutoff before T of the same population, oldest first
    """
    if plan_kind == 5:
        return _say("horizon never observed", _NEVER_OBSERVED)
    if plan_kind == 4:
        return _say("not tested on later days", _NOT_LATER)
    buyers = int((label > 0.5).sum())
    others = len(label) - buyers
    if buyers < BUYERS_MIN:
        return _say("too few buyers to say", _warn("few_buyers", FEW_BUYERS, buyers=buyers, needed=BUYERS_MIN))
    if others < BUYERS_MIN:
        return _say("too few buyers to say", _warn("few_others", FEW_OTHERS, others=others, needed=BUYERS_MIN))
    shape = [_slope(slope), *_tenths(tenths(label, relevelled(label, p), users))]
    level = [_base_rates(base_rates), _total(total_ratio)]
    if any(f.level == "warning" for f in shape):
        return _say("not calibrated", *shape, *level)
    if any(f.level == "warning" for f in level):
        return _say("drifting", *level, *shape)
    return _say("calibrated", *shape, *level)


def _say(word: VerdictWord, *reasons: Finding) -> Verdict:
    """Warnings first, each group in its order."""
    ordered = sorted(reasons, key=lambda f: f.level != "warning")
    return Verdict(word=word, calibrated=word == "calibrated", reasons=tuple(ordered))


FEW_BUYERS = "{buyers} buyers on the test rows; at least {needed} are needed to judge probabilities"
FEW_OTHERS = "only {others} on the test rows did not buy; at least {needed} are needed to judge probabilities"
SLOPE_HOLDS = "slope {slope:.2f} (ideal 1, allowed {low:g} to {high:g})"
SLOPE_EXTREME = "p is too extreme: slope {slope:.2f} (allowed {low:g} to {high:g}); high p are too high, low p too low"
SLOPE_TIMID = "p is too cautious: slope {slope:.2f} (allowed {low:g} to {high:g}); high p are too low, low p too high"
SLOPE_UNKNOWN = "no slope can be computed: p takes a single value or parts the buyers perfectly"
TENTHS_HOLD = "no tenth of p is off beyond its error"
TENTH_OFF = "where p is {low:.1%} to {high:.1%}, {predicted:.1%} were predicted and {observed:.1%} of {rows:,} bought"
RATES_HOLD = "the share of buyers held over the last {n} labelled cutoffs ({low:.1%} to {high:.1%})"
RATES_MOVE = (
    "the share of buyers moved between {low:.1%} and {high:.1%} over the last {n} labelled cutoffs: "
    "{spread:.0%} of its mean beyond sampling error (allowed 10%)"
)
RATES_UNKNOWN = "{n} labelled cutoffs are too few to see whether the share of buyers moves (3 are needed)"
TOTAL_HOLDS = "{ratio:.2f} times as many buyers expected as came"
TOTAL_HIGH = "p is too high on the whole: {ratio:.2f} times as many buyers expected as came (allowed 0.9 to 1.1)"
TOTAL_LOW = "p is too low on the whole: {ratio:.2f} times as many buyers expected as came (allowed 0.9 to 1.1)"

_NEVER_OBSERVED = Finding(
    "never_observed",
    "the log is too short to have seen this horizon to its end even once: the level rests on a model of buying, not on "
    "observed answers",
    level="warning",
)
_NOT_LATER = Finding(
    "not_later",
    "the log is too short to keep later days apart for the test: judged on other users at the same cutoffs, so a "
    "change over time was never tested",
    level="warning",
)


def _note(code: str, text: str, **facts: object) -> Finding:
    return Finding(code, text, facts)


def _warn(code: str, text: str, **facts: object) -> Finding:
    return Finding(code, text, facts, "warning")


def _slope(slope: Estimate) -> Finding:
    if slope.value is None:
        return _warn("slope_unknown", SLOPE_UNKNOWN)
    facts = {"slope": slope.value, "low": SLOPE[0], "high": SLOPE[1]}
    if slope.value < SLOPE[0]:
        return _warn("slope_extreme", SLOPE_EXTREME, **facts)
    if slope.value > SLOPE[1]:
        return _warn("slope_timid", SLOPE_TIMID, **facts)
    return _note("slope_holds", SLOPE_HOLDS, **facts)


def _tenths(table: Sequence[CalibrationTenth]) -> list[Finding]:
    off = [t for t in table if t.off]
    if not off:
        return [_note("tenths_hold", TENTHS_HOLD)]
    return [
        _warn("tenth_off", TENTH_OFF, low=t.p_low, high=t.p_high, predicted=t.p_mean, observed=t.observed, rows=t.rows)
        for t in off
    ]


def _base_rates(rates: Sequence[BaseRate]) -> Finding:
    last = list(rates)[-CUTOFFS_MAX:]
    if len(last) < CUTOFFS_MIN:
        return _note("rates_unknown", RATES_UNKNOWN, n=len(last))
    spread, real = base_rate_spread(last)
    facts = {"low": min(r.rate for r in last), "high": max(r.rate for r in last), "n": len(last)}
    if real and spread > SPREAD:
        return _warn("rates_move", RATES_MOVE, spread=spread, **facts)
    return _note("rates_hold", RATES_HOLD, **facts)


def _total(ratio: Estimate) -> Finding:
    value = 1.0 if ratio.value is None else ratio.value
    by_chance = ratio.low is not None and ratio.high is not None and ratio.low <= 1 <= ratio.high
    if abs(value - 1) <= TOTAL or by_chance:
        return _note("total_holds", TOTAL_HOLDS, ratio=value)
    return _warn("total_high" if value > 1 else "total_low", TOTAL_HIGH if value > 1 else TOTAL_LOW, ratio=value)
