"""From a log in sight and a question to a model that was judged: the middle of `foresale train`.

    rows    who is asked when, with the answers
    table   what was known of them
    trials  every model's answers, out of time; the choice; the verdict      (jobs/proof.py)
    bundle  the chosen model, learned again from everything, with its calibrator

There are two feature specs, as there are two plans. What is judged must not know the days that judge it, so its spec
(vocabularies, caps, learned rates) is made from what lay before those days; what answers is made from all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from foresale.bundle import GOLDEN_ROWS, Bundle
from foresale.features.customer_base import LOG_ODDS
from foresale.features.relative import relative_features
from foresale.features.runner import compute_features
from foresale.features.spec import FeatureSpec, make_spec
from foresale.features.table import Table
from foresale.jobs.drivers import drivers_of
from foresale.jobs.proof import ALL, answer_of, calibrator_of, judged_on_later_days
from foresale.judging.anchor import anchored, levelled_by_refit, refit_moved
from foresale.judging.backtest import Labelled, backtest, refit, refit_on_others
from foresale.judging.judge import rates_by_cutoff
from foresale.judging.judged import Drivers
from foresale.judging.moved import reference_of
from foresale.judging.quality import BaseRate, Quality
from foresale.language import tr
from foresale.log.findings import Finding
from foresale.log.prepared import PreparedLog
from foresale.log.reading import ReadOptions
from foresale.models.base import Aim, TrainingData
from foresale.progress import SILENT, Progress
from foresale.tasks.coverage import Coverage, coverage
from foresale.tasks.labels import check_answers, labelled_rows
from foresale.tasks.plan import Plan
from foresale.tasks.rows import Rows, rows_at
from foresale.tasks.sample import sample
from foresale.tasks.targets import Does
from foresale.tasks.task import Task

Floats = npt.NDArray[np.float64]
MOST_TRAINING_ROWS = 60_000  # more teach little and cost minutes; those left stand for the others by their weight


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
    judged: PreparedLog | None = None,
    model: str = "auto",
    without: Sequence[str] = (),
    country: str | None = None,
    options: ReadOptions = ReadOptions(),  # noqa: B008 (frozen)
    seed: int = 0,
    threads: int = 1,
    progress: Progress = SILENT,
) -> Learned:
    """Learn to answer `task`, complete, at the plan's cutoff, from what is in sight of `log` (`log.before(T)`).

    judged : the same log with users in it, or without, whom one did not know for what they are before the days that
             judge (`excluded.left_out_of_judging`): the backtest's rows and what was known of them are of it
    """
    asked, judged = plan.learn_task(task), log if judged is None else judged
    with progress.stage(tr("Finding who is asked")):
        everybody = labelled_rows(judged, asked, plan.cutoffs)
        check_answers(everybody, asked)
        rates = _base_rates(everybody, plan, log.zone)
        rows, teach = _rows_to_use(everybody, judged, plan, seed)
        scored = rows_at(log, task, [plan.cutoff])
    spec = make_spec(log, task.horizon.approx_days, without=without, country=country)
    then = spec_of_training(judged, plan, spec)
    features = relative_features if plan.kind == 5 else compute_features
    table = features(judged, rows, then, threads=threads, progress=progress)
    from_all = teach & np.isin(rows.cutoff, np.array(plan.learn.cutoffs, np.int64))
    if judged is not log:
        from_all &= ~np.isin(rows.user, np.setdiff1d(judged.users_in_sight, log.users_in_sight))
    lessons, lesson_table = rows.select(from_all), table.rows(from_all)
    if spec != then or judged is not log:
        lesson_table = features(log, lessons, spec, threads=threads, progress=progress)
    scored_table = features(log, scored, spec, threads=threads, progress=progress)

    log_odds = LOG_ODDS not in spec.without
    trained, raws, answers, quality, findings = [], [], [], [], []
    for k, horizon in enumerate(task.horizons):
        # In units of the observed length the shorter horizon that was learned from is as long as the one asked.
        which = min(k, len(asked.horizons) - 1)
        labelled = _labelled(rows, table, judged, plan, task, k, rows.label[:, which], teach, log_odds)
        everything = _labelled(
            lessons, lesson_table, log, plan, task, k, lessons.label[:, which], np.ones(len(lessons), bool), log_odds
        )
        result = backtest(labelled, plan, model=model, seed=seed, threads=threads, progress=progress)
        with progress.stage(tr("Learning from all of it")):
            final = refit(everything, plan, result, seed=seed, threads=threads)
            raw = final.predict(scored_table)
        calibrator = calibrator_of(labelled, result, ALL)
        if plan.kind == 5:
            calibrator = anchored(calibrator, raw, final.customer_base, everything.data, scored_table)
        else:
            if plan.kind == 3:
                with progress.stage(tr("Learning from all of it")):
                    known, by_others = refit_on_others(everything, plan, result, seed=seed, threads=threads)
                calibrator = levelled_by_refit(calibrator, by_others, known)
            findings += refit_moved(result.raw["test"][result.chosen], raw, final.title)
        with progress.stage(tr("Judging")):
            p = calibrator.apply(raw)
            one = judged_on_later_days(
                labelled, result, plan, judged, rates[min(k, len(rates) - 1)], str(horizon), p, seed
            )
            if (taught := str(asked.horizons[which])) != str(horizon):
                one = msgspec.structs.replace(one, learned=taught)
            answers.append(answer_of(one, final, calibrator, labelled, result, plan, log, task, k, p))
        trained.append(final)
        raws.append(raw)
        quality.append(one)
    # Which column is what was decided from the past; what was counted and noticed has seen the whole log.
    reading = log.reading and log.reading.kept
    bundle = Bundle(
        task=task, reading=reading, spec=spec, zone=log.zone, cutoff=plan.cutoff,
        learned=max(w.until for w in plan.learn.windows), models=tuple(t.fitted for t in trained),
        answers=tuple(answers), relative=plan.kind == 5,
        options=options, source=None if isinstance(task.target, Does) else task.target.source_hash(),
        golden=scored_table.rows(_spread(len(scored_table), GOLDEN_ROWS)),
    )  # fmt: skip
    raw = np.column_stack(raws)
    p = bundle.p_of(raw)
    bundle = replace(bundle, reference=reference_of(log, scored_table, p))
    return Learned(
        bundle=bundle, plan=plan, rows=scored, table=scored_table, raw=raw, p=p, quality=tuple(quality),
        drivers=drivers_of(trained[-1], scored_table, p[:, -1]),
        missed=coverage(log, task, plan.learn.cutoffs[-1]) if plan.kind < 5 else None, findings=tuple(findings),
    )  # fmt: skip


def spec_of_training(log: PreparedLog, plan: Plan, spec: FeatureSpec) -> FeatureSpec:
    """The spec for the backtest: what it learned from the log (event types, vocabularies, caps, rates) lies before the
    oldest cutoff that judges on days of its own, be it to choose, to calibrate or to test. Windows are those of `spec`:
    they come from the log's length, not from what is in it.

    Where nothing is tested on later days (kinds 4 and 5; the verdict says so) there is nothing to keep from it: `spec`.
    """
    instant = plan.judged_from
    if instant is None:
        return spec
    context = spec.context
    before = make_spec(
        log.before(instant), context.horizon_days,
        lookback_days=context.lookback_days, country=context.country, cap=context.cap,
    )  # fmt: skip
    kept = tuple(name for name in before.families if name not in spec.without)
    return msgspec.structs.replace(before, families=kept, without=spec.without)


def _rows_to_use(rows: Rows, log: PreparedLog, plan: Plan, seed: int) -> tuple[Rows, npt.NDArray[np.bool_]]:
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
    teach: npt.NDArray[np.bool_], log_odds: bool,
) -> Labelled:  # fmt: skip
    """The rows with their answers to the k-th horizon."""
    target = task.target
    event = target.type if isinstance(target, Does) else None
    negated = isinstance(target, Does) and target.negated
    data = TrainingData(
        table=table, label=label.astype(np.float64), weight=rows.weight.astype(np.float64),
        user=log.person_of(rows.user).astype(np.int64), cutoff=rows.cutoff,
        aim=Aim(horizon_days=task.horizons[k].approx_days, event=event, negated=negated),
    )  # fmt: skip
    until_of = {w.cutoff: w.until for part in (plan.learn, *plan.parts.values()) for w in part.windows}
    parts = {name: part.mask(rows, log) for name, part in plan.parts.items()}
    parts["validate"] &= teach
    return Labelled(
        data=data, until=np.fromiter((until_of[int(c)] for c in rows.cutoff), np.int64, len(rows)), teach=teach,
        parts=parts, users={name: part.their_users(rows, log) for name, part in plan.parts.items()}, log_odds=log_odds,
    )  # fmt: skip


def _spread(n: int, most: int) -> npt.NDArray[np.int64]:
    """At most `most` places, evenly over n."""
    return np.unique(np.linspace(0, max(n - 1, 0), min(n, most)).astype(np.int64))
