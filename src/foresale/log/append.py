"""A prepared log with later events added: only these are cleaned and coded, and the result is that of a fresh build.

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
from foresale.log.cluster import LABEL, cluster, without_owner
from foresale.log.coding import (
    MOST_OWN_TYPES,
    OWNERLESS,
    assign_types,
    buckets_for,
    code_events,
    coded_rows,
    dictionary_path,
)
from foresale.log.findings import Finding
from foresale.log.later_states import LATER, tell_later_states
from foresale.log.manifest import About, Manifest, read_manifest
from foresale.log.reading import Counts, Reading
from foresale.log.segments import read_columns, read_texts, write_columns, write_texts
from foresale.log.store import (
    QUARANTINE,
    bucket_folder,
    finish,
    ownerless_path,
    read_bucket,
    write_bucket,
    write_quarantine,
)
from foresale.log.totals import Totals
from foresale.log.unfinished import Work
from foresale.progress import SILENT, Progress

Array = npt.NDArray[Any]


class CannotAppend(Exception):
    """The events do not go on from the store: everything has to be cleaned together."""


def check_follows(base: Path, reading: Reading, con: duckdb.DuckDBPyConnection, events: str) -> None:
    """Whether cleaned events can be added to a store of the same reading, and the whole be that of a fresh build.

    events : relation of the connection

    Raises
    ------
    CannotAppend  where an old event may tell of a new one or a new one of an old one: an event is not later than all
        of `base`, or repeats are known by id, or lines of an order tell of each other; where the whole log has more
        types than there are codes; where it needs more buckets
    """
    old = read_manifest(base)
    assert old is not None
    sources = reading.sources
    if any("event_id" in s.fields or s.fill_down or s.order_amount or s.reloads or s.types.history for s in sources):
        raise CannotAppend("rows that tell of each other")
    start, n = con.execute(f'SELECT min(time), count("user") FROM {events}').fetchall()[0]
    loose = read_columns(ownerless_path(base))["time"]
    if start is not None and start <= max(old.last, int(loose[-1]) if len(loose) else ev.NEVER):
        raise CannotAppend("events before the end of the log")
    if "order" in con.table(events).columns and _tells_again(base, con, events):
        raise CannotAppend("an order that the log knows is told again")
    types = [name for (name,) in con.execute(f"SELECT DISTINCT type FROM {events}").fetchall()]
    if len({*old.type_counts, *types} - set(ev.CODE_OF)) >= MOST_OWN_TYPES:
        raise CannotAppend("more types than codes")
    if buckets_for(old.n_events + n) != buckets_for(old.n_events):
        raise CannotAppend("more buckets")


def _tells_again(base: Path, con: duckdb.DuckDBPyConnection, events: str) -> bool:
    """Whether events name an order that a store has too."""
    known = dictionary_path(base, "order")
    if not known.exists():
        return False
    new = con.sql(f'SELECT DISTINCT "order" FROM {events} WHERE "order" IS NOT NULL').to_arrow_table()["order"]
    return bool(pc.any(pc.is_in(new, value_set=read_texts(known).arrow)).as_py())


def append(
    folder: Path,
    base: Path,
    con: duckdb.DuckDBPyConnection,
    events: duckdb.DuckDBPyRelation | None,
    about: About,
    *,
    quarantine: duckdb.DuckDBPyRelation | None = None,
    work: Work | None = None,
    progress: Progress = SILENT,
) -> Manifest:
    """Write the store of the events of `base` and of `events` into an empty folder.

    events : cleaned events that `check_follows`, of the same columns as those of `base`; None: `work` has them coded
    about  : of both together but for its counts and what was noticed, which are of `events`
    """
    work = work or Work(folder)
    old = read_manifest(base)
    assert old is not None
    new_texts = folder.parent / f"{folder.name}.new"
    coding = work.notes.coding
    if coding is None:
        assert events is not None
        with progress.stage(tr("Coding ids and texts")):
            coding = code_events(events, con, new_texts, old.n_buckets, kept=work.kept)
        _join_quarantine(folder, base, con, quarantine)
        work.coded(coding)
    maps = {name: _merge_texts(base, new_texts, folder, name) for name in coding.dictionaries}
    counts = _sums(old.type_counts, coding.type_counts)
    types, code_of = assign_types(counts)
    counts = {name: counts[name] for name in types.values()}
    of_old = _Recode(coding.columns, {n: m[0] for n, m in maps.items()}, _type_map(old.types, code_of))
    of_new = _Recode(coding.columns, {n: m[1] for n, m in maps.items()}, _type_map(coding.types, code_of))
    dictionaries = {name: len(read_texts(dictionary_path(folder, name))) for name in maps}
    totals = Totals(np.zeros(dictionaries.get("item", 0), bool))
    with progress.stage(tr("Gathering events by user"), old.n_buckets + 1) as stage:
        for number in range(old.n_buckets):
            if not work.has_bucket(number, bucket_folder(folder, number)):
                bucket, rows = read_bucket(base, number), coded_rows(con, number)
                codes = bucket.users[np.repeat(np.arange(len(bucket.users)), bucket.ends - bucket.starts)]
                user = np.concatenate([maps["user"][0][codes], maps["user"][1][rows["user"]]])
                labels = None
                if bucket.labels is not None:
                    labels = np.concatenate([bucket.labels, rows[LABEL]])
                both = _both(of_old(bucket.columns), of_new(rows))
                write_bucket(folder, number, cluster(user, both, labels, about.unit, about.session_minutes))
                work.bucket(number, bucket_folder(folder, number))
            totals.add(read_bucket(folder, number))
            stage.advance()
        loose = without_owner(_both(of_old(read_columns(ownerless_path(base))), of_new(coded_rows(con, OWNERLESS))))
        write_columns(ownerless_path(folder), loose.columns)
        totals.add_ownerless(loose)
        stage.advance()
    shutil.rmtree(new_texts)
    both_coded = msgspec.structs.replace(coding, types=types, type_counts=counts, dictionaries=dictionaries)
    about = msgspec.structs.replace(
        about, counts=_join_counts(old.counts, about.counts),
        noticed=_join_noticed(old.noticed, about.noticed, about.reading),
    )  # fmt: skip
    return finish(folder, about, both_coded, totals, tuple(loose.columns))


class _Recode:
    """Columns of one part in the codes and types of both."""

    def __init__(self, columns: tuple[str, ...], maps: Mapping[str, Array], types: Array) -> None:
        self.columns, self.maps, self.types = columns, maps, types

    def __call__(self, part: Mapping[str, Array]) -> dict[str, Array]:
        recode = {**self.maps, "type": self.types}
        return {name: recode[name][part[name]] if name in recode else part[name] for name in self.columns}


def _type_map(types: Mapping[int, str], code_of: Mapping[str, int]) -> Array:
    codes = np.zeros(256, np.uint8)
    for code, name in types.items():
        codes[code] = code_of[name]
    return codes


def _merge_texts(base: Path, new: Path, folder: Path, name: str) -> tuple[Array, Array]:
    """Write the texts of both parts in order; returns for each part old code -> new code (its last entry: missing)."""
    parts = [read_texts(dictionary_path(place, name)).arrow for place in (base, new)]
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


def _join_counts(old: Counts, new: Counts) -> Counts:
    """Of both parts, in the order that cleaning gives; what the events themselves say is put right by `Totals`."""
    quarantined = _sums(old.quarantined, new.quarantined)
    return msgspec.structs.replace(
        new, rows=old.rows + new.rows, outside=old.outside + new.outside,
        quarantined=dict(sorted(quarantined.items(), key=lambda pair: (-pair[1], pair[0]))),
        not_purchases=_sums(old.not_purchases, new.not_purchases),
        # None across the parts: the new events are all later.
        repeats=old.repeats + new.repeats, dropped_repeats=old.dropped_repeats + new.dropped_repeats,
    )  # fmt: skip


def _sums(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, int]:
    return {name: old.get(name, 0) + new.get(name, 0) for name in sorted({*old, *new})}


def _join_noticed(
    old: tuple[Finding, ...], new: tuple[Finding, ...], reading: Reading | None
) -> tuple[Finding, ...]:
    """The odd numbers of each column, counted in both parts, and states that nobody knows: nothing else is noticed
    where there are no tables."""
    later = [(f.facts["column"], f.facts["value"]) for f in (*old, *new) if f.code == LATER]
    odd = [f for f in (*old, *new) if f.code != LATER]
    found = {f.facts["column"]: f for f in odd}
    n = {column: sum(f.facts["n"] for f in odd if f.facts["column"] == column) for column in found}
    columns = [reading.fields[c].columns[0] for c in ev.NUMBERS if c in reading.fields] if reading else []
    numbers = (
        msgspec.structs.replace(found[c], facts={"n": n[c], "column": c})
        for c in sorted(found, key=columns.index)
    )  # fmt: skip
    return *numbers, *tell_later_states(later)


def _join_quarantine(
    folder: Path, base: Path, con: duckdb.DuckDBPyConnection, rows: duckdb.DuckDBPyRelation | None
) -> None:
    if rows is None:
        shutil.copyfile(base / QUARANTINE, folder / QUARANTINE)
        return
    con.read_parquet(str(base / QUARANTINE)).create_view("store_quarantine_before", replace=True)
    rows.create_view("store_quarantine_now", replace=True)
    # A table, as in a fresh build: DuckDB marks by its statistics which columns of the file are never NULL.
    con.execute(
        "CREATE OR REPLACE TABLE store_quarantine AS SELECT * FROM (SELECT * FROM store_quarantine_now UNION ALL"
        " BY NAME SELECT * FROM store_quarantine_before) ORDER BY ALL"
    )
    write_quarantine(folder, con.table("store_quarantine"))
