"""Fewer rows to train from, where there are more than memory or patience allow. Never for calibration or test."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from foresale.log.prepared import PreparedLog
from foresale.tasks.rows import Rows


def sample(
    rows: Rows, log: PreparedLog, most: int, seed: int = 0
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float32]]:
    """(bool[n] which labelled rows to keep, float32[n] their weights): about `most`; all of them where they fit.

    Rows in which something happens (label 1 at the longest horizon) are kept before the others, up to half of `most`.
    Each kept row weighs the inverse of its share. Which rows stay depends on id text, cutoff and seed alone, not on the
    order or the number of files.
    """
    if len(rows) <= most:
        return np.ones(len(rows), bool), rows.weight
    yes = rows.label[:, -1] == 1
    n_yes, n_no = int(yes.sum()), int((~yes).sum())
    share_yes = min(1.0, max(most / 2, most - n_no) / max(n_yes, 1))
    share_no = min(1.0, (most - share_yes * n_yes) / max(n_no, 1))
    share = np.where(yes, share_yes, share_no)
    return _place(rows, log, seed) < share, (rows.weight / share).astype(np.float32)


def _place(rows: Rows, log: PreparedLog, seed: int) -> npt.NDArray[np.float64]:
    """float64[n], uniform on [0, 1): the same for the same id text, cutoff and seed."""
    texts, salt = log.dictionaries["user"], seed.to_bytes(8, "little", signed=True)
    each, which = np.unique(rows.user, return_inverse=True)
    words = [texts[u].encode("utf-8") if u >= 0 else b"" for u in each]
    digest = b"".join(hashlib.blake2b(w, digest_size=8, salt=salt).digest() for w in words)
    x = np.frombuffer(digest, np.uint64)[which] ^ rows.cutoff.astype(np.uint64)
    # The finaliser of SplitMix64 (Steele, Lea, Flood 2014): cutoffs that differ in few bits become unrelated.
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray((x ^ (x >> np.uint64(31))) >> np.uint64(11), np.float64) / 2.0**53
