"""The plan of cutoffs as a time line: which windows taught, chose, set the level and tested."""

from __future__ import annotations

import altair as alt

from foresale.judging.judged import Judged
from foresale.language import tr
from foresale.report.blocks import Figure, numbers
from foresale.report.charts.drawing import INK, MAIN, OTHER, PLAIN, SOFT, THIRD, WIDTH, data, day_axis, draw
from foresale.report.numbers import count, instant, share
from foresale.report.words import part as part_title

ROW = 32  # height of a line, its name above the windows
FILLS = {"train": SOFT, "validate": THIRD, "calibrate": PLAIN, "test": OTHER, "learn": MAIN}


def plan(judged: Judged) -> Figure:
    """A line a part, a bar a label window, holes greyed through all lines, the question's own cutoff as a rule."""
    parts = [p for p in judged.plan.parts if p.windows]
    windows = [
        {"part": k, "from": w.cutoff[:19] + "Z", "until": w.until[:19] + "Z", "name": p.name}
        for k, p in enumerate(parts)
        for w in p.windows
    ]
    names = [{"part": k, "text": _name(p.name, p.users)} for k, p in enumerate(parts)]
    cutoff = judged.question.cutoff
    tests = [w for p in parts if p.name == "test" for w in p.windows]
    if tests:
        title = tr("Tested on {from_day} to {until}, days that no model had seen",
                   from_day=instant(tests[0].cutoff)[:10], until=instant(tests[-1].until)[:10])  # fmt: skip
        if judged.plan.kind >= 4:
            title = tr("Tested on other customers of the same days: the log is too short for later ones")
    else:
        title = tr("No window was left to test on")
    utc = alt.Scale(type="utc", domain=[judged.health.start[:19] + "Z", cutoff[:19] + "Z"])
    axis = day_axis("", judged.health.start, cutoff, WIDTH - 18, left=4)
    line = alt.Y("part:O", axis=None, scale=alt.Scale(paddingInner=0))
    layers = []
    if judged.health.holes:
        holes = [{"from": a[:19] + "Z", "until": b[:19] + "Z"} for a, b in judged.health.holes]
        layers.append(
            alt.Chart(data(holes)).mark_rect(color=PLAIN, opacity=0.2, clip=True)
            .encode(x=alt.X("from:T", scale=utc, axis=axis), x2="until:T")
        )  # fmt: skip
    bars = alt.Chart(data(windows)).encode(x=alt.X("from:T", scale=utc, axis=axis), x2="until:T", y=line)
    layers.append(
        bars.mark_bar(height=9, yOffset=6, stroke=INK, strokeWidth=0.7, clip=True).encode(
            color=alt.Color("name:N", legend=None, scale=alt.Scale(domain=list(FILLS), range=list(FILLS.values())))
        )
    )
    layers.append(alt.Chart(data(names)).mark_text(align="left", dy=-8, x=0).encode(y=line, text="text:N"))
    layers.append(
        alt.Chart(data([{"at": cutoff[:19] + "Z"}]))
        .mark_rule(color=INK, strokeWidth=2)
        .encode(x=alt.X("at:T", scale=utc))
    )
    layers.append(
        alt.Chart(data([{"at": cutoff[:19] + "Z", "text": tr("asked: {day}", day=instant(cutoff))}]))
        .mark_text(align="right", y=-10)
        .encode(x=alt.X("at:T", scale=utc), text="text:N")
    )
    description = tr(
        "A line for each part of the plan; each bar is a window whose answers were used; grey: holes; the rule at the "
        "right is the cutoff of the question."
    )
    svg = draw(alt.layer(*layers), "plan", title, description, height=ROW * max(len(parts), 1), left=4, bottom=30)
    table = numbers(
        [tr("part"), tr("history before"), tr("answers until"), tr("share of users")],
        [
            [part_title(p.name), instant(w.cutoff), instant(w.until), share(p.users)]
            for p in parts
            for w in p.windows
        ],
        left=frozenset({0, 1, 2}),
    )  # fmt: skip
    windows_used = sum(len(p.windows) for p in parts if p.name == "learn")
    note = tr("Windows that the final model learned from, the newest included: {n}.", n=count(windows_used))
    return Figure(title, svg, table, note)


def _name(name: str, users: float) -> str:
    if users >= 1:
        return part_title(name)
    return tr("{part}, {share} of the users", part=part_title(name), share=share(users))
