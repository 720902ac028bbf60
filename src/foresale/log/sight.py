"""What is to be told of a log as of the instant before which it is seen: counts of its rows, and findings.

Whatever happened to the rows after that instant is left out, as far as a row has a time. Two things have none that
counts: damaged rows whose time nobody can read (all of them are counted, and it is said), and the few counts that only
cleaning could make, over the whole log (each says so).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from foresale.log.clean import count_findings
from foresale.log.events import IS_DEVICE, NEVER
from foresale.log.findings import Finding
from foresale.log.reading import Counts

if TYPE_CHECKING:
    from foresale.log.prepared import PreparedLog

# Kind of a line that looks like a purchase and is none -> the type of its event.
_TYPE_OF = {"unpaid": "order", "cancelled": "cancel"} | {k: k for k in ("refund", "adjustment", "test", "discount")}


def counts_in_sight(log: PreparedLog) -> Counts:
    """What became of the rows before `log.until`; of all of them where there is no such instant."""
    from foresale.log.totals import Totals

    if log.reading is None:
        return Totals.of(log).counts(Counts())
    told = log.reading.counts
    if log.until is None and not log.left_out.users:
        return told
    quarantined, _ = _quarantined(log)
    whole = _is_whole(log)
    if whole and not log.left_out.users:
        return msgspec.structs.replace(told, quarantined=quarantined)
    totals = Totals.of(log)
    code_of = {name: code for code, name in log.types.items()}
    kinds = {kind: int(totals.types[code_of.get(_TYPE_OF[kind], 0)]) for kind in told.not_purchases}
    return msgspec.structs.replace(
        totals.counts(told),
        rows=told.rows if whole else totals.events + totals.without_user + sum(quarantined.values()),
        quarantined=quarantined, not_purchases={kind: n for kind, n in kinds.items() if n},
    )  # fmt: skip


def findings_in_sight(log: PreparedLog) -> tuple[Finding, ...]:
    """What understanding found, what the counts tell, and what cleaning noticed."""
    if log.reading is None:
        return ()
    findings = (*_left_out(log), *log.reading.findings, *_linked(log))
    if log.until is None or _is_whole(log):
        return (*findings, *count_findings(log.reading, log.counts), *log.noticed)
    nothing = Counts()
    placed = msgspec.structs.replace(
        log.counts, repeats=nothing.repeats, dropped_repeats=nothing.dropped_repeats, outside=nothing.outside
    )  # fmt: skip
    of_all = msgspec.structs.replace(
        nothing, repeats=log.counts.repeats, dropped_repeats=log.counts.dropped_repeats, outside=log.counts.outside
    )  # fmt: skip
    unplaced = _quarantined(log)[1]
    text = "{n:,} damaged rows have no readable time: they are counted whether they lie before the cutoff or not"
    told = [Finding("damaged_unplaced", text, {"n": unplaced})] if unplaced else []
    whole = [
        Finding(f.code, "in the whole log, later rows included: {what}", {"what": f}, f.level)
        for f in (*count_findings(log.reading, of_all), *log.noticed)
    ]
    return (*findings, *count_findings(log.reading, placed), *told, *whole)


def _linked(log: PreparedLog) -> list[Finding]:
    """How many ids are known, as far as is in sight, to be of a person who goes by another id."""
    identity = log.identity
    if not len(identity) and IS_DEVICE not in log.columns:
        return []
    n = len(log.dictionaries["user"])
    events, anonymous = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for bucket in log.buckets:
        events[bucket.users] = bucket.ends - bucket.starts
        if IS_DEVICE in bucket.columns:
            so_far = np.append(0, np.cumsum(bucket.columns[IS_DEVICE] == 1))
            anonymous[bucket.users] = so_far[bucket.ends] - so_far[bucket.starts]
    ids = np.arange(n)
    known = log.person_of(ids) != ids
    device = anonymous > 0
    found = []
    if both := int((device & (anonymous < events)).sum()):
        text = (
            "ids that stand for a device and for a customer, each taken for one person: {n:,}; where devices and"
            " customers are numbered alike, write them differently (d7, c7)"
        )
        found.append(Finding("linked_alike", text, {"n": both}, "warning"))
    if not len(identity):
        return found
    if device.any():
        text = (
            "{n:,} of {m:,} devices are known to be of a customer ({share:.1%} of the anonymous events): what was done"
            " on them joins the customer from the login on"
        )
        share = float(anonymous[known].sum() / anonymous.sum())
        facts = {"n": int((known & device).sum()), "m": int(device.sum()), "share": share}
        found.append(Finding("linked", text, facts))
    if n_others := int((known & ~device & (events > 0)).sum()):
        text = "{n:,} ids are known to be of a person who goes by another id ({share:.1%} of the events)"
        facts = {"n": n_others, "share": float(events[known & ~device].sum() / events.sum())}
        found.append(Finding("linked_ids", text, facts))
    if shared := int((events[identity.shared] > 0).sum()):
        text = "devices that are known to be of more than one customer, and join nobody: {n:,}"
        found.append(Finding("linked_shared", text, {"n": shared}))
    return found


def _left_out(log: PreparedLog) -> list[Finding]:
    if not log.left_out.said:
        return []
    text = "{events:,} events of {users:,} users left out ({said})"
    facts = {"events": log.left_out.events, "users": log.left_out.users, "said": log.left_out.said}
    return [Finding("left_out", text, facts), *log.left_out.told]


def _is_whole(log: PreparedLog) -> bool:
    """Whether every event of the log is in sight, but for those that the owner left out."""
    counts = log.reading.counts if log.reading else Counts()
    guests = len(log.ownerless.columns["time"]) if log.ownerless is not None else 0
    return log.n_events + log.left_out.events == counts.events and guests == counts.without_user


def quarantine_in_sight(log: PreparedLog, columns: Sequence[str] | None = None) -> pa.Table:
    """The damaged rows (file, line, reason, time, row) without those of a later time."""
    rows = pq.read_table(log.quarantine, columns=columns)
    return rows if log.until is None else rows.filter(pc.less(pc.fill_null(rows["time"], NEVER), log.until))


def _quarantined(log: PreparedLog) -> tuple[dict[str, int], int]:
    """Damaged rows by reason, the most frequent first; how many have no time at all."""
    if log.quarantine is None:
        return {}, 0
    rows = quarantine_in_sight(log, ["reason", "time"])
    by_reason = {one["values"]: one["counts"] for one in pc.value_counts(rows["reason"]).to_pylist()}
    return dict(sorted(by_reason.items(), key=lambda pair: (-pair[1], pair[0]))), rows["time"].null_count
