"""4: the plan of cutoffs."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.language import tr
from foresale.report.blocks import Beside, Block, Section, Table, Text, sentence
from foresale.report.charts.plan import plan
from foresale.report.numbers import instant, length


def judging(judged: Judged) -> Section:
    """The time line, why this plan, and which cutoffs could not be used."""
    p = judged.plan
    said: list[Block] = [
        Text(tr("Every model learned from earlier days, and was judged on days that it had not seen.")),
        Text(sentence(str(p.reason))),
    ]
    if p.horizon_learned != p.horizon_asked:
        said.append(Text(tr("Asked are {asked}; the log could teach {learned} only.", asked=length(p.horizon_asked),
                              learned=length(p.horizon_learned))))  # fmt: skip
    if p.refused:
        rows = [[instant(r.cutoff), str(r.why)] for r in p.refused]
        title = tr("{n} cutoffs could not be used", n=len(rows))
        said.append(Table([tr("cutoff"), tr("why")], rows, folded=title, left=frozenset({0, 1})))
    drawn: list[Block] = [plan(judged)] if any(part.windows for part in p.parts) else []
    return Section("plan", tr("How it was judged"), [Beside([drawn, said])])
