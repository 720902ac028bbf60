"""The columns of a log as kernels read them: coded as the spec codes them, one type for numba, each made once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from foresale.features.context import Context
from foresale.features.family import column_of
from foresale.features.positions import BEYOND, link
from foresale.features.texts import same_codes, word_counts
from foresale.log import events as ev
from foresale.log.prepared import Bucket, PreparedLog

Codes = npt.NDArray[np.int32]


class Columns:
    """The columns of one bucket, by what `Family.reads` says of them.

    `tables` holds what was made of the log's texts: hand in the same for every bucket of a log.
    """

    def __init__(self, log: PreparedLog, context: Context, bucket: Bucket, tables: dict[str, Codes]) -> None:
        self.log, self.context, self.bucket, self.tables = log, context, bucket, tables
        self.made: dict[str, npt.NDArray[Any]] = {}

    def of(self, reads: Iterable[str]) -> list[npt.NDArray[Any]]:
        """One array for each, in that order."""
        return [self._get(read) for read in reads]

    def _get(self, read: str) -> npt.NDArray[Any]:
        if read not in self.made:
            self.made[read] = read_only(self._make(read))
        return self.made[read]

    def _make(self, read: str) -> npt.NDArray[Any]:
        if read.startswith(("previous:", "next:")):
            name = read.partition(":")[2]
            if column_of(name) not in self.bucket.columns:
                return np.full(len(self.bucket.columns["time"]), BEYOND if read.startswith("p") else -1, np.int32)
            codes = read_only(self._get(name).astype(np.int32, copy=False))
            starts, ends = (read_only(np.asarray(a, np.int64)) for a in (self.bucket.starts, self.bucket.ends))
            links = link(codes, starts, ends, int(codes.max(initial=-1)) + 1)
            for prefix, made in zip(("previous:", "next:"), links):
                self.made[prefix + name] = read_only(made)
            return self.made[read]
        name = column_of(read)
        if name not in self.bucket.columns:
            n = len(self.bucket.columns["time"])
            number = name in ev.NUMBERS or self.context.further.get(name) == "number"
            return np.full(n, np.nan) if number else np.full(n, -1, np.int32)
        column = self.bucket.columns[name]
        if name == "type":
            return _recode_types(column, self.log.types, self.context.types)
        table = self._table(read.rstrip("?"), name)
        return column if table is None else np.asarray(table[column])  # missing is -1: the table's last entry

    def _table(self, read: str, name: str) -> Codes | None:
        if read not in self.tables:
            texts = self.log.dictionaries.get(name, ())
            if read.startswith("words:"):
                self.tables[read] = word_counts(texts)
            elif read.endswith("~"):
                self.tables[read] = same_codes(texts)
            elif read.endswith("#"):
                self.tables[read] = recode(texts, self.context.vocabularies[name])
            else:
                return None
        return self.tables[read]


def recode(texts: Sequence[str], vocabulary: Sequence[str]) -> npt.NDArray[np.int32]:
    """Code in the log -> code in the vocabulary, `len(vocabulary)` for the rest; one more entry, -1, at the end."""
    code = {text: k for k, text in enumerate(vocabulary)}
    return np.array([*(code.get(text, len(vocabulary)) for text in texts), -1], np.int32)


def own_attributes(log: PreparedLog, context: Context, names: Sequence[str]) -> npt.NDArray[np.float32]:
    """float32[v + 1, len(names)] by row of the user table: numbers, or codes of the vocabulary; NaN is missing.

    The last row, where -1 looks, is that of nobody."""
    table = np.full((len(log.user_table.since) + 1, len(names)), np.nan, np.float32)
    for k, name in enumerate(names):
        if name in log.user_table:
            texts = log.dictionaries.get(f"user:{name}")
            table[:-1, k] = _as_the_spec(log.user_table[name], texts, context.vocabularies.get(f"user:{name}"))
    return table


def _as_the_spec(
    values: npt.NDArray[Any], texts: Sequence[str] | None, vocabulary: Sequence[str] | None
) -> npt.NDArray[Any]:
    """Values of a table as the spec reads them, also where this table writes numbers as texts or the other way round (a
    column with few values is a category, one with many a number)."""
    if vocabulary is None:
        return values if texts is None else np.array([*map(_number, texts), np.nan])[values]
    if texts is None:
        numbers, which = np.unique(values, return_inverse=True)
        texts, values = [f"{n:.15g}" for n in numbers], np.where(np.isnan(values), -1, which)
    codes = recode(texts, vocabulary)[values]
    return np.where(codes < 0, np.nan, codes)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _recode_types(
    column: npt.NDArray[np.uint8], theirs: Mapping[int, str], ours: Mapping[int, str]
) -> npt.NDArray[np.uint8]:
    """Codes of the log -> codes of the spec (a shop's own types may be numbered otherwise); unknown ones become 0."""
    if all(ours.get(code) == name for code, name in theirs.items()):
        return column
    code_of = {name: code for code, name in ours.items()}
    table = np.zeros(256, np.uint8)
    for code, name in theirs.items():
        table[code] = code_of.get(name, 0)
    return table[column]


def in_sight(bucket: Bucket) -> npt.NDArray[np.bool_] | slice:
    """The bucket's events that lie in some user's sight: a view `log.before(T)` ends users earlier."""
    n = len(bucket.columns["time"])
    if int((bucket.ends - bucket.starts).sum()) == n:
        return slice(None)
    steps = np.bincount(bucket.starts, minlength=n + 1) - np.bincount(bucket.ends, minlength=n + 1)
    return np.cumsum(steps[:n]) > 0


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Contiguous and read-only, mapped from disk or not: one type for numba, hence one compilation."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
