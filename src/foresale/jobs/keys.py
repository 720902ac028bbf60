"""A keys file: exactly these rows, in this order, under these names, spelled as given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from foresale.errors import KeysLackColumn, KeysUnreadable, NoKeys
from foresale.language import tr
from foresale.log.cells import id_sql
from foresale.log.findings import Finding
from foresale.log.prepared import PreparedLog
from foresale.log.raw import connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources
from foresale.log.vocabulary import fields_of
from foresale.progress import SILENT
from foresale.tasks.instants import parse_instant


@dataclass(frozen=True)
class Keys:
    """The rows asked for.

    key, cutoff_name : the columns' names in the file
    given            : ids as given
    ids              : the same as the log spells them
    cutoff           : int64[n] or None where the file has none
    findings         : columns that were left alone
    """

    key: str
    cutoff_name: str
    given: list[str]
    ids: list[str]
    cutoff: npt.NDArray[np.int64] | None
    findings: tuple[Finding, ...] = ()


def read_keys(source: Any, log: PreparedLog, said: Mapping[str, str] | None = None) -> Keys:
    """Read the key columns of a file (CSV, Parquet ...) or of anything that speaks the Arrow stream protocol.

    The user's column is the one of the log's own name, else one that CONVENTIONS names so, else what `said` maps
    ({"user": "member"}); `cutoff` likewise. Other columns are named and left alone: one of them may be the answer.
    """
    said = said or {}
    where = source if isinstance(source, str | Path) else type(source).__name__
    table = _read(source)
    names = table.column_names
    own = log.reading.fields["user"].columns[0] if log.reading and "user" in log.reading.fields else "user"
    key = _find("user", said, names, [own, "user"]) or _by_convention("user", names)
    if key is None and len(names) == 1:
        key = names[0]
    if key is None:
        raise KeysLackColumn(file=where, field="user", details={tr("columns"): ", ".join(names)})
    when = _find("cutoff", said, names, ["cutoff"])
    given = [str(v) if v is not None else "" for v in table[key].to_pylist()]
    if not given:
        raise NoKeys(file=where)
    cutoff = None
    if when is not None:
        cutoff = np.array([parse_instant(str(v), log.zone) for v in table[when].to_pylist()], np.int64)
    left = [n for n in names if n not in (key, when)]
    findings: tuple[Finding, ...] = ()
    if left:
        text = "columns of the keys file that are no keys were left alone: {columns}"
        findings = (Finding("keys_other_columns", text, {"columns": ", ".join(left)}),)
    return Keys(key, when or "cutoff", given, _as_in_log(given, log), cutoff, findings)


def _read(source: Any) -> pa.Table:
    if hasattr(source, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(source).read_all()
    path = Path(source)
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return pyarrow.parquet.read_table(path)
        with connect() as con:
            raw = open_sources([str(path)], ReadOptions(), con, SILENT)
            relation = raw.relations[0]
            columns = ", ".join('"' + c.replace('"', '""') + '"' for c in relation.columns)
            rows: pa.Table = con.execute(
                f'SELECT {columns} FROM "{relation.name}" ORDER BY _file, _row'
            ).to_arrow_table()
            return rows
    except (OSError, pa.ArrowInvalid, duckdb.Error) as e:
        raise KeysUnreadable(file=path, reason=str(e).splitlines()[0]) from e


def _find(field: str, said: Mapping[str, str], names: list[str], usual: list[str]) -> str | None:
    if field in said:
        if said[field] not in names:
            raise KeysLackColumn(file=said[field], field=field, details={tr("columns"): ", ".join(names)})
        return said[field]
    folded = {n.strip().casefold(): n for n in names}
    return next((folded[u.casefold()] for u in usual if u.casefold() in folded), None)


def _by_convention(field: str, names: list[str]) -> str | None:
    proposed = [n for n in names if field in fields_of(n)]
    return proposed[0] if len(proposed) == 1 else None


def _as_in_log(given: list[str], log: PreparedLog) -> list[str]:
    """The same rules as for the log's own ids (`17850.0` is `17850` where the log's column is written so)."""
    form = log.reading.fields["user"].form if log.reading and "user" in log.reading.fields else "text"
    texts = pa.array(given, pa.string())
    if form in ("text", "whole"):
        trimmed = [t.strip() for t in given]
        if form == "whole" or all(re.fullmatch(r"\d+\.0+", t) for t in trimmed):
            trimmed = [re.sub(r"\.0+$", "", t) for t in trimmed]
        return trimmed
    keys = pa.table({"id": texts, "n": np.arange(len(given))})
    with duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}) as con:
        con.register("keys", keys)
        found = con.execute(f"SELECT {id_sql('id', form)} AS id FROM keys ORDER BY n").to_arrow_table()
    return [str(v) for v in pc.fill_null(found["id"], "").to_pylist()]
