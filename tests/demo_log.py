"""Parts of the log that ships with Foresale: real, and small enough for a test."""

from __future__ import annotations

import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from foresale.data import online_retail


def customers(share: int) -> pa.Table:
    """The lines of one in `share` customers, chosen by a hash of the id, and one in `share` of those without."""
    with online_retail() as path:
        table = pyarrow.parquet.read_table(path)
    users = table["CustomerID"].to_pylist()
    kept = [(zlib.crc32(user.encode()) if user else row) % share == 0 for row, user in enumerate(users)]
    return table.filter(pa.array(kept))


def write_customers(path: Path, share: int) -> Path:
    """The same as a CSV file."""
    pyarrow.csv.write_csv(customers(share), path)
    return path
