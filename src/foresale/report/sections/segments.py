"""10: quality by segment, small ones greyed."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Block, Section, Table, Text
from foresale.report.horizons import by_horizon
from foresale.report.numbers import count, exact_share, interval
from foresale.report.words import Outcome, outcome, spoken


def segments(judged: Judged) -> Section:
    words = outcome(judged.question.text)
    return Section("segments", tr("Quality by segment"), by_horizon(judged, lambda q, k: _one(q, words)))


def _one(q: Quality, words: Outcome) -> list[Block]:
    if not q.slices:
        return [Text(tr("The log has no attribute that parts the customers."))]
    rows = []
    for s in q.slices:
        value = tr("{value} (few)", value=spoken(s.value)) if s.small else spoken(s.value)
        rows.append(
            [spoken(s.attribute), value, count(s.rows), exact_share(s.observed), exact_share(s.p_mean),
             interval(s.auc), interval(s.total_ratio)]
        )  # fmt: skip
    columns = [
        tr("attribute"),
        tr("segment"),
        tr("rows"),
        words.rate,
        tr("predicted p"),
        tr("AUC"),
        tr("expected / observed buyers"),
    ]
    grey = frozenset(k for k, s in enumerate(q.slices) if s.small)
    caption = tr("Read those marked as few with care: fewer than 50 hits, or fewer than 50 others")
    return [Table(columns, rows, caption=caption, left=frozenset({0, 1}), grey=grey)]
