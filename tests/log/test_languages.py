"""Exports and logs in further languages: their headers and names of events, in files of `log/lexicon`."""

from __future__ import annotations

import pytest
from exports import read_export, write_rows

from foresale.log.lexicon import LANGUAGES
from foresale.log.vocabulary import fields_of, status_of, type_of

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
    "German": (
        "Bestellnummer,Kundennummer,Bestelldatum,Artikelnummer,Artikelname,Warengruppe,Hersteller,Stückzahl,Stückpreis,"
        "Bestellstatus,Empfängername,Lieferanschrift,Telefonnummer,Kundenanmerkung"
    ),
    "French": (
        "N° de commande,Code client,Date de commande,Réf. produit,Libellé produit,Famille,Marque,Quantité,"
        "Prix unitaire TTC,Statut de la commande,Nom et prénom,Adresse de livraison,Téléphone,Commentaire"
    ),
    "Spanish": (
        "Número de orden,ID del cliente,Fecha de la orden,Código de producto,Nombre del producto,Categoría,Marca,"
        "Cantidad del producto,Precio del producto,Estado de la orden,Nombre y apellido,Dirección de envío,Teléfono,"
        "Observaciones"
    ),
    "Portuguese": (
        "Número do Pedido,Código do cliente,Data do pedido,Código do produto,Nome do Produto,Categoria,Marca,Qtde,"
        "Valor unitário,Situação do pedido,Nome do destinatário,Endereço de entrega,CPF/CNPJ,Observações"
    ),
    "Italian": (
        "N. ordine,Codice cliente,Data dell'ordine,Codice articolo,Descrizione articolo,Categoria,Marca,Q.tà,"
        "Prezzo di vendita,Stato ordine,Nome e cognome,Indirizzo di spedizione,Cellulare,Note cliente"
    ),
    "Dutch": (
        "Bestelnummer,Klantnummer,Besteldatum,Artikelnr.,Productomschrijving,Productgroep,Merk,Aantal,Prijs per stuk,"
        "Bestelstatus,Naam klant,Bezorgadres,Telefoonnummer,Opmerkingen"
    ),
    "Swedish": (
        "Ordernr,Kundnr,Orderdatum,Artikelnr,Benämning,Varugrupp,Varumärke,Antal,À-pris,Orderstatus,Kundnamn,"
        "Leveransadress,Mobilnummer,Kommentar"
    ),
    "Danish": (
        "Ordrenummer,Kundenummer,Ordredato,Varenummer,Varenavn,Varegruppe,Mærke,Antal,Stykpris,Ordrestatus,Kundenavn,"
        "Leveringsadresse,Telefonnummer,Bemærkning"
    ),
    "Norwegian": (
        "Ordrenr,Kundenr,Ordredato,Varenr,Produktnavn,Varegruppe,Merke,Antall,Stykkpris,Ordrestatus,Kundenavn,"
        "Leveringsadresse,Mobilnummer,Merknad"
    ),
    "Czech": (
        "Číslo objednávky,ID zákazníka,Datum objednávky,Kód produktu,Název produktu,Kategorie,Výrobce,Množství,"
        "Cena za kus,Stav objednávky,Jméno a příjmení,Doručovací adresa,Telefon,Poznámka"
    ),
    "Slovak": (
        "Číslo objednávky,Číslo zákazníka,Dátum objednávky,Kód tovaru,Názov produktu,Kategória,Značka,Množstvo,"
        "Jednotková cena,Stav platby,Meno a priezvisko,Ulica,Telefón,Poznámka"
    ),
    "Hungarian": (
        "Rendelésszám,Vevőkód,Rendelés dátuma,Cikkszám,Termék neve,Kategória,Gyártó,Mennyiség,Egységár,"
        "Rendelés állapota,Vevő neve,Szállítási cím,Telefonszám,Megjegyzés"
    ),
    "Romanian": (
        "Nr. comandă,Cod client,Data comenzii,Cod produs,Denumire produs,Categorie,Producător,Cantitate,Preț unitar,"
        "Status comandă,Nume și prenume,Adresa de livrare,Nr. telefon,Observații"
    ),
    "Ukrainian": (
        "Номер замовлення,Код клієнта,Дата замовлення,Код товару,Назва товару,Категорія,Виробник,Кількість,"
        "Ціна за одиницю,Статус замовлення,ПІБ отримувача,Адреса доставки,Номер телефону,Коментар"
    ),
    "Greek": (
        "Αριθμός παραγγελίας,Κωδικός πελάτη,Ημερομηνία παραγγελίας,Κωδικός είδους,Περιγραφή είδους,Κατηγορία,Μάρκα,"
        "Ποσότητα,Τιμή μονάδας,Κατάσταση παραγγελίας,Ονοματεπώνυμο,Διεύθυνση αποστολής,Τηλέφωνο,Σχόλια"
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
    "German": ("Nutzer-ID,Zeitstempel,Ereignis,Produkt-Nr.", "Produktansicht Warenkorb Kauf Merkzettel"),
    "French": ("ID utilisateur,Horodatage,Évènement,ID produit", "Vue_produit Ajout_au_panier Achat Favoris"),
    "Spanish": ("ID usuario,Fecha y hora,Evento,ID producto", "Vista_de_producto Carrito Compra Favorito"),
    "Portuguese": ("ID do usuário,Data e hora,Evento,ID do produto", "Visualização Carrinho Compra Favorito"),
    "Italian": ("ID utente,Data e ora,Evento,ID prodotto", "Visualizzazione Carrello Acquisto Preferiti"),
    "Dutch": ("Gebruiker,Tijdstip,Gebeurtenis,Productnummer", "Bekeken In_winkelwagen Aankoop Verlanglijst"),
    "Swedish": ("Användar-ID,Tidpunkt,Händelse,Produkt-ID", "Produktvisning Varukorg Köp Favorit"),
    "Danish": ("Bruger-ID,Tidspunkt,Hændelse,Produkt-ID", "Visning Læg_i_kurv Køb Ønskeliste"),
    "Czech": ("ID uživatele,Datum a čas,Událost,ID produktu", "Zobrazení_produktu Do_košíku Nákup Oblíbené"),
    "Hungarian": ("Felhasználó ID,Időpont,Esemény,Termék ID", "Megtekintés Kosárba Vásárlás Kedvenc"),
    "Romanian": ("ID utilizator,Data și ora,Eveniment,ID produs", "Vizualizare Adăugare_în_coș Cumpărare Favorite"),
    "Ukrainian": ("ID користувача,Дата та час,Подія,ID товару", "Перегляд Додавання_в_кошик Покупка Обране"),
    "Greek": ("Κωδικός χρήστη,Ημερομηνία και ώρα,Συμβάν,Προϊόν", "Προβολή Καλάθι Αγορά Αγαπημένα"),
}

# Header, how a sum is written, and states (paid, unpaid, cancelled, refunded) of files with an order a row.
SHOPS = {
    "bol": (
        "Bestelnummer;Klantnummer;Besteldatum;Status;Totaalbedrag",
        "€ {},50",
        "Voltooid/Wacht op betaling/Geannuleerd/Terugbetaald",
    ),
    "VTEX": (
        "Pedido;ID do cliente;Data do pedido;Status;Valor total do pedido",
        "R$ {},50",
        "Faturado/Pagamento pendente/Cancelado/Devolvido",
    ),
    "Tiendanube": (
        "Número de orden;Email;Fecha;Estado del pago;Total",
        "{},50",
        "Confirmado/Pendiente/Cancelado/Reembolsado",
    ),
    "Shopware": (
        "Bestell-Nr.;Kunden-Nr.;Bestelldatum;Zahlungsstatus;Bestellwert",
        "{},50 EUR",
        "Komplett bezahlt/Offen/Storniert/Retoure",
    ),
    "PrestaShop": (
        "Réf. commande;Client;Date;État;Montant TTC",
        "{},50 €",
        "Livré/En attente de paiement/Annulé/Remboursé",
    ),
    "WooCommerce": (
        "N. ordine;Codice cliente;Data ordine;Stato;Totale ordine",
        "{},50 €",
        "Completato/In attesa di pagamento/Annullato/Rimborsato",
    ),
    "Shoptet": (
        "Číslo objednávky;ID zákazníka;Datum objednávky;Stav;Cena celkem s DPH",
        "{},50 Kč",
        "Vyřízena/Čeká na platbu/Stornována/Vrácena",
    ),
    "Unas": (
        "Rendelésszám;Vevő ID;Rendelés dátuma;Állapot;Végösszeg",
        "1 {:03},50 Ft",
        "Teljesítve/Fizetésre vár/Törölve/Visszatérítve",
    ),
    "eMAG": (
        "Nr. comandă;ID client;Data comenzii;Stare comandă;Total comandă",
        "{},50 lei",
        "Finalizată/În așteptare/Anulată/Returnată",
    ),
    "Rozetka": (
        "Номер замовлення;Код клієнта;Дата замовлення;Статус замовлення;Сума замовлення",
        "{},50 грн",
        "Виконано/Очікує оплати/Скасовано/Повернено",
    ),
    "Skroutz": (
        "Αριθμός παραγγελίας;Κωδικός πελάτη;Ημερομηνία παραγγελίας;Κατάσταση;Σύνολο",
        "{},50 €",
        "Ολοκληρώθηκε/Σε αναμονή/Ακυρώθηκε/Επιστράφηκε",
    ),
    "Swedish": (
        "Ordernummer;Kundnummer;Orderdatum;Orderstatus;Totalbelopp",
        "{},50 kr",
        "Levererad/Väntar på betalning/Makulerad/Återbetald",
    ),
    "Danish": (
        "Ordrenummer;Kundenummer;Ordredato;Status;Beløb i alt",
        "{},50 kr.",
        "Gennemført/Afventer betaling/Annulleret/Refunderet",
    ),
    "Turkish": (
        "Sipariş No;Müşteri No;Sipariş Tarihi;Durum;Tutar",
        "{},50 TL",
        "Teslim Edildi/Ödeme bekleniyor/İptal edildi/İade",
    ),
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


@pytest.mark.parametrize("shop", SHOPS)
def test_orders_with_their_states_and_sums(tmp_path, shop):
    header, money, states = SHOPS[shop]
    kinds = states.split("/")
    rows = [
        f"{1000 + n};K{n % 30};{1 + n % 28:02d}.01.2024 10:00;{kinds[n % 8 if n % 8 < 4 else 0]};{money.format(n)}"
        for n in range(240)
    ]
    found = read_export(write_rows(tmp_path / "log.csv", header, rows))
    assert not found.questions
    assert [found.column(f) for f in ("order", "user", "time", "status", "amount")] == header.split(";")
    assert found.types() == {"purchase": 180, "order": 30, "cancel": 30} and found.told("refunded_later")
    more = 1000 if shop == "Unas" else 0
    assert {e["amount"] for e in found.events if e["type"] == "purchase"} == {
        n + more + 0.5 for n in range(240) if n % 8 not in (1, 2)
    }


def test_every_state_is_told_by_its_own_words():
    for words in LANGUAGES:
        for state, text in words.states.items():
            assert {name: status_of(name.replace("_", " ")) for name in text.split()} == dict.fromkeys(
                text.split(), state
            )


def test_every_word_is_found_by_its_own_field():
    for words in LANGUAGES:
        for field, text in words.fields.items():
            for name in text.replace("|", " ").split():
                assert fields_of(name.replace("_", " "))[field][2], name
        for kind, text in words.types.items():
            assert {type_of(name.replace("_", " ")) for name in text.split()} == {kind}


def test_money_of_the_side_is_no_amount(tmp_path):
    """Fees of delivery and discounts end like sums of money do."""
    for name in (
        "배송금액", "送料金額", "Kargo tutarı", "Сумма доставки", "運費金額", "Total ongkir", "Kwota dostawy",
        "Totaal verzendkosten", "Fragtbeløb", "Szállítási összeg", "Cena dopravy", "Сума знижки", "Total Frete",
    ):  # fmt: skip
        assert not {"amount", "price", "quantity"} & set(fields_of(name)), name
