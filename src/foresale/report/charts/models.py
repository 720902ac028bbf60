"""The chosen model beside the baselines: AUC with its interval."""

from __future__ import annotations

import altair as alt

from foresale.judging.metrics import METRICS
from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Figure, Table
from foresale.report.charts.drawing import INK, MAIN, PLAIN, data, draw, x_axis
from foresale.report.numbers import count, figure, interval
from foresale.report.words import Outcome, metric, model

ROW = 36
SHOWN = ("auc", "average_precision", "log_loss", "brier", "lift_top_tenth")


def models(q: Quality, outcome: Outcome, name: str) -> Figure:
    """A line a model: its name, a dot (filled: chosen), the interval; the best baseline named in the title."""
    drawn = [m for m in q.models if m.metrics.get("auc") and m.metrics["auc"].value is not None]
    rows, ends = [], [0.5, 0.55]
    for k, m in enumerate(drawn):
        e = m.metrics["auc"]
        ends += [x for x in (e.value, e.low, e.high) if x is not None]
        rows.append(
            {"row": k, "name": tr(m.title), "value": e.value, "low": e.low or e.value, "high": e.high or e.value,
             "text": figure(e.value), "chosen": m.role == "chosen"}
        )  # fmt: skip
    title = _title(q)
    line = alt.Y("row:O", axis=None)
    x = alt.X("low:Q", scale=alt.Scale(domain=[min(ends), max(ends)], nice=True),
              axis=x_axis(tr("AUC with its 95% interval (0.5: a coin)"), tickCount=5))  # fmt: skip
    base = alt.Chart(data(rows)).encode(y=line)
    chosen = alt.condition("datum.chosen", alt.value(MAIN), alt.value(PLAIN))
    chart = alt.layer(
        base.mark_rule(yOffset=8, strokeWidth=2).encode(x=x, x2="high:Q", color=chosen),
        base.mark_point(yOffset=8, size=70, opacity=1, strokeWidth=2, filled=False, fill="#ffffff").encode(
            x="value:Q", color=chosen,
            fill=alt.condition("datum.chosen", alt.value(MAIN), alt.value("#ffffff")),
        ),
        base.mark_text(align="left", dy=-8, x=0).encode(
            text="name:N", color=alt.value(INK),
        ),
        base.mark_text(align="right", dy=-8, x="width", fontWeight="bold").encode(text="text:N"),
    )  # fmt: skip
    description = tr("A dot for each model with its interval; the filled one is the chosen model.")
    svg = draw(chart, name, title, description, height=ROW * max(len(rows), 1), left=10, top=6)
    note = tr("{rows} rows in the test, {buyers} {doers}.", rows=count(q.rows), buyers=count(q.buyers),
              doers=outcome.doers)  # fmt: skip
    return Figure(title, svg, _table(q), note)


def _title(q: Quality) -> str:
    value = q.models[0].metrics["auc"].value
    rivals = [m for m in q.models if m.role == "baseline" and m.metrics["auc"].value is not None]
    if value is None or not rivals:
        return tr("AUC {value}", value=figure(value))
    best = max(rivals, key=lambda m: m.metrics["auc"].value or 0.0)
    return tr(
        "AUC {value}; the best baseline, {model}, reaches {other}", value=figure(value), model=model(q, best.name),
        other=figure(best.metrics["auc"].value),
    )  # fmt: skip


def _table(q: Quality) -> Table:
    shown = [n for n in METRICS if n in SHOWN]
    rows = [
        [tr(m.title), *(interval(m.metrics[n]) if n in m.metrics else "–" for n in shown)] for m in q.models
    ]  # fmt: skip
    strong = frozenset(k for k, m in enumerate(q.models) if m.role == "chosen")
    return Table([tr("model"), *(metric(n) for n in shown)], rows, folded=tr("The numbers"), strong=strong)
