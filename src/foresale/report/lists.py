"""The table of list sizes, beside the shop's habit at equal length."""

from __future__ import annotations

from foresale.judging.quality import Estimate, ListSize, Quality
from foresale.language import tr
from foresale.report.blocks import Table
from foresale.report.gain import is_the_habits
from foresale.report.numbers import NONE, count, exact_share, share
from foresale.report.words import Outcome


def list_sizes(q: Quality, outcome: Outcome) -> Table:
    """A row a size: who is on the list, how many of them did it, how many of all it reaches."""
    columns = [tr("list"), tr("customers"), tr("of all {doers}", doers=outcome.doers), outcome.rate, tr("habit")]
    rows = [
        [list_name(q, one), count(one.size), exact_share(one.recall.value), _short(one.precision),
         NONE if one.habit_precision is None else exact_share(one.habit_precision.value)]
        for one in q.lists
    ]  # fmt: skip
    caption = tr(
        "Lists of the likeliest in the test (95% interval). Habit: the shop's own list at the same length; whoever "
        "stands equal at its end, as all of the habit's list do, is taken by lot"
    )
    return Table(columns, rows, caption=caption)


def list_name(q: Quality, one: ListSize) -> str:
    """How long a list is; that as long as the habit's says so."""
    text = tr("top {share}", share=share(one.share))
    return tr("{list} (as the habit)", list=text) if is_the_habits(q, one) else text


def _short(e: Estimate) -> str:
    if e.value is None or e.low is None or e.high is None:
        return exact_share(e.value)
    return tr("{value} ({low} to {high})", value=share(e.value), low=share(e.low), high=share(e.high))
