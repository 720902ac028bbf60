"""A file of labels: key, cutoff, label. The plan, the embargo and the audit are those of every other target."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from foresale.errors import LabelsUnreadable, NotAnInstant
from foresale.language import tr
from foresale.log.instants import parse_instant
from foresale.log.prepared import PreparedLog
from foresale.tasks.rows import Rows, rows_for_keys
from foresale.tasks.targets import Labels
from foresale.tasks.task import Task


def rows_from_file(log: PreparedLog, task: Task) -> Rows:
    """The rows of a labels file (columns key, cutoff, label) in the order (cutoff, id text).

    `cutoff` is a date (00:00 in the shop's zone) or an instant; an empty label is unknown. Every horizon
    gets the label.
    """
    assert isinstance(task.target, Labels)
    file = task.target.file
    table = _read_labels(file)
    ids = [str(key) for key in table["key"].to_pylist()]
    cutoff = _cutoffs(file, table, log.zone)
    try:
        label = table["label"].cast(pa.float32()).to_numpy(zero_copy_only=False).astype(np.float32)
    except (ValueError, pa.ArrowInvalid) as why:
        raise LabelsUnreadable(file=file, reason=str(why).splitlines()[0]) from why
    if not np.isin(label[~np.isnan(label)], (0, 1)).all():
        raise LabelsUnreadable(file=file, reason=tr("label is not 0 or 1 everywhere"))
    rows = rows_for_keys(log, task, ids, cutoff)
    rows = rows.with_label(np.repeat(label[:, None], len(task.horizons), axis=1))
    return rows.select(np.array(sorted(range(len(ids)), key=lambda r: (cutoff[r], ids[r])), np.int64))


def cutoffs_in_file(target: Labels, zone: str) -> list[int]:
    """The distinct cutoffs of a labels file, ascending."""
    return sorted(set(_cutoffs(target.file, _read_labels(target.file), zone).tolist()))


def _cutoffs(file: str, table: pa.Table, zone: str) -> npt.NDArray[np.int64]:
    try:
        return np.array([parse_instant(str(c), zone) for c in table["cutoff"].to_pylist()], np.int64)
    except NotAnInstant as why:
        raise LabelsUnreadable(file=file, reason=str(why).splitlines()[0]) from why


def _read_labels(file: str) -> pa.Table:
    try:
        if Path(file).suffix.lower() in (".parquet", ".pq"):
            table = pyarrow.parquet.read_table(file)
        else:  # ids as text, whatever they look like
            types = pyarrow.csv.ConvertOptions(column_types={"key": pa.string(), "cutoff": pa.string()})
            table = pyarrow.csv.read_csv(file, convert_options=types)
    except (OSError, pa.ArrowInvalid) as why:
        raise LabelsUnreadable(file=file, reason=str(why).splitlines()[0]) from why
    if missing := [c for c in ("key", "cutoff", "label") if c not in table.column_names]:
        raise LabelsUnreadable(file=file, reason=tr("no column {columns}", columns=", ".join(missing)))
    if not table.num_rows:
        raise LabelsUnreadable(file=file, reason=tr("it has no rows"))
    return table
