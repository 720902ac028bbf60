"""From the feature table to what learners take: which columns, categories as numbers, scales.

Trees get one number a category, the target's mean in it, computed for each training row without its own user's fold (a
category of one buyer would otherwise tell the label). Linear models get one column a category, missing values as the
mean with a column that says so, and log scales: counts, money and waits spread over orders of magnitude.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from foresale.features.table import Table
from foresale.models.base import Floats, TrainingData
from foresale.models.bgnbd import BGNBD, COLUMN, fit_rows, has_summary, with_column

FOLDS = 5
PRIOR_ROWS = 20.0  # rows of the base rate added to each category
RARE_ROWS = 20.0  # a category, or a missing value, of fewer rows gets no column of its own in linear models
FEW_CUTOFFS = 60  # up to here, a column that only tells cutoffs apart is left out


class Columns(msgspec.Struct, frozen=True):
    """The columns that a learner sees.

    names  : of the table, in the order of names, so that the table's order has no say
    bgnbd  : where not None, BG/NBD's log odds are one more, the last
    """

    names: tuple[str, ...]
    horizon_days: float
    bgnbd: BGNBD | None = None

    def of(self, table: Table) -> Table:
        """Those columns; KeyError where the table lacks one."""
        chosen = table.columns(self.names)
        if self.bgnbd is None:
            return chosen
        with_it = with_column(table, self.bgnbd, self.horizon_days)
        return with_it.columns((*self.names, with_it.names[-1]))


def choose_columns(data: TrainingData) -> Columns:
    """All columns that can teach something, and BG/NBD where the table has what it reads but not yet its column.

    Left out: constant columns, exact copies of others and, with few cutoffs, those that are the same for all rows of
    each cutoff (month, weekday, holidays ahead). From a handful of cutoffs a learner could only take from them which
    cutoff a row belongs to, and with it the level of that time.
    """
    order = np.argsort(data.cutoff, kind="stable")
    starts = np.flatnonzero(np.diff(data.cutoff[order], prepend=np.iinfo(np.int64).min))
    if len(starts) > FEW_CUTOFFS or 2 * len(starts) > len(data):
        starts = starts[:1]
    rows = np.diff(np.r_[starts, len(data)])
    names, seen = [], set()
    for name in sorted(data.table.names) if len(data) else ():
        column = data.table[name][order]
        missing = np.add.reduceat(np.isnan(column), starts, dtype=np.int64)
        varies = np.fmin.reduceat(column, starts) < np.fmax.reduceat(column, starts)
        content = column.tobytes()
        if (varies | ((missing > 0) & (missing < rows))).any() and content not in seen:
            seen.add(content)
            names.append(name)
    needs_bgnbd = has_summary(data.table) and COLUMN.name not in data.table
    return Columns(tuple(names), data.aim.horizon_days, fit_rows(data) if needs_bgnbd else None)


# ---- trees


@dataclass(frozen=True)
class TreeEncoder:
    """rates : name of a categorical column -> float64[levels], the target's mean by code"""

    columns: Columns
    rates: dict[str, Floats]

    def __call__(self, table: Table) -> npt.NDArray[np.float32]:
        """float32[n, f], NaN for missing, in the order of `names`."""
        chosen = self.columns.of(table)
        values = np.array(chosen.values, np.float32)
        for k, name in enumerate(chosen.names):
            if name in self.rates:
                values[:, k] = _look_up(self.rates[name], values[:, k])
        return values

    @property
    def names(self) -> tuple[str, ...]:
        """Of what `__call__` gives."""
        return (*self.columns.names, COLUMN.name) if self.columns.bgnbd else self.columns.names

    def state(self) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
        return msgspec.to_builtins(self.columns), {f"rates/{name}": rates for name, rates in self.rates.items()}

    @classmethod
    def load(cls, json: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> TreeEncoder:
        rates = {name.removeprefix("rates/"): a for name, a in arrays.items() if name.startswith("rates/")}
        return cls(msgspec.convert(json, Columns), rates)


def fit_for_trees(data: TrainingData) -> tuple[TreeEncoder, npt.NDArray[np.float32]]:
    """The encoder, and the training rows themselves encoded out of fold."""
    columns = choose_columns(data)
    chosen = columns.of(data.table)
    values, rates = np.array(chosen.values, np.float32), {}
    folds = data.folds(FOLDS)
    for k, feature in enumerate(chosen.features):
        if not feature.levels:
            continue
        codes = values[:, k].copy()
        rates[feature.name] = _rates(codes, data, np.ones(len(data), bool), len(feature.levels))
        for fold in range(FOLDS):
            others = _rates(codes, data, folds != fold, len(feature.levels))
            values[folds == fold, k] = _look_up(others, codes[folds == fold])
    return TreeEncoder(columns, rates), values


def _rates(codes: npt.NDArray[np.float32], data: TrainingData, use: npt.NDArray[np.bool_], levels: int) -> Floats:
    """float64[levels]: share of positives by category among the rows in use, shrunk to that of all of them."""
    use = use & ~np.isnan(codes)
    at, weight = codes[use].astype(np.int64), data.weight[use]
    total = np.bincount(at, weight, minlength=levels)
    positive = np.bincount(at, weight * data.label[use], minlength=levels)
    base = (positive.sum() + 0.5) / (total.sum() + 1)
    rates: Floats = (positive + PRIOR_ROWS * base) / (total + PRIOR_ROWS)
    return rates


def _look_up(rates: Floats, codes: npt.NDArray[np.float32]) -> Floats:
    missing = np.isnan(codes)
    return np.where(missing, np.nan, rates[np.where(missing, 0, codes).astype(np.int64)])


# ---- linear models


@dataclass(frozen=True)
class LinearEncoder:
    """Numbers on a signed log scale, clipped to what training saw, with mean 0 and spread 1; then indicators of missing
    values; then one column a category.

    low, high, mean, spread : float64[numbers], on the log scale
    """

    columns: Columns
    numbers: tuple[str, ...]
    low: Floats
    high: Floats
    mean: Floats
    spread: Floats
    missing: tuple[str, ...]
    levels: tuple[tuple[str, int], ...]

    def __call__(self, table: Table) -> Floats:
        """float64[n, k]."""
        chosen = self.columns.of(table)
        x = (np.clip(_log(chosen.columns(self.numbers).values), self.low, self.high) - self.mean) / self.spread
        blocks = [
            np.nan_to_num(x, nan=0.0),
            np.isnan(chosen.columns(self.missing).values),
            *((chosen[name] == code)[:, None] for name, code in self.levels),
        ]
        return np.concatenate(blocks, axis=1, dtype=np.float64)

    @property
    def sources(self) -> tuple[str, ...]:
        """The feature behind each column of what `__call__` gives."""
        return (*self.numbers, *self.missing, *(name for name, _ in self.levels))

    def state(self) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
        json = {
            "columns": msgspec.to_builtins(self.columns),
            "numbers": list(self.numbers),
            "missing": list(self.missing),
            "levels": [list(pair) for pair in self.levels],
        }
        return json, {"low": self.low, "high": self.high, "mean": self.mean, "spread": self.spread}

    @classmethod
    def load(cls, json: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> LinearEncoder:
        return cls(
            msgspec.convert(json["columns"], Columns), tuple(json["numbers"]),
            arrays["low"], arrays["high"], arrays["mean"], arrays["spread"],
            tuple(json["missing"]), tuple((name, code) for name, code in json["levels"]),
        )  # fmt: skip


def fit_for_linear(data: TrainingData, columns: Columns) -> LinearEncoder:
    """Scales of the given columns; a row of weight 2 counts like two rows."""
    chosen = columns.of(data.table)
    w = data.weight
    numbers, scales, missing, levels = [], [], [], []
    patterns = set()
    for k, feature in enumerate(chosen.features):
        column = chosen.values[:, k]
        known = ~np.isnan(column)
        if min(w[known].sum(), w[~known].sum()) >= RARE_ROWS and (pattern := known.tobytes()) not in patterns:
            patterns.add(pattern)
            missing.append(feature.name)
        if feature.levels:
            rows = np.bincount(column[known].astype(np.int64), w[known], minlength=len(feature.levels))
            levels += [(feature.name, int(code)) for code in np.flatnonzero(rows >= RARE_ROWS)]
        elif known.any():
            x, weight = _log(column[known]), w[known]
            mean = float(weight @ x / weight.sum())
            spread = float(np.sqrt(weight @ (x - mean) ** 2 / weight.sum()))
            if spread > 1e-9:
                numbers.append(feature.name)
                scales.append((x.min(), x.max(), mean, spread))
    low, high, mean_, spread_ = np.array(scales, np.float64).reshape(-1, 4).T
    return LinearEncoder(columns, tuple(numbers), low, high, mean_, spread_, tuple(missing), tuple(levels))


def _log(x: npt.NDArray[np.float32]) -> Floats:
    """sign(x) log(1 + |x|): nearly x for shares, a log for counts, money and days."""
    x64 = x.astype(np.float64)
    return np.sign(x64) * np.log1p(np.abs(x64))
