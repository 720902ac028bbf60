"""More odd files: what shops' own systems, marketplaces and spreadsheets of several countries export."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from odd_files import HEAD, KINDS, PRICES, TIMES, USERS, N, Odd, Rows, Truth, _rows, _swap, _table, _thousands, _truth

BIG = sum(PRICES) + 1000 * N
SPRING = [f"{t:%Y-%m-%d %H:%M}" for t in TIMES]


def odd_exports() -> Iterator[Odd]:
    yield from _countries()
    yield from _systems()
    yield from _spreadsheets()


def _odd(
    what: str, head: tuple[str, str, str], lines: list[str], *, file: str = "log.csv", encoding: str = "utf-8",
    truth: Truth | None = None, open_to_all: bool = False,
) -> Odd:
    """`head`: names of user, time, price."""
    return Odd(what, file, "\n".join([*lines, ""]).encode(encoding), None if open_to_all else truth or _truth(), head)


def _countries() -> Iterator[Odd]:
    def of(head: str, time: str, price: str, encoding: str, sep: str, what: str, **more: Any) -> Odd:
        user, when, money = (name for n, name in enumerate(head.split(sep)) if n != 1)
        kinds = more.pop("kinds")
        lines = [head, *(sep.join((u, kinds[n % 3], f"{t:{time}}", _written(price, p)))
                         for n, (u, t, p) in enumerate(zip(USERS, TIMES, PRICES)))]  # fmt: skip
        return _odd(what, (user, when, money), lines, encoding=encoding, **more)

    big = (N, BIG, *_truth()[2:])
    deutsch = ("Ansicht", "Warenkorb", "Kauf")
    yield of("Kundennummer;Ereignis;Zeitpunkt;Preis", "%d.%m.%Y %H:%M", "1.012,50 €", "cp1252", ";",
             "German, Latin-1, `01.03.2024 08:05`, `1.012,50 €`", kinds=deutsch, truth=big)  # fmt: skip
    yield of("Código do cliente;Evento;Data;Preço", "%d/%m/%Y %H:%M", "R$ 1.012,50", "cp1252", ";",
             "Brazilian, Latin-1, `R$ 1.012,50`", kinds=("visualização", "carrinho", "compra"), truth=big)  # fmt: skip
    yield of("ID client;Événement;Date;Prix", "%d/%m/%Y %H:%M", "1 012,50", "utf-8", ";",
             "French, `1 012,50` with a narrow space", kinds=("vue", "panier", "achat"), truth=big)  # fmt: skip
    yield of("user_id;event_type;event_time;price", "%d.%m.%Y %H:%M", "1'012.50", "utf-8", ";",
             "Swiss, `1'012.50`", kinds=KINDS, truth=big)  # fmt: skip
    lakh = (N, sum(PRICES) + 100_000 * N, *_truth()[2:])
    yield of("user_id\tevent_type\tevent_time\tprice", "%d-%m-%Y %H:%M", "₹1,00,012.50", "utf-8", "\t",
             "Indian, `₹1,00,012.50`", kinds=KINDS, truth=lakh)  # fmt: skip
    yield of("会員ID,イベント,注文日時,単価", "%Y/%m/%d %H:%M", "12.50", "cp932", ",",
             "Japanese, Shift JIS", kinds=("閲覧", "カート", "購入"))  # fmt: skip
    yield of("회원번호,이벤트,주문일시,단가", "%Y-%m-%d %H:%M", "12.50", "cp949", ",",
             "Korean, CP949", kinds=("조회", "장바구니", "구매"))  # fmt: skip
    yield of("會員編號,行為,時間,單價", "%Y/%m/%d %H:%M", "12.50", "big5", ",",
             "Chinese of Taiwan, Big5", kinds=("瀏覽", "加入購物車", "購買"))  # fmt: skip
    yield of("Клиент;Событие;Дата;Цена", "%d.%m.%Y %H:%M", "12,50", "cp1251", ";",
             "Russian, Windows-1251", kinds=("просмотр", "корзина", "покупка"))  # fmt: skip
    yield of("user_id,event_type,event_time,price", "%y-%m-%d %H:%M", "12.50", "utf-8", ",",
             "`24-03-01 08:05`, the year first, of two digits", kinds=KINDS)  # fmt: skip
    spain = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
    yield _odd("`1 mar. 2024 20:05`, Spanish months", ("user_id", "event_time", "price"),
               [",".join(HEAD), *(f"{u},{k},{t.day} {spain[t.month - 1]}. {t:%Y %H:%M},{p:.2f}"
                                  for u, k, t, p in zip(USERS, KINDS, TIMES, PRICES))])  # fmt: skip
    yield _odd("`2024/3/1 下午 8:05`", ("user_id", "event_time", "price"),
               [",".join(HEAD), *(f"{u},{k},{t:%Y/%m/%d} {'上午' if t.hour < 12 else '下午'} {t:%I:%M},{p:.2f}"
                                  for u, k, t, p in zip(USERS, KINDS, TIMES, PRICES))])  # fmt: skip


def _written(like: str, price: float) -> str:
    thousand = _thousands(price)
    return {
        "12.50": f"{price:.2f}", "12,50": _swap(f"{price:.2f}"), "1.012,50 €": _swap(thousand) + " €",
        "R$ 1.012,50": "R$ " + _swap(thousand), "1 012,50": _swap(thousand).replace(".", "\u202f"),
        "1'012.50": thousand.replace(",", "'"), "₹1,00,012.50": f"₹1,00,{price:06.2f}",
    }[like]  # fmt: skip


def _systems() -> Iterator[Odd]:
    names = ("user_id", "event_time", "price")
    table = _rows(lambda t: f"{t:%Y-%m-%d %H:%M:%S}")
    widths = [max(len(c) for c in column) for column in zip(HEAD, *table)]

    def boxed(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(c.ljust(w) for c, w in zip(cells, widths)) + " |"

    rule = "+-" + "-+-".join("-" * w for w in widths) + "-+"
    lines = [rule, boxed(HEAD), rule, *map(boxed, table), rule, f"{N} rows in set (0.01 sec)"]
    yield _odd("a table drawn by the MySQL client", names, lines, file="log.txt")
    psql = [" | ".join(c.ljust(w) for c, w in zip(row, widths)) for row in (HEAD, *table)]
    lines = [psql[0], "-+-".join("-" * w for w in widths), *psql[1:], f"({N} rows)"]
    yield _odd("a table drawn by psql", names, lines, file="log.txt")
    mongo = [json.dumps({"_id": {"$oid": f"{n:024x}"}, "user_id": u, "event_type": k,
                         "event_time": {"$date": f"{t:%Y-%m-%dT%H:%M:%SZ}"}, "price": {"$numberDecimal": f"{p:.2f}"}})
             for n, (u, k, t, p) in enumerate(zip(USERS, KINDS, TIMES, PRICES))]  # fmt: skip
    yield _odd("`mongoexport`, with `$date` and `$numberDecimal`",
               ("user_id", "event_time.$date", "price.$numberDecimal"), mongo, file="log.jsonl")  # fmt: skip
    dynamo = [json.dumps({"Item": {"user_id": {"S": u}, "event_type": {"S": k}, "event_time": {"S": t},
                                   "price": {"N": p}}}) for u, k, t, p in table]  # fmt: skip
    yield _odd("an export of DynamoDB", ("Item.user_id.S", "Item.event_time.S", "Item.price.N"), dynamo,
               file="log.jsonl")  # fmt: skip
    wrapped = [f'"{",".join(row)}"' for row in (HEAD, *table)]
    yield _odd("every line in quotes of its own", names, wrapped)
    yield _odd("`sep=;` above the header", names, ["sep=;", *(";".join(row) for row in (HEAD, *table))])
    zoned = [f"{u},{k},{t:%m/%d/%Y},{t:%H:%M:%S},PST,{p:.2f}" for u, k, t, p in zip(USERS, KINDS, TIMES, PRICES)]
    late = (N, sum(PRICES), TIMES[0] + timedelta(hours=8), TIMES[-1] + timedelta(hours=7), "u7")
    yield _odd("date, clock and `PST` in three columns, as PayPal has them", ("user_id", "Date", "price"),
               ["user_id,event_type,Date,Time,TimeZone,price", *zoned], truth=late)  # fmt: skip
    offsets = [f"{u},{k},{t:%Y-%m-%d %H:%M:%S},+08:00,{p:.2f}" for u, k, t, p in zip(USERS, KINDS, TIMES, PRICES)]
    early = (N, sum(PRICES), *(t - timedelta(hours=8) for t in (TIMES[0], TIMES[-1])), "u7")
    yield _odd("the offset `+08:00` in a column of its own", names,
               ["user_id,event_type,event_time,utc_offset,price", *offsets], truth=early)  # fmt: skip
    amazon = [f"{n:07d}\t{t:%Y-%m-%dT%H:%M:%S}+00:00\t{u}\tS{n % 9}\t1\t{p:.2f}\tEUR"
              for n, (u, t, p) in enumerate(zip(USERS, TIMES, PRICES))]  # fmt: skip
    yield _odd("an order report of a marketplace, tabs, `purchase-date`", ("buyer-id", "purchase-date", "item-price"),
               ["order-id\tpurchase-date\tbuyer-id\tsku\tquantity-purchased\titem-price\tcurrency", *amazon],
               file="orders.txt")  # fmt: skip
    auction = [f'"{n}","{u}","S{n % 9}","1","${p:.2f}","{t:%b-%d-%y}"' for n, (u, t, p) in
               enumerate(zip(USERS, TIMES, PRICES))]  # fmt: skip
    auction_head = '"Sales record number","Buyer username","Custom label","Quantity","Sold for","Sale date"'
    yield _odd("an auction house's sales, `Mar-01-24`, a line of counts below",
               ("Buyer username", "Sale date", "Sold for"),
               [auction_head, "", *auction, "", f'"{N}","record(s) downloaded"'], truth=_truth("day"))  # fmt: skip
    macs = "\r".join(",".join(row) for row in (HEAD, *table)) + "\r"
    yield Odd("lines that end as on old Macs", "log.csv", macs.encode(), _truth(), names)
    quoted = [HEAD, *((u, k, t, p) for u, k, t, p in table)]
    mysql = ["\t".join('"' + c.replace('"', '\\"') + '"' for c in row) for row in quoted]
    mysql[5] = mysql[5].replace(f'"{table[4][3]}"', "\\N")
    less = (N, sum(PRICES) - PRICES[4], *_truth()[2:])
    yield _odd("`SELECT INTO OUTFILE`, tabs, `\\N`", names, mysql, truth=less, file="log.tsv")
    zero: Rows = [(u, k, "1970-01-01 00:00:00" if n % 50 == 9 else t, p) for n, (u, k, t, p) in enumerate(table)]
    gone = [n for n in range(N) if n % 50 == 9]
    kept = (N - len(gone), sum(PRICES) - sum(PRICES[n] for n in gone), *_truth()[2:])
    yield Odd("four times of 1970, of an empty clock", "log.csv", _table(zero).encode(), kept, names)
    far: Rows = [(u, k, "2099" + t[4:] if n in (50, 90) else t, p) for n, (u, k, t, p) in enumerate(table)]
    less = (N - 2, sum(PRICES) - PRICES[50] - PRICES[90], *_truth()[2:])
    yield Odd("two times of 2099, of a wrong clock", "log.csv", _table(far).encode(), less, names)


def _spreadsheets() -> Iterator[Odd]:
    names = ("user_id", "event_time", "price")
    rows = list(zip(USERS, KINDS, [t.replace(tzinfo=None) for t in TIMES], PRICES))
    page = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in [HEAD, *_rows()])
    html = f"<html><body><table>{page}</table></body></html>"
    yield Odd("a web page called .xls", "log.xls", html.encode(), _truth(), names)
    tabs = "\n".join("\t".join(row) for row in [("用户ID", "行为", "时间", "单价"), *_rows()])
    for word, meant in (("view", "浏览"), ("cart", "加购"), ("purchase", "购买")):
        tabs = tabs.replace(word, meant)
    yield Odd("GB18030 and tabs, called .xls", "log.xls", tabs.encode("gb18030"), _truth(), ("用户ID", "时间", "单价"))
    mixed = [[u, k, f"{t:%Y-%m-%d %H:%M:%S}" if n % 3 else t, p] for n, (u, k, t, p) in enumerate(rows)]
    yield Odd("a workbook with dates half as text", "log.xlsx", _workbook([list(HEAD), *mixed]), _truth(), names)
    origin = datetime(1899, 12, 30, tzinfo=UTC)
    days = [[u, k, (t.replace(tzinfo=UTC) - origin) / timedelta(days=1), p] for u, k, t, p in rows]
    yield Odd("a workbook with days as bare numbers", "log.xlsx", _workbook([list(HEAD), *days]), _truth(), names)
    text = [[u, k, t, f"{p:.2f}".replace(".", ",")] for u, k, t, p in rows]
    yield Odd("a workbook with prices as text, `12,50`", "log.xlsx", _workbook([list(HEAD), *text]), _truth(), names)
    two = [["Kunde", "Vorgang", None, "Geld"], ["user_id", "event_type", "event_time", "price"], *map(list, rows)]
    yield Odd("a workbook with two rows of headers", "log.xlsx", _workbook(two), _truth(), names)
    below = [list(HEAD), *map(list, rows), [None] * 4, ["Summe", None, None, sum(PRICES)], ["Stand 1.5.2024"]]
    yield Odd("a workbook with a sum and a note below", "log.xlsx", _workbook(below), _truth(), names)
    months = [[list(HEAD), *(list(r) for r in rows if r[2].month == m)] for m in (3, 4)]
    notes = [["made by", "M. Muster"], ["on", datetime(2024, 5, 1)]]
    book = _workbook(*months, notes)
    yield Odd("a workbook with a sheet a month and one of notes", "log.xlsx", book, _truth(), names)


def _workbook(*sheets: list[list[Any]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for n, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"S{n}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
