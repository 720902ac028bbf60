"""From out-of-time answers to what is said of them: how raw scores become p, how good p is, what the bundle keeps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from foresale.jobs.segments import attributes_of, sources_of
from foresale.judging import leaks
from foresale.judging.answer import Answer, cold_answer
from foresale.judging.backtest import Backtest, Labelled, Trained
from foresale.judging.bands import cuts_of
from foresale.judging.calibration import Calibrator, fit_calibrator
from foresale.judging.control import shuffled_labels
from foresale.judging.intervals import fit_intervals
from foresale.judging.judge import judge, trials_of
from foresale.judging.quality import BaseRate, Quality
from foresale.judging.rivals import model_spread, rivals
from foresale.log.events import DAY_US
from foresale.log.prepared import PreparedLog
from foresale.models.registry import models
from foresale.tasks.newcomers import newcomers
from foresale.tasks.plan import Plan
from foresale.tasks.targets import Does
from foresale.tasks.task import Task

Floats = npt.NDArray[np.float64]
BEFORE = ("validate", "calibrate")  # what the test's p may learn from
ALL = (*BEFORE, "test")  # what the p of the scores learns from
HABIT = "bought_lately"  # the shop's own list: who bought lately


def calibrator_of(labelled: Labelled, result: Backtest, parts: Sequence[str], name: str | None = None) -> Calibrator:
    """A model's calibrator from its out-of-time answers on `parts`."""
    return fit_calibrator(*_out_of_time(labelled, result, parts, name or result.chosen))


def judged_on_later_days(
    labelled: Labelled, result: Backtest, plan: Plan, log: PreparedLog, rates: tuple[BaseRate, ...], horizon: str,
    scored: Floats, seed: int,
) -> Quality:  # fmt: skip
    """The chosen model beside all others on the test rows, each calibrated by what came before the test."""
    calibrators = {name: calibrator_of(labelled, result, BEFORE, name) for name in result.raw["test"]}
    test, validate = (labelled.data.rows(labelled.parts[part]) for part in ("test", "validate"))
    known = models()
    titles = {name: known[name].title for name in result.raw["test"]}
    foreseen = calibrators[result.chosen].apply(result.raw["validate"][result.chosen])
    return judge(
        horizon=horizon, label=test.label, users=test.user, cutoffs=test.cutoff, chosen=result.chosen,
        predictions={name: calibrators[name].apply(raw) for name, raw in result.raw["test"].items()},
        calibrator=calibrators[result.chosen], plan_kind=plan.kind, base_rates=rates,
        baselines=[n for n in result.raw["test"] if known[n].baseline], habit=HABIT,
        titles=titles,
        validation=(validate.label, foreseen, validate.weight),
        trials=trials_of(result.candidates, {n: m.title for n, m in known.items()},
                         {n: m.simplicity for n, m in known.items()},
                         result.settings.get("blend", {}).get("weights"), result.left_out),
        attributes=attributes_of(test.table, log.unit),
        leaks=[
            *leaks.audit(test.table.names, test.table.values, test.label, sources_of(test.table)),
            *shuffled_labels(labelled.data.rows(labelled.teach), seed),
        ],
        scored=scored, zone=log.zone, seed=seed,
    )  # fmt: skip


def answer_of(
    quality: Quality, final: Trained, calibrator: Calibrator, labelled: Labelled, result: Backtest, plan: Plan,
    log: PreparedLog, task: Task, k: int, scored: Floats,
) -> Answer:  # fmt: skip
    """What the bundle keeps of one horizon; `scored`: p of the population at the cutoff."""
    p, label, users, _, weight = _out_of_time(labelled, result, ALL, result.chosen)
    ahead = (plan.cutoff - int(labelled.data.cutoff.max())) / DAY_US
    average = float(scored.mean()) if len(scored) else quality.base_rate
    middle = min(average, float(np.median(scored))) if len(scored) else average
    came = newcomers(log, task, k, plan, otherwise=average)
    negated = isinstance(task.target, Does) and task.target.negated
    intervals = fit_intervals(
        calibrator.apply(p), label, users, calibrator.level, ahead, weight=weight,
        spread=_between_models(labelled, result), cold=came.moved,
    )  # fmt: skip
    return Answer(
        horizon=str(task.horizons[k]), horizon_days=task.horizons[k].approx_days, model=result.chosen,
        title=final.title, customer_base=final.customer_base, calibrator=calibrator.state(),
        intervals=intervals.state(), cuts=cuts_of(quality.bands), base_rate=average,
        cold=cold_answer(came.rate, middle, intervals, negated=negated), verdict=quality.verdict,
    )  # fmt: skip


def _between_models(labelled: Labelled, result: Backtest) -> Floats:
    """Spread between the chosen model and those that the validation cannot tell from it, on all out-of-time rows."""
    validate = labelled.data.rows(labelled.parts["validate"])
    weights = rivals(validate.label, result.raw["validate"], validate.user, result.chosen, validate.weight)
    p = {
        name: calibrator_of(labelled, result, ALL, name).apply(_out_of_time(labelled, result, ALL, name)[0])
        for name in (result.chosen, *weights)
    }
    return model_spread(p, result.chosen, weights)


def _out_of_time(
    labelled: Labelled, result: Backtest, parts: Sequence[str], name: str
) -> tuple[Floats, Floats, npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """A model's raw answers on `parts` with label, user, cutoff and weight (1 where rows are not sampled)."""
    data = [labelled.data.rows(labelled.parts[part]) for part in parts]
    weight = [d.weight if part == "validate" else np.ones(len(d)) for part, d in zip(parts, data)]
    raw = np.concatenate([result.raw[part][name] for part in parts])
    label, user, cutoff = (np.concatenate([getattr(d, f) for d in data]) for f in ("label", "user", "cutoff"))
    return raw, label, user, cutoff, np.concatenate(weight)
