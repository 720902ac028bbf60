"""6: whether p is what comes."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Beside, Block, Facts, Section, Text, points
from foresale.report.charts.base_rates import base_rates
from foresale.report.charts.calibration import calibration as chart
from foresale.report.horizons import by_horizon
from foresale.report.numbers import count, figure, interval
from foresale.report.words import Outcome, outcome, verdict


def calibration(judged: Judged) -> Section:
    words = outcome(judged.question.text)
    return Section("calibration", tr("Do the probabilities hold?"), by_horizon(judged, lambda q, k: _one(q, k, words)))


def _one(q: Quality, k: int, words: Outcome) -> list[Block]:
    c = q.calibration
    name = verdict(q.verdict)[0]
    left: list[Block] = [chart(q, words, f"calibration-{k}")] if c.tenths else []
    right: list[Block] = [Text(tr("Verdict: {word}", word=name), "strong"), points(q.verdict.reasons)]
    taught = tr("{method}, taught by {n} {doers}", method=_method(c.method), n=count(c.buyers), doers=words.doers)
    facts = Facts([
        (tr("calibration slope"), interval(c.slope)),
        (tr("calibration intercept"), interval(c.intercept)),
        (tr("expected / observed buyers"), interval(c.total_ratio)),
        (tr("method"), taught),
        (tr("level moved by (log odds)"), figure(c.level, signed=True)),
        (tr("drift between cutoffs (log odds)"), figure(c.drift)),
    ])  # fmt: skip
    if len(q.base_rates) > 1:
        return [Beside([left, right]), Beside([[base_rates(q, words, f"rates-{k}")], [facts]])]
    return [Beside([left, [*right, facts]])]


def _method(name: str) -> str:
    return {
        "sigmoid": tr("sigmoid (Platt)"),
        "beta": tr("beta"),
        "isotonic": tr("isotonic"),
        "level": tr("level only"),
        "identity": tr("none needed"),
    }.get(name, name)
