"""Exports of well-known shop systems and trackers are read rightly though nobody says anything about them."""

from __future__ import annotations

import csv
import hmac
from datetime import UTC, datetime

import pytest
from exports import KEY, read_export
from presets import (
    adobe,
    ga4,
    magento,
    matomo,
    rees46,
    segment,
    shopify_csv,
    shopify_tables,
    snowplow,
    uci,
    woocommerce,
)
from presets.shop import GOODS, bought, orders
from presets.tables import write_table

SOME = orders()
PAID = [o for o in SOME if o.paid]
TESTS = [o for o in PAID if o.n % 20 == 3]
BACK = [o for o in PAID if o.refunded]
WHO = {o.customer for o in SOME}
ONE = SOME[11]  # three products


def lines(some):
    return sum(len(o.lines) for o in some)


def hashed(customer):
    return hmac.new(KEY.secret, f"c{customer}@example.com".encode(), "sha256").hexdigest()


def check(found, types, total, order, user, item="SKU-{0:03}", seconds=0.0):
    """No question; events by type; what was bought in all, and one order of three lines whole."""
    assert not found.questions
    assert found.types() == types and not found.quarantine
    assert sum(e["amount"] for e in found.events if e["type"] == "purchase") == pytest.approx(total)
    whole = [e for e in found.events if e["type"] == "purchase" and e["order"] == order]
    assert {e["user"] for e in whole} == {user}
    assert {datetime.fromtimestamp(e["time"] / 1e6, UTC).timestamp() for e in whole} == {ONE.at.timestamp() + seconds}
    assert sorted((e["item"], e["quantity"], e["price"], e["amount"]) for e in whole) == sorted(
        (item.format(good + 1, good), q, pytest.approx(GOODS[good][2]), pytest.approx(GOODS[good][2] * q))
        for good, q in ONE.lines
    )


def users(found):
    return {e["user"] for e in found.events}


VISITS = {"page_view": 60, "view": lines(SOME), "cart": lines(SOME), "purchase": lines(SOME)}


def test_shopifys_orders(tmp_path):
    found = read_export(shopify_csv.write(tmp_path))
    check(found, {"purchase": lines(PAID), "order": 12}, bought(PAID), "#1012", hashed(ONE.customer))
    assert users(found) == {hashed(c) for c in WHO}


def test_shopifys_orders_of_a_shop_without_numbers_for_its_products(tmp_path):
    found = read_export(shopify_csv.write(tmp_path, skus=False))
    check(found, {"purchase": lines(PAID), "order": 12}, bought(PAID), "#1012", hashed(ONE.customer), "Mug no. {0}")


@pytest.mark.parametrize("ending", ["json", "parquet"])
def test_ga4(tmp_path, ending):
    found = read_export(ga4.write(tmp_path, ending))
    check(found, VISITS | {"page_view": lines(SOME)}, bought(SOME), "T11", f"C{ONE.customer}")
    devices = {e["user"] for e in found.events if e["is_device"]}
    assert devices == {f"{90000 + c}.{1600000000 + c}" for c in WHO}
    assert not any("user_ltv" in x.column for x in found.source.further)  # it is that of the export's day


def test_woocommerce(tmp_path):
    found = read_export(woocommerce.write(tmp_path))
    check(found, {"purchase": lines(PAID), "order": 12}, bought(PAID), "711", str(40 + ONE.customer), "50{1}")
    assert users(found) == {hashed(c) if c % 5 == 0 else str(40 + c) for c in WHO}
    assert "billing.email" in found.told("guests_by_contact")
    unpaid = next(e for e in found.events if e["order"] == "707")
    assert unpaid["time"] == SOME[7].at.timestamp() * 1e6
    kept = {x.column for x in found.source.further}
    assert not any(word in column for column in kept for word in ("name", "phone", "email", "refunds", "address"))


def test_shopifys_tables(tmp_path):
    found = read_export(shopify_tables.write(tmp_path))
    real = [o for o in PAID if o not in TESTS]
    types = {"purchase": lines(real), "order": 12, "test": lines(TESTS), "refund": len(BACK)}
    check(found, types, bought(real), str(5000000011), str(600000 + ONE.customer), "700{1}", 1)
    assert users(found) == {str(600000 + c) for c in WHO}
    back = sorted((e["order"], e["user"], e["item"], e["amount"]) for e in found.events if e["type"] == "refund")
    assert back == [(f"{5000000000 + o.n}", f"{600000 + o.customer}", f"{7000 + o.lines[0][0]}", o.back) for o in BACK]
    assert "customers.csv" in found.told("no_logs")


def test_shopifys_orders_without_refunds(tmp_path):
    folder = shopify_tables.write(tmp_path)
    found = read_export([folder / "orders.csv", folder / "order_lines.csv"])
    assert not found.questions and found.types() == {"purchase": 102, "order": 12, "test": 6}


def test_segment(tmp_path):
    found = read_export(segment.write(tmp_path))
    types = {"view": lines(SOME), "cart": lines(SOME), "purchase": lines(SOME), "refund": len(BACK)}
    check(found, types, bought(SOME), "S11", f"C{ONE.customer}", seconds=0.125)
    assert {e["order"] for e in found.events if e["type"] == "refund"} == {f"S{o.n}" for o in BACK}


def test_magento(tmp_path):
    found = read_export(magento.write(tmp_path))
    types = {"purchase": lines(PAID), "order": 12, "refund": len(BACK)}
    check(found, types, bought(PAID), "100000012", str(40 + ONE.customer), "50{1}")
    assert users(found) == {hashed(c) if c % 5 == 0 else str(40 + c) for c in WHO}
    assert {(e["item"], e["variant"]) for e in found.events} == {
        (f"50{good}", f"90{good}" if good % 2 else None) for good in range(len(GOODS))
    }
    back = sorted((e["order"], e["amount"]) for e in found.events if e["type"] == "refund")
    assert back == [(f"{100000001 + o.n}", o.back) for o in BACK]
    assert {e["currency"] for e in found.events} == {"EUR"}


@pytest.mark.parametrize("left_out", ["coupon_code", "store_id", "base_price"])
def test_tables_that_lack_a_column_are_still_read(tmp_path, left_out):
    folder = magento.write(tmp_path)
    for path in folder.iterdir():
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        write_table(path, ({c: v for c, v in row.items() if c != left_out} for row in rows))
    assert read_export(folder).reading.sources  # at least with a question, never with an error of SQL


@pytest.mark.parametrize("system", [shopify_tables, magento, matomo, woocommerce, adobe, snowplow])
def test_what_comes_after_a_cutoff_changes_no_reading(tmp_path, system):
    cutoff = int(ONE.at.timestamp() * 1e6) + 40 * 86_400_000_000
    source = system.write(tmp_path)
    then, now = read_export(source, as_of=cutoff), read_export(source)
    plain = [sorted(str({k: v for k, v in e.items() if k[:2] != "x:"}) for e in f.events) for f in (then, now)]
    assert not then.questions and plain[0] == plain[1]


def test_matomo(tmp_path):
    found = read_export(matomo.write(tmp_path))
    types = {"page_view": 60, "view": lines(SOME), "purchase": lines(PAID), "cart": 12, "goal 3": 3}
    user = f"member{ONE.customer}" if ONE.customer % 2 else f"{0xA1B2C3D4E5F60000 + ONE.customer:016x}"
    check(found, types, bought(PAID), "M11", user)
    assert {e["session"] for e in found.events} == {str(3000 + o.n) for o in SOME}


@pytest.mark.parametrize("ending", ["json", "tsv"])
def test_snowplow(tmp_path, ending):
    found = read_export(snowplow.write(tmp_path, ending))
    check(found, VISITS, bought(SOME), "P11", f"C{ONE.customer}", seconds=0.25)


def test_adobe(tmp_path):
    found = read_export(adobe.write(tmp_path))
    user = f"{2900000000000000000 + ONE.customer}_{4600000000000000000 + ONE.customer}"
    check(found, VISITS, bought(SOME), "A11", user)
    assert {e["session"] for e in found.events if e["user"] == user and e["order"] == "A11"} == {
        f"{2900000000000000000 + ONE.customer}_12_{int(ONE.at.timestamp()) - 1800}"
    }


def test_rees46(tmp_path):
    found = read_export(rees46.write(tmp_path))
    pieces = sum(q for o in PAID for _, q in o.lines)
    assert not found.questions
    assert found.types() == {"view": lines(SOME), "cart": lines(SOME), "purchase": pieces, "cart_remove": 12}
    assert sum(e["amount"] for e in found.events if e["type"] == "purchase") == pytest.approx(bought(PAID))
    assert users(found) == {str(512000000 + c) for c in WHO}
    first = min(found.events, key=lambda e: e["time"])
    assert first["time"] == (SOME[0].at.timestamp() - 1200) * 1e6


def test_uci(tmp_path):
    found = read_export(uci.write(tmp_path))
    types = {"purchase": lines(SOME) + 12, "refund": len(BACK)}
    assert not found.questions and found.types() == types
    sold = [e for e in found.events if e["type"] == "purchase"]
    assert sum(e["amount"] for e in sold if e["is_product"]) == pytest.approx(bought(SOME))
    assert sum(e["amount"] for e in sold if not e["is_product"]) == 12 * 18
    assert users(found) == {None, *(str(12346 + o.customer) for o in PAID)}
    whole = [e for e in sold if e["order"] == "536376" and e["is_product"]]
    assert {e["time"] for e in whole} == {ONE.at.replace(second=0).timestamp() * 1e6}
    assert sorted((e["item"], e["quantity"], e["amount"]) for e in whole) == sorted(
        (f"{good + 1:03}23A", q, GOODS[good][2] * q) for good, q in ONE.lines
    )
