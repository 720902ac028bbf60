"""Tables of items and users that say from when each row holds."""

from __future__ import annotations

import pytest
from exports import read_export, write_rows

from foresale import errors
from foresale.log import prepare
from foresale.log.reading import ReadOptions

EVENTS = [f"k{n % 9},2024-01-{1 + n % 28:02} 12:00:00,view,p{n % 4}" for n in range(280)]


@pytest.fixture
def log(tmp_path):
    return write_rows(tmp_path / "log.csv", "customer_id,time,event,product_id", EVENTS)


def test_an_event_has_the_brand_and_price_of_its_item_at_its_time(log, tmp_path):
    told = ["p0,2024-01-10,Acme,5.5", "p0,2024-01-20 12:00:00,Bell,6.5", "p1,2023-12-01,Cord,7.5", "p2,,Dust,8.5"]
    items = write_rows(tmp_path / "items.csv", "product_id,valid_from,brand,price", told)
    found = read_export(log, items=str(items))
    day = 86_400_000_000
    for e in found.events:
        at = (e["time"] - 1_704_067_200_000_000) / day
        p0 = None if at < 9 else "Acme" if at < 19.5 else "Bell"
        assert e["brand"] == {"p0": p0, "p1": "Cord"}.get(e["item"])
        assert e["x:price"] == {None: None, "Acme": 5.5, "Bell": 6.5, "Cord": 7.5}[e["brand"]]
    assert found.told("attributes_timeless").startswith("1 row of")
    assert "brand, price" in found.told("items_beside_events") and not found.told("attributes_left_out")


def test_no_event_is_lost_or_doubled_by_the_versions_of_its_item(log, tmp_path):
    told = [f"p{n % 4},2024-01-{1 + n // 4:02},b{n % 7}" for n in range(100)]
    items = write_rows(tmp_path / "items.csv", "product_id,valid_from,brand", told)
    assert len(read_export(log, items=str(items)).events) == 280


def test_of_dated_users_all_may_be_kept_but_times_and_people(log, tmp_path):
    told = [f"k{n % 9},{1 + n // 9:02}.01.2024,gold,k{n}@a.de,2024-02-01,2024-03-01" for n in range(180)]
    header = "customer_id,valid_from,level,email,valid_to,last_login"
    found = read_export(log, users=str(write_rows(tmp_path / "users.csv", header, told)))
    assert found.users[0].keys() == {"user", "_since", "level"} and len(found.users) == 180
    assert "email, valid_to, last_login" in found.told("attributes_left_out")


def test_dates_that_may_be_read_in_two_ways_are_asked_for(log, tmp_path):
    told = [f"k{n % 9},0{1 + n % 9}/0{1 + n % 7}/2024,gold" for n in range(18)]
    users = write_rows(tmp_path / "users.csv", "customer_id,valid_from,level", told)
    with pytest.raises(errors.UnclearDayMonth, match="--day-first or --month-first"):
        read_export(log, users=str(users))
    assert {u["_since"] for u in read_export(log, users=str(users), day_first=False).users} != {
        u["_since"] for u in read_export(log, users=str(users), day_first=True).users
    }


def test_a_store_keeps_every_version(log, tmp_path):
    told = ["k0,2024-01-10,gold,1", "k0,2024-01-05,iron,2", "k1,2024-01-05,lead,3", "zz,2024-01-05,lead,3"]
    users = write_rows(tmp_path / "users.csv", "customer_id,valid_from,level,points", told)
    made = prepare(str(log), ReadOptions(users=str(users)), cache=tmp_path / "cache")
    table, names, k0, k1 = made.user_table, made.dictionaries["user:level"], 0, 1
    days = [1_704_067_200_000_000 + d * 86_400_000_000 for d in (4, 5, 9, 10)]

    def level(code, at):
        row = int(table.rows(made.buckets[0].users[code : code + 1], at)[0])
        return None if row < 0 or table["level"][row] < 0 else names[table["level"][row]]

    assert [level(k0, at) for at in days] == [None, "iron", "iron", "gold"]
    assert [level(k1, at) for at in days] == [None, "lead", "lead", "lead"]
    assert level(2, days[-1]) is None


def test_a_slip_in_fixed_is_told(tmp_path):
    rows = [f"{n % 9},2024-01-0{1 + n % 9},view,p{n % 4}" for n in range(60)]
    log = write_rows(tmp_path / "log.csv", "customer_id,time,event,product_id", rows)
    users = write_rows(tmp_path / "users.csv", "customer_id,Club Level", [f"{n},{n % 3}" for n in range(9)])
    items = write_rows(tmp_path / "items.csv", "product_id,colour", [f"p{n},{n % 2}" for n in range(4)])
    found = read_export(log, users=str(users), items=str(items), fixed=("club_level", "colour"))
    assert found.users[0].keys() == {"user", "Club Level"} and found.items[0].keys() == {"item", "colour"}
    with pytest.raises(errors.NoSuchColumn) as caught:
        read_export(log, users=str(users), items=str(items), fixed=("club_levl",))
    assert caught.value.details == {"did you mean": "Club Level"} and "--fixed" in str(caught.value)
    assert str(users) in str(caught.value) and "one of product_id, colour, customer_id, Club Level" in str(caught.value)
    assert read_export(log, fixed=("anything",)).users is None, "a setting may wait for its table"


def test_dated_attributes_about_people_are_left_out(tmp_path):
    rows = [f"{n % 9},2024-01-0{1 + n % 9},view,p{n % 4}" for n in range(60)]
    log = write_rows(tmp_path / "log.csv", "customer_id,time,event,product_id", rows)
    names = "Anna Meyer,Peter Smith,Maria Novak,John Lopez,Emma Rossi,Lukas Brown,Sofia Silva,Thomas Kaya,Julia Popov"
    lines = [f"{n},2023-01-01,{name},Hauptstr. {n},gold" for n, name in enumerate(names.split(","))]
    users = write_rows(tmp_path / "users.csv", "customer_id,valid_from,called,Ship Address,tier", lines)
    found = read_export(log, users=str(users))
    assert {"user", "tier"} == found.users[0].keys() - {"_since"}
    assert "called, Ship Address" in found.told("attributes_left_out")
