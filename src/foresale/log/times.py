"""How instants are written, found over a whole column: ISO, day or month first, Chinese, epochs, days without a year.

A column's **shapes** (every digit replaced by 9) are few even in a long log; each is parsed here into a strptime
format. The form of a column is the set of its formats; `instant_sql` turns the form into one SQL expression.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from foresale.log import events as ev
from foresale.log.calendar_words import plain_shape, plain_words_sql
from foresale.log.calendars import ours_sql
from foresale.log.cells import AS_PLAIN, WIDE, plain_sql, text_sql
from foresale.log.zones import to_utc_sql

EARLIEST_US = 315_619_200_000_000  # 1980-01-02: 1970 and 1980 are what empty clocks say
UNITS = ("ns", "us", "ms", "s", "minute", "hour", "day")
UNIT_SIZES = (("day", 86_400_000_000), ("hour", 3_600_000_000), ("minute", 60_000_000), ("s", 1_000_000), ("ms", 1000))
# digits, and how many make a microsecond or are made of it
_SCALES = {"s": (9, 10, "* 1000000"), "ms": (12, 13, "* 1000"), "us": (15, 16, "* 1"), "ns": (18, 19, "// 1000")}
DAY_ZERO = {"days": 0, "excel": 25569}  # what 1970-01-01 is called
_ZONE = r"\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})$"
_ZONES = (  # how texts end -> what reads it
    ("ends_with({0}, 'Z')", "Z"), ("ends_with({0}, ' UTC')", " UTC"),
    ("substr({0}, -6, 1) IN ('+', '-')", "%z"), ("substr({0}, -6, 2) IN (' +', ' -')", " %z"),
)  # fmt: skip
_OPEN = "{open}"  # stands in a format for day and month in an order not yet known


class TimeForm(msgspec.Struct, frozen=True):
    """How one column writes instants.

    kind       : "text", "epoch" (number since 1970), "days" (since 1970), "excel" (days since 1899-12-30), "clock"
                 (time of day only)
    formats    : strptime formats of texts, asked in order; `{open}` where day and month are in either order
    units      : epoch: units that occur ("s", "ms", "us", "ns"), told apart by the number of digits
    zoned      : some values carry their own offset
    naive      : some values have none
    unit       : finest unit written
    yearless   : formats are of month and day; `year` says which; days from `new_year` (month * 100 + day) on
                 are a year earlier
    utc        : the column's name says that naive values are UTC (`date_paid_gmt`)
    day_first  : None where that is no question, or still open
    wide       : some values are written in full-width digits or marks
    words      : rules of `calendar_words` that take words out of its values
    calendar   : of which its years are, "" for ours (`calendars.py`)
    """

    kind: str
    formats: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    zoned: bool = False
    naive: bool = True
    unit: str = "s"
    yearless: bool = False
    year: int | None = None
    new_year: int | None = None
    utc: bool = False
    day_first: bool | None = None
    wide: bool = False
    words: tuple[int, ...] = ()
    calendar: str = ""

    @property
    def open(self) -> bool:
        """Whether day and month may be in either order, and nobody has said which."""
        return self.day_first is None and any(_OPEN in f for f in self.formats)


class _Parsed(msgspec.Struct, frozen=True):
    kind: str
    format: str = ""
    unit: str = "s"
    zoned: bool = False
    yearless: bool = False
    wide: bool = False
    words: tuple[int, ...] = ()


def now_us() -> int:
    """This instant, microseconds UTC."""
    return time.time_ns() // 1000


def latest_us() -> int:
    """Times from here on are mistakes: the end of tomorrow, wherever the shop is."""
    return now_us() + 2 * ev.DAY_US


def latest_day() -> datetime:
    """Today in the zone where days begin first."""
    return datetime.fromtimestamp(now_us() / 1e6, UTC) + timedelta(hours=14)


def form_of(shapes: Iterable[tuple[str, int]], named: bool) -> tuple[TimeForm | None, float]:
    """The form that most of a column's values have, and the share of the values that have it.

    Parameters
    ----------
    shapes : (shape, number of values)
    named  : the column is called a time: then numbers that could be anything else are believed to be one
    """
    total = 0
    kinds: dict[tuple[str, bool], list[tuple[int, _Parsed]]] = {}
    for shape, count in shapes:
        total += count
        if (parsed := parse_shape(shape, named)) is not None:
            parsed = msgspec.structs.replace(parsed, wide=not WIDE.isdisjoint(shape))
            kinds.setdefault((parsed.kind, parsed.yearless), []).append((count, parsed))
    if not kinds:
        return None, 0.0
    (kind, yearless), found = max(kinds.items(), key=lambda item: (sum(c for c, _ in item[1]), item[0]))
    by_format: dict[str, int] = {}
    for count, p in found:
        by_format[p.format] = by_format.get(p.format, 0) + count
    formats = sorted(by_format, key=lambda f: (-by_format[f], f))
    form = TimeForm(
        kind=kind,
        formats=tuple(formats) if kind in ("text", "clock") else (),
        units=tuple(sorted(formats, key=UNITS.index)) if kind == "epoch" else (),
        zoned=any(p.zoned for _, p in found),
        naive=kind == "clock" or (kind == "text" and any(not p.zoned for _, p in found)),
        unit=min((p.unit for _, p in found), key=UNITS.index),
        yearless=yearless,
        wide=any(p.wide for _, p in found),
        words=tuple(sorted({rule for _, p in found for rule in p.words})),
    )
    return form, sum(c for c, _ in found) / total


def parse_shape(shape: str, named: bool) -> _Parsed | None:
    """What a shape writes, or None.

    >>> parse_shape("9999-99-99 99:99:99 UTC", False).format, parse_shape("99/9/9999 9:99", False).format
    ('%Y-%m-%d %H:%M:%S', '{open}/%Y %H:%M')
    >>> parse_shape("9999999999", False).kind, parse_shape("999", True).format
    ('epoch', '%m%d')
    """
    if match := re.fullmatch(r"(9+)(\.9+)?", shape):
        return _number(len(match[1]), len(match[2] or "."), named)
    text, words = plain_shape(normal_text(shape))
    text = re.sub(r"\d", "9", text)  # of an offset that stood there by its name
    zoned = bool(re.search(r"9:9|T9", text) and re.search(_ZONE.replace(r"\d", "9"), text))
    if zoned:
        text = re.sub(_ZONE.replace(r"\d", "9"), "", text)
    for pattern, date in _DATES:
        if match := re.match(pattern, text):
            rest = text[match.end() :]
            written = match.expand(date) if "\\" in date else date
            if not rest:
                return None if zoned else _Parsed("text", written, "day", False, _yearless(written), words=words)
            for clock_pattern, clock, unit in _CLOCKS:
                if re.fullmatch(clock_pattern, rest):
                    lead = re.match(r"[T ]*", rest)
                    fraction = re.search(r"\.(9+)", rest)
                    if fraction:
                        unit = "ms" if len(fraction[1]) <= 3 else "us"
                    written += (lead[0] if lead else "") + clock
                    return _Parsed("text", written, unit, zoned, _yearless(written), words=words)
    for clock_pattern, clock, unit in _CLOCKS:
        if not zoned and re.fullmatch(clock_pattern, " " + text) and ":" in text:
            return _Parsed("clock", clock, unit)
    return None


def normal_text(text: str) -> str:
    """A text or shape as the formats write it: plain digits and colons, AM and PM, one blank."""
    text = text.translate(AS_PLAIN)
    text = re.sub(r"(\d)时(\d+)分$", r"\1:\2", re.sub(r"(\d)时(\d+)分(\d+)秒", r"\1:\2:\3", text.replace("号", "日")))
    return re.sub(r"\s+", " ", re.sub(r"([\d])[,](9{1,9})(?=\s|$|Z|\+)", r"\1.\2", text)).strip()


_DATES = tuple(
    (pattern, date)
    for pattern, date in (
        (r"9{4}([-/.])9{1,2}\1(?!9{3})9{1,2}", r"%Y\1%m\1%d"),
        (r"9{4}年9{1,2}月9{1,2}日", "%Y年%m月%d日"),
        (r"9{8}(?=$|[T ])", "%Y%m%d"),
        (r"9{1,2}([-/.])9{1,2}\1(?:9{4})", r"{open}\1%Y"),
        (r"9{1,2}([-/.])9{1,2}\1(?:9{2})(?!9)", r"{open}\1%y"),
        (r"9{1,2} M99 9{4}", "%d M%m %Y"),
        (r"9{1,2} M99 9{2}(?!9)", "%d M%m %y"),
        (r"M99 9{1,2} 9{4}", "M%m %d %Y"),
        (r"M99 9{1,2} 9{2}(?![9:])", "M%m %d %y"),
        (r"9{4} M99 9{1,2}", "%Y M%m %d"),
        (r"9{1,2}月9{1,2}日", "%m月%d日"),
        (r"9{1,2}([-/])9{1,2}(?!\1|9)", r"%m\1%d"),
    )
)
_CLOCKS = (
    (r"[T ]+9{1,2}:9{1,2}", "%H:%M", "minute"),
    (r"[T ]+9{1,2}:9{1,2} ?[AaPp]\.?[Mm]\.?", "%I:%M %p", "minute"),
    (r"[T ]+9{1,2}:9{1,2}:9{1,2}", "%H:%M:%S", "s"),
    (r"[T ]+9{1,2}:9{1,2}:9{1,2} ?[AaPp]\.?[Mm]\.?", "%I:%M:%S %p", "s"),
    (r"[T ]+9{1,2}:9{1,2}:9{1,2}\.9{1,9}", "%H:%M:%S.%f", "ms"),
    (r"[T ]+9{1,2}", "%H", "hour"),
    (r"[T ]?9{6}", "%H%M%S", "s"),
)


def _yearless(written: str) -> bool:
    return "%Y" not in written and "%y" not in written


def _number(digits: int, fraction: int, named: bool) -> _Parsed | None:
    """Numbers that are times: epochs by their digits, YYYYMMDD, and what only a name makes a time."""
    fraction -= 1
    for unit, (least, most, _) in _SCALES.items():
        if least <= digits <= most and (named or 9 < digits < 18):  # ids of 18 and 19 digits are common
            finer = "ms" if unit == "s" and 0 < fraction <= 3 else "us" if fraction or unit == "ns" else unit
            return _Parsed("epoch", unit, finer, True)
    if fraction:
        return None
    if digits == 8:
        return _Parsed("text", "%Y%m%d", "day")
    if digits == 14:
        return _Parsed("text", "%Y%m%d%H%M%S", "s")
    if digits == 12 and named:
        return _Parsed("text", "%Y%m%d%H%M", "minute")
    if named and digits in (3, 4):
        return _Parsed("text", "%m%d", "day", False, True)
    return None


def day_numbers(kind: str, whole: bool) -> TimeForm:
    """The form of days that are counted on."""
    return TimeForm(kind, unit="day" if whole else "s")


def day_number_sql(number: str, kind: str) -> str:
    """SQL: whether a number, taken as a day, lies where a log can."""
    first, last = (us / ev.DAY_US + DAY_ZERO[kind] for us in (EARLIEST_US, latest_us()))
    return f"{number} BETWEEN {first:.6f} AND {last:.6f}"


def ordered(form: TimeForm, day_first: bool) -> TimeForm:
    """The form with the order of day and month decided."""
    return msgspec.structs.replace(form, day_first=day_first)


def instant_sql(text: str, form: TimeForm, zone: str) -> str:
    """SQL: the instant that a text writes, microseconds UTC; NULL where it writes none."""
    if form.kind == "epoch":
        return _epoch_sql(text, form)
    zone = "UTC" if form.utc else zone
    if form.kind in DAY_ZERO:  # whole seconds: the days carry rounding
        days = f"TRY_CAST({text} AS DOUBLE) - {DAY_ZERO[form.kind]}"
        wall = f"TRY((round(({days}) * 86400) * 1000000)::BIGINT)"
        return to_utc_sql(wall, zone)
    if not form.zoned:
        return to_utc_sql(f"epoch_us({_parse_sql(split_sql(text, form)[0], form)})", zone)
    # In a lambda: DuckDB works out beforehand, for every row, whatever it meets twice outside of one.
    return f"coalesce({_at_once_sql(text, form)}, list_transform([{text}], lambda v: {_zoned_sql('v', form, zone)})[1])"


def typed_instant_sql(at: str, form: TimeForm, zone: str) -> str:
    """SQL: the instant of a TIMESTAMP, microseconds UTC; NULL where a text of four digits for the year could not say it
    (DuckDB knows infinite ones)."""
    wall = f"CASE WHEN {at} BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999' THEN epoch_us({at}) END"
    return to_utc_sql(f"({wall})", "UTC" if form.utc else zone)


def _zoned_sql(text: str, form: TimeForm, zone: str) -> str:
    plain, _ = split_sql(text, form, "z")
    wall = f"epoch_us({_parse_sql(plain, form)})"
    minutes = (
        "CASE WHEN z IN ('Z', 'UTC', 'GMT') THEN 0 ELSE CASE WHEN z[1] = '-' THEN -1 ELSE 1 END * (60 * substr(z, 2,"
        " 2)::INTEGER + coalesce(TRY_CAST(right(replace(substr(z, 4), ':', ''), 2) AS INTEGER), 0)) END"
    )
    naive = to_utc_sql("w", zone)
    at = f"CASE WHEN z = '' THEN {naive} ELSE w - {minutes} * 60000000::BIGINT END"
    return f"list_transform([{split_sql(text, form)[1]}], lambda z: list_transform([{wall}], lambda w: {at})[1])[1]"


def _at_once_sql(text: str, form: TimeForm) -> str:
    """SQL: the instant of a text whose zone is written in one of the commonest ways, read together with it: parting
    the zone from a text takes five times as long. NULL where it is written otherwise."""
    written = "".join(form.formats)
    reworded = form.wide or form.yearless or form.words or form.calendar
    if reworded or not written.isascii() or re.search(r"%[pbB]", written):
        return "NULL::BIGINT"  # `split_sql` changes more than the zone
    tests = []
    for test, zone in _ZONES:
        formats = ", ".join(text_sql(f + zone) for f in formats_of(form) if ":%M" in f)
        tests.append(f"WHEN {test.format(text)} THEN epoch_us(try_strptime({text}, [{formats}]))")
    return f"CASE {' '.join(tests)} END" if ":%M" in written else "NULL::BIGINT"


def wall_sql(text: str, form: TimeForm) -> str:
    """SQL: what the local clock showed, microseconds, the zone of the text left aside."""
    return f"epoch_us({_parse_sql(split_sql(text, form)[0], form)})"


def clock_sql(text: str, form: TimeForm) -> str:
    """SQL: microseconds of the day that a text such as `8:05` writes."""
    plain, _ = split_sql(text, form)
    formats = ", ".join(f"'%Y-%m-%d {f}'" for f in form.formats)
    return f"epoch_us(try_strptime('1970-01-01 ' || {plain}, [{formats}]))"


def split_sql(text: str, form: TimeForm, known: str = "") -> tuple[str, str]:
    """SQL of the text without its zone, as the formats write it; and SQL of the zone ('' where it has none).

    known : SQL of the zone, where it has been parted from the text before
    """
    written = "".join(form.formats)
    text = plain_sql(text) if form.wide else text
    text = plain_words_sql(text, form.words) if form.words else text
    text = ours_sql(text, form.calendar) if form.calendar else text
    offset = "''"
    if form.zoned:
        there = f"regexp_matches({text}, ':\\d|T\\d')"
        offset = known or f"CASE WHEN {there} THEN regexp_extract({text}, '{_ZONE}', 1) ELSE '' END"
        text = f"CASE WHEN {offset} = '' THEN {text} ELSE regexp_replace({text}, '{_ZONE}', '') END"
    if (form.kind == "text" and not re.fullmatch(r"[\x00-\x7f]*", written)) or "%p" in written:
        text = f"replace(regexp_replace({text}, '(\\d)时(\\d+)分((\\d+)秒)?', '\\1:\\2:\\4'), '号', '日')"
        text = f"rtrim({text}, ':')"
    if "%p" in written:
        text = f"regexp_replace(upper({text}), ' ?([AP])\\.?M\\.?$', ' \\1M')"
    if "%f" in written:
        text = f"regexp_replace({text}, '(\\d)[.,](\\d{{1,6}})\\d*$', '\\1.\\2')"
    return text, offset


def year_first(form: TimeForm) -> TimeForm | None:
    """The form with the first number as a year of two digits (`24-03-01`); None where no year of two digits is."""
    formats = tuple(re.sub(r"\{open\}([-/.])%y", r"%y\1%m\1%d", f) for f in form.formats)
    return msgspec.structs.replace(form, formats=formats) if formats != form.formats else None


def formats_of(form: TimeForm, day_first: bool | None = None) -> tuple[str, ...]:
    """Strptime formats with the order of day and month filled in (month first where nobody knows)."""
    first = form.day_first if day_first is None else day_first
    return tuple(
        re.sub(r"\{open\}([-/.])", (r"%d\1%m\1" if first else r"%m\1%d\1"), f) if _OPEN in f else f
        for f in form.formats
    )


def _parse_sql(plain: str, form: TimeForm) -> str:
    formats = formats_of(form)
    if not form.yearless:
        return f"try_strptime({plain}, [{', '.join(map(text_sql, formats))}])"
    if "%m%d" in formats:
        plain = f"lpad({plain}, 4, '0')"
    any_year = f"try_strptime('2000-' || {plain}, [{', '.join(text_sql('%Y-' + f) for f in formats)}])"
    year = str(form.year or 2000)
    if form.new_year is not None:
        year = (
            f"CASE WHEN month({any_year}) * 100 + day({any_year}) >= {form.new_year} THEN {int(year) - 1} ELSE"
            f" {year} END"
        )
    return f"try_strptime(({year}) || '-' || {plain}, [{', '.join(text_sql('%Y-' + f) for f in formats)}])"


def _epoch_sql(text: str, form: TimeForm) -> str:
    def scaled(unit: str) -> str:
        if form.unit == unit:
            return f"TRY_CAST({text} AS BIGINT) {_SCALES[unit][2]}"
        # Decimals: a double has not the digits for microseconds of a fractional epoch.
        if unit == "ns":
            return f"TRY_CAST(split_part({text}, '.', 1) AS BIGINT) {_SCALES[unit][2]}"
        return f"(TRY_CAST({text} AS DECIMAL(30, 9)) {_SCALES[unit][2]})::BIGINT"

    if len(form.units) == 1:
        return f"TRY({scaled(form.units[0])})"
    whole = f"length(split_part({text}, '.', 1))"
    branches = " ".join(
        f"WHEN {whole} BETWEEN {_SCALES[u][0]} AND {_SCALES[u][1]} THEN TRY({scaled(u)})" for u in form.units
    )
    return f"CASE {branches} END"
