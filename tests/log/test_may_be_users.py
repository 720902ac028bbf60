"""Where no name says surely who the user is, the question names the columns that may be."""

from __future__ import annotations

import json

import pytest
from exports import read_export, write_rows


def rows(who):
    return [f"2024-03-{n % 28 + 1:02},{9000 + n},{who(n)},SKU{n % 7},{n % 90 + 1}.50" for n in range(120)]


@pytest.mark.parametrize(
    "name",
    ["Client Name", "Shopper Reference", "Associated Company IDs", "mpid", "Source No.", "Account.AccountNumber"],
)
def test_a_column_called_by_words_for_people_is_proposed(tmp_path, name):
    path = write_rows(tmp_path / "sales.csv", f"Date,Order ID,{name},SKU,Amount", rows(lambda n: f"C{n % 30:03}"))
    found = read_export(path)
    assert found.question() == "NoSureUser" and f"it may be `{name}`" in str(found.questions[0])
    fix = f'--map "user={name}"' if " " in name else f"--map user={name}"
    assert fix in str(found.questions[0])
    assert read_export(path, map={"user": name}).types() == {"purchase": 120}


def test_a_column_of_values_that_come_back_is_proposed(tmp_path):
    lines = [f"2024-03-{n % 28 + 1:02},{9000 + n},C{n % 30:03},{n % 90 + 1}.50" for n in range(120)]
    found = read_export(write_rows(tmp_path / "sales.csv", "Date,Order ID,Zeta,Amount", lines))
    assert found.question() == "NoSureUser" and "it may be `Zeta`" in str(found.questions[0])


def test_where_buyers_live_is_no_buyer(tmp_path):
    head = "Date,Order ID,City of Buyer,Product ID,Amount"
    path = write_rows(tmp_path / "sales.csv", head, rows(lambda n: ("Berlin", "Bonn", "Ulm", "Kiel")[n % 4]))
    assert read_export(path).question() == "NoBuyer"


def test_a_user_of_one_value_is_told(tmp_path):
    head = "Date,Order ID,City,Product ID,Amount"
    found = read_export(write_rows(tmp_path / "sales.csv", head, rows(lambda n: "Berlin")), map={"user": "City"})
    assert "`City` has one value in all of its 120 rows" in found.told("one_user")


def test_a_field_of_nested_data_is_proposed(tmp_path):
    lines = [
        json.dumps({"event_name": "Purchase", "event_time": 1704390390 + n, "user_data": {"external_id": f"u{n % 20}"}})
        for n in range(100)
    ]
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(lines))
    found = read_export(path)
    assert found.question() == "NoSureUser" and "--map user=user_data.external_id" in str(found.questions[0])
