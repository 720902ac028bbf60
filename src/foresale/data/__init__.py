"""Data that ships with Foresale: a real shop's log, for the demo, the tutorial and the tests."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import resources
from pathlib import Path


def online_retail() -> AbstractContextManager[Path]:
    """UCI Online Retail as one Parquet file, every value as text exactly as its publisher wrote it.

    541,909 invoice lines of a British online gift shop, 1 December 2010 to 9 December 2011: InvoiceNo, StockCode,
    Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country. Daqing Chen, CC BY 4.0 (see the file beside it).
    A path for the time of the block, wherever the package is installed.
    """
    return resources.as_file(resources.files("foresale.data") / "online_retail.parquet")
