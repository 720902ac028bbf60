"""Lists and objects within a row: each entry of the list of its products is an event, whatever the format."""

from __future__ import annotations

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exports import read_export

import foresale

FORMATS = ("csv", "parquet", "jsonl")


def write(folder, rows, form="csv", cells=True):
    """Rows as a file; `cells`: what is nested stands as JSON in text, as a CSV always has it."""
    path = folder / f"log.{form}"
    if form == "csv" or cells:
        rows = [{k: json.dumps(v) if isinstance(v, list | dict) else v for k, v in row.items()} for row in rows]
    if form == "csv":
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    elif form == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def orders(**columns):
    """Twenty orders; a function makes the cell of the nth."""
    return [
        {"user_id": f"u{n % 7}", "time": f"2024-01-{n + 1:02} 10:00:00"} | {k: f(n) for k, f in columns.items()}
        for n in range(20)
    ]


def lines(found):
    return sorted((e["item"] or "", e.get("price"), e.get("quantity")) for e in found.events)


def entries(n):
    return [{"id": "A", "qty": 1, "price": 2.5}, {"id": "Ä, 1", "qty": 2, "price": 4}]


@pytest.mark.parametrize(("form", "cells"), [("csv", True), ("parquet", True), ("parquet", False), ("jsonl", False)])
def test_each_entry_of_a_list_of_products_is_an_event(tmp_path, form, cells):
    rows = orders(items=entries)
    rows[3]["items"], rows[4]["items"] = [], None
    found = read_export(write(tmp_path, rows, form, cells))
    assert {f: found.column(f) for f in ("item", "price", "quantity")} == {
        "item": "items.id", "price": "items.price", "quantity": "items.qty",
    }  # fmt: skip
    assert lines(found) == sorted([("A", 2.5, 1.0), ("Ä, 1", 4.0, 2.0)] * 18 + [("", None, None)] * 2)


def test_the_product_of_an_entry_is_its_product_id_where_it_has_one(tmp_path):
    rows = orders(items=lambda n: [{"id": f"line{n}", "product_id": "A"}, {"id": f"line{n}b", "product_id": "B"}])
    assert read_export(write(tmp_path, rows)).column("item") == "items.product_id"


@pytest.mark.parametrize("form", FORMATS)
def test_a_list_of_ids_alone(tmp_path, form):
    found = read_export(write(tmp_path, orders(products=lambda n: ["A", "B"]), form, cells=False), types={"*": "view"})
    assert [e["item"] for e in found.events].count("A") == [e["item"] for e in found.events].count("B") == 20
    assert "`products`: each entry" in found.told("listed")


def test_cells_that_are_no_json_among_those_that_are_get_counted(tmp_path):
    rows = [row | {"time": f"2024-02-{k + 1:02}"} for k in range(3) for row in orders(items=entries)]
    rows[7]["items"] = "broken ["
    found = read_export(write(tmp_path, rows))
    assert len(found.events) == 119
    assert found.told("no_json") == "1 cells of `items` are no JSON as the others are, and count as missing"


@pytest.mark.parametrize(
    "cell",
    [
        lambda n: [{"id": n % 3, "name": "red"}, {"id": 7, "name": "blue"}],
        lambda n: ["red", "blue", str(n % 3)],
        lambda n: f"[{n % 3}] a remark in brackets",
        lambda n: "{not JSON}" if n % 2 else "[]",
    ],
)
def test_other_json_stays_the_text_it_is(tmp_path, cell):
    found = read_export(write(tmp_path, orders(item=lambda n: f"i{n % 4}", tags=cell)))
    assert len(found.events) == 20 and {e["item"] for e in found.events} == {"i0", "i1", "i2", "i3"}
    assert "tags" in {x.column for x in found.source.further} | found.source.dropped.keys()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_object_in_a_cell_is_reached_into(tmp_path, form):
    found = read_export(write(tmp_path, orders(props=lambda n: {"product_id": f"p{n % 3}", "price": 3.5}), form))
    assert found.column("item") == "props.product_id" and found.column("price") == "props.price"
    assert len(found.events) == 20


def test_a_time_within_an_object_is_not_that_of_the_event(tmp_path):
    rows = orders(item=lambda n: "A", payload=lambda n: {"timestamp": f"2023-05-{n + 1:02} 07:00:00", "price": 2.5})
    found = read_export(write(tmp_path, rows), types={"*": "view"})
    assert not found.questions and found.column("time") == "time" and found.column("price") == "payload.price"


def test_a_dictionary_of_ids_in_a_cell_is_no_row_of_columns(tmp_path):
    found = read_export(write(tmp_path, orders(seen=lambda n: {f"id{20 * n + k}": k for k in range(20)})))
    assert "seen" in found.source.dropped.keys() | {x.column for x in found.source.further}


def test_a_table_of_users_keeps_one_row_a_user(tmp_path):
    log = write(tmp_path, orders(item=lambda n: "A"))
    table = tmp_path / "users.csv"
    table.write_text("user_id,country,products\n" + "".join(f'u{n},DE,"[""A"", ""B""]"\n' for n in range(7)))
    found = read_export(log, users=str(table))
    assert len(found.users) == 7


def several(n):
    return {"item_ids": ["A", "B"], "prices": [n + 1, n + 2.5], "quantities": [1, 3], "tags": ["x"] * (n % 4)}


@pytest.mark.parametrize("form", FORMATS)
def test_lists_side_by_side_are_paired(tmp_path, form):
    rows = [row | several(n) for n, row in enumerate(orders())]
    rows[3] |= {"item_ids": [], "prices": [], "quantities": []}
    found = read_export(write(tmp_path, rows, form, cells=False))
    assert {f: found.column(f) for f in ("item", "price", "quantity")} == {
        "item": "item_id", "price": "price", "quantity": "quantity",
    }  # fmt: skip
    pairs = [(("A", n + 1.0, 1.0), ("B", n + 2.5, 3.0)) for n in range(20) if n != 3]
    assert lines(found) == sorted([("", None, None), *(line for pair in pairs for line in pair)])
    assert "`item_ids`, `prices`, `quantities`" in found.told("listed")


def test_lists_of_other_lengths_are_not_paired_and_that_is_said(tmp_path):
    rows = [row | several(n) for n, row in enumerate(orders())]
    rows[3]["prices"] = [1]
    path = write(tmp_path, rows, "jsonl", cells=False)
    found = read_export(path)
    assert "price" not in found.reading.fields and len(found.events) == 40
    assert found.told("lists_apart").startswith("1 row lists another number of entries in `prices` than in `item_ids`")
    told = foresale.inspect(path, cache=tmp_path / "cache").reading.findings
    assert "lists_apart" in {f.code for f in told}


def test_what_stands_beside_the_list_or_in_it_is_one_field_in_every_format(tmp_path):
    rows = orders(
        event=lambda n: ("Product Viewed", "Order Completed")[n % 2],
        properties=lambda n: (
            {"product_id": f"p{n}", "price": 2.5, "order_id": None, "products": None},
            {"product_id": None, "price": None, "order_id": f"o{n}", "products": [
                {"product_id": "a", "price": 3.0}, {"product_id": "b", "price": 4.0}
            ]},
        )[n % 2],
    )  # fmt: skip
    found = {form: read_export(write(tmp_path, rows, form, cells=False)) for form in FORMATS}
    for one in found.values():
        assert one.column("item") == "properties.product_id" and one.types() == {"view": 10, "purchase": 20}
    assert len({str(sorted(map(str, one.events))) for one in found.values()}) == 1
