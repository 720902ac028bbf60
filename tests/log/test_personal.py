"""Columns about people are left out by what they are called and by what stands in them; those about goods stay."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from exports import read_export, write_rows

from foresale.log.personal import is_personal

FIRST, LAST = map(
    str.split,
    (
        "Anna Peter Maria John Emma Lukas Sofia Thomas Julia Michael Laura David Sarah Daniel Lena Jonas Kevin Fatma"
        " Mehmet Pierre",
        "Meyer Schmidt Smith Jones Brown Garcia Lopez Rossi Dubois Novak Kowalski Yilmaz Nguyen Okafor Haddad Lindqvist"
        " Petersen Moreau Bianchi Silva Horvath Popescu",
    ),
)
ORDERS = "order_no,customer_id,order_date,sku,product,price"


def people(n: int) -> list[str]:
    rng = random.Random(1)
    everybody = [f"{first} {last}" for first in FIRST for last in LAST]
    return rng.sample(everybody, n)


def orders(*columns, n: int = 600, users: int = 100) -> list[str]:
    """Lines of orders; a further column is a function of the user's number and the item's."""
    rng = random.Random(2)
    rows = []
    for k in range(n):
        u, i = rng.randrange(users), rng.randrange(30)
        day = datetime(2024, 1, 1) + timedelta(hours=5 * k)
        more = "".join(f",{column(u, i)}" for column in columns)
        rows.append(f"{1000 + k},{5000 + u},{day:%Y-%m-%d %H:%M},P{i:02d},Lamp no {i},{5 + i}.50{more}")
    return rows


def read(tmp_path, names: str, *columns, **said):
    return read_export(write_rows(tmp_path / "log.csv", f"{ORDERS},{names}", orders(*columns)), **said)


@pytest.mark.parametrize(
    "name",
    ["Customer Description", "Ship Name", "ShipName", "Billing Name", "收货人", "姓名", "收件人电话", "客户备注",
     "聯絡人", "Recipient Phone", "ShipAddress", "Address Line 2", "AddressLine1", "Nombre del cliente",
     "Nome do Cliente", "Destinataire", "Rechnungsadresse", "Employee Name", "Payer Name", "To Email Address", "Street",
     "nickname"],
)  # fmt: skip
def test_names_of_columns_about_people(tmp_path, name):
    """Whatever stands in them: few values, that tell nothing by themselves."""
    found = read(tmp_path, name, lambda u, i: f"value {u % 4}")
    assert str(found.source.dropped[name]) == "contact data or words about people" and not found.source.further


@pytest.mark.parametrize(
    "name",
    ["Name", "Product Name", "Customer Segment", "Shipping Company", "store_name", "Item Description", "Ship Mode",
     "Account Type", "customer_group", "phone_model", "店铺名称", "用户等级", "客户类型", "Shipping City",
     "contact_id"],
)  # fmt: skip
def test_names_of_columns_about_something_else(name):
    assert not is_personal(name)


def test_what_stands_in_a_column_tells_whatever_it_is_called(tmp_path):
    names = people(100)
    surnames, given = "王李张刘陈杨赵黄周吴徐孙胡朱高", "伟芳娜敏静丽强磊军洋勇艳杰娟涛"
    found = read(
        tmp_path, "Rep,Contact,Wohnt in,Erreichbar,Real,Where,Card",
        lambda u, i: names[u % 12], lambda u, i: names[u], lambda u, i: f"{names[u].split()[1]}str. {u}",
        lambda u, i: f"+49 170 {1_000_000 + u}", lambda u, i: surnames[u % 15] + given[u // 15] + given[u % 7],
        lambda u, i: f"浙江省杭州市西湖区文三路{u}号", lambda u, i: 4_000_000_000 + 7919 * u,
    )  # fmt: skip
    assert {name: str(why) for name, why in found.source.dropped.items()} == {
        "Rep": "names of people, by its values",
        "Contact": "names of people, by its values",
        "Wohnt in": "addresses, by its values",
        "Erreichbar": "telephone numbers, by its values",
        "Real": "names of people, by its values",
        "Where": "addresses, by its values",
        "Card": "a value of its own for nearly every user: it says who somebody is",
    }
    assert not found.source.further and not any(name in str(found.reading) for name in names)


def test_staff_of_a_shop_are_people(tmp_path):
    """Few, and some of a family: `Rep` says nothing by its name, and no user has one of his own."""
    staff = ["Anna Meyer", "Peter Meyer", "John Lopez", "Emma Rossi", "Lukas Brown", "Sofia Silva",
             "Thomas Kaya", "Julia Popov", "Kevin Nguyen", "Laura Novak", "Maria Meyer", "David Haddad"]  # fmt: skip
    for n in (5, 12):
        rows = [f"{row},{staff[k * 7 % n]}" for k, row in enumerate(orders())]
        found = read_export(write_rows(tmp_path / "log.csv", f"{ORDERS},Rep", rows))
        assert str(found.source.dropped["Rep"]) == "names of people, by its values"


def test_few_brands_called_after_people_stay(tmp_path):
    brands = ("Calvin Klein", "Hugo Boss", "Tom Tailor", "Paul Smith", "Nike")
    found = read(tmp_path, "line", lambda u, i: brands[u % 5])
    assert [x.column for x in found.source.further] == ["line"]


def test_goods_brands_places_and_authors_stay(tmp_path):
    names = people(60)
    found = read(
        tmp_path, "author,brand,Stadtteil,Ware,line,tier",
        lambda u, i: names[i], lambda u, i: ("Calvin Klein", "Hugo Boss", "Tom Tailor", "Nike", "Paul Smith")[i % 5],
        lambda u, i: f"{LAST[u % 20]}dorf", lambda u, i: f"{FIRST[i % 9]} {('Dress', 'Chair')[i % 2]} {LAST[i % 7]}",
        lambda u, i: names[40 + i // 2], lambda u, i: ("gold", "iron")[u % 2],
    )  # fmt: skip
    assert not found.source.dropped
    assert {x.column for x in found.source.further} == {"author", "Stadtteil", "Ware", "line", "tier"}
    assert found.column("brand") == "brand"


def test_a_name_of_a_person_is_no_product(tmp_path):
    """An export of payments: who paid stands in `Name`, and of what was bought nothing is said."""
    names = people(100)
    header = "Date,Name,Type,Gross,From Email Address,Transaction ID"
    rng = random.Random(3)
    payers = [rng.randrange(100) for _ in range(400)]
    for called in (names, [f"{name} Trading" for name in names]):  # of companies nothing but the number is told
        rows = [
            f"2024-{1 + n // 40:02d}-{1 + n % 28:02d},{called[u]},Payment,{5 + n % 60}.50,k{u}@mail.example,TX{n:09d}"
            for n, u in enumerate(payers)
        ]
        found = read_export(write_rows(tmp_path / "log.csv", header, rows))
        assert "item" not in found.reading.fields and "title" not in found.reading.fields
        assert found.source.dropped["Name"].code == "personal"
        assert found.column("user") == "From Email Address" and found.reading.fields["user"].form == "sha256"
    assert "--map item=Name" in str(found.source.dropped["Name"])
    said = read_export(tmp_path / "log.csv", map={"item": "Name"})
    assert said.column("item") == "Name" and "Name" not in said.source.dropped


def test_a_name_of_goods_stands_in_for_the_product(tmp_path):
    rows = [f"{n % 60},2024-01-{1 + n % 28:02d},purchase,Oak {n * 7 % 25}" for n in range(400)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,Name", rows))
    assert found.column("item") == "Name"


def test_users_who_are_called_by_their_names_are_hashed(tmp_path):
    names = people(80)
    rows = [f"{names[n * 7 % 80]},2024-01-{1 + n % 28:02d},P{n % 9},{n % 50}.5" for n in range(300)]
    found = read_export(write_rows(tmp_path / "log.csv", "Customer,date,item,amount", rows))
    assert found.reading.fields["user"].form == "sha256" and "holds names of people" in found.told("hashed")
    assert all(len(e["user"]) == 64 for e in found.events) and len({e["user"] for e in found.events}) == 80
    companies = [row.replace(",", " GmbH,", 1) for row in rows]
    found = read_export(write_rows(tmp_path / "firms.csv", "Customer,date,item,amount", companies))
    assert found.reading.fields["user"].form == "text"


@pytest.mark.parametrize("blank", ["\u2003", "\u200b", '""', "*", ","], ids=ascii)
def test_values_of_nothing_are_no_names(tmp_path, blank):
    words = ["red", "blue", "oak", "elm", "ash", "tin", "zinc", "gold", "lead", f'"{blank * 2}"']
    found = read(tmp_path, "wood,Contact", lambda u, i: words[i % 10], lambda u, i: f'"{words[u % 9]}{blank}"')
    assert "wood" in {x.column for x in found.source.further}


def heavy(tmp_path, owner: str, column: str = "user_id", each: int = 4) -> str:
    """What is told of someone who owns every `each`-th row, from the third on."""
    rows = [
        f"{owner if n % each == 2 else f'm.{n % 80}@x.example' if '@' in owner else n % 80},"
        f"2024-01-{1 + n % 28:02d},view,P{n % 9}"
        for n in range(800)
    ]  # fmt: skip
    found = read_export(write_rows(tmp_path / "log.csv", f"{column},time,event,item", rows))
    assert owner not in str(found.reading.decided) or owner == "-1"
    return found.told("heavy_user") + found.told("placeholder")


@pytest.mark.parametrize("owner", ["X77231", "48812", "customer 7", "Anna Meyer", "anna@shop.example"])
def test_who_owns_very_much_is_not_named_but_where_it_stands(tmp_path, owner):
    told = heavy(tmp_path, owner)
    assert told.startswith("one value of `user_id` owns 25.0% of the rows, 200: ") and owner not in told
    assert "its first row: " in told and "log.csv:4; --where \"user_id IS DISTINCT FROM 'ID'\"" in told


@pytest.mark.parametrize("owner", ["robot", "till-3", "POS_01", "walk-in customer", "门店2"])
def test_a_till_or_a_robot_is_named(tmp_path, owner):
    assert f"`{owner}`" in heavy(tmp_path, owner)


def test_what_stands_for_nobody_is_named(tmp_path):
    assert heavy(tmp_path, "-1").startswith("`-1` in `user_id` stands for nobody: 25.0% of the rows")
