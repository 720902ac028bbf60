"""What was predicted against what was observed, by tenths of p, with the interval of what was observed."""

from __future__ import annotations

import altair as alt

from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Figure, Table
from foresale.report.charts.drawing import MAIN, MUTED, OTHER, data, draw, x_axis, y_axis
from foresale.report.numbers import count, exact_share, share
from foresale.report.words import Outcome

NEAR = 0.03  # a total within 3 % is said to agree


def calibration(q: Quality, outcome: Outcome, name: str) -> Figure:
    """Points with intervals about the diagonal; tenths that are off are crosses in another colour."""
    rows = [
        {"p": t.p_mean, "observed": t.observed, "low": t.low, "high": t.high, "off": t.off}
        for t in q.calibration.tenths
    ]  # fmt: skip
    title = conclusion(q)
    most = min(1.0, max([0.05, *(max(r["p"], r["high"]) for r in rows)]) * 1.05)
    scale = alt.Scale(domain=[0, most], nice=True)
    x = alt.X("p:Q", scale=scale, axis=x_axis(tr("predicted p"), format="%", tickCount=5))
    y = alt.Y(
        "observed:Q", scale=scale, axis=y_axis(tr("observed: share that {rate}", rate=outcome.rate), 44, format="%")
    )
    base = alt.Chart(data(rows)).encode(x=x)
    colour = alt.condition("datum.off", alt.value(OTHER), alt.value(MAIN))
    diagonal = data([{"p": 0, "observed": 0}, {"p": 1, "observed": 1}])
    chart = alt.layer(
        alt.Chart(diagonal).mark_line(color=MUTED, strokeDash=[5, 4], strokeWidth=1.2, clip=True).encode(x=x, y=y),
        base.mark_rule(strokeWidth=2).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q", color=colour),
        base.mark_point(filled=True, size=80, opacity=1).encode(
            y=y, color=colour,
            shape=alt.Shape("off:N", legend=None, scale=alt.Scale(domain=[False, True], range=["circle", "diamond"])),
        ),
    )  # fmt: skip
    description = tr(
        "Points: tenths of the rows by p with 95% intervals; dashed: where prediction and observation agree; "
        "diamonds: tenths that are off beyond their error."
    )
    svg = draw(chart, name, title, description, height=250)
    note = tr("{rows} rows, {buyers} {doers}, about {each} rows a point.", rows=count(q.rows), buyers=count(q.buyers),
              doers=outcome.doers, each=count(q.rows / max(len(rows), 1)))  # fmt: skip
    return Figure(title, svg, _table(q, outcome), note)


def conclusion(q: Quality) -> str:
    """How far p is off on the whole, and how many tenths are off, in a line."""
    off = [t for t in q.calibration.tenths if t.off]
    ratio = q.calibration.total_ratio.value
    if ratio is None:
        return tr("Nothing came on the test days to compare p with")
    if abs(ratio - 1) <= NEAR:
        whole = tr("p agrees with what came")
    elif ratio > 1:
        whole = tr("p runs {much} high on the whole", much=share(ratio - 1))
    else:
        whole = tr("p runs {much} low on the whole", much=share(1 - ratio))
    if not off:
        return tr("{whole}; with the total set right no tenth is off", whole=whole)
    worst = max(off, key=lambda t: abs(t.observed - t.p_set_right))
    return tr(
        "{whole}; where it says {p}, {observed} came", whole=whole, p=share(worst.p_mean),
        observed=share(worst.observed),
    )  # fmt: skip


def _table(q: Quality, outcome: Outcome) -> Table:
    rows = [
        [str(t.tenth), count(t.rows), count(t.buyers), exact_share(t.p_mean), exact_share(t.observed),
         tr("{low} to {high}", low=exact_share(t.low), high=exact_share(t.high)), tr("off") if t.off else tr("holds")]
        for t in q.calibration.tenths
    ]  # fmt: skip
    columns = [
        tr("tenth of p"),
        tr("rows"),
        outcome.doers,
        tr("predicted p"),
        tr("observed"),
        tr("95% interval"),
        tr("verdict"),
    ]
    off = frozenset(k for k, t in enumerate(q.calibration.tenths) if t.off)
    return Table(columns, rows, folded=tr("The numbers"), left=frozenset({0, 6}), strong=off)
