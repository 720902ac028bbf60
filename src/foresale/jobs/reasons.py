"""Why a score is what it is, in words: the families of features that say most, each by its feature that says most.

Of a blend the members' reasons are mixed as their scores are. Reasons are about the raw score, in log odds: calibration
keeps its order. They say what the model looked at, not what would change the customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from foresale.bundle import Bundle
from foresale.features.family import Feature
from foresale.features.relative import DURATION
from foresale.features.table import Table
from foresale.judging.backtest import widened
from foresale.language import tr
from foresale.models.odds import expit
from foresale.models.reasons import Reasons
from foresale.report.numbers import exact_share, figure
from foresale.report.words import spoken
from foresale.workers import go_on, workers

CODES = 3  # reasons told beside a score
LEAST = 0.02  # log odds: what moves a chance of one half by less than half a point is no reason
CHUNK_ROWS = 500


@dataclass(frozen=True)
class Reason:
    """What a family adds to the log odds of one row, and the feature of it that adds most in the same direction.

    value : the feature's, NaN where it is missing
    """

    family: str
    feature: Feature
    value: float
    by: float

    def __str__(self) -> str:
        """`time since the newest purchase: 3.2 days (+)`"""
        sign = "+" if self.by > 0 else "\N{MINUS SIGN}"
        return f"{spoken(self.feature.meaning)}: {value_text(self.feature, self.value)} ({sign})"


def reasons_of(bundle: Bundle, table: Table, *, k: int = -1) -> Reasons:
    """Of the k-th horizon's raw scores (the longest, unless said), for every row of the bundle's features."""
    model, answer = bundle.models[k], bundle.answers[k]
    return model.reasons(widened(table, answer.customer_base, answer.horizon_days))


def with_reasons(scores: pa.Table, bundle: Bundle, table: Table, threads: int = 1) -> pa.Table:
    """The score table with its reasons, the strongest first: in words, and for programs the feature and what its family
    adds to the log odds. `table` has the features of its rows."""

    def told(start: int) -> list[list[Reason]]:
        go_on()
        some = table.rows(slice(start, start + CHUNK_ROWS))
        return strongest(bundle, some, reasons_of(bundle, some))

    with workers(threads) as pool:
        parts = [pool.hand_out(told, start) for start in range(0, len(table), CHUNK_ROWS)]
        found = [row for part in parts for row in part.result()]
    cold = scores["cold"].to_pylist()
    for n in range(CODES):
        nth = [row[n] if n < len(row) and not is_cold else None for row, is_cold in zip(found, cold)]
        nothing = tr("no event before the cutoff") if n == 0 else ""
        texts = [str(r) if r else nothing if is_cold else "" for r, is_cold in zip(nth, cold)]
        columns = {
            f"reason_{n + 1}": pa.array(texts, pa.string()),
            f"reason_{n + 1}_feature": pa.array([r and r.feature.name for r in nth], pa.string()),
            f"reason_{n + 1}_adds": pa.array([r and r.by for r in nth], pa.float64()),
        }
        for name, column in columns.items():
            scores = scores.append_column(name, column)
    return scores


def strongest(bundle: Bundle, table: Table, reasons: Reasons, *, k: int = -1, most: int = CODES) -> list[list[Reason]]:
    """For each row its strongest reasons, the strongest first; fewer where fewer move anything."""
    answer = bundle.answers[k]
    wide = widened(table, answer.customer_base, answer.horizon_days)
    place = {name: i for i, name in enumerate(wide.names)}
    columns = [place[name] for name in reasons.names]
    families = sorted({wide.family_of[c] for c in columns})
    number = {name: i for i, name in enumerate(families)}
    family = np.array([number[wide.family_of[c]] for c in columns], np.int64)
    sums = np.zeros((len(wide), len(families)))
    for i in range(len(families)):
        sums[:, i] = reasons.values[:, family == i].sum(axis=1)
    out = []
    for row, by_family in enumerate(sums):
        order = [i for i in np.argsort(-np.abs(by_family), kind="stable")[:most] if abs(by_family[i]) >= LEAST]
        out.append([_reason(wide, row, columns, family == i, reasons.values[row], by_family[i]) for i in order])
    return out


def _reason(
    wide: Table, row: int, columns: Sequence[int], mine: npt.NDArray[np.bool_], values: npt.NDArray[np.float64],
    by: float,
) -> Reason:  # fmt: skip
    column = columns[int(np.argmax(np.where(mine, values * np.sign(by), -np.inf)))]
    return Reason(wide.family_of[column], wide.features[column], float(wide.values[row, column]), float(by))


def value_text(feature: Feature, value: float) -> str:
    """A feature's value as a person would say it."""
    if np.isnan(value):
        return spoken(feature.missing) if feature.missing else tr("not known")
    if feature.levels:
        return feature.levels[int(value)]
    if feature.unit == "share":
        return exact_share(value)
    if feature.unit == "log odds":
        return exact_share(float(expit(np.array(value))))
    whole = float(value).is_integer() and feature.unit not in ("ratio", "z")
    number = f"{value:,.0f}" if whole else figure(value)
    return f"{number} {spoken(feature.unit)}" if feature.unit == DURATION else number
