"""The page's first picture: customers in tenths, the likeliest first, and how many of each came."""

from __future__ import annotations

import altair as alt

from foresale.judging.judged import Quality
from foresale.language import tr
from foresale.report.blocks import Figure, numbers
from foresale.report.charts.drawing import GROUND, INK, MAIN, data, draw, x_axis, y_axis
from foresale.report.numbers import about, count, exact_share, figure, share
from foresale.report.words import Outcome


def tenths(q: Quality, outcome: Outcome, name: str) -> Figure:
    """Bars of the rate in each tenth, a dashed rule at the average."""
    top, base = q.gains[0].rate, q.base_rate
    title = tr(
        "In the top tenth {top} {rate}, on average {base}", top=share(top), rate=outcome.rate, base=share(base),
    )  # fmt: skip
    rows = [{"tenth": g.tenth, "rate": g.rate, "text": share(g.rate)} for g in q.gains]
    x = alt.X("tenth:O", axis=x_axis(tr("tenths of the customers, the likeliest first"), ticks=False))
    y = alt.Y(
        "rate:Q",
        scale=alt.Scale(domain=[0, max(g.rate for g in q.gains) * 1.1 or 1]),
        axis=y_axis(_rate(outcome), 44, format="%"),
    )
    bars = alt.Chart(data(rows)).encode(x=x, y=y)
    average = alt.Chart(data([{"rate": base, "text": tr("average {base}", base=share(base))}])).encode(y="rate:Q")
    chart = alt.layer(
        bars.mark_bar(color=MAIN, width=24),
        average.mark_rule(color=INK, strokeDash=[5, 4]),
        bars.mark_text(dy=-7, fontSize=12, color=GROUND, stroke=GROUND, strokeWidth=4).encode(text="text:N"),
        bars.mark_text(dy=-7, fontSize=12).encode(text="text:N"),
        average.mark_text(align="right", dy=-7, x="width").encode(text="text:N"),
    )
    table = numbers(
        [tr("tenth"), tr("rows"), outcome.doers, outcome.rate, tr("times the average"), tr("share of all"),
         tr("share so far")],
        [
            [str(g.tenth), count(g.rows), about(g.buyers) if g.buyers % 1 else count(g.buyers), exact_share(g.rate),
             figure(g.lift), exact_share(g.share), exact_share(g.share_so_far.value)]
            for g in q.gains
        ],
    )  # fmt: skip
    note = tr("In the test: {rows} rows.", rows=count(q.rows))
    description = tr("Bars: share that {rate} in each tenth; dashed line: average.", rate=outcome.rate)
    return Figure(title, draw(chart, name, title, description, height=190), table, note)


def _rate(outcome: Outcome) -> str:
    return tr("share that {rate}", rate=outcome.rate)
