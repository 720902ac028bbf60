"""Make src/foresale/data/online_retail.parquet from the 305 daily CSV files of UCI Online Retail.

    python benchmarks/make_demo_data.py ../shared/data/uci_online_retail/by-day.zip

Every value stays text, exactly as written; an empty field is null. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TARGET = Path(__file__).parents[1] / "src" / "foresale" / "data" / "online_retail.parquet"


def main(source: str) -> None:
    rows: list[list[str]] = []
    header: list[str] = []
    with zipfile.ZipFile(source) as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith(".csv")):
            with archive.open(name) as file:
                header, *day = csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
                rows += day
    columns = [pa.array([value or None for value in column], pa.string()) for column in zip(*rows, strict=True)]
    table = pa.table(columns, names=header)
    pq.write_table(table, TARGET, compression="zstd", compression_level=22, row_group_size=len(table))
    print(f"{TARGET.name}: {len(table):,} rows, {TARGET.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1])
