"""ROC and precision-recall of the chosen model beside the shop's habit and the yardstick."""

from __future__ import annotations

import altair as alt

from foresale.judging.quality import Curve, ModelQuality, Quality
from foresale.language import tr
from foresale.models.registry import yardsticks
from foresale.report.blocks import Figure, numbers
from foresale.report.charts.drawing import MAIN, OTHER, THIRD, WIDTH, data, draw, legend, x_axis, y_axis
from foresale.report.numbers import exact_share, figure, share
from foresale.report.words import Outcome

STYLES = ((MAIN, [1, 0]), (OTHER, [6, 3]), (THIRD, [2, 2]))
AT = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
HEIGHT = 180


def roc(q: Quality, name: str) -> Figure:
    """True against false positive rate."""
    value = q.models[0].metrics["auc"].value
    title = tr("ROC: area {value}", value=figure(value))
    labels = tr("share of the others above the threshold"), tr("share of the hits above it")
    return _figure([(m, m.roc) for m in _shown(q)], title, labels, name)


def precision_recall(q: Quality, outcome: Outcome, name: str) -> Figure:
    """Precision against recall."""
    value = q.models[0].metrics["average_precision"].value
    title = tr(
        "Precision and recall: average precision {value}, base rate {base}",
        value=figure(value),
        base=share(q.base_rate),
    )
    labels = tr("recall: share of all hits found"), tr("precision: share that {rate}", rate=outcome.rate)
    return _figure([(m, m.precision_recall) for m in _shown(q)], title, labels, name)


def _shown(q: Quality) -> list[ModelQuality]:
    wanted = (q.chosen, q.habit, *yardsticks())
    return [m for m in q.models if m.name in wanted][: len(STYLES)]


def _figure(
    curves: list[tuple[ModelQuality, Curve]], title: str, labels: tuple[str, str], name: str
) -> Figure:
    layers = []
    for (_, curve), (colour, dash) in zip(curves, STYLES):
        rows = [{"x": x, "y": y} for x, y in zip(curve.x, curve.y)]
        layers.append(
            alt.Chart(data(rows)).mark_line(color=colour, strokeDash=dash, strokeWidth=2).encode(
                x=alt.X("x:Q", scale=alt.Scale(domain=[0, 1]), axis=x_axis(labels[0], format="%", tickCount=5)),
                y=alt.Y("y:Q", scale=alt.Scale(domain=[0, 1]), axis=y_axis(labels[1], 44, format="%")),
            )
        )  # fmt: skip
    points = [point for _, curve in curves for point in zip(curve.x, curve.y)]
    names = [(tr(m.title), colour, dash) for (m, _), (colour, dash) in zip(curves, STYLES)]
    layers += legend(names, points, WIDTH - 58, HEIGHT)
    description = tr("A line for each of: {models}.", models=tr(", ").join(tr(m.title) for m, _ in curves))
    table = numbers(
        [labels[0], *(tr(m.title) for m, _ in curves)],
        [[share(x), *(exact_share(_at(c, x)) for _, c in curves)] for x in AT],
    )
    return Figure(title, draw(alt.layer(*layers), name, title, description, height=HEIGHT), table)


def _at(curve: Curve, x: float) -> float | None:
    """The y of the last point at or before x."""
    return next((y for a, y in zip(reversed(curve.x), reversed(curve.y)) if a <= x), None)
