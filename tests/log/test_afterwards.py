"""What became of orders after they were made: an event of its own, at the time that their row says, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from exports import read_export, write_rows
from handmade import contents

import foresale
from foresale.log import prepare
from foresale.log.instants import to_instant

START = datetime(2024, 1, 1, 10, tzinfo=UTC)
N = 120


def at(n, days=0.0):
    return START + timedelta(days=n % 28 + days, minutes=n)


def shown(when, written="%Y-%m-%d %H:%M:%S"):
    return when.strftime(written) if when else ""


def cancelled(n):
    """Every fifth order, three to nine days later."""
    return at(n, 3 + n % 7) if n % 5 == 0 else None


def returned(n):
    return at(n, 20) if n % 6 == 1 else None


def orders(tmp_path, *, status=True, written="%Y-%m-%d %H:%M:%S", none=""):
    state = lambda n: "cancelled" if cancelled(n) else "refunded" if returned(n) else "paid"  # noqa: E731
    rows = [
        f"{n},k{n % 9},{shown(at(n), written)},{state(n) if status else 'x'},{9 + n}.50,"
        f"{shown(cancelled(n), written) or none},{shown(returned(n), written) or none},{5 if returned(n) else 0}"
        for n in range(N)
    ]
    head = "order_id,customer_id,created_at,{},total,cancelled_at,refunded_at,refund_amount"
    return write_rows(tmp_path / "orders.csv", head.format("status" if status else "note"), rows)


def times(found, kind):
    return {int(e["order"]): e["time"] for e in found.events if e["type"] == kind}


LATER = [n for n in range(N) if cancelled(n)]
BACK = [n for n in range(N) if returned(n)]


@pytest.mark.parametrize("status", [True, False])
@pytest.mark.parametrize("none", ["", "0000-00-00 00:00:00"])
def test_an_order_is_bought_at_its_time_and_cancelled_or_given_back_at_another(tmp_path, status, none):
    log = orders(tmp_path, status=status, none=none)
    found = read_export(log)
    assert not found.questions
    assert times(found, "purchase") == {n: to_instant(at(n)) for n in range(N)}
    assert times(found, "cancel") == {n: to_instant(cancelled(n)) for n in LATER}
    assert times(found, "refund") == {n: to_instant(returned(n)) for n in BACK}
    assert {e["amount"] for e in found.events if e["type"] == "refund"} == {5}
    assert found.reading.counts.rows == N and not found.told("refunded_later")
    assert "cancelled_at" in found.told("afterwards") and "refunded_at" in found.told("afterwards")
    assert not found.source.further or status is False
    assert read_export(log, reading=found.reading).types() == found.types()


def test_before_it_was_cancelled_nobody_knows(tmp_path):
    """The log before a cutoff is, event for event, that of an export made at the cutoff."""
    log, cutoff = prepare([orders(tmp_path)], cache=tmp_path / "cache"), to_instant(START + timedelta(days=12))
    view = log.before(cutoff)
    types = log.types

    def counts(one):
        found = {}
        for bucket in one.buckets:
            for code in bucket.columns["type"][bucket.seen].tolist():
                found[types[code]] = found.get(types[code], 0) + 1
        return found

    known = [n for n in range(N) if to_instant(at(n)) < cutoff]
    gone = [n for n in LATER if to_instant(cancelled(n)) < cutoff]
    assert 0 < len(gone) < len([n for n in known if n in LATER])
    assert counts(view) == {"purchase": len(known), "cancel": len(gone)}
    assert counts(log) == {"purchase": N, "cancel": len(LATER), "refund": len(BACK)}


def test_an_order_that_was_never_paid_is_one_until_it_is_cancelled(tmp_path):
    rows = [
        f"{n},k{n % 9},{shown(at(n))},{shown(at(n, 0.1)) if n % 10 else ''},{9 + n},{shown(cancelled(n))}"
        for n in range(N)
    ]
    head = "order_id,customer_id,created_at,paid_at,total,cancelled_at"
    found = read_export(write_rows(tmp_path / "log.csv", head, rows))
    assert not found.questions
    assert set(times(found, "order")) == set(range(0, N, 10)) and len(times(found, "purchase")) == N - 12
    assert times(found, "cancel") == {n: to_instant(cancelled(n)) for n in LATER}


def test_a_day_beside_a_clock_is_known_at_its_end(tmp_path):
    rows = [f"{n},k{n % 9},{shown(at(n))},{9 + n},{shown(at(n), '%Y-%m-%d') if n % 4 == 0 else ''}" for n in range(N)]
    found = read_export(write_rows(tmp_path / "log.csv", "order_id,customer_id,created_at,total,cancel_date", rows))
    assert found.types() == {"purchase": N, "cancel": N // 4}
    one = next(e for e in found.events if e["type"] == "cancel" and e["order"] == "8")
    assert (one["day"], one["clock"]) == (at(8).toordinal() - datetime(1970, 1, 1).toordinal(), 86399)
    days = [f"{n},k{n % 9},2024-01-{n % 28 + 1:02},{9 + n},{'2024-02-01' if n % 4 == 0 else ''}" for n in range(N)]
    found = read_export(write_rows(tmp_path / "days.csv", "order_id,customer_id,order_date,total,cancelled_at", days))
    assert {e["clock"] for e in found.events} == {0} and found.types() == {"purchase": N, "cancel": N // 4}


def test_day_and_month_are_in_the_order_of_the_time_beside(tmp_path):
    rows = [f"{n},k{n % 9},{at(n):%d/%m/%Y %H:%M},{9 + n},{'03/02/2024 09:00' if n % 4 == 0 else ''}" for n in range(N)]
    found = read_export(write_rows(tmp_path / "log.csv", "order_id,customer_id,created_at,total,cancelled_at", rows))
    assert not found.questions
    assert set(times(found, "cancel").values()) == {to_instant(datetime(2024, 2, 3, 9, tzinfo=UTC))}


def test_what_says_no_time_is_cancelled_from_the_first_on(tmp_path):
    when = ["2023-01-01 00:00:00", "yes", "2024-03-01 00:00:00"]  # long before it was ordered, no time, later
    cell = lambda n: when[(0 if n == 20 else 1 if n == 40 else 2)] if n % 4 == 0 else ""  # noqa: E731
    rows = [f"{n},k{n % 9},{shown(at(n))},{9 + n},{cell(n)},{'x' if n % 4 == 0 else ''}" for n in range(N)]
    head = "order_id,customer_id,created_at,total,cancelled_at,cancel_reason"
    found = read_export(write_rows(tmp_path / "log.csv", head, rows))
    assert found.types() == {"purchase": N - 2, "cancel": N // 4}
    early = {n for n, t in times(found, "cancel").items() if t == to_instant(at(n))}
    assert early == {20, 40} and found.reading.counts.not_purchases == {"cancelled": 2}


@pytest.mark.parametrize("on_all", [True, False])
def test_what_is_refunded_of_a_whole_order_is_shared_by_its_lines(tmp_path, on_all):
    """A shop's export has what is the order's on each line, or on its first line only."""
    rows = []
    for n in range(60):
        for k in range(n % 3 + 1):
            back = "2024-03-01 12:00:00,30.00" if n % 4 == 0 else ",0.00"
            paid = f"paid,{shown(at(n, 0.01))}"
            of_order = f"{paid},{back}" if on_all or k == 0 else ",,,"
            rows.append(f"#{n},k{n % 9},{shown(at(n))},{of_order},p{n % 4}{k},1,{40 + n % 5}.00")
    head = "order_id,customer_id,created_at,financial_status,paid_at,refunded_at,refunded_amount,sku,quantity,price"
    found = read_export(write_rows(tmp_path / "log.csv", head, rows))
    assert not found.questions and found.reading.counts.rows == len(rows)
    back = [e for e in found.events if e["type"] == "refund"]
    assert len(back) == sum(n % 3 + 1 for n in range(60) if n % 4 == 0)
    assert sum(e["amount"] for e in back) == pytest.approx(30 * 15)


def test_a_refund_that_has_a_row_of_its_own_counts_once(tmp_path):
    orders(tmp_path)
    rows = [f"r{n},{n},{shown(returned(n))},5" for n in BACK]
    write_rows(tmp_path / "refunds.csv", "refund_id,order_id,refunded_at,refund_amount", rows)
    assert read_export(tmp_path).types() == {"purchase": N, "cancel": len(LATER), "refund": len(BACK)}


def test_orders_of_two_exports_are_cancelled_once(tmp_path):
    """The older export did not know yet."""
    old = write_rows(
        tmp_path / "old.csv", "order_id,customer_id,created_at,status,total,cancelled_at,refunded_at,refund_amount",
        [f"{n},k{n % 9},{shown(at(n))},paid,{9 + n}.50,,,0" for n in range(100)],
    )  # fmt: skip
    found = read_export([old, orders(tmp_path)])
    assert found.types() == {"purchase": N, "cancel": len(LATER), "refund": len(BACK)}
    assert times(found, "cancel") == {n: to_instant(cancelled(n)) for n in LATER}


def test_things_that_are_hired_go_back_as_planned(tmp_path):
    rows = [f"{n},k{n % 9},{shown(at(n))},p{n % 5},9,{shown(at(n, 5)) if n % 2 else ''}" for n in range(N)]
    head = "rental_id,customer_id,rental_date,product_id,amount,return_date"
    found = read_export(write_rows(tmp_path / "log.csv", head, rows), map={"time": "rental_date"})
    assert found.types() == {"purchase": N}


@pytest.mark.parametrize("beside", ["department", "equivalent_sku", "talent"])
def test_a_shop_with_departments_hires_nothing_out(tmp_path, beside):
    rows = [f"{n},k{n % 9},{shown(at(n))},p{n % 5},9,g{n % 3},{shown(returned(n))}" for n in range(N)]
    head = f"order_id,customer_id,order_date,product_id,amount,{beside},returned_at"
    assert read_export(write_rows(tmp_path / "log.csv", head, rows)).types() == {"purchase": N, "refund": len(BACK)}


@pytest.mark.parametrize(
    ("cancel", "refund"),
    [("取消时间", "退款时间"), ("storniert_am", "erstattet_am"), ("Дата отмены", "Дата возврата"),
     ("취소일시", "환불일"), ("キャンセル日時", "返品日"), ("iptal_tarihi", "iade_tarihi"),
     ("order_cancelled_at", "returned_at")],
)  # fmt: skip
def test_names_of_other_languages(tmp_path, cancel, refund):
    rows = [f"{n},k{n % 9},{shown(at(n))},{9 + n},{shown(cancelled(n))},{shown(returned(n))}" for n in range(N)]
    head = f"order_id,customer_id,created_at,total,{cancel},{refund}"
    found = read_export(write_rows(tmp_path / "log.csv", head, rows))
    assert found.types() == {"purchase": N, "cancel": len(LATER), "refund": len(BACK)}


def test_a_store_of_orders_that_were_cancelled_and_more_of_them(tmp_path):
    """Appended or built anew, the store is the same."""
    rows = [f"{n},k{n % 9},{shown(at(0, n))},{9 + n},{shown(at(0, n + 2)) if n % 5 == 0 else ''}" for n in range(90)]
    head = "order_id,customer_id,created_at,total,cancelled_at"
    first = write_rows(tmp_path / "a.csv", head, rows[:60])
    prepare([first], cache=tmp_path / "one")
    second = write_rows(tmp_path / "b.csv", head, rows[70:])
    grown, fresh = (prepare([first, second], cache=tmp_path / name) for name in ("one", "two"))
    assert grown.counts == fresh.counts and contents(grown) == contents(fresh)
    assert fresh.counts.rows == 80 and fresh.counts.events == 80 + 16


def test_the_screen_tells_of_it_in_the_readers_language(tmp_path):
    with foresale.language.use("zh"):
        told = [str(f) for f in foresale.inspect(orders(tmp_path), cache=tmp_path / "cache").findings]
    assert any("`cancelled_at`" in text and "取消" in text for text in told)


def test_of_two_tellings_of_a_refund_the_earlier_one_stays_and_none_that_comes_later_changes_it(tmp_path):
    start, n = datetime(2024, 1, 1, 10), 120

    def at(k: int, later: int = 0) -> datetime:
        return start + timedelta(days=k % 28 + later, minutes=k)

    cutoff = datetime(2024, 2, 10)
    until = int((cutoff - datetime(1970, 1, 1)).total_seconds() * 1e6)
    back = range(1, n, 6)
    seen = []
    for name, known in (("whole", back), ("cut", [k for k in back if at(k, 25) < cutoff])):
        folder = tmp_path / name
        folder.mkdir()
        rows = [f"{k},k{k % 9},{at(k)},{9 + k}.50,{at(k, 5) if k in back else ''}" for k in range(n)]
        write_rows(folder / "orders.csv", "order_id,customer_id,created_at,total,refunded_at", rows)
        rows = [f"r{k},{k},{at(k, 25)},5" for k in known]
        write_rows(folder / "refunds.csv", "refund_id,order_id,refunded_at,refund_amount", rows)
        found = read_export(folder, as_of=until, timezone="UTC")
        seen.append(sorted((e["time"], e["order"]) for e in found.events if e["type"] == "refund"))
        assert len(seen[-1]) == len(back)
    assert seen[0] == seen[1]
