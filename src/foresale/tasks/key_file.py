"""Files and tables of keys: ids as the log spells them, and cutoffs. Lists to score and files of labels are read alike.

refuse : makes the caller's error of a reason, so that it names the file
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from foresale.errors import ForesaleError, NotAnInstant
from foresale.language import tr
from foresale.log.cells import id_sql, name_sql
from foresale.log.instants import parse_instant
from foresale.log.prepared import PreparedLog
from foresale.log.raw import connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources
from foresale.progress import SILENT

Refuse = Callable[[str], ForesaleError]


def read_table(source: Any, refuse: Refuse) -> pa.Table:
    """The table of a path (CSV, Parquet ...: texts as they stand), or of what speaks the Arrow stream protocol.

    Raises EmptyFile or HeaderOnly where it has no rows, LogError where it is no table at all, else what `refuse` makes.
    """
    if hasattr(source, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(source).read_all()
    path = Path(source)
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return pyarrow.parquet.read_table(path)
        with connect() as con:
            raw = open_sources([str(path)], ReadOptions(), con, SILENT, narrow=True, cells=False)
            damaged = raw.rejects.order("_line").limit(1).fetchall()
            if damaged:
                _, line, reason = damaged[0]
                raise refuse(tr("line {line}: {reason}", line=line, reason=tr(reason)))
            relation = raw.relations[0]
            columns = ", ".join(map(name_sql, relation.columns))
            rows: pa.Table = con.sql(f'SELECT {columns} FROM "{relation.name}" ORDER BY _file, _row').to_arrow_table()
            return rows
    except (OSError, pa.ArrowInvalid, duckdb.Error) as e:
        raise refuse(str(e).splitlines()[0]) from e


def ids_of(table: pa.Table, column: str, refuse: Refuse) -> list[str]:
    """The ids as given; a row without one is refused: it would become the user `None`."""
    given = [None if v is None or v != v else str(v) for v in table[column].to_pylist()]
    for row, one in enumerate(given, start=1):
        if not one:
            raise refuse(tr("row {row} has no `{column}`", row=row, column=column))
    return [str(one) for one in given]


def instants_of(values: Sequence[Any], zone: str, refuse: Refuse) -> npt.NDArray[np.int64]:
    """int64[n]: a date is 00:00 in the shop's zone."""
    texts, known = [str(value) for value in values], dict[str, int]()
    for row, text in enumerate(texts, start=1):
        if text not in known:
            try:
                known[text] = parse_instant(text, zone)
            except NotAnInstant as e:
                reason = tr("row {row}: `{text}` is not a date or an instant", row=row, text=text)
                raise refuse(reason) from e
    return np.array([known[text] for text in texts], np.int64)


def as_in_log(given: list[str], log: PreparedLog) -> list[str]:
    """The same rules as for the log's own ids (`17850.0` is `17850` where the log's column is written so)."""
    form = log.reading.fields["user"].form if log.reading and "user" in log.reading.fields else "text"
    if form in ("text", "whole"):
        trimmed = [t.strip() for t in given]
        if form == "whole" or all(re.fullmatch(r"\d+\.0+", t) for t in trimmed):
            trimmed = [re.sub(r"\.0+$", "", t) for t in trimmed]
        return trimmed
    keys = pa.table({"id": pa.array([t.strip() for t in given], pa.string()), "n": np.arange(len(given))})
    with duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}) as con:
        if log.id_key is not None:
            log.id_key.use(con)
        con.register("keys", keys)
        found = con.sql(f"SELECT {id_sql('id', form)} AS id FROM keys ORDER BY n").to_arrow_table()
    return [str(v) for v in pc.fill_null(found["id"], "").to_pylist()]


def known_to(ids: Sequence[str], log: PreparedLog) -> npt.NDArray[np.bool_]:
    """bool[n]: whether the log has a user of this id."""
    users: Any = pa.array(log.dictionaries["user"], pa.string())
    known: npt.NDArray[np.bool_] = pc.is_in(pa.array(ids, pa.string()), value_set=users).to_numpy(zero_copy_only=False)
    return known
