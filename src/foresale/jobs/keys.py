"""A keys file: exactly these rows, in this order, under these names, spelled as given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from foresale.errors import (
    CutoffTwice,
    EmptyFile,
    ForesaleError,
    HeaderOnly,
    KeyAskedTwice,
    KeysCutoffUnreadable,
    KeysLackColumn,
    KeysUnreadable,
    NoKeys,
)
from foresale.jobs.own_names import OURS, key_name, renamed
from foresale.jobs.scoring import own_name
from foresale.language import tr
from foresale.log.findings import Finding
from foresale.log.prepared import PreparedLog
from foresale.log.vocabulary import fields_of
from foresale.tasks.key_file import as_in_log, ids_of, instants_of, known_to, read_table
from foresale.tasks.rows import Rows, rows_for_keys
from foresale.tasks.task import Task

NO_NAME = "column1"  # what the reader calls the first column of a file without a header


@dataclass(frozen=True)
class Keys:
    """The rows asked for.

    key, cutoff_name : the columns' names in the file, unless a column of the scores is called so
    given            : ids as given
    ids              : the same as the log spells them
    cutoff           : int64[n] or None where the file has none;  when: the same as given
    findings         : columns that were left alone, ids that the log does not know
    """

    key: str
    cutoff_name: str
    given: list[str]
    ids: list[str]
    cutoff: npt.NDArray[np.int64] | None
    when: Any = None
    findings: tuple[Finding, ...] = ()

    def rows(self, log: PreparedLog, task: Task, instant: int) -> tuple[Rows, list[str]]:
        """The rows asked as of an instant (all of them, where the file has no cutoffs) with their ids as given."""
        which = np.arange(len(self.ids)) if self.cutoff is None else np.flatnonzero(self.cutoff == instant)
        rows = rows_for_keys(log, task, [self.ids[k] for k in which], np.full(len(which), instant))
        return rows, [self.given[k] for k in which]

    def in_order(self, table: pa.Table) -> pa.Table:
        """A table of all that `rows` gave, instants ascending, in the file's order."""
        if self.cutoff is None:
            return table
        return self.spelled(table.take(np.argsort(np.argsort(self.cutoff, kind="stable"))))

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
        """int64[n] or None where the file has none. Raises KeysCutoffUnreadable."""
        if self.when is None:
            return None
        return instants_of(
            self.table[self.when].to_pylist(), zone, lambda reason: KeysCutoffUnreadable(file=self.where, reason=reason)
        )

    def of(self, log: PreparedLog) -> Keys:
        """Its rows in a log.

        The user's column is the one of the log's own name, else one that is commonly called so, else what is mapped.
        Other columns are named and left alone: one of them may be the answer.

        Raises
        ------
        KeysUnreadable, KeysCutoffUnreadable, NoKeys, KeysLackColumn, KeyAskedTwice
        """
        table, where, when = self.table, self.where, self.when
        names = table.column_names
        own = own_name(log.reading)
        key = _find("user", self.said, names, [own, "user"], where) or _by_convention("user", names)
        findings: tuple[Finding, ...] = ()
        if key is None and len(names) == 1:
            table, findings = _bare_list(table, own, log)
            names, key = [own], own
        if key is None:
            raise KeysLackColumn(file=where, field="user", details={tr("columns"): ", ".join(names)})
        if "user" not in self.said and key.strip().casefold() != own.casefold():
            text = "the column `{column}` of the keys file is taken as the user, which the log calls `{own}`"
            findings += (Finding("keys_column", text, {"column": key, "own": own}),)
        given = ids_of(table, key, _refusal(where))
        if not given:
            raise NoKeys(file=where)
        cutoff, ids = self.cutoffs(log.zone), as_in_log(given, log)
        _refuse_repeats(ids, cutoff, where)
        left = [n for n in names if n not in (key, when)]
        if left:
            text = "columns of the keys file that are no keys were left alone: {columns}"
            findings += (Finding("keys_other_columns", text, {"columns": ", ".join(left)}),)
        if unknown := int((~known_to(ids, log)).sum()):
            text = "{n} of {of} rows of the keys file name nobody in the log: they are answered as newcomers"
            findings += (Finding("keys_of_strangers", text, {"n": unknown, "of": len(ids)}),)
        findings += of_left_out(ids, log)
        spelled = None if when is None else table[when]
        name = "cutoff" if when is None or OURS.fullmatch(when) else when
        return Keys(key_name(key), name, given, ids, cutoff, spelled, (*findings, *renamed(key)))


def of_left_out(ids: Collection[str], log: PreparedLog) -> tuple[Finding, ...]:
    """That some of the rows asked for are of users whom `--exclude` leaves out."""
    texts = log.dictionaries["user"]
    asked = len({texts[u] for u in log.left_out.codes} & set(ids))
    text = "{n} users of the keys file are left out ({said}): they are answered as newcomers, outside the population"
    return (Finding("keys_left_out", text, {"n": asked, "said": log.left_out.said}, "warning"),) if asked else ()


def open_keys(source: Any, said: Mapping[str, str] | None = None) -> KeysFile:
    """Read a keys file (CSV, Parquet ...) or anything that speaks the Arrow stream protocol.

    said : field -> column where they are not called as usual ({"user": "member"})

    Raises
    ------
    KeysUnreadable, NoKeys, KeysLackColumn, and LogError where it is no table at all
    """
    where = source if isinstance(source, str | Path) else type(source).__name__
    table = _read(source, where)
    return KeysFile(where, table, _find("cutoff", said or {}, table.column_names, ["cutoff"], where), said or {})


def agreed_cutoffs(theirs: npt.NDArray[np.int64], said: Collection[int]) -> list[int]:
    """The distinct cutoffs of a keys file; those said beside it may only say the same. Raises CutoffTwice."""
    distinct = [int(c) for c in np.unique(theirs)]
    if said and set(said) != set(distinct):
        raise CutoffTwice()
    return distinct


def _read(source: Any, where: object) -> pa.Table:
    try:
        return read_table(source, _refusal(where))
    except (EmptyFile, HeaderOnly) as e:
        raise NoKeys(file=where) from e


def _refusal(where: object) -> Callable[[str], ForesaleError]:
    return lambda reason: KeysUnreadable(file=where, reason=reason)


def _bare_list(table: pa.Table, own: str, log: PreparedLog) -> tuple[pa.Table, tuple[Finding, ...]]:
    """A single column of unknown name: its heading, where that is a user of the log, is the first of the ids."""
    (first,) = table.column_names
    ids = table[first].to_pylist()
    if first == NO_NAME or known_to(as_in_log([first], log), log)[0]:
        return pa.table({own: ids if first == NO_NAME else [first, *ids]}), ()
    text = "the first line of the keys file, `{name}`, is taken as a heading"
    return pa.table({own: ids}), (Finding("keys_heading", text, {"name": first}),)


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
