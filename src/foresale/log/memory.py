"""A prepared log from plain columns, in memory: for tests, for live events, for whoever holds arrays already."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from foresale.log import events as ev
from foresale.log.cluster import cluster, without_owner
from foresale.log.identity import Identity
from foresale.log.instants import to_instant
from foresale.log.prepared import Column, PreparedLog
from foresale.log.sessions import label_of
from foresale.log.tables import VALID_FROM, Attributes, undated

Array = npt.NDArray[Any]

_UNITS = (("day", ev.DAY_US), ("hour", ev.HOUR_US), ("minute", ev.MINUTE_US), ("s", 1_000_000), ("ms", 1000))


def log_from_columns(
    *,
    user: Sequence[Any] | Array,
    time: Sequence[Any] | Array,
    type: Sequence[Any] | Array | str = "purchase",
    zone: str = "UTC",
    unit: str | None = None,
    owner: str = "user",
    n_buckets: int = 1,
    session_minutes: float | None = 30,
    items: Mapping[str, Sequence[Any]] | None = None,
    users: Mapping[str, Sequence[Any]] | None = None,
    links: Sequence[tuple[str, str, Any]] = (),
    **columns: Sequence[Any] | Array,
) -> PreparedLog:
    """The prepared log of events given as columns of equal length, in any order.

    Parameters
    ----------
    user : n ids, taken as text; None is an event without a user
    time : n instants: microseconds UTC (int), `datetime` or ISO text (naive ones are local in `zone`)
    type : n names of event types (canonical or own), or canonical codes; one name stands for all
    unit : finest unit of `time`; None finds it in the values ("day": every event at 00:00 local)
    session_minutes : idle time that cuts sessions where no `session` column is given; None: no sessions
    items, users : attribute tables: a column `item` (or `user`) of ids, and any attributes, numbers or texts; with
        `valid_from` (instants as in `time`) several rows an id, each from its instant on
    links : (device, user, since): two ids of one person, known from an instant on, or (None) once both have an event
    columns : canonical columns by their names, `session`, `is_product`, `is_device`; any other NAME becomes
        `x:NAME`. Texts may be None; numbers may be NaN.

    Notes
    -----
    Ids and texts get codes in the order of their texts. Every event is kept as given: cleaning is not done here.
    """
    at = _instants(time, ZoneInfo(zone))
    n = len(at)
    names = [type] * n if isinstance(type, str) else [_type_name(t) for t in type]
    types = type_codes(names)
    code = {name: c for c, name in types.items()}
    dictionaries: dict[str, Sequence[str]] = {}
    user_code, dictionaries["user"] = encode(user)
    cols: dict[str, Array] = {"time": at, "type": np.fromiter((code[t] for t in names), np.uint8, n)}
    cols["day"], cols["clock"] = local_day_and_clock(at, zone)
    cols[ev.IS_PRODUCT] = np.ones(n, np.uint8)
    labels: Array | None = None
    further = []
    for name, values in columns.items():
        if len(values) != n:
            raise ValueError(f"{name} has {len(values)} values, time has {n}")
        if name == ev.SESSION:
            labels = np.fromiter((-1 if v is None else label_of(str(v)) for v in values), np.int64, n)
        elif name in (ev.IS_PRODUCT, ev.IS_DEVICE):
            cols[name] = np.asarray(values, np.uint8)
        elif name in ev.CODED:
            cols[name], dictionaries[name] = encode(values)
        elif name in ev.NUMBERS:
            cols[name] = np.asarray(values, np.float64)
        else:
            kind, stored = "x:" + name.removeprefix("x:"), _column(values)
            further.append(Column(name.removeprefix("x:"), "number" if stored[1] is None else "category"))
            cols[kind] = stored[0]
            if stored[1] is not None:
                dictionaries[kind] = stored[1]
    unit = unit or finest_unit(at, cols["clock"])
    identity = _identity(links, user_code, at, dictionaries["user"], ZoneInfo(zone))
    homes = identity.in_the_end(np.arange(len(dictionaries["user"])))
    bucket_of = np.array([bucket_of_id(dictionaries["user"][u], n_buckets) for u in homes], np.int64)
    place = np.append(bucket_of, -1)[user_code]  # -1 looks at the end: no user, no bucket
    buckets = []
    for b in range(n_buckets):
        rows = np.flatnonzero(place == b)
        part = {name: values[rows] for name, values in cols.items()}
        own = labels[rows] if labels is not None else None
        buckets.append(cluster(user_code[rows], part, own, unit, session_minutes))
    nobody = np.flatnonzero(user_code < 0)
    owned = at[user_code >= 0]
    return PreparedLog(
        zone=zone, unit=unit, owner=owner, types=types,
        first=int(owned.min()) if len(owned) else 2**63 - 1, last=int(owned.max()) if len(owned) else ev.NEVER,
        n_events=len(owned), buckets=buckets, dictionaries=dictionaries, further=tuple(further),
        item_table=_table(items, "item", dictionaries, ZoneInfo(zone)),
        user_table=_table(users, "user", dictionaries, ZoneInfo(zone)),
        ownerless=without_owner({name: values[nobody] for name, values in cols.items()}),
        identity=identity, session_minutes=session_minutes,
    )  # fmt: skip


def type_codes(names: Sequence[str]) -> dict[int, str]:
    """Code -> name of the types among `names`: canonical codes, then the shop's own by name."""
    present = set(names)
    own = sorted(present - set(ev.CODE_OF))
    known = {c: name for name, c in ev.CODE_OF.items() if name in present}
    return known | {ev.FIRST_OWN_TYPE + i: name for i, name in enumerate(own)}


def bucket_of_id(user_id: str, n_buckets: int) -> int:
    """The bucket of a user: crc32 of the id's UTF-8 bytes, so that every machine agrees."""
    return zlib.crc32(user_id.encode("utf-8")) % n_buckets


def encode(values: Sequence[Any] | Array) -> tuple[npt.NDArray[np.int32], list[str]]:
    """Codes of texts (None, NaN: -1) and the texts by code, in order."""
    texts = [None if v is None or v != v else str(v) for v in values]
    vocabulary = sorted({t for t in texts if t is not None})
    code: dict[str | None, int] = {t: i for i, t in enumerate(vocabulary)}
    return np.fromiter((code.get(t, -1) for t in texts), np.int32, len(texts)), vocabulary


def local_day_and_clock(at: Array, zone: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Local day number and second of the day of instants (microseconds UTC)."""
    tz = ZoneInfo(zone)
    # Offsets change on whole quarters of an hour: one look-up for each that occurs.
    quarters, which = np.unique(at // (15 * ev.MINUTE_US), return_inverse=True)
    offsets = np.fromiter((_offset_us(int(q) * 15 * ev.MINUTE_US, tz) for q in quarters), np.int64, len(quarters))
    local = at + offsets[which] if len(at) else at
    return (local // ev.DAY_US).astype(np.int32), (local % ev.DAY_US // 1_000_000).astype(np.int32)


def finest_unit(at: Array, clock: Array) -> str:
    """The coarsest unit that all instants are whole in."""
    if not len(at):
        return "us"
    if not clock.any() and not (at % 1_000_000).any():
        return "day"
    return next((name for name, size in _UNITS[1:] if not (at % size).any()), "us")


def _offset_us(instant: int, tz: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(instant // 1_000_000, tz).utcoffset()
    assert offset is not None
    return round(offset.total_seconds() * 1_000_000)


def _instants(time: Sequence[Any] | Array, tz: ZoneInfo) -> npt.NDArray[np.int64]:
    values = np.asarray(time)
    if np.issubdtype(values.dtype, np.integer):
        return values.astype(np.int64)
    return np.fromiter((_instant(t, tz) for t in time), np.int64, len(values))


def _instant(t: Any, tz: ZoneInfo) -> int:
    if isinstance(t, int | np.integer):
        return int(t)
    moment = t.item() if isinstance(t, np.datetime64) else datetime.fromisoformat(t) if isinstance(t, str) else t
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=tz)
    return to_instant(moment)


def _identity(
    links: Sequence[tuple[str, str, Any]], user: Array, at: Array, ids: Sequence[str], tz: ZoneInfo
) -> Identity:
    """Links between ids that the log has, known from the user's first event on at the earliest."""
    place = {text: i for i, text in enumerate(ids)}
    first = np.full(len(ids) + 1, 2**63 - 1, np.int64)
    np.minimum.at(first, user, at)
    there = [(place[a], place[b], since) for a, b, since in links if a in place and b in place]
    device, of = (np.array([one[k] for one in there], np.int64) for k in (0, 1))
    said = [_instant(since, tz) if since is not None else first[k] for (k, _, since) in there]
    return Identity.of(device, of, np.maximum(np.array(said, np.int64), first[of]))


def _type_name(t: Any) -> str:
    return ev.CANONICAL_TYPES[int(t) - 1] if isinstance(t, int | np.integer) else str(t)


def _column(values: Sequence[Any] | Array) -> tuple[Array, list[str] | None]:
    """Numbers as float64, anything else (an empty list too) as codes with their texts."""
    array = np.asarray(values)
    if np.issubdtype(array.dtype, np.number) or array.dtype == bool:
        if len(array) or isinstance(values, np.ndarray):
            return array.astype(np.float64), None
    elif (some := [v for v in values if v is not None]) and all(isinstance(v, int | float) for v in some):
        return np.array([np.nan if v is None else v for v in values], np.float64), None
    return encode(values)


def _table(
    given: Mapping[str, Sequence[Any]] | None, key: str, dictionaries: dict[str, Sequence[str]], tz: ZoneInfo
) -> Attributes:
    """Attributes by the code of their owner; ids that the log does not have are left out."""
    if given is None:
        return Attributes()
    place = {text: i for i, text in enumerate(dictionaries.get(key, ()))}
    owner = np.fromiter((place.get(str(k), -1) for k in given[key]), np.int64, len(given[key]))
    since = _instants(given[VALID_FROM], tz) if VALID_FROM in given else undated(len(owner))
    known, untold = np.flatnonzero(owner >= 0), np.setdiff1d(np.arange(len(place)), owner)
    owner, since = np.append(owner[known], untold), np.append(since[known], undated(len(untold)))
    order = np.lexsort((since, owner))
    row = np.append(known, np.full(len(untold), -1))[order]
    columns: dict[str, Array] = {}
    for name, values in given.items():
        if name in (key, VALID_FROM):
            continue
        stored, texts = _column(values)
        columns[name] = np.append(stored, np.array([np.nan if texts is None else -1], stored.dtype))[row]
        if texts is not None:
            dictionaries[f"{key}:{name}"] = texts
    return Attributes.of(columns, owner[order], since[order], len(place))
