"""The verdict: may p be called a probability? Six words, decided from out-of-time rows and labelled cutoffs only.

In this order, the first that holds:

    horizon never observed     no label window of the asked length lies in the log after a past like today's (plan 5)
    not tested on later days   no disjoint later block to test on (plan 4)
    too few buyers to say      fewer than 50 buyers, or 50 others, on the test rows
    not calibrated             the slope lies outside .8 to 1.25, or a tenth is off once the total is set right
    drifting                   the base rate moves by more than 10 % between cutoffs, or the test total is off by more
                               than 10 % and beyond its sampling error, while slope and order hold
    calibrated                 none of these

A tenth is judged by `tenths`: with the total set right, as a wrong level is drift and not a wrong shape.

Whether the *order* is worth anything is asked apart from that, under every word: p may be right on the whole and yet
say nothing about who. Then no customer is singled out (`bands`), and the first reason says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from foresale.judging.quality import BaseRate, CalibrationTenth, Estimate, Verdict, VerdictWord
from foresale.judging.tenths import Z_95, tenths
from foresale.log.findings import Finding

Floats = npt.NDArray[np.float64]
BUYERS_MIN = 50
SLOPE = (0.8, 1.25)
TOTAL = 0.1
SPREAD = 0.1
ONE_P = 1e-9  # p that differ by less are one
CUTOFFS_MIN, CUTOFFS_MAX = 3, 6
# Expected range of k independent standard normal numbers.
_EXPECTED_RANGE = {3: 1.693, 4: 2.059, 5: 2.326, 6: 2.534}


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
    auc: Estimate,
    slope: Estimate,
    total_ratio: Estimate,
    base_rates: Sequence[BaseRate],
) -> Verdict:
    """The verdict on calibrated p of the test rows.

    label, p, users : the test rows;  auc, slope, total_ratio : theirs, with intervals
    base_rates      : every labelled cutoff before T of the same population, oldest first
    """
    buyers = int((label > 0.5).sum())
    others = len(label) - buyers
    order = order_shown(auc, buyers, others)
    word, reasons = _word(plan_kind, label, p, users, slope, total_ratio, base_rates)
    if not order:
        reasons = [_order(auc, buyers, others), *reasons]
    ordered = sorted(reasons, key=lambda f: f.level != "warning")  # warnings first, each group in its order
    return Verdict(word=word, calibrated=word == "calibrated", order=order, reasons=tuple(ordered))


def order_shown(auc: Estimate, buyers: int, others: int) -> bool:
    """Whether a list by p is shown to hold more buyers than one drawn by lot.

    The AUC's interval must lie above .5, and the AUC beyond what chance gives: resampled intervals are too short where
    there are a handful of buyers.
    """
    if auc.value is None or auc.low is None or min(buyers, others) < 1:
        return False
    return auc.low > 0.5 and auc.value > _lot_reaches(buyers, others)


def _lot_reaches(buyers: int, others: int) -> float:
    """The AUC that a list drawn by lot stays below in 39 of 40 tests (Mann and Whitney 1947)."""
    return 0.5 + Z_95 * float(np.sqrt((buyers + others + 1) / (12 * buyers * others)))


def _order(auc: Estimate, buyers: int, others: int) -> Finding:
    facts: dict[str, object] = {"auc": auc.value, "low": auc.low, "high": auc.high}
    if auc.value is None or auc.low is None or auc.high is None or min(buyers, others) < 1:
        return _ORDER_UNKNOWN
    if auc.low <= 0.5:
        return _warn("order_chance", ORDER_CHANCE, **facts)
    return _warn("order_chance", ORDER_FEW, **facts, fewer=min(buyers, others), chance=_lot_reaches(buyers, others))


def _word(
    plan_kind: int,
    label: Floats,
    p: Floats,
    users: npt.NDArray[np.integer],
    slope: Estimate,
    total_ratio: Estimate,
    base_rates: Sequence[BaseRate],
) -> tuple[VerdictWord, list[Finding]]:
    if plan_kind == 5:
        return "horizon never observed", [_NEVER_OBSERVED]
    if plan_kind == 4:
        return "not tested on later days", [_NOT_LATER]
    buyers = int((label > 0.5).sum())
    others = len(label) - buyers
    if buyers < BUYERS_MIN:
        return "too few buyers to say", [_warn("few_buyers", FEW_BUYERS, buyers=buyers, needed=BUYERS_MIN)]
    if others < BUYERS_MIN:
        return "too few buyers to say", [_warn("few_others", FEW_OTHERS, others=others, needed=BUYERS_MIN)]
    shape = [_slope(slope, one_p=bool(np.ptp(p) < ONE_P)), *_tenths(tenths(label, p, users))]
    level = [_base_rates(base_rates), _total(total_ratio)]
    if any(f.level == "warning" for f in shape):
        return "not calibrated", [*shape, *level]
    if any(f.level == "warning" for f in level):
        return "drifting", [*level, *shape]
    return "calibrated", [*shape, *level]


FEW_BUYERS = "only {buyers} of the customers in the test did it; {needed} are needed to judge probabilities"
FEW_OTHERS = "all but {others} of the customers in the test did it; {needed} others are needed to judge probabilities"
ORDER_CHANCE = (
    "the list is not shown to be better than one drawn by lot (AUC {auc:.2f}, between {low:.2f} and {high:.2f}; 0.5 is "
    "chance): do not choose customers by it"
)
ORDER_FEW = (
    "the list is not shown to be better than one drawn by lot: its AUC is {auc:.2f}, and one drawn by lot may reach "
    "{chance:.2f} where only {fewer} customers did it, or did not; do not choose customers by it"
)
SLOPE_HOLDS = (
    "high p are as high and low p as low as they should be: slope {slope:.2f} (1 is ideal, {low:g} to {high:g} allowed)"
)
SLOPE_EXTREME = (
    "p is too extreme: the likely come less often than it says, the unlikely more often; slope {slope:.2f} (1 is "
    "ideal, {low:g} to {high:g} allowed)"
)
SLOPE_TIMID = (
    "p is too cautious: the likely come more often than it says, the unlikely less often; slope {slope:.2f} (1 is "
    "ideal, {low:g} to {high:g} allowed)"
)
TENTH_OFF = (
    "of the {rows:,} customers with p between {low:.3g} and {high:.3g}, {observed:,} came where {expected:,.0f} were "
    "expected once the total is set right; that is more than chance"
)
RATES_HOLD = (
    "the share that comes was steady over the last {n} dates with a known answer: {low_percent:.3g}% to "
    "{high_percent:.3g}%"
)
RATES_MOVE = (
    "the share that comes is not steady: {low_percent:.3g}% to {high_percent:.3g}% over the last {n} dates with a "
    "known answer; beyond chance it moved by {spread_percent:.0f}% of its average (10% is allowed)"
)
RATES_UNKNOWN = "too few dates with a known answer to see whether the share that comes is steady: {n}, 3 are needed"
TOTAL_HOLDS = "for every 100 customers who came, {expected:.0f} were expected"
TOTAL_HIGH = (
    "p is too high on the whole: for every 100 customers who came, {expected:.0f} were expected (90 to 110 allowed)"
)
TOTAL_LOW = (
    "p is too low on the whole: for every 100 customers who came, {expected:.0f} were expected (90 to 110 allowed)"
)

_ORDER_UNKNOWN = Finding(
    "order_unknown",
    "whether the list is better than one drawn by lot cannot be tested: in the test all did it, or nobody",
    level="warning",
)
_SLOPE_ONE = Finding(
    "slope_one", "everybody has nearly the same p: only its level can be tested, not whether high p are too high"
)
_SLOPE_PERFECT = Finding(
    "slope_perfect",
    "p parts those who came from all others without one mistake: too good to be tested, and too good to be true",
    level="warning",
)
_TENTHS_HOLD = Finding(
    "tenths_hold",
    "with the total set right, as many came in every tenth of the customers as p says, within chance",
)
_NEVER_OBSERVED = Finding(
    "never_observed",
    "the log is too short to have seen such a span to its end after a past like today's: how many will come rests on a "
    "model of buying, not on what happened",
    level="warning",
)
_NOT_LATER = Finding(
    "not_later",
    "the log is too short for a test on later days: it was tested on other customers of the same days, so whether it "
    "holds tomorrow was never seen",
    level="warning",
)


def _note(code: str, text: str, **facts: object) -> Finding:
    return Finding(code, text, facts)


def _warn(code: str, text: str, **facts: object) -> Finding:
    return Finding(code, text, facts, "warning")


def _slope(slope: Estimate, one_p: bool) -> Finding:
    if one_p:
        return _SLOPE_ONE
    if slope.value is None:
        return _SLOPE_PERFECT
    facts = {"slope": slope.value, "low": SLOPE[0], "high": SLOPE[1]}
    if slope.value < SLOPE[0]:
        return _warn("slope_extreme", SLOPE_EXTREME, **facts)
    if slope.value > SLOPE[1]:
        return _warn("slope_timid", SLOPE_TIMID, **facts)
    return _note("slope_holds", SLOPE_HOLDS, **facts)


def _tenths(table: Sequence[CalibrationTenth]) -> list[Finding]:
    off = [
        _warn("tenth_off", TENTH_OFF, rows=t.rows, low=t.p_low, high=t.p_high, observed=t.buyers,
              expected=t.p_set_right * t.rows)
        for t in table
        if t.off
    ]  # fmt: skip
    return off or [_TENTHS_HOLD]


def _base_rates(rates: Sequence[BaseRate]) -> Finding:
    last = list(rates)[-CUTOFFS_MAX:]
    if len(last) < CUTOFFS_MIN:
        return _note("rates_unknown", RATES_UNKNOWN, n=len(last))
    spread, real = base_rate_spread(last)
    low, high = min(r.rate for r in last), max(r.rate for r in last)
    facts = {"low_percent": 100 * low, "high_percent": 100 * high, "n": len(last)}
    if real and spread > SPREAD:
        return _warn("rates_move", RATES_MOVE, spread_percent=100 * spread, **facts)
    return _note("rates_hold", RATES_HOLD, **facts)


def _total(ratio: Estimate) -> Finding:
    value = 1.0 if ratio.value is None else ratio.value
    by_chance = ratio.low is not None and ratio.high is not None and ratio.low <= 1 <= ratio.high
    if abs(value - 1) <= TOTAL or by_chance:
        return _note("total_holds", TOTAL_HOLDS, expected=100 * value)
    return _warn(*(("total_high", TOTAL_HIGH) if value > 1 else ("total_low", TOTAL_LOW)), expected=100 * value)
