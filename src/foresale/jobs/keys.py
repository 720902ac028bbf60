"""A keys file: exactly these rows, in this order, under these names, spelled as given."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from foresale.errors import (
    CutoffTwice,
    EmptyFile,
    HeaderOnly,
    KeyAskedTwice,
    KeysLackColumn,
    KeysUnreadable,
    NoKeys,
    NotAnInstant,
)
from foresale.language import tr
from foresale.log.cells import id_sql, name_sql
from foresale.log.findings import Finding
from foresale.log.instants import parse_instant
from foresale.log.prepared import PreparedLog
from foresale.log.raw import connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources
from foresale.log.vocabulary import fields_of
from foresale.progress import SILENT

NO_NAME = "column1"  # what the reader calls the first column of a file without a header


@dataclass(frozen=True)
class Keys:
    """The rows asked for.

    key, cutoff_name : the columns' names in the file
    given            : ids as given
    ids              : the same as the log spells them
    cutoff           : int64[n] or None where the file has none;  when: the same as given
    findings         : columns that were left alone
    """

    key: str
    cutoff_name: str
    given: list[str]
    ids: list[str]
    cutoff: npt.NDArray[np.int64] | None
    when: Any = None
    findings: tuple[Finding, ...] = ()

    def spelled(self, table: pa.Table) -> pa.Table:
        """A table of the rows in the file's order, its cutoffs spelled as given."""
        if self.when is None:
            return table
        return table.set_column(table.column_names.index(self.cutoff_name), self.cutoff_name, self.when)


@dataclass(frozen=True)
class KeysFile:
    """A keys file as it lies there. Its cutoffs are known before the log is read, so that nothing later is; what its
    ids are in the log depends on how the log is understood as of a cutoff.

    where, table : the file and its columns;  when : the column of cutoffs;  said : field -> column, as mapped
    """

    where: Any
    table: pa.Table
    when: str | None
    said: Mapping[str, str]

    def cutoffs(self, zone: str) -> npt.NDArray[np.int64] | None:
        """int64[n] or None where the file has none. Raises KeysUnreadable."""
        return None if self.when is None else _cutoffs(self.table[self.when].to_pylist(), self.where, zone)

    def of(self, log: PreparedLog) -> Keys:
        """Its rows in a log.

        The user's column is the one of the log's own name, else one that is commonly called so, else what is mapped.
        Other columns are named and left alone: one of them may be the answer.

        Raises
        ------
        KeysUnreadable, NoKeys, KeysLackColumn, KeyAskedTwice
        """
        table, where, when = self.table, self.where, self.when
        names = table.column_names
        own = log.reading.fields["user"].columns[0] if log.reading and "user" in log.reading.fields else "user"
        key = _find("user", self.said, names, [own, "user"], where) or _by_convention("user", names)
        findings: tuple[Finding, ...] = ()
        if key is None and len(names) == 1:
            table, findings = _bare_list(table, own, log)
            names, key = [own], own
        if key is None:
            raise KeysLackColumn(file=where, field="user", details={tr("columns"): ", ".join(names)})
        given = [str(v) if v is not None else "" for v in table[key].to_pylist()]
        if not given:
            raise NoKeys(file=where)
        if "" in given:
            reason = tr("row {row} has no `{column}`", row=given.index("") + 1, column=key)
            raise KeysUnreadable(file=where, reason=reason)
        cutoff, ids = self.cutoffs(log.zone), _as_in_log(given, log)
        _refuse_repeats(ids, cutoff, where)
        left = [n for n in names if n not in (key, when)]
        if left:
            text = "columns of the keys file that are no keys were left alone: {columns}"
            findings += (Finding("keys_other_columns", text, {"columns": ", ".join(left)}),)
        return Keys(key, when or "cutoff", given, ids, cutoff, None if when is None else table[when], findings)


def open_keys(source: Any, said: Mapping[str, str] | None = None) -> KeysFile:
    """Read a keys file (CSV, Parquet ...) or anything that speaks the Arrow stream protocol.

    said : field -> column where they are not called as usual ({"user": "member"})

    Raises
    ------
    KeysUnreadable, NoKeys, KeysLackColumn, and LogError where it is no table at all
    """
    where = source if isinstance(source, str | Path) else type(source).__name__
    table = _read(source)
    return KeysFile(where, table, _find("cutoff", said or {}, table.column_names, ["cutoff"], where), said or {})


def agreed_cutoffs(theirs: npt.NDArray[np.int64], said: Collection[int]) -> list[int]:
    """The distinct cutoffs of a keys file; those said beside it may only say the same. Raises CutoffTwice."""
    distinct = [int(c) for c in np.unique(theirs)]
    if said and set(said) != set(distinct):
        raise CutoffTwice()
    return distinct


def _read(source: Any) -> pa.Table:
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
                raise KeysUnreadable(file=path, reason=tr("line {line}: {reason}", line=line, reason=tr(reason)))
            relation = raw.relations[0]
            columns = ", ".join(map(name_sql, relation.columns))
            rows: pa.Table = con.sql(f'SELECT {columns} FROM "{relation.name}" ORDER BY _file, _row').to_arrow_table()
            return rows
    except (EmptyFile, HeaderOnly) as e:
        raise NoKeys(file=path) from e
    except (OSError, pa.ArrowInvalid, duckdb.Error) as e:
        raise KeysUnreadable(file=path, reason=str(e).splitlines()[0]) from e


def _bare_list(table: pa.Table, own: str, log: PreparedLog) -> tuple[pa.Table, tuple[Finding, ...]]:
    """A single column of unknown name: its heading, where that is a user of the log, is the first of the ids."""
    (first,) = table.column_names
    ids = table[first].to_pylist()
    users: Any = pa.array(log.dictionaries["user"], pa.string())
    if first == NO_NAME or pc.index(users, _as_in_log([first], log)[0]).as_py() >= 0:
        return pa.table({own: ids if first == NO_NAME else [first, *ids]}), ()
    text = "the first line of the keys file, `{name}`, is taken as a heading"
    return pa.table({own: ids}), (Finding("keys_heading", text, {"name": first}),)


def _cutoffs(texts: list[Any], where: object, zone: str) -> npt.NDArray[np.int64]:
    instants = []
    for n, text in enumerate(texts, start=1):
        try:
            instants.append(parse_instant(str(text), zone))
        except NotAnInstant as e:
            reason = tr("row {row}: `{text}` is not a date or an instant", row=n, text=text)
            raise KeysUnreadable(file=where, reason=reason) from e
    return np.array(instants, np.int64)


def _refuse_repeats(ids: list[str], cutoff: npt.NDArray[np.int64] | None, where: object) -> None:
    first: dict[tuple[str, int], int] = {}
    instants = np.zeros(len(ids), np.int64) if cutoff is None else cutoff
    for n, asked in enumerate(zip(ids, instants.tolist()), start=1):
        if asked in first:
            raise KeyAskedTwice(first=first[asked], second=n, details={"file": str(where)})
        first[asked] = n


def _find(field: str, said: Mapping[str, str], names: list[str], usual: list[str], where: object) -> str | None:
    if field in said:
        if said[field] not in names:
            raise KeysLackColumn(file=where, field=field, details={tr("columns"): ", ".join(names)})
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
