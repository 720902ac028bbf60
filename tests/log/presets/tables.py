"""Tables of a shop's database, written to files."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def write_table(path: Path, rows: Iterable[dict[str, Any]], delimiter: str = ",") -> Path:
    """A file of rows that have all the same columns."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        out.writeheader()
        out.writerows(rows)
    return path
