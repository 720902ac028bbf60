"""The prepared log on disk: a folder of mapped Arrow files, written once, never changed.

    manifest.json                    what the log is (last to be written)
    dictionaries/NAME.arrow          texts by code
    buckets/0000/segment-0.arrow     a bucket's events, by user and in order
    buckets/0000/users.arrow         its users, and where each one's events start and end
    buckets/0000/sessions.arrow      the log's own session of each event (logs that have sessions)
    identity.arrow                   which ids are of one person, and since when (logs that tell)
    ownerless/segment-0.arrow        events without a user, in order of time
    tables/item.arrow, user.arrow    attributes by code and by the instant from which they hold
    quarantine.parquet               rows that could not be used
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from foresale.language import tr
from foresale.log import events as ev
from foresale.log.cells import name_sql
from foresale.log.checked import checksums
from foresale.log.cluster import LABEL, cluster, without_owner
from foresale.log.coding import OWNERLESS, Coding, code_events, coded_rows, dictionary_path, identity_path
from foresale.log.identity import Identity
from foresale.log.manifest import About, Manifest, read_manifest, write_manifest
from foresale.log.prepared import Bucket, PreparedLog
from foresale.log.reading import Reading
from foresale.log.segments import read_columns, read_texts, write_columns, write_texts
from foresale.log.tables import OWNER, SINCE, Attributes
from foresale.log.totals import Totals
from foresale.log.unfinished import Work
from foresale.progress import SILENT, Progress

Array = npt.NDArray[Any]
QUARANTINE = "quarantine.parquet"


def build(
    folder: Path,
    con: duckdb.DuckDBPyConnection,
    events: duckdb.DuckDBPyRelation | None,
    about: About,
    *,
    items: duckdb.DuckDBPyRelation | None = None,
    users: duckdb.DuckDBPyRelation | None = None,
    links: duckdb.DuckDBPyRelation | None = None,
    quarantine: duckdb.DuckDBPyRelation | None = None,
    n_buckets: int = 0,
    work: Work | None = None,
    progress: Progress = SILENT,
) -> Manifest:
    """Write the store of a relation of cleaned events (`coding.code_events` says of which form) into an empty folder.

    events       : None where `work` has them coded
    items, users : attribute tables: a column `item` (or `user`) of ids, `_since` BIGINT (`tables.SINCE`; each id once
                   without it, else once an instant), and attributes, VARCHAR or DOUBLE
    links        : ids of one person: device VARCHAR, user VARCHAR, since BIGINT (NULL: once both have an event)
    n_buckets    : 0: as many as the log needs
    work         : what of it was done before, and where to note what has been done
    """
    work = work or Work(folder)
    coding = work.notes.coding
    if coding is None:
        assert events is not None
        with progress.stage(tr("Coding ids and texts")):
            coding = code_events(events, con, folder, n_buckets, links, kept=work.kept)
        dictionaries = dict(coding.dictionaries)
        tables = write_tables(folder, con, {"item": items, "user": users}, dictionaries)
        write_quarantine(folder, quarantine)
        coding = msgspec.structs.replace(coding, dictionaries=dictionaries, tables=tables)
        work.coded(coding)
    totals = Totals(np.zeros(coding.dictionaries.get("item", 0), bool))
    with progress.stage(tr("Gathering events by user"), coding.n_buckets + 1) as stage:
        for number in range(coding.n_buckets):
            if not work.has_bucket(number, bucket_folder(folder, number)):
                rows = coded_rows(con, number)
                user, labels = rows.pop("user"), rows.pop(LABEL)
                own = labels if coding.own_sessions else None
                write_bucket(folder, number, cluster(user, rows, own, about.unit, about.session_minutes))
                work.bucket(number, bucket_folder(folder, number))
            totals.add(read_bucket(folder, number))
            stage.advance()
        rows = coded_rows(con, OWNERLESS)
        loose = without_owner({name: values for name, values in rows.items() if name not in ("user", LABEL)})
        write_columns(ownerless_path(folder), loose.columns)
        totals.add_ownerless(loose)
        stage.advance()
    return finish(folder, about, coding, totals, tuple(loose.columns))


def finish(folder: Path, about: About, coding: Coding, totals: Totals, columns: tuple[str, ...]) -> Manifest:
    """Write the manifest, by which the store is whole."""
    manifest = Manifest(
        content_hash=about.content_hash, settings=about.settings, zone=about.zone, unit=about.unit, owner=about.owner,
        session_minutes=about.session_minutes, own_sessions=coding.own_sessions, types=coding.types,
        type_counts=coding.type_counts, first=totals.first, last=totals.last, n_events=totals.events,
        n_users=totals.users, n_ownerless=totals.without_user, n_buckets=coding.n_buckets, columns=columns,
        further=coding.further, dictionaries=coding.dictionaries, tables=coding.tables, links=coding.links,
        contents=tuple(sorted(about.contents)), reading=about.reading, counts=totals.counts(about.counts),
        noticed=about.noticed, files=checksums(folder),
    )  # fmt: skip
    write_manifest(folder, manifest)
    return manifest


def load(folder: Path, reading: Reading | None = None) -> PreparedLog:
    """The log of a whole store, everything mapped, nothing read yet.

    reading : how the owner's log was understood, where more is known than the store's own decisions
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise FileNotFoundError(folder / "manifest.json")
    reading = reading or manifest.reading
    nobody = np.zeros(0, np.int64)
    return PreparedLog(
        zone=manifest.zone, unit=manifest.unit, owner=manifest.owner, types=manifest.types, first=manifest.first,
        last=manifest.last, n_events=manifest.n_events,
        buckets=[read_bucket(folder, number) for number in range(manifest.n_buckets)],
        dictionaries={name: read_texts(dictionary_path(folder, name)) for name in manifest.dictionaries},
        further=manifest.further, item_table=_read_table(folder, manifest, "item"),
        user_table=_read_table(folder, manifest, "user"),
        ownerless=Bucket(nobody.astype(np.int32), nobody, nobody, read_columns(ownerless_path(folder))),
        identity=Identity(**read_columns(identity_path(folder))) if manifest.links else Identity.none(),
        session_minutes=manifest.session_minutes,
        reading=reading and msgspec.structs.replace(reading, counts=manifest.counts), noticed=manifest.noticed,
        path=folder, content_hash=manifest.content_hash, quarantine=folder / QUARANTINE,
    )  # fmt: skip


def bucket_folder(folder: Path, number: int) -> Path:
    return folder / "buckets" / f"{number:04d}"


def ownerless_path(folder: Path) -> Path:
    return folder / "ownerless" / "segment-0.arrow"


def write_bucket(folder: Path, number: int, bucket: Bucket) -> None:
    """Write one bucket."""
    place = bucket_folder(folder, number)
    write_columns(place / "segment-0.arrow", bucket.columns)
    write_columns(place / "users.arrow", {"users": bucket.users, "starts": bucket.starts, "ends": bucket.ends})
    if bucket.labels is not None:
        write_columns(place / "sessions.arrow", {LABEL: bucket.labels})


def read_bucket(folder: Path, number: int) -> Bucket:
    """A bucket, mapped."""
    place = bucket_folder(folder, number)
    sessions = place / "sessions.arrow"
    labels = read_columns(sessions)[LABEL] if sessions.exists() else None
    events = read_columns(place / "segment-0.arrow")
    return Bucket(**read_columns(place / "users.arrow"), columns=events, labels=labels)


def write_quarantine(folder: Path, rows: duckdb.DuckDBPyRelation | None) -> None:
    """The rows that could not be used; an empty file where there are none."""
    if rows is not None:
        rows.write_parquet(str(folder / QUARANTINE))
    else:
        nothing = pa.table({"reason": pa.array([], pa.string()), "time": pa.array([], pa.int64())})
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
        since = f"coalesce(t.{SINCE}, {ev.NEVER})" if SINCE in table.columns else f"({ev.NEVER})"
        con.execute(
            f"CREATE OR REPLACE TABLE store_rows AS SELECT o.code AS {OWNER}, {since}::BIGINT AS {SINCE},"
            f" t.* EXCLUDE ({', '.join([name_sql(key), *[SINCE] * (SINCE in table.columns)])}) FROM store_owners AS o"
            f" LEFT JOIN store_table AS t ON t.{name_sql(key)} = o.text ORDER BY 1, 2"
        )
        con.unregister("store_owners")
        names = [name for name in table.columns if name not in (key, SINCE)]
        columns: dict[str, Array] = {}
        for name, kind in zip(table.columns, map(str, table.types)):
            if name not in names:
                continue
            values = con.sql(f"SELECT {name_sql(name)} AS value FROM store_rows ORDER BY {OWNER}, {SINCE}")
            values = values.to_arrow_table().column("value")
            if kind == "DOUBLE":
                columns[name] = values.to_numpy()
                continue
            columns[name], texts = _encoded(values)
            dictionaries[f"{key}:{name}"] = write_texts(dictionary_path(folder, f"{key}:{name}"), [texts])
        if columns:
            when = con.sql(f"SELECT {OWNER}, {SINCE} FROM store_rows ORDER BY 1, 2").to_arrow_table()
            columns |= {name: when.column(name).to_numpy() for name in (OWNER, SINCE)}
            write_columns(folder / "tables" / f"{key}.arrow", columns)
            written[key] = tuple(names)
    return written


def _encoded(values: pa.ChunkedArray[Any]) -> tuple[Array, pa.Array[Any]]:
    """Codes (-1: missing) and the texts in order."""
    encoded = values.cast(pa.large_string()).combine_chunks().dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    place = np.empty(len(order) + 1, np.int32)
    place[order], place[-1] = np.arange(len(order)), -1
    return place[encoded.indices.fill_null(len(order)).to_numpy()], encoded.dictionary.take(pa.array(order))


def _read_table(folder: Path, manifest: Manifest, key: str) -> Attributes:
    if key not in manifest.tables:
        return Attributes()
    columns = read_columns(folder / "tables" / f"{key}.arrow")
    owner, since = columns.pop(OWNER), columns.pop(SINCE)
    return Attributes.of(columns, owner, since, manifest.dictionaries[key])
