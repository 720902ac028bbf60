"""Exports and logs in further languages: their headers and names of events, in files of `log/lexicon`."""

from __future__ import annotations

import pytest
from exports import read_export, write_rows

from foresale.log.lexicon import LANGUAGES
from foresale.log.vocabulary import fields_of

# Order, user, time, item, title, category, brand, quantity, price, state, and four columns about people.
ORDERS = {
    "Japanese": (
        "注文番号,会員ID,注文日時,商品コード,商品名,カテゴリ,ブランド,個数,単価,注文ステータス,"
        "注文者名,送付先住所,電話番号,備考"
    ),
    "Korean": (
        "주문번호,회원ID,주문일시,상품코드,상품명,카테고리,브랜드,수량,판매가,주문상태,"
        "수령인,배송지 주소,휴대폰,배송메모"
    ),
    "Thai": (
        "หมายเลขคำสั่งซื้อ,รหัสลูกค้า,วันที่สั่งซื้อ,รหัสสินค้า,ชื่อสินค้า,หมวดหมู่,แบรนด์,จำนวน,ราคาต่อหน่วย,สถานะการสั่งซื้อ,"
        "ชื่อผู้รับ,ที่อยู่ในการจัดส่ง,หมายเลขโทรศัพท์,หมายเหตุ"
    ),
    "Vietnamese": (
        "Mã đơn hàng,Mã khách hàng,Ngày đặt hàng,Mã sản phẩm,Tên sản phẩm,Danh mục,Thương hiệu,Số lượng,Đơn giá,"
        "Trạng thái đơn hàng,Tên người nhận,Địa chỉ giao hàng,Số điện thoại,Ghi chú"
    ),
    "Russian": (
        "Номер заказа,Код клиента,Дата заказа,Артикул,Наименование товара,Категория,Бренд,Количество,Цена,"
        "Статус заказа,ФИО получателя,Адрес доставки,Телефон,Комментарий"
    ),
    "Polish": (
        "Nr zamówienia,ID klienta,Data zamówienia,Kod produktu,Nazwa produktu,Kategoria,Producent,Ilość,"
        "Cena jednostkowa,Status zamówienia,Imię i nazwisko,Adres dostawy,Nr telefonu,Uwagi klienta"
    ),
    "Turkish": (
        "Sipariş Numarası,Müşteri No,Sipariş Tarihi,Ürün Kodu,Ürün Adı,Kategori,Marka,Adet,Birim Fiyatı,Sipariş Durumu,"
        "Alıcı Adı,Teslimat Adresi,Cep Telefonu,Müşteri Notu"
    ),
    "Indonesian": (
        "No. Pesanan,ID Pelanggan,Waktu Pesanan Dibuat,Kode Produk,Nama Produk,Kategori,Merek,Jumlah,Harga Satuan,"
        "Status Pesanan,Nama Penerima,Alamat Pengiriman,No. Telepon,Catatan"
    ),
    "Arabic": (
        "رقم الطلب,رقم العميل,تاريخ الطلب,رمز المنتج,اسم المنتج,الفئة,الماركة,الكمية,سعر الوحدة,حالة الطلب,"
        "اسم المستلم,عنوان الشحن,رقم الجوال,ملاحظات"
    ),
    "Traditional Chinese": (
        "訂單編號,會員編號,訂單日期,商品貨號,商品名稱,商品分類,品牌,數量,單價,訂單狀態,收件者姓名,收件地址,手機號碼,買家備註"
    ),
}
FIELDS = ("order", "user", "time", "item", "title", "category", "brand", "quantity", "price", "status")
EVENTS = {
    "Japanese": ("会員番号,発生日時,イベント名,商品ID", "商品閲覧 カート追加 購入完了 お気に入り"),
    "Korean": ("고객번호,이벤트시간,이벤트,상품번호", "상품조회 장바구니담기 구매완료 찜"),
    "Thai": ("รหัสสมาชิก,วันเวลา,เหตุการณ์,สินค้า", "ดูสินค้า เพิ่มลงตะกร้า ชำระเงิน ถูกใจ"),
    "Vietnamese": ("Mã KH,Thời gian,Sự kiện,Mã SP", "Xem_sản_phẩm Thêm_vào_giỏ_hàng Mua_hàng Yêu_thích"),
    "Russian": ("ID клиента,Дата и время,Событие,Код товара", "Просмотр Добавление_в_корзину Покупка Избранное"),
    "Polish": ("Klient,Czas zdarzenia,Zdarzenie,Produkt ID", "Wyświetlenie Dodanie_do_koszyka Zakup Ulubione"),
    "Turkish": ("Kullanıcı ID,İşlem Zamanı,Olay,Ürün ID", "Görüntüleme Sepete_ekle Satın_alma Favori"),
    "Indonesian": ("ID Pengguna,Waktu,Aktivitas,Kode Barang", "Lihat Tambah_ke_keranjang Pembelian Favorit"),
    "Arabic": ("معرف المستخدم,وقت الحدث,الحدث,رقم المنتج", "مشاهدة إضافة_إلى_السلة شراء المفضلة"),
    "Traditional Chinese": ("會員ID,事件時間,事件名稱,商品ID", "瀏覽商品 加入購物車 購買 加入收藏"),
}


@pytest.mark.parametrize("language", ORDERS)
def test_an_export_of_orders(tmp_path, language):
    names = ORDERS[language].split(",")
    rows = [
        f"{1000 + n},{n % 30},2024-01-{1 + n % 28:02d} 10:00,P{n % 9},Ware {n % 9},C{n % 3},B{n % 4},{1 + n % 3},"
        f"{n % 9}.5,paid,someone {n % 5},somewhere {n % 5},{n % 5},word {n % 5}"
        for n in range(200)
    ]
    found = read_export(write_rows(tmp_path / "log.csv", ORDERS[language], rows))
    assert not found.questions and found.types() == {"purchase": 200}
    # One state in all rows tells nothing, and is left out by its name.
    assert {f: one.columns for f, one in found.reading.fields.items()} == {
        f: (name,) for f, name in zip(FIELDS, names) if f in found.reading.fields
    }
    assert set(FIELDS) - set(found.reading.fields) <= {"status"}
    assert {name for name, why in found.source.dropped.items() if why.code == "personal"} == set(names[10:])
    assert not found.source.further


@pytest.mark.parametrize("language", EVENTS)
def test_a_log_of_events(tmp_path, language):
    header, values = EVENTS[language]
    kinds = [value.replace("_", " ") for value in values.split()]
    rows = [f"{n % 30},2024-01-{1 + n % 28:02d} 10:00:00,{kinds[n % 4]},P{n % 9}" for n in range(200)]
    found = read_export(write_rows(tmp_path / "log.csv", header, rows))
    assert not found.questions
    assert [found.column(f) for f in ("user", "time", "type", "item")] == header.split(",")
    assert found.types() == {"view": 50, "cart": 50, "purchase": 50, "favourite": 50}


def test_every_word_is_found_by_its_own_field():
    for words in LANGUAGES:
        for field, text in words.fields.items():
            for name in text.replace("|", " ").split():
                assert fields_of(name.replace("_", " "))[field][2], name


def test_money_of_the_side_is_no_amount(tmp_path):
    """Fees of delivery and discounts end like sums of money do."""
    for name in ("배송금액", "送料金額", "Kargo tutarı", "Сумма доставки", "運費金額", "Total ongkir", "Kwota dostawy"):
        assert not {"amount", "price", "quantity"} & set(fields_of(name)), name
