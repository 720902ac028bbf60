"""Logs drawn at random, and one log written in any of the ways in which shops write theirs: for `test_dialects.py`."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from hypothesis import strategies as st

EAST = timezone(timedelta(hours=8))
TYPES = ("view", "cart", "purchase")
TITLES = ('plain', 'with, comma; and|bar', 'say "hi"', "two\nlines", "", "tab\there", "  spaces ")


@dataclass(frozen=True)
class Event:
    user: str
    time: datetime
    type: str
    item: str
    price: float
    quantity: int
    order: str
    title: str


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """24 to 60 events in order of time over some months; ids keep zeros and digits that numbers lose."""
    n = draw(st.integers(24, 60))
    start = datetime(2024, 1, 3, 8, 5, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 40)))
    step = timedelta(hours=draw(st.integers(20, 60)), minutes=7)
    user = draw(st.sampled_from(["{:05d}", "u{:d}", "90071992547409{:04d}", "Müller {:d}", "张{:d}", "x-{:d}"]))
    goods = draw(st.integers(3, 9))
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=goods, max_size=goods))
    cents = draw(st.lists(st.integers(1, 99_999), min_size=goods, max_size=goods))
    offset = draw(st.integers(0, 99))
    found = []
    for k in range(n):
        good = (k * 5 + offset) % goods
        price = (cents[good] * 100 + (50 if good else 99)) / 100
        who = user.format(1 + (k * 7 + offset) % 11)
        found.append(Event(who, start + k * step, TYPES[k % 3], f"A{good:03d}", price, 1 + k % 3, f"R{k:05d}",
                           titles[good].strip()))  # fmt: skip
    return found


def _plain(t: datetime) -> str:
    return f"{t:%Y-%m-%d %H:%M}"


GERMAN = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
FRENCH = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
TIMES: dict[str, Callable[[datetime], str]] = {
    "iso": _plain, "zulu": lambda t: f"{t:%Y-%m-%dT%H:%M:%SZ}", "offset": lambda t: t.astimezone(EAST).isoformat(),
    "space offset": lambda t: f"{t.astimezone(EAST):%Y-%m-%d %H:%M:%S %z}",
    "UTC": lambda t: f"{t:%Y-%m-%d %H:%M:%S} UTC",
    "slashes": lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t:%M}", "day first": lambda t: f"{t:%d/%m/%Y %H:%M}",
    "dots": lambda t: f"{t:%d.%m.%Y %H:%M}", "month first": lambda t: f"{t.month}/{t.day}/{t.year} {t.hour}:{t:%M}",
    "AM": lambda t: f"{t:%m/%d/%Y %I:%M %p}", "two digits": lambda t: f"{t:%d.%m.%y %H:%M}",
    "year of two": lambda t: f"{t:%y-%m-%d %H:%M}", "Oracle": lambda t: f"{t:%d-%b-%y %H:%M:%S}".upper(),
    "English": lambda t: f"{t:%b} {t.day}, {t.year} {t:%I:%M %p}",
    "German": lambda t: f"{t.day}. {GERMAN[t.month - 1]} {t:%Y, %H:%M} Uhr",
    "French": lambda t: f"{t.day} {FRENCH[t.month - 1]} {t.year} à {t:%H:%M}",
    "Chinese": lambda t: f"{t.year}年{t.month}月{t.day}日 {t:%H:%M}",
    "Chinese half": lambda t: f"{t:%Y/%m/%d} {'上午' if t.hour < 12 else '下午'} {t:%I:%M}",
    "digits": lambda t: f"{t:%Y%m%d%H%M%S}", "mail": lambda t: f"{t:%a, %d %b %Y %H:%M:%S} GMT",
    "seconds": lambda t: str(int(t.timestamp())), "milliseconds": lambda t: str(int(t.timestamp() * 1000)),
    "microseconds": lambda t: str(int(t.timestamp()) * 10**6), "float": lambda t: f"{t.timestamp():.1f}",
    "excel": lambda t: f"{(t - datetime(1899, 12, 30, tzinfo=UTC)) / timedelta(days=1):.6f}",
    "hour only": lambda t: f"{t:%Y-%m-%d %H}", "days": lambda t: f"{t:%Y-%m-%d}", "whole days": lambda t: f"{t:%Y%m%d}",
}  # fmt: skip
FLOORS = {"hour only": {"minute": 0}, "days": {"hour": 0, "minute": 0}, "whole days": {"hour": 0, "minute": 0}}
SWAP = str.maketrans(",.", ".,")
MONEY: dict[str, Callable[[float], str]] = {
    "plain": lambda p: f"{p:.2f}", "comma": lambda p: f"{p:.2f}".translate(SWAP), "thousands": lambda p: f"{p:,.2f}",
    "German": lambda p: f"{p:,.2f}".translate(SWAP), "euro": lambda p: f"{p:,.2f} €".translate(SWAP),
    "dollar": lambda p: f"${p:,.2f}", "yuan": lambda p: f"￥{p:,.2f}", "Swiss": lambda p: f"{p:,.2f}".replace(",", "'"),
    "wide": lambda p: f"{p:.2f}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
}  # fmt: skip
NAMES = (
    ("user_id", "event_time", "event_type", "item_id", "price", "quantity", "order_id", "title"),
    ("Customer ID", "Timestamp", "Action", "SKU", "Unit Price", "Qty", "Order Number", "Product Name"),
    ("用户ID", "时间", "行为类型", "商品ID", "单价", "数量", "订单编号", "商品名称"),
)
KINDS = ({"view": "view", "cart": "cart", "purchase": "purchase"}, {"view": "浏览", "cart": "加购", "purchase": "购买"})
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "gb18030")
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstandard.compress,
}  # fmt: skip


@dataclass(frozen=True)
class Dialect:
    """How a log is written: everything that a shop may choose."""

    form: str
    time: str
    money: str
    names: int
    kinds: int
    order: tuple[int, ...]
    delimiter: str = ","
    encoding: str = "utf-8"
    quoting: int = csv.QUOTE_MINIMAL
    line_end: str = "\n"
    files: int = 1
    packing: str = ""
    above: str = ""
    below: str = ""

    @property
    def floor(self) -> dict[str, int]:
        return FLOORS.get(self.time, {})


@st.composite
def dialects(draw: st.DrawFn) -> Dialect:
    form = draw(st.sampled_from(["text"] * 6 + ["json lines", "json array", "parquet", "xlsx", "zip"]))
    names = draw(st.integers(0, len(NAMES) - 1))
    money = draw(st.sampled_from(sorted(MONEY)))
    above = draw(st.sampled_from(["", "", "", "Export of 2024-06-01\n\n"])) if form in ("text", "zip") else ""
    below = draw(st.sampled_from(["", "", "", "Total"])) if form == "text" else ""
    return Dialect(
        form, draw(st.sampled_from(sorted(TIMES))), money, names, int(names == 2),
        tuple(draw(st.permutations(range(8)))),
        draw(st.sampled_from(",;\t|")), draw(st.sampled_from(ENCODINGS)),
        draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])), draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.integers(1, 3)), draw(st.sampled_from(sorted(PACKINGS))), above, below,
    )  # fmt: skip


def write(folder: Path, log: list[Event], how: Dialect) -> Path:
    """The log as files of a folder, or as one."""
    rows = [_cells(event, how) for event in log]
    encoding = _able(how, rows)
    header = [NAMES[how.names][k] for k in how.order]
    parts = [rows[k * len(rows) // how.files : (k + 1) * len(rows) // how.files] for k in range(how.files)]
    place = folder / "log"
    place.mkdir()
    if how.form == "zip":
        with zipfile.ZipFile(place / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for k, part in enumerate(parts):
                archive.writestr(f"teil/{k}.csv", _text(header, part, how, encoding))
        return place
    for k, part in enumerate(parts):
        if how.form == "text":
            content = PACKINGS[how.packing](_text(header, part, how, encoding))
            (place / f"part-{k}.csv{how.packing}").write_bytes(content)
        elif how.form == "parquet":
            table = pa.table({n: [row[c] for row in part] for c, n in enumerate(header)})
            pq.write_table(table, place / f"{k}.parquet")
        elif how.form == "xlsx":
            book = openpyxl.Workbook()
            sheet: Any = book.active
            for row in [header, *part]:
                sheet.append(row)
            book.save(place / f"{k}.xlsx")
        else:
            dicts = [dict(zip(header, row)) for row in part]
            text = json.dumps(dicts) if how.form == "json array" else "\n".join(map(json.dumps, dicts))
            (place / f"{k}.json{how.packing}").write_bytes(PACKINGS[how.packing](text.encode()))
    return place


def _cells(event: Event, how: Dialect) -> list[str]:
    told = [getattr(event, f.name) for f in fields(event)]
    told[1] = TIMES[how.time](event.time)
    told[2] = KINDS[how.kinds][event.type]
    told[4] = MONEY[how.money](event.price)
    return [str(told[k]) for k in how.order]


def _able(how: Dialect, rows: list[list[str]]) -> str:
    """The encoding, or UTF-8 where it lacks one of the letters; nobody writes German in GB18030."""
    text = "".join(c for row in [list(NAMES[how.names]), *rows] for c in row)
    chinese = any("\u4e00" <= c <= "\u9fff" for c in text) and not any("À" <= c <= "ÿ" for c in text)
    try:
        text.encode(how.encoding)
    except UnicodeEncodeError:
        return "utf-8"
    if how.encoding == "gb18030" and not chinese:
        return "utf-8"
    return how.encoding


def _text(header: list[str], rows: list[list[str]], how: Dialect, encoding: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=how.delimiter, quoting=how.quoting, lineterminator=how.line_end)
    writer.writerow(header)
    writer.writerows(rows)
    if how.below:
        writer.writerow([how.below, *[""] * 6, "12.50"])
    return (how.above + out.getvalue()).encode(encoding)
