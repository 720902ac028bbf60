"""One block a horizon where several were asked, and what the test really asked where that horizon was never seen."""

from __future__ import annotations

from collections.abc import Callable

from foresale.judging.judged import Judged
from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Block, Heading, Text
from foresale.report.numbers import length


def by_horizon(judged: Judged, blocks: Callable[[Quality, int], list[Block]]) -> list[Block]:
    """What `blocks(quality, index)` says of each horizon, under a heading each where there are several."""
    out: list[Block] = []
    for k, q in enumerate(judged.horizons):
        if len(judged.horizons) > 1:
            out.append(Heading(tr("Within {length}", length=length(q.horizon))))
        out += [*shorter_test(q), *blocks(q, k)]
    return out


def shorter_test(q: Quality) -> list[Block]:
    """The warning that figures of the test are of a shorter horizon than the one asked; mostly nothing."""
    if q.learned is None:
        return []
    said = tr(
        "Asked are {asked}. The log has not seen that long a time to its end: figures of the test are for {learned}.",
        asked=length(q.horizon),
        learned=length(q.learned),
    )
    return [Text(said)]
