"""Logs that tell which ids are of one person: by logins, by a table, by orders that two of their sources know."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exports import write_rows

import foresale
from foresale.errors import NoLinkColumn, SeveralTables, UnclearDayMonth
from foresale.features.runner import compute_features
from foresale.features.spec import make_spec
from foresale.log import coding, prepare
from foresale.log.prepared import PreparedLog
from foresale.log.reading import ReadOptions
from foresale.tasks.grammar import parse_task
from foresale.tasks.labels import labelled_rows
from foresale.tasks.rows import rows_at

HEADER = "user_pseudo_id,user_id,event_name,event_timestamp,item_id"
START = 1_704_067_200_000_000
DAY = 86_400_000_000


def site(days: int = 60) -> list[str]:
    """60 devices that look for some days, then log in as a customer and buy; 20 that never do; a shared one."""
    rows = []
    for k in range(60):
        for d in range(k % 4, days, 4):
            at = START + d * DAY + k * 7_000_003
            who = f"u{k:03}" if d > 20 + k % 9 else ""
            rows.append(f"d{k},{who},view_item,{at},p{k % 9}")
            if who and (d + k) % 3 == 0:
                rows.append(f"d{k},{who},purchase,{at + 60_000_000},p{k % 9}")
    for k in range(20):
        rows += [f"c{k},,view_item,{START + (k + d) * DAY + k * 1_000_003},p{k % 9}" for d in (0, 3)]
    for k, who in enumerate(["", "u001", "", "u002", ""]):
        rows.append(f"shop,{who},view_item,{START + (10 + 5 * k) * DAY + 5_000_001},p1")
    return rows


def log_of(folder: Path, rows: list[str], cache: Path, **said: Any) -> PreparedLog:
    return prepare(str(write_rows(folder / "ga4.csv", HEADER, rows)), ReadOptions(**said), cache=cache)


def links_of(log: PreparedLog) -> set[tuple[str, str, int]]:
    text, identity = log.dictionaries["user"], log.identity
    codes = zip(identity.device.tolist(), identity.user.tolist(), identity.since.tolist())
    return {(text[d], text[u], since) for d, u, since in codes}


def known(log: PreparedLog, id: str, instant: int) -> str:
    text = log.dictionaries["user"]
    return text[int(log.identity.person(np.array([list(text).index(id)]), instant)[0])]


def said(log: PreparedLog) -> str:
    return "; ".join(str(f) for f in log.findings if f.code.startswith("linked"))


def test_a_login_tells_whose_a_device_is_from_then_on(tmp_path):
    rows = site()
    log = log_of(tmp_path, rows, tmp_path / "cache")
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        device, user, _, at, _ = row.split(",")
        if user:
            first[device, user] = min(int(at), first.get((device, user), 2**62))
    assert links_of(log) == {(d, u, at) for (d, u), at in first.items()}
    at = first["d7", "u007"]
    assert (known(log, "d7", at), known(log, "d7", at + 1)) == ("d7", "u007")
    assert known(log, "shop", START + 20 * DAY) == "u001" and known(log, "shop", START + 50 * DAY) == "shop"
    assert "60 of 81 devices are known to be of a customer" in said(log)
    assert "more than one customer, and join nobody: 1" in said(log)
    early = log.before(START + 15 * DAY)
    assert len(early.identity) == 0 and not said(early)
    ids = rows_at(log, parse_task("buys within 3d for all"), [START + 50 * DAY]).ids(log)
    assert sorted(ids) == sorted([*(f"u{k:03}" for k in range(60)), *(f"c{k}" for k in range(20)), "shop"])


def test_nothing_hangs_on_the_order_of_rows_or_on_repeats(tmp_path):
    rows = site()
    one = log_of(tmp_path, rows, tmp_path / "cache")
    rows += [r.replace("d7,", "d8,") for r in rows if r.startswith("d7,u007")]  # told of both devices, to the second
    random.Random(1).shuffle(rows)
    other = log_of(tmp_path, rows, tmp_path / "cache")
    at = min(since for d, u, since in links_of(one) if d == "d7")
    assert links_of(other) - {("d8", "u007", at)} == links_of(one)


def test_later_days_that_bring_logins_give_the_log_of_all_days(tmp_path):
    rows = sorted(site(), key=lambda r: r.split(",")[3])
    folder = tmp_path / "days"
    folder.mkdir()
    for name, some in (("a", rows[:200]), ("b", rows[200:700]), ("c", rows[700:])):
        write_rows(folder / f"{name}.csv", HEADER, some)
        added = prepare(str(folder), cache=tmp_path / "cache")
    fresh = prepare(str(folder), cache=tmp_path / "other")
    assert links_of(added) == links_of(fresh) and len(links_of(fresh)) > 60
    assert added.content_hash == fresh.content_hash


def test_an_id_that_is_a_customers_too_joins_nobody(tmp_path):
    rows = site()
    rows += [f"x9,d7,view_item,{START + 45 * DAY + k},p1" for k in range(3)]  # somebody is called d7
    log = log_of(tmp_path, rows, tmp_path / "cache")
    assert known(log, "d7", START + 44 * DAY) == "u007" and known(log, "d7", START + 46 * DAY) == "d7"
    told = [f for f in log.findings if f.code == "linked_alike"]
    assert len(told) == 1 and told[0].level == "warning" and "taken for one person: 1;" in str(told[0])
    assert not [f for f in log.before(START + 44 * DAY).findings if f.code == "linked_alike"]


def test_however_many_buckets_it_is_dealt_into_a_person_lies_in_one(tmp_path, monkeypatch):
    """Also where the log has sessions of its own, which go on through the login."""
    rows = [f"{r},s{int(r.split(',')[3]) // (9 * DAY)}" for r in site()]
    path = write_rows(tmp_path / "ga4.csv", HEADER + ",ga_session_id", rows)
    one = prepare(str(path), cache=tmp_path / "one")
    monkeypatch.setattr(coding, "EVENTS_PER_BUCKET", 100)
    many = prepare(str(path), cache=tmp_path / "many")
    assert (len(one.buckets), len(many.buckets)) == (1, 16)
    home = {many.dictionaries["user"][u]: b for b, bucket in enumerate(many.buckets) for u in bucket.users}
    assert all(home[d] == home[u] for d, u, _ in links_of(many) if d != "shop")
    task, cutoffs = parse_task("buys within 3d for all"), [START + k * DAY for k in (22, 26, 40)]
    spec = make_spec(one, 3.0, lookback_days=30.0)
    tables = []
    for log in (one, many):
        asked = labelled_rows(log, task, cutoffs)
        tables.append((asked.ids(log), asked.label.tolist(), compute_features(log, asked, spec, threads=2).values))
    assert tables[0][:2] == tables[1][:2] and "d3" in tables[0][0] and "u003" in tables[0][0]
    np.testing.assert_array_equal(tables[0][2], tables[1][2])
    assert any(f.name.startswith("sessions_") for f in spec.features) and one.buckets[0].labels is not None


@pytest.fixture(scope="module")
def scored(tmp_path_factory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("scored")
    log = write_rows(folder / "ga4.csv", HEADER, site(90))
    how: dict[str, Any] = {"model": "rfm_logistic", "cache": folder, "threads": 1, "cutoff": "2024-02-20"}
    return folder, foresale.train(str(log), ask="buys within 3d for all", out=folder / "run", **how)


def test_scores_before_the_login_do_not_know_of_it(scored, tmp_path):
    """The rows at a cutoff are those of a log that ends there, whoever logs in later."""
    folder, run = scored
    cut = START + 50 * DAY
    future = [r for r in site(90) if int(r.split(",")[3]) >= cut]
    late = [r.replace("c3,,", "c3,u059,") for r in future] + [f"c3,u059,view_item,{cut},p1"]
    late += [f"d{k},u000,view_item,{cut + k},p1" for k in range(60)]  # everybody's device is u000's as well
    rows = [r for r in site(90) if int(r.split(",")[3]) < cut] + late
    log = write_rows(tmp_path / "ga4.csv", HEADER, rows)
    again = foresale.score(run.bundle, str(log), cutoff="2024-02-20", cache=folder).table
    assert again.equals(run.scores)
    assert not {i for i in run.scores["user_id"].to_pylist() if i.startswith("d")}


def test_a_device_is_answered_as_its_customer(scored):
    folder, run = scored
    keys = {"user_id": ["d7", "u007"]}
    import pyarrow as pa

    found = foresale.score(
        run.bundle, str(folder / "ga4.csv"), keys=pa.table(keys), cutoff="2024-02-20", cache=folder
    ).table
    assert found["user_id"].to_pylist() == ["d7", "u007"] and len(set(found["p"].to_pylist())) == 1


# ---- a table of links


def plain(folder: Path) -> Path:
    """Two kinds of ids, never side by side: cookies look, customers buy."""
    rows = [f"k{n % 9},2024-01-{n % 28 + 1:02} 10:00:00,view,p{n % 5}" for n in range(300)]
    rows += [f"m{n % 9},2024-01-{n % 20 + 9:02} 12:00:00,purchase,p{n % 5}" for n in range(90)]
    return write_rows(folder / "log.csv", "user_id,time,event,item_id", rows)


@pytest.mark.parametrize(
    "header, row, day",
    [
        ("device,user,since", "{},{},2024-01-15", 15),
        ("cookie_id,customer_id,valid_from", "{},{},2024-01-15 00:00", 15),
        ("user_id,visitor_id", "{1},{0}", None),
        ("user_id,customer_id", "{},{}", None),
        ("user_id,canonical_user_id", "{},{}", None),
        ("customer_id,previous_id", "{1},{0}", None),
        ("anonymous_id,user_id,customer_id", "{0},x,{1}", None),
        ("client_id,user_id,linked_at", "{},{},15/01/2024", 15),
    ],
)
def test_a_table_links_ids_from_its_time_or_from_when_both_are_there(tmp_path, header, row, day):
    log = plain(tmp_path)
    links = write_rows(tmp_path / "links.csv", header, [row.format(f"k{k}", f"m{k}") for k in range(9)])
    found = prepare(str(log), ReadOptions(links=str(links)), cache=tmp_path / "cache")
    time = {text: b.columns["time"][s] for b in found.buckets for u, s in zip(b.users, b.starts)
            for text in [found.dictionaries["user"][u]]}  # fmt: skip
    for k, m, since in links_of(found):
        assert since == (START + (day - 1) * DAY if day else max(time[k], time[m])) and k[1:] == m[1:]
    assert len(found.identity) == 9 and "9 ids are known to be of a person who goes by another id" in said(found)
    assert not [f for f in found.findings if f.code == "links_miss"]


def test_what_a_table_of_links_cannot_say_is_said(tmp_path):
    log = plain(tmp_path)
    rows = ["k1,m1,2024-01-15", "k2,m2,soon", "k3,m3,", *(f"x{n},y{n},2024-01-15" for n in range(9)), "k4,m4,x,y,z"]
    links = write_rows(tmp_path / "links.csv", "device,user,since", rows)
    found = prepare(str(log), ReadOptions(links=str(links)), cache=tmp_path / "cache")
    assert {(k, m) for k, m, _ in links_of(found)} == {("k1", "m1"), ("k3", "m3")}
    told = {f.code: str(f) for f in found.findings}
    assert "only 3 of the 12 links" in told["links_miss"] and told["links_timeless"].endswith(": 1")
    assert told["beside_rejects"].startswith("1 line of ")
    write_rows(tmp_path / "links.csv", "a,b", ["k1,m1"])
    with pytest.raises(NoLinkColumn, match=r"no column for `device`(.|\n)*a, b"):
        foresale.inspect(str(log), links=str(links), cache=tmp_path / "cache")


@pytest.mark.parametrize("times", [("10:00", "11:30"), ("1970-01-01", "1979-12-31")])
def test_a_time_of_day_or_an_empty_clock_is_no_time_since_which_a_link_is_known(tmp_path, times):
    log = plain(tmp_path)
    links = write_rows(tmp_path / "links.csv", "device,user,since", [f"k{k},m{k},{at}" for k, at in enumerate(times)])
    found = prepare(str(log), ReadOptions(links=str(links)), cache=tmp_path / "cache")
    assert not len(found.identity)
    assert [str(f)[-3:] for f in found.findings if f.code == "links_timeless"] == [": 2"]


def test_days_and_months_of_links_that_can_be_told_two_ways_are_asked_for(tmp_path):
    log = plain(tmp_path)
    links = write_rows(tmp_path / "links.csv", "device,user,since", ["k1,m1,05/02/2024", "k2,m2,06/01/2024"])
    with pytest.raises(UnclearDayMonth, match="--day-first or --month-first"):
        prepare(str(log), ReadOptions(links=str(links)), cache=tmp_path / "cache")
    found = prepare(str(log), ReadOptions(links=str(links), day_first=False), cache=tmp_path / "cache")
    assert sorted(since for *_, since in links_of(found)) == [START + 122 * DAY, START + 152 * DAY]


@pytest.mark.parametrize("beside", ["links", "users"])
def test_a_table_beside_the_log_is_one_table(tmp_path, beside):
    log = plain(tmp_path)
    folder = tmp_path / "beside"
    folder.mkdir()
    write_rows(folder / "a.csv", "device,user_id,country", ["k1,m1,DE"])
    write_rows(folder / "b.csv", "device,user_id,country", ["k2,m2,FR"])
    found = prepare(str(log), ReadOptions(**{beside: str(folder)}), cache=tmp_path / "cache")
    assert len(found.identity) == 2 if beside == "links" else found.dictionaries["user:country"] == ["DE", "FR"]
    write_rows(folder / "c.csv", "gadget_device,customer_id", ["k3,m3"])
    with pytest.raises(SeveralTables, match=r"a\.csv and .*c\.csv have different columns"):
        prepare(str(log), ReadOptions(**{beside: str(folder)}), cache=tmp_path / "cache")


def test_ids_of_a_table_are_spelled_as_the_log_spells_them(tmp_path):
    """Addresses are hashed on reading, in the table too."""
    rows = [f"a{n % 9}@shop.example,2024-01-{n % 28 + 1:02} 10:00:00,purchase,p{n % 5}" for n in range(200)]
    log = write_rows(tmp_path / "orders.csv", "email,time,event,item_id", rows)
    links = write_rows(tmp_path / "links.csv", "device,email", ["a1@shop.example,A2@shop.example"])
    found = prepare(str(log), ReadOptions(links=str(links)), cache=tmp_path / "cache")
    assert len(found.identity) == 1 and not any("@" in text for text in found.dictionaries["user"])


# ---- two sources, each with ids of its own


@pytest.mark.parametrize("order", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_an_order_that_two_sources_tell_of_links_their_ids(tmp_path, order):
    """A site that knows cookies, and the shop's orders by address: whoever bought is one person from the order on."""
    web, orders = [], []
    for k in range(40):
        for d in range(0, 28, 4):
            web.append(f"g{k},view_item,{START + d * DAY + k * 60_000_000},p{k % 9},")
        for d in range(k % 5 + 6, 28, 9):
            at = START + d * DAY + k * 60_000_000
            web.append(f"g{k},purchase,{at},p{k % 9},{k}-{d}")
            orders.append(f"{k}-{d},a{k}@shop.example,2024-01-{d + 1:02} 00:{k:02}:05,p{k % 9},1,10.0")
    write_rows(tmp_path / order[0], "user_pseudo_id,event_name,event_timestamp,item_id,transaction_id", web)
    write_rows(tmp_path / order[1], "order_id,email,paid_at,sku,quantity,price", orders)
    log = prepare([str(tmp_path / name) for name in sorted(order)], cache=tmp_path / "cache")
    text = log.dictionaries["user"]
    assert len(log.identity) == 40 and {d[0] for d, _, _ in links_of(log)} == {"g"}
    person = {d: (u, since) for d, u, since in links_of(log)}
    first = START + (3 + 6) * DAY + 3 * 60_000_000 + 5_000_000
    assert person["g3"][1] == first and len(person["g3"][0]) == 64
    assert (known(log, "g3", first), known(log, "g3", first + 1)) == ("g3", person["g3"][0])
    rows = rows_at(log, parse_task("buys within 3d for all"), [START + 28 * DAY])
    assert len(rows) == 40 and not {t for t in rows.ids(log) if t and t.startswith("g")}
    assert len(text) == 80


def test_orders_told_after_the_cutoff_do_not_say_whether_two_sources_tell_the_same_orders(tmp_path):
    """Later ones that agree nowhere change nothing of what is before: who is who, how often an order counts."""
    until, found = START + 24 * DAY, []
    for later in (0, 60):
        web = [f"g{k},view_item,{START + d * DAY},p1," for k in range(20) for d in range(20)]
        web += [f"g{k},purchase,{START + (9 + k % 7) * DAY},p1,{1000 + k}" for k in range(20)]
        orders = [f"{1000 + k},c{k},2024-01-{10 + k % 7} 00:00:05,p1,1,10.0" for k in range(20)]
        web += [f"g{k % 20},purchase,{START + 50 * DAY},p1,{2000 + k}" for k in range(later)]
        orders += [f"{2000 + k},c{k % 20},2024-02-02 00:00:05,p1,1,10.0" for k in range(later)]
        folder = tmp_path / str(later)
        folder.mkdir()
        write_rows(folder / "a.csv", "user_pseudo_id,event_name,event_timestamp,item_id,transaction_id", web)
        write_rows(folder / "b.csv", "order_id,customer_id,paid_at,sku,quantity,price", orders)
        log = prepare(str(folder), until=until, cache=tmp_path / "cache").before(until)
        found.append((links_of(log), log.n_events))
    assert found[0] == found[1] and len(found[0][0]) == 20
