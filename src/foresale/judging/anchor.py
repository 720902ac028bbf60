"""Where later days cannot teach the level: a horizon that was never observed, a refit that nobody has tested."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from foresale.features.table import Table
from foresale.judging.calibration import Calibrator
from foresale.judging.level import Level, fit_level
from foresale.log.findings import Finding
from foresale.models.base import TrainingData
from foresale.models.bgnbd import BGNBD, fit_bgnbd, summary
from foresale.models.odds import best_shift, expit, log_odds

Floats = npt.NDArray[np.float64]
MOVED = 0.1  # of the mean raw score

MOVED_TEXT = (
    "learned again from all days, {model} gives {now:.1%} on average where it gave {before:.1%} in the test: "
    "the people asked, or the shop, have changed"
)


def anchored(
    calibrator: Calibrator, raw: Floats, model: BGNBD | None, labelled: TrainingData, scored: Table
) -> Calibrator:
    """The calibrator with its level moved so that the scores' total is BG/NBD's for the horizon that was asked.

    BG/NBD says how purchases go on beyond the days that were observed; by how much its totals are off is seen on the
    shorter, observed horizon, and taken out. Without purchases to count, or where something else than purchases is
    asked, the level stays.

    raw      : float64[n] scores asked for;  scored: their features, time in units of the observed length
    labelled : weighted rows with answers to the shorter horizon, time in the same unit;  model: fitted on them
    """
    if model is None or not len(raw) or labelled.aim.event != "purchase":
        return calibrator
    days = labelled.aim.horizon_days  # on the common scale the two horizons are one
    seen = model.within(days, *summary(labelled.table))
    known = ~np.isnan(seen)
    x, t_x, T = summary(scored)
    buyers = ~np.isnan(x)
    if not known.any() or not buyers.any():
        return calibrator
    there = fit_bgnbd(x[buyers], t_x[buyers], T[buyers])
    bought = 1 - labelled.label if labelled.aim.negated else labelled.label
    weight = labelled.weight[known]
    came, foreseen = (np.array([np.average(x[known], weights=weight)]) for x in (bought, seen))
    off = log_odds(came) - log_odds(foreseen)
    ahead = float(expit(log_odds(there.within(days, x[buyers], t_x[buyers], T[buyers])) + off).mean())
    total = 1 - ahead if labelled.aim.negated else ahead
    p = calibrator.apply(raw[buyers])
    shift = best_shift(np.full(len(p), total), log_odds(p), np.ones(len(p)))
    return replace(calibrator, level=replace(calibrator.level, shift=calibrator.level.shift + shift))


def levelled_by_refit(calibrator: Calibrator, raw: Floats, labelled: TrainingData) -> Calibrator:
    """The calibrator with the level that the refit itself needs at the labelled cutoffs.

    Where one block alone is tested on later days, those who answered it had learned from the log's first days only. By
    how much they were off says how far the shop had moved since, which the refit, taught by the block too, knows: taken
    out again it would count twice. 40 such cutoffs of real logs: log loss .503 instead of .506, the totals' error in
    log .115 instead of .163.

    raw : float64[n], what the refit gives for the rows that teach it, learned from other users
    """
    if calibrator.method == "identity":
        return calibrator
    shaped = replace(calibrator, level=Level()).apply(raw)
    return replace(calibrator, level=fit_level(shaped, labelled.label, labelled.cutoff, labelled.weight))


def refit_moved(before: Floats, now: Floats, title: str) -> list[Finding]:
    """A finding where the model learned again gives another mean raw score than in the test, by more than a tenth."""
    if not len(before) or not len(now):
        return []
    old, new = float(before.mean()), float(now.mean())
    if abs(new - old) <= MOVED * old:
        return []
    facts = {"model": Finding("title", title), "before": old, "now": new}
    return [Finding("refit_moved", MOVED_TEXT, facts, "warning")]
