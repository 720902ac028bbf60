"""How the base rate moved from cutoff to cutoff: what drift looks like."""

from __future__ import annotations

from datetime import datetime, timedelta

import altair as alt

from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Figure, numbers
from foresale.report.charts.drawing import MAIN, WIDTH, data, day_axis, draw, y_axis
from foresale.report.numbers import count, exact_share, instant, share
from foresale.report.words import Outcome


def base_rates(q: Quality, outcome: Outcome, name: str) -> Figure:
    """A point a labelled cutoff with its interval, joined in time; zero is in the picture."""
    rows = [
        {"at": r.cutoff[:19] + "Z", "rate": r.rate, "low": r.low, "high": r.high} for r in q.base_rates
    ]  # fmt: skip
    low, high = min(r.rate for r in q.base_rates), max(r.rate for r in q.base_rates)
    title = tr(
        "The share that {rate} moved between {low} and {high}", rate=outcome.rate, low=share(low), high=share(high)
    )
    ends = [datetime.fromisoformat(r.cutoff).date() for r in (q.base_rates[0], q.base_rates[-1])]
    around = max((ends[1] - ends[0]) / 20, timedelta(1))
    first, last = ((ends[0] - around).isoformat(), (ends[1] + around).isoformat())
    x = alt.X("at:T", scale=alt.Scale(type="utc", domain=[first, last]),
              axis=day_axis(tr("cutoff"), first, last, WIDTH - 58, 44))  # fmt: skip
    y = alt.Y(
        "rate:Q",
        scale=alt.Scale(domainMin=0, nice=True),
        axis=y_axis(tr("share that {rate}", rate=outcome.rate), 44, format="%"),
    )
    base = alt.Chart(data(rows)).encode(x=x)
    chart = alt.layer(
        base.mark_line(color=MAIN, strokeWidth=1.2).encode(y=y),
        base.mark_rule(color=MAIN, strokeWidth=2).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_point(filled=True, color=MAIN, size=55, opacity=1).encode(y=y),
    )
    table = numbers(
        [tr("cutoff"), tr("rows"), outcome.doers, tr("observed"), tr("95% interval")],
        [
            [instant(r.cutoff), count(r.rows), count(r.buyers), exact_share(r.rate),
             tr("{low} to {high}", low=exact_share(r.low), high=exact_share(r.high))]
            for r in q.base_rates
        ],
    )  # fmt: skip
    description = tr("A point for each labelled cutoff with its 95% interval.")
    return Figure(title, draw(chart, name, title, description, height=190), table)
