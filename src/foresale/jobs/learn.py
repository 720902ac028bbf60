"""From a log in sight and a question to a model that was judged: the middle of `foresale train`.

    rows    who is asked when, with the answers
    table   what was known of them
    trials  every model's answers, out of time; the choice; the verdict
    bundle  the chosen model, learned again from everything, with its calibrator
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from foresale.bundle import GOLDEN_ROWS, Bundle
from foresale.features.relative import relative_features
from foresale.features.runner import compute_features
from foresale.features.spec import make_spec
from foresale.features.table import Table
from foresale.jobs.drivers import drivers_of
from foresale.jobs.segments import attributes_of, sources_of
from foresale.judging import leaks
from foresale.judging.anchor import anchored, refit_moved
from foresale.judging.answer import Answer
from foresale.judging.backtest import Backtest, Labelled, Trained, backtest, refit
from foresale.judging.bands import band_cuts
from foresale.judging.calibration import Calibrator, fit_calibrator
from foresale.judging.control import shuffled_labels
from foresale.judging.intervals import fit_intervals
from foresale.judging.judge import judge, rates_by_cutoff, trials_of
from foresale.judging.judged import BaseRate, Drivers, Quality
from foresale.judging.moved import reference_of
from foresale.language import tr
from foresale.log.events import DAY_US
from foresale.log.findings import Finding
from foresale.log.prepared import PreparedLog
from foresale.log.reading import Counts, ReadOptions
from foresale.models.base import Aim, TrainingData
from foresale.models.registry import models
from foresale.progress import SILENT, Progress
from foresale.tasks.coverage import Coverage, coverage
from foresale.tasks.labels import check_answers, labelled_rows
from foresale.tasks.newcomers import newcomers_rate
from foresale.tasks.plan import Plan
from foresale.tasks.rows import Rows, rows_at
from foresale.tasks.sample import sample
from foresale.tasks.targets import Does
from foresale.tasks.task import Task

Floats = npt.NDArray[np.float64]
MOST_TRAINING_ROWS = 60_000  # more teach little and cost minutes; those left stand for the others by their weight
HABIT = "bought_lately"  # the shop's own list: who bought lately


@dataclass(frozen=True)
class Learned:
    """A model and all that is known about it.

    rows, table    : the population at the cutoff and its features
    raw, p         : float64[n, h], its scores
    quality        : one a horizon
    missed         : who falls outside the population at the newest labelled cutoff, None where nobody can tell
    findings       : what else is to be said
    """

    bundle: Bundle
    plan: Plan
    rows: Rows
    table: Table
    raw: Floats
    p: Floats
    quality: tuple[Quality, ...]
    drivers: Drivers
    missed: Coverage | None
    findings: tuple[Finding, ...]


def learn(
    log: PreparedLog,
    task: Task,
    plan: Plan,
    *,
    model: str = "auto",
    without: Sequence[str] = (),
    options: ReadOptions = ReadOptions(),  # noqa: B008 (frozen)
    seed: int = 0,
    threads: int = 1,
    progress: Progress = SILENT,
) -> Learned:
    """Learn to answer `task`, complete, at the plan's cutoff, from what is in sight of `log` (`log.before(T)`)."""
    asked = plan.learn_task(task)
    with progress.stage(tr("Finding who is asked")):
        everybody = labelled_rows(log, asked, plan.cutoffs)
        check_answers(everybody, asked)
        rates = _base_rates(everybody, plan, log.zone)
        rows, teach = _rows_to_use(everybody, log, plan, seed)
        scored = rows_at(log, task, [plan.cutoff])
    spec = make_spec(log, task.horizon.approx_days, without=without)
    features = relative_features if plan.kind == 5 else compute_features
    table = features(log, rows, spec, threads=threads, progress=progress)
    scored_table = features(log, scored, spec, threads=threads, progress=progress)

    trained, raws, answers, quality, findings = [], [], [], [], []
    for k, horizon in enumerate(task.horizons):
        # In units of the observed length the shorter horizon that was learned from is as long as the one asked.
        labelled = _labelled(rows, table, log, plan, task, k, rows.label[:, min(k, len(asked.horizons) - 1)], teach)
        result = backtest(labelled, plan, model=model, seed=seed, threads=threads, progress=progress)
        with progress.stage(tr("Learning from all of it")):
            final = refit(labelled, plan, result, seed=seed, threads=threads)
            raw = final.predict(scored_table)
        calibrator = _calibrator(labelled, result, ("validate", "calibrate", "test"))
        if plan.kind == 5:
            known = labelled.data.rows(labelled.teach)
            calibrator = anchored(calibrator, raw, final.customer_base, known, scored_table)
        else:
            findings += refit_moved(result.raw["test"][result.chosen], raw, final.title)
        with progress.stage(tr("Judging")):
            p = calibrator.apply(raw)
            one = _judge(labelled, result, plan, log, rates[min(k, len(rates) - 1)], str(horizon), p, seed)
        answers.append(_answer(one, final, calibrator, labelled, result, plan, log, task, k))
        trained.append(final)
        raws.append(raw)
        quality.append(one)
    # Which column is what was decided from the past; what was counted and noticed has seen the whole log.
    reading = log.reading and msgspec.structs.replace(log.reading, counts=Counts(), findings=())
    bundle = Bundle(
        task=task, reading=reading, spec=spec, zone=log.zone, cutoff=plan.cutoff,
        learned=max(w.until for w in plan.learn.windows), models=tuple(t.fitted for t in trained),
        answers=tuple(answers), relative=plan.kind == 5,
        options=options, source=None if isinstance(task.target, Does) else task.target.source_hash(),
        golden=scored_table.rows(_spread(len(scored_table), GOLDEN_ROWS)),
    )  # fmt: skip
    raw = np.column_stack(raws)
    p = bundle.p_of(raw)
    bundle = replace(bundle, reference=reference_of(log, scored_table, p[:, 0]))
    return Learned(
        bundle=bundle, plan=plan, rows=scored, table=scored_table, raw=raw, p=p, quality=tuple(quality),
        drivers=drivers_of(trained[0], scored_table, p[:, 0]),
        missed=coverage(log, task, plan.learn.cutoffs[-1]) if plan.kind < 5 else None, findings=tuple(findings),
    )  # fmt: skip


def _rows_to_use(
    rows: Rows, log: PreparedLog, plan: Plan, seed: int
) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """The rows that teach or are judged, with the weights of those that teach; which of them may teach.

    Rows that teach or validate are sampled where there are too many; calibration and test rows never are.
    """
    rows = rows.select(np.flatnonzero(~np.isnan(rows.label).any(axis=1)))
    held = plan.calibrate.mask(rows, log) | plan.test.mask(rows, log)
    learn = np.isin(rows.cutoff, np.array(plan.learn.cutoffs + plan.train.cutoffs, np.int64))
    pool = np.logical_or(learn, plan.validate.mask(rows, log))
    teach, weight = np.zeros(len(rows), bool), np.ones(len(rows), np.float32)
    teach[pool], weight[pool] = sample(rows.select(pool), log, MOST_TRAINING_ROWS, seed)
    keep = teach | held
    return replace(rows, weight=weight).select(keep), teach[keep]


def _base_rates(rows: Rows, plan: Plan, zone: str) -> list[tuple[BaseRate, ...]]:
    """For each horizon the share of buyers at every labelled cutoff."""
    labelled = rows.select(np.isin(rows.cutoff, np.array(plan.learn.cutoffs, np.int64)))
    out = []
    for label in labelled.label.T:
        known = ~np.isnan(label)
        out.append(rates_by_cutoff(label[known].astype(np.float64), labelled.cutoff[known], zone))
    return out


def _labelled(
    rows: Rows, table: Table, log: PreparedLog, plan: Plan, task: Task, k: int, label: npt.NDArray[np.float32],
    teach: npt.NDArray[np.bool_],
) -> Labelled:  # fmt: skip
    """The rows with their answers to the k-th horizon."""
    target = task.target
    event = target.type if isinstance(target, Does) else None
    negated = isinstance(target, Does) and target.negated
    data = TrainingData(
        table=table, label=label.astype(np.float64), weight=rows.weight.astype(np.float64),
        user=rows.user.astype(np.int64), cutoff=rows.cutoff,
        aim=Aim(horizon_days=task.horizons[k].approx_days, event=event, negated=negated),
    )  # fmt: skip
    until_of = {w.cutoff: w.until for part in (plan.learn, *plan.parts.values()) for w in part.windows}
    parts = {name: part.mask(rows, log) for name, part in plan.parts.items()}
    parts["validate"] &= teach
    return Labelled(
        data=data, until=np.fromiter((until_of[int(c)] for c in rows.cutoff), np.int64, len(rows)), teach=teach,
        parts=parts, users={name: part.their_users(rows, log) for name, part in plan.parts.items()},
    )  # fmt: skip


def _calibrator(labelled: Labelled, result: Backtest, parts: Sequence[str], name: str | None = None) -> Calibrator:
    """A model's calibrator from its out-of-time answers on `parts`."""
    raw = np.concatenate([result.raw[part][name or result.chosen] for part in parts])
    data = [labelled.data.rows(labelled.parts[part]) for part in parts]
    weight = [d.weight if part == "validate" else np.ones(len(d)) for part, d in zip(parts, data)]
    label, user, cutoff = (np.concatenate([getattr(d, f) for d in data]) for f in ("label", "user", "cutoff"))
    return fit_calibrator(raw, label, user, cutoff, np.concatenate(weight))


def _judge(
    labelled: Labelled, result: Backtest, plan: Plan, log: PreparedLog, rates: tuple[BaseRate, ...], horizon: str,
    scored: Floats, seed: int,
) -> Quality:  # fmt: skip
    """The chosen model beside all others on the test rows, each calibrated by what came before the test."""
    before = ("validate", "calibrate")
    calibrators = {name: _calibrator(labelled, result, before, name) for name in result.raw["test"]}
    test, validate = (labelled.data.rows(labelled.parts[part]) for part in ("test", "validate"))
    known = models()
    titles = {name: known[name].title for name in result.raw["test"]}
    foreseen = calibrators[result.chosen].apply(result.raw["validate"][result.chosen])
    return judge(
        horizon=horizon, label=test.label, users=test.user, cutoffs=test.cutoff, chosen=result.chosen,
        predictions={name: calibrators[name].apply(raw) for name, raw in result.raw["test"].items()},
        calibrator=calibrators[result.chosen], plan_kind=plan.kind, base_rates=rates,
        baselines=[n for n in result.raw["test"] if known[n].baseline or n == "rfm_logistic"], habit=HABIT,
        titles=titles,
        validation=(validate.label, foreseen, validate.weight),
        trials=trials_of(result.candidates, titles, {n: known[n].simplicity for n in titles},
                         result.settings.get("blend", {}).get("weights")),
        attributes=attributes_of(test.table, log.unit),
        leaks=[
            *leaks.audit(test.table.names, test.table.values, test.label, sources_of(test.table)),
            *shuffled_labels(labelled.data.rows(labelled.teach), seed),
        ],
        scored=scored, zone=log.zone, seed=seed,
    )  # fmt: skip


def _answer(
    quality: Quality, final: Trained, calibrator: Calibrator, labelled: Labelled, result: Backtest, plan: Plan,
    log: PreparedLog, task: Task, k: int,
) -> Answer:  # fmt: skip
    """What the bundle keeps of one horizon."""
    test = labelled.data.rows(labelled.parts["test"])
    p = calibrator.apply(result.raw["test"][result.chosen])
    ahead = (plan.cutoff - int(labelled.data.cutoff.max())) / DAY_US
    return Answer(
        horizon=str(task.horizons[k]), horizon_days=task.horizons[k].approx_days, model=result.chosen,
        title=final.title, customer_base=final.customer_base, calibrator=calibrator.state(),
        intervals=fit_intervals(p, test.label, test.user, calibrator.level, ahead).state(),
        cuts=band_cuts(quality.base_rate), base_rate=quality.base_rate,
        cold=newcomers_rate(log, task, k, otherwise=quality.base_rate), verdict=quality.verdict,
    )  # fmt: skip


def _spread(n: int, most: int) -> npt.NDArray[np.int64]:
    """At most `most` places, evenly over n."""
    return np.unique(np.linspace(0, max(n - 1, 0), min(n, most)).astype(np.int64))
