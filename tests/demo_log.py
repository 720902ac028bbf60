"""Parts of the log that ships with Foresale: real, and small enough for a test."""

from __future__ import annotations

import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from foresale.data import online_retail


def customers(share: int) -> pa.Table:
    """The lines of one in `share` customers, chosen by a hash of the id; those without a customer are chosen as one."""
    with online_retail() as path:
        table = pyarrow.parquet.read_table(path)
    kept = [zlib.crc32((user or "").encode()) % share == 0 for user in table["CustomerID"].to_pylist()]
    return table.filter(pa.array(kept))


def write_customers(path: Path, share: int) -> Path:
    """The same as a CSV file."""
    pyarrow.csv.write_csv(customers(share), path)
    return path
