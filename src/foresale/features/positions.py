"""Positions of the same user's event before and after with the same code: what makes distinct counts linear.

An event at position i of window [l, r) stands for a new item exactly if `previous[i] < l`, and takes an item away with
it when it leaves exactly if `next[i] >= r`; so a distinct count moves with its two pointers and needs no table.
"""

from __future__ import annotations

import numpy as np

from foresale.features.compiling import compiled

NO_NEXT = 2**31 - 1


@compiled
def link(codes, starts, ends, n_codes):
    """`previous`, `next` : int32[n] for codes int32[n]; -1 and NO_NEXT where there is none or the code is missing."""
    previous = np.full(len(codes), -1, np.int32)
    following = np.full(len(codes), NO_NEXT, np.int32)
    newest = np.full(n_codes, -1, np.int32)
    for g in range(len(starts)):
        for i in range(starts[g], ends[g]):
            code = codes[i]
            if code < 0:
                continue
            before = newest[code]
            if before >= starts[g]:
                previous[i] = before
                following[before] = i
            newest[code] = i
    return previous, following
