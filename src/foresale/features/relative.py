"""Features in units of the observed length: for horizons that the log has never shown.

Rows at an early cutoff have seen less than those at the cutoff asked. Windows and the lookback shrink with what was
observed, and durations count as if the observed length were that of the spec: "bought in the last tenth of what we have
seen" means the same at both. So what was learned for half the log's length answers for the whole of it.
"""

from __future__ import annotations

import numpy as np

from foresale.features.runner import compute_features
from foresale.features.spec import FeatureSpec
from foresale.features.table import Table
from foresale.log.events import DAY_US
from foresale.log.prepared import PreparedLog
from foresale.progress import SILENT, Progress
from foresale.tasks.rows import Rows

DURATION = "days"  # the unit of features that are lengths of time


def relative_features(
    log: PreparedLog, rows: Rows, spec: FeatureSpec, *, threads: int = 1, progress: Progress = SILENT
) -> Table:
    """`compute_features` with time on each cutoff's own scale; the columns are those of `spec`."""
    values = np.empty((len(rows), len(spec.features)), np.float32)
    durations = np.array([f.unit == DURATION for f in spec.features])
    for cutoff in np.unique(rows.cutoff):
        which = np.flatnonzero(rows.cutoff == cutoff)
        scale = max(1.0, (int(cutoff) - log.dense_start) / DAY_US) / spec.context.lookback_days
        part = compute_features(log, rows.select(which), spec, threads=threads, stretch=scale, progress=progress)
        values[which] = part.values
        values[np.ix_(which, durations)] /= scale
    return Table(spec.features, spec.family_of, values)
