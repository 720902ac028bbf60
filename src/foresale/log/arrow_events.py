"""The events of a prepared log as Arrow, with texts instead of codes: for other tools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from foresale.log import events as ev
from foresale.log.prepared import Bucket, PreparedLog

ROWS_AT_A_TIME = 200_000  # the texts of a bucket take more room than its codes


class ArrowEvents:
    """Columns: user, time (in the log's zone), type, what the log has of item, price ..., further columns as `x:NAME`.

    Each user's events follow each other in order of time; those of nobody come last.
    """

    def __init__(self, log: PreparedLog) -> None:
        self.log = log
        names = [name for name in (*ev.CODED, *ev.NUMBERS) if name in log.columns]
        names += [x.name if x.name.startswith("x:") else f"x:{x.name}" for x in log.further]
        self.names = names + [name for name in (ev.SESSION, ev.IS_PRODUCT, ev.IS_DEVICE) if name in log.columns]
        self.types = np.array([log.types.get(code, "") for code in range(256)], object)

    @property
    def buckets(self) -> list[Bucket]:
        """Those that hold events of somebody."""
        return [bucket for bucket in self.log.buckets if len(bucket.columns["time"])]

    @property
    def nobodys(self) -> Bucket | None:
        nobodys = self.log.ownerless
        return nobodys if nobodys is not None and len(nobodys.columns["time"]) else None

    @property
    def schema(self) -> pa.Schema:
        first = self.log.buckets[0]
        return self._batch(first, _owners(first)[:0], np.arange(0)).schema

    def of(self, bucket: Bucket) -> Iterator[pa.RecordBatch]:
        """Some rows at a time."""
        users = _owners(bucket)
        rows = np.arange(len(bucket.columns["time"]))
        rows = rows[bucket.seen] if len(bucket.users) else rows
        for start in range(0, len(users), ROWS_AT_A_TIME):
            some = slice(start, start + ROWS_AT_A_TIME)
            yield self._batch(bucket, users[some], rows[some])

    def reader(self) -> pa.RecordBatchReader:
        """All events, one stream that is read once."""
        nobodys = self.nobodys
        some = self.buckets if nobodys is None else [*self.buckets, nobodys]
        return pa.RecordBatchReader.from_batches(self.schema, (batch for bucket in some for batch in self.of(bucket)))

    def _batch(
        self, bucket: Bucket, users: npt.NDArray[np.int32], rows: npt.NDArray[np.int64]
    ) -> pa.RecordBatch:
        time_us = pa.array(bucket.columns["time"][rows], pa.int64())
        columns: dict[str, Any] = {
            "user": self._texts("user", users),
            "time": time_us.cast(pa.timestamp("us", tz=self.log.zone)),
            "type": pa.array(self.types[bucket.columns["type"][rows]], pa.string()),
        }
        for name in self.names:
            values = bucket.columns.get(name)
            if values is None:  # events of nobody have no session
                kind = self._column(name, self.log.buckets[0].columns[name][:0]).type
                columns[name] = pa.nulls(len(time_us), kind)
            else:
                columns[name] = self._column(name, values[rows])
        return pa.record_batch(list(columns.values()), names=list(columns))

    def _column(self, name: str, values: npt.NDArray[Any]) -> Any:
        """Texts, numbers (NaN is missing), sessions (negative is none), yes and no."""
        if name in self.log.dictionaries:
            return self._texts(name, values)
        if name in (ev.IS_PRODUCT, ev.IS_DEVICE):
            return pa.array(values.astype(bool))
        return pa.array(values, mask=values < 0 if name == ev.SESSION else np.isnan(values))

    def _texts(self, name: str, codes: npt.NDArray[Any]) -> Any:
        texts: Any = self.log.dictionaries[name]
        taken = texts.arrow.take(pa.array(codes, pa.int32(), mask=codes < 0))
        return taken.combine_chunks() if taken.num_chunks != 1 else taken.chunk(0)


def _owners(bucket: Bucket) -> npt.NDArray[np.int32]:
    """The user of each event; -1 where it has none."""
    if len(bucket.users):
        return np.repeat(bucket.users, bucket.ends - bucket.starts)
    return np.full(len(bucket.columns["time"]), -1, np.int32)
