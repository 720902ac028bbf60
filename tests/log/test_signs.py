"""What less than nothing means: returns, or what leaves a stock; and too many returns are asked about."""

from __future__ import annotations

from exports import read_export, write_rows

HEAD = "Posting Date;Customer No.;Item No.;Quantity;Sales Amount"


def ledger(quantity="-2"):
    sold = [f"2024-03-{n % 28 + 1:02};D{n % 9};I{n % 5};{quantity};20.00" for n in range(90)]
    returned = [f"2024-04-{n + 1:02};D{n};I{n % 5};2;-20.00" for n in range(6)]
    bought = [f"2024-04-{n + 1:02};K1;I{n % 5};50;0" for n in range(8)]
    return sold + returned + bought


def test_in_the_ledger_of_a_stock_what_goes_out_is_sold(tmp_path):
    found = read_export(write_rows(tmp_path / "ledger.csv", HEAD, ledger()))
    assert not found.questions and found.types() == {"purchase": 90, "refund": 6, "adjustment": 8}
    assert sum(e["amount"] for e in found.events if e["type"] == "purchase") == 1800
    assert {e["quantity"] for e in found.events if e["type"] == "purchase"} == {2}
    assert "contrary signs in 100%" in found.told("outgoing")


def test_in_a_shop_what_is_negative_comes_back(tmp_path):
    rows = [row for row in ledger(quantity="2") if ";K1;" not in row]
    rows = [row.replace(";2;-", ";-2;-") for row in rows]
    found = read_export(write_rows(tmp_path / "sales.csv", HEAD, rows))
    assert not found.questions and found.types() == {"purchase": 90, "refund": 6} and not found.told("outgoing")


def test_more_returns_than_sales_are_asked_about(tmp_path):
    head, rows = HEAD.rpartition(";")[0], [row.rpartition(";")[0] for row in ledger()]
    path = write_rows(tmp_path / "moves.csv", head, rows)
    found = read_export(path)
    assert found.question() == "UnclearSigns"
    assert "90 of 104 lines would be returns, as `Quantity` is negative there" in str(found.questions[0])
    assert read_export(path, types={"*": "purchase"}).types() == {"refund": 90, "purchase": 14}
    ignoring = read_export(path, types={"*": "purchase"}, ignore=("Quantity",))
    assert not ignoring.questions and ignoring.types() == {"purchase": 104}
