"""Distribution of p on the test rows, those who came apart from those who did not, with the cuts of the bands."""

from __future__ import annotations

import altair as alt

from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Figure, numbers
from foresale.report.charts.drawing import GROUND, INK, MAIN, PLAIN, data, draw, x_axis, y_axis
from foresale.report.numbers import count, exact_share, share
from foresale.report.words import Outcome, band


def scores(q: Quality, outcome: Outcome, name: str) -> Figure:
    """Stacked bars: hits below, the others on top; dashed rules where a band begins."""
    h = q.histogram
    rows = [
        {"from": a, "until": b, "low": 0, "mid": hits, "top": hits + others}
        for a, b, hits, others in zip(h.edges, h.edges[1:], h.buyers, h.others)
    ]  # fmt: skip
    total = sum(h.buyers) + sum(h.others)
    below = sum(a + b for a, b, edge in zip(h.buyers, h.others, h.edges[1:]) if edge <= q.base_rate + 1e-9)
    title = tr(
        "In the test {part} of the customers had a p below the average of {base}",
        part=share(below / total if total else None),
        base=share(q.base_rate),
    )
    x = alt.X("from:Q", scale=alt.Scale(domain=[h.edges[0], h.edges[-1]]), axis=x_axis("p", format="%", tickCount=5))
    y_title = tr("rows in the test; blue: {doers}, grey: others", doers=outcome.doers)
    bars = alt.Chart(data(rows)).encode(x=x, x2="until:Q")
    layers = [
        bars.mark_rect(color=PLAIN, stroke=GROUND, strokeWidth=0.6).encode(
            y=alt.Y("mid:Q", scale=alt.Scale(domainMin=0), axis=y_axis(y_title, 58, format=",d")), y2="top:Q"
        ),
        bars.mark_rect(color=MAIN, stroke=GROUND, strokeWidth=0.6).encode(y=alt.Y("low:Q"), y2="mid:Q"),
    ]
    cuts = [{"p": b.from_p, "text": band(b.name)} for b in q.bands if h.edges[0] < b.from_p < h.edges[-1]]
    if cuts:
        at = alt.Chart(data(cuts)).encode(x=alt.X("p:Q"))
        layers += [
            at.mark_rule(color=INK, strokeDash=[4, 3]),
            at.mark_text(align="left", dx=4, y=8).encode(text="text:N"),
        ]
    table = numbers(
        [tr("p from"), tr("to"), outcome.doers, tr("others")],
        [
            [exact_share(a), exact_share(b), count(hits), count(others)]
            for a, b, hits, others in zip(h.edges, h.edges[1:], h.buyers, h.others)
        ],
        left=frozenset(),
    )  # fmt: skip
    description = tr(
        "Stacked bars of the rows by p: {doers} below, others above; dashed: where a band begins.", doers=outcome.doers
    )
    return Figure(title, draw(alt.layer(*layers), name, title, description, height=170, left=58), table)
