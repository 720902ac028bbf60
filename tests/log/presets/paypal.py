"""PayPal's activity: payments, refunds (from the shop to the buyer), and what else moves on the balance."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

_COLUMNS = (
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,"
    "Item Title,Reference Txn ID,Balance"
)
HEADER = _COLUMNS.split(",")
START = datetime(2024, 1, 1, 10)
KINDS = ("Express Checkout Payment", "Website Payment", "Mobile Payment", "Subscription Payment")
OTHERS = (
    ("General Withdrawal", -400.0), ("General Currency Conversion", 12.0), ("Subscription Payment", -9.0),
    ("Account Hold for Open Authorization", -20.0), ("Reversal of General Account Hold", 20.0),
    ("General Credit Card Deposit", 50.0), ("Chargeback Fee", -15.0), ("Payment Review Hold", 30.0),
)  # fmt: skip


def sales() -> list[tuple[int, datetime, float]]:
    return [(n, START + timedelta(hours=7 * n), 20.0 + n % 30) for n in range(120)]


def buyer(n: int) -> str:
    return f"c{n % 13}@example.com"


def write(folder: Path) -> Path:
    path = folder / "Download.CSV"
    rows = []

    def add(at: datetime, name: str, kind: str, status: str, gross: float, sent: str, got: str, id_: str) -> None:
        day, clock = f"{at:%m/%d/%Y}", f"{at:%H:%M:%S}"
        rows.append([day, clock, "PST", name, kind, status, "USD", f"{gross:,.2f}", "-0.50", f"{gross - 0.5:,.2f}",
                     sent, got, id_, "Mug", "", "1,000.00"])  # fmt: skip

    for n, at, gross in sales():
        status = "Pending" if n % 17 == 5 else "Denied" if n % 17 == 9 else "Completed"
        add(at, f"Buyer {n % 13}", KINDS[n % 4], status, gross, buyer(n), "shop@example.com", f"T{n:04}")
        if n % 10 == 3 and status == "Completed":
            later = at + timedelta(days=4)
            add(
                later,
                f"Buyer {n % 13}",
                "Payment Refund",
                "Completed",
                -gross,
                "shop@example.com",
                buyer(n),
                f"R{n:04}",
            )
        if n % 9 == 0:
            kind, amount = OTHERS[n // 9 % len(OTHERS)]
            add(at, "", kind, "Completed", amount, "shop@example.com" if amount < 0 else "", "", f"X{n:04}")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path
