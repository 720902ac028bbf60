"""Ledgers of bookkeeping: invoices and what pays them, credit memos, and customers as headings of a report."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from exports import read_export, write_rows

NAMES = ("Amy's Bird Sanctuary", "Bill's Windsurf Shop", "Total Wine", "Diego & Sons", "Dukes, Inc.", "F. Goods",
         "Geeta K.", "Jeff's Jalopies", "John Melton", "Kate Whelan")  # fmt: skip
DAY = date(2024, 1, 5)


def quoted(cell):
    return f'"{cell}"' if "," in cell else cell


def documents():
    """(customer, day, type, number, lines): six documents a customer, every third a sales receipt, paid 14 days on."""
    number = 1000
    for n, name in enumerate(NAMES):
        for k in range(6):
            number += 1
            day = DAY + timedelta(days=(7 * n + 11 * k) % 80)
            lines = [(f"Item {j}", j + 1, 15.0 + 5 * (k % 3)) for j in range(k % 3 + 1)]
            kind = "Sales Receipt" if k % 3 == 2 else "Invoice"
            yield name, day, kind, number, lines
            if kind == "Invoice":
                yield name, day + timedelta(days=14), "Payment", number, [("", "", sum(q * p for _, q, p in lines))]
        yield name, DAY + timedelta(days=85), "Credit Memo", number + 500, [("Item 0", -1, 15.0)]


SOLD = [
    (n, d, num, i, q, p)
    for n, d, kind, num, ls in documents()
    for i, q, p in ls
    if kind in ("Invoice", "Sales Receipt")
]
PAID = sum(kind == "Payment" for _, _, kind, *_ in documents())
HEAD = "Date,Transaction Type,Num,Customer,Product/Service,Qty,Sales Price,Amount"


def flat(written="%m/%d/%Y"):
    return [
        f"{d.strftime(written)},{kind},{num},{quoted(name)},{item},{q},{p if item else ''},{(q or -1) * p:.2f}"
        for name, d, kind, num, lines in documents()
        for item, q, p in lines
    ]


def check(found):
    assert not found.questions
    bought = [e for e in found.events if e["type"] == "purchase"]
    assert len(bought) == len(SOLD) and found.types()["refund"] == len(NAMES)
    assert sum(e["amount"] for e in bought) == pytest.approx(sum(q * p for *_, q, p in SOLD))
    assert sorted((e["user"], e["order"], e["item"], e["quantity"]) for e in bought) == sorted(
        (n, str(num), i, q) for n, _, num, i, q, _ in SOLD
    )
    assert {e["day"] for e in bought} == {d.toordinal() - date(1970, 1, 1).toordinal() for _, d, *_ in SOLD}


def test_the_invoice_is_the_purchase_and_its_payment_is_none(tmp_path):
    found = read_export(write_rows(tmp_path / "ledger.csv", HEAD, flat()))
    check(found)
    assert found.types()["payment"] == PAID and "Payment" in found.told("ledger")
    assert not any(e["amount"] for e in found.events if e["type"] == "payment")


def test_what_the_owner_says_of_payments_holds(tmp_path):
    rows = flat()
    found = read_export(write_rows(tmp_path / "log.csv", HEAD, rows), types={"Payment": "purchase", "Invoice": "order"})
    assert found.types()["purchase"] == PAID + 3 * 2 * len(NAMES) and not found.told("ledger")


def test_payments_are_purchases_where_there_are_no_invoices(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02},{('view', 'payment')[n % 2]},p{n % 4},5.00" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id,amount", rows))
    assert found.types() == {"view": 45, "purchase": 45}


def test_a_refund_that_pays_a_credit_memo_out_is_no_second_one(tmp_path):
    rows = flat()
    back = [f"04/0{1 + n % 9}/2024,Refund,{9000 + n},{quoted(name)},,,,15.00" for n, name in enumerate(NAMES)]
    found = read_export(write_rows(tmp_path / "log.csv", HEAD, [*rows, *back]))
    check(found)
    assert found.types()["payment"] == PAID + len(NAMES)


def grouped(head, *, sums=True, inline=False):
    """The rows of a report: a name alone, its rows, and their sum; `inline`: the name stands where the dates stand."""
    rows, gap = [], "" if inline else ","
    for name in NAMES:
        rows.append(quoted(name) + "," * head.count(","))
        for n, d, kind, num, lines in documents():
            if n == name and kind != "Payment":
                rows += [f"{gap}{d:%m/%d/%Y},{kind},{num},{i},{q},{p:.2f},{q * p:.2f}" for i, q, p in lines]
        if sums:
            rows.append(quoted(f"Total for {name}") + "," * (head.count(",") - 1) + ',"$1,225.00"')
    return [*rows, "TOTAL" + "," * (head.count(",") - 1) + ',"$9,999.00"'] if sums else rows


@pytest.mark.parametrize("first", ["", "Customer"])
@pytest.mark.parametrize("sums", [True, False])
@pytest.mark.parametrize("above", [[], ["Acme Shop", "Sales by Customer Detail", "January - March 2024", ""]])
def test_customers_as_headings_are_filled_down(tmp_path, first, sums, above):
    head = f"{first},Date,Transaction Type,Num,Product/Service,Qty,Sales Price,Amount"
    path = tmp_path / "report.csv"
    path.write_text("\n".join([*above, head, *grouped(head, sums=sums), ""]), encoding="utf-8")
    found = read_export(path)
    check(found)
    assert "`Customer`" in found.told("grouped") or "`customer`" in found.told("grouped")
    assert not found.quarantine and not found.told("without_user")


def test_headings_among_the_dates(tmp_path):
    head = "Date,Transaction Type,Num,Product/Service,Qty,Sales Price,Amount"
    found = read_export(write_rows(tmp_path / "report.csv", head, grouped(head, inline=True)))
    check(found)


def test_broken_rows_of_a_log_are_no_headings(tmp_path):
    rows = [f"u{n % 9},2024-01-{1 + n % 28:02},view,p{n % 4}" for n in range(90)]
    for n in (0, 40):
        rows.insert(n, f"u{n},,,")
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id", rows))
    assert not found.told("grouped") and found.types() == {"view": 90} and len(found.quarantine) == 2


def test_a_line_called_discount_and_less_than_nothing_is_no_refund(tmp_path):
    rows = []
    for n in range(40):
        head = f"o{n},k{n % 9},2024-01-{1 + n % 28:02}"
        rows += [f"{head},S{n % 4},Mug,1,20.00", f"{head},DISC,Loyalty discount 10%,1,-2.00"]
        rows += [f"r{n},k{n % 9},2024-02-{1 + n % 28:02},S{n % 4},Mug,-1,-20.00"] if n % 8 == 0 else []
    found = read_export(write_rows(tmp_path / "log.csv", "order_id,customer_id,date,sku,title,qty,amount", rows))
    assert found.types() == {"purchase": 40, "refund": 5, "discount": 40}
    assert {e["amount"] for e in found.events if e["type"] == "purchase"} == {18.0}
