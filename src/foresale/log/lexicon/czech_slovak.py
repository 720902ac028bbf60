"""Czech and Slovak."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            id_zakaznika zakaznik_id cislo_zakaznika kod_zakaznika zakaznik id_uzivatele uzivatel cislo_klienta
            id_klienta id_uzivatela pouzivatel id_pouzivatela cislo_karty_zakaznika odberatel | kupujici kupujuci
            uzivatelske_jmeno | e_mail_zakaznika email_zakaznika jmeno_zakaznika meno_zakaznika
        """,
        "anon": "id_navstevnika",
        "session": "id_relace relace",
        "time": """
            datum_platby datum_uhrady datum_prodeje datum_nakupu datum_zaplaceni zaplaceno_dne
            datum_zdanitelneho_plneni datum_predaja datum_transakce datum_fakturace | casove_razitko cas datum_a_cas |
            datum_objednavky datum_objednani datum_vytvoreni cas_objednavky vytvoreno datum_vytvorenia vytvorene
            objednano | datum den datum_vystaveni datum_vystavenia datum_dokladu
        """,
        "type": "udalost typ_udalosti akce",
        "item": """
            kod_produktu kod_zbozi id_produktu produkt cislo_produktu zbozi kod_tovaru tovar cislo_zbozi kod_polozky
            produkt_id carovy_kod ciarovy_kod polozka | nazev_produktu nazev_zbozi nazov_produktu nazev_polozky
        """,
        "variant": "varianta kod_varianty id_varianty",
        "title": "nazev nazev_produktu nazev_zbozi popis nazov nazov_produktu nazev_polozky popis_produktu",
        "category": "kategorie kategoria skupina_zbozi kategorie_produktu kategoria_produktu sortiment",
        "brand": "znacka vyrobce vyrobca dodavatel",
        "price": """
            cena jednotkova_cena cena_za_kus cena_za_jednotku prodejni_cena predajna_cena cena_s_dph cena_bez_dph
            cena_ks cena_polozky cena_za_ks
        """,
        "list_price": "bezna_cena doporucena_cena puvodni_cena",
        "quantity": "mnozstvi mnozstvo pocet pocet_kusu pocet_kusov ks kusu kusy",
        "amount": """
            castka celkem celkova_cena celkova_castka suma hodnota_objednavky celkem_s_dph cena_celkem
            cena_celkem_s_dph k_uhrade trzba trzby obrat zaplaceno_celkem ciastka spolu celkova_suma celkom
            spolu_s_dph hodnota cena_spolu celkem_bez_dph mezisoucet cena_objednavky
        """,
        "discount": "sleva zlava vyse_slevy",
        "coupon": "slevovy_kod slevovy_kupon zlavovy_kod kupon",
        "currency": "mena kod_meny",
        "order": """
            cislo_objednavky objednavka id_objednavky kod_objednavky c_objednavky cislo_faktury faktura cislo_dokladu
            doklad uctenka cislo_uctenky cislo_blocku variabilni_symbol id_transakce
        """,
        "status": "stav stav_objednavky stav_platby stav_uhrady",
        "query": "hledany_vyraz vyhledavany_vyraz",
        "channel": "kanal prodejni_kanal zdroj_objednavky",
        "device": "zarizeni zariadenie",
        "country": "zeme krajina stat_doruceni",
        "city": "mesto psc obec",
        "shop": "prodejna predajna pobocka pobocka_id eshop",
    },
    types={
        "impression": "zobrazeni_seznamu",
        "view": "zobrazeni zobrazenie zobrazeni_produktu zobrazenie_produktu prohlednuti klik",
        "search": "vyhledavani vyhladavanie hledani",
        "favourite": "oblibene oblubene seznam_prani",
        "cart": "kosik do_kosiku vlozeni_do_kosiku pridani_do_kosiku do_kosika pridanie_do_kosika pridano_do_kosiku",
        "cart_remove": "odebrani_z_kosiku odstraneni_z_kosiku",
        "order": "objednavka objednani",
        "purchase": "nakup prodej platba koupe predaj zakoupeni",
        "refund": "vraceni vratka dobropis vratenie reklamace_vraceni",
        "cancel": "storno zruseni zrusenie zruseno",
    },
    states={
        "unpaid": """
            nezaplaceno ceka_na_platbu nezaplacena nezaplatena caka_na_platbu ceka_na_uhradu nevyrizena nevyrizeno
            ceka_na_zaplaceni platba_se_nezdarila neuhrazeno neuhradena pozastaveno
        """,
        "cancelled": """
            zrusena zruseno stornovana stornovano odmitnuta odmitnuto zamitnuto vyprsela propadla nevyzvednuto
        """,
        "refunded": "vracena vraceno vratena vratene dobropisovano penize_vraceny",
        "paid": """
            vyrizena vyrizeno vybavena zaplaceno zaplacena zaplatena zaplatene odeslana odeslano odoslana doruceno
            dorucena uhrazeno uhrazena dokoncena dokonceno expedovano expedovana zpracovava_se vyrizuje_se
            spracovava_sa prijata prijato potvrzena potvrdena k_vyzvednuti pripraveno_k_vyzvednuti castecne_vraceno
            fakturovano predano_dopravci v_preprave
        """,
    },
    other_times="""
        datum_odeslani datum_doruceni datum_expedice datum_zmeny datum_narozeni datum_registrace datum_splatnosti
        datum_odoslania datum_dorucenia datum_narodenia datum_registracie splatnost datum_dodani
    """,
    refund_times="datum_vraceni datum_vratenia datum_vratky",
    refund_money="vracena_castka vratena_suma",
    cancelled="datum_storna datum_zruseni duvod_storna duvod_zruseni datum_zrusenia",
    later="""
        stav stav_objednavky stav_platby stav_doruceni datum_doruceni datum_odeslani cislo_zasilky cislo_zasielky
        vracena_castka
    """,
    personal="""
        jmeno prijmeni jmeno_a_prijmeni meno priezvisko meno_a_priezvisko adresa dorucovaci_adresa fakturacni_adresa
        dodaci_adresa ulice ulica telefon telefonni_cislo poznamka poznamky prijemce prijemca jmeno_zakaznika
        meno_zakaznika prodavac pokladni ico dic ulice_a_cislo uzivatelske_jmeno poznamka_zakaznika e_mail_zakaznika
    """,
    bare="nazev nazov popis",
)
