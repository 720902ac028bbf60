"""Whether as many are expected as have ever come."""

from __future__ import annotations

from foresale.judging.judged import Scored
from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.numbers import share

_FEWEST = 3  # dates: nearly any share lies outside of what one or two have shown


def beyond_the_seen(q: Quality, scored: Scored) -> str:
    """A sentence where the expected share lies outside of all that were observed; else ""."""
    seen = [one.rate for one in q.base_rates]
    if len(seen) < _FEWEST or not scored.rows or scored.expected.value is None:
        return ""
    ahead = scored.expected.value / scored.rows
    facts = {"share": share(ahead), "low": share(min(seen)), "high": share(max(seen)), "n": len(seen)}
    if ahead > max(seen):
        return tr(
            "That is {share} of them, more than came at any of the {n} dates with a known answer ({low} to {high}): "
            "those asked now look more like buyers than those of any of them did.", **facts,
        )  # fmt: skip
    if ahead < min(seen):
        return tr(
            "That is {share} of them, fewer than came at any of the {n} dates with a known answer ({low} to {high}): "
            "those asked now look less like buyers than those of any of them did.", **facts,
        )  # fmt: skip
    return ""
