"""Distribution of p on the test rows, those who came apart from those who did not, with the cuts of the bands."""

from __future__ import annotations

from math import log
from typing import Any

import altair as alt

from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Figure, numbers
from foresale.report.charts.drawing import (
    FONT_SIZE,
    GROUND,
    INK,
    LINE,
    MAIN,
    PLAIN,
    WIDTH,
    data,
    draw,
    text_width,
    x_axis,
    y_axis,
)
from foresale.report.numbers import NONE, count, exact_share, share
from foresale.report.words import Outcome, band

LEFT, RIGHT, HEIGHT = 58, 14, 170
WIDTH_OF_PLOT = WIDTH - LEFT - RIGHT
# Of p, those first that are to have a label where there is not room for all.
TICKS = (0.5, 0.1, 0.9, 0.01, 0.99, 0.001, 0.999, 1e-4, 0.9999, 1e-5, 0.2, 0.8, 0.3, 0.7, 0.05, 0.02, 0.005, 0.002,
         0.95, 0.98, 0.4, 0.6, 0.995, 0.998)  # fmt: skip


def scores(q: Quality, outcome: Outcome, name: str) -> Figure:
    """Stacked bars, hits below and the others on top, on an axis of log odds: it parts small p at any base rate."""
    h = q.histogram
    ends = [_log_odds(p) for p in h.edges]
    rows = [
        {"from": a, "until": b, "low": 0, "mid": hits, "top": hits + others}
        for a, b, hits, others in zip(ends, ends[1:], h.buyers, h.others)
    ]  # fmt: skip
    title = _title(q)
    axis = x_axis(
        tr("p, in equal steps of its odds"),
        values=_ticks(ends[0], ends[-1]),
        labelExpr="format(1/(1+exp(-datum.value)),'~%')",
        labelOverlap=False,
        labelFlush=False,
    )
    x = alt.X("from:Q", scale=alt.Scale(domain=[ends[0], ends[-1]], nice=False), axis=axis)
    cuts: list[dict[str, Any]] = []
    for b in sorted(q.bands, key=lambda b: b.from_p):
        if h.edges[0] < b.from_p < h.edges[-1]:
            z = _log_odds(b.from_p)
            place = (z - ends[0]) / (ends[-1] - ends[0]) * WIDTH_OF_PLOT
            cuts.append({"x": place, "name": band(b.name)})
    lines = _staircase(cuts)
    y_title = tr("rows in the test; blue: {doers}, grey: others", doers=outcome.doers)
    y_axis_ = y_axis(y_title, LEFT, format=",d", tickMinStep=1, titleY=-10 - LINE * lines)
    bars = alt.Chart(data(rows)).encode(x=x, x2="until:Q")
    layers = [
        bars.mark_rect(color=PLAIN, stroke=GROUND, strokeWidth=0.6).encode(
            y=alt.Y("mid:Q", scale=alt.Scale(domainMin=0), axis=y_axis_), y2="top:Q"
        ),
        bars.mark_rect(color=MAIN, stroke=GROUND, strokeWidth=0.6).encode(y=alt.Y("low:Q"), y2="mid:Q"),
    ]
    for cut in cuts:
        one = alt.Chart(data([cut])).encode(x=alt.value(cut["x"]))
        top, aside = -LINE * (cut["line"] + 0.5) - 2, 4 if cut["align"] == "left" else -4
        layers += [
            one.mark_rule(color=INK, strokeDash=[4, 3]).encode(y=alt.value(top - 5), y2=alt.value(HEIGHT)),
            one.mark_text(align=cut["align"], dx=aside).encode(y=alt.value(top), text="text:N"),
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
    svg = draw(alt.layer(*layers), name, title, description, height=HEIGHT, left=LEFT, top=30 + LINE * lines)
    return Figure(title, svg, table)


def _title(q: Quality) -> str:
    """How many are below the average; older files do not say it, nor can it be read off the bars."""
    below, tenths = q.histogram.below_average, q.calibration.tenths
    if below is None:
        low, high = (share(tenths[0].p_low), share(tenths[-1].p_high)) if tenths else (NONE, NONE)
        return tr("In the test p runs from {low} to {high}", low=low, high=high)
    return tr(
        "In the test {part} of the customers had a p below the average of {base}",
        part=share(below / q.rows if q.rows else None),
        base=share(q.base_rate),
    )


def _log_odds(p: float) -> float:
    """Of p kept within 0.01% and 99.99%: older files count in equal steps of p, from 0 to 1."""
    p = min(max(p, 1e-4), 1 - 1e-4) if p in (0.0, 1.0) else p
    return log(p / (1 - p))


def _ticks(low: float, high: float) -> list[float]:
    """The labelled p of the axis, as log odds; no two labels meet."""
    scale = WIDTH_OF_PLOT / (high - low)
    taken: list[tuple[float, float]] = []
    out = []
    for p in TICKS:
        z, half = log(p / (1 - p)), text_width(f"{p * 100:g}%") / 2 + 4
        x = (z - low) * scale
        if low <= z <= high and x + half <= WIDTH_OF_PLOT + RIGHT and all(abs(x - a) > half + b for a, b in taken):
            taken.append((x, half))
            out.append(z)
    return sorted(out)


def _staircase(cuts: list[dict[str, Any]]) -> int:
    """Give each cut the line of its name, above the plot, and the side of its rule; the number of lines.

    The names step down to the right (where the last has no room there: to the left), so that no rule runs through one.
    """
    leftwards = bool(cuts) and cuts[-1]["x"] + _room(cuts[-1]) > WIDTH_OF_PLOT + RIGHT
    before = None
    for cut in cuts if leftwards else reversed(cuts):
        meets = before is not None and abs(before["x"] - cut["x"]) < _room(cut)
        cut["line"] = before["line"] + 1 if before is not None and meets else 0
        cut["align"] = "right" if leftwards else "left"
        cut["text"] = f"{cut['name']} \N{RIGHTWARDS ARROW}" if leftwards else f"\N{RIGHTWARDS ARROW} {cut['name']}"
        before = cut
    return 1 + max((cut["line"] for cut in cuts), default=-1)


def _room(cut: dict[str, Any]) -> float:
    return text_width(cut["name"]) + 2 * FONT_SIZE + 8
