"""Numbers far above all others: 80,995 pieces in one line, a price of 10,000,000. They are kept, and named;
what features take of them is limited by what was usual before (`features/money.py`).

What is far is told on a log scale and by the numbers themselves: more than ten times what all but a thousandth of a
column's values reach. A long tail, as of any shop's prices, comes nowhere near that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from foresale.log import events as ev
from foresale.log.findings import Finding
from foresale.log.instants import show_day

if TYPE_CHECKING:
    from foresale.log.prepared import PreparedLog

COLUMNS = ("quantity", "price", "list_price", "amount", "discount")
RARE, FEWEST, FAR = 0.001, 3, 10.0  # the highest so many may be far from the next one, by so many times
LEAST = 50  # values, below which nothing is usual
SHOWN = 3


def outliers(log: PreparedLog) -> list[Finding]:
    """A note for each column that has some in sight, with the largest and their days."""
    fields = log.reading.fields if log.reading else {}
    found = []
    for name in COLUMNS:
        if name not in log.columns or (fields and name not in fields):  # an amount that is price times quantity
            continue
        value, time = _values(log, name)
        if len(value) < LEAST:
            continue
        rare = max(FEWEST, int(RARE * len(value)))
        order = np.argpartition(value, -rare - 1)[-rare - 1 :]
        order = order[np.lexsort((time[order], -value[order]))]
        usual = float(value[order[-1]])
        far = order[value[order] > FAR * usual]
        if not len(far):
            continue
        text = (
            "{n:,} values of `{column}` are more than ten times what all but {rare:,} of its {all:,} values reach"
            " ({usual}); they are kept: {values}"
        )
        facts = {
            "n": len(far), "column": fields[name].columns[0] if name in fields else name, "rare": rare,
            "all": len(value), "usual": f"{usual:,g}",
            "values": ", ".join(f"{value[k]:,.10g} ({show_day(int(time[k]), log.zone)})" for k in far[:SHOWN]),
        }  # fmt: skip
        found.append(Finding("outliers", text, facts))
    return found


def _values(log: PreparedLog, name: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """The positive numbers of a column in sight, of products, and when they were told."""
    values, times = [np.zeros(0)], [np.zeros(0, np.int64)]
    for bucket in [*log.buckets, *([log.ownerless] if log.ownerless is not None else [])]:
        seen = bucket.seen if len(bucket.users) else slice(None)
        if name not in bucket.columns:
            continue
        value = bucket.columns[name][seen]
        some = value > 0
        if ev.IS_PRODUCT in bucket.columns:
            some &= bucket.columns[ev.IS_PRODUCT][seen] > 0
        values.append(np.asarray(value[some], np.float64))
        times.append(np.asarray(bucket.columns["time"][seen][some], np.int64))
    return np.concatenate(values), np.concatenate(times)
