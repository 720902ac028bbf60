"""A file of labels: key, cutoff, label. The plan, the embargo and the audit are those of every other target."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from foresale.errors import EmptyFile, ForesaleError, HeaderOnly, LabelsUnreadable, LogError
from foresale.language import tr
from foresale.log.findings import Finding
from foresale.log.prepared import PreparedLog
from foresale.tasks.key_file import as_in_log, ids_of, instants_of, known_to, read_table
from foresale.tasks.rows import Rows, rows_for_keys
from foresale.tasks.targets import Labels
from foresale.tasks.task import Task

ANSWERS = {"1": 1.0, "0": 0.0, "true": 1.0, "false": 0.0, "": np.nan, "nan": np.nan}


def rows_from_file(log: PreparedLog, task: Task) -> Rows:
    """The rows of a labels file (columns key, cutoff, label) in the order (cutoff, id text).

    Ids are spelled as those of the log, see `key_file`. `cutoff` is a date (00:00 in the shop's zone) or an instant; an
    empty label is unknown. Every horizon gets the label.
    """
    assert isinstance(task.target, Labels)
    file = task.target.file
    table = _read_labels(file)
    ids = as_in_log(ids_of(table, "key", _refusal(file)), log)
    if not known_to(ids, log).any():
        raise _refusal(file)(tr("none of its {rows} keys is a user of the log", rows=len(ids)))
    cutoff = instants_of(table["cutoff"].to_pylist(), log.zone, _refusal(file))
    label = _labels(table["label"], file)
    rows = rows_for_keys(log, task, ids, cutoff)
    rows = rows.with_label(np.repeat(label[:, None], len(task.horizons), axis=1))
    return rows.select(np.array(sorted(range(len(ids)), key=lambda r: (cutoff[r], ids[r])), np.int64))


def strangers(log: PreparedLog, target: Labels) -> tuple[Finding, ...]:
    """That some rows of a labels file name nobody in the log; mostly nothing."""
    known = known_to(as_in_log(ids_of(_read_labels(target.file), "key", _refusal(target.file)), log), log)
    if known.all():
        return ()
    text = "{n} of {of} rows of the labels file name nobody in the log and teach nothing"
    return (Finding("labels_of_strangers", text, {"n": int((~known).sum()), "of": len(known)}, "warning"),)


def cutoffs_in_file(target: Labels, zone: str) -> list[int]:
    """The distinct cutoffs of a labels file, ascending."""
    return sorted(set(instants_of(_read_labels(target.file)["cutoff"].to_pylist(), zone, _refusal(target.file))))


def _labels(column: Any, file: str) -> npt.NDArray[np.float32]:
    """float32[n]: 1, 0, NaN unknown; the same from numbers, truths and their texts."""
    label = np.empty(len(column), np.float32)
    for row, value in enumerate(column.to_pylist()):
        text = "" if value is None else str(value).strip().lower()
        answer = ANSWERS.get(text.removesuffix(".0"))
        if answer is None:
            reason = tr("row {row}: the label `{text}` is not 0 or 1", row=row + 1, text=text[:20])
            raise LabelsUnreadable(file=file, reason=reason)
        label[row] = answer
    return label


def _read_labels(file: str) -> pa.Table:
    try:
        table = read_table(file, _refusal(file))
    except (EmptyFile, HeaderOnly) as e:
        raise _refusal(file)(tr("it has no rows")) from e
    except LogError as e:
        raise _refusal(file)(str(e).splitlines()[0]) from e
    if missing := [c for c in ("key", "cutoff", "label") if c not in table.column_names]:
        raise LabelsUnreadable(file=file, reason=tr("no column {columns}", columns=", ".join(missing)))
    if not table.num_rows:
        raise LabelsUnreadable(file=file, reason=tr("it has no rows"))
    return table


def _refusal(file: str) -> Any:
    def refuse(reason: str) -> ForesaleError:
        return LabelsUnreadable(file=file, reason=reason)

    return refuse
