"""Odd but readable logs, made by code, each with its truth: what shops and their systems really export."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

N = 200
TIMES = [datetime(2024, 3, 1, 8, 5, tzinfo=UTC) + timedelta(hours=5, minutes=11) * n for n in range(N)]
USERS = [f"u{n * 7 % 40}" for n in range(N)]
PRICES = [round(3 + n * 37 % 90 + 0.5, 2) for n in range(N)]
KINDS = [("view", "cart", "purchase")[n % 3] for n in range(N)]
HEAD = ("user_id", "event_type", "event_time", "price")
Rows = list[tuple[str, ...]]
Truth = tuple[int, float, datetime, datetime, str]


@dataclass(frozen=True)
class Odd:
    """A file and what it holds.

    names : columns of the user, the time and the price, which pandas, Polars and DuckDB are told
    truth : events that have a user, sum of prices, first and last instant, and an id; None: the file cannot tell,
            only asking or saying what was assumed is right
    """

    what: str
    file: str
    content: bytes
    truth: Truth | None
    names: tuple[str, str, str] = ("user_id", "event_time", "price")


def _cell(text: str, sep: str) -> str:
    return f'"{text}"' if sep in text or "\n" in text else text


def _table(rows: Rows, head: tuple[str, ...] = HEAD, sep: str = ",") -> str:
    return "".join(sep.join(_cell(c, sep) for c in row) + "\n" for row in ([head] if head else []) + rows)


def _rows(
    time: Callable[[datetime], str] = lambda t: f"{t:%Y-%m-%d %H:%M:%S}",
    price: Callable[[float], str] = lambda p: f"{p:.2f}",
    user: Callable[[str], str] = str,
    times: list[datetime] = TIMES,
) -> Rows:
    return [(user(u), k, time(t), price(p)) for u, k, t, p in zip(USERS, KINDS, times, PRICES)]


def _truth(floor: str = "minute", user: str = "u7", times: list[datetime] = TIMES) -> Truth:
    cut: dict[str, Any] = {"minute": {}, "hour": {"minute": 0}, "day": {"minute": 0, "hour": 0}}[floor]
    return N, sum(PRICES), times[0].replace(**cut), times[-1].replace(**cut), user


def _csv(what: str, rows: Rows, truth: object = ..., sep: str = ",") -> Odd:
    return Odd(what, "log.csv", _table(rows, sep=sep).encode(), _truth() if truth is ... else truth)  # type: ignore[arg-type]


def odd_files() -> Iterator[Odd]:
    yield from _dates()
    yield from _numbers_and_ids()
    yield from _shapes()


def _dates() -> Iterator[Odd]:
    east = timezone(timedelta(hours=8))
    mixed = [replace_time(r, t.astimezone(east).isoformat() if n % 2 else f"{t:%Y-%m-%dT%H:%M:%SZ}")
             for n, (r, t) in enumerate(zip(_rows(), TIMES))]  # fmt: skip
    yield _csv("`2024-03-01T16:05:00+08:00` beside `...Z`", mixed)
    naive = [replace_time(r, f"{t:%Y-%m-%d %H:%M:%S}" + "Z" * (n % 2)) for n, (r, t) in enumerate(zip(_rows(), TIMES))]
    yield _csv("without a zone beside `Z`", naive)
    yield _csv("`2024-03-01 08:05:00 UTC`", _rows(lambda t: f"{t:%Y-%m-%d %H:%M:%S} UTC"))
    yield _csv("`2024-03-01 16:05:00 +0800`", _rows(lambda t: f"{t.astimezone(east):%Y-%m-%d %H:%M:%S %z}"))
    yield _csv("`2024/3/1 8:05`", _rows(lambda t: f"{t.year}/{t.month}/{t.day} {t.hour}:{t:%M}"))
    yield _csv("`13/03/2024`, day first", _rows(lambda t: f"{t:%d/%m/%Y}"), _truth("day"))
    early = [datetime(2024, 1 + n // 20, 1 + n % 20 * 11 // 20, 9, tzinfo=UTC) for n in range(N)]
    low = _rows(lambda t: f"{t:%d/%m/%Y}", times=early)
    yield _csv("`03/04/2024`, day first, no day above 12, in order", low, _truth("day", times=early))
    yield _csv("`3/13/2024 8:05`, month first", _rows(lambda t: f"{t.month}/{t.day}/{t.year} {t.hour}:{t:%M}"))
    yield _csv("`3/1/2024 8:05 AM`", _rows(lambda t: f"{t.month}/{t.day}/{t.year} {t:%I:%M %p}"))
    yield _csv("`01.03.24 08:05`, years of two digits", _rows(lambda t: f"{t:%d.%m.%y %H:%M}"))
    yield _csv("`01-Mar-2024 08:05`", _rows(lambda t: f"{t:%d-%b-%Y %H:%M}"))
    yield _csv("`2024年3月1日 08:05`", _rows(lambda t: f"{t.year}年{t.month}月{t.day}日 {t:%H:%M}"))
    yield _csv("`3月1日`, no year", _rows(lambda t: f"{t.month}月{t.day}日"), None)
    yield _csv("`301`, month and day", _rows(lambda t: f"{t.month}{t:%d}"), None)
    yield _csv("`2024-03-01 08`, hour only", _rows(lambda t: f"{t:%Y-%m-%d %H}"), _truth("hour"))
    yield _csv("`20240301`", _rows(lambda t: f"{t:%Y%m%d}"), _truth("day"))
    yield _csv("`20240301080500`", _rows(lambda t: f"{t:%Y%m%d%H%M%S}"))
    for unit, power in (("seconds", 0), ("milliseconds", 3), ("microseconds", 6)):
        epochs = [str(int(t.timestamp()) * 10**power) for t in TIMES]
        yield _csv(f"epoch {unit}", [replace_time(row, epoch) for row, epoch in zip(_rows(), epochs)])
    origin = datetime(1899, 12, 30, tzinfo=UTC)
    yield _csv("`45352.336806`, days of Excel", _rows(lambda t: f"{(t - origin) / timedelta(days=1):.6f}"))
    yield _csv("`1709280300.0`, an epoch that was once a float", _rows(lambda t: f"{t.timestamp():.1f}"))
    yield _csv("`Fri, 01 Mar 2024 08:05:00 GMT`", _rows(lambda t: f"{t:%a, %d %b %Y %H:%M:%S} GMT"))
    yield _csv("`2024-03-01T08:05:00.000+0000`", _rows(lambda t: f"{t:%Y-%m-%dT%H:%M:%S}.000+0000"))
    months = {3: "März", 4: "April"}
    yield _csv("`1. März 2024 08:05`", _rows(lambda t: f"{t.day}. {months[t.month]} {t.year} {t:%H:%M}"))
    both = [replace_time(r, f"{t:%Y-%m-%d %H:%M}" if n < 100 else f"{t:%d.%m.%Y %H:%M}")
            for n, (r, t) in enumerate(zip(_rows(), TIMES))]  # fmt: skip
    yield _csv("`2024-03-01 08:05`, from the middle on `23.03.2024 08:05`", both)
    shuffled = [(*row[:2], f"{1 + n * 7 % 12:02d}/{1 + n * 5 % 12:02d}/2024", row[3]) for n, row in enumerate(_rows())]
    yield _csv("`03/04/2024`, no day above 12, in no order", shuffled, None)
    two: Rows = [(u, k, t[:10], t[11:], p) for u, k, t, p in _rows()]
    text = _table(two, ("user_id", "event_type", "date", "time", "price"))
    yield Odd("date and clock in two columns", "log.csv", text.encode(), _truth(), ("user_id", "", "price"))


def replace_time(row: tuple[str, ...], time: str) -> tuple[str, ...]:
    return (*row[:2], time, row[3])


def _thousands(price: float) -> str:
    return f"{price + 1000:,.2f}"


def _swap(text: str) -> str:
    return text.translate(str.maketrans(",.", ".,"))


def _numbers_and_ids() -> Iterator[Odd]:
    big = (N, sum(PRICES) + 1000 * N, *_truth()[2:])
    yield _csv("`12,50` between semicolons", _rows(price=lambda p: _swap(f"{p:.2f}")), sep=";")
    yield _csv("`1.012,50`", _rows(price=lambda p: _swap(_thousands(p))), big, sep=";")
    yield _csv('`"1,012.50"`', _rows(price=_thousands), big)
    yield _csv("`￥1,012.50`", _rows(price=lambda p: "￥" + _thousands(p)), big)
    yield _csv("`12.50 €`", _rows(price=lambda p: f"{p:.2f} €"))
    yield _csv("`1.012` and no more, thousands or thousandths", _rows(price=lambda p: f"1.{p:03.0f}"), None)
    split = "".join(f"{u},{k},{t},{p.replace('.', ',')}\n" for u, k, t, p in _rows())
    yield Odd("`12,50` between commas, unquoted", "log.csv", (",".join(HEAD) + "\n" + split).encode(), _truth())
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    yield _csv("`１２．５０`, full-width", _rows(price=lambda p: f"{p:.2f}".translate(wide)))
    yield _csv("`00007`", _rows(user=lambda u: f"{int(u[1:]):05d}"), _truth(user="00007"))
    ids = [(f"{17850 + n % 40}.0", *row[1:]) for n, row in enumerate(_rows())]
    yield _csv("`17857.0`, an id that was once a float", ids, _truth(user="17857"))
    long = _rows(user=lambda u: f"90071992547409{int(u[1:]):04d}")
    empty = [("", *long[0][1:]), *long[1:]]
    yield _csv("ids of 18 digits, one cell empty", empty, (N - 1, *_truth()[1:4], "900719925474090007"))
    yield _csv("ids of 20 digits", _rows(user=lambda u: f"9{int(u[1:]):019d}"), _truth(user="90000000000000000007"))
    yield _csv("`=\"00007\"`, guarded from Excel", _rows(user=lambda u: f'="{int(u[1:]):05d}"'), _truth(user="00007"))


def _shapes() -> Iterator[Odd]:
    plain = _table(_rows())
    chinese = _table(_rows(), ("用户ID", "行为", "时间", "单价"))
    for english, word in (("purchase", "购买"), ("view", "浏览"), ("cart", "加购")):
        chinese = chinese.replace(english, word)
    names = ("用户ID", "时间", "单价")

    def text(what: str, content: str | bytes, truth: object = ..., file: str = "log.csv") -> Odd:
        data = content.encode() if isinstance(content, str) else content
        return Odd(what, file, data, _truth() if truth is ... else truth)  # type: ignore[arg-type]

    yield Odd("GB18030", "log.csv", chinese.encode("gb18030"), _truth(), names)
    tabs = chinese.replace(",", "\t").encode("utf-16")
    yield Odd("UTF-16 with tabs (Unicode text of Excel)", "log.txt", tabs, _truth(), names)
    yield text("a byte order mark", plain.encode("utf-8-sig"))
    yield text("between `|`", plain.replace(",", "|"))
    yield text("a title and a blank line above", f"Export of 2024-05-01\n\n{plain}")
    yield text("a row of totals below", f"{plain}Total,,,{sum(PRICES):.2f}\n")
    ragged = plain.splitlines(keepends=True)
    cut = [*ragged[:100], "u1,view\n", *ragged[100:150], "u2,view,2024-03-20 10:00:00,5,6,7\n", *ragged[150:]]
    yield text("two lines cut short or run together", "".join(cut))
    yield text("the header again in the middle", "".join([*ragged[:100], ragged[0], *ragged[100:]]))
    yield text("zero bytes in two cells", plain.replace("u7,", "u\0" + "7,", 2))
    yield text("`NULL` in three prices", _table([(*r[:3], "NULL") if n < 3 else r for n, r in enumerate(_rows())]),
               (N, sum(PRICES[3:]), *_truth()[2:]))  # fmt: skip
    yield text("gzip, called .csv", gzip.compress(plain.encode()))
    yield text("no header", _table(_rows(), ()))
    weeks = "".join(line + ("Subtotal,,,100.00\n" if n and n % 20 == 0 else "") for n, line in enumerate(ragged))
    yield text("subtotals every 20 rows", weeks)
    owners = sorted(zip(USERS, _rows()))
    down = [("" if n and owners[n - 1][0] == u else u, *row[1:]) for n, (u, row) in enumerate(owners)]
    yield text("the user on the first of its rows only", _table(down))
    half = plain.find("\n", len(plain) // 2) + 1
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", plain[:half])
        archive.writestr("b.csv", ragged[0] + plain[half:])
    yield text("a zip of two files", out.getvalue(), file="log.zip")
    nested = [
        {"event_time": t, "event_type": k, "user": {"user_id": u}, "product": {"price": float(p)}}
        for u, k, t, p in _rows()
    ]
    lines = "".join(json.dumps(one) + "\n" for one in nested).encode()
    yield Odd("nested JSON lines", "log.jsonl", lines, _truth(), ("user.user_id", "event_time", "product.price"))
    cells = [(u, k, t, json.dumps({"price": float(p)}).replace('"', '""')) for u, k, t, p in _rows()]
    body = "".join(f'{u},{k},{t},"{c}"\n' for u, k, t, c in cells)
    yield Odd("JSON in cells", "log.csv", ("user_id,event_type,event_time,payload\n" + body).encode(), _truth(),
              ("user_id", "event_time", "payload.price"))  # fmt: skip
    yield text("an Excel workbook with a title row", _workbook(), file="log.xlsx")


def _workbook() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Orders of spring"])
    sheet.append([])
    sheet.append(list(HEAD))
    for user, kind, time, price in zip(USERS, KINDS, TIMES, PRICES):
        sheet.append([user, kind, time.replace(tzinfo=None), price])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


