"""8: how p is spread."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Beside, Block, Facts, Section
from foresale.report.charts.scores import scores as chart
from foresale.report.horizons import by_horizon
from foresale.report.numbers import about, count
from foresale.report.words import Outcome, outcome


def scores(judged: Judged) -> Section:
    words = outcome(judged.question.text)
    return Section(
        "scores", tr("How the scores are spread"), by_horizon(judged, lambda q, k: _one(judged, q, k, words))
    )


def _one(judged: Judged, q: Quality, k: int, words: Outcome) -> list[Block]:
    s = judged.scored[k]
    facts = Facts([
        (tr("Customers scored"), count(s.rows)),
        (tr("of them without history (cold)"), count(s.cold)),
        (tr("Expected {doers}", doers=words.doers), about(s.expected.value)),
        (tr("90% range of this number"), tr("{low} to {high}", low=about(s.expected.low), high=about(s.expected.high))),
    ])  # fmt: skip
    return [Beside([[chart(q, words, f"scores-{k}")], [facts]])]
