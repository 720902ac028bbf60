"""Text that is not UTF-8: the encoding is told by its letters, or said."""

from __future__ import annotations

import pytest

from foresale import errors
from foresale.log.raw import connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources
from foresale.log.sources.letters import Signs
from log.exports import read_export

HEADERS = {
    "gb18030": ["订单编号,买家会员名,付款时间,宝贝标题", "订单编号"],
    "big5": ["訂單編號,下單時間,會員,商品名稱"],
    "cp932": ["受注番号,ステータス,注文日時,注文者氏名", "会社名,担当者,金額,受注日,発送日"],
    "euc_jp": ["注文番号,お客様,ティー"],
    "cp949": ["주문번호,주문상태,주문일시,구매자ID,상품명", "고객명,금액\n김철수,서울"],
    "cp1251": ["Заказ,Дата,Клиент"],
    "cp1254": ["Sipariş No;Müşteri No;Sipariş Tarihi;İptal"],
    "cp1250": [
        "Zamówienie,Płatność,Wysyłka", "Objednávka,Zákazník,Příjmení,Částka", "Rendelés,Vevő,Összeg,készpénz,időpont",
    ],
    "cp1252": ["Größe,Straße", "PROMOÇÃO,São Paulo", "Número,Descripción,Añadido", "Café", "Käufer;Betrag €;£;GBP£"],
}  # fmt: skip


@pytest.mark.parametrize(("encoding", "text"), [(e, text) for e, texts in HEADERS.items() for text in texts])
def test_letters_tell_the_encoding(encoding, text):
    signs = Signs.of(text.encode(encoding))
    signs.header = text.split("\n")[0].encode(encoding)
    assert signs.told == (encoding, True)


@pytest.mark.parametrize(
    ("encoding", "header", "value"),
    [("cp932", "受注番号", "発送済"), ("cp949", "주문번호", "구매확정"), ("cp1254", "Müşteri", "İptal")],
)
def test_a_log_is_read_in_its_encoding(tmp_path, encoding, header, value):
    rows = [f"u{n % 7},2024-01-{1 + n % 28:02} 10:00:00,{value},p{n % 3}" for n in range(60)]
    path = tmp_path / "log.csv"
    path.write_bytes("\n".join([f"user_id,time,{header},item_id", *rows, ""]).encode(encoding))
    with connect("300MB", 2) as con:
        raw = open_sources(path, ReadOptions(), con)
        assert header in raw.files[0].columns and raw.files[0].encoding == encoding
        assert not any(f.code == "unsure_encoding" for f in raw.findings)


def test_what_is_not_sure_is_said_and_can_be_settled(tmp_path):
    path = tmp_path / "log.csv"
    rows = [f"u{n % 7},2024-01-{1 + n % 28:02} 10:00:00,p{n % 3}" for n in range(60)]
    path.write_bytes("\n".join(["user_id,time,item_id", *rows, "uş1,2024-01-02 10:00:00,p1", ""]).encode("cp1254"))
    assert "--encoding NAME" in read_export(path).told("unsure_encoding")
    assert not read_export(path, encoding="cp1252").told("unsure_encoding")
    with pytest.raises(errors.UnknownEncoding, match="klingon"):
        read_export(path, encoding="klingon")


def test_lone_characters_among_digits_are_no_accents(tmp_path):
    path = tmp_path / "log.csv"
    header = "注文ID,注文日時,氏(請求先),メールアドレス,商品名,数量,合計金額"
    rows = [f"A{n},2023年03月{1 + n % 28:02}日 08:29,山田,u{n % 9}@ex.jp,シャツ,１,１２００" for n in range(60)]
    path.write_bytes("\n".join([header, *rows, ""]).encode("cp932"))
    found = read_export(path)
    assert not found.questions and not found.told("unsure_encoding") and found.column("time") == "注文日時"


def test_a_table_without_known_names_names_its_encoding(tmp_path):
    path = tmp_path / "log.csv"
    rows = [f"{n},{n % 7},{n % 5}" for n in range(60)]
    path.write_bytes("\n".join(["甲乙,丙丁,戊己", *rows, ""]).encode("gb18030"))
    found = read_export(path)
    assert "gb18030" in found.questions[0].details["encoding"] and "--encoding" in str(found.questions[0])
    assert "--encoding" not in str(read_export(path, encoding="gb18030").questions[0])


WORDS = {
    "gb18030": "茶杯,红茶,绿茶叶,手机壳 黑色,T恤", "cp1250": "Żółty kubek,Łyżka,Świeca,Nóż,Ćma",
    "cp1254": "Çay bardağı,Kaşık,Şişe,Gümüş yüzük,İğne", "cp1252": "Café crème,Größe M,Niño,Façade,Smörgås",
    "cp1251": "Чашка,Ложка,Красный чай,Нож,Свеча", "cp932": "湯呑み,コップ,赤いバッグ,ナイフ,本",
    "big5": "茶杯,紅茶,綠茶葉,手機殼 黑色,T恤", "euc_jp": "湯呑み,コップ,赤いバッグ,ナイフ,本",
}  # fmt: skip


def titles(path):
    return {e["title"] for e in read_export(path).events}


@pytest.mark.parametrize("encoding", WORDS)
def test_days_in_files_of_their_own_are_in_the_encoding_of_all(tmp_path, encoding):
    """A file of one such word says nothing of itself."""
    words = WORDS[encoding].split(",")
    header = "customer_id,order_date,sku,title,amount"
    for k in range(28):
        rows = [f"k{n % 9},2024-01-{1 + k:02} 10:{n:02}:00,s{k},{words[k % 5]},{n}.50" for n in range(3)]
        (tmp_path / f"{k:02}.csv").write_text("\n".join([header, *rows, ""]), encoding=encoding)
    assert titles(tmp_path) == set(words)


def test_a_small_file_in_another_encoding_keeps_its_own(tmp_path):
    header = "customer_id,order_date,sku,title,amount"
    for name, encoding in (("a", "gb18030"), ("b", "cp1252"), ("c", "cp1251")):
        words = WORDS[encoding].split(",")
        few = 200 if name == "a" else 9
        rows = [f"{name}{n % 9},2024-01-{1 + n % 28:02},s{n % 5},{words[n % 5]},{n}.50" for n in range(few)]
        (tmp_path / f"{name}.csv").write_text("\n".join([header, *rows, ""]), encoding=encoding)
    assert titles(tmp_path) == {w for encoding in ("gb18030", "cp1252", "cp1251") for w in WORDS[encoding].split(",")}


def test_a_full_width_sign_of_money_is_a_usual_one(tmp_path):
    rows = [f"张{n % 9},2024-01-{1 + n % 28:02} 06:18:00,view,A{n % 3},￥1.50" for n in range(50)]
    path = tmp_path / "log.csv"
    path.write_bytes("\n".join(["user_id,event_time,event_type,item_id,price", *rows]).encode("gb18030"))
    assert {e["user"] for e in read_export(path).events} == {f"张{n}" for n in range(9)}
