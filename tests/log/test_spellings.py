"""Ids that a table beside the log writes otherwise than the log: joined where hardly any match as they are written."""

from __future__ import annotations

import pytest
from exports import read_export, write_rows

from foresale.log import prepare
from foresale.log.reading import ReadOptions


@pytest.fixture
def log(tmp_path):
    rows = [f"{n % 40:05},2024-01-{1 + n % 28:02},view,Ab-{n % 30}" for n in range(400)]
    return write_rows(tmp_path / "log.csv", "customer_id,time,event,product_id", rows)


@pytest.mark.parametrize(
    ("said", "header", "row", "how"),
    [("users", "customer_id,gender", "{n},{g}", "zeros before them left aside"),
     ("users", "customer_id,gender", "{n:07},{g}", "zeros before them left aside"),
     ("items", "product_id,brand", "AB-{n},{g}", "upper and lower case alike"),
     ("items", "product_id,brand", "ab-0{n},{g}", "upper and lower case alike and zeros before numbers left aside")],
)  # fmt: skip
def test_a_table_of_another_system_is_joined_and_said(log, tmp_path, said, header, row, how):
    lines = [row.format(n=n, g="mf"[n % 2]) for n in range(60)]
    table = write_rows(tmp_path / "table.csv", header, lines)
    found = read_export(log, **{said: str(table)})
    ids = {"users": "user", "items": "item"}[said]
    known = {one[ids]: one[header.split(",")[1]] for one in (found.users if said == "users" else found.items)}
    assert {e[ids] for e in found.events} <= set(known) and known["00003" if said == "users" else "Ab-3"] == "f"
    told = found.told("spelled")
    assert how in told and f"without --{said} they stay apart" in told and "0 of " in told
    assert not found.told("attributes_miss")


@pytest.mark.parametrize("lines", [
    [f"{n:05},m" for n in range(20)] + [f"{n},m" for n in range(20, 40)],  # half of them match: one system, two kinds
    [f"{n},m" for n in range(40)] + [f"{n:03},m" for n in range(40)],  # which of two would be meant
    [f"{n + 1000},m" for n in range(40)],  # other ids
])  # fmt: skip
def test_what_is_not_clear_stays_as_it_is_written(log, tmp_path, lines):
    users = write_rows(tmp_path / "users.csv", "customer_id,gender", lines)
    found = read_export(log, users=str(users))
    assert not found.told("spelled")
    assert {u["user"] for u in found.users} == {line.split(",")[0] for line in lines}


def test_a_table_that_matches_is_joined_as_it_is_written(log, tmp_path):
    users = write_rows(tmp_path / "users.csv", "customer_id,gender", [f"{n:05},m" for n in range(60)])
    assert not read_export(log, users=str(users)).told("spelled")


def test_links_of_another_system(log, tmp_path):
    links = write_rows(tmp_path / "links.csv", "old_id,new_id", [f"{n},{n + 20}" for n in range(20)])
    made = prepare(str(log), ReadOptions(links=str(links)), cache=tmp_path / "cache")
    assert len(made.identity) == 20
    assert any(f.code == "spelled" and "without --links" in str(f) for f in made.findings)
    plain = prepare(str(log), cache=tmp_path / "cache")
    assert not len(plain.identity)


def test_sources_that_write_users_differently_are_told_and_not_merged(tmp_path):
    web = [f"{n % 40:05},2024-01-{1 + n % 28:02},view,P{n % 30}" for n in range(400)]
    till = [f"{n % 40},2024-02-{1 + n % 28:02} 10:00:00,P{n % 30},{n}.50,R{n}" for n in range(200)]
    a = write_rows(tmp_path / "web.csv", "customer_id,time,event,product_id", web)
    b = write_rows(tmp_path / "till.csv", "customer_no,paid_at,sku,amount,receipt_no", till)
    found = read_export([a, b])
    assert len({e["user"] for e in found.events}) == 80
    assert "0 of 40 match as written, 40 with zeros before them left aside" in found.told("spelled_apart")
    alike = [row.replace(row.split(",")[0], f"{int(row.split(',')[0]):05}", 1) for row in till]
    write_rows(b, "customer_no,paid_at,sku,amount,receipt_no", alike)
    assert not read_export([a, b]).told("spelled_apart")
