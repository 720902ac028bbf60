"""The table of list sizes, beside the shop's habit at equal length."""

from __future__ import annotations

from foresale.judging.judged import Estimate, Quality
from foresale.language import tr
from foresale.report.blocks import Table
from foresale.report.numbers import NONE, count, exact_share, share
from foresale.report.words import Outcome


def list_sizes(q: Quality, outcome: Outcome) -> Table:
    """A row a size: who is on the list, how many of them did it, how many of all it reaches."""
    columns = [tr("list"), tr("customers"), outcome.rate, tr("habit"), tr("of all {doers}", doers=outcome.doers)]
    rows = [
        [tr("top {share}", share=share(one.share)), count(one.size), _short(one.precision),
         NONE if one.habit_precision is None else exact_share(one.habit_precision.value), exact_share(one.recall.value)]
        for one in q.lists
    ]  # fmt: skip
    caption = tr("Lists of the best, in the test (95% interval); habit: the shop's own list at the same length")
    return Table(columns, rows, caption=caption)


def _short(e: Estimate) -> str:
    if e.value is None or e.low is None or e.high is None:
        return exact_share(e.value)
    return tr("{value} ({low} to {high})", value=share(e.value), low=share(e.low), high=share(e.high))
