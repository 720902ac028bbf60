"""The feature table: one row a question, one named column a feature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from foresale.features.family import Feature


@dataclass(frozen=True)
class Table:
    """Features of rows, in the order of the rows.

    features    : one a column
    family_of   : name of the family of each column
    values      : float32[n, f]; NaN is undefined. Categories stand as codes of their feature's `levels`
    """

    features: tuple[Feature, ...]
    family_of: tuple[str, ...]
    values: npt.NDArray[np.float32]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.features)

    @cached_property
    def categorical(self) -> tuple[str, ...]:
        """Names of the columns that hold codes of categories."""
        return tuple(f.name for f in self.features if f.levels)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: k for k, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.values)

    def __contains__(self, name: str) -> bool:
        return name in self._place

    def __getitem__(self, name: str) -> npt.NDArray[np.float32]:
        """One column by name, float32[n]; KeyError where there is none."""
        return self.values[:, self._place[name]]

    def rows(self, which: npt.NDArray[Any] | slice) -> Table:
        """The rows of a mask, of indices or of a slice."""
        return replace(self, values=self.values[which])

    def columns(self, names: Iterable[str]) -> Table:
        """The named columns, in that order; KeyError where one is missing."""
        places = [self._place[name] for name in names]
        return Table(
            tuple(self.features[k] for k in places),
            tuple(self.family_of[k] for k in places),
            np.ascontiguousarray(self.values[:, places]),
        )

    def to_arrow(self) -> pa.Table:
        """The same as an Arrow table: categories as their texts, undefined as null."""
        arrays: list[pa.Array[Any] | pa.ChunkedArray[Any]] = []
        for k, feature in enumerate(self.features):
            column = self.values[:, k]
            missing = np.isnan(column)
            if feature.levels:
                codes: Any = pa.array(np.where(missing, 0, column).astype(np.int32), mask=missing)
                arrays.append(pa.DictionaryArray.from_arrays(codes, pa.array(feature.levels)))
            else:
                arrays.append(pa.array(column, mask=missing))
        return pa.table(arrays, names=list(self.names))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)
