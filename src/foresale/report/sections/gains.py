"""7: how many of all hits a list of the best reaches."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Beside, Block, Points, Section, Text
from foresale.report.charts.gains import gains as chart
from foresale.report.gain import over_the_habit
from foresale.report.horizons import by_horizon
from foresale.report.lists import list_sizes
from foresale.report.words import Outcome, outcome


def gains(judged: Judged) -> Section:
    words = outcome(judged.question.text)
    return Section("gains", tr("What a list reaches"), by_horizon(judged, lambda q, k: _one(judged, q, k, words)))


def _one(judged: Judged, q: Quality, k: int, words: Outcome) -> list[Block]:
    if not q.gains:
        return [Text(tr("There were no rows to test on."))]
    right: list[Block] = [list_sizes(q, words)]
    gain = over_the_habit(q, words)
    if gain and q is not judged.horizons[-1]:  # that one stands with the answer
        right.append(Points([gain]))
    return [Beside([[chart(q, words, f"gains-{k}")], right])]
