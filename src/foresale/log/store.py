"""The prepared log on disk: a folder of mapped Arrow files, written once, never changed.

    manifest.json                    what the log is (last to be written)
    dictionaries/NAME.arrow          texts by code
    buckets/0000/segment-0.arrow     a bucket's events, by user and in order
    buckets/0000/users.arrow         its users, and where each one's events start and end
    buckets/0000/sessions.arrow      the log's own session of each event (logs that have sessions)
    ownerless/segment-0.arrow        events without a user, in order of time
    tables/item.arrow, user.arrow    attributes by code
    quarantine.parquet               rows that could not be used
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from foresale.language import tr
from foresale.log import events as ev
from foresale.log.cells import name_sql
from foresale.log.cluster import LABEL, cluster, without_owner
from foresale.log.coding import OWNERLESS, code_events, dictionary_path
from foresale.log.manifest import Manifest, read_manifest, write_manifest
from foresale.log.prepared import Bucket, PreparedLog
from foresale.log.reading import Reading
from foresale.log.segments import read_columns, read_texts, write_columns, write_texts
from foresale.progress import SILENT, Progress

Array = npt.NDArray[Any]
QUARANTINE = "quarantine.parquet"


@dataclass(frozen=True, kw_only=True)
class About:
    """What the events themselves do not say."""

    zone: str
    unit: str
    owner: str = "user"
    session_minutes: float = 30
    content_hash: str = ""
    contents: Sequence[str] = ()
    reading: Reading | None = None


def build(
    folder: Path,
    con: duckdb.DuckDBPyConnection,
    events: duckdb.DuckDBPyRelation,
    about: About,
    *,
    items: duckdb.DuckDBPyRelation | None = None,
    users: duckdb.DuckDBPyRelation | None = None,
    quarantine: duckdb.DuckDBPyRelation | None = None,
    n_buckets: int = 0,
    progress: Progress = SILENT,
) -> Manifest:
    """Write the store of a relation of cleaned events (`coding.code_events` says of which form) into an empty folder.

    items, users : attribute tables: a column `item` (or `user`) of ids, each once, and attributes, VARCHAR or DOUBLE
    n_buckets    : 0: as many as the log needs
    """
    with progress.stage(tr("coding ids and texts")):
        coded = code_events(events, con, folder, n_buckets)
    totals = Totals()
    with progress.stage(tr("gathering events by user"), coded.n_buckets + 1) as stage:
        for number in range(coded.n_buckets):
            rows = coded.rows(number)
            user, labels = rows.pop("user"), rows.pop(LABEL)
            own = labels if coded.own_sessions else None
            totals.add(write_bucket(folder, number, *cluster(user, rows, own, about.unit, about.session_minutes)))
            stage.advance()
        rows = coded.rows(OWNERLESS)
        loose = without_owner({name: values for name, values in rows.items() if name not in ("user", LABEL)})
        write_columns(ownerless_path(folder), loose.columns)
        stage.advance()
    dictionaries = dict(coded.dictionaries)
    tables = write_tables(folder, con, {"item": items, "user": users}, dictionaries)
    write_quarantine(folder, quarantine)
    manifest = Manifest(
        content_hash=about.content_hash, zone=about.zone, unit=about.unit, owner=about.owner,
        session_minutes=about.session_minutes, own_sessions=coded.own_sessions, types=coded.types,
        type_counts=coded.type_counts, first=totals.first, last=totals.last, n_events=totals.events,
        n_users=totals.users, n_ownerless=len(loose.columns["time"]), n_buckets=coded.n_buckets,
        columns=tuple(loose.columns), further=coded.further, dictionaries=dictionaries, tables=tables,
        contents=tuple(sorted(about.contents)), reading=about.reading,
    )  # fmt: skip
    write_manifest(folder, manifest)
    return manifest


def load(folder: Path) -> PreparedLog:
    """The log of a whole store, everything mapped, nothing read yet."""
    manifest = read_manifest(folder)
    if manifest is None:
        raise FileNotFoundError(folder / "manifest.json")
    nobody = np.zeros(0, np.int64)
    return PreparedLog(
        zone=manifest.zone, unit=manifest.unit, owner=manifest.owner, types=manifest.types, first=manifest.first,
        last=manifest.last, n_events=manifest.n_events,
        buckets=[read_bucket(folder, number) for number in range(manifest.n_buckets)],
        dictionaries={name: read_texts(dictionary_path(folder, name)) for name in manifest.dictionaries},
        further=manifest.further, item_table=_read_table(folder, manifest, "item"),
        user_table=_read_table(folder, manifest, "user"),
        ownerless=Bucket(nobody.astype(np.int32), nobody, nobody, read_columns(ownerless_path(folder))),
        reading=manifest.reading, path=folder, content_hash=manifest.content_hash, quarantine=folder / QUARANTINE,
        findings=manifest.reading.findings if manifest.reading else (),
    )  # fmt: skip


@dataclass
class Totals:
    """Sums over buckets."""

    events: int = 0
    users: int = 0
    first: int = 2**63 - 1
    last: int = ev.NEVER
    money: float = 0.0  # of purchases

    def add(self, bucket: Bucket) -> None:
        time = bucket.columns["time"]
        self.events += len(time)
        self.users += len(bucket.users)
        self.money += purchases_money(bucket)
        if len(time):
            self.first, self.last = min(self.first, int(time.min())), max(self.last, int(time.max()))


def purchases_money(bucket: Bucket) -> float:
    """Sum of the amounts of purchases; 0 where the log has none."""
    if "amount" not in bucket.columns:
        return 0.0
    return float(np.nansum(bucket.columns["amount"][bucket.columns["type"] == ev.PURCHASE]))


def bucket_folder(folder: Path, number: int) -> Path:
    return folder / "buckets" / f"{number:04d}"


def ownerless_path(folder: Path) -> Path:
    return folder / "ownerless" / "segment-0.arrow"


def write_bucket(folder: Path, number: int, bucket: Bucket, labels: Array | None) -> Bucket:
    """Write one bucket; `labels` are the log's own sessions (None: it has none)."""
    place = bucket_folder(folder, number)
    write_columns(place / "segment-0.arrow", bucket.columns)
    write_columns(place / "users.arrow", {"users": bucket.users, "starts": bucket.starts, "ends": bucket.ends})
    if labels is not None:
        write_columns(place / "sessions.arrow", {LABEL: labels})
    return bucket


def read_bucket(folder: Path, number: int) -> Bucket:
    """A bucket, mapped."""
    place = bucket_folder(folder, number)
    return Bucket(**read_columns(place / "users.arrow"), columns=read_columns(place / "segment-0.arrow"))


def write_quarantine(folder: Path, rows: duckdb.DuckDBPyRelation | None) -> None:
    """The rows that could not be used; an empty file where there are none."""
    if rows is not None:
        rows.write_parquet(str(folder / QUARANTINE))
    else:
        nothing = pa.table({"reason": pa.array([], pa.string()), "file": pa.array([], pa.string())})
        pq.write_table(nothing, folder / QUARANTINE)


def write_tables(
    folder: Path,
    con: duckdb.DuckDBPyConnection,
    tables: Mapping[str, duckdb.DuckDBPyRelation | None],
    dictionaries: dict[str, int],
) -> dict[str, tuple[str, ...]]:
    """Write attributes by code of their owner; ids that the log does not have are left out. Adds to `dictionaries`."""
    written = {}
    for key, table in tables.items():
        if table is None or not dictionaries.get(key):
            continue
        owners = read_texts(dictionary_path(folder, key)).arrow
        ids = pa.table({"text": owners, "code": pa.array(np.arange(len(owners), dtype=np.int32))})
        con.register("store_owners", ids)
        table.create_view("store_table", replace=True)
        columns: dict[str, Array] = {}
        for name, kind in zip(table.columns, map(str, table.types)):
            if name == key:
                continue
            values = con.sql(
                f"SELECT t.{name_sql(name)} AS value FROM store_owners AS o "
                f"LEFT JOIN store_table AS t ON t.{name_sql(key)} = o.text ORDER BY o.code"
            ).to_arrow_table().column("value")  # fmt: skip
            if kind == "DOUBLE":
                columns[name] = values.to_numpy()
                continue
            columns[name], texts = _encoded(values)
            dictionaries[f"{key}:{name}"] = write_texts(dictionary_path(folder, f"{key}:{name}"), [texts])
        con.unregister("store_owners")
        if columns:
            write_columns(folder / "tables" / f"{key}.arrow", columns)
            written[key] = tuple(columns)
    return written


def _encoded(values: pa.ChunkedArray[Any]) -> tuple[Array, pa.Array[Any]]:
    """Codes (-1: missing) and the texts in order."""
    encoded = values.cast(pa.large_string()).combine_chunks().dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    place = np.empty(len(order) + 1, np.int32)
    place[order], place[-1] = np.arange(len(order)), -1
    return place[encoded.indices.fill_null(len(order)).to_numpy()], encoded.dictionary.take(pa.array(order))


def _read_table(folder: Path, manifest: Manifest, key: str) -> dict[str, Array]:
    return read_columns(folder / "tables" / f"{key}.arrow") if key in manifest.tables else {}
