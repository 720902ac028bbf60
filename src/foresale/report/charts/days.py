"""Events a day over the whole log, with the holes and the breaks of tracking in it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import altair as alt

from foresale.judging.judged import Health
from foresale.language import tr
from foresale.report.blocks import Figure, Table, numbers
from foresale.report.charts.drawing import INK, MAIN, PLAIN, SOFT, data, draw, x_axis, y_axis
from foresale.report.numbers import about, count, instant

DAYS_MOST = 366  # of single days in the picture; longer logs are drawn by week
MONTHS_FROM = 62  # days from which the table goes by month


def days(health: Health) -> Figure:
    """An area of events a day (a week for long logs), holes greyed and named, breaks as dashed rules."""
    weekly = len(health.days) > DAYS_MOST
    rows = _weeks(health) if weekly else [{"day": d, "n": n} for d, n in zip(health.days, health.daily)]
    holes = [{"from": instant(a)[:10], "until": instant(b)[:10], "text": tr("hole")} for a, b in health.holes]
    usual = about(sum(health.daily) / max(len(health.days), 1) * (7 if weekly else 1))
    often = tr("About {n} events a week", n=usual) if weekly else tr("About {n} events a day", n=usual)
    if holes:
        title = tr("{often}, with {n} holes", often=often, n=len(holes))
        if len(holes) == 1:
            title = tr("{often}, with one hole", often=often)
    else:
        title = tr("{often}, without a hole", often=often)
    span = (date.fromisoformat(health.days[-1]) - date.fromisoformat(health.days[0])).days if health.days else 0
    time = x_axis("", format="%Y-%m-%d" if span < 100 else "%Y-%m", tickCount=4, labelOverlap="greedy", labelFlush=True)
    x = alt.X("day:T", scale=alt.Scale(type="utc"), axis=time)
    y = alt.Y(
        "n:Q",
        scale=alt.Scale(domainMin=0),
        axis=y_axis(tr("events a week") if weekly else tr("events a day"), 62, format=",d", titleY=-24),
    )
    layers = [
        alt.Chart(data(rows))
        .mark_area(color=SOFT, line={"color": MAIN, "strokeWidth": 1}, interpolate="step")
        .encode(x=x, y=y)
    ]
    if holes:
        spans = alt.Chart(data(holes)).encode(x=alt.X("from:T", scale=alt.Scale(type="utc")))
        layers += [
            spans.mark_rect(color=PLAIN, opacity=0.35).encode(x2="until:T"),
            spans.mark_text(align="left", baseline="bottom", y=-3).encode(text="text:N"),
        ]
    if health.breaks:
        at = data([{"day": instant(when)[:10], "text": str(k + 1)} for k, (when, _) in enumerate(health.breaks)])
        breaks = alt.Chart(at).encode(x=x)
        layers += [
            breaks.mark_rule(color=INK, strokeDash=[5, 3]),
            breaks.mark_text(align="center", baseline="bottom", y=-3).encode(text="text:N"),
        ]
    description = tr(
        "Area: events over time from {start} to {end}; grey: holes; dashed and numbered: breaks of tracking.",
        start=instant(health.start),
        end=instant(health.end),
    )
    svg = draw(alt.layer(*layers), "days", title, description, height=130, left=62, top=44, bottom=30)
    return Figure(title, svg, _table(health))


def _weeks(health: Health) -> list[dict[str, object]]:
    """Whole weeks from the first day on; a part of a week at the end would look like a fall."""
    n = len(health.days) // 7 * 7
    return [{"day": health.days[k], "n": sum(health.daily[k : k + 7])} for k in range(0, n, 7)]


def _table(health: Health) -> Table:
    if len(health.days) < MONTHS_FROM:
        return numbers([tr("day"), tr("Events")], [[d, count(n)] for d, n in zip(health.days, health.daily)])
    months: Counter[str] = Counter()
    for day, n in zip(health.days, health.daily):
        months[day[:7]] += n
    return numbers([tr("month"), tr("Events")], [[m, count(n)] for m, n in sorted(months.items())])
