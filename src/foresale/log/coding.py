"""From cleaned events to coded ones, in DuckDB: out of core, under the connection's memory limit.

Every text column gets a dictionary in order of its texts; the coded table holds numbers only, a bucket's rows together.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import numpy.typing as npt
import pyarrow as pa

from foresale.log import events as ev
from foresale.log.cells import name_sql
from foresale.log.cluster import LABEL
from foresale.log.identity import Identity
from foresale.log.prepared import Column
from foresale.log.segments import Texts, read_texts, write_columns, write_texts

Array = npt.NDArray[Any]

EVENTS_PER_BUCKET = 2_000_000
MOST_OWN_TYPES = 256 - ev.FIRST_OWN_TYPE
OTHER = "other"
CODED_TABLE = "store_coded"

OWNERLESS = -1  # bucket of the events without a user
_BATCH = 200_000


class Coding(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of coded events beside the table that holds them.

    columns      : in their stored order, without user and session
    types        : code -> name
    type_counts  : events by type name, those of users and those without; `other` holds the rarest of too many
    own_sessions : the log says which session an event belongs to
    dictionaries : name -> number of texts, those of `tables` among them
    tables       : "item", "user" -> names of the attributes
    links        : between ids of one person
    """

    n_buckets: int
    columns: tuple[str, ...]
    further: tuple[Column, ...]
    types: dict[int, str]
    type_counts: dict[str, int]
    own_sessions: bool
    dictionaries: dict[str, int]
    tables: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    links: int = 0


def code_events(
    events: duckdb.DuckDBPyRelation,
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    n_buckets: int = 0,
    links: duckdb.DuckDBPyRelation | None = None,
    *,
    kept: bool = False,
) -> Coding:
    """Code a relation of cleaned events into the table `store_coded`; dictionaries and links are written to `folder`.

    Parameters
    ----------
    events    : user VARCHAR (NULL: without user), time, day, clock, type VARCHAR, and whatever else the log has: coded
        columns and `x:NAME` as VARCHAR, numbers and `x:NAME` as DOUBLE, session VARCHAR, is_product, is_device
    n_buckets : 0: as many as the log needs
    links     : ids of one person: device VARCHAR, user VARCHAR, since BIGINT (NULL: once both have an event)
    kept      : another process may go on with the table: it goes to the database file, which takes twice as long
    """
    con.execute("SET preserve_insertion_order = false")
    events.create_view("store_events", replace=True)
    has = dict(zip(events.columns, map(str, events.types)))
    others = sorted(c for c in has if c.startswith("x:"))
    texts = [c for c in ("user", *ev.CODED, *others) if has.get(c) == "VARCHAR"]
    numbers = [c for c in (*ev.NUMBERS, *others) if has.get(c) == "DOUBLE"]
    further = tuple(
        Column(c.removeprefix("x:"), "number" if has[c] == "DOUBLE" else "category")
        for c in others
    )  # fmt: skip
    counts = dict(con.execute('SELECT "type", count(*) FROM store_events GROUP BY 1').fetchall())
    types, of_type = assign_types(counts)
    n = con.execute('SELECT count("user") FROM store_events').fetchall()[0][0]
    n_buckets = n_buckets or buckets_for(n)
    coding = Coding(
        n_buckets=n_buckets, further=further, types=types, type_counts=_sum_by(counts, of_type, types),
        columns=in_order([*ev.FIXED, *texts[1:], *numbers, ev.IS_PRODUCT, *({ev.IS_DEVICE} & has.keys())]),
        own_sessions=ev.SESSION in has, dictionaries={name: _dictionary(con, name, folder) for name in texts},
    )  # fmt: skip
    identity = _identity(con, links)
    if len(identity):
        links_of: dict[str, Array] = {"device": identity.device, "user": identity.user, "since": identity.since}
        write_columns(identity_path(folder), links_of)
        coding = msgspec.structs.replace(coding, links=len(identity))
    _buckets_of_users(con, read_texts(dictionary_path(folder, "user")), n_buckets, identity)
    _code(con, coding, texts, has, of_type, kept)
    return coding


def coded_rows(con: duckdb.DuckDBPyConnection, bucket: int) -> dict[str, Array]:
    """The coded events of one bucket, in no order: `user`, `session_label` and the columns."""
    rows = con.sql(f"SELECT * EXCLUDE (bucket) FROM {CODED_TABLE} WHERE bucket = {bucket}")
    return {name: values.to_numpy() for name, values in zip(rows.columns, rows.to_arrow_table().columns)}


def buckets_for(n_events: int) -> int:
    """The least power of two with at most EVENTS_PER_BUCKET events of users in a bucket: a log that grows day by day
    is dealt out anew only when it has doubled."""
    return 1 << max(0, -(-n_events // EVENTS_PER_BUCKET) - 1).bit_length()


def assign_types(counts: dict[str, int]) -> tuple[dict[int, str], dict[str, int]]:
    """Code -> name of the types that occur, and name in the log -> code.

    Own types get codes by name; where there are more than codes, the rarest share the type `other`.
    """
    own = sorted((name for name in counts if name not in ev.CODE_OF), key=lambda name: (-counts[name], name))
    if len(own) > MOST_OWN_TYPES:
        own = [*[name for name in own if name != OTHER][: MOST_OWN_TYPES - 1], OTHER]
    code = {name: ev.CODE_OF[name] for name in counts if name in ev.CODE_OF}
    code |= {name: ev.FIRST_OWN_TYPE + i for i, name in enumerate(sorted(own))}
    types = {c: name for name, c in sorted(code.items(), key=lambda item: item[1])}
    return types, {name: code.get(name, code.get(OTHER, 0)) for name in counts}


def dictionary_path(folder: Path, name: str) -> Path:
    """Where a dictionary lies. Names of further columns may hold anything, file names may not: they are encoded."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "_-") else f"%{ord(c):x}." for c in name)
    return folder / "dictionaries" / f"{safe}.arrow"


def _dictionary(con: duckdb.DuckDBPyConnection, name: str, folder: Path) -> int:
    column = name_sql(name)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {name_sql('store_texts_' + name)} AS "
        "SELECT text, (row_number() OVER (ORDER BY text) - 1)::INTEGER AS code "
        f"FROM (SELECT DISTINCT {column} AS text FROM store_events WHERE {column} IS NOT NULL)"
    )
    ordered = con.sql(f"SELECT text FROM {name_sql('store_texts_' + name)} ORDER BY code").to_arrow_reader(_BATCH)
    return write_texts(dictionary_path(folder, name), (batch.column(0) for batch in ordered))


def identity_path(folder: Path) -> Path:
    return folder / "identity.arrow"


def _identity(con: duckdb.DuckDBPyConnection, links: duckdb.DuckDBPyRelation | None) -> Identity:
    """The links between ids that have events. None is known before its user has an event: until then the log has no
    such customer, and nobody may know that one will come."""
    if links is None:
        return Identity.none()
    links.create_view("store_links", replace=True)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE store_first AS SELECT t.code, t.text, min(e.time) AS time FROM store_events AS e"
        ' JOIN store_texts_user AS t ON e."user" = t.text WHERE t.text IN (SELECT device FROM store_links UNION'
        ' SELECT "user" FROM store_links) GROUP BY ALL'
    )
    found = con.sql(
        'SELECT d.code AS device, u.code AS "user", greatest(coalesce(l.since, d.time), u.time) AS since FROM'
        ' store_links AS l JOIN store_first AS d ON l.device = d.text JOIN store_first AS u ON l."user" = u.text'
    ).to_arrow_table()
    return Identity.of(*(found.column(name).to_numpy() for name in ("device", "user", "since")))


def _buckets_of_users(con: duckdb.DuckDBPyConnection, users: Texts, n_buckets: int, identity: Identity) -> None:
    """Table store_users (text, code, bucket): DuckDB has no crc32, Python has. A person's ids lie in one bucket."""
    make = "CREATE OR REPLACE TEMP TABLE store_users AS SELECT text, code,"
    if n_buckets == 1:
        con.execute(f"{make} 0 AS bucket FROM store_texts_user")
        return
    schema = pa.schema([("code", pa.int32()), ("bucket", pa.int32())])
    circles = identity.circles
    home = {id: users[root] for id, root in zip(circles.ids.tolist(), circles.root.tolist()) if id != root}

    def batches() -> Iterator[pa.RecordBatch]:
        for start in range(0, len(users), _BATCH):
            ids = users[start : start + _BATCH]
            of = [zlib.crc32(home.get(c, i).encode("utf-8")) % n_buckets for c, i in enumerate(ids, start)]
            codes = pa.array(range(start, start + len(ids)), pa.int32())
            yield pa.RecordBatch.from_arrays([codes, pa.array(of, pa.int32())], schema=schema)

    con.register("store_bucket_batches", pa.RecordBatchReader.from_batches(schema, batches()))
    con.execute(f"{make} bucket FROM store_texts_user JOIN store_bucket_batches USING (code)")
    con.unregister("store_bucket_batches")


def _code(
    con: duckdb.DuckDBPyConnection, coding: Coding, texts: list[str], has: dict[str, str], types: dict[str, int],
    kept: bool,
) -> None:  # fmt: skip
    con.execute("CREATE OR REPLACE TEMP TABLE store_types (text VARCHAR, code UTINYINT)")
    if types:
        con.executemany("INSERT INTO store_types VALUES (?, ?)", list(types.items()))
    value = {name: f"e.{name}::BIGINT" if name == "time" else f"e.{name}::INTEGER" for name in ev.FIXED}
    value |= {name: f"coalesce(e.{name_sql(name)}, 'nan'::DOUBLE)" for name in has if has[name] == "DOUBLE"}
    value |= {name: f"coalesce(t{i}.code, -1)::INTEGER" for i, name in enumerate(texts)}
    value["type"] = "k.code"
    value[ev.IS_PRODUCT] = f"coalesce(e.{ev.IS_PRODUCT}, 1)::UTINYINT" if ev.IS_PRODUCT in has else "1::UTINYINT"
    value[ev.IS_DEVICE] = f"e.{ev.IS_DEVICE}::UTINYINT"
    label = f"coalesce((md5_number_lower(e.{ev.SESSION}) >> 1)::BIGINT, -1)"  # as sessions.label_of
    value[LABEL] = label if coding.own_sessions else "-1::BIGINT"
    tables = ["store_users", *(f"store_texts_{name}" for name in texts[1:])]
    joins = " ".join(
        f"LEFT JOIN {name_sql(table)} AS t{i} ON e.{name_sql(name)} = t{i}.text"
        for i, (name, table) in enumerate(zip(texts, tables))
    )
    columns = ", ".join(f"{value[name]} AS {name_sql(name)}" for name in ("user", *coding.columns, LABEL))
    con.execute(
        f"CREATE OR REPLACE {'TABLE' if kept else 'TEMP TABLE'} {CODED_TABLE} AS "
        f"SELECT coalesce(t0.bucket, {OWNERLESS})::INTEGER AS bucket, {columns} "
        f'FROM store_events AS e {joins} LEFT JOIN store_types AS k ON e."type" = k.text '
        + "ORDER BY bucket" * (coding.n_buckets > 1)  # so that a bucket is read without a look at the others
    )


def in_order(columns: Iterable[str]) -> tuple[str, ...]:
    """The stored order of columns: as in `events`, then the further ones by name."""
    known = [*ev.FIXED, *ev.CODED, *ev.NUMBERS, ev.IS_PRODUCT, ev.IS_DEVICE]
    names = set(columns)
    return (*[name for name in known if name in names], *sorted(names - set(known)))


def _sum_by(counts: dict[str, int], code: dict[str, int], types: dict[int, str]) -> dict[str, int]:
    total = dict.fromkeys(types.values(), 0)
    for name, n in counts.items():
        total[types[code[name]]] += n
    return total
