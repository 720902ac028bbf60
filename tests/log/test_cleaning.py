"""What happened to every row: events, refunds, unpaid orders, guests, damaged rows; nothing lost without a count."""

from __future__ import annotations

import json

import pytest
from exports import Read, read_export, write_rows

from foresale import errors
from foresale.log import prepare


def test_event_names_of_many_tongues_in_one_column(tmp_path):
    names = [
        "浏览",
        "view",
        "Product Viewed",
        "加入购物车",
        "add_to_cart",
        "购买",
        "Order Completed",
        "收藏",
        "share",
    ]
    rows = [f"{n % 3},2024-01-0{1 + n % 9},{names[n % 9]},p1" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id", rows, "gb18030"))
    assert found.types() == {"view": 30, "cart": 20, "purchase": 20, "favourite": 10, "share": 10}
    assert "share" in found.told("own_types")


def test_codes_mean_nothing_by_themselves(tmp_path):
    rows = [f"{n % 3},2024-01-0{1 + n % 9},{0 if n % 9 else 1},p{n % 4}" for n in range(90)]
    path = write_rows(tmp_path / "log.csv", "user_id,time,type,item_id", rows)
    asked = read_export(path)
    assert asked.question() == "UnclearTypes" and '--types "0=view,1=?"' in str(asked.questions[0])
    assert "80 rows (88.9%)" in str(asked.questions[0])
    said = read_export(path, types={"0": "click", "1": "buy"})
    assert not said.questions and said.types() == {"view": 80, "purchase": 10}
    assert read_export(path, types={"1": "purchase", "*": "view"}).types() == {"view": 80, "purchase": 10}
    with pytest.raises(errors.TypesNotFound, match="7"):
        read_export(path, types={"7": "purchase"})
    named = [row.replace(",0,", ",view,") for row in rows]
    words = write_rows(tmp_path / "words.csv", "user_id,time,type,item_id", named)
    with pytest.raises(errors.TypesNotFound, match="did you mean: view"):
        read_export(words, types={"vew": "view"})
    with pytest.raises(errors.NotAnEventType, match="`1`"):
        read_export(path, types={"1": " "})


def test_types_name_values_of_a_column_of_any_name(tmp_path):
    rows = [f"{n % 3},2024-01-0{1 + n % 9},{'xy'[n % 2]},p{n % 4}" for n in range(90)]
    path = write_rows(tmp_path / "log.csv", "user_id,time,flag,item_id", rows)
    found = read_export(path, types={"x": "view", "y": "purchase"})
    assert found.column("type") == "flag" and found.types() == {"view": 45, "purchase": 45}
    with pytest.raises(errors.NoTypeColumn, match="z"):
        read_export(path, types={"z": "purchase"})


def test_rows_without_a_type_are_asked_about(tmp_path):
    rows = [f"{n % 3},2024-01-0{1 + n % 9},p{n % 4}" for n in range(90)]
    path = write_rows(tmp_path / "log.csv", "user_id,time,item_id", rows)
    assert read_export(path).question() == "UnclearType"
    assert read_export(path, types={"*": "purchase"}).types() == {"purchase": 90}


def test_an_order_is_the_purchase_only_where_there_is_no_other(tmp_path):
    def types(*names: str) -> dict[str, int]:
        rows = [f"{n % 3},2024-01-0{1 + n % 9},{names[n % len(names)]},p1" for n in range(60)]
        return read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id", rows)).types()

    assert types("clicks", "orders") == {"view": 30, "purchase": 30}
    assert types("clicks", "orders", "payment") == {"view": 20, "order": 20, "purchase": 20}


def test_invoices_refunds_write_offs_and_bad_debt(tmp_path):
    rows = [f"{536365 + n},8512{n % 4}A,GOODS,6,2010-12-01 08:26:00,2.5,178{n % 4}.0" for n in range(1200)]
    rows += [f"C{536365 + n},8512{n}A,GOODS,-1,2010-12-02 08:26:00,2.5,178{n}.0" for n in range(4)]
    rows += [
        "536999,85123A,damaged,-10,2010-12-02 08:26:00,0,",
        "A563185,B,Adjust bad debt,1,2010-12-03 08:26:00,11062.06,",
    ]
    rows += ["536998,POST,POSTAGE,1,2010-12-02 08:26:00,18,1781.0"]
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID"
    found = read_export(write_rows(tmp_path / "retail.csv", header, rows))
    assert not found.questions
    assert found.types() == {"purchase": 1201, "refund": 4, "adjustment": 2}
    assert found.reading.counts.not_purchases == {"adjustment": 2, "refund": 4}
    (post,) = [e for e in found.events if e["item"] == "POST"]
    assert (post["type"], post["is_product"], post["user"], post["amount"]) == ("purchase", 0, "1781", 18.0)
    refund = next(e for e in found.events if e["type"] == "refund")
    assert (refund["quantity"], refund["amount"]) == (1.0, 2.5)  # magnitudes: the type says the direction
    assert found.reading.counts.without_user == 2


def day(n: int) -> str:
    return f"2024-03-{1 + n % 28:02}"


CHINESE = (
    "订单编号,买家会员名,买家实际支付金额,订单状态,收货人姓名,联系手机,订单创建时间,订单付款时间 ,宝贝标题,宝贝总数量"
)


def test_orders_of_a_chinese_back_office(tmp_path):
    states = ["交易成功", '"买家已付款，等待卖家发货"', "交易关闭", "等待买家付款"]
    rows = [
        f'"=""{190000000000000000 + n}""",会员{n % 9},￥1{n:02}.50,{states[n % 4]},张三,1380000{n:04},'
        f"{day(n)} 08:00:00,{'' if n % 4 == 3 else f'{day(n)} 09:00:00'},连衣裙{n % 5},{1 + n % 2}"
        for n in range(80)
    ]
    found = read_export(write_rows(tmp_path / "订单 2024.csv", CHINESE, rows, "gb18030"), timezone="Asia/Shanghai")
    assert not found.questions
    assert found.types() == {"purchase": 40, "cancel": 20, "order": 20}
    assert found.reading.counts.not_purchases == {"cancelled": 20, "unpaid": 20}
    assert (found.column("time"), found.column("ordered")) == ("订单付款时间", "订单创建时间")
    first = next(e for e in found.events if e["order"] == "190000000000000000")
    assert (first["user"], first["amount"], first["clock"]) == ("会员0", 100.5, 9 * 3600)
    assert {e["clock"] for e in found.events if e["type"] == "order"} == {8 * 3600}
    assert not any("张三" in str(v) or "1380000" in str(v) for e in found.events for v in e.values())


def test_an_order_whose_first_line_speaks_for_all(tmp_path):
    header = ("Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name,"
              "Lineitem price,Lineitem sku")  # fmt: skip
    rows = []
    for n in range(40):
        status, paid = ("pending", "") if n % 4 == 0 else ("paid", f"2024-01-{1 + n % 28:02} 10:00:00 +0200")
        created = f"2024-01-{1 + n % 28:02} 09:00:00 +0200"
        rows.append(f"#{1000 + n},c{n % 9}@x.example,{status},{paid},EUR,50,{created},2,Shirt,20,S1")
        rows.append(f"#{1000 + n},c{n % 9}@x.example,,,,,{created},1,Socks,10,S2")
    found = read_export(write_rows(tmp_path / "orders_export.csv", header, rows))
    assert not found.questions and found.told("preset")
    assert found.types() == {"purchase": 60, "order": 20}
    lines = sorted(e["amount"] for e in found.events if e["order"] == "#1001")
    assert lines == [10.0, 40.0]
    assert len({e["time"] for e in found.events if e["order"] == "#1001"}) == 1


def test_guests_are_events_of_nobody(tmp_path):
    rows = [f"{(0, 'guest', n % 50 + 1)[n % 3]},2024-01-{1 + n % 28:02},{n},10" for n in range(300)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,paid_at,order_id,amount", rows))
    counts = found.reading.counts
    assert (counts.events, counts.without_user, counts.without_user_revenue) == (
        100,
        200,
        pytest.approx(2 / 3),
    )
    assert found.source.guests == ("guest", "0") and found.told("placeholder")


def test_somebody_may_be_called_zero(tmp_path):
    rows = [f"{n % 30},2024-01-{1 + n % 28:02},{n},10" for n in range(300)]
    assert (
        read_export(write_rows(tmp_path / "log.csv", "user_id,paid_at,order_id,amount", rows)).reading.counts.users
        == 30
    )


def test_repeats_fall_only_where_they_are_known_to_be_some(tmp_path):
    plain = ["1,2024-01-01 10:00:00,view,p1"] * 3 + ["2,2024-01-01 10:00:01,view,p1"]
    kept = read_export(write_rows(tmp_path / "a.csv", "user_id,time,event,item_id", plain))
    assert len(kept.events) == 4 and kept.reading.counts.repeats == 2
    fine = ["1,1709280306.719,view,p1"] * 3 + ["2,1709280306.720,view,p1"]
    dropped = read_export(write_rows(tmp_path / "b.csv", "user_id,time,event,item_id", fine))
    assert len(dropped.events) == 2 and dropped.reading.counts.dropped_repeats == 2
    known = [f"{n % 3},2024-01-0{1 + n % 9} 10:00:00,view,p1,e{n % 30}" for n in range(40)]
    ids = read_export(write_rows(tmp_path / "c.csv", "user_id,time,event,item_id,messageId", known))
    assert len(ids.events) == 30 and ids.reading.counts.dropped_repeats == 10


def test_the_products_of_one_event_are_no_repeats_of_each_other(tmp_path):
    """Segment: one product beside the event's name, the several of an order in a list, one id for all of them."""

    def message(n: int, event: str, properties: dict[str, object]) -> str:
        said = {"messageId": f"m{n}", "userId": f"u{n % 7}", "timestamp": f"2024-01-01T10:00:{n:02}.000Z"}
        return json.dumps(said | {"event": event, "properties": properties})

    def product(item: str) -> dict[str, object]:
        return {"product_id": item, "price": 2.5, "quantity": 2}

    lines = [message(n, "Product Viewed", product(f"p{n % 5}")) for n in range(40)]
    bought = {"order_id": "o1", "revenue": 15.0, "products": [product(f"p{n}") for n in (1, 2, 2)]}
    lines += [message(41, "Order Completed", bought)] * 2  # sent again by its library
    lines += [message(42, "Order Completed", {"order_id": "o2", "revenue": 5.0, "products": [product("p1")]})]
    (tmp_path / "log.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = read_export(tmp_path / "log.jsonl")
    assert found.types() == {"view": 40, "purchase": 4} and found.reading.counts.dropped_repeats == 3
    purchases = [e for e in found.events if e["type"] == "purchase"]
    assert sorted((e["item"], e["price"], e["quantity"], e["amount"]) for e in purchases) == [
        ("p1", 2.5, 2, 5), ("p1", 2.5, 2, 5), ("p2", 2.5, 2, 5), ("p2", 2.5, 2, 5),
    ]  # fmt: skip
    assert {e["item"] for e in found.events if e["type"] == "view"} == {f"p{n}" for n in range(5)}


@pytest.mark.parametrize("told", ["id", "order_id", ""])
@pytest.mark.parametrize("line_total", [True, False])
def test_the_total_of_a_document_counts_once(tmp_path, told, line_total):
    """WooCommerce: the order is called `id`, and `total` stands on the order and on each of its lines."""
    orders = []
    for n in range(60):
        lines = [{"product_id": i, "quantity": 2} | ({"total": 2.0 * i} if line_total else {}) for i in (1, 2, 3)]
        order = {"date_created_gmt": f"2024-01-{1 + n % 28:02}T10:00:00", "customer_id": n % 9, "total": 12.0}
        orders.append(({told: 700 + n} if told else {}) | order | {"line_items": lines[: 1 + n % 3]})
        orders[-1]["total"] = sum(2.0 * i for i in (1, 2, 3)[: 1 + n % 3])
    (tmp_path / "orders.json").write_text(json.dumps(orders), encoding="utf-8")
    found = read_export(tmp_path / "orders.json")
    assert len(found.events) == 120 and found.types() == {"purchase": 120}
    assert sum(e["amount"] for e in found.events) == pytest.approx(sum(o["total"] for o in orders))
    if told:
        assert found.column("order") == told and {e["order"] for e in found.events} == {str(700 + n) for n in range(60)}


def test_damaged_rows_keep_file_line_and_reason(tmp_path):
    rows = [f"{n % 3},2024-01-0{1 + n % 9} 10:00:00,view,p1" for n in range(200)]
    rows[10], rows[20], rows[30] = (
        "1,soon,view,p1",
        "1,1970-01-01 00:00:00,view,p1",
        "1,2999-01-01 00:00:00,view,p1",
    )
    rows[40], rows[50], rows[60] = "1,,view,p1", "1,2024-01-01 10:00:00,,p1", "1,2024-01-01 10:00:00"
    found = read_export(write_rows(tmp_path / "a b.csv", "user_id,time,event,item_id", rows))
    assert len(found.events) == 194
    assert {(r["line"], r["reason"]) for r in found.quarantine} == {
        (12, "unreadable time"), (22, "time before 1980"), (32, "time in the future"), (42, "no time"),
        (52, "no event type"), (62, "too few fields"),
    }  # fmt: skip
    assert all(r["file"].endswith("a b.csv") for r in found.quarantine)
    assert '"time":"soon"' in next(r["row"] for r in found.quarantine if r["line"] == 12)


def test_too_many_damaged_rows_stop(tmp_path):
    rows = [f"{n % 3},{'soon' if n % 10 == 0 else f'2024-01-0{1 + n % 9}'},view,p1" for n in range(200)]
    path = write_rows(tmp_path / "log.csv", "user_id,time,event,item_id", rows)
    with pytest.raises(errors.TooManyDamaged, match=r"20 of 200 rows \(10.0%\)"):
        read_export(path)
    assert len(read_export(path, allow_quarantine=True).events) == 180


def test_prices_in_dress(tmp_path):
    dressed = ["￥1,299.00", "¥5.5", "20元", "(3.50)"]
    rows = [f'{n % 3},2024-01-0{1 + n % 9},{n},"{dressed[n % 4]}"' for n in range(40)]
    found = read_export(write_rows(tmp_path / "a.csv", "user_id,paid_at,order_id,total", rows))
    assert {e["amount"] for e in found.events} == {1299.0, 5.5, 20.0, 3.5}
    rows = [f"{n % 3};2024-01-0{1 + n % 9};{n};1.299,{n % 90 + 10}" for n in range(40)]
    comma = read_export(write_rows(tmp_path / "b.csv", "user_id;paid_at;order_id;total", rows))
    assert min(e["amount"] for e in comma.events) == 1299.10


def test_prices_that_are_none(tmp_path):
    wrong = {0: "inf", 1: "-5", 2: "abc"}
    rows = [f"{n % 3},2024-01-0{1 + n % 9},buy,p1,{wrong.get(n, '2.5')}" for n in range(60)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id,price", rows))
    assert sum(e["price"] is None for e in found.events) == 3 and "3 values of `price`" in found.told("odd_numbers")
    assert {e["amount"] for e in found.events} == {2.5, None}


def test_a_viewed_price_is_not_spent(tmp_path):
    rows = [f"{n % 3},2024-01-0{1 + n % 9},{('view', 'buy')[n % 2]},p1,2.5,3" for n in range(60)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id,price,quantity", rows))
    assert {(e["type"], e["amount"]) for e in found.events} == {("view", None), ("purchase", 7.5)}


def test_the_amount_of_an_order_is_shared_by_its_lines(tmp_path):
    rows = [f"{n // 2 % 9},2024-01-{1 + n // 2 % 28:02},o{n // 2},p{n % 7},{30 + n // 2}" for n in range(120)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,paid_at,order_id,item_id,order_total", rows))
    assert found.source.order_amount
    assert sum(e["amount"] for e in found.events if e["order"] == "o0") == 30.0


def test_a_later_line_of_an_order_does_not_change_the_amounts_before_it(tmp_path):
    rows = [f"{n // 2 % 9},2024-01-{1 + n // 2 % 28:02},o{n // 2},p{n % 7},{30 + n // 2}" for n in range(120)]
    rows += ["0,2024-03-05,o0,p1,-30"]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,paid_at,order_id,item_id,order_total", rows))
    assert found.source.order_amount
    lines = [(e["type"], e["amount"]) for e in found.events if e["order"] == "o0"]
    assert lines[:2] == [("purchase", 15.0)] * 2 and lines[2][0] == "refund"


@pytest.mark.parametrize(
    "header, sale, back, returned",
    [  # the sum of the order on each line; a return has its own amount, one sum on several lines, or that of the order
        ("order_id,sku,qty,order_total", "{o},p{j},{j},60", "{o},p2,-2,-20", 20),
        ("order_id,sku,qty,order_total", "{o},p{j},{j},60", "{o},p1,-1,-50;{o},p2,-2,-50", 50),
        ("order_id,sku,qty,order_total", "{o},p{j},{j},60", "{o},p1,-1,-20;{o},p1,-1,-30", 50),
        ("order_id,sku,qty,order_total", "{o},p{j},{j},60", "{o},p2,-2,60", 20),
        ("order_id,sku,qty,order_total", "{o},p{j},{j},60", "{o},p2,-2,10", 10),
        ("order_id,sku,qty,unit_price,order_total", "{o},p{j},{j},10,60", "{o},p2,-2,10,-20", 20),
        ("order_id,sku,qty,unit_price,order_total", "{o},p{j},{j},10,60", "{o},p1,-1,10,-30;{o},p2,-2,10,-30", 30),
        ("order_id,sku,event,order_total", "{o},p{j},buy,60", "{o},p2,refund,60", 60),
        ("order_id,sku,event,order_total", "{o},p{j},buy,60", "{o},p1,refund,60;{o},p2,refund,60", 60),
    ],
)
def test_the_amount_of_an_order_is_known_beside_returns_under_its_id(tmp_path, header, sale, back, returned):
    rows = []
    for o in range(60):
        who = f"{o % 9},2024-01-{1 + o % 28:02}"
        rows += [f"{who},{sale.format(o=o, j=j)}" for j in (1, 2, 3)]
        if o % 3 == 0:
            rows += [f"{o % 9},2024-02-{1 + o % 28:02},{one.format(o=o)}" for one in back.split(";")]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,paid_at," + header, rows))
    assert found.source.order_amount
    of_order = [e for e in found.events if e["order"] == "0"]
    assert sum(e["amount"] for e in of_order if e["type"] == "purchase") == pytest.approx(60)
    assert sum(e["amount"] for e in of_order if e["type"] == "refund") == pytest.approx(returned)


def test_instalments_of_equal_sums_are_no_sum_of_the_order_and_later_lines_add_nothing_to_it(tmp_path):
    rows = [f"{n // 3 % 9},2024-0{1 + n % 3}-{1 + n // 3 % 28:02},o{n // 3},p{n % 3},{30 + n // 3}" for n in range(120)]
    paid = [",".join(r.split(",")[:3] + r.split(",")[4:]) for r in rows]
    alone = read_export(write_rows(tmp_path / "log.csv", "user_id,paid_at,order_id,amount", paid))
    assert not alone.source.order_amount and sum(e["amount"] for e in alone.events if e["order"] == "o0") == 90
    items = read_export(write_rows(tmp_path / "items.csv", "user_id,paid_at,order_id,item_id,order_total", rows))
    assert items.source.order_amount
    assert sorted(e["amount"] for e in items.events if e["order"] == "o0") == [0, 0, 30]


def test_returns_of_equal_lines_are_no_repeated_sum(tmp_path):
    rows = [f"{n % 9},2024-01-{1 + n // 2 % 28:02},o{n // 2},p{n % 7},{10 + n % 7}" for n in range(120)]
    rows += [f"{n % 9},2024-02-03,o{n},p1,-10" for n in (0, 0, 1, 1, 2)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,paid_at,order_id,item_id,amount", rows))
    assert {e["amount"] for e in found.events if e["type"] == "refund"} == {10} and not found.source.refund_amount


def test_limits_and_conditions(tmp_path):
    rows = [f"{n % 3},2024-01-{1 + n % 28:02} 12:00:00,view,p1,{('DE', 'FR')[n % 2]}" for n in range(280)]
    path = write_rows(tmp_path / "log.csv", "user_id,time,event,item_id,country", rows)
    found = read_export(path, since="2024-01-03", until="2024-01-05", where="country = 'DE'")
    assert len(found.events) == 10 and found.reading.counts.outside == 130
    with pytest.raises(errors.NoEvents, match="--since"):
        read_export(path, since="2025-01-01")
    with pytest.raises(errors.NotAnInstant, match="soon"):
        read_export(path, since="soon")


def test_files_that_overlap(tmp_path):
    rows = [f"{n % 9},2024-01-{1 + n // 10 % 28:02} {n % 24:02}:00:00,view,p{n % 7}" for n in range(280)]
    may, both = rows[:150], rows
    for name, part in (("may.csv", may), ("both.csv", both)):
        write_rows(tmp_path / name, "user_id,time,event,item_id", part)
    with pytest.raises(errors.OverlappingFiles, match=r"both\.csv"):
        read_export([tmp_path / "may.csv", tmp_path / "both.csv"])
    for name, part in (("may.csv", may), ("both.csv", both)):
        write_rows(tmp_path / name, "user_id,time,event,order_id", part)
    merged = read_export([tmp_path / "may.csv", tmp_path / "both.csv"])
    alone = read_export(tmp_path / "both.csv")
    assert len(merged.events) == len(alone.events) == 280 and merged.reading.counts.dropped_repeats == 150


def test_items_and_users_keep_what_cannot_change(tmp_path):
    rows = [f"{n % 9},2024-01-0{1 + n % 9},view,p{n % 4}" for n in range(60)]
    path = write_rows(tmp_path / "log.csv", "customer_id,time,event,product_id", rows)
    items = write_rows(
        tmp_path / "items.csv",
        "product_id,brand,price,stock",
        [f"p{n % 5},b{n % 5},{n},{n}" for n in range(10)],
    )
    users = write_rows(
        tmp_path / "users.csv",
        "id,gender,birth_year,level",
        [f"{n},{'MF'[n % 2]},{1950 + n},3" for n in range(40)],
    )
    found = read_export(path, items=str(items), users=str(users), fixed=("level",))
    assert sorted(i["item"] + i["brand"] for i in found.items) == [f"p{n}b{n}" for n in range(5)]
    assert all(e["brand"] == e["item"].replace("p", "b") for e in found.events)
    assert "brand" in found.told("items_beside_events")
    assert found.users[0].keys() == {"user", "gender", "birth_year", "level"} and len(found.users) == 40
    assert "price, stock" in found.told("attributes_left_out") and "5 further rows" in found.told("attributes_repeat")
    with pytest.raises(errors.NoColumn, match=r"users\.csv"):
        read_export(path, users=str(write_rows(tmp_path / "users.csv", "age,level", ["3,4", "5,6"])))


def test_columns_as_objects_keep_their_values(tmp_path):
    pa = pytest.importorskip("pyarrow")
    table = pa.table({
        "user_id": pa.array([9007199254740993, 7] * 20), "event": ["view", "buy"] * 20, "price": [1.5] * 40,
        "time": pa.array([1709280306123456 + n for n in range(40)], pa.timestamp("us", "UTC")), "item_id": ["a"] * 40,
    })  # fmt: skip
    found = read_export(table)
    assert {e["user"] for e in found.events} == {"9007199254740993", "7"}
    assert min(e["time"] for e in found.events) == 1709280306123456


def test_order_and_split_of_the_rows_change_nothing(tmp_path):
    rows = [
        f"{n % 9},2024-01-{1 + n // 10 % 28:02} {n % 24:02}:00:00,{('view', 'buy')[n % 2]},p{n % 7},{n}.5"
        for n in range(280)
    ]
    header = "user_id,time,event,item_id,price"
    one = read_export(write_rows(tmp_path / "one.csv", header, rows))
    folder = tmp_path / "parts"
    folder.mkdir()
    turned = rows[::-1]
    write_rows(folder / "a.csv", header, turned[:100])
    write_rows(folder / "b.csv", header, turned[100:])
    parts = read_export(folder)
    assert parts.reading.kept == one.reading.kept
    assert (parts.reading.counts, parts.reading.findings) == (one.reading.counts, one.reading.findings)
    key = lambda e: str(sorted(e.items(), key=str))  # noqa: E731
    assert sorted(parts.events, key=key) == sorted(one.events, key=key)


def test_a_mapped_state_that_nobody_knows_is_no_silence(tmp_path):
    states = ["lähetetty", "peruttu", "avoin"]
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{states[n % 3]}" for n in range(90)]
    path = write_rows(tmp_path / "log.csv", "customer_id,time,amount,Status", rows)
    assert read_export(path, map={"status": "Status"}).question() == "UnknownStates"
    found = read_export(path, map={"status": "Status"}, types={"*": "purchase"})
    assert not found.questions and found.types() == {"purchase": 90} and "avoin" in found.told("unknown_states")
    rows = [row.replace("avoin", "cancelled") for row in rows]
    path = write_rows(tmp_path / "known.csv", "customer_id,time,amount,Status", rows)
    assert read_export(path, map={"status": "Status"}).question() == "UnknownStates"
    found = read_export(path, types={"peruttu": "cancel"})
    assert found.types() == {"purchase": 30, "cancel": 60} and "lähetetty" in found.told("unknown_states")


def test_states_in_the_owners_own_words(tmp_path):
    states = ["lähetetty", "peruttu", "avoin"]
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{states[n % 3]}" for n in range(90)]
    path = write_rows(tmp_path / "log.csv", "customer_id,time,amount,Status", rows)
    found = read_export(path)
    assert found.question() == "UnknownStates" and "30 rows (33.3%)" in str(found.questions[0])
    with pytest.raises(errors.UnknownStates, match="lähetetty"):
        prepare([path], cache=tmp_path / "cache")
    assert not read_export(path, ignore=("Status",)).questions
    found = read_export(path, types={"peruttu": "cancel", "Avoin": "order", "lähetetty": "purchase"})
    assert found.types() == {"purchase": 30, "cancel": 30, "order": 30} and not found.told("unknown_states")
    assert read_export(path, types={"peruttu": "cancel"}, map={"status": "Status"}).types() == {
        "purchase": 60,
        "cancel": 30,
    }


@pytest.mark.parametrize(("unknown", "asked"), [(81, True), (5, True), (4, False)])
def test_states_that_nobody_knows_are_asked_about_from_one_row_in_a_hundred_on(tmp_path, unknown, asked):
    places = [n for n in range(500) if n % 10][:unknown]
    state = lambda n: "cancelled" if n % 10 == 0 else "xx" if n in places else "paid"  # noqa: E731
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{state(n)}" for n in range(500)]
    path = write_rows(tmp_path / "log.csv", "customer_id,time,amount,order_status", rows)
    found = read_export(path)
    assert found.types() == {"purchase": 450, "cancel": 50} and bool(found.questions) == asked
    assert asked or "xx" in found.told("unknown_states")
    settled = read_export(path, types={"xx": "order"})
    assert settled.types() == {"purchase": 450 - unknown, "cancel": 50, "order": unknown} and not settled.questions


def test_a_state_of_a_country_is_no_state_of_an_order(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{('CA', 'NY')[n % 2]}" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,time,amount,state", rows))
    assert found.types() == {"purchase": 90} and not found.told("unknown_states")
    assert found.column("region") == "state"


def test_what_a_later_line_says_of_an_order_does_not_come_into_earlier_ones(tmp_path):
    """The coupon is known at the till, the customer too: the cart that became the order did not know them."""
    rows = []
    for n in range(60):
        day = f"2024-01-{1 + n % 28:02}"
        rows.append(f"k{n % 9},{day} 10:00:00,cart,o{n},p{n % 7},,")
        rows.append(f"k{n % 9},{day} 11:00:00,purchase,o{n},p{n % 7},SALE,DE")
        rows.append(f"k{n % 9},{day} 12:00:00,refund,o{n},p{n % 7},,")
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,order_id,item_id,coupon,country", rows))
    assert found.source.fill_down == ("country", "coupon")
    assert {(e["type"], e["coupon"], e["country"]) for e in found.events} == {
        ("cart", None, None), ("purchase", "SALE", "DE"), ("refund", "SALE", "DE"),
    }  # fmt: skip


def test_lines_of_one_order_share_its_time_and_customer(tmp_path):
    rows = [
        f"#{n // 2},{'' if n % 2 else f'k{n % 18}@a.de'},{'' if n % 2 else f'2024-01-{1 + n % 28:02}'},p{n % 7}"
        for n in range(120)
    ]
    found = read_export(write_rows(tmp_path / "log.csv", "order_id,email,paid_at,item_id", rows))
    assert len(found.events) == 120 and not found.quarantine and found.reading.counts.without_user == 0
    assert len({(e["order"], e["user"], e["time"]) for e in found.events}) == 60


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["１２．５０", "￥１，２３４．５０", "8.1"], {12.5, 1234.5, 8.1}),
        (["CHF 1'234.50", "12.30", "1’000’000"], {1234.5, 12.3, 1e6}),
        (["12.30-", "5.00", "1,000.10-"], {12.3, 5.0, 1000.1}),
        (["1\u202f234.50 zł", "3.00 zł", "4.00 zł"], {1234.5, 3.0, 4.0}),
    ],
)
def test_numbers_as_people_write_them(tmp_path, written, meant):
    rows = [f'{n % 3},2024-01-0{1 + n % 9},{n},"{written[n % 3]}"' for n in range(60)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,paid_at,order_id,total", rows))
    assert {e["amount"] for e in found.events} == meant
    negative = sum(w.endswith("-") for w in written)
    assert found.types() == {"purchase": 60 - 20 * negative} | ({"refund": 20 * negative} if negative else {})


def test_times_in_full_width_digits(tmp_path):
    wide = str.maketrans("0123456789:/", "０１２３４５６７８９：／")
    plain = [f"{n % 3},{13 + n % 9}/01/2024 10:{n % 60:02},view,p1" for n in range(60)]
    rows = [row if n % 4 else row.translate(wide | {ord("p"): "p"}) for n, row in enumerate(plain)]
    first, second = (
        read_export(write_rows(tmp_path / f"{k}.csv", "user_id,time,event,item_id", lines))
        for k, lines in enumerate((plain, rows))
    )
    assert sorted(e["time"] for e in first.events) == sorted(e["time"] for e in second.events)


@pytest.mark.parametrize(
    ("cut", "written", "beside", "said", "meant", "told"),
    [
        (";", ["1.234", "999"], "0,5", None, {1234, 999}, ""),
        (";", ["1.234", "999"], "0.5", None, {1.234, 999}, ""),
        (";", ["1.234", "999"], "5", None, {1234, 999}, "like 1.234 only: taken as 1234; --decimal . says otherwise"),
        (";", ["1.234", "999"], "5", ".", {1.234, 999}, ""),
        (";", ["1.234", "0.999"], "5", None, {1.234, 0.999}, ""),
        (",", ["1.234", "999"], "5", ".", {1.234, 999}, ""),
        (",", ["1.234", "999"], "5", ",", {1234, 999}, ""),
        (",", ["1.234", "999"], "5.25", None, {1.234, 999}, ""),
        (",", ["1.234.567", "1.234"], "5", None, {1234567, 1234}, ""),
        (",", ["1.234.567", "1.234"], "5", ".", {1234567, 1234}, ""),  # the flag changes nothing that is certain
        ("\t", ["1,234", "999"], "5", None, {1234, 999}, "like 1,234 only: taken as 1234; --decimal , says otherwise"),
        ("\t", ["1,234", "999"], "5", ",", {1.234, 999}, ""),
        ("\t", ["1,234", "999"], "7.5", None, {1234, 999}, ""),
        ("\t", ["1,234", "999"], "7,5", None, {1.234, 999}, ""),
        ("\t", ["1,234", "0,999"], "5", None, {1.234, 0.999}, ""),
        ("\t", ["1234,567", "1,234"], "5", None, {1234.567, 1.234}, ""),
        ("\t", ["1,234.5", "1,234"], "5", None, {1234.5, 1234}, ""),
    ],
)
def test_a_mark_before_three_digits_is_told_by_the_rest_of_the_log(tmp_path, cut, written, beside, said, meant, told):
    rows = [cut.join((f"{n % 3}", f"2024-01-0{1 + n % 9}", f"{n}", written[n % 2], beside)) for n in range(40)]
    header = cut.join(("user_id", "paid_at", "order_id", "total", "weight"))
    found = read_export(write_rows(tmp_path / "log.csv", header, rows), decimal=said)
    assert {e["amount"] for e in found.events} == meant
    assert found.told("unclear_decimal") == (f"`total` has numbers {told}" if told else "")


@pytest.mark.parametrize(
    ("cut", "written", "said"),
    [
        (",", ["125.500", "98.250"], "`125.500` is 125500, --decimal . if it is 125.500"),
        (",", ["1.234", "999"], "`1.234` is 1234, --decimal . if it is 1.234"),
        (";", ["1,234", "999"], "`1,234` is 1234, --decimal , if it is 1.234"),
    ],
)
def test_money_that_may_be_thousands_or_fractions_is_asked_about(tmp_path, cut, written, said):
    rows = [cut.join((f"{n % 3}", f"2024-01-0{1 + n % 9}", f"{n}", written[n % 2])) for n in range(40)]
    log = write_rows(tmp_path / "log.csv", cut.join(("user_id", "paid_at", "order_id", "total")), rows)
    (question,) = read_export(log).questions
    assert isinstance(question, errors.UnclearDecimal) and said in str(question)
    for decimal in (",", "."):
        assert not read_export(log, decimal=decimal).questions


@pytest.mark.parametrize(
    ("written", "header", "meant"),
    [
        (["125.500", "98.000", "7.500"], "total", {125500, 98000, 7500}),
        (["1.230", "999"], "total", {1230, 999}),
        (["Rp 125.510", "Rp98.250"], "total", {125510, 98250}),
        (["₫125.510", "98.250đ"], "total", {125510, 98250}),
        (["125.510", "98.250"], "Total (Rp)", {125510, 98250}),
        (["125.510,VND", "98.250,VND"], "total,currency", {125510, 98250}),
        (["12.510,KWD", "98.250,KWD"], "total,currency", {12.51, 98.25}),
        (["Rp 1.049.000", '"Rp 98.250,-"'], "total", {1049000, 98250}),
    ],
)
def test_round_sums_and_currencies_without_fractions_tell_thousands(tmp_path, written, header, meant):
    rows = [f"{n % 3},2024-01-0{1 + n % 9},{n},{written[n % len(written)]}" for n in range(40)]
    found = read_export(write_rows(tmp_path / "log.csv", f"user_id,paid_at,order_id,{header}", rows))
    assert not found.questions and {e["amount"] for e in found.events} == meant


@pytest.mark.parametrize(("price", "told"), [(1.234, False), ("1.234", False), ("1,234", True)])
def test_a_number_of_json_begins_its_fraction_with_a_point(tmp_path, price, told):
    rows = [{"user_id": n % 3, "time": f"2024-01-0{1 + n % 9}", "price": price} for n in range(40)]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = read_export(tmp_path / "log.jsonl")
    assert {e["price"] for e in found.events} == {1234.0 if told else 1.234}
    assert bool(found.told("unclear_decimal")) == told


def test_an_order_told_again_later_counts_once(tmp_path):
    """A page of thanks, opened again on another day, sends its purchase again."""

    def log(name: str, again: int, after: str) -> Read:
        rows = []
        for n in range(40):
            lines = [f"u{n % 7},{{}},purchase,t{n},p{item},2,5.5" for item in (1, 2, 2)]
            rows += [line.format(f"2024-01-{1 + n % 9:02} 10:00:00") for line in lines]
            rows += [line.format(after) for line in lines] * (n < again)
            rows.append(f"u{n % 7},2024-02-03 10:00:00,view_item,,p1,,5.5")
        header = "user_id,event_time,event_name,transaction_id,item_id,quantity,price"
        return read_export(write_rows(tmp_path / name, header, rows))

    once = log("once.csv", 10, "2024-02-05 09:00:00")
    assert once.types() == {"purchase": 120, "view": 40} and "30 purchases" in once.told("reloads")
    assert max(e["time"] for e in once.events if e["type"] == "purchase") < 1_705_000_000_000_000
    assert once.reading.counts.rows == 190
    kept = log("kept.csv", 40, "2024-02-05 09:00:00")  # ids that stand for several purchases
    assert kept.types()["purchase"] == 240 and not kept.told("reloads")


@pytest.mark.parametrize(
    ("column", "values", "types"),
    [("Metric", "Received Email,Opened Email,Placed Order", {"Received Email": 30, "Opened Email": 30, "purchase": 30}),
     ("Doc Type", "Quote,Order,Invoice", {"Quote": 30, "order": 30, "purchase": 30}),
     ("name", "Ordered Product,Viewed Product,Placed Order", {"Ordered Product": 30, "view": 30, "purchase": 30})],
)  # fmt: skip
def test_names_of_events_are_types_under_any_name(tmp_path, column, values, types):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{values.split(',')[n % 3]}" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", f"customer_id,time,amount,{column}", rows))
    assert found.types() == types and not found.questions


def test_an_event_and_another_of_its_id_are_two(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,e{n},Placed Order" for n in [*range(40), *range(4)]]
    rows += [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,e{n},Refunded Order" for n in range(5)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,time,amount,event_id,event_type", rows))
    assert found.types() == {"purchase": 40, "refund": 5} and found.reading.counts.dropped_repeats == 4


def test_lines_of_shipping_and_discount_are_no_products(tmp_path):
    rows = [
        f"o{n // 3},k{n % 9},2024-01-{1 + n % 28:02d},{('product', 'shipping', 'discount')[n % 3]},S{n % 7},5.50"
        for n in range(90)
    ]
    found = read_export(write_rows(tmp_path / "log.csv", "order_id,customer_id,created_at,line_type,sku,amount", rows))
    assert {e["x:line_type"] for e in found.events if e["is_product"]} == {"product"}
    assert sum(e["is_product"] for e in found.events) == 30


def test_states_are_told_beside_a_column_called_type(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,Express,{('Completed', 'Held')[n % 2]}" for n in range(90)]
    log = write_rows(tmp_path / "log.csv", "customer_id,date,gross,Type,Status", rows)
    assert read_export(log, types={"Held": "order"}).types() == {"purchase": 45, "order": 45}


def test_payments_of_a_subscription_are_purchases(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{('renewal', 'initial', 'churn')[n % 3]}" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,date,amount,event", rows))
    assert found.types() == {"purchase": 60, "cancel": 30}


def test_what_carries_money_is_never_proposed_as_a_view(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{('AA', 'BB')[n % 5 == 0]}" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,date,amount,event", rows))
    assert found.question() == "UnclearTypes" and "=view" not in str(found.questions[0])


@pytest.mark.parametrize(
    ("column", "paid", "cancelled"),
    [("Статус", "Доставлен", "Отменён"), ("Durum", "Teslim Edildi", "İptal Edildi"),
     ("Status", "Zrealizowane", "Anulowane")],
)  # fmt: skip
def test_states_of_further_languages(tmp_path, column, paid, cancelled):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{(paid, cancelled)[n % 3 == 0]}" for n in range(90)]
    log = write_rows(tmp_path / "log.csv", f"customer_id,date,amount,{column}", rows)
    assert read_export(log, types={"*": "purchase"}).types() == {"purchase": 60, "cancel": 30}
