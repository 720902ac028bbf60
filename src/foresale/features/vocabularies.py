"""Vocabularies: the texts of a column that a model knows by name. They go into bundles, reports and figures.

So only texts that several users share are among them, and none that is written as an address or a telephone number:
a word that one customer typed, or the town where one lives, would tell who somebody is. The rest is `other`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from foresale.features.columns import in_sight
from foresale.log.prepared import PreparedLog

VOCABULARY = 64  # texts of one column at most
FEWEST_USERS = 10  # that a text must be of
_LOOKED_AT = 8 * VOCABULARY  # the most frequent texts, among which those of enough users are looked for
_CHUNK = 2**18  # events looked at in one go: most texts are soon known to be of enough users
_CONTACT = re.compile(r"[^@\s]@[^@\s]+\.\w|^\+\d[\d()./ -]{6,}$|^\(\d+\)[\d./ -]{5,}$")

Codes = npt.NDArray[np.int64]


def vocabulary_of_events(log: PreparedLog, column: str, shared_by: int = FEWEST_USERS) -> tuple[str, ...]:
    """By number of events in sight, then by text."""
    texts = log.dictionaries[column]
    counts = np.zeros(len(texts) + 1, np.int64)
    for bucket in log.buckets:
        counts += np.bincount(bucket.columns[column][in_sight(bucket)] + 1, minlength=len(counts))
    return _shared(texts, counts[1:], _owners(log, column), shared_by)


def vocabulary_of_users(log: PreparedLog, attribute: str, shared_by: int = FEWEST_USERS) -> tuple[str, ...]:
    """Of the table of users: by number of its rows for users in sight, then by text."""
    rows = log.user_table.rows_before(log.users_in_sight, log.until)
    texts = log.dictionaries[f"user:{attribute}"]
    codes = log.user_table[attribute][rows].astype(np.int64)
    owners = np.searchsorted(log.user_table.starts, rows, "right") - 1
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    return _shared(texts, counts, iter([(owners, codes)]), shared_by)


def _owners(log: PreparedLog, column: str) -> Iterator[tuple[Codes, Codes]]:
    """User and text of the events in sight, some at a time."""
    for bucket in log.buckets:
        seen = in_sight(bucket)
        lengths = bucket.ends - bucket.starts
        codes, owners = bucket.columns[column][seen], np.repeat(bucket.users, lengths)
        for at in range(0, len(codes), _CHUNK):
            some = slice(at, at + _CHUNK)
            yield owners[some].astype(np.int64), codes[some].astype(np.int64)


def _shared(
    texts: Sequence[str], counts: Codes, owners: Iterator[tuple[Codes, Codes]], shared_by: int
) -> tuple[str, ...]:
    """The most frequent texts that enough users have.

    owners : (user, code of the text or -1) event by event; read as long as some text is still of too few
    """
    frequent = sorted((-int(counts[c]), texts[c], c) for c in map(int, np.flatnonzero(counts >= shared_by)))
    looked = [(text, c) for _, text, c in frequent[:_LOOKED_AT] if not _CONTACT.search(text)]
    users: dict[int, set[int]] = {c: set() for _, c in looked}
    few = np.zeros(len(counts) + 1, bool)  # of too few so far; the last one is where -1 looks
    few[list(users)] = True
    for owner, code in owners:
        if not few.any():
            break
        mine = few[code]
        pairs = np.unique(code[mine] << 32 | owner[mine])
        for c, first, last in _runs(pairs >> 32):
            users[c].update((pairs[first : min(last, first + shared_by)] & 0xFFFFFFFF).tolist())
            few[c] = len(users[c]) < shared_by
    return tuple(text for text, c in looked if len(users[c]) >= shared_by)[:VOCABULARY]


def _runs(codes: Codes) -> Iterator[tuple[int, int, int]]:
    """Each of ascending codes, with where it begins and where it ends."""
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    ends = np.append(starts[1:], len(codes))
    return zip(codes[starts].tolist(), starts.tolist(), ends.tolist())
