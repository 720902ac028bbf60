"""4: the plan of cutoffs."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.language import tr
from foresale.report.blocks import Beside, Block, Section, Table, Text, sentence
from foresale.report.charts.plan import plan
from foresale.report.numbers import instant


def judging(judged: Judged) -> Section:
    """The time line, why this plan, and which cutoffs could not be used."""
    p = judged.plan
    said: list[Block] = [
        Text(
            tr("Every model learned from earlier days, and was judged on days that it had not seen.")
            if p.kind < 4
            else tr("Every model was judged on customers whom it had not learned from, on the same days.")
        ),
        Text(sentence(str(p.reason))),
    ]
    if p.refused:
        rows = [[instant(r.cutoff), str(r.why)] for r in p.refused]
        title = tr("Cutoffs that could not be used: {n}", n=len(rows))
        said.append(Table([tr("cutoff"), tr("why")], rows, folded=title, left=frozenset({0, 1}), wide=frozenset({1})))
    drawn: list[Block] = [plan(judged)] if any(part.windows for part in p.parts) else []
    return Section("plan", tr("How it was judged"), [Beside([drawn, said])])
