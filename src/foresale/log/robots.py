"""Robots and tests among the users: suspected by what they do in sight, each with the reason.

Precision goes before recall: a suspicion here is one that anybody would share who looks at the rows. People sleep and
hesitate, so nobody is awake for two days without an hour's rest, opens a page every 3.6 seconds for an hour, or keeps
to one gap for a hundred events. Only what a person does by hand is looked at: an open page sends events of its
own (impressions, heartbeats), and a system sends refunds in one go.

What a robot never bought is no reason: who buys nothing is the very answer that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from foresale.log import events as ev
from foresale.log.findings import Finding

if TYPE_CHECKING:
    from foresale.log.prepared import Bucket, PreparedLog

Array = npt.NDArray[Any]

BY_HAND = (ev.VIEW, ev.SEARCH, ev.FAVOURITE, ev.CART, ev.CART_REMOVE, ev.CART_VIEW, ev.CHECKOUT, ev.ORDER, ev.PURCHASE)
REST_US, AWAKE_US = ev.HOUR_US, 48 * ev.HOUR_US  # activity for AWAKE_US in which no pause reaches REST_US
IN_AN_HOUR = 1_000  # different instants within an hour, on a log of seconds
IN_A_DAY = 5_000  # events within a day, where the log is too coarse to tell instants apart
FEWEST_GAPS, SAME_SHARE, SLACK_US = 100, 0.9, 1_000_000  # gaps agree to a second, the rounding of a log of seconds
SAYS_SO = 0.9  # share of a user's events whose agent calls itself a robot
AGENTS = ("device", "agent", "browser", "useragent", "ua", "http_user_agent")
# Cubot makes telephones, and an Abbot is no bot either.
_AGENT = (
    r"(?i)\bbot\b|_bot\b|[^u]bot[/-]|(google|bing|msn|apple|duckduck|gpt|claude|mj12)bot\b|(?-i:[a-z]Bot\b)"
    r"|crawl|spider|slurp|scrapy|headless|phantomjs|python-requests|aiohttp|go-http-client"
    r"|\bcurl/|wget|okhttp-probe|facebookexternalhit|爬虫|蜘蛛"
)
_NAME = (
    r"(?i)^(test|tester|testing|test[ ._-]?(user|account|customer|order|buyer)|admin|administrator|googlebot|bingbot"
    r"|crawler|测试|測試|测试(用户|账号|帐号|员)|測試(用戶|帳號|員)|管理员|管理員)[ ._-]?\d{0,3}$"
    r"|@(.*\.)?example\.(com|org|net)$|\.(test|invalid|example)$"
)
_UNIT_US = {"us": 1, "ms": 1_000, "s": 1_000_000, "minute": ev.MINUTE_US, "hour": ev.HOUR_US, "day": ev.DAY_US}
REASONS = {
    "name": "the id says so",
    "agent": "the device or browser says so",
    "awake": "two days and nights without an hour's rest",
    "rate": "more in an hour or a day than anybody can do",
    "gaps": "always the same gap between events",
}


@dataclass(frozen=True)
class Suspects:
    """users : int32[n] codes, ascending;  reasons : str[n] key of REASONS, the first that holds;  events : int64[n]"""

    users: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    reasons: tuple[str, ...] = ()
    events: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


def suspects(log: PreparedLog) -> Suspects:
    """Who of the users in sight is hardly a person."""
    users, reasons, events = [], [], []
    called = _matching(log, "user", _NAME)
    for bucket in log.buckets:
        for place, reason in sorted(_of_bucket(log, bucket, called).items()):
            users.append(int(bucket.users[place]))
            reasons.append(reason)
            events.append(int(bucket.ends[place] - bucket.starts[place]))
    order = np.argsort(np.array(users, np.int64))
    return Suspects(
        np.array(users, np.int32)[order], tuple(reasons[k] for k in order), np.array(events, np.int64)[order]
    )  # fmt: skip


def tell_suspects(log: PreparedLog) -> list[Finding]:
    """One line: how many, their share, the most common reason. No ids: a finding goes into reports."""
    found = suspects(log)
    if not len(found.users):
        return []
    most = max(REASONS, key=found.reasons.count)
    text = "one user with {share:.1%} of the events is hardly a person ({reason}); --exclude robots drops it"
    if len(found.users) > 1:
        text = (
            "{n:,} users with {share:.1%} of the events are hardly people (mostly: {reason});"
            " --exclude robots drops them"
        )
    share = float(found.events.sum()) / log.n_events
    facts = {"n": len(found.users), "share": share, "reason": Finding(most, REASONS[most])}
    return [Finding("robots", text, facts, "warning")]


def _of_bucket(log: PreparedLog, bucket: Bucket, called: Array) -> dict[int, str]:
    """Place of a user in the bucket -> why."""
    found: dict[int, str] = {}
    for reason, places in _reasons(log, bucket, called):
        for place in places[bucket.ends[places] > bucket.starts[places]]:
            found.setdefault(int(place), reason)
    return found


def _reasons(log: PreparedLog, bucket: Bucket, called: Array) -> Iterator[tuple[str, Array]]:
    """The places for which each reason holds, the plainest reason first."""
    yield "name", np.flatnonzero(called[bucket.users])
    for name in bucket.columns:
        if name in log.dictionaries and _last_word(name) in AGENTS:
            says = _matching(log, name, _AGENT)
            if says[:-1].any():
                told = np.append(0, np.cumsum(says[bucket.columns[name]]))
                n = bucket.ends - bucket.starts
                yield "agent", np.flatnonzero(told[bucket.ends] - told[bucket.starts] >= np.maximum(1, SAYS_SO * n))
    if log.unit == "day":
        return
    at = np.flatnonzero(np.isin(bucket.columns["type"], BY_HAND))
    groups = np.flatnonzero(bucket.ends > bucket.starts)
    if not len(groups) or not len(at):
        return
    group = groups[np.maximum(np.searchsorted(bucket.starts[groups], at, side="right") - 1, 0)]
    seen = (at >= bucket.starts[group]) & (at < bucket.ends[group])
    group, time = group[seen], bucket.columns["time"][at[seen]]
    fine = _UNIT_US[log.unit] <= _UNIT_US["s"]
    if not fine:  # rows of an instant may be many acts
        yield "rate", _within(group, time, IN_A_DAY, ev.DAY_US)
    new = np.append(True, (np.diff(time) > 0) | (np.diff(group) > 0))[: len(time)]  # a page of rows is one act
    group, time = group[new], time[new]
    if fine:
        yield "rate", _within(group, time, IN_AN_HOUR, ev.HOUR_US)
    yield "awake", _awake(group, time, log.unit)
    yield "gaps", _same_gaps(group, time, _UNIT_US[log.unit])


def _last_word(column: str) -> str:
    """`x:user_agent` -> agent."""
    name = column.removeprefix("x:").casefold()
    return name if name in AGENTS else name.replace(" ", "_").rpartition("_")[2]


def _matching(log: PreparedLog, column: str, pattern: str) -> Array:
    """bool[n + 1] by code: whether the text matches; the last entry is that of code -1."""
    texts = log.dictionaries.get(column, ())
    values = texts.arrow if hasattr(texts, "arrow") else pa.array(list(texts), pa.large_string())
    matches: Any = pc.match_substring_regex(values, pattern)
    return np.append(np.asarray(pc.fill_null(matches, False)).astype(bool), False)


def _within(group: Array, time: Array, n: int, span_us: int) -> Array:
    """Groups with n entries inside a span."""
    if len(time) < n:
        return np.zeros(0, np.int64)
    first, last = slice(0, len(time) - n + 1), slice(n - 1, None)
    return np.unique(group[last][(group[last] == group[first]) & (time[last] - time[first] < span_us)])


def _awake(group: Array, time: Array, unit: str) -> Array:
    """Groups that were active for AWAKE_US with no pause above REST_US."""
    rest = REST_US if unit == "hour" else REST_US - 1  # 13:00 and 14:00 may be a minute apart
    begins = np.flatnonzero(np.append(True, (np.diff(time) > rest) | (np.diff(group) > 0)))
    last = np.append(begins[1:], len(time)) - 1
    return np.unique(group[begins][time[last] - time[begins] >= AWAKE_US])


def _same_gaps(group: Array, time: Array, unit_us: int) -> Array:
    """Groups of many events whose gaps are nearly all one and the same, shorter than a day (a subscription's are not)
    and long enough for the log's unit to tell."""
    if len(time) < 2:
        return np.zeros(0, np.int64)
    gap, owner = np.diff(time), group[1:]
    inside = np.diff(group) == 0
    gap, owner = gap[inside], owner[inside]
    slack = max(SLACK_US, unit_us)
    found = []
    edges = np.flatnonzero(np.append(True, np.diff(owner) > 0)) if len(owner) else np.zeros(0, np.int64)
    ends = np.append(edges[1:], len(owner))
    for k in np.flatnonzero(ends - edges >= FEWEST_GAPS):
        own = gap[edges[k] : ends[k]]
        usual = float(np.median(own))
        if 10 * slack <= usual < 0.9 * ev.DAY_US and np.mean(np.abs(own - usual) <= slack) >= SAME_SHARE:
            found.append(int(owner[edges[k]]))
    return np.array(found, np.int64)
