"""Files of every format, and what bad disks, half downloads and hand editing make of them: for `test_fuzzed.py`."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from presets import adobe, ga4, matomo, rees46, segment, shopify_csv, snowplow, taobao_orders, uci

from foresale.log.sources.format import all_formats

LARGEST = 1 << 20  # bytes of a file: larger ones cost time and find nothing more
TITLES = ("绿茶", "café", 'a "b", c')
ROWS = [
    {"user_id": f"{n * 7 % 23:05d}", "event_time": str(datetime(2024, 3, 1, 8, 5) + timedelta(hours=5 * n)),
     "event_type": ("view", "cart", "purchase")[n % 3], "item_id": f"A{n % 9}", "title": TITLES[n % 3],
     "price": f"{3 + n % 9}.50"}
    for n in range(40)
]  # fmt: skip
TOKENS = [t.encode() for t in (
    '"', '""', "'", ",", ";", "\t", "|", "\n", "\r", "\r\n", "\0", "\ufeff", "\\", "\\N", "{", "}", "[", "]", "[]",
    "{}", "{{", ":", "null", "NaN", "inf", "-1", "1e999", "1E+17", "99999999999999999999999", "0.1.2", "1,234.5",
    "1.234,5", "９", "٣", "😀", "0000-00-00", "9999-12-31", "2024-02-30", "1-1-1", "24:61:61", "1970-01-01 00:00:00",
    "-292277022399", "1. März 2024", "=1+1", '="', "::", "Total", "合计", "user_id", "event_time", "_file", "_row",
    "%s{}", "'; --", " " * 999, "x" * 70_000,
)] + [b"\xff", b"\xfe\xff", b"\xc3", b"\xa1\xa1", b"\xed\xa0\x80"]  # fmt: skip
NUMBERS = [0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF]
PACK: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {
    ".gz": (gzip.compress, gzip.decompress), ".bz2": (bz2.compress, bz2.decompress),
    ".xz": (lzma.compress, lzma.decompress),
    ".zst": (zstandard.compress, zstandard.decompress),
}  # fmt: skip


def seeds(folder: Path) -> list[tuple[str, bytes]]:
    """(ending, content) of sound files: each format, each packing, exports of known systems."""
    found: list[tuple[str, bytes]] = []
    endings = {"CSV": ".csv", "JSON lines": ".jsonl", "Parquet": ".parquet", "Avro": ".avro"}
    for form in all_formats():
        found.append((endings.get(form.name, ".data"), form.write(ROWS)))
    text = next(content for ending, content in found if ending == ".csv")
    found += [(ending, pack(text)) for ending, (pack, _) in PACK.items()]
    found.append((".zip", _zip({"a/1.csv": text, "a/2.csv": text.replace(b"2024", b"2023")})))
    found += [(".txt", text.decode().replace(",", "\t").encode("utf-16")), (".xlsx", _workbook())]
    found.append((".json", b"[" + found[1][1] + b"]"))
    found += [(".parquet", _parquet(codec)) for codec in ("zstd", "gzip", "snappy", "none")]
    for export in (adobe, ga4, matomo, rees46, segment, shopify_csv, snowplow, taobao_orders, uci):
        place = folder / export.__name__
        place.mkdir(parents=True)
        export.write(place)
        for path in sorted(place.rglob("*")):
            if path.is_file() and path.stat().st_size < LARGEST:
                found.append((path.suffix, path.read_bytes()))
    return found


def mutated(chance: Random, ending: str, content: bytes, others: list[tuple[str, bytes]]) -> bytes:
    """The file with a few things wrong, on its outside or within what is packed in it."""
    inside = chance.random() < 0.5
    try:
        if inside and ending in PACK:
            pack, unpack = PACK[ending]
            return pack(_broken(chance, unpack(content), others)[:LARGEST])
        if inside and ending in (".zip", ".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = {name: archive.read(name) for name in archive.namelist()}
            name = chance.choice(sorted(members))
            return _zip(members | {name: _broken(chance, members[name], others)[:LARGEST]})
    except Exception:
        pass  # broken before: broken on its outside then
    return _broken(chance, content, others)[:LARGEST]


def _broken(chance: Random, content: bytes, others: list[tuple[str, bytes]]) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + int(2 ** chance.uniform(0, 12)))
        match chance.randrange(10):
            case 0 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 1 if at < len(data):
                data[at] = chance.choice((0, 0xFF, chance.randrange(256)))
            case 2:
                del data[at:end]
            case 3:
                data[at:at] = data[at:end] * chance.choice((1, 2, 40))
            case 4:
                del data[at:]
            case 5:
                size = chance.choice((1, 2, 4, 8))
                number = chance.choice(NUMBERS) & (1 << 8 * size) - 1
                data[at : at + size] = number.to_bytes(size, chance.choice(("little", "big")))
            case 6:
                _, other = chance.choice(others)
                start = chance.randrange(len(other) + 1)
                data[at:end] = other[start : start + int(2 ** chance.uniform(0, 12))]
            case 7 | 8:
                data[at:at] = chance.choice(TOKENS)
            case _:
                data[at:end] = chance.choice(TOKENS)
    return bytes(data)


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(list(ROWS[0]))
    for row in ROWS:
        sheet.append([*list(row.values())[:-1], float(row["price"])])
        sheet.cell(sheet.max_row, 2).value = datetime.fromisoformat(row["event_time"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _parquet(codec: str) -> bytes:
    out = io.BytesIO()
    table = pa.table({
        "user_id": [row["user_id"] for row in ROWS],
        "event_time": pa.array([datetime.fromisoformat(row["event_time"]) for row in ROWS], pa.timestamp("us")),
        "event_type": pa.array([row["event_type"] for row in ROWS]).dictionary_encode(),
        "items": [[{"item_id": row["item_id"], "price": float(row["price"])}] * (n % 3) for n, row in enumerate(ROWS)],
    })  # fmt: skip
    pq.write_table(table, out, compression=codec, row_group_size=15)
    return out.getvalue()
