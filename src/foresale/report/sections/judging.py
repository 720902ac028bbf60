"""4: the plan of cutoffs."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.language import tr
from foresale.report.blocks import Block, Section, Table, Text
from foresale.report.charts.plan import plan
from foresale.report.numbers import instant, length


def judging(judged: Judged) -> Section:
    """The time line, why this plan, and which cutoffs could not be used."""
    p = judged.plan
    blocks: list[Block] = [
        Text(tr("Every model learned from earlier days, and was judged on days that it had not seen.")),
        Text(str(p.reason)),
    ]
    if p.horizon_learned != p.horizon_asked:
        blocks.append(Text(tr("Asked are {asked}; the log could teach {learned} only.", asked=length(p.horizon_asked),
                              learned=length(p.horizon_learned))))  # fmt: skip
    if any(part.windows for part in p.parts):
        blocks.append(plan(judged))
    if p.refused:
        rows = [[instant(r.cutoff), str(r.why)] for r in p.refused]
        title = tr("{n} cutoffs could not be used", n=len(rows))
        blocks.append(Table([tr("cutoff"), tr("why")], rows, folded=title, left=frozenset({0, 1})))
    return Section("plan", tr("How it was judged"), blocks)
