"""Which column is what: names propose, values decide, a gamble is asked about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from exports import read_export, write_rows

from foresale import errors
from foresale.log.vocabulary import status_of, type_of


def clicks(n: int = 60) -> list[str]:
    return [f"{n % 9},2024-01-{1 + n % 28:02} 10:{n % 60:02}:00,{('view', 'buy')[n % 2]},p{n % 5}" for n in range(n)]


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("user_id,event_time,event_type,product_id", {}),
        ("CustomerID,InvoiceDate,action,StockCode", {}),
        ("properties.userId, Timestamp ,eventName,properties.product_id", {}),
        ("会员ID,行为时间 ,行为类型,商品ID", {}),
        ("\ufeff用户编号,时间戳,操作类型,宝贝ID", {}),
        ("visitorid,timestamp,event,itemid", {}),
    ],
)
def test_names_of_public_schemas(tmp_path, header, meant):
    found = read_export(write_rows(tmp_path / "log.csv", header, clicks()))
    assert not found.questions
    assert [len(found.reading.fields[f].columns) for f in ("user", "time", "type", "item")] == [1, 1, 1, 1]
    assert found.types() == {"view": 30, "purchase": 30}
    assert all(0.5 < f.confidence <= 1 and str(f.reason) for f in found.reading.fields.values())


def test_an_id_stays_as_it_is_written(tmp_path):
    ids = ["00123", "16777217", "9007199254740993", '"=""003456"""', "'75008", "\t9001", " x "]
    rows = [f"{i},2024-01-0{1 + n % 9},view,{i}" for n, i in enumerate(ids * 3)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id", rows))
    plain = {"00123", "16777217", "9007199254740993", "003456", "75008", "9001", "x"}
    assert {e["user"] for e in found.events} == plain == {e["item"] for e in found.events}


def test_whole_floats_lose_their_point_only_where_all_are_whole(tmp_path):
    rows = [f"178{n % 9}.0,2024-01-0{1 + n % 9},view,A{n % 3}.0" for n in range(30)]
    found = read_export(write_rows(tmp_path / "log.csv", "CustomerID,time,event,item_id", rows))
    assert {e["user"] for e in found.events} == {f"178{n}" for n in range(9)}
    assert {e["item"] for e in found.events} == {"A0.0", "A1.0", "A2.0"}


def test_destroyed_ids_are_refused(tmp_path):
    rows = [f"1.23457E+17,2024-01-0{1 + n % 9},5" for n in range(9)]
    with pytest.raises(errors.DestroyedIds, match="spreadsheet"):
        read_export(write_rows(tmp_path / "log.csv", "user_id,date,amount", rows))


def test_row_numbers_and_contact_data_are_left_out(tmp_path):
    rows = [f"{n},{row},13800001{n:03},x{n}@shop.example,constant" for n, row in enumerate(clicks())]
    found = read_export(write_rows(tmp_path / "log.csv", ",user_id,time,event,item_id,phone,email,theme", rows))
    assert set(found.source.dropped) == {"Unnamed: 0", "phone", "email", "theme"}
    assert not any("@" in str(v) for e in found.events for v in e.values())


def test_mail_addresses_become_hashes(tmp_path):
    rows = [f"{('A@x.example', 'a@x.example')[n % 2]},2024-01-0{1 + n % 9},5" for n in range(9)]
    found = read_export(write_rows(tmp_path / "log.csv", "email,date,amount", rows))
    assert found.reading.fields["user"].form == "sha256"
    (user,) = {e["user"] for e in found.events}
    assert len(user) == 64 and "@" not in str(found.reading)


@pytest.mark.parametrize(
    "column, somebody, nobody",
    [("email", "k{n}@x.example", ("0", "gast", "-1", "n.v.", "12345")),
     ("手机号", "1380000{n:04}", ("0", "11", "散客"))],
)  # fmt: skip
def test_what_is_no_address_is_nobody(tmp_path, column, somebody, nobody):
    rows = [
        f"{somebody.format(n=n % 60) if n % 20 else nobody[n // 20 % len(nobody)]},2024-01-{1 + n % 28:02},{n},5"
        for n in range(600)
    ]
    found = read_export(write_rows(tmp_path / "log.csv", f"{column},paid_at,order_id,amount", rows))
    assert found.reading.counts.without_user == 30 and found.reading.counts.users == 57
    assert found.told("no_contact").startswith("30 rows") and not found.told("placeholder")


def test_names_of_buyers_are_somebody(tmp_path):
    rows = [f"Jane {'ABCDEFGHI'[n % 9]},2024-01-{1 + n % 28:02},{n},5" for n in range(200)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_name,paid_at,order_id,amount", rows))
    assert found.reading.counts.users == 9 and not found.told("no_contact")


def test_two_users_are_asked_about(tmp_path):
    rows = [f"{n % 5},{n % 30},2024-01-0{1 + n % 9},{n}" for n in range(90)]
    path = write_rows(tmp_path / "log.csv", "user_id,customer_id,processed_at,amount", rows)
    found = read_export(path)
    assert found.question() == "UnclearUser" and "--map user=" in str(found.questions[0])
    assert read_export(path, map={"user": "customer_id"}).reading.counts.users == 30


def test_two_names_of_one_user_are_no_question(tmp_path):
    rows = [f"{n % 5},c{n % 5},2024-01-0{1 + n % 9},{n}" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,customer_id,processed_at,amount", rows))
    assert not found.questions and "customer_id" in found.source.dropped


def test_an_id_that_never_returns_gives_way_to_one_that_does(tmp_path):
    rows = [f"o{n},c{n},x{n % 40},2017-01-{1 + n % 28:02} 10:00:00,5" for n in range(200)]
    header = "order_id,customer_id,customer_unique_id,order_purchase_timestamp,payment_value"
    assert read_export(write_rows(tmp_path / "log.csv", header, rows)).column("user") == "customer_unique_id"


def test_an_id_of_its_own_for_every_order_is_no_customer(tmp_path):
    orders = [f"o{n},c{n},x{n % 40},2017-01-{1 + n % 28:02} 10:00:00" for n in range(100)]
    rows = [f"{order},p{line},5" for n, order in enumerate(orders) for line in range(1 + n % 3)]
    header = "order_id,customer_id,customer_unique_id,order_purchase_timestamp,product_id,price"
    found = read_export(write_rows(tmp_path / "log.csv", header, rows))
    assert not found.questions and found.column("user") == "customer_unique_id"
    assert "order" in str(found.source.dropped["customer_id"])


def test_those_who_serve_are_not_proposed_as_customers(tmp_path):
    rows = [f"staff{n % 4},c{n % 60},2024-01-0{1 + n % 9},view,p1" for n in range(300)]
    asked = read_export(write_rows(tmp_path / "log.csv", "user_id,customer_id,time,event,item_id", rows))
    assert asked.question() == "UnclearUser" and "--map user=customer_id" in str(asked.questions[0])
    rows = [f"o{n},staff{n % 4},c{n},2024-01-0{1 + n % 9},p{line}" for n in range(90) for line in (1, 2)]
    once = read_export(write_rows(tmp_path / "once.csv", "order_id,user_id,customer_id,time,item_id", rows))
    assert once.question() == "UnclearUser" and "--map user=customer_id" in str(once.questions[0])


def test_a_session_owns_where_there_is_no_user(tmp_path):
    rows = [f"s{n % 9},{1396314141 + n}.719,p{n % 3}" for n in range(60)]
    found = read_export(write_rows(tmp_path / "log.csv", "SessionId,Time,ItemId", rows))
    assert found.reading.owner == "session" and found.told("sessions_own")
    assert found.types() == {"view": 60} and found.told("taken_as_views")


def test_nobody_and_no_time_are_said(tmp_path):
    no_user = read_export(write_rows(tmp_path / "a.csv", "time,event,item_id", [r.split(",", 1)[1] for r in clicks()]))
    assert no_user.question() == "NoColumn" and "--map user=COLUMN" in str(no_user.questions[0])
    no_time = read_export(write_rows(tmp_path / "b.csv", "user_id,event,item_id", [f"{n},buy,p" for n in range(9)]))
    assert no_time.question() == "NoColumn" and "columns: user_id, event, item_id" in str(no_time.questions[0])


def test_masked_numbers_are_no_users(tmp_path):
    rows = [f"{n},138****{n:04},2024-01-0{1 + n % 9},5" for n in range(50)]
    found = read_export(write_rows(tmp_path / "log.csv", "订单编号,收件人手机号,支付时间,实付金额", rows))
    assert found.question() == "NoColumn" and "收件人手机号" in found.source.dropped


def test_flags_that_name_what_is_not_there(tmp_path):
    path = write_rows(tmp_path / "log.csv", "user_id,time,event,item_id", clicks())
    with pytest.raises(errors.NoSuchColumn, match="userid2"):
        read_export(path, map={"user": "userid2"})
    with pytest.raises(errors.NoSuchColumn, match="--ignore"):
        read_export(path, ignore=("nothing",))
    with pytest.raises(errors.UnknownField, match="uesr"):
        read_export(path, map={"uesr": "user_id"})
    with pytest.raises(errors.UnknownField, match="did you mean: --map user=user_id"):
        read_export(path, map={"user_id": "user"})
    with pytest.raises(errors.WhereFailed, match="contry"):
        read_export(path, where="contry = 'DE'")


def test_a_file_without_a_header(tmp_path):
    rows = [
        f"{n % 9 + 1000},{n % 7 + 5000000},{n % 7 % 3 + 100000},{('pv', 'buy', 'cart', 'fav')[n % 4]},{1511539200 + n}"
        for n in range(90)
    ]
    path = tmp_path / "UserBehavior.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    known = read_export(path)
    assert not known.questions and known.types() == {"view": 23, "purchase": 23, "cart": 22, "favourite": 22}
    assert (known.column("user"), known.column("item")) == ("column1", "column2")
    other = tmp_path / "orders.txt"
    other.write_text(
        "\n".join(f"{n % 9:05},19970{1 + n % 9}01,{n % 4 + 1},{n}.77" for n in range(90)), encoding="utf-8"
    )
    asked = read_export(other)
    assert asked.question() == "UnclearColumns"
    assert "--columns user_id,time,quantity,amount" in str(asked.questions[0])
    said = read_export(other, columns=("user_id", "time", "quantity", "amount"))
    assert not said.questions and said.types() == {"purchase": 90} and said.events[0]["user"].startswith("0000")


def test_quotes_in_names_are_only_names(tmp_path):
    rows = [f"{n % 9},2024-01-0{1 + n % 9},view,p{n % 3},{'ab'[n % 2]}" for n in range(30)]
    path = write_rows(tmp_path / "log.csv", '"us""er",ti\'me,event,item_id,"we\'ird ""x"""', rows)
    found = read_export(path, map={"user": 'us"er', "time": "ti'me"})
    assert {e['x:we\'ird "x"'] for e in found.events} == {"a", "b"}


def test_further_columns_are_kept_by_kind(tmp_path):
    rows = [f"{row},{n * 1.5},{'ab'[n % 2]}" for n, row in enumerate(clicks())]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id,dwell,theme", rows))
    assert {(x.column, x.kind) for x in found.source.further} == {("dwell", "number"), ("theme", "category")}
    assert max(e["x:dwell"] for e in found.events) == 59 * 1.5


def test_states_of_the_export_day_never_become_columns(tmp_path):
    rows = [f"{row},{n % 3},gold" for n, row in enumerate(clicks())]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,time,event,item_id,orders_count,会员等级", rows))
    assert not found.source.further and set(found.source.dropped) == {"orders_count", "会员等级"}


def test_the_future_decides_nothing(tmp_path):
    rows = clicks(40) + [f"{n % 9},2024-03-01 10:00:00,ship,p{n % 5}" for n in range(200)]
    path = write_rows(tmp_path / "log.csv", "user_id,time,event,item_id", rows)
    until = (datetime(2024, 2, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    short = read_export(write_rows(tmp_path / "short.csv", "user_id,time,event,item_id", clicks(40)), as_of=until)
    early = read_export(path, as_of=until)
    assert early.source.types == short.source.types and early.reading.fields == short.reading.fields
    assert read_export(path).reading.fields != short.reading.fields


def test_a_reading_is_applied_not_decided_again(tmp_path):
    path = write_rows(tmp_path / "log.csv", "user_id,time,event,item_id", clicks())
    reading = read_export(path).reading
    later = write_rows(tmp_path / "later.csv", "item_id,event,time,user_id", ["p1,buy,2024-03-01 00:00:00,7"])
    (event,) = read_export(later, reading=reading).events
    assert (event["user"], event["type"]) == ("7", "purchase")
    with pytest.raises(errors.DoesNotFit, match="item_id"):
        read_export(
            write_rows(tmp_path / "other.csv", "user_id,time,event", ["7,2024-03-01 00:00:00,buy"]),
            reading=reading,
        )


def test_files_without_times_beside_a_log_are_named(tmp_path):
    folder = tmp_path / "日志"
    folder.mkdir()
    write_rows(folder / "log.csv", "user_id,time,event,item_id", clicks())
    write_rows(folder / "items.csv", "item_id,brand", ["p1,b", "p2,c"])
    found = read_export(folder)
    assert found.reading.counts.events == 60 and "items.csv" in found.told("no_logs")


def test_a_file_of_events_under_names_that_nobody_knows_is_asked_about_where_it_was_named(tmp_path):
    a = write_rows(tmp_path / "a.csv", "user_id,time,event,item_id", clicks())
    b = write_rows(tmp_path / "b.csv", "who,when_ts,action,sku", [row.replace("2024", "2023") for row in clicks()])
    asked = read_export([a, b])
    assert asked.question() == "NoColumn" and "b.csv" in str(asked.questions[0])
    assert read_export([a, b], map={"user": "who"}).reading.counts.events == 120
    found = read_export(tmp_path)  # what is met in a folder may be anything
    assert found.reading.counts.events == 60 and "when_ts" in found.told("other_columns")
    people = write_rows(tmp_path / "people.csv", "user_id,birthday,joined_from", ["1,1980-02-03,ad", "2,1990-02-03,ad"])
    assert "people.csv" in read_export([a, people]).told("no_logs")


def test_what_a_column_is_does_not_hang_on_rows_that_come_later(tmp_path):
    """Row numbers of the past, whatever the future writes into the column: repeats, nothing, numbers in between."""
    until = (datetime(2024, 2, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    past = [f"{n % 9},2024-01-{1 + n % 28:02},view,p{n % 7},{1 + n * 7 % 120}" for n in range(120)]
    readings = []
    for name, numbers in {"none": [], "repeats": [5] * 40, "empty": [""] * 40, "more": range(121, 161)}.items():
        future = [f"{n},2024-02-{1 + n % 28:02},view,p{n % 7},{k}" for n, k in enumerate(numbers)]
        rows = write_rows(tmp_path / f"{name}.csv", "user_id,time,event,item_id,points", past + future)
        readings.append(read_export(rows, as_of=until).source)
    assert all(r.further == () and r.dropped == readings[0].dropped for r in readings)


def test_row_numbers_of_a_log_in_no_order_are_known_before_a_cutoff_too(tmp_path):
    until = (datetime(2024, 2, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    rows = [f"{n % 9},2024-0{1 + n * 7 % 3}-{1 + n % 28:02},view,p{n % 7},{n}" for n in range(400)]
    path = write_rows(tmp_path / "log.csv", "user_id,time,event,item_id,n", rows)
    for as_of in (None, until):
        assert read_export(path, as_of=as_of).source.further == ()


@pytest.mark.parametrize("name", ["n", "v", "N", "shape", "t", "id", "lines", "filled", "total", "key", "user", "time"])
def test_a_column_may_be_called_anything(tmp_path, name):
    rows = [f"{n % 9},2024-01-{1 + n % 28:02},view,p{n % 7},{n % 3 + 0.5}" for n in range(60)]
    path = write_rows(tmp_path / "log.csv", f"user_id,event_time,event,item_id,{name}", rows)
    found = read_export(path, map={"user": "user_id", "time": "event_time"}, types={"view": "view"})
    assert len(found.events) == 60 and not found.questions


LANGUAGES = {
    "de": (
        "Kundennummer;Bestelldatum;Bestell-Nr.;Artikelnummer;Artikelbezeichnung;Menge;Einzelpreis;Betrag;Währung;Land",
        {"user": "Kundennummer", "time": "Bestelldatum", "order": "Bestell-Nr.", "item": "Artikelnummer",
         "title": "Artikelbezeichnung", "quantity": "Menge", "price": "Einzelpreis", "amount": "Betrag",
         "currency": "Währung", "country": "Land"},
    ),
    "fr": (
        "code client;date commande;numéro commande;référence produit;désignation;quantité;prix unitaire;montant;"
        "devise;pays",
        {"user": "code client", "time": "date commande", "order": "numéro commande", "item": "référence produit",
         "title": "désignation", "quantity": "quantité", "price": "prix unitaire", "amount": "montant",
         "currency": "devise", "country": "pays"},
    ),
    "es": (
        "id_cliente;fecha;num_pedido;código artículo;descripción;cantidad;precio;importe;moneda;país",
        {"user": "id_cliente", "time": "fecha", "order": "num_pedido", "item": "código artículo",
         "title": "descripción", "quantity": "cantidad", "price": "precio", "amount": "importe",
         "currency": "moneda", "country": "país"},
    ),
    "pt": (
        "codigo_cliente;data_pedido;numero_pedido;cod_produto;descrição;qtd;preço unitário;valor total;moeda;pais",
        {"user": "codigo_cliente", "time": "data_pedido", "order": "numero_pedido", "item": "cod_produto",
         "title": "descrição", "quantity": "qtd", "price": "preço unitário", "amount": "valor total",
         "currency": "moeda", "country": "pais"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_orders_of_european_shops(tmp_path, language, encoding):
    header, fields = LANGUAGES[language]

    def row(n: int) -> str:
        pieces, price = 1 + n % 3, f"1.2{n % 9}9,95"
        amount = f"{pieces * (1209.95 + 10 * (n % 9)):.2f}".replace(".", ",")
        day = f"{1 + n % 28:02}.0{1 + n % 6}.2024"
        return f"{1000 + n % 37};{day};B{n // 2};0{100 + n % 9};Gläser süß {n % 9};{pieces};{price};{amount};EUR;DE"

    rows = [row(n) for n in range(200)]
    found = read_export(write_rows(tmp_path / "log.csv", header, rows, encoding))
    assert {f: found.column(f) for f in fields} == fields
    assert found.types() == {"purchase": 200} and {e["price"] for e in found.events} == {
        1209.95 + 10 * k for k in range(9)
    }
    assert {e["title"] for e in found.events} == {f"Gläser süß {k}" for k in range(9)}


@pytest.mark.parametrize(
    "column, field",
    [("Summe brutto", "amount"), ("Brutto", "amount"), ("Netto", "amount"), ("Gesamtsumme", "amount"),
     ("Gesamt brutto", "amount"), ("Total TTC", "amount"), ("Importe bruto", "amount"), ("Betrag in €", "amount"),
     ("total_price_usd", "amount"), ("Total excl. VAT", "amount"), ("Preis brutto", "price"),
     ("Precio con IVA", "price"), ("Gewicht brutto", None), ("MwSt brutto", None), ("total_tax", None)],
)  # fmt: skip
def test_sums_with_taxes_and_currencies_in_their_names(tmp_path, column, field):
    rows = [f"{n % 9};2024-01-{1 + n % 28:02};{n};{n % 50},95 €" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", f"Kundennummer;Datum;Bestellnummer;{column}", rows))
    money = {f for f in ("amount", "price", "quantity", "discount") if f in found.reading.fields}
    assert money == {field} - {None}


def test_a_sum_with_taxes_goes_before_the_one_without(tmp_path):
    rows = [f"{n % 9};2024-01-{1 + n % 28:02};{n};{n % 50},95;{n % 60},95" for n in range(90)]
    header = "Kundennummer;Datum;Bestellnummer;Summe netto;Summe brutto"
    assert read_export(write_rows(tmp_path / "log.csv", header, rows)).column("amount") == "Summe brutto"


@pytest.mark.parametrize("few", [3, 40])
def test_money_under_a_name_that_nobody_knows_is_a_number_and_said(tmp_path, few):
    rows = [f"{n % 9};2024-01-{1 + n % 28:02};{n};1.2{n % few:02},00 €" for n in range(90)]
    path = write_rows(tmp_path / "log.csv", "Kundennummer;Datum;Bestellnummer;Mein Feld", rows)
    found = read_export(path)
    assert [(x.column, x.kind) for x in found.source.further] == [("Mein Feld", "number")]
    assert {e["x:Mein Feld"] for e in found.events} == {1200.0 + n for n in range(few)}
    assert found.told("unnamed_money").endswith('if it is one of `Mein Feld`: --map "amount=Mein Feld"')
    assert not read_export(path, map={"amount": "Mein Feld"}).told("unnamed_money")


def test_thousands_of_money_under_a_name_that_nobody_knows(tmp_path):
    rows = [f"{n % 9};2024-01-{1 + n % 28:02};{n};1.2{n % 40:02} €;{n % 7},50" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "Kundennummer;Datum;Bestellnummer;Mein Feld;Porto", rows))
    assert {e["x:Mein Feld"] for e in found.events} == {1200.0 + n for n in range(40)}


@pytest.mark.parametrize(
    ("value", "type_name"),
    [("in den Warenkorb", "cart"), ("Kauf", "purchase"), ("Rückgabe", "refund"), ("ajout au panier", "cart"),
     ("achat", "purchase"), ("carrito", "cart"), ("devolución", "refund"), ("búsqueda", "search")],
)  # fmt: skip
def test_events_in_other_languages(value, type_name):
    assert type_of(value) == type_name


@pytest.mark.parametrize(
    ("value", "state"),
    [("Bezahlt", "paid"), ("storniert", "cancelled"), ("Offen", "unpaid"), ("Annulée", "cancelled"), ("payée", "paid"),
     ("En attente de paiement", "unpaid"), ("Pagado", "paid"), ("pendiente", "unpaid"), ("Rückerstattet", "refunded")],
)  # fmt: skip
def test_states_in_other_languages(value, state):
    assert status_of(value) == state


@pytest.mark.parametrize(
    ("column", "yes", "no", "types"),
    [("is_paid", "1", "0", {"purchase": 45, "order": 45}), ("Storno", "J", "N", {"cancel": 45, "purchase": 45}),
     ("is_test", "true", "false", {"test": 45, "purchase": 45}),
     ("是否付款", "是", "否", {"purchase": 45, "order": 45})],
)  # fmt: skip
def test_yes_and_no_say_what_became_of_an_order(tmp_path, column, yes, no, types):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{(no, yes)[n % 2]}" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", f"customer_id,time,amount,{column}", rows))
    assert found.types() == types and found.column("status") == column


@pytest.mark.parametrize(
    ("column", "yes", "no", "becomes"),
    [("Cancel Reason", "customer", "", "cancel"), ("Voided", "Y", "N", "cancel"), ("deleted", "1", "0", "cancel"),
     ("Return", "Yes", "", "refund"), ("is_return", "1", "0", "refund")],
)  # fmt: skip
@pytest.mark.parametrize("beside", ["", "paid"])
def test_what_is_filled_only_where_an_order_came_to_nothing(tmp_path, column, yes, no, becomes, beside):
    rows = [
        f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{(yes, no, no)[n % 3]},{beside and ('paid', 'pending')[n == 1]}"
        for n in range(90)
    ]
    found = read_export(write_rows(tmp_path / "log.csv", f"customer_id,time,amount,{column},financial_status", rows))
    assert found.types() == {"purchase": 59, becomes: 30, "order": 1} if beside else {"purchase": 60, becomes: 30}
    assert not found.source.further and not found.questions
    again = read_export(tmp_path / "log.csv", reading=found.reading)
    assert again.types() == found.types()


def test_a_column_filled_in_few_rows_is_not_said_to_be_the_same_in_all(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{'x' if n % 10 == 0 else ''}" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,time,amount,gift", rows))
    assert "10%" in str(found.source.dropped["gift"])


@pytest.mark.parametrize("column", ["state", "Zustand"])
def test_states_of_orders_are_no_places_and_no_feature_under_any_name(tmp_path, column):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{('complete', 'canceled')[n % 2]}" for n in range(90)]
    log = write_rows(tmp_path / "log.csv", f"customer_id,time,amount,{column}", rows)
    assert read_export(log).types() == {"purchase": 45, "cancel": 45}
    beside = write_rows(tmp_path / "two.csv", f"customer_id,time,amount,{column},status", [f"{r},paid" for r in rows])
    found = read_export(beside)
    assert "region" not in found.reading.fields and not found.source.further


def test_sums_that_were_refunded_know_the_future(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{n % 7}.25,{n % 8}.5" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,time,amount,Converted Amount Refunded,fee", rows))
    assert found.source.dropped["Converted Amount Refunded"].code == "state"
    assert [x.column for x in found.source.further] == ["fee"]


def test_people_of_one_name_are_told_apart_by_their_addresses(tmp_path):
    rows = [f"2024-01-{1 + n % 28:02d},{9 + n}.50,Ann Lee {'AB'[n % 2]},k{n % 6}@a.de" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "date,total,Customer,Customer Email", rows))
    assert found.column("user") == "Customer Email" and len({e["user"] for e in found.events}) == 6
    assert found.reading.fields["user"].form == "sha256" and "Customer" in found.source.dropped


def test_a_flag_that_is_always_the_same_says_nothing(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,0,{n % 2}" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,time,amount,is_test,is_paid", rows))
    assert found.column("status") == "is_paid"


def test_contact_data_is_kept_nowhere(tmp_path):
    rows = [f"{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,k{n % 9}@a.de,w{n % 9}@b.de" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", "customer_id,paid_at,amount,billing_email,wer", rows))
    assert not found.source.further and {"billing_email", "wer"} <= found.source.dropped.keys()


def test_a_column_told_twice_is_kept_once(tmp_path):
    rows = [f"{n % 40},{n % 40},2024-01-{1 + n % 28:02},view,p{n % 5},{n % 3}" for n in range(200)]
    found = read_export(write_rows(tmp_path / "log.csv", "user_id,user_id,time,event,item,floor_2", rows))
    assert found.source.dropped["user_id_2"].code == "twin" and [x.column for x in found.source.further] == ["floor_2"]


def test_the_parent_of_a_line_is_not_its_item(tmp_path):
    rows = [f"{n % 9},2024-01-{1 + n % 28:02},{n // 2},s{n % 7},{n if n % 2 else ''},9.5" for n in range(90)]
    found = read_export(
        write_rows(tmp_path / "log.csv", "customer_id,created_at,order_id,sku,parent_item_id,price", rows)
    )
    assert found.column("item") == "sku"


@pytest.mark.parametrize(
    ("column", "dead"), [("état", "annulée"), ("Bestellstatus", "Storniert"), ("estado", "cancelado")]
)
def test_states_under_names_of_other_languages(tmp_path, column, dead):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{('xyz', dead)[n % 2]}" for n in range(90)]
    found = read_export(write_rows(tmp_path / "log.csv", f"client,date_commande,montant,{column}", rows))
    assert found.types() == {"purchase": 45, "cancel": 45}


def test_the_id_of_a_line_is_no_item(tmp_path):
    rows = [f"{n},{1000 + n // 2},u{n % 15},2024-03-{n % 28 + 1:02},P{n % 6},1,5.50" for n in range(80)]
    path = write_rows(
        tmp_path / "lines.csv", "order_item_id,order_id,customer_id,created_at,sku,quantity,unit_price", rows
    )
    found = read_export(path)
    assert found.column("item") == "sku" and "order_item_id" in found.source.dropped
    assert found.types() == {"purchase": 80}


def test_fields_of_records_stand_in_brackets(tmp_path):
    head = "Order[code];Order[totalPrice];Order[date];Order[user(uid)];Product[code];Entry[quantity];Entry[totalPrice]"
    rows = [f"{n // 2};99,90;04.{n % 12 + 1:02}.2024 18:01:30;u{n % 9};P{n % 5};2;{20 + n % 7},50" for n in range(60)]
    rows.append("30;99,90;24.12.2024 18:01:30;u1;P1;2;20,50")
    found = read_export(write_rows(tmp_path / "entries.csv", head, rows))
    fields = {f: found.column(f) for f in ("time", "user", "item", "order", "quantity", "amount")}
    assert fields == {
        "time": "Order[date]", "user": "Order[user(uid)]", "item": "Product[code]", "order": "Order[code]",
        "quantity": "Entry[quantity]", "amount": "Entry[totalPrice]",
    }  # fmt: skip
    assert sum(e["amount"] for e in found.events) == pytest.approx(61 * 20.5 + sum(n % 7 for n in range(60)))
