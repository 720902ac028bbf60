"""Exports of Chinese back offices, read without a flag: what came out is compared with what the shop wrote."""

from __future__ import annotations

import csv

import pytest
from exports import read_export, write_rows
from presets import aggregates, douyin_orders, jd_orders, pinduoduo_orders, taobao_orders

from foresale import errors
from foresale.language import use


def cells(path, encoding="utf-8-sig"):
    """The rows of an export as its shop means them: without blanks, tabs and `="..."`."""
    with path.open(encoding=encoding, newline="") as lines:
        for row in csv.DictReader(lines):
            yield {k.strip(): v.strip(" \t'").removeprefix('="').removesuffix('"') for k, v in row.items()}


def bought(found):
    return [e for e in found.events if e["type"] == "purchase"]


def money(found):
    return pytest.approx(sum(e["amount"] for e in bought(found)))


def test_orders_of_taobao(tmp_path):
    path, _ = taobao_orders.write(tmp_path)
    found, rows = read_export(path), list(cells(path, "gb18030"))
    paid = [r for r in rows if r["订单付款时间"] and r["订单状态"] != "交易关闭"]
    assert not found.questions and not found.quarantine
    assert len(paid) == 72 and len({e["order"] for e in bought(found)}) == 72
    assert found.types() == {"purchase": 108, "cancel": 12, "order": 60}
    assert {e["user"] for e in found.events} == {r["买家会员名"] for r in rows}
    assert money(found) == sum(float(r["买家实际支付金额"]) for r in paid)
    one = next(e for e in found.events if e["order"] == "1900000000000000000")
    assert (one["user"], one["quantity"], one["clock"]) == ("tb买家000", float(rows[0]["宝贝总数量"]), 9 * 3600 + 300)
    assert all(f"x:{later}" not in one for later in ("退款金额", "打款商家金额", "物流公司", "订单关闭原因"))


def test_lines_of_taobao_find_their_order(tmp_path):
    path, lines = taobao_orders.write(tmp_path)
    found, rows = read_export(tmp_path), list(cells(lines, "gb18030"))
    assert not found.questions and not found.quarantine and len(found.events) == len(rows) == 180
    states = {r["订单编号"]: (r["订单付款时间"], r["订单状态"]) for r in cells(path, "gb18030")}
    paid = [r for r in rows if states[r["订单编号"]][0] and states[r["订单编号"]][1] != "交易关闭"]
    assert money(found) == sum(float(r["价格"]) * int(r["购买数量"]) for r in paid)
    second = [(e["item"], e["title"], e["quantity"]) for e in found.events if e["order"] == "1900000000001000003"]
    expected = [(r["商家编码"], r["标题"], float(r["购买数量"])) for r in rows if r["订单编号"][-7:] == "1000003"]
    assert sorted(second) == sorted(expected) and len(second) == 2


def test_orders_of_jd_with_accounts(tmp_path):
    path = jd_orders.write(tmp_path, accounts=True)
    found, rows = read_export(path), list(cells(path, "gb18030"))
    paid = [r for r in rows if r["付款确认时间"]]
    assert not found.questions and not found.told("unknown_states")
    assert found.types() == {"purchase": len(paid), "order": len(rows) - len(paid)} and len(paid) == 108
    assert {e["user"] for e in found.events} == {r["下单帐号"] for r in rows}
    assert money(found) == sum(float(r["京东价"]) * int(r["订购数量"]) for r in paid)
    one = [(e["item"], e["amount"]) for e in found.events if e["order"] == "290000000101"]
    assert one and sum(a for _, a in one) == float(next(r["订单金额"] for r in rows if r["订单号"] == "290000000101"))


@pytest.mark.parametrize(
    ("system", "item"), [(jd_orders, "商品ID"), (douyin_orders, "商品ID"), (pinduoduo_orders, "商品id")]
)
def test_exports_without_a_buyer_say_so_and_answer_for_products(tmp_path, system, item):
    path = system.write(tmp_path)
    found = read_export(path)
    assert found.question() == "NoBuyer" and f"--map user={item}" in str(found.questions[0])
    assert "up to 10,000 numbers" in str(found.questions[0]) and "any number of people" in str(found.questions[0])
    by_item = read_export(path, map={"user": item})
    rows = list(cells(path, "gb18030" if system is jd_orders else "utf-8-sig"))
    assert not by_item.questions and {e["user"] for e in by_item.events} <= {r[item] for r in rows}
    assert by_item.types()["purchase"] >= 60


def test_orders_of_pinduoduo(tmp_path):
    path = pinduoduo_orders.write(tmp_path)
    found, rows = read_export(path, map={"user": "商品id"}), list(cells(path))
    paid = [r for r in rows if r["订单状态"] not in ("已取消", "待支付")]
    assert found.types() == {"purchase": 72, "cancel": 24} and len(paid) == 72
    assert money(found) == sum(float(r["用户实付金额(元)"]) for r in paid)
    # What was never paid has no time here: it is counted, and no sign of damage.
    assert found.reading.counts.quarantined == {"never paid, and without a time": 24}
    damaged = path.read_text(encoding="utf-8-sig").replace("待支付", "待发货")
    path.write_text(damaged, encoding="utf-8-sig")
    with pytest.raises(errors.TooManyDamaged, match="no time"):
        read_export(path, map={"user": "商品id"})


def test_orders_of_douyin_with_a_buyer(tmp_path):
    path = douyin_orders.write(tmp_path, buyers=True)
    found, rows = read_export(path), list(cells(path))
    paid = [r for r in rows if r["支付完成时间"] and r["订单状态"] != "已关闭"]
    assert not found.questions and not found.quarantine
    assert found.types() == {"purchase": len(paid), "cancel": 36, "order": 36}
    assert {e["user"] for e in found.events} == {r["用户ID"] for r in rows}
    assert money(found) == sum(float(r["订单应付金额"]) for r in paid)
    main = next(r for r in rows if r["主订单编号"] != r["子订单编号"])["主订单编号"]
    two = sorted((e["item"], e["amount"]) for e in found.events if e["order"] == main)
    assert two == sorted((r["商品ID"], float(r["订单应付金额"])) for r in rows if r["主订单编号"] == main)
    assert found.column("discount") == "优惠总金额"


def test_products_listed_in_one_cell_are_a_line_each(tmp_path):
    path, _ = taobao_orders.write(tmp_path)
    found, rows = read_export(path), list(cells(path, "gb18030"))
    assert "宝贝标题" in found.told("listed") and "子订单编号" in found.told("listed")
    assert len(found.events) == sum(int(r["宝贝种类"]) for r in rows) == 180
    assert {e["item"] for e in found.events} == set(taobao_orders.GOODS)
    two = [e for e in found.events if e["order"] == "1900000000001000003"]
    assert sorted(e["item"] for e in two) == sorted(rows[1]["宝贝标题"].split("，"))
    assert sum(e["amount"] for e in two) == pytest.approx(float(rows[1]["买家实际支付金额"]))
    assert sum(e["quantity"] for e in two) == int(rows[1]["宝贝总数量"])


def test_merged_suborders_of_douyin(tmp_path):
    """Some tools write an order a line: ids, products and counts merged with `;`; titles keep their commas."""
    goods = list(douyin_orders.GOODS)
    two = ("2001;2002", "1;2", lambda n: f"{goods[n % 4]};{goods[4 + n % 4]}"), ("2001", "2", lambda n: goods[n % 4])
    rows = []
    for n in range(60):
        parts, counts, of = two[(n + 1) % 2]
        rows.append(
            f'\t{9000 + n}\t,{parts},\t{of(n)},"补水,温和{n % 4}号",{counts},{50 + n},u{n % 9},'
            f"2024-03-{1 + n % 28:02} 10:00:00"
        )
    header = "主订单编号,子订单编号,商品ID,选购商品,商品数量,订单应付金额,用户ID,支付完成时间"
    found = read_export(write_rows(tmp_path / "合并.csv", header, rows))
    assert not found.questions and found.types() == {"purchase": 90}
    two = sorted((e["item"], e["quantity"], e["amount"]) for e in found.events if e["order"] == "9001")
    assert two == sorted([(goods[1], 1.0, 25.5), (goods[5], 2.0, 25.5)])


@pytest.mark.parametrize(
    ("write", "instead"),
    [
        (aggregates.write_ga4, "the BigQuery export of GA4"),
        (aggregates.write_shopify, "Orders > Export in Shopify's admin"),
        (aggregates.write_sycm, "order export has a row for each order"),
    ],
)
def test_reports_of_sums_are_refused_and_say_where_the_rows_are(tmp_path, write, instead):
    found = read_export(write(tmp_path))
    assert found.question() == "SumsOnly" and instead in str(found.questions[0])
    with use("zh"):
        assert "汇总报表" in str(found.questions[0])


def test_the_bill_of_wechat_pay(tmp_path):
    header = "\ufeff交易时间,微信订单号,用户标识,交易类型,交易状态,应结订单金额,代金券金额,退款金额,退款状态,商品名称"
    lines = []
    for n in range(60):
        head = f"`2023-03-{1 + n % 28:02} 21:18:07,`42{n:08},`o{n % 9},`JSAPI"
        lines.append(f"{head},`SUCCESS,`59.70,`0.00,`0.00,`,`订单")
        if n % 10 == 0:
            lines.append(f"{head},`REFUND,`0.00,`0.00,`59.70,`SUCCESS,`订单")
    foot = ["总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额", "`66,`3582.00,`358.20,`0.00,`0.00"]
    found = read_export(write_rows(tmp_path / "bill.csv", header, [*lines, *foot]))
    assert not found.questions and not found.quarantine and "2 lines" in found.told("sums_below")
    assert found.types() == {"purchase": 60, "refund": 6}
    assert {e["user"] for e in bought(found)} == {f"o{n}" for n in range(9)}
    assert money(found) == 60 * 59.7 and all(e["clock"] == 21 * 3600 + 18 * 60 + 7 for e in found.events)
    assert sum(e["amount"] for e in found.events if e["type"] == "refund") == pytest.approx(6 * 59.7)


def test_backticks_that_are_part_of_some_values_stay(tmp_path):
    rows = [f"u{n % 9},2024-01-{1 + n % 28:02},{'`' * (n % 2)}p" for n in range(60)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,item_id", rows))
    assert {e["item"] for e in found.events} == {"p", "`p"}


def test_what_is_no_time_is_said_in_chinese(tmp_path):
    rows = [f"u{n % 9},2024-01-{1 + n % 28:02},x{n}" for n in range(60)]
    path = write_rows(tmp_path / "log.csv", "user_id,time,no", rows)
    with use("zh"), pytest.raises(errors.NotTimes) as caught:
        read_export(path, map={"time": "no"})
    with use("zh"):
        assert "值形如 x99" in str(caught.value)


def test_the_foot_of_a_bill_of_alipay_is_no_damage(tmp_path):
    path = tmp_path / "bill.csv"
    rows = [f"A{n},2023-03-{1 + n % 28:02} 10:00:00,u{n % 9},{n}.50,交易成功" for n in range(60)]
    foot = ["-" * 60, "共60笔记录", "已收入:60笔,100.00元", "导出时间:[2024-04-02 10:00:00]    用户:某公司"]
    path.write_text("\n".join(["交易号,付款时间,买家账号,金额（元）,交易状态", *rows, *foot, ""]), encoding="utf-8")
    found = read_export(path)
    assert not found.quarantine and len(found.events) == 60 and "4 lines" in found.told("sums_below")
