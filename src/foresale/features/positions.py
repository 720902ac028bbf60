"""Positions that kernels ask for: the same user's event before and after with the same code.

An event at position i of window [l, r) stands for a new item exactly if `previous[i] < l`, and takes an item away with
it when it leaves exactly if `next[i] >= r`; so a distinct count moves with its two pointers and needs no table. An
event without a code answers no to both.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from foresale.features.compiling import compiled
from foresale.log.events import PURCHASE

BEYOND = 2**31 - 1  # after every position


@compiled
def link(codes, starts, ends, n_codes):
    """`previous`, `next` : int32[n] for codes int32[n]: positions; -1 and BEYOND where there is none.

    Where the code is missing it is the other way round, BEYOND and -1.
    """
    previous = np.full(len(codes), BEYOND, np.int32)
    following = np.full(len(codes), -1, np.int32)
    newest = np.full(n_codes, -1, np.int32)
    for g in range(len(starts)):
        for i in range(starts[g], ends[g]):
            code = codes[i]
            if code < 0:
                continue
            before = newest[code]
            previous[i], following[i] = -1, BEYOND
            if before >= starts[g]:
                previous[i] = before
                following[before] = i
            newest[code] = i
    return previous, following


@njit
def purchase_before(previous, type, i):
    """Position of the purchase before `i` with the same code, -1 where there is none; BEYOND where `i` has no code.

    What lies between two purchases of a code is walked over once: linear over all purchases.
    """
    j = previous[i]
    while 0 <= j < i and type[j] != PURCHASE:
        j = previous[j]
    return j


@njit
def purchase_after(following, type, i, stop):
    """Position of the purchase after `i` with the same code; `stop` or later where there is none before it."""
    j = following[i]
    while i < j < stop and type[j] != PURCHASE:
        j = following[j]
    return j
