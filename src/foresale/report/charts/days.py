"""Events a day over the whole log, with the holes and the breaks of tracking in it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import altair as alt

from foresale.judging.judged import Health
from foresale.language import tr
from foresale.report.blocks import Figure, Table, numbers
from foresale.report.charts.drawing import (
    FONT_SIZE,
    INK,
    LINE,
    MAIN,
    PLAIN,
    SOFT,
    WIDTH,
    data,
    day_axis,
    draw,
    text_width,
    y_axis,
)
from foresale.report.numbers import about, count, instant

DAYS_MOST = 366  # of single days in the picture; longer logs are drawn by week
LEFT = 62.0
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
    ends = [str(row["day"]) for row in rows] + [day for hole in holes for day in (hole["from"], hole["until"])]
    first, last = (min(ends), max(ends)) if ends else (health.start[:10], health.end[:10])
    above = LINE * (bool(holes) + bool(health.breaks))  # a line each for their names
    time = day_axis("", first, last, WIDTH - LEFT - 14, LEFT)
    x = alt.X("day:T", scale=alt.Scale(type="utc", domain=[first, last]), axis=time)
    y = alt.Y(
        "n:Q",
        scale=alt.Scale(domainMin=0),
        axis=y_axis(tr("events a week") if weekly else tr("events a day"), LEFT, format=",d", titleY=-10 - above),
    )
    layers = [
        alt.Chart(data(rows))
        .mark_area(color=SOFT, line={"color": MAIN, "strokeWidth": 1}, interpolate="step")
        .encode(x=x, y=y)
    ]
    if holes:
        named = _apart([(hole["from"], hole["text"]) for hole in holes], first, last)
        layers += [
            alt.Chart(data(holes)).mark_rect(color=PLAIN, opacity=0.35).encode(
                x=alt.X("from:T", scale=alt.Scale(type="utc")), x2="until:T"
            ),
            named.mark_text(align="left", baseline="bottom", y=-3).encode(x=x, text="text:N"),
        ]  # fmt: skip
    if health.breaks:
        at = [(instant(when)[:10], str(k + 1)) for k, (when, _) in enumerate(health.breaks)]
        named = _apart(at, first, last)
        layers += [
            alt.Chart(data([{"day": day} for day, _ in at])).mark_rule(color=INK, strokeDash=[5, 3]).encode(x=x),
            named.mark_text(align="center", baseline="bottom", y=-3 - LINE * bool(holes)).encode(x=x, text="text:N"),
        ]  # fmt: skip
    description = tr(
        "Area: events over time from {start} to {end}; grey: holes; dashed and numbered: breaks of tracking.",
        start=instant(health.start),
        end=instant(health.end),
    )
    svg = draw(alt.layer(*layers), "days", title, description, height=130, left=LEFT, top=30 + above, bottom=30)
    return Figure(title, svg, _table(health))


def _apart(named: list[tuple[str, str]], first: str, last: str) -> alt.Chart:
    """Texts at their days, without those that would meet the one before: the list below the chart has them all."""
    scale = (WIDTH - LEFT - 14) / max((date.fromisoformat(last) - date.fromisoformat(first)).days, 1)
    kept, free = [], -LEFT
    for day, text in sorted(named):
        x = (date.fromisoformat(day) - date.fromisoformat(first)).days * scale
        if x >= free:
            kept.append({"day": day, "text": text})
            free = x + text_width(text) + FONT_SIZE
    return alt.Chart(data(kept))


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
