"""Money in several currencies is never added up as it stands."""

from __future__ import annotations

import re

import pytest

import foresale
from foresale.errors import NoRate, OtherCurrency, RatesUnreadable, UnclearCurrency
from foresale.log.cells import number_form, number_sql
from foresale.log.money import Named, currency_sql, open_question, read_rates
from foresale.log.raw import connect
from log.exports import read_export, write_rows
from small_shop import QUICK, date, shop, table_of

HEADER = "user_id,paid_at,amount,currency"


def log(tmp_path, row=lambda n: f"{n}.5,{('EUR', 'USD', 'EUR')[n % 3]}", header=HEADER, n=90):
    rows = [f"{k % 9},2024-{1 + k // 28:02d}-{1 + k % 28:02d},{row(k)}" for k in range(n)]
    return write_rows(tmp_path / "log.csv", header, rows)


def test_a_log_in_two_currencies_asks(tmp_path):
    found = read_export(log(tmp_path))
    (question,) = found.questions
    assert isinstance(question, UnclearCurrency)
    assert "EUR 66.7%, USD 33.3%" in str(question) and '--rates "EUR=1,USD=RATE"' in str(question)
    assert "--ignore currency" in str(question)


@pytest.mark.parametrize("cell", ["EUR", "eur", "€", ""])
def test_one_currency_however_written_and_empty_cells_ask_nothing(tmp_path, cell):
    found = read_export(log(tmp_path, lambda n: f"{n}.5,{('EUR', cell)[n % 2]}"))
    assert not found.questions and sorted(e["amount"] for e in found.events)[-1] == 89.5


def test_ways_out(tmp_path):
    assert not read_export(log(tmp_path), ignore=("currency",)).questions
    only = read_export(log(tmp_path), where="currency = 'EUR'")
    assert not only.questions and len(only.events) == 60


def test_rates_turn_all_into_the_first(tmp_path):
    found = read_export(log(tmp_path), rates="EUR=1,USD=0.5")
    assert not found.questions and found.reading.currency == "EUR"
    assert sorted(e["amount"] for e in found.events)[:3] == [0.5, 0.75, 2.25]  # 0.5 EUR, 1.5 USD, 4.5 USD


def test_the_rate_is_that_of_the_event_and_never_a_later_one(tmp_path):
    rates = tmp_path / "rates.csv"
    days = [f"USD,{0.5 + k / 100},2024-01-{k:02d}" for k in range(1, 29)]
    rates.write_text("\n".join(["currency,rate,since", "EUR,1,", *days]) + "\n")
    found = read_export(log(tmp_path, lambda n: "100,USD" if n % 2 else "1,EUR", n=50), rates=str(rates))
    got = {e["day"]: e["amount"] for e in found.events if e["currency"] == "USD"}
    start = min(e["day"] for e in found.events)
    for day, amount in got.items():
        assert amount == pytest.approx(100 * (0.5 + min(day - start + 1, 28) / 100))


@pytest.mark.parametrize(
    ("cells", "rates", "sums"),
    [
        (("€10.00", "$20.00"), "EUR=1,USD=0.25", {10, 5}),
        (("10.00 EUR", "20.00 USD"), "EUR=1,USD=0.25", {10, 5}),
        (("10,00 €", "20,00 £"), "€=1,GBP=1.25", {10, 25}),
        (("￥10.00", "20.00元", "US$ 40.00"), "CNY=1,USD=7", {10, 20, 280}),
    ],
)
def test_marks_in_the_cells_name_it_too(tmp_path, cells, rates, sums):
    path = log(tmp_path, lambda n: f'"{cells[n % len(cells)]}"', "user_id,paid_at,amount")
    (question,) = read_export(path).questions
    assert isinstance(question, UnclearCurrency) and "--ignore amount" in str(question)
    assert {e["amount"] for e in read_export(path, rates=rates).events} == sums


def test_two_signs_of_one_currency_ask_nothing(tmp_path):
    assert not read_export(log(tmp_path, lambda n: ("￥10.00", "10.00元")[n % 2], "user_id,paid_at,amount")).questions


def test_files_in_different_currencies_ask(tmp_path):
    for name, code in (("a", "EUR"), ("b", "USD")):
        rows = [f"{k % 9},2024-01-{1 + k % 28:02d},{k}.5,{code}" for k in range(90)]
        write_rows(tmp_path / f"{name}.csv", HEADER, rows)
    (question,) = read_export([str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]).questions
    assert isinstance(question, UnclearCurrency)


def test_a_currency_without_a_rate_is_named(tmp_path):
    (question,) = read_export(log(tmp_path), rates="EUR=1,GBP=1.2").questions
    assert isinstance(question, NoRate) and "USD" in str(question) and "30" in str(question)
    late = tmp_path / "late.csv"
    late.write_text("currency,rate,since\nEUR,1,\nUSD,0.9,2024-02-01\n")
    (question,) = read_export(log(tmp_path), rates=str(late)).questions
    assert isinstance(question, NoRate) and "2024-01-02" in str(question)


@pytest.mark.parametrize("said", ["EUR=1,USD", "EUR=2,USD=1", "EUR=1,USD=-1", "EUR=1,EUR=1", "no.csv", "EUR=1,USD=x"])
def test_rates_that_are_none(tmp_path, said):
    with pytest.raises(RatesUnreadable):
        read_export(log(tmp_path), rates=said)


def test_a_file_with_a_decimal_comma(tmp_path):
    (tmp_path / "r.csv").write_text("currency;rate\nEUR;1\nUSD;0,9\n")
    assert [r.rate for r in read_rates(str(tmp_path / "r.csv"), "UTC")] == [1, 0.9]
    (tmp_path / "r.csv").write_text("currency;rate\nEUR;1\nVND;1,234\n")  # a thousand, or one and a quarter
    with pytest.raises(RatesUnreadable, match="a point before fractions"):
        read_rates(str(tmp_path / "r.csv"), "UTC")


@pytest.mark.parametrize("text", ["unknown", "n/a", "-", "none"])
def test_texts_for_a_currency_that_is_not_known_are_none(tmp_path, text):
    assert not read_export(log(tmp_path, lambda n: f"{n}.5,{'EUR' if n % 3 else text}")).questions


@pytest.mark.parametrize(
    ("cell", "code", "number"),
    [
        ("Rp 1.141.000", "IDR", 1141000), ("Rp141.500,50", "IDR", 141500.5), ("56,15 TL", "TRY", 56.15),
        ("₺56,15", "TRY", 56.15), ("฿1,250.00", "THB", 1250), ("1250 บาท", "THB", 1250),
        ("₫1.120.000", "VND", 1120000), ("1.120.000đ", "VND", 1120000), ("RM12.90", "MYR", 12.9),
        ("S$12.90", "SGD", 12.9), ("NT$1,250", "TWD", 1250), ("HK$12.50", "HKD", 12.5),
        ("MX$1,250.50", "MXN", 1250.5), ("S/ 45.50", "PEN", 45.5), ("S/. 45.50", "PEN", 45.5),
        ("R 1 299,50", "ZAR", 1299.5), ("AED 45.25", "AED", 45.25), ("45.25 د.إ", "AED", 45.25),
        ("SAR 45.25", "SAR", 45.25), ("1 250,50 Kč", "CZK", 1250.5), ("12 990 Ft", "HUF", 12990),
        ("45,50 lei", "RON", 45.5), ("45,50 RON", "RON", 45.5), ("1 250,50 руб.", "RUB", 1250.5),
        ("1250,50 р.", "RUB", 1250.5), ("45,50 грн", "UAH", 45.5), ("₴45.50", "UAH", 45.5),
        ("1,250円", "JPY", 1250), ("12,500원", "KRW", 12500), ("45,50 kn", "HRK", 45.5),
        ("45,50 лв.", "BGN", 45.5), ("₦4,500.50", "NGN", 4500.5), ("₱450.50", "PHP", 450.5),
        ("Rs. 1,250.50", "RS", 1250.5), ("Rs 1,250.50/-", "RS", 1250.5), ("₹1,250.50", "INR", 1250.5),
        ("kr. 45,50", "KR", 45.5), ("12,- €", "EUR", 12), ("SFr. 12.50", "CHF", 12.5),
        ("12,50 EUROS", "EUR", 12.5),
    ],
)  # fmt: skip
def test_a_cell_names_its_currency(cell, code, number):
    ((shape, share),) = [number_form([(re.sub("[0-9]", "9", cell), 1)])]
    with connect() as con:
        con.execute("CREATE TABLE one AS SELECT $1 AS c", [cell])
        query = f"SELECT {currency_sql('c', {})}, {number_sql('c', shape)} FROM one"
        assert con.execute(query).fetchall() == [(code, number)] and share == 1


def test_several_columns_to_ignore_are_one_list_for_a_shell():
    named = {"EUR": Named(3, 0), "USD": Named(2, 0)}
    question = open_question(named, (), "", ["$(touch x)", "b"], "UTC")
    assert question is not None
    assert question.details["to add it up as it stands"] == "--ignore '$(touch x),b'"


def test_a_file_without_the_columns(tmp_path):
    (tmp_path / "r.csv").write_text("a,b\nEUR,1\n")
    with pytest.raises(RatesUnreadable, match="a, b"):
        read_export(log(tmp_path), rates=str(tmp_path / "r.csv"))


def test_rates_for_nothing_are_said(tmp_path):
    found = read_export(log(tmp_path, lambda n: f"{n}.5", "user_id,paid_at,amount"), rates="EUR=1,USD=0.9")
    assert found.told("rates_for_nothing")


def test_inspect_shows_its_screen_and_the_flag(tmp_path):
    seen = foresale.inspect(log(tmp_path), cache=tmp_path / "cache")
    assert isinstance(seen.open, UnclearCurrency) and seen.reading is not None and seen.screen()
    settled = foresale.inspect(log(tmp_path), rates={"EUR": 1, "USD": 0.5}, cache=tmp_path / "cache")
    assert settled.to_dict()["money"] == sum((n + 0.5) * (0.5 if n % 3 == 1 else 1) for n in range(90))


def test_a_bundle_refuses_a_currency_that_training_did_not_know(tmp_path):
    def priced(code: str):
        table = table_of(shop())
        return table.append_column("currency", [[code if p is not None else None for p in table["price"].to_pylist()]])

    how = {"cache": tmp_path / "cache"}
    run = foresale.train(priced("EUR"), ask="buys within 7d for all", out=tmp_path / "run", **QUICK, **how)
    assert foresale.score(run.bundle, priced("EUR"), cutoff=date(100), **how).table.num_rows
    with pytest.raises(UnclearCurrency):
        foresale.score(run.bundle, priced("USD"), cutoff=date(100), **how)
    with pytest.raises(OtherCurrency):
        foresale.score(run.bundle, priced("USD"), cutoff=date(100), rates="USD=1,EUR=1.1", **how)
    same = foresale.score(run.bundle, priced("USD"), cutoff=date(100), rates="EUR=1,USD=1", **how)
    assert same.table.equals(foresale.score(run.bundle, priced("EUR"), cutoff=date(100), **how).table)


def test_what_comes_after_the_cutoff_asks_nothing(tmp_path):
    path = log(tmp_path, lambda n: f"{n}.5,{'EUR' if n < 60 else 'USD'}")
    assert not read_export(path, as_of=1_706_745_600_000_000).questions  # 1 February 2024
    assert read_export(path).questions


@pytest.mark.parametrize("grows", [True, False])
def test_a_price_that_grows_with_the_quantity_is_the_sum_of_its_line(tmp_path, grows):
    rows = []
    for k in range(90):
        q, price = k % 4 + 1, k % 7 + 2.5
        rows.append(f"o{k},{k % 9},2024-01-{k % 28 + 1:02},p{k % 7},{q},{price * q if grows else price}")
    found = read_export(write_rows(tmp_path / "log.csv", "order_id,user_id,time,sku,quantity,item-price", rows))
    assert ("item-price" in found.told("price_of_line")) == grows
    assert sum(e["amount"] for e in found.events) == sum((k % 7 + 2.5) * (k % 4 + 1) for k in range(90))
    assert {e["price"] for e in found.events if e["item"] == "p0"} == {2.5}


def test_a_price_of_a_piece_is_no_sum_and_pieces_are_no_money(tmp_path):
    rows = [f"o{k},{k % 9},2024-01-{k % 28 + 1:02},p{k % 7},{k % 3 + 1},{k}.25" for k in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "order_id,user_id,time,sku,quantity,piece_unit_worth", rows))
    assert "price=piece_unit_worth" in found.told("unnamed_money")
    rows = [f"o{k};{k % 9};2024-01-{k % 28 + 1:02};p{k % 7};{k % 30 + 1},000;{k},25" for k in range(90)]
    found = read_export(write_rows(tmp_path / "sap.csv", "order_id;user_id;time;sku;KWMENG;NETWR", rows))
    assert "amount=NETWR" in found.told("unnamed_money") and "KWMENG" not in found.told("unnamed_money")


def test_sums_of_stripe_are_in_cents_and_its_test_mode_sells_nothing(tmp_path):
    charges = [
        f'{{"id": "ch_{k}", "object": "charge", "amount": {1000 + k}, "created": {1_705_000_000 + k * 9000},'
        f' "currency": "{("usd", "jpy")[k % 30 == 0]}", "customer": "cus_{k % 9}", "status": "succeeded",'
        f' "livemode": {"false" if k % 10 == 1 else "true"}}}'
        for k in range(90)
    ]
    (tmp_path / "charges.jsonl").write_text("\n".join(charges))
    found = read_export(tmp_path / "charges.jsonl", rates="USD=1,JPY=1")
    assert found.types() == {"purchase": 81, "test": 9} and "amount" in found.told("minor_units")
    assert sorted(e["amount"] for e in found.events if e["type"] == "purchase")[:2] == [10.02, 10.03]
    assert {e["amount"] for e in found.events if e["currency"] == "jpy"} == {1000, 1030, 1060}


def test_what_is_told_in_thousandths_of_a_currency(tmp_path):
    charges = [
        f'{{"id": "ch_{k}", "object": "charge", "amount": {12_500 + 10 * k}, "created": {1_705_000_000 + k * 9000},'
        f' "currency": "kwd", "customer": "cus_{k % 9}", "status": "succeeded", "livemode": true}}'
        for k in range(90)
    ]
    (tmp_path / "charges.jsonl").write_text("\n".join(charges))
    assert sorted(e["amount"] for e in read_export(tmp_path / "charges.jsonl").events)[:2] == [12.5, 12.51]


def test_more_rates_than_a_file_name_is_long(tmp_path):
    many = ",".join(f"{a}{b}X=0.5" for a in "ABCDEFGH" for b in "ABCDEFGH")
    found = read_export(log(tmp_path), rates=f"EUR=1,USD=0.5,{many}")
    assert not found.questions and sorted(e["amount"] for e in found.events)[:3] == [0.5, 0.75, 2.25]
