"""What a log says of its zone beside its times: a column of zones, Chinese names, hours of the change of clocks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import available_timezones

import msgspec

from foresale.errors import ZoneInColumn, ZoneInName
from foresale.language import tr
from foresale.log.cells import bare_sql
from foresale.log.evidence import Evidence
from foresale.log.findings import Finding
from foresale.log.times import TimeForm, wall_sql
from foresale.log.vocabulary import is_named
from foresale.log.zones import transitions

_NAMES = (
    "timezone", "time_zone", "tz", "tz_name", "zone", "utc_offset", "gmt_offset", "tz_offset", "offset", "时区", "時區",
)  # fmt: skip
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(?:(\d{1,2})(?::(\d{2}))?|(\d{2})(\d{2}))")  # -300 may be minutes
_UTC = {"UTC", "GMT", "Z", "ETC/UTC"}
# Abbreviations that mean one zone; CST and IST mean several.
_SHORT = {
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles", "EST": "America/New_York",
    "EDT": "America/New_York", "ET": "America/New_York", "CET": "Europe/Berlin", "CEST": "Europe/Berlin",
    "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin", "BST": "Europe/London", "JST": "Asia/Tokyo", "KST": "Asia/Seoul",
    "HKT": "Asia/Hong_Kong", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney", "BRT": "America/Sao_Paulo",
    "MSK": "Europe/Moscow", "北京时间": "Asia/Shanghai",
}  # fmt: skip


# As Rails and Square write them; Windows writes `Standard` between.
_LONG = {
    "eastern time": "America/New_York", "central time": "America/Chicago", "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles", "atlantic time": "America/Halifax", "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu", "arizona": "America/Phoenix", "london": "Europe/London", "paris": "Europe/Paris",
    "berlin": "Europe/Berlin", "amsterdam": "Europe/Amsterdam", "madrid": "Europe/Madrid", "rome": "Europe/Rome",
    "tokyo": "Asia/Tokyo", "beijing": "Asia/Shanghai", "hong kong": "Asia/Hong_Kong", "singapore": "Asia/Singapore",
    "sydney": "Australia/Sydney", "melbourne": "Australia/Melbourne", "brasilia": "America/Sao_Paulo",
}  # fmt: skip


def heed_zone_name(e: Evidence) -> None:
    """Times whose column names their zone, as in `Created (America/New_York)`: the owner is asked."""
    for column in e.fields["time"].columns:
        named = re.search(r"[(\[]([^()\[\]]+)[)\]]\s*$", column)
        zone = _zone_of(named[1]) if named else None
        if named and zone not in (None, "UTC") and e.times[column].naive and e.options.timezone is None:
            e.questions.append(ZoneInName(column=column, proposal=zone or "ZONE"))
            return


def heed_zone_column(e: Evidence) -> None:
    """Times without a zone beside a column of zones: UTC is believed, of others the owner is asked."""
    columns = [c for c in e.fields["time"].columns if e.times[c].naive and not e.times[c].utc]
    if not columns or e.options.timezone is not None:
        return
    for p in e.free():
        if not is_named(p.name, _NAMES) or not p.values or p.distinct > 50:
            continue
        zones = {value: _zone_of(value) for value in p.values}
        if None in zones.values():
            continue
        if set(zones.values()) == {"UTC"}:
            for column in columns:
                e.times[column] = msgspec.structs.replace(e.times[column], utc=True)
            e.drop(p.name, "zone", "says that the times are UTC")
        else:
            one = set(zones.values()).pop() if len(set(zones.values())) == 1 else ""
            told = ", ".join(list(zones)[:5])
            details = {} if one else {"ZONE": tr("a name such as Asia/Kolkata (+05:30) or America/New_York (EST, EDT)")}
            if len(zones) > 1 and not one:
                details["where rows differ"] = tr("write the zone into the time column: 2024-07-01 08:00+05:30")
            question = ZoneInColumn(
                column=columns[0], zones=told, beside=p.name, proposal=one or "ZONE", details=details
            )  # fmt: skip
            e.questions.append(question)
        return


def _zone_of(value: str) -> str | None:
    """IANA name of what stands in a column of zones; "" where it is a zone without one, None where it is none."""
    text = value.strip()
    if text.upper() in _UTC:
        return "UTC"
    if match := _OFFSET.fullmatch(text.upper()):
        hours, minutes = int(match[2] or match[4]), int(match[3] or match[5] or 0)
        if hours > 14 or minutes > 59:
            return None
        if not hours and not minutes:
            return "UTC"
        return "" if minutes else f"Etc/GMT{'-' if match[1] == '+' else '+'}{hours}"  # POSIX: the sign is turned
    if text.upper() in _SHORT:
        return _SHORT[text.upper()]
    long = re.sub(r"^\([^)]*\)\s*|\s*\(.*\)$| (standard|daylight)(?= time)", "", text.casefold())
    if long in _LONG:
        return _LONG[long]
    if text.upper() in ("CST", "IST", "CT", "MT", "MST"):
        return ""
    return text if "/" in text and text in available_timezones() else None


def tell_zone(forms: Iterable[TimeForm], columns: Iterable[str]) -> Finding:
    """That no zone was stated, and what was assumed."""
    text = "times are UTC, and days are taken to begin there at midnight; --timezone names the shop's own zone"
    if any(f.naive and not f.utc for f in forms):
        text = "times have no zone: UTC is assumed, and days begin there at midnight; --timezone says otherwise"
        if _is_chinese(columns):
            text = (
                "times have no zone: UTC is assumed, and days begin there at midnight; the columns are Chinese, so"
                " --timezone Asia/Shanghai may be right"
            )
    return Finding("zone_assumed", text, {}, "warning")


def _is_chinese(columns: Iterable[str]) -> bool:
    names = list(columns)
    han = sum(bool(re.search("[\u4e00-\u9fff]", name)) for name in names)
    other = any(re.search("[\u3040-\u30ff\uac00-\ud7af]", name) for name in names)  # Japanese, Korean
    return han > len(names) / 2 and not other


def tell_clock_changes(e: Evidence, zone: str) -> None:
    """Times that the local clock showed twice, or never, in the night of its change."""
    (column, *clock), form = e.fields["time"].columns, e.times[e.fields["time"].columns[0]]
    changes = transitions(zone)
    if clock or form.kind != "text" or form.unit == "day" or not form.naive or form.utc or not changes:
        return
    wall = wall_sql(bare_sql("v"), form)
    low, high = e.of_values(column, f"min({wall}), max({wall})")
    if low is None:
        return
    for twice, text in (
        (True, "{n:,} rows lie in an hour that clocks in {zone} show twice ({example}): taken as its first passing"),
        (False, "{n:,} rows lie in an hour that clocks in {zone} skip ({example}): is the zone right?"),
    ):
        spans = [(at + min(a, b), at + max(a, b)) for at, a, b in changes if (b < a) == twice]
        spans = [(a, b) for a, b in spans if b > low and a <= high]
        if not spans:
            continue
        within = " OR ".join(f"({wall} >= {a} AND {wall} < {b})" for a, b in spans)
        naive = " AND NOT regexp_matches(v, '(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})$')" if form.zoned else ""
        n, example = e.of_values(column, f"coalesce(sum(n), 0), min({wall})", f"({within}){naive}")
        if n:
            shown = datetime.fromtimestamp(example / 1e6, UTC).strftime("%Y-%m-%d %H:%M")
            e.warn("clock_change", text, n=int(n), zone=zone, example=shown)
