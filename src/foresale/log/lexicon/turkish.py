"""Turkish, without its accents and with a plain i."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            musteri_id musteri_no musteri_numarasi musteri_kodu musteri kullanici_id kullanici_no kullanici uye_id
            uye_no uye cari_kodu cari_hesap kart_no | kullanici_adi | musteri_adi alici eposta e_posta eposta_adresi
            telefon_numarasi cep_telefonu
        """,
        "session": "oturum_id oturum ziyaret_id",
        "time": """
            odeme_tarihi odeme_zamani satin_alma_tarihi satis_tarihi islem_tarihi islem_zamani olay_zamani
            olay_tarihi fatura_tarihi fis_tarihi | zaman_damgasi zaman tarih_saat | siparis_tarihi siparis_zamani
            olusturma_tarihi olusturulma_tarihi | tarih gun
        """,
        "type": "olay olay_tipi olay_turu islem_tipi islem_turu hareket_tipi eylem etkinlik",
        "item": """
            urun_id urun_kodu urun_no urun stok_kodu barkod malzeme_kodu mal_kodu model_kodu | urun_adi malzeme_adi
        """,
        "variant": "varyant varyant_kodu secenek",
        "title": "urun_adi urun_ismi malzeme_adi",
        "category": "kategori kategori_adi urun_kategorisi urun_grubu kategori_id",
        "brand": "marka marka_adi uretici",
        "price": "fiyat birim_fiyat birim_fiyati satis_fiyati urun_fiyati",
        "list_price": "liste_fiyati etiket_fiyati",
        "quantity": "adet miktar adedi urun_adedi satis_adedi",
        "amount": """
            tutar toplam toplam_tutar satis_tutari siparis_tutari fatura_tutari odenen_tutar genel_toplam ara_toplam
            ciro odeme_tutari
        """,
        "discount": "indirim indirim_tutari iskonto",
        "coupon": "kupon kupon_kodu indirim_kodu",
        "currency": "para_birimi doviz",
        "order": """
            siparis_no siparis_numarasi siparis_id siparis fatura_no fis_no islem_no islem_id fatura_numarasi
            fis_numarasi
        """,
        "status": "durum siparis_durumu odeme_durumu",
        "query": "arama_terimi aranan_kelime",
        "channel": "kanal satis_kanali trafik_kaynagi",
        "device": "cihaz",
        "country": "ulke",
        "region": "bolge",
        "city": "sehir ilce posta_kodu",
        "shop": "magaza magaza_adi magaza_kodu sube satici",
    },
    types={
        "impression": "gosterim",
        "view": "goruntuleme urun_goruntuleme tiklama sayfa_goruntuleme",
        "search": "arama",
        "favourite": "favori favorilere_ekle favorilere_ekleme begeni",
        "cart": "sepet sepete_ekle sepete_ekleme sepete_eklendi",
        "cart_remove": "sepetten_cikar sepetten_cikarma",
        "order": "siparis",
        "purchase": "satin_alma satin_al satis odeme satin_alindi",
        "refund": "iade",
        "cancel": "iptal",
    },
    states={
        "unpaid": "odeme_bekleniyor odeme_bekliyor odenmedi beklemede",
        "cancelled": "iptal iptal_edildi tedarik_edilemedi teslim_edilemedi reddedildi",
        "refunded": "iade iade_edildi",
        "paid": """
            teslim_edildi kargoda kargoya_verildi tamamlandi isleme_alindi hazirlaniyor tasima_durumunda gonderildi
            onaylandi odendi
        """,
    },
    refund_times="iade_tarihi",
    cancelled="iptal_tarihi iptal_nedeni",
    other_times="""
        teslim_tarihi teslimat_tarihi kargo_tarihi kargoya_verilis_tarihi gonderim_tarihi guncelleme_tarihi
        dogum_tarihi kayit_tarihi uyelik_tarihi iptal_tarihi iade_tarihi bitis_tarihi vade_tarihi
    """,
    later="""
        durum siparis_durumu odeme_durumu kargo_durumu teslim_tarihi kargo_takip_no iade_tutari iptal_nedeni
        uyelik_seviyesi
    """,
    personal="""
        adi_soyadi ad_soyad isim_soyisim soyad soyadi soyisim musteri_adi musteri_adi_soyadi alici alici_adi
        teslim_alan adres teslimat_adresi fatura_adresi acik_adres sokak cadde mahalle telefon telefon_no
        telefon_numarasi cep cep_telefonu gsm eposta e_posta eposta_adresi aciklama_notu siparis_notu musteri_notu
        notlar personel kasiyer tc_kimlik_no tckn vergi_no kullanici_adi
    """,
    bare="ad adi isim aciklama",
)
