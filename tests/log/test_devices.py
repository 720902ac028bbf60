"""Logs that name the customer in some rows and only a device or cookie in the others."""

from __future__ import annotations

import pytest
from exports import read_export, write_rows

import foresale
from foresale.log import prepare
from foresale.tasks.choose import choose_task
from foresale.tasks.rows import identified

HEADER = "user_pseudo_id,user_id,event_name,event_timestamp,item_id"
START = 1_704_067_200_000_000


def rows_of_a_site(days: int = 60, nobody: str = "") -> list[str]:
    """80 cookies that look on two days each; 60 customers who look every fourth day, log in there, and buy at times."""
    rows = []
    for k in range(80):
        for d in (k % days, (k + 3) % days):
            rows.append(f"c{k}.1,{nobody},view_item,{START + d * 86_400_000_000 + k * 7_000_003},p{k % 9}")
    for k in range(60):
        for d in range(k % 4, days, 4):
            at = START + d * 86_400_000_000 + 40_000_000_000 + k * 7_000_003
            rows.append(f"d{k}.1,u{k:03},view_item,{at},p{k % 9}")
            if (d + k) % 3 == 0:
                rows.append(f"d{k}.1,u{k:03},purchase,{at + 60_000_000},p{k % 9}")
    return rows


@pytest.mark.parametrize("nobody", ["", "0", "guest"])
def test_a_device_stands_for_the_person_where_no_customer_is_named(tmp_path, nobody):
    found = read_export(write_rows(tmp_path / "ga4.csv", HEADER, rows_of_a_site(nobody=nobody)))
    assert (found.column("user"), found.column("anon")) == ("user_id", "user_pseudo_id")
    assert {(e["user"][0], e["is_device"]) for e in found.events} == {("c", 1), ("u", 0)}
    assert found.reading.counts.without_user == 0 and "`identified`" in found.told("devices_beside")


def test_the_question_is_asked_of_the_customers(tmp_path):
    path = write_rows(tmp_path / "ga4.csv", HEADER, rows_of_a_site())
    log = prepare(str(path), cache=tmp_path / "cache")
    assert {t[0] for t, yes in zip(log.dictionaries["user"], identified(log)) if yes} == {"u"}
    assert str(choose_task(log).task.population) == "identified"


def test_a_cookie_in_the_place_of_the_customer_is_a_device_too(tmp_path):
    rows = [",".join([(p := r.split(","))[0], p[1] or p[0], *p[2:]]) for r in rows_of_a_site()]
    found = read_export(write_rows(tmp_path / "log.csv", HEADER, rows))
    assert {(e["user"][0], e["is_device"]) for e in found.events} == {("c", 1), ("u", 0)}


def test_a_log_that_always_names_the_customer_has_no_devices(tmp_path):
    rows = [r for r in rows_of_a_site() if ",u" in r]
    found = read_export(write_rows(tmp_path / "log.csv", HEADER, rows))
    assert "anon" not in found.reading.fields and "is_device" not in found.events[0]


def test_few_devices_with_very_many_rows_are_tills(tmp_path):
    rows = [f"till{n % 2},{'' if n % 3 else n % 40},sale,{START + n * 60_000_000},p{n % 9}" for n in range(900)]
    found = read_export(write_rows(tmp_path / "log.csv", "device_id,customer_id,event,time,item_id", rows))
    assert "anon" not in found.reading.fields and found.reading.counts.without_user == 600


def test_later_days_added_give_the_same_customers(tmp_path):
    rows = sorted(rows_of_a_site(), key=lambda r: r.split(",")[3])
    folder = tmp_path / "days"
    folder.mkdir()
    write_rows(folder / "a.csv", HEADER, rows[:300])
    prepare(str(folder), cache=tmp_path / "cache")
    write_rows(folder / "b.csv", HEADER, rows[300:])
    added = prepare(str(folder), cache=tmp_path / "cache")
    fresh = prepare(str(folder), cache=tmp_path / "other")
    assert list(added.dictionaries["user"]) == list(fresh.dictionaries["user"])
    assert identified(added).tolist() == identified(fresh).tolist()


def test_scores_come_for_customers_and_say_who_is_none(tmp_path):
    path = write_rows(tmp_path / "ga4.csv", HEADER, rows_of_a_site(90))
    run = foresale.train(str(path), ask="buys within 3d for identified", model="base_rate", cache=tmp_path / "cache")
    assert {u[0] for u in run.scores["user_id"].to_pylist()} == {"u"}
