"""5: quality on later days, beside simple baselines."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.judging.metrics import METRICS
from foresale.judging.quality import Confusion, Difference, Quality
from foresale.language import tr
from foresale.report.blocks import Beside, Block, Point, Points, Section, Table, Text
from foresale.report.charts.curves import precision_recall, roc
from foresale.report.charts.models import SHOWN, models
from foresale.report.horizons import by_horizon
from foresale.report.numbers import NONE, count, figure, interval, share_interval
from foresale.report.words import Outcome, metric, metric_meaning, outcome


def quality(judged: Judged) -> Section:
    words = outcome(judged.question.text)
    return Section(
        "quality", tr("Quality against simple rules"), by_horizon(judged, lambda q, k: _quality(q, k, words))
    )


def _quality(q: Quality, k: int, words: Outcome) -> list[Block]:
    shown = [m for m in q.models if m.role == "chosen"]
    title = tr(shown[0].title) if shown else q.chosen
    said: list[Block] = [Text(tr("Chosen: {model}", model=title), "strong")]
    if q.differences:
        said += [Text(tr("Beside it, on the same rows:")), Points(_differences(q))]
    blocks: list[Block] = [Beside([[models(q, words, f"models-{k}")], said])]
    if q.differences:
        blocks.append(_difference_table(q))
    blocks.append(_metrics(q))
    if q.trials:
        blocks.append(_trials(q))
    if q.confusion:
        blocks.append(_confusion(q.confusion, words))
    blocks.append(Beside([[roc(q, f"roc-{k}")], [precision_recall(q, words, f"pr-{k}")]]))
    return blocks


def _differences(q: Quality) -> list[Point]:
    """A sentence a baseline: where the chosen model is better, where worse, where the test cannot tell."""
    titles = {m.name: tr(m.title) for m in q.models}
    out = []
    for against in dict.fromkeys(d.against for d in q.differences):
        mine = [d for d in q.differences if d.against == against and d.metric in SHOWN and d.value is not None]
        found = {word: [metric(d.metric) for d in mine if d.word == word] for word in ("better", "worse", "tie")}
        said = []
        if found["better"]:
            every = len(found["better"]) == len(mine)
            metrics = tr(", ").join(found["better"])
            said.append(tr("worse in all measures") if every else tr("worse in {metrics}", metrics=metrics))
        if found["worse"]:
            said.append(tr("better in {metrics}", metrics=tr(", ").join(found["worse"])))
        if found["tie"]:
            said.append(tr("no difference to be seen in {metrics}", metrics=tr(", ").join(found["tie"])))
        if said:
            out.append(Point(tr("; ").join(said), titles.get(against, against)))
    return out


def _difference_table(q: Quality) -> Table:
    """The chosen model minus each baseline, a column a measure; the word beside the figures."""
    titles = {m.name: tr(m.title) for m in q.models}
    found = {(d.against, d.metric): d for d in q.differences}
    shown = [name for name in SHOWN if any(metric == name for _, metric in found)]
    rows = [
        [titles.get(against, against), *(_difference(found.get((against, name))) for name in shown)]
        for against in dict.fromkeys(d.against for d in q.differences)
    ]
    title = tr("The differences (95% interval, paired)")
    return Table([tr("chosen minus"), *(metric(name) for name in shown)], rows, folded=title)


def _difference(d: Difference | None) -> str:
    if d is None or d.value is None:
        return NONE
    words = {"better": tr("better"), "worse": tr("worse"), "tie": tr("tie")}
    return tr(
        "{value} ({low} to {high}) {word}", value=figure(d.value, signed=True), low=figure(d.low, signed=True),
        high=figure(d.high, signed=True), word=words[d.word],
    )  # fmt: skip


def _metrics(q: Quality) -> Table:
    chosen = q.models[0].metrics
    rows = [[metric(n), interval(chosen[n]), metric_meaning(n)] for n in METRICS if n in chosen]
    columns = [tr("measure"), tr("value (95% interval)"), tr("what it says")]
    return Table(
        columns, rows, folded=tr("Every measure, and what it says"), left=frozenset({0, 2}), wide=frozenset({2})
    )


def _trials(q: Quality) -> Table:
    rows = []
    for t in q.trials:
        said = tr("chosen") if t.chosen else str(t.note) if t.note else tr("within one error") if t.within else ""
        weight = NONE if t.weight is None else figure(t.weight)
        rows.append([tr(t.title), figure(t.log_loss), figure(t.behind), figure(t.error), weight, said])
    columns = [
        tr("model"),
        tr("log loss"),
        tr("behind the best"),
        tr("standard error"),
        tr("weight in the blend"),
        tr("note"),
    ]
    strong = frozenset(k for k, t in enumerate(q.trials) if t.chosen)
    title = tr("How the model was chosen (earlier days; the blend, unless another is clearly better)")
    return Table(columns, rows, folded=title, left=frozenset({0, 5}), strong=strong)


def _confusion(c: Confusion, words: Outcome) -> Table:
    rows = [
        [tr("p at or above {p}", p=figure(c.threshold)), count(c.true_positive), count(c.false_positive)],
        [tr("below"), count(c.false_negative), count(c.true_negative)],
        [tr("accuracy"), share_interval(c.accuracy), ""],
        [tr("precision"), share_interval(c.precision), ""],
        [tr("recall"), share_interval(c.recall), ""],
        [tr("F1"), interval(c.f1), ""],
    ]
    title = tr("As a yes or no, at the threshold with the best F1 on earlier days")
    return Table(["", words.doers, tr("others")], rows, folded=title)
