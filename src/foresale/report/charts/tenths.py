"""The page's first picture: customers in tenths, the likeliest first, and how many of each came."""

from __future__ import annotations

from typing import Any

import altair as alt

from foresale.judging.quality import Estimate, GainTenth, Quality
from foresale.judging.tenths import wilson
from foresale.language import tr
from foresale.report.blocks import Figure, numbers
from foresale.report.charts.drawing import INK, MAIN, MUTED, WIDTH, data, draw, text_width, x_axis, y_axis
from foresale.report.numbers import about, count, exact_share, figure, share, share_interval
from foresale.report.words import Outcome

HEIGHT = 190


def tenths(q: Quality, outcome: Outcome, name: str) -> Figure:
    """Bars of the rate in each tenth with its interval, a dashed rule at the average."""
    top, base = q.gains[0].rate, q.base_rate
    title = tr(
        "In the top tenth {top} {rate}, on average {base}", top=share(top), rate=outcome.rate, base=share(base),
    )  # fmt: skip
    rows: list[dict[str, Any]] = []
    for g in q.gains:
        low, high = interval(q, g)
        rows.append({"tenth": g.tenth, "rate": g.rate, "low": low, "high": high, "text": brief(g.rate)})
    # Below the bars, since at low rates bars, intervals and the average leave no room for figures among them.
    x = alt.X(
        "tenth:O",
        axis=x_axis(tr("tenths of the customers, the likeliest first"), ticks=False, labels=False, titleY=44),
    )
    y = alt.Y(
        "rate:Q",
        scale=alt.Scale(domain=[0, max(row["high"] for row in rows) * 1.1 or 1]),
        axis=y_axis(_rate(outcome), 44, format="%"),
    )
    bars = alt.Chart(data(rows)).encode(x=x, y=y)
    whiskers = alt.Chart(data(rows)).mark_rule(color=INK, strokeWidth=1.2).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    average, said = alt.Chart(data([{"rate": base}])).encode(y="rate:Q"), tr("average {base}", base=share(base))
    right = WIDTH - 58.0
    named = alt.Chart(data([{"text": said}])).encode(y=alt.value(-17))
    chart = alt.layer(
        bars.mark_bar(color=MAIN, width=24),
        average.mark_rule(color=INK, strokeDash=[5, 4]),
        whiskers,
        bars.mark_text(fontSize=11).encode(y=alt.value(HEIGHT + 11), text="text:N"),
        bars.mark_text(color=MUTED).encode(y=alt.value(HEIGHT + 28), text="tenth:N"),
        named.mark_text(align="right").encode(x=alt.value(right), text="text:N"),
        named.mark_rule(color=INK, strokeDash=[5, 4]).encode(
            x=alt.value(right - text_width(said) - 36), x2=alt.value(right - text_width(said) - 8)
        ),
    )
    table = numbers(
        [tr("tenth"), tr("rows"), outcome.doers, outcome.rate, tr("times the average"), tr("share of all"),
         tr("share so far")],
        [
            [str(g.tenth), count(g.rows), about(g.buyers) if g.buyers % 1 else count(g.buyers),
             share_interval(Estimate(value=g.rate, low=interval(q, g)[0], high=interval(q, g)[1])),
             figure(g.lift), exact_share(g.share), exact_share(g.share_so_far.value)]
            for g in q.gains
        ],
    )  # fmt: skip
    note = tr(
        "In the test: {rows} rows, {buyers} {doers}; thin lines: 95% intervals.", rows=count(q.rows),
        buyers=count(q.buyers), doers=outcome.doers,
    )  # fmt: skip
    description = tr(
        "Bars: share that {rate} in each tenth, with its 95% interval; dashed line: average.", rate=outcome.rate
    )
    return Figure(title, draw(chart, name, title, description, height=HEIGHT, bottom=54), table, note)


def interval(q: Quality, g: GainTenth) -> tuple[float, float]:
    """95 % interval of a tenth's rate, as if all rows of a user were one: rather too wide than too narrow."""
    return wilson(min(max(g.rate, 0.0), 1.0), g.rows * q.users / max(q.rows, 1))


def brief(x: float) -> str:
    """A rate below its bar, where there is room for five characters: 25%, 1.4%, 0.4%, 0.04%."""
    if 0 < x < 0.00005:
        return "\N{ALMOST EQUAL TO}0%"
    return share(float(f"{x:.1g}")).replace("0%", "%") if 0 < x < 0.00995 else share(x)


def _rate(outcome: Outcome) -> str:
    return tr("share that {rate}", rate=outcome.rate)
