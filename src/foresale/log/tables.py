"""What a table says of users or items, version by version: which row of it holds at an instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from foresale.log.events import NEVER
from foresale.log.groups import IntArray, first_at_or_after

VALID_FROM = "valid_from"
OWNER, SINCE = "_owner", "_since"  # of a row, in relations and in stored tables


@dataclass(frozen=True, eq=False)
class Attributes(Mapping[str, npt.NDArray[Any]]):
    """Attribute -> array[v] over the rows of a table: float64, or int32 codes of a dictionary (-1: missing).

    columns : the arrays
    starts  : int64[n + 1]  the rows of owner c (its code in the log) are starts[c] .. starts[c + 1], by `since`
    since   : int64[v]      instant from which a row holds, microseconds UTC; NEVER: it has no date and always held

    Every owner has at least one row, of missing values where the table does not know it. So in a table without dates
    the row of an owner is its code.
    """

    columns: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)
    starts: IntArray = field(default_factory=lambda: np.zeros(1, np.int64))
    since: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))

    @classmethod
    def of(cls, columns: Mapping[str, npt.NDArray[Any]], owner: IntArray, since: IntArray, n_owners: int) -> Attributes:
        """owner : int[v] ascending codes, each of 0 .. n_owners at least once; `since` ascends within an owner."""
        return cls(columns, np.searchsorted(owner, np.arange(n_owners + 1)), since)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def rows(self, owners: IntArray, instants: int | IntArray) -> npt.NDArray[np.int64]:
        """The row that holds just before each instant, -1 where there is none (or the owner is -1, unknown).

        Strictly before, as all history: a row that is valid from a cutoff on is that cutoff's future.
        """
        known = owners >= 0
        if not len(self.since):
            return np.full(len(owners), -1, np.int64)
        code = np.where(known, owners, 0)
        first = self.starts[code]
        row = first_at_or_after(self.since, first, self.starts[code + 1], instants) - 1
        return np.where(known & (row >= first), row, -1)

    def rows_before(self, owners: IntArray, instant: int | None) -> npt.NDArray[np.int64]:
        """All rows of some owners that held at any time before an instant (None: ever)."""
        if not len(self.since):
            return np.zeros(0, np.int64)
        some = np.zeros(len(self.starts) - 1, bool)
        some[owners] = True
        there = np.repeat(some, np.diff(self.starts))
        return np.flatnonzero(there if instant is None else there & (self.since < instant))


def undated(n_rows: int) -> npt.NDArray[np.int64]:
    """`since` of rows that have no date."""
    return np.full(n_rows, NEVER, np.int64)
