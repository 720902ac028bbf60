"""From a bundle and rows to the score table: the columns of the contract, in their fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from foresale.bundle import Bundle, monotone
from foresale.features.relative import relative_features
from foresale.features.runner import compute_features
from foresale.features.table import Table
from foresale.judging.moved import percentile
from foresale.language import tr
from foresale.log.prepared import PreparedLog
from foresale.log.reading import Reading
from foresale.progress import SILENT, Progress
from foresale.tasks.nearest import NO_EVENT
from foresale.tasks.rows import Rows, first_seen

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Answered:
    """Rows with their answers.

    raw, p, low, high : float64[n, h]
    cold              : bool[n], no history before the cutoff
    """

    rows: Rows
    table: Table
    raw: Floats
    p: Floats
    low: Floats
    high: Floats
    cold: npt.NDArray[np.bool_]


def answer(
    bundle: Bundle, log: PreparedLog, rows: Rows, *, threads: int = 1, progress: Progress = SILENT
) -> Answered:
    """Features, raw scores, p and intervals of the rows."""
    features = relative_features if bundle.relative else compute_features
    table = features(log, rows, bundle.spec, threads=threads, progress=progress)
    return answer_table(bundle, log, rows, table)


def answer_table(bundle: Bundle, log: PreparedLog, rows: Rows, table: Table, raw: Floats | None = None) -> Answered:
    """The same where the features stand already, and perhaps the raw scores."""
    cold = without_history(log, rows)
    raw = bundle.raw(table) if raw is None else raw
    p = bundle.p_of(raw)
    p[cold] = monotone(np.array([[a.cold.p for a in bundle.answers]]), bundle.task)
    bounds = [a.bounds(p[:, k], cold) for k, a in enumerate(bundle.answers)]
    low, high = (np.column_stack(side) for side in zip(*bounds))
    return Answered(rows, table, raw, p, low, high, cold)


def without_history(log: PreparedLog, rows: Rows) -> npt.NDArray[np.bool_]:
    """bool[n]: users with no event before their cutoff."""
    return np.asarray(first_seen(log, rows) == NO_EVENT)


def score_table(
    bundle: Bundle,
    answered: Answered,
    ids: Sequence[str],
    *,
    key: str = "user",
    cutoff_name: str = "cutoff",
    holds: bool = True,
) -> pa.Table:
    """The score table: key, cutoff, then for each horizon score, p, interval, percentile and band, then what holds for
    the row. One horizon has plain names, several carry theirs (`p_7d`).

    percentile : 100 = most likely, among those scored in training
    holds      : False where the log is not like that of the training, so that its verdict says nothing of these p
    """
    rows = answered.rows
    columns: dict[str, Any] = {
        key: pa.array(ids, pa.string()),
        cutoff_name: pa.array(rows.cutoff, pa.int64()).cast(pa.timestamp("us", tz=bundle.zone)),
    }
    several = len(bundle.answers) > 1
    for k, one in enumerate(bundle.answers):
        suffix = f"_{one.horizon}" if several else ""
        p = answered.p[:, k]
        columns |= {
            f"score{suffix}": pa.array(answered.raw[:, k]),
            f"p{suffix}": pa.array(p),
            f"p_low{suffix}": pa.array(answered.low[:, k]),
            f"p_high{suffix}": pa.array(answered.high[:, k]),
            f"percentile{suffix}": pa.array(percentile(bundle.reference, k, p), from_pandas=True),
            f"band{suffix}": pa.array(one.bands(p, answered.cold), pa.string()),
            f"calibrated{suffix}": pa.array(np.full(len(p), one.verdict.calibrated and holds)),
        }
    columns |= {
        "cold": pa.array(answered.cold),
        "in_population": pa.array(rows.in_population),
        "task": pa.array([str(bundle.task)] * len(rows), pa.string()),
        "model": pa.array([bundle.version] * len(rows), pa.string()),
    }
    return pa.table(columns)


def own_name(reading: Reading | None) -> str:
    """The user column as the shop's log calls it."""
    return reading.fields["user"].columns[0] if reading and "user" in reading.fields else "user"


def sorted_by(bundle: Bundle) -> str:
    """The column that says who is most likely: p, of several horizons that of the longest; the report opens with it."""
    return f"p_{bundle.answers[-1].horizon}" if len(bundle.answers) > 1 else "p"


def best_first(table: pa.Table, bundle: Bundle, key: str) -> pa.Table:
    """The most likely rows first, equals by their key."""
    order = [(sorted_by(bundle), "descending"), (key, "ascending")]
    return table.take(pc.sort_indices(table, order))


def how_sorted(column: str) -> str:
    """Said beside a table in this order."""
    return tr("Sorted by `{column}`, the highest first", column=column)


