"""One block a horizon where several were asked."""

from __future__ import annotations

from collections.abc import Callable

from foresale.judging.judged import Judged, Quality
from foresale.language import tr
from foresale.report.blocks import Block, Heading
from foresale.report.numbers import length


def by_horizon(judged: Judged, blocks: Callable[[Quality, int], list[Block]]) -> list[Block]:
    """What `blocks(quality, index)` says of each horizon, under a heading each where there are several."""
    if len(judged.horizons) == 1:
        return blocks(judged.horizons[0], 0)
    out: list[Block] = []
    for k, q in enumerate(judged.horizons):
        out += [Heading(tr("Within {length}", length=length(q.horizon))), *blocks(q, k)]
    return out
