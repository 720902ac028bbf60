"""Polish, without its accents."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            id_klienta klient_id nr_klienta numer_klienta kod_klienta klient id_uzytkownika uzytkownik_id uzytkownik
            kontrahent id_kontrahenta nr_karty numer_karty_lojalnosciowej | nazwa_uzytkownika | nabywca kupujacy
            nazwa_klienta adres_email e_mail_klienta email_klienta
        """,
        "session": "id_sesji sesja",
        "time": """
            data_platnosci data_zaplaty data_oplacenia data_sprzedazy data_zakupu data_transakcji data_zdarzenia
            czas_zdarzenia czas_transakcji | znacznik_czasu czas data_i_czas data_godzina | data_zamowienia
            czas_zamowienia data_utworzenia data_zlozenia data_zlozenia_zamowienia | dzien data_wystawienia
        """,
        "type": "zdarzenie typ_zdarzenia nazwa_zdarzenia akcja | rodzaj",
        "item": """
            id_produktu produkt_id kod_produktu symbol_produktu indeks_produktu id_towaru kod_towaru towar
            symbol_towaru indeks_towaru symbol kod_ean | nazwa_produktu nazwa_towaru
        """,
        "variant": "wariant wariant_produktu",
        "title": "nazwa_produktu nazwa_towaru tytul_oferty tytul",
        "category": "kategoria kategoria_produktu id_kategorii grupa_towarowa grupa_produktow",
        "brand": "marka producent",
        "price": "cena cena_jednostkowa cena_sprzedazy cena_brutto cena_produktu",
        "list_price": "cena_katalogowa cena_regularna",
        "quantity": "ilosc liczba_sztuk sztuk szt liczba_produktow",
        "amount": """
            kwota wartosc suma razem kwota_brutto wartosc_brutto wartosc_zamowienia kwota_zamowienia do_zaplaty
            laczna_kwota wartosc_sprzedazy suma_zamowienia obrot przychod
        """,
        "discount": "rabat znizka kwota_rabatu",
        "coupon": "kod_rabatowy kupon",
        "currency": "waluta",
        "order": """
            nr_zamowienia numer_zamowienia id_zamowienia zamowienie nr_faktury numer_faktury faktura nr_paragonu
            numer_paragonu paragon id_transakcji numer_transakcji nr_dokumentu numer_dokumentu
        """,
        "status": "status_zamowienia status_platnosci stan_zamowienia",
        "query": "fraza wyszukiwana_fraza",
        "channel": "kanal_sprzedazy zrodlo zrodlo_ruchu",
        "device": "urzadzenie",
        "country": "kraj",
        "region": "wojewodztwo",
        "city": "miasto miejscowosc kod_pocztowy",
        "shop": "sklep oddzial punkt_sprzedazy",
    },
    types={
        "impression": "wyswietlenie_listy",
        "view": "wyswietlenie wyswietlenie_produktu odslona klikniecie obejrzenie",
        "search": "wyszukiwanie",
        "favourite": "ulubione do_ulubionych",
        "cart": "koszyk do_koszyka dodanie_do_koszyka",
        "cart_remove": "usuniecie_z_koszyka",
        "order": "zamowienie",
        "purchase": "zakup sprzedaz platnosc zaplata",
        "refund": "zwrot zwrot_towaru",
        "cancel": "anulowanie anulowanie_zamowienia",
    },
    states={
        "unpaid": "nieoplacone nieoplacony nieoplacono niezaplacone oczekuje_na_platnosc oczekuje_na_wplate",
        "cancelled": "anulowane anulowany anulowano anulowana odrzucone odrzucony odrzucona",
        "refunded": "zwrocone zwrocony zwrocono zwrot",
        "paid": """
            zrealizowane zrealizowany zrealizowano zakonczone wyslane wyslany wyslano dostarczone dostarczony
            dostarczono oplacone oplacony oplacono zaplacone do_wyslania w_realizacji w_trakcie_realizacji
            gotowe_do_odbioru odebrane spakowane
        """,
    },
    refund_times="data_zwrotu",
    cancelled="data_anulowania",
    other_times="""
        data_wysylki data_dostawy data_nadania data_odbioru data_modyfikacji data_aktualizacji data_urodzenia
        data_rejestracji data_anulowania data_zwrotu termin_platnosci data_zakonczenia
    """,
    later="""
        status_zamowienia status_platnosci status_wysylki stan_zamowienia data_wysylki data_dostawy numer_przesylki
        kwota_zwrotu
    """,
    personal="""
        imie nazwisko imie_i_nazwisko imie_nazwisko nazwa_klienta dane_klienta odbiorca nabywca kupujacy
        imie_odbiorcy nazwisko_odbiorcy adres adres_dostawy adres_wysylki adres_klienta ulica ulica_i_numer nr_domu
        nr_mieszkania telefon nr_telefonu numer_telefonu telefon_klienta komorka adres_email e_mail_klienta
        email_klienta uwagi uwagi_klienta komentarz notatka sprzedawca kasjer pracownik pesel nip nazwa_uzytkownika
    """,
    bare="nazwa opis",
)
