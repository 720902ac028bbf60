"""Everything about a run as `Judged`: the content of metrics.json, and the report's only source."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

import foresale
from foresale.jobs.asking import Asked
from foresale.jobs.health import health_of
from foresale.jobs.learn import Learned
from foresale.jobs.scoring import without_history
from foresale.judging.intervals import Z_90
from foresale.judging.judge import score_histogram
from foresale.judging.judged import (
    Input,
    Judged,
    JudgingPlan,
    PlanPart,
    PlanWindow,
    Question,
    RefusedCutoff,
    Repeat,
    Scored,
)
from foresale.judging.quality import Estimate
from foresale.log.findings import Finding
from foresale.log.instants import iso
from foresale.log.manifest import read_manifest
from foresale.log.prepared import PreparedLog
from foresale.tasks.plan import Part, Plan

LIMITS = (
    "A score is a chance among people alike, not a promise about one person.",
    "What drives the scores goes along with buying; it is not shown to cause it. Whom a mail or a discount moves is "
    "another question, and needs an experiment.",
    "Days unlike those of the log (a first sale, a new assortment, a changed tracking) are outside what was tested.",
    "Not for decisions about people's rights: credit, prices for single persons, employment.",
)


def judged_of(
    asked: Asked, learned: Learned, settings: dict[str, Any], command: str
) -> Judged:  # fmt: skip
    """Put the parts together; the same run gives the same bytes. `command`: what gives these numbers again."""
    log, plan = asked.log, asked.plan
    whom = str(asked.task.population)
    missed = learned.missed
    share = None if missed is None or np.isnan(missed.missed_share) else missed.missed_share
    health = health_of(log)
    return Judged(
        question=Question(
            text=str(asked.task), horizons=tuple(map(str, asked.task.horizons)), population=whom,
            cutoff=iso(plan.cutoff, log.zone), zone=log.zone,
            zone_assumed=bool(log.reading and log.reading.zone_assumed), last_event=health.end,
            rows=len(learned.rows), outside=health.users - len(learned.rows), outside_share_of_buyers=share,
        ),
        health=health,
        plan=_plan(plan, log),
        horizons=learned.quality,
        scored=tuple(_scored(log, learned, k) for k in range(len(learned.quality))),
        drivers=learned.drivers,
        limits=(*learned.findings, *(Finding("limit", text) for text in LIMITS)),
        repeat=Repeat(
            version=foresale.__version__, command=command,
            seed=settings["seed"], settings={k: v for k, v in settings.items() if k != "threads"},
            inputs=_inputs(log), log_hash=log.content_hash,
        ),
    )  # fmt: skip


def _plan(plan: Plan, log: PreparedLog) -> JudgingPlan:
    def part(name: Any, one: Part) -> PlanPart:
        share = 1.0 if one.fold is None else len(one.fold.which) / one.fold.of
        windows = tuple(
            PlanWindow(cutoff=iso(w.cutoff, log.zone), until=iso(w.until, log.zone))
            for w in one.windows
        )
        return PlanPart(name=name, windows=windows, users=share)

    return JudgingPlan(
        kind=plan.kind,  # type: ignore[arg-type]
        reason=plan.reason,
        horizon_asked=str(plan.horizon),
        horizon_learned=str(plan.learn_horizon),
        parts=(*(part(name, one) for name, one in plan.parts.items()), part("learn", plan.learn)),
        refused=tuple(RefusedCutoff(cutoff=iso(r.cutoff, log.zone), why=r.why) for r in plan.refused),
    )


def _scored(log: PreparedLog, learned: Learned, k: int) -> Scored:
    """The population's scores, whichever rows were asked for, and the expected total with the 90 % range that sampling
    and the level's drift leave."""
    p: npt.NDArray[np.float64] = learned.p[:, k]
    answer = learned.bundle.answers[k]
    total, spread = float(p.sum()), float((p * (1 - p)).sum())
    level = answer.intervals["level"]
    half = Z_90 * float(np.sqrt(spread + (spread * level) ** 2))
    return Scored(
        rows=len(p), cold=int(without_history(log, learned.rows).sum()),
        expected=Estimate(value=total, low=max(0.0, total - half), high=min(float(len(p)), total + half)),
        histogram=score_histogram(p),
    )  # fmt: skip


def _inputs(log: PreparedLog) -> tuple[Input, ...]:
    manifest = read_manifest(log.path) if log.path else None
    return tuple(Input(blake2b=digest) for digest in manifest.contents) if manifest else ()
