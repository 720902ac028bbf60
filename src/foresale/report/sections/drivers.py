"""9: what the scores rest on. Association, not cause."""

from __future__ import annotations

import re

from foresale.judging.judged import Judged
from foresale.language import tr
from foresale.report.blocks import Beside, Block, Section, Table, Text, sentence
from foresale.report.charts.families import families
from foresale.report.numbers import exact_share
from foresale.report.words import direction, family, spoken


def drivers(judged: Judged) -> Section:
    """Families first, then features with unit and direction."""
    d = judged.drivers
    warning = Text(tr(
        "These go along with the outcome in the log. They do not say what would happen if one of them were changed."
    ))  # fmt: skip
    if not d.families:
        return Section("drivers", tr("What drives it"), [warning, Text(tr("The chosen model states no shares."))])
    rows = [
        [
            spoken(f.meaning) or f.feature,
            exact_share(f.share),
            direction(f.direction),
            spoken(f.unit),
            f.feature,
            family(f.family),
        ]
        for f in d.features
    ]
    columns = [tr("feature"), tr("share"), tr("as it grows"), tr("unit"), tr("name"), tr("family")]
    table = Table(
        columns, rows, caption=tr("The strongest features"), left=frozenset({0, 2, 3, 4, 5}), wide=frozenset({0})
    )
    left: list[Block] = [families(d)]
    right: list[Block] = [warning, Text(sentence(_method(d.method)), "note")]
    return Section("drivers", tr("What drives it"), [Beside([left, right]), table])


def _method(text: str) -> str:
    """How the shares came about; within it, the model's title in the reader's language."""
    stated = re.fullmatch(r"shares as (.+) states them", text)
    return tr("shares as {model} states them", model=tr(stated[1])) if stated else spoken(text)
