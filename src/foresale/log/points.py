"""Whether the point of `1.234` parts thousands, where no value of the column tells: the rest of the log does."""

from __future__ import annotations

import re

from foresale.log import events as ev
from foresale.log.cells import bare_shape
from foresale.log.evidence import Evidence
from foresale.log.profile import Profile
from foresale.log.vocabulary import fields_of


def settle_points(e: Evidence, semicolons: bool) -> None:
    """Read the points of such columns as thousands where others have a decimal comma, or semicolons part the fields.

    Programs cut at semicolons where the comma is taken, as it begins the fraction of a number there.

    semicolons : whether the log's files are cut at them
    """
    commas = [p.name for p in e.profiles.values() if p.number[0] == "decimal comma" and p.number[1] >= 0.9]
    if not commas and not semicolons:
        return
    said = {column for field in ev.NUMBERS for column in e.mapped(field)}
    for p in e.free():
        if (p.name in said or not fields_of(p.name).keys().isdisjoint(ev.NUMBERS)) and _in_threes(e, p):
            p.points_group = True
            if not commas:
                e.warn(
                    "points_group",
                    "`{column}` is written like 1.234 throughout, in a file with semicolons: read as thousands, 1234;"
                    " if it is a fraction, write it with a comma",
                    column=p.name,
                )


def _in_threes(e: Evidence, p: Profile) -> bool:
    """Whether three digits follow every point, at most three precede it, and no number begins with 0."""
    bare = [bare_shape(shape) for shape, _ in p.shapes]
    if p.others or not all(re.fullmatch(r"[-+]?9{1,3}(\.9{3})?", s) for s in bare) or not any("." in s for s in bare):
        return False
    return not e.of_values(p.name, "count(*)", "regexp_matches(v, '^\\D*0\\d*\\.')")[0]
