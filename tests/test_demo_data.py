"""The log that ships is that of its publisher: every row and column, as text, with its attribution beside it."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

import foresale
from foresale.data import online_retail

FOLDER = Path(foresale.__file__).parent / "data"


def test_every_column_is_text_and_every_row_is_there():
    with online_retail() as path:
        table = pyarrow.parquet.read_table(path)
        assert path.stat().st_size < 4_000_000
    assert table.num_rows == 541_909
    assert set(table.schema.types) == {pa.string()}
    assert table["CustomerID"].null_count == 135_080
    assert table["CustomerID"][0].as_py() == "17850.0"
    assert table["InvoiceDate"][0].as_py() == "2010-12-01 08:26:00"


def test_it_is_what_the_publisher_s_files_say(shared):
    with online_retail() as path:
        ours = pyarrow.parquet.read_table(path).to_pylist()
    rows = []
    with zipfile.ZipFile(shared / "uci_online_retail" / "by-day.zip") as archive:
        for name in sorted(archive.namelist())[:4]:
            if name.endswith(".csv"):
                rows += csv.DictReader(io.TextIOWrapper(archive.open(name), encoding="utf-8", newline=""))
    assert ours[: len(rows)] == [{key: value or None for key, value in row.items()} for row in rows]


def test_the_attribution_names_author_source_licence_and_changes():
    text = (FOLDER / "online_retail.ATTRIBUTION.md").read_text(encoding="utf-8")
    for word in ("Daqing Chen", "10.24432/C5BW33", "CC BY 4.0", "Changes"):
        assert word in text
