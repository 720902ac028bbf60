"""States of orders in the words of marketplaces around the world: what was paid is a purchase, what was not is none."""

from __future__ import annotations

import pytest
from exports import read_export, write_rows

from foresale.log.vocabulary import status_of

# Of each marketplace: headers (order, buyer, time, state, sum) and state -> type, as its sellers see them.
MARKETS = {
    "Ozon": ("Номер заказа,Покупатель,Принят в обработку,Статус,Сумма", {
        "Доставлен": "purchase", "Доставляется": "purchase", "Ожидает отгрузки": "purchase", "Отменён": "cancel",
        "Не оплачен": "order",
    }),
    "Wildberries": ("order_id,client_id,date,order_status,total", {
        "sold": "purchase", "Выкуплен": "purchase", "Возврат": "purchase", "Отказ покупателя": "cancel",
        "canceled_by_client": "cancel", "Ожидает оплаты": "order",
    }),
    "Allegro": ("numer_zamowienia,client_id,data,status,wartosc", {
        "Opłacone": "purchase", "Wysłane": "purchase", "Odebrane": "purchase", "Zwrócone": "purchase",
        "Anulowane": "cancel", "BUYER_CANCELLED": "cancel", "Nieopłacone": "order",
    }),
    "Trendyol": ("siparis_no,musteri_id,tarih,durum,tutar", {
        "Teslim Edildi": "purchase", "Kargoya Verildi": "purchase", "İade Edildi": "purchase", "İptal Edildi": "cancel",
        "Tedarik Edilemedi": "cancel", "Ödeme Bekleniyor": "order",
    }),
    "Shopee Thailand": ("หมายเลขคำสั่งซื้อ,ชื่อผู้ใช้,วันที่,สถานะ,ยอด", {
        "สำเร็จแล้ว": "purchase", "ที่ต้องจัดส่ง": "purchase", "กำลังจัดส่ง": "purchase", "ยกเลิกแล้ว": "cancel",
        "ที่ต้องชำระ": "order",
    }),
    "Shopee Vietnam": ("order_sn,user_id,ngay,status,total", {
        "Hoàn thành": "purchase", "Đang giao": "purchase", "Trả hàng/Hoàn tiền": "purchase", "Đã hủy": "cancel",
        "Chờ thanh toán": "order",
    }),
    "Tokopedia": ("no_pesanan,user_id,tanggal,status,total", {
        "Pesanan Selesai": "purchase", "Sedang Dikirim": "purchase", "Dikembalikan": "purchase",
        "Pesanan Dibatalkan": "cancel", "Menunggu Pembayaran": "order", "Belum Bayar": "order",
    }),
    "Rakuten": ("注文番号,会員ID,注文日時,ステータス,合計", {
        "発送済": "purchase", "発送待ち": "purchase", "返品": "purchase", "キャンセル確定": "cancel",
        "入金待ち": "order",
    }),
    "Coupang": ("주문번호,회원ID,주문일시,주문상태,금액", {
        "배송완료": "purchase", "상품준비중": "purchase", "취소철회": "purchase", "반품완료": "purchase",
        "취소완료": "cancel", "미결제": "order",
    }),
    "Mercado Livre": ("order_id,buyer_id,data,estado_pedido,valor", {
        "Entregue": "purchase", "A caminho": "purchase", "Devolvido": "purchase", "Venda cancelada": "cancel",
        "Aguardando pagamento": "order", "Não pago": "order",
    }),
}  # fmt: skip


@pytest.mark.parametrize("market", MARKETS)
def test_orders_of_marketplaces(tmp_path, market):
    header, states = MARKETS[market]
    words = [*[w for w, kind in states.items() if kind == "purchase"] * 3, *states]
    rows = [f"{n},k{n % 31},2024-{1 + n % 5:02}-{1 + n % 28:02} 10:00:00,{words[n % len(words)]},{9 + n}.50"
            for n in range(200)]  # fmt: skip
    _, user, time, state, amount = header.split(",")
    log = write_rows(tmp_path / "log.csv", header, rows)
    mapped = {"order": header.split(",")[0], "user": user, "time": time, "amount": amount}
    found = read_export(log, map=mapped)  # the names of the columns are another matter
    assert not found.questions and not found.told("unknown_states"), market
    true: dict[str, int] = {}
    for n in range(200):
        kind = states[words[n % len(words)]]
        true[kind] = true.get(kind, 0) + 1
    assert found.types() == true and found.column("status") == state


@pytest.mark.parametrize("column", ["สถานะ", "주문상태", "ステータス", "Trạng thái", "Status pesanan", "Zustand", "x"])
def test_a_state_that_nobody_knows_is_asked_about_under_any_name(tmp_path, column):
    states = ["shipped", "cancelled", "shipped", "delivered", "shipped", "delivered", "paid", "paid", "paid", "wxyz"]
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{states[n % 10]}" for n in range(100)]
    log = write_rows(tmp_path / "log.csv", f"customer_id,time,amount,{column}", rows)
    found = read_export(log)
    assert found.question() == "UnknownStates" and '"wxyz=?"' in str(found.questions[0])
    assert "wxyz: 10 rows (10.0%)" in str(found.questions[0])
    assert read_export(log, types={"wxyz": "cancel"}).types() == {"purchase": 80, "cancel": 20}


def test_no_state_of_fifteen_in_a_language_that_nobody_knows_is_taken_for_paid(tmp_path):
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,tila {n % 15}" for n in range(150)]
    assert read_export(write_rows(tmp_path / "log.csv", "customer_id,time,amount,status", rows)).question() == (
        "UnknownStates"
    )
    rows = [f"k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,{('gold', 'silver')[n % 2]}" for n in range(150)]
    found = read_export(write_rows(tmp_path / "other.csv", "customer_id,time,amount,loyalty_status", rows))
    assert not found.questions and found.types() == {"purchase": 150}


@pytest.mark.parametrize("value", ["not shipped", "Не доставлен", "недоставлен", "nicht versendet", "Новый", "Yeni"])
def test_what_is_denied_or_says_little_is_not_known(value):
    assert status_of(value) is None


@pytest.mark.parametrize(
    ("value", "state"),
    [("Shipped - Delivered to Buyer", "paid"), ("PartiallyShipped", "paid"), ("UnDelivered", "cancelled"),
     ("pending_shipment", "paid"), ("refund pending", "refunded"), ("not paid", "unpaid"),
     ("chưa thanh toán", "unpaid"),
     ("nicht bezahlt", "unpaid"), ("Awaiting Fulfillment", "paid"), ("closed_won", "paid"), ("No-Show", "cancelled")],
)  # fmt: skip
def test_words_inside_longer_ones(value, state):
    assert status_of(value) == state


def test_a_purchase_of_a_type_column_that_fell_through_is_none(tmp_path):
    states = ["success", "success", "declined", "void"]
    rows = [f"t{n},k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,purchase,{states[n % 4]}" for n in range(100)]
    rows += [f"r{n},k{n % 9},2024-02-01,{9 + n}.50,refund,{states[n % 4]}" for n in range(8)]
    rows += [f"v{n},k{n % 9},2024-02-02,,view,{states[n % 4]}" for n in range(20)]
    header = "transaction_id,customer_id,time,amount,action,status"
    found = read_export(write_rows(tmp_path / "log.csv", header, rows))
    counts = found.types()
    assert not found.questions and counts["purchase"] == 50 and counts["refund"] == 8 and counts["view"] == 20
    assert counts.get("order", 0) + counts.get("cancel", 0) == 50


def test_an_unknown_state_of_purchases_of_a_type_column_is_asked_about(tmp_path):
    states = ["success", "declined", "success", "wxyz"]
    rows = [f"t{n},k{n % 9},2024-01-{1 + n % 28:02d},{9 + n}.50,purchase,{states[n % 4]}" for n in range(100)]
    rows += [f"r{n},k{n % 9},2024-02-01,{9 + n}.50,refund,success" for n in range(8)]
    log = write_rows(tmp_path / "log.csv", "transaction_id,customer_id,time,amount,action,status", rows)
    found = read_export(log)
    assert found.question() == "UnknownStates" and '"wxyz=?"' in str(found.questions[0])
    assert read_export(log, types={"wxyz": "purchase"}).types()["purchase"] == 75
