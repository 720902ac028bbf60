"""A task: what of users' future (target), how long (horizons), of whom (population), in one line of text.

    buys within 30d for active(90d)
    buys within 7d,30d
    no buys within 60d for bought(365d)
    does "add_review" within 7d
    shop.targets:big_basket within 30d for bought

`parse_task(str(task)) == task` for every task.
"""

from __future__ import annotations

from itertools import pairwise

import msgspec

from foresale.errors import HorizonsNotDistinct
from foresale.tasks.duration import Duration
from foresale.tasks.population import Population
from foresale.tasks.targets import Does, Function, Labels


class Task(msgspec.Struct, frozen=True):
    """What is asked of users. `horizons` ascend; () and None mean "not said", until `choose_task` fills them in."""

    target: Does | Function | Labels
    horizons: tuple[Duration, ...] = ()
    population: Population | None = None

    def __str__(self) -> str:
        within = f" within {','.join(map(str, self.horizons))}" if self.horizons else ""
        whom = f" for {self.population}" if self.population else ""
        return f"{self.target}{within}{whom}"

    @property
    def horizon(self) -> Duration:
        """The longest horizon: it decides where cutoffs can be laid."""
        return self.horizons[-1]


def ordered_horizons(horizons: list[Duration]) -> tuple[Duration, ...]:
    """Ascending; the same length twice (`7d,1w`) is refused, for two columns would say one thing."""
    ascending = sorted(horizons, key=lambda h: h.approx_days)
    for shorter, longer in pairwise(ascending):
        if shorter.approx_days == longer.approx_days:
            raise HorizonsNotDistinct(shorter=shorter, longer=longer)
    return tuple(ascending)
