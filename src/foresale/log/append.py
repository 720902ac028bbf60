"""A prepared log with later events added: the old files are not read again, and the result is that of a fresh build.

Dictionaries are merged and each bucket is put in order anew from mapped columns, so that codes, order and sessions are
those that all files together would have given; there is one segment a bucket, and nothing is left to merge on reading.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from foresale.language import tr
from foresale.log import events as ev
from foresale.log.clean import count_findings
from foresale.log.cluster import LABEL, cluster, without_owner
from foresale.log.coding import (
    MOST_OWN_TYPES,
    OWNERLESS,
    Coded,
    assign_types,
    code_events,
    dictionary_path,
    in_order,
)  # fmt: skip
from foresale.log.manifest import Manifest, read_manifest, write_manifest
from foresale.log.prepared import Bucket
from foresale.log.reading import Counts, Reading
from foresale.log.segments import read_columns, read_texts, write_columns, write_texts
from foresale.log.store import (
    QUARANTINE,
    About,
    Totals,
    bucket_folder,
    ownerless_path,
    purchases_money,
    read_bucket,
    write_bucket,
    write_quarantine,
    write_tables,
)  # fmt: skip
from foresale.progress import SILENT, Progress

Array = npt.NDArray[Any]


class CannotAppend(Exception):
    """The events do not go on from the store: everything has to be read together."""


def append(
    folder: Path,
    base: Path,
    con: duckdb.DuckDBPyConnection,
    events: duckdb.DuckDBPyRelation,
    about: About,
    *,
    items: duckdb.DuckDBPyRelation | None = None,
    users: duckdb.DuckDBPyRelation | None = None,
    quarantine: duckdb.DuckDBPyRelation | None = None,
    progress: Progress = SILENT,
) -> Manifest:
    """Write the store of the events of `base` and of `events` into an empty folder. `about` speaks of both together.

    Raises
    ------
    CannotAppend  where an event is not later than all of `base` (it may repeat one of them), where sessions or a
        column's kind differ, or where the types are more than there are codes.
    """
    old = read_manifest(base)
    assert old is not None
    with progress.stage(tr("coding ids and texts")):
        new = code_events(events, con, folder / "new", old.n_buckets)
        _check(old, new, con, base)
        counts = {
            name: old.type_counts.get(name, 0) + new.type_counts.get(name, 0)
            for name in sorted({*old.type_counts, *new.type_counts})
        }
        types, code_of = assign_types(counts)
        names = sorted({*(n for n in old.dictionaries if ":" not in n or n.startswith("x:")), *new.dictionaries})
        maps = {name: _merge_texts(folder, base, name) for name in names}
        columns = in_order({*old.columns, *new.columns} - {ev.SESSION})
        further = tuple(sorted({*old.further, *new.further}, key=lambda c: c.name))
    of_old = _Recode(columns, {n: m[0] for n, m in maps.items()}, _type_map(old.types, code_of))
    of_new = _Recode(columns, {n: m[1] for n, m in maps.items()}, _type_map(new.types, code_of))
    totals = Totals()
    with progress.stage(tr("gathering events by user"), old.n_buckets + 1) as stage:
        for number in range(old.n_buckets):
            bucket, rows = read_bucket(base, number), new.rows(number)
            user = np.concatenate([
                maps["user"][0][np.repeat(bucket.users, bucket.ends - bucket.starts)], maps["user"][1][rows["user"]]
            ])  # fmt: skip
            labels = None
            if old.own_sessions:
                before = read_columns(bucket_folder(base, number) / "sessions.arrow")[LABEL]
                labels = np.concatenate([before, rows[LABEL]])
            both = _both(of_old(bucket.columns), of_new(rows))
            totals.add(write_bucket(folder, number, *cluster(user, both, labels, about.unit, about.session_minutes)))
            stage.advance()
        loose = without_owner(_both(of_old(read_columns(ownerless_path(base))), of_new(new.rows(OWNERLESS))))
        write_columns(ownerless_path(folder), loose.columns)
        stage.advance()
    dictionaries = {name: len(read_texts(dictionary_path(folder, name))) for name in names}
    tables = write_tables(folder, con, {"item": items, "user": users}, dictionaries)
    _join_quarantine(folder, base, con, quarantine)
    shutil.rmtree(folder / "new")
    manifest = Manifest(
        content_hash=about.content_hash, zone=about.zone, unit=about.unit, owner=about.owner,
        session_minutes=about.session_minutes, own_sessions=old.own_sessions, types=types, type_counts=counts,
        first=totals.first, last=totals.last, n_events=totals.events, n_users=totals.users,
        n_ownerless=len(loose.columns["time"]), n_buckets=old.n_buckets, columns=tuple(loose.columns), further=further,
        dictionaries=dictionaries, tables=tables, contents=tuple(sorted(about.contents)),
        reading=_join_readings(old.reading, about.reading, totals, loose, dictionaries.get("item", 0)),
    )  # fmt: skip
    write_manifest(folder, manifest)
    return manifest


class _Recode:
    """Columns of one part in the codes, names and order of both."""

    def __init__(self, columns: tuple[str, ...], maps: Mapping[str, Array], types: Array) -> None:
        self.columns, self.maps, self.types = columns, maps, types

    def __call__(self, part: Mapping[str, Array]) -> dict[str, Array]:
        return {name: self._column(part, name) for name in self.columns}

    def _column(self, part: Mapping[str, Array], name: str) -> Array:
        n = len(part["time"])
        if name == "type":
            codes: Array = self.types[part[name]]
            return codes
        if name in self.maps:
            known: Array = self.maps[name][part[name]] if name in part else np.full(n, -1, np.int32)
            return known
        return part[name] if name in part else np.full(n, np.nan)


def _check(old: Manifest, new: Coded, con: duckdb.DuckDBPyConnection, base: Path) -> None:
    start = con.execute("SELECT min(time) FROM store_coded").fetchall()[0][0]
    loose = read_columns(ownerless_path(base))["time"]
    if start is not None and start <= max(old.last, int(loose[-1]) if len(loose) else ev.NEVER):
        raise CannotAppend("events before the end of the log")
    kinds = {**{c.name: c.kind for c in old.further}, **{c.name: c.kind for c in new.further}}
    if any(kinds[c.name] != c.kind for c in old.further) or old.own_sessions != new.own_sessions:
        raise CannotAppend("columns of another kind")
    own = {*old.type_counts, *new.type_counts} - set(ev.CODE_OF)
    if len(own) >= MOST_OWN_TYPES:
        raise CannotAppend("more types than codes")


def _type_map(types: Mapping[int, str], code_of: Mapping[str, int]) -> Array:
    codes = np.zeros(256, np.uint8)
    for code, name in types.items():
        codes[code] = code_of[name]
    return codes


def _merge_texts(folder: Path, base: Path, name: str) -> tuple[Array, Array]:
    """Write the texts of both parts in order; returns for each part old code -> new code (its last entry: missing)."""
    paths = (dictionary_path(base, name), dictionary_path(folder / "new", name))
    parts = [read_texts(path).arrow if path.exists() else pa.chunked_array([], pa.large_string()) for path in paths]
    both = pa.chunked_array([c for part in parts for c in part.chunks], pa.large_string()).combine_chunks()
    encoded = both.dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary)
    place = np.empty(len(order), np.int32)
    place[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    codes = place[encoded.indices.to_numpy()]
    write_texts(dictionary_path(folder, name), [encoded.dictionary.take(order)])
    split = len(parts[0])
    return np.append(codes[:split], np.int32(-1)), np.append(codes[split:], np.int32(-1))


def _both(old: Mapping[str, Array], new: Mapping[str, Array]) -> dict[str, Array]:
    return {name: np.concatenate([values, new[name]]) for name, values in old.items()}


def bare(reading: Reading) -> Reading:
    """A reading as it was before its log was cleaned: without counts and what they told."""
    told = count_findings(reading, reading.counts)
    return msgspec.structs.replace(
        reading, counts=Counts(), findings=tuple(f for f in reading.findings if f not in told)
    )  # fmt: skip


def _join_readings(
    old: Reading | None, new: Reading | None, totals: Totals, loose: Bucket, items: int
) -> Reading | None:
    """The reading of both parts, which is the same but for its counts and what they tell."""
    if old is None or new is None:
        return None
    a, b = old.counts, new.counts
    guests = purchases_money(loose)
    counts = Counts(
        rows=a.rows + b.rows, events=totals.events, without_user=len(loose.columns["time"]),
        without_user_revenue=guests / (guests + totals.money) if guests + totals.money else None,
        purchases=a.purchases + b.purchases, users=totals.users, items=items,
        quarantined=_sums(a.quarantined, b.quarantined), not_purchases=_sums(a.not_purchases, b.not_purchases),
        outside=a.outside + b.outside,
        repeats=a.repeats + b.repeats,  # none across the parts: the new events are all later
        dropped_repeats=a.dropped_repeats + b.dropped_repeats,
        start=totals.first if totals.events else None, end=totals.last if totals.events else None,
    )  # fmt: skip
    said = [*bare(old).findings, *(f for f in bare(new).findings if f not in old.findings)]
    return msgspec.structs.replace(new, counts=counts, findings=(*said, *count_findings(new, counts)))


def _sums(a: dict[str, int], b: dict[str, int]) -> dict[str, int]:
    return {name: a.get(name, 0) + b.get(name, 0) for name in {**a, **b}}


def _join_quarantine(
    folder: Path, base: Path, con: duckdb.DuckDBPyConnection, rows: duckdb.DuckDBPyRelation | None
) -> None:
    before = con.read_parquet(str(base / QUARANTINE))
    if rows is None:
        write_quarantine(folder, before)
        return
    before.create_view("store_quarantine_before", replace=True)
    rows.create_view("store_quarantine_now", replace=True)
    write_quarantine(
        folder,
        con.sql("SELECT * FROM store_quarantine_before UNION ALL BY NAME SELECT * FROM store_quarantine_now"),
    )  # fmt: skip
