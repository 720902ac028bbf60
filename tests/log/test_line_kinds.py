"""Lines of shipping, fees, tips and discounts, marked by a column, beside those of goods."""

from __future__ import annotations

import pytest
from exports import read_export, write_rows

from foresale.log import prepare

WORDS = {
    "line_type": ("product", "shipping", "discount", "gift_wrap", "tip"),
    "type": ("line_item", "Shipping Fee", "Coupon", "Gift wrapping", "Gratuity"),
    "item_type": ("Artikel", "Versandkosten", "Rabatt", "Geschenkverpackung", "Trinkgeld"),
    "transaction_type": ("SKU", "Freight", "Promo", "Handling", "service_fee"),
    "类型": ("商品", "运费", "优惠券", "礼品包装", "小费"),
}
HEAD = "order_id,customer_id,created_at,{},sku,quantity,{}"


def export(tmp_path, column, *, sign=-1, price="line_total"):
    """50 orders: one to three products of 10, 20 and 30, postage 5, every third with a discount of a tenth."""
    goods, postage, cut, wrap, tip = WORDS[column]
    rows, truth = [], {"goods": 0.0, "other": 0.0, "lines": 0, "others": 0, "cuts": 0}
    for n in range(50):
        head = f"o{n},k{n % 9},2024-0{1 + n % 3}-{1 + n % 28:02} 10:00:00"
        prices = [10.0 * (k + 1) for k in range(n % 3 + 1)]
        rows += [f"{head},{goods},SKU-{k}{n % 4},1,{p:.2f}" for k, p in enumerate(prices)]
        rows.append(f"{head},{postage},,1,5.00")
        truth["goods"] += sum(prices)
        truth["lines"] += len(prices)
        truth["other"] += 5
        truth["others"] += 1
        if n % 3 == 0:
            rows.append(f"{head},{cut},,1,{sign * sum(prices) / 10:.2f}")
            truth["goods"] -= sum(prices) / 10
            truth["cuts"] += 1
        if n % 5 == 0:
            rows += [f"{head},{wrap},,1,2.00", f"{head},{tip},,1,1.00"]
            truth["other"] += 3
            truth["others"] += 2
    return write_rows(tmp_path / "lines.csv", HEAD.format(column, price), rows), truth


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("column", WORDS)
def test_only_goods_are_products_and_discounts_lessen_what_they_cost(tmp_path, column, sign):
    log, truth = export(tmp_path, column, sign=sign)
    found = read_export(log)
    assert not found.questions
    assert found.types() == {"purchase": truth["lines"] + truth["others"], "discount": truth["cuts"]}
    goods = [e for e in found.events if e["is_product"]]
    assert len(goods) == truth["lines"] and {e["type"] for e in goods} == {"purchase"}
    assert sum(e["amount"] for e in goods) == pytest.approx(truth["goods"])
    others = [e for e in found.events if not e["is_product"] and e["type"] == "purchase"]
    assert sum(e["amount"] for e in others) == pytest.approx(truth["other"])
    assert found.reading.counts.not_purchases == {"discount": truth["cuts"]}
    assert read_export(log, reading=found.reading).types() == found.types()


def test_prices_below_nothing_are_discounts_too(tmp_path):
    log, truth = export(tmp_path, "line_type", price="unit_price")
    found = read_export(log)
    assert found.types() == {"purchase": truth["lines"] + truth["others"], "discount": truth["cuts"]}
    bought = sum(e["amount"] for e in found.events if e["type"] == "purchase")
    assert bought == pytest.approx(truth["goods"] + truth["other"])


def test_what_came_back_with_its_discount_is_still_a_refund(tmp_path):
    rows = []
    for n in range(40):
        head = f"o{n},k{n % 9},2024-01-{1 + n % 28:02}"
        rows += [f"{head},product,S{n % 4},1,20.00", f"{head},discount,,1,-2.00"]
        if n % 8 == 0:
            back = f"r{n},k{n % 9},2024-02-{1 + n % 28:02}"
            rows += [f"{back},product,S{n % 4},-1,-20.00", f"{back},discount,,1,2.00"]
    found = read_export(write_rows(tmp_path / "log.csv", HEAD.format("line_type", "amount"), rows))
    assert found.types() == {"purchase": 40, "refund": 5, "discount": 45}
    assert {e["amount"] for e in found.events if e["type"] != "discount"} == {18.0}


@pytest.mark.parametrize(("one", "other"), [("Oak", "Pine"), ("sale", "return"), ("product", "bike")])
def test_a_type_of_anything_else_is_none_of_lines(tmp_path, one, other):
    rows = [f"o{n},k{n % 9},2024-01-{1 + n % 28:02},{(one, one, other)[n % 3]},S{n % 4},1,20.00" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", HEAD.format("type", "amount"), rows))
    assert not found.source.other_lines and "discount" not in found.types()


def test_before_a_cutoff_discounts_are_counted_as_in_the_whole_log(tmp_path):
    log, truth = export(tmp_path, "line_type")
    made = prepare([log], cache=tmp_path / "cache")
    assert made.counts.not_purchases == {"discount": truth["cuts"]}
    before = made.before(made.first + 15 * 86_400_000_000)
    assert 0 < before.counts.not_purchases["discount"] < truth["cuts"]
