"""Exports of whole shops, counted by hand while they are made: `inspect` finds every line, buyer and sum."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

import foresale

STATES = {"abgeschlossen": "purchase", "versendet": "purchase", "storniert": "cancel", "offen": "order"}


def euros(value: float) -> str:
    return f"{value:,.2f} €".translate(str.maketrans(",.", ".,"))


def test_german_orders_with_lines_and_returns(tmp_path):
    """Heads with the sum of the order, lines without a buyer, returns with neither; guests where addresses stand."""
    rng = random.Random(7)
    types, users, money, nobody = Counter(), set(), 0.0, 0
    heads = ["Bestellnummer;Bestelldatum;E-Mail;Status;Summe brutto"]
    lines = ["Pos;Bestellnummer;Artikelnummer;Menge;Einzelpreis", f"1;99999;A001;1;{euros(5)}"]  # of no order
    returns = ["Retoure-Nr;Bestellnummer;Retourdatum;Erstattungsbetrag"]
    for k in range(400):
        at = datetime(2023, 1, 1, 8) + timedelta(hours=7 * k)
        who = f"Kunde{rng.randrange(50)}@web.de" if rng.random() > 0.06 else rng.choice(["0", "gast", "-"])
        somebody = "@" in who
        state = rng.choices(list(STATES), [70, 20, 6, 4])[0]
        total = 0.0
        for pos, item in enumerate(rng.sample(range(60), rng.choice([1, 2, 3]))):
            pieces, price = rng.choice([1, 2, 5]), rng.choice([4.95, 129.0, 1299.0]) + item
            lines.append(f"{pos};{10000 + k};A{item:03};{pieces};{euros(price)}")
            total += pieces * price
            types[STATES[state]] += somebody
            nobody += not somebody
        users |= {who.lower()} if somebody else set()
        money += total if STATES[state] == "purchase" else 0
        heads.append(f"{10000 + k};{at:%d.%m.%Y %H:%M};{who};{state};{euros(total)}")
        if STATES[state] == "purchase" and rng.random() < 0.1:
            returns.append(f"RT-{k};{10000 + k};{at + timedelta(days=9):%d.%m.%Y};{euros(total)}")
            types["refund"] += somebody
            nobody += not somebody
    for name, rows in (("bestellungen", heads), ("positionen", lines), ("retouren", returns)):
        (tmp_path / f"{name}.csv").write_text("\n".join(rows), encoding="cp1252")
    found = foresale.inspect(tmp_path, cache=tmp_path / "cache").to_dict()
    assert found["open"] is None and found["types"] == types
    assert (found["users"], found["without_user"]) == (len(users), nobody)
    assert found["money"] == pytest.approx(money, abs=0.02)


def test_clicks_beside_the_orders_that_they_tell_of(tmp_path):
    """The browser misses a tenth of the orders, and knows nothing of those that were cancelled or not paid."""
    rng = random.Random(7)
    types, users, money, order = Counter(), set(), 0.0, 0
    clicks = ["event_time,event_type,product_id,user_id,session_id,order_id,value"]
    orders = ["order_id,customer_id,created_at,status,total"]

    def click(at: datetime, event: str, item: str, told: str = ",") -> None:
        clicks.append(f"{at:%Y-%m-%dT%H:%M:%SZ},{event},{item},{user},s{session},{told}")

    for session in range(900):
        user, at = 1000 + rng.randrange(90), datetime(2024, 1, 1) + timedelta(hours=2 * session)
        users.add(user)
        for k in range(rng.randrange(1, 6)):
            click(at + timedelta(seconds=20 * k), "view", f"p{rng.randrange(80)}")
            types["view"] += 1
        if rng.random() < 0.3:
            click(at + timedelta(minutes=5), "add_to_cart", f"p{rng.randrange(80)}")
            types["cart"] += 1
            order, total, bought = order + 1, rng.randrange(500, 20000) / 100, at + timedelta(minutes=9)
            if rng.random() < 0.9:
                click(bought, "purchase", "", f"{order},{total}")
            state = rng.choices(["paid", "cancelled", "pending"], [90, 6, 4])[0]
            kind = {"paid": "purchase", "cancelled": "cancel", "pending": "order"}[state]
            orders.append(f"#{order},{user},{bought + timedelta(seconds=2):%Y-%m-%d %H:%M:%S},{state},{total}")
            types[kind] += 1
            money += total if kind == "purchase" else 0
    (tmp_path / "events.csv").write_text("\n".join(clicks), encoding="utf-8")
    (tmp_path / "orders.csv").write_text("\n".join(orders), encoding="utf-8")
    found = foresale.inspect(tmp_path, cache=tmp_path / "cache").to_dict()
    assert found["open"] is None and found["types"] == types
    assert (found["users"], found["without_user"]) == (len(users), 0)
    assert found["money"] == pytest.approx(money, abs=0.02)
