"""Objects of the Arrow stream protocol: pandas, Polars, DuckDB relations, Arrow tables and readers.

A stream can be read once only, so it goes into a table of the connection, batch by batch.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from foresale.errors import EmptyFile
from foresale.log.raw import SourceFile
from foresale.log.sources.find import Input
from foresale.log.sources.flat import flatten
from foresale.log.sources.format import Job


class _Hash(io.RawIOBase):
    """A file that keeps only the hash of what is written to it."""

    def __init__(self) -> None:
        self.digest = hashlib.blake2b(digest_size=16)
        self.size = 0

    def write(self, data: Any) -> int:
        self.digest.update(data)
        size = len(memoryview(data))
        self.size += size
        return size

    def writable(self) -> bool:
        return True


def read_table(job: Job, one: Input) -> None:
    """Add one object as a file without lines."""
    reader = pa.RecordBatchReader.from_stream(one.table)
    hashing = _Hash()
    number = len(job.files)
    table = f"{job.prefix}_object_{number}"

    def batches() -> Iterator[pa.RecordBatch]:
        with pa.ipc.new_stream(hashing, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
                yield batch

    stream = pa.RecordBatchReader.from_batches(reader.schema, batches())
    job.con.register("raw_stream", stream)
    try:
        job.con.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM raw_stream")
    finally:
        job.con.unregister("raw_stream")
    ((rows,),) = job.con.execute(f"SELECT count(*) FROM {table}").fetchall()
    if not rows:
        raise EmptyFile(file=one.name)
    job.files.append(
        SourceFile(one.name, "Arrow", rows=rows, size=hashing.size, content_hash=hashing.digest.hexdigest())
    )
    # pandas adds its index where it is more than a running number; a running number is no column of the log
    hidden = {name for name in reader.schema.names if name.startswith("__index_level_")}
    flatten(job, f"SELECT *, {number}::INTEGER AS _file, rowid AS _row FROM {table}", [number], hidden)
