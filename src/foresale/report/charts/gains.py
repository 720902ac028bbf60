"""Gains: how many of all hits a list reaches, by its length; beside the shop's habit and a draw by lot."""

from __future__ import annotations

import altair as alt

from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Figure, Table
from foresale.report.charts.drawing import MAIN, MUTED, OTHER, SOFT, WIDTH, data, draw, legend, x_axis, y_axis
from foresale.report.numbers import count, exact_share, figure, share, share_interval
from foresale.report.words import Outcome

HEIGHT = 230
LOT, HABIT = [1.5, 3.0], [7.0, 4.0]  # dashes


def gains(q: Quality, outcome: Outcome, name: str) -> Figure:
    """Lines from nobody to everybody: the model with its interval, the habit dashed, a draw by lot dotted."""
    top = q.gains[0].share_so_far.value
    title = tr("The top 10% hold {share} of the {doers}", share=share(top), doers=outcome.doers)
    rows = [{"x": 0.0, "y": 0.0, "low": 0.0, "high": 0.0, "habit": 0.0}]
    for g in q.gains:
        e = g.share_so_far
        rows.append({"x": g.tenth / 10, "y": e.value or 0.0, "low": e.low or e.value or 0.0,
                     "high": e.high or e.value or 0.0, "habit": g.habit_so_far or 0.0})  # fmt: skip
    x = alt.X(
        "x:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=x_axis(tr("length of the list, share of the customers"), format="%", tickCount=5),
    )
    y = alt.Y(
        "y:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=y_axis(tr("share of all {doers} on it", doers=outcome.doers), 44, format="%"),
    )
    base = alt.Chart(data(rows)).encode(x=x)
    layers = [
        base.mark_area(color=SOFT, opacity=0.8, clip=True).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_line(color=MUTED, strokeDash=LOT, strokeWidth=1.5).encode(y=alt.Y("x:Q")),
        base.mark_line(color=MAIN, strokeWidth=2.5).encode(y=y),
    ]
    named = [(tr("this model"), MAIN, [1.0, 0.0]), (tr("by lot"), MUTED, LOT)]
    lines = [(row["x"], row[y]) for row in rows for y in ("low", "high", "x")]
    if any(g.habit_so_far is not None for g in q.gains):
        layers.append(base.mark_line(color=OTHER, strokeDash=HABIT, strokeWidth=2).encode(y=alt.Y("habit:Q")))
        named.insert(1, (tr("the shop's habit"), OTHER, HABIT))
        lines += [(row["x"], row["habit"]) for row in rows]
    layers += legend(named, lines, WIDTH - 58, HEIGHT)
    description = tr(
        "Lines: share of all hits on a list of the best; band: 95% interval; dashed: the shop's habit; dotted: by lot."
    )
    return Figure(title, draw(alt.layer(*layers), name, title, description, height=HEIGHT), tenths_table(q, outcome))


def tenths_table(q: Quality, outcome: Outcome) -> Table:
    """The table by tenths, best first."""
    columns = [
        tr("tenth"),
        tr("rows"),
        outcome.doers,
        outcome.rate,
        tr("times the average"),
        tr("share so far"),
        tr("habit so far"),
    ]
    rows = [
        [str(g.tenth), count(g.rows), count(g.buyers), exact_share(g.rate), figure(g.lift),
         share_interval(g.share_so_far), exact_share(g.habit_so_far)]
        for g in q.gains
    ]  # fmt: skip
    return Table(columns, rows, folded=tr("By tenths"))
