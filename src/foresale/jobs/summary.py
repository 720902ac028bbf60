"""What `train` gives back and shows: a dozen lines, the last one the next command to run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from foresale.jobs.asking import Asked, reasons_of
from foresale.jobs.scoring import how_sorted
from foresale.judging.judged import Judged
from foresale.judging.quality import ModelQuality, Quality, Verdict
from foresale.language import tr
from foresale.log.findings import Finding
from foresale.log.instants import show_instant
from foresale.report.blocks import sentence
from foresale.report.level import beyond_the_seen
from foresale.report.numbers import about, exact_share, figure, share
from foresale.report.words import outcome
from foresale.screen import Grid, Part, as_html

FEW = ("base_rate", "bought_lately")  # without a model: what is known of everybody, and the shop's own list
SHOWN_METRICS = ("auc", "average_precision", "log_loss", "lift_top_tenth")


@dataclass(repr=False)
class Run:
    """A trained and judged answer.

    scores  : Arrow table, columns as in the score contract; None for a dry run
    judged  : all figures (the content of metrics.json); None for a dry run
    folder  : where it was written, None where nothing was
    sorted_by    : column that the scores are sorted by, highest first; None: they are in the order of the keys
    earlier      : of a dry run, what is asked as of the cutoffs before the newest
    next_command : to be pasted: what to run on the log as it is tomorrow
    in_full      : the screen shows every model that was compared
    """

    asked: Asked
    judged: Judged | None = None
    scores: pa.Table | None = None
    folder: Path | None = None
    left_alone: tuple[Finding, ...] = field(default_factory=tuple)
    sorted_by: str | None = None
    next_command: str = "foresale train LOG --out run"
    earlier: tuple[Asked, ...] = ()
    in_full: bool = False

    @classmethod
    def planned(cls, *asked: Asked) -> Run:
        """A dry run: the question and the plan of each cutoff, oldest first; nothing trained."""
        return cls(asked[-1], earlier=asked[:-1])

    @property
    def verdict(self) -> Verdict | None:
        """Whether p may be used as a probability, for the longest horizon: the report opens with it."""
        return self.judged.horizons[-1].verdict if self.judged else None

    @property
    def ok(self) -> bool:
        """Whether every horizon is calibrated."""
        return self.judged is None or all(q.verdict.calibrated for q in self.judged.horizons)

    @property
    def bundle(self) -> Path | None:
        return self.folder / "bundle" if self.folder else None

    @property
    def report(self) -> Path | None:
        return self.folder / "report.html" if self.folder else None

    def to_dict(self) -> dict[str, Any]:
        """The one object of `--json`."""
        facts = _question(self.asked)
        if self.judged is None or self.scores is None:
            planned = facts | _reasons(self.asked) | {"dry_run": True}
            earlier = [_question(asked) | _reasons(asked) for asked in self.earlier]
            return planned | ({"earlier": earlier} if earlier else {})
        last = self.judged.horizons[-1]
        return facts | {
            "rows": self.scores.num_rows,
            "chosen": last.chosen,
            "verdict": last.verdict.word,
            "calibrated": last.verdict.calibrated,
            "order": last.verdict.order,
            "reasons": [str(r) for r in last.verdict.reasons],
            "metrics": {
                q.horizon: {m.name: {k: msgspec.to_builtins(v) for k, v in m.metrics.items()} for m in q.models}
                for q in self.judged.horizons
            },
            "folder": str(self.folder) if self.folder else None,
            "report": str(self.report) if self.report else None,
            "bundle": str(self.bundle) if self.bundle else None,
            "next_command": self.next_command,
        }

    def screen(self) -> list[Part]:
        """A dozen lines, in the reader's language; with several horizons, seven more for each."""
        if self.judged is None or self.scores is None:
            return [line for asked in (*self.earlier, self.asked) for line in (asked.question, *reasons_of(asked))]
        parts: list[Part] = [self.asked.question]
        words = outcome(self.judged.question.text)
        for q, scored in zip(self.judged.horizons, self.judged.scored):
            e = scored.expected
            parts += [
                tr("{horizon}: {rows:,} customers scored, about {value} expected to do it (90% range {low} to {high})",
                   horizon=q.horizon, rows=scored.rows, value=about(e.value), low=about(e.low), high=about(e.high)),
                beyond_the_seen(q, scored),
                tr("Verdict: {word}. {reason}", word=tr(q.verdict.word),
                   reason=sentence(str(q.verdict.reasons[0])) if q.verdict.reasons else "").rstrip(),
                _models(q, words.doers, in_full=self.in_full),
                _gain(q, words.doers),
            ]  # fmt: skip
        parts += [str(f) for f in self.left_alone]
        if self.sorted_by not in (None, "p"):  # of one horizon there is one p
            parts.append(how_sorted(str(self.sorted_by)))
        if self.folder:
            parts.append(tr("Report: {path}", path=self.folder / "report.html"))
            parts.append(tr("Scores: {path}", path=self.folder / "scores.csv"))
        parts.append(tr("Next: {command}", command=self.next_command))
        return [p for p in parts if p]

    def __repr__(self) -> str:
        word = self.verdict.word if self.verdict else "dry run"
        when = show_instant(self.asked.plan.cutoff, self.asked.log.zone)
        return f"Run({self.asked.task}, as of {when}: {word}; folder {self.folder})"

    def _repr_html_(self) -> str:
        return as_html(self.screen())


def _question(asked: Asked) -> dict[str, Any]:
    cutoff = asked.plan.cutoff
    return {
        "task": str(asked.task), "cutoff": cutoff / 1e6, "cutoff_text": show_instant(cutoff, asked.log.zone),
        "plan": asked.plan.kind,
    }  # fmt: skip


def _reasons(asked: Asked) -> dict[str, Any]:
    return {"reasons": [str(r) for r in (*asked.reasons, *asked.whom, asked.plan.reason)]}


def _few(models: Sequence[ModelQuality]) -> list[ModelQuality]:
    """The chosen model, the best of the others, and what a shop has without a model."""
    others = [m for m in models if m.role != "chosen" and m.name not in FEW]
    best = min(others, key=_loss, default=None)
    return [m for m in models if m.role == "chosen" or m.name in FEW or m is best]


def _loss(m: ModelQuality) -> float:
    value = m.metrics["log_loss"].value
    return math.inf if value is None else value


def _models(q: Quality, doers: str, *, in_full: bool) -> Grid:
    """The chosen model beside others, on the rows of the test."""
    shown = q.models if in_full else _few(q.models)
    titles = [tr("model (* chosen)")] + [tr(m) for m in ("AUC", "average precision", "log loss", "lift top 10%")]
    rows = []
    for m in shown:
        mark = "* " if m.role == "chosen" else "  "
        found = (m.metrics.get(name) for name in SHOWN_METRICS)
        rows.append([mark + tr(m.title), *(figure(e.value if e else None) for e in found)])
    title = tr(
        "Test: {rows:,} rows, {buyers:,} {doers} ({rate})", rows=q.rows, buyers=q.buyers, doers=doers,
        rate=exact_share(q.base_rate),
    )  # fmt: skip
    if left := len(q.models) - len(shown):
        title += tr("; {n} models more with -v", n=left)
    return Grid(titles, rows, right=(1, 2, 3, 4), title=title)


def _gain(q: Quality, doers: str) -> str:
    best = next((g for g in q.gains if g.tenth == 1), None)
    if best is None or best.share_so_far.value is None:
        return ""
    facts = {"share": share(best.share_so_far.value), "doers": doers}
    if best.habit_so_far is None:
        return tr("The top 10% of the test held {share} of the {doers}", **facts)
    return tr(
        "The top 10% of the test held {share} of the {doers}; as many drawn by lot from the shop's own list of "
        "recent buyers held {habit}", habit=share(best.habit_so_far), **facts,
    )  # fmt: skip
