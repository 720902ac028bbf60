"""Which families of features the scores rest on."""

from __future__ import annotations

import altair as alt

from foresale.judging.judged import Drivers
from foresale.language import tr
from foresale.report.blocks import Figure, numbers
from foresale.report.charts.drawing import MAIN, data, draw
from foresale.report.numbers import count, exact_share, share
from foresale.report.words import family, family_with_meaning

ROW = 34
MOST = 10


def families(drivers: Drivers) -> Figure:
    """A bar a family, its name above it and its share at the right; the largest ten."""
    shown = drivers.families[:MOST]
    first = shown[0]
    title = tr(
        "“{family}” carries {share} of what the model uses", family=family(first.family), share=share(first.share)
    )
    rows = [{"row": k, "name": family_with_meaning(f.family), "share": f.share, "text": share(f.share)}
            for k, f in enumerate(shown)]  # fmt: skip
    base = alt.Chart(data(rows)).encode(y=alt.Y("row:O", axis=None))
    chart = alt.layer(
        base.mark_bar(color=MAIN, height=10, yOffset=8).encode(
            x=alt.X("share:Q", axis=None, scale=alt.Scale(domainMin=0))
        ),
        base.mark_text(align="left", dy=-7, x=0).encode(text="name:N"),
        base.mark_text(align="right", dy=-7, x="width", fontWeight="bold").encode(text="text:N"),
    )
    table = numbers(
        [tr("family"), tr("share"), tr("features")],
        [[family(f.family), exact_share(f.share), count(f.features)] for f in drivers.families],
    )
    description = tr("Bars: share of each family of features; all together make 100%.")
    svg = draw(chart, "families", title, description, height=ROW * len(rows), left=4, top=4, bottom=6)
    return Figure(title, svg, table)
