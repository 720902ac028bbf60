"""Logs of several sources: clicks beside orders, heads with lines and refunds, exports that overlap."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from exports import read_export, write_rows

import foresale
from foresale import errors
from foresale.jobs.words import read_options
from foresale.log.reading import SourceOptions

START = datetime(2024, 1, 1, 8)


def clicks(n=120, day=0):
    times = [START + timedelta(days=day + k // 6, minutes=k) for k in range(n)]
    return [f"{k % 12},{t:%Y-%m-%dT%H:%M:%S},{'view' if k % 5 else 'cart'},p{k % 7}" for k, t in enumerate(times)]


def heads(n=40, first=1, status="paid"):
    times = [START + timedelta(days=first + k, minutes=k) for k in range(n)]
    return [f"{first + k},{k % 12},{t:%Y-%m-%d %H:%M:%S},{status},{(k % 3 + 1) * 20}" for k, t in enumerate(times)]


def lines(n=40, first=1):
    return [f"{first + k},p{j},{j + 1},{20 / (j + 1):.2f}" for k in range(n) for j in range(k % 3 + 1)]


HEAD, LINE = "order_id,customer_id,created_at,status,total", "order_id,sku,qty,unit_price"


@pytest.fixture
def shop(tmp_path):
    """A folder with four exports of one shop."""
    write_rows(tmp_path / "clicks.csv", "uid,ts,action,product_id", clicks())
    write_rows(tmp_path / "orders.csv", HEAD, heads())
    write_rows(tmp_path / "lines.csv", LINE, lines())
    write_rows(
        tmp_path / "refunds.csv", "refund_id,order_id,refunded_at,refund_amount",
        [f"r{k},{k},{START + timedelta(days=k + 9):%Y-%m-%d},20" for k in (3, 6)],
    )  # fmt: skip
    return tmp_path


def test_clicks_and_orders_are_read_each_in_their_own_way(shop):
    found = read_export([shop / "clicks.csv", shop / "orders.csv"])
    assert not found.questions and len(found.reading.sources) == 2 and not found.told("no_purchase")
    assert found.types() == {"view": 96, "cart": 24, "purchase": 40}
    assert {e["user"] for e in found.events} == {str(n) for n in range(12)}
    assert {e["amount"] for e in found.events if e["type"] == "purchase"} == {20, 40, 60}


def test_lines_and_refunds_find_their_order_and_its_buyer(shop):
    found = read_export(shop)
    bought = [e for e in found.events if e["type"] == "purchase"]
    assert not found.questions and len(bought) == len(lines())
    assert sum(e["amount"] for e in bought) == pytest.approx(sum((k % 3 + 1) * 20 for k in range(40)), abs=0.3)
    one = next(e for e in bought if (e["order"], e["item"]) == ("6", "p2"))
    assert (one["user"], one["quantity"], one["price"]) == ("5", 3, 6.67)
    back = [e for e in found.events if e["type"] == "refund"]
    assert [(e["user"], e["order"], e["amount"]) for e in back] == [("2", "3", 20), ("5", "6", 20)]
    assert "lines.csv" in found.told("joined") and "refunds.csv" in found.told("joined")


def test_lines_whose_order_is_not_there_are_counted(shop):
    write_rows(shop / "lines.csv", LINE, [*lines(), "999,p1,1,5", "1000,p1,1,5"])
    assert found_text(shop, "joined_lost").startswith("2 rows of")


def found_text(folder, code):
    return read_export(folder).told(code)


def test_a_table_beside_the_orders_that_only_names_them_is_no_purchase(shop):
    write_rows(
        shop / "reviews.csv", "review_id,order_id,review_date,score",
        [f"v{k},{k},{START + timedelta(days=k + 5):%Y-%m-%d},{k % 5}" for k in range(1, 30)],
    )  # fmt: skip
    assert read_export(shop).types()["purchase"] == len(lines())


def test_words_of_the_owner_go_to_the_source_that_has_the_column(shop):
    found = read_export(
        [shop / "clicks.csv", shop / "orders.csv"], map={"item": "product_id"}, ignore=("status",),
        types={"view": "impression"},
    )  # fmt: skip
    assert found.types() == {"impression": 96, "cart": 24, "purchase": 40}
    assert found.reading.fields["item"].confidence is None and "status" in found.reading.sources[1].dropped
    with pytest.raises(errors.NoSuchColumn, match="produkt"):
        read_export([shop / "clicks.csv", shop / "orders.csv"], map={"item": "produkt"})


def test_a_source_that_begins_after_the_cutoff_is_not_known_yet(shop):
    cutoff = int((START - timedelta(days=1)).timestamp() * 1e6)
    write_rows(shop / "early.csv", "uid,ts,action,product_id", clicks(60, day=-30))
    (shop / "clicks.csv").unlink()
    found = read_export(shop, as_of=cutoff)
    assert len(found.reading.sources) == 1 and set(found.types()) == {"view", "cart"}
    with pytest.raises(errors.CutoffOutsideLog):
        read_export(shop, as_of=cutoff - 100 * 86_400_000_000)


def test_a_later_log_is_read_as_each_source_was(shop):
    reading = read_export(shop).reading.kept
    later = shop / "later"
    later.mkdir()
    write_rows(later / "c.csv", "action,ts,uid,product_id", ["buy,2024-05-01T00:00:00,77,p1"])
    write_rows(later / "o.csv", HEAD, heads(2, first=500))
    write_rows(later / "l.csv", LINE, lines(2, first=500))
    write_rows(later / "r.csv", "refund_id,order_id,refunded_at,refund_amount", ["r1,500,2025-06-01,20"])
    write_rows(later / "stock.csv", "sku,stock", ["p1,3", "p2,4"])
    found = read_export(later, reading=reading)
    assert found.types() == {"purchase": 3, "refund": 1, "buy": 1} and "stock.csv" in found.told("unknown_files")
    (later / "r.csv").unlink()
    with pytest.raises(errors.SourceMissing, match="refund_amount"):
        read_export(later, reading=reading)


def test_the_order_of_an_export_that_overlaps_counts_once_as_the_newer_knows_it(tmp_path):
    may = heads(30)
    june = [*heads(30, status="cancelled")[:5], *heads(30)[5:], *heads(20, first=31)]
    june[7] = june[7].replace(":", ":", 1).replace("2024-01-09", "2024-01-10")  # a correction of its time
    write_rows(tmp_path / "may.csv", HEAD, may)
    write_rows(tmp_path / "june.csv", HEAD, june)
    both = read_export([tmp_path / "may.csv", tmp_path / "june.csv"])
    alone = read_export(tmp_path / "june.csv")
    assert both.types() == alone.types() == {"purchase": 45, "cancel": 5}
    assert found_n(both) == 30
    first = {e["order"]: e["day"] for e in read_export(tmp_path / "may.csv").events}
    assert {e["order"]: e["day"] for e in both.events}["8"] == first["8"]
    log = foresale.inspect([tmp_path / "may.csv", tmp_path / "june.csv"], cache=tmp_path / "cache")
    assert (log.health.events, log.health.purchases) == (50, 45)


@pytest.mark.parametrize("lines", [1, 2])
def test_an_order_in_two_exports_keeps_its_whole_amount(tmp_path, lines):
    rows = [f"{k},{k % 5},2024-01-{k % 28 + 1:02} 10:00:00,p{j},30" for k in range(40) for j in range(lines)]
    header = "order_id,user_id,time,sku,total"
    write_rows(tmp_path / "a.csv", header, rows[: 30 * lines])
    write_rows(tmp_path / "b.csv", header, rows[10 * lines :])
    found = read_export([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert found_n(found) == 20 * lines and {e["amount"] for e in found.events} == {30 / lines}


def found_n(found):
    return int(found.told("restated").split()[0].replace(",", ""))


def test_an_order_whose_lines_lie_in_two_files_is_whole(tmp_path):
    rows = [f"{k // 2},{k % 5},2024-01-{k // 2 % 28 + 1:02} 10:00:00,p{k},1,5.0" for k in range(80)]
    header = "order_id,user_id,time,sku,qty,price"
    write_rows(tmp_path / "a.csv", header, rows[0::2])
    write_rows(tmp_path / "b.csv", header, rows[1::2])
    found = read_export([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert len(found.events) == 80 and not found.told("restated")


@pytest.mark.parametrize("shift, left", [(0, 40), (40, 80)])
def test_purchases_of_clicks_and_of_orders_under_the_same_ids_count_once(tmp_path, shift, left):
    """Where the times tell that the ids are those of the same orders, and not another system's numbers."""
    times = [START + timedelta(days=k + 1 + shift, hours=1) for k in range(40)]
    web = [f"{k % 12},{t:%Y-%m-%d %H:%M:%S},purchase,#{k + 1}" for k, t in enumerate(times)]
    web += [f"{k % 12},{START + timedelta(days=k):%Y-%m-%d %H:%M:%S},view," for k in range(60)]
    write_rows(tmp_path / "web.csv", "uid,ts,action,order_id", web)
    write_rows(tmp_path / "orders.csv", HEAD, heads())
    found = read_export(tmp_path)
    assert found.types() == {"view": 60, "purchase": left}
    assert bool(found.told("told_by_both")) == (left == 40)


def test_what_is_said_of_some_files_goes_before_what_is_said_of_all(shop):
    block = {"files": "clicks*", "map": {"item": "action"}, "types": {"view": "impression"}, "ignore": "product_id"}
    said = read_options({"types": {"*": "cart"}, "source": [block | {"map": {"type": "action"}}]})
    found = read_export([shop / "clicks.csv", shop / "orders.csv"], source=said.source)
    assert found.types() == {"impression": 96, "cart": 24, "purchase": 40}
    with pytest.raises(errors.NoSuchSource, match="nothing"):
        read_export(shop, source=(SourceOptions(files=("nothing",)),))
    with pytest.raises(errors.WrongArgument, match="source"):
        foresale.inspect(shop / "clicks.csv", source=[{"map": {}}])


def test_an_order_with_a_row_for_each_of_its_states_is_bought_once_when_it_was_paid(tmp_path):
    ways = [
        ["created", "paid", "shipped", "delivered"], ["created", "cancelled"], ["created", "paid", "refunded"],
        ["created", "paid", "shipped", "cancelled"],
    ]  # fmt: skip
    rows = [
        f"{k},{k % 9},{state},2024-01-{1 + k % 20 + j:02} 10:00:00,{20 + k}"
        for k in range(80)
        for j, state in enumerate(ways[k % 4])
    ]
    log = write_rows(tmp_path / "log.csv", "order_id,customer_id,status,changed_at,order_total", rows)
    found = read_export(log)
    assert found.source.types.history and "created" in found.told("history") and not found.told("unknown_states")
    assert found.types() == {"order": 80, "purchase": 60, "cancel": 20, "refund": 40}
    bought = {int(e["order"]): e for e in found.events if e["type"] == "purchase"}
    assert all(e["amount"] == 20 + k and e["day"] - bought[0]["day"] == k % 20 for k, e in bought.items())
    assert found.reading.counts.rows == len(rows) and "60 rows" in found.told("went_on")
    assert read_export(log, types={"created": "purchase"}).types()["purchase"] == 80


def test_versions_of_orders_are_a_history_of_their_states(tmp_path):
    """A row held from `valid_from` on; whether it still does is nothing that was known then."""
    rows = [
        f"{k},{k % 9},{state},{20 + k},2024-01-{1 + k % 20:02} 09:00:00,2024-01-{1 + k % 20 + j:02} 10:00:00,"
        f"{'9999-12-31' if j == 2 else f'2024-01-{2 + k % 20 + j:02}'} 10:00:00,{'NNY'[j]}"
        for k in range(80)
        for j, state in enumerate(["created", "paid", "shipped" if k % 4 else "refunded"])
    ]
    header = "order_id,customer_id,order_status,order_amount,order_ts,valid_from,valid_to,is_current"
    found = read_export(write_rows(tmp_path / "dim_order.csv", header, rows))
    assert not found.questions and found.column("time") == "valid_from" and found.source.types.history
    assert found.types() == {"order": 80, "purchase": 80, "refund": 20}
    assert sum(e["amount"] for e in found.events if e["type"] == "purchase") == sum(20 + k for k in range(80))
    assert {"valid_to", "is_current", "order_ts"} <= set(found.source.dropped)


def test_the_states_of_an_order_may_lie_in_any_order_and_in_several_files(tmp_path):
    """Two states at one instant too, of which each tells another sum."""
    header, rows = "order_id,customer_id,status,changed_at,order_total", []
    for k in range(80):
        for j, state in enumerate(("created", "paid", "shipped")):
            rows.append(f"{k},{k % 9},{state},2024-01-{1 + k % 20 + (j > 0):02} 10:00:00,{20 + k + j}")
    half = [sorted(rows)[:120], sorted(rows)[120:]]
    ways = [[rows], [rows[::-1]], half, [rows[::2], rows[1::2]]]
    found = []
    for n, files in enumerate(ways):
        (tmp_path / str(n)).mkdir()
        for k, part in enumerate(files):
            write_rows(tmp_path / str(n) / f"{k}.csv", header, part)
        found.append(read_export(tmp_path / str(n)))
    assert all(one.types() == {"order": 80, "purchase": 80} for one in found)
    events = [sorted((e["order"], e["type"], e["time"], e["amount"]) for e in one.events) for one in found]
    assert all(one == events[0] for one in events)


def test_which_of_two_events_of_an_id_stays_is_not_told_by_the_order_of_rows(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,e{n},Placed Order" for n in range(40)]
    rows += [f"k{n % 9},2024-01-{1 + n % 28:02d},{5 + n % 9}.25,e{n},Placed Order" for n in range(0, 40, 5)]
    amounts = []
    for n, some in enumerate((rows, rows[::-1])):
        path = write_rows(tmp_path / f"{n}.csv", "customer_id,time,amount,event_id,event_type", some)
        amounts.append(sorted(e["amount"] for e in read_export(path).events))
    assert len(amounts[0]) == 40 and amounts[0] == amounts[1]


def people(tmp_path, first, second):
    for name, write in (("a", first), ("b", second)):
        rows = [f"{name}{k},{write.format(k % 20 + 1)},2024-01-{k % 28 + 1:02},{k + 5}" for k in range(60)]
        write_rows(tmp_path / f"{name}.csv", "order_id,customer_id,date,total", rows)
    return read_export(tmp_path)


@pytest.mark.parametrize("second", ["{}.0", "{} "])
def test_an_id_is_one_person_however_its_files_write_it(tmp_path, second):
    found = people(tmp_path, "{}", second)
    assert found.reading.counts.users == 20 and not found.told("spellings")


@pytest.mark.parametrize(
    "first, second, why", [("{}", "{:06}", "zeros"), ("Cust{}", "CUST{}", "case"), ("{}", "k{}", "")]
)
def test_ids_that_differ_in_their_spelling_only_are_told_of(tmp_path, first, second, why):
    found = people(tmp_path, first, second)
    told = found.told("spellings")
    assert found.reading.counts.users == 40 and (told.startswith("20 ids") and why in told if why else not told)
