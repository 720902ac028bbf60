"""What the shop's own columns are called beside those of the score table."""

from __future__ import annotations

import re

from foresale.log.findings import Finding

OURS = re.compile(
    r"(score|p|p_low|p_high|percentile|band|calibrated)(_\d+(h|d|w|mo))?|cutoff|cold|in_population|task|model"
)


def key_name(own: str) -> str:
    """The column of ids: the shop's own name for it, unless a column of ours is called so."""
    return "user" if OURS.fullmatch(own) else own


def renamed(own: str) -> tuple[Finding, ...]:
    """That the ids got another name; mostly nothing."""
    if key_name(own) == own:
        return ()
    text = "the ids of `{name}` stand in the column `{key}` of the scores: `{name}` is a column of their own"
    return (Finding("key_renamed", text, {"name": own, "key": key_name(own)}),)
