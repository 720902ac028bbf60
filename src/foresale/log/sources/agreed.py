"""Files of one log that are too small to tell their encoding: all of them together do.

A day of a shop has a handful of letters beyond ASCII, and each of them is a letter in ten encodings; the days before
and after are of the same program. What a file with many such letters says of itself goes before, and nothing is read in
an encoding that would make letters of it that nobody writes.
"""

from __future__ import annotations

from collections.abc import Sequence

from foresale.log.sources.letters import Signs

ENOUGH = 200  # bytes above 127: a file with more tells its encoding alone, if its letters do


def agreed(files: Sequence[Signs]) -> list[tuple[str, bool] | None]:
    """(encoding, whether it is sure) of each file that is not sure of itself; None of the others.

    files : of all texts of a log that are not UTF-8
    """
    if len(files) < 2:
        return [None] * len(files)
    together = Signs.together(files).told
    return [
        None if (one.high >= ENOUGH and one.told[1]) or not one.may_be(together[0]) else together for one in files
    ]
