"""Planted answers for money, conversion, variety, worth, basket, search, attributes, profile and further columns."""

from __future__ import annotations

import math

import numpy as np
import pytest
from planted import NOON, event, events, features_of, log_of, row_of, spec_of
from pytest import approx

from foresale.features.items import CONVERSION, N_STATISTICS, POPULARITY, REPURCHASE, known, statistics
from foresale.features.texts import count_words, same_text
from foresale.features.windows import lay_edges
from foresale.log.events import DAY_US, HOUR_US

NAN = approx(np.nan, nan_ok=True)
MIDNIGHT = NOON - 12 * HOUR_US


def test_money_by_hand():
    found = [
        event(20, "purchase", amount=10.0, quantity=2.0, price=5.0, list_price=10.0),
        event(5, "purchase", amount=30.0, quantity=1.0, price=30.0, list_price=30.0),
        event(4.99, "purchase", amount=20.0, quantity=np.nan, price=np.nan, list_price=np.nan),
        event(3, "refund", amount=15.0, quantity=1.0, price=15.0, list_price=np.nan),
        event(2, "view", amount=np.nan, quantity=np.nan, price=8.0, list_price=9.0),
        event(70, "purchase", amount=99.0, quantity=9.0, price=11.0, list_price=11.0),
    ]
    assert row_of(found, NOON, "money") == {
        "spend_all": 60, "spend_30d": 60, "spend_7d": 50, "spend_per_purchase_day": 30, "spend_last_purchase_day": 50,
        "units_per_line": 1.5, "price_bought": 17.5, "price_viewed": 8, "discount_share": approx(1 - 35 / 40),
        "refund_share": 0.25,
    }  # fmt: skip


def test_one_wild_amount_is_capped_at_what_the_log_has_seen():
    found = [event(k % 50 + 1, "purchase", amount=10.0) for k in range(2000)]
    assert row_of([*found, event(3, "purchase", amount=1e9)], NOON, "money")["spend_7d"] == approx(10 * 281)
    assert spec_of(log_of(found), "money").context.learned == {"money.amount": 10}


def test_wild_quantities_and_prices_are_capped_likewise():
    """80,995 pieces on one line, and a price of ten million, count as the largest usual ones."""
    found = [event(k % 50 + 1, "purchase", amount=10.0, quantity=2.0, price=5.0) for k in range(2000)]
    line = event(3, "purchase", amount=10.0, quantity=80_995.0, price=1e7)
    wild = [line, event(2, "view", amount=np.nan, quantity=np.nan, price=1e7)]
    row = row_of([*found, *wild], NOON, "money")
    assert (row["units_per_line"], row["price_bought"], row["price_viewed"]) == (2, 5, 5)


def test_discounts_are_told_by_a_column_of_their_own_where_list_prices_are_missing():
    found = [event(2, "purchase", amount=30.0, discount=10.0), event(1, "purchase", amount=10.0, discount=0.0)]
    assert row_of(found, NOON, "money")["discount_share"] == approx(0.2)


def test_conversion_starts_at_the_shops_own_rate():
    others = [{**event(k, kind), "user": "other"} for k in range(1, 10) for kind in ("view",) * 4 + ("purchase",)]
    log = log_of([*others, event(70), event(9), event(8, "purchase")], user_table=None)
    spec = spec_of(log, "conversion")
    rate = 10 / 38
    assert spec.context.learned == {"conversion.purchase_per_view": approx(rate)}
    mine, nobody = features_of(log, ["u", "new"], [NOON], spec)["purchases_per_view_all"]
    assert mine == approx(2 / (1 + 1 / rate)) and nobody == approx(rate)


def test_variety_by_hand():
    found = [
        event(9, "view", item="a", category="x"), event(8, "view", item="a", category="x"),
        event(7, "purchase", item="a", category="x"), event(6, "purchase", item="b", category="y"),
        event(5, "purchase", item="a", category="x"), event(4.99, "purchase", item="a", category="x"),
        event(4, "view", item=None, category=None), event(80, "purchase", item="b", category="z"),
    ]  # fmt: skip
    share = 5 / 6
    entropy = -share * math.log2(share) - (1 - share) * math.log2(1 - share)
    assert row_of(found, NOON, "variety") == {
        "category_variety": approx(entropy, abs=1e-5), "top_category_share": approx(share), "events_per_item": 3,
        "items_bought": 2, "bought_again_share": approx(1 / 3),
    }  # fmt: skip


def test_variety_is_that_of_a_plain_recount_when_the_lookback_moves():
    found = [e for e in events(3, n=600, n_users=2) if e["category"]]
    log = log_of(found)
    spec = spec_of(log, "variety", lookback_days=10.0)
    cutoffs = [NOON + k * DAY_US // 2 for k in range(-60, 10)]
    table = features_of(log, ["u00"], cutoffs, spec)
    edges = lay_edges(np.array(cutoffs), [10.0], log.zone)[:, 0]
    for k, (edge, cutoff) in enumerate(zip(edges, cutoffs)):
        seen = [e["category"] for e in found if e["user"] == "u00" and edge <= e["time"] < cutoff]
        counts = np.unique(seen, return_counts=True)[1] if seen else np.zeros(0)
        top = counts.max() / counts.sum() if len(counts) else np.nan
        shares = counts / counts.sum() if len(counts) else np.array([np.nan])
        assert table["top_category_share"][k] == approx(top, nan_ok=True)
        assert table["category_variety"][k] == approx(-(shares * np.log2(shares)).sum(), abs=1e-5, nan_ok=True)


def item_statistics(log, context, points):
    """float32[G, n, 3] of all items at all points."""
    found = statistics(log, context, np.array(points), "item")
    codes = range(len(log.dictionaries["item"]))
    return np.array([
        [[known(*found, code, g, which) for which in range(N_STATISTICS)] for code in codes] for g in range(len(points))
    ])  # fmt: skip


def test_item_statistics_count_everybody_before_the_midnight():
    def by(user, days, kind, item):
        return {**event(days, kind), "user": user, "item": item, "is_product": int(item != "post")}

    found = [
        by("p", 9, "view", "a"), by("p", 8, "purchase", "a"), by("p", 6, "purchase", "a"),
        by("q", 5, "view", "a"), by("q", 4, "view", "b"), by(None, 3, "view", "b"), by("q", 2, "refund", "b"),
        by("q", 2, "purchase", "post"), by("q", 0.1, "view", "b"), by("q", 40, "purchase", "b"),
    ]  # fmt: skip
    log = log_of(found, user_table=None)
    context = spec_of(log).context
    code = {text: k for k, text in enumerate(log.dictionaries["item"])}
    earlier, now = item_statistics(log, context, [MIDNIGHT - 4 * DAY_US, MIDNIGHT])
    a, b, post = (now[code[item]] for item in ("a", "b", "post"))
    assert a[POPULARITY] == approx(np.log1p(1e6 * 2 / 4)) and b[POPULARITY] == a[POPULARITY]
    assert post[POPULARITY] == 0
    # a: 2 buying days for 2 views; b: 1 for 2; all: 3 for 4. Bought again: 1 of 3, by the buyer of a.
    assert a[CONVERSION] == approx(np.log2((2 / 3 + 5 / 3) / (2 / 4 + 5 / 3)))
    assert b[CONVERSION] == approx(np.log2((1 / 3 + 5 / 3) / (2 / 4 + 5 / 3)))
    assert a[REPURCHASE] == approx(np.log2((1 + 5) / (2 / 3 + 5)))
    assert earlier[code["b"]][POPULARITY] == 0 and earlier[code["a"]][POPULARITY] > 0
    np.testing.assert_array_equal(item_statistics(log, context, [MIDNIGHT])[0], now)


def test_item_statistics_are_those_of_a_plain_recount_at_each_of_many_points():
    """A few points, of which some items have a note in every cell, and many, of which none has."""
    found = [{**e, "type": "view" if e["type"] == "refund" else e["type"]} for e in events(5, n=900, n_users=9)]
    log = log_of(found, user_table=None)
    context = spec_of(log).context
    for points in ([MIDNIGHT - 20 * DAY_US, MIDNIGHT], [MIDNIGHT - k * DAY_US for k in range(60, -1, -1)]):
        now = item_statistics(log, context, points)
        for g in range(0, len(points), 7):
            np.testing.assert_array_equal(now[g], item_statistics(log, context, points[g : g + 1])[0])
        recent = [MIDNIGHT - context.horizon_days * DAY_US <= e["time"] < MIDNIGHT and e["item"] for e in found]
        product = [e.get("is_product", 1) and e["type"] != "cancel" for e in found]
        items = [item for item, p in zip(recent, product) if item and p]
        for code, item in enumerate(log.dictionaries["item"]):
            assert now[-1][code][POPULARITY] == approx(np.log1p(1e6 * items.count(item) / len(items)))


def test_worth_is_the_mean_over_different_items_touched_last():
    found = [event(3, item="a"), event(2, item="b"), event(1, item="b"), event(0.1, item="c")]
    log = log_of(found)
    spec = spec_of(log, "worth")
    of_items = item_statistics(log, spec.context, [MIDNIGHT])[0]
    row = row_of(found, NOON, "worth")
    assert row["item_popularity"] == approx(of_items[:, POPULARITY].mean(), rel=1e-5)


def test_the_basket_holds_what_was_neither_bought_nor_removed():
    found = [
        event(9, "cart", item="a", price=10.0), event(8, "cart", item="b", price=5.0),
        event(7, "cart", item="c", price=1.0), event(6, "purchase", item="a", price=10.0),
        event(5, "cart_remove", item="b", price=5.0), event(4, "cart", item="d", price=2.5),
        event(3, "cart", item="c", price=2.0), event(2, "cart", item="e", price=7.0),
        event(2, "purchase", item="e", price=7.0), event(70, "cart", item="f", price=9.0),
        event(1, "favourite", item="d", price=2.5),
    ]  # fmt: skip
    assert row_of(found, NOON, "basket") == {
        "basket_open_items": 2, "basket_open_newest_days": 3, "basket_open_oldest_days": 4, "basket_open_value": 4.5,
        "favourites_open_items": 1, "favourites_open_newest_days": 1, "favourites_open_oldest_days": 1,
        "favourites_open_value": 2.5,
    }  # fmt: skip
    bought = row_of([event(3, "cart"), event(2, "purchase")], NOON, "basket")
    assert bought["basket_open_items"] == 0 and np.isnan(bought["basket_open_newest_days"])


def test_search_by_hand():
    hour = 1 / 24
    found = [
        event(9, "search", query="Red  Shoes"), event(9 - hour / 10, "view", query=None),
        event(5, "search", query="ｒｅｄ shoes"), event(5 - hour / 10, "purchase", query=None),
        event(4, "search", query="hat"), event(3, "view", query=None), event(-0.01, "view", query=None),
    ]  # fmt: skip
    row = row_of(found, NOON, "search")
    assert row == {
        "queries_all": 2, "queries_30d": 2, "queries_7d": 2, "query_words": approx(5 / 3),
        "query_repeated_share": approx(1 / 3), "search_view_share": approx(1 / 3),
        "search_purchase_share": approx(1 / 3),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"), [("red  shoes", 2), ("红色连衣裙", 3), ("iPhone 手机壳", 3), ("--", 0), ("t-shirt", 2)]
)
def test_words_of_a_query(text, words):
    assert count_words(text) == words


def test_a_query_is_the_same_whatever_its_case_width_and_spaces():
    assert same_text("Ｎｉｋｅ  AIR ") == same_text("nike air") != same_text("nikeair")


def test_the_newest_attribute_of_a_single_event_is_its_own():
    """Not the most frequent one of the log, code 0."""
    others = [{**event(k, device="desktop"), "user": "other"} for k in range(1, 5)]
    log = log_of([event(3, device="phone"), *others])
    table = features_of(log, ["u"], [NOON], spec_of(log, "attributes")).to_arrow()
    assert table["device_newest"].to_pylist() == table["device_usual"].to_pylist() == ["phone"]


def test_attributes_are_the_newest_and_the_usual_value():
    devices = [(9, "phone"), (8, "phone"), (7, "desktop"), (1, "tablet"), (0.5, None), (80, "desktop"), (81, "desktop")]
    found = [event(days, device=device) for days, device in devices]
    log = log_of(found)
    table = features_of(log, ["u"], [NOON], spec_of(log, "attributes")).to_arrow()
    assert table["device_newest"][0].as_py() == "tablet" and table["device_usual"][0].as_py() == "phone"
    assert "country" not in "".join(table.column_names)


@pytest.mark.parametrize(
    ("name", "value", "years"), [("birth", 1990.0, 31.22), ("birth", 19900630.0, 30.73), ("shoe_size", 41.0, 41.0)]
)
def test_dates_of_the_user_table_are_years_until_the_cutoff(name, value, years):
    log = log_of([event(1)], user_table={"user": ["u"], name: [value]})
    assert features_of(log, ["u"], [NOON], spec_of(log, "profile"))[f"profile_{name}"][0] == approx(years, abs=0.01)


def test_further_numbers_by_hand():
    found = [event(20, score=1.0), event(5, score=4.0), event(2, score=np.nan), event(80, score=99.0)]
    log = log_of(found)
    row = features_of(log, ["u"], [NOON], spec_of(log, "further"))
    assert dict(zip(row.names, map(float, row.values[0]))) == approx(
        {"x_score_mean_all": 2.5, "x_score_mean_30d": 2.5, "x_score_mean_7d": 4, "x_score_sum_all": 5,
         "x_score_events_all": 2, "x_score_newest": 4}, rel=1e-6,
    )  # fmt: skip
    assert {f.source for f in row.features} == {"score"}
