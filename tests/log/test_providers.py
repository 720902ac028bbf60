"""Exports of payment providers' balances: charges are purchases, refunds refunds, and what else moves is neither."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from exports import read_export, write_rows
from presets import paypal

START = datetime(2024, 1, 1, 10)
SALES = [(n, START + timedelta(hours=9 * n), 20.0 + n % 30) for n in range(120)]
BACK = [(n, at + timedelta(days=3), amount) for n, at, amount in SALES if n % 10 == 3]
MOVED = [(n, at) for n, at, _ in SALES if n % 7 == 0]


def moves(*kinds):
    """(time, kind, number, sum, customer), in order of time: sales, refunds, and some of each of `kinds`."""
    rows = [(at, "charge", n, amount, f"cus_{n % 13}") for n, at, amount in SALES]
    rows += [(at, "refund", n, -amount, f"cus_{n % 13}") for n, at, amount in BACK]
    rows += [(at, kind, n, -300.0, "") for n, at in MOVED for kind in kinds]
    return sorted(rows)


def check(found, kinds, user="cus_{}"):
    assert not found.questions
    counts = {"purchase": len(SALES), "refund": len(BACK)} | dict.fromkeys(kinds, len(MOVED))
    assert found.types() == counts
    for kind, rows in (("purchase", SALES), ("refund", BACK)):
        events = [e for e in found.events if e["type"] == kind]
        assert sum(e["amount"] for e in events) == pytest.approx(sum(amount for *_, amount in rows))
        if user:
            assert {e["user"] for e in events} == {user.format(n % 13) for n, *_ in rows}
    assert all(e["user"] is None and not e["amount"] for e in found.events if e["type"] in kinds)


def test_stripes_balance(tmp_path):
    kinds = ("payout", "stripe_fee", "adjustment", "reserve_transaction", "transfer")
    rows = [
        f"txn_{n}{kind},{kind},{kind[:2]}_{n},{s:.2f},0.60,{s - 0.6:.2f},usd,{at:%Y-%m-%d %H:%M},"
        f"{at + timedelta(days=2):%Y-%m-%d %H:%M},{kind} {n},{who}"
        for at, kind, n, s, who in moves(*kinds)
    ]
    head = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description,Customer ID"
    found = read_export(write_rows(tmp_path / "balance.csv", head, rows))
    check(found, kinds)
    assert "channel" not in found.reading.fields and "payout" in found.told("own_types")


def test_stripes_itemized_report(tmp_path):
    kinds = ("payout", "fee", "payout_reversal", "other_adjustment", "risk_reserved_funds")
    rows = [
        f"txn_{n}{kind},{at:%Y-%m-%d %H:%M:%S},usd,{s:.2f},0.60,{s - 0.6:.2f},{kind},src_{n},{who}"
        for at, kind, n, s, who in moves(*kinds)
    ]
    head = "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,customer_id"
    check(read_export(write_rows(tmp_path / "itemized.csv", head, rows)), kinds)


def test_payouts_of_shopify_payments(tmp_path):
    kinds = ("payout", "adjustment", "reserve")
    rows = [
        f"{at:%Y-%m-%d %H:%M:%S} +0000,{kind},{1000 + n if who else ''},visa,{s:.2f},0.60,{s - 0.6:.2f},{who}"
        for at, kind, n, s, who in moves(*kinds)
    ]
    head = "Transaction Date,Type,Order,Card Brand,Amount,Fee,Net,Customer ID"
    check(read_export(write_rows(tmp_path / "payments.csv", head, rows)), kinds)


def test_the_settlement_of_adyen(tmp_path):
    """Each payment is told step by step; the purchase is when its money is taken."""
    names = {"charge": "SentForSettle", "refund": "Refunded", "MerchantPayout": "MerchantPayout", "Fee": "Fee"}
    rows = [
        f"Shop,psp{n},ref{n},{at:%Y-%m-%d %H:%M:%S},UTC,{kind},EUR,{abs(s):.2f},{who}"
        for at, what, n, s, who in moves("MerchantPayout", "Fee")
        for kind in (("Received", "Authorised", "SentForSettle", "Settled") if what == "charge" else (names[what],))
    ]
    head = (
        "Merchant Account,Psp Reference,Merchant Reference,Creation Date,TimeZone,Record Type,Currency,Amount,Shopper"
    )
    found = read_export(
        write_rows(tmp_path / "adyen.csv", head, rows), map={"user": "Shopper", "time": "Creation Date"}
    )
    types = found.types()
    assert (types["purchase"], types["refund"], types["MerchantPayout"]) == (len(SALES), len(BACK), len(MOVED))
    assert types["Settled"] == types["Authorised"] == types["Received"] == len(SALES)


def test_the_transactions_of_square(tmp_path):
    names = {"charge": "Payment", "refund": "Refund", "Transfer": "Transfer"}
    rows = [
        f"{at:%Y-%m-%d},{at:%H:%M:%S},{s:.2f},{s - 0.6:.2f},{names[kind]},T{n},P{n},{who}"
        for at, kind, n, s, who in moves("Transfer")
    ]
    head = "Date,Time,Gross Sales,Net Total,Event Type,Transaction ID,Payment ID,Customer ID"
    check(read_export(write_rows(tmp_path / "square.csv", head, rows)), ("Transfer",))


def test_the_activity_of_paypal(tmp_path):
    found = read_export(paypal.write(tmp_path), timezone="America/Los_Angeles")
    done = [(n, at, s) for n, at, s in paypal.sales() if n % 17 not in (5, 9)]
    back = [(n, s) for n, _, s in done if n % 10 == 3]
    assert not found.questions
    bought = [e for e in found.events if e["type"] == "purchase"]
    assert len(bought) == len(done) and sum(e["amount"] for e in bought) == sum(s for *_, s in done)
    refunds = [e for e in found.events if e["type"] == "refund"]
    assert len(refunds) == len(back) and sum(e["amount"] for e in refunds) == sum(s for _, s in back)
    who = {e["order"]: e["user"] for e in bought}
    assert len(set(who.values())) == 13
    assert all(
        e["user"] == next(u for o, u in who.items() if int(o[1:]) % 13 == int(e["order"][1:]) % 13) for e in refunds
    )
    others = {e["type"] for e in found.events} - {"purchase", "refund"}
    told = {f"{kind}, sent" if kind == "Subscription Payment" else kind for kind, _ in paypal.OTHERS}
    assert told <= others and any(kind.endswith("Payment, pending") for kind in others)
    assert not any(e["amount"] for e in found.events if e["type"] in others)


def test_a_fee_among_events_of_a_shop_changes_nothing(tmp_path):
    kinds = ["view", "view", "view", "purchase", "fee"]
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02},{kinds[n % 5]},p{n % 4},5.00" for n in range(100)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id,amount", rows))
    assert found.types() == {"view": 60, "purchase": 20, "fee": 20}
