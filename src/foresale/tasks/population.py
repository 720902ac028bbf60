"""Of whom a question is asked. The same rule trains and scores, always as of the row's cutoff."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from foresale.errors import NotAPopulation, did_you_mean
from foresale.tasks.duration import Duration

Kind = Literal["active", "bought", "identified", "all"]
KINDS: tuple[Kind, ...] = ("active", "bought", "identified", "all")
EXAMPLES = ("active(90d)", "bought", "bought(365d)", "identified", "all")


class Population(msgspec.Struct, frozen=True):
    """Users with history before the cutoff who also fit the rule:

    active(90d)  : any event in [cutoff - 90d, cutoff)
    bought       : a purchase before the cutoff; bought(365d): one in [cutoff - 365d, cutoff)
    identified   : a customer id that the log tells from a device or cookie
    all          : everybody who was ever seen
    """

    kind: Kind
    within: Duration | None = None

    def __str__(self) -> str:
        return f"{self.kind}({self.within})" if self.within else self.kind

    @classmethod
    def parse(cls, text: str) -> Population:
        """Read `active(90d)`."""
        form = re.fullmatch(r"\s*(\w+)\s*(?:\(\s*([^()]*?)\s*\))?\s*", text)
        if not form or form[1] not in KINDS:
            raise _unknown(text)
        kind: Kind = form[1]
        if (kind == "active") != (form[2] is not None) and kind != "bought":
            raise _unknown(text)
        return cls(kind, Duration.parse(form[2]) if form[2] is not None else None)


def _unknown(text: str) -> NotAPopulation:
    """What is like the beginning of a population (`activ`) is meant as one."""
    kinds = {example.partition("(")[0]: example for example in reversed(EXAMPLES)}
    near = did_you_mean(text.partition("(")[0].strip(), kinds)
    return NotAPopulation(
        text=text, known=", ".join(EXAMPLES), details={label: kinds[kind] for label, kind in near.items()}
    )
