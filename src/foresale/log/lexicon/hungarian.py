"""Hungarian; `ár` alone stands for a price too seldom told from a year of the North."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            vevo_id vevokod vevo_kod vevo ugyfel_id ugyfelszam ugyfelkod ugyfel_azonosito ugyfel vasarlo_id vasarlo
            vasarlo_azonosito vevo_azonosito felhasznalo_id felhasznalo felhasznalo_azonosito partnerkod partner_kod
            torzsvasarloi_kartya kartyaszam | felhasznalonev | vevo_neve vasarlo_neve email_cim e_mail_cim vevo_email
        """,
        "anon": "latogato_id",
        "session": "munkamenet munkamenet_id",
        "time": """
            fizetes_datuma vasarlas_datuma vasarlas_ideje eladas_datuma szamla_kelte szamla_datuma teljesites_datuma
            tranzakcio_datuma fizetes_ideje | idobelyeg idopont datum_es_ido ido | rendeles_datuma rendeles_ideje
            megrendeles_datuma rendeles_idopontja letrehozva letrehozas_datuma megrendeles_ideje leadas_datuma | datum
            nap kelt
        """,
        "type": "esemeny esemeny_tipusa esemenytipus muvelet",
        "item": """
            termekkod termek_kod termek_id termekazonosito termek_azonosito termek cikkszam cikk_szam cikkkod cikk
            vonalkod arucikk | termeknev termek_neve megnevezes cikknev
        """,
        "variant": "valtozat variacio",
        "title": "termeknev termek_neve megnevezes termek_megnevezese cikknev leiras",
        "category": "kategoria termekkategoria termekcsoport cikkcsoport",
        "brand": "marka gyarto markanev",
        "price": """
            egysegar brutto_ar netto_ar eladasi_ar egysegar_brutto termekar termek_ara brutto_egysegar netto_egysegar
            fogyasztoi_ar
        """,
        "list_price": "listaar eredeti_ar",
        "quantity": "mennyiseg darab darabszam db rendelt_mennyiseg",
        "amount": """
            osszeg vegosszeg osszesen brutto_osszeg netto_osszeg rendeles_osszege rendeles_erteke rendeles_vegosszege
            fizetendo ertek forgalom bevetel brutto_ertek netto_ertek fizetett_osszeg teljes_osszeg szamla_osszege
            reszosszeg arbevetel sorosszeg | brutto netto
        """,
        "discount": "kedvezmeny engedmeny kedvezmeny_osszege",
        "coupon": "kupon kuponkod",
        "currency": "penznem deviza valuta",
        "order": """
            rendelesszam rendeles_szama rendeles_azonosito rendeles_id rendelesazonosito rendeles megrendeles
            megrendelesszam szamlaszam szamla_sorszama szamla bizonylatszam bizonylat nyugta nyugtaszam
            tranzakcio_azonosito
        """,
        "status": "allapot statusz rendeles_allapota rendeles_statusza fizetesi_allapot fizetes_allapota",
        "query": "keresoszo keresesi_kifejezes",
        "channel": "csatorna ertekesitesi_csatorna forras",
        "device": "eszkoz",
        "country": "orszag",
        "region": "megye",
        "city": "varos iranyitoszam telepules",
        "shop": "uzlet bolt aruhaz telephely",
    },
    types={
        "view": "megtekintes termekmegtekintes oldalmegtekintes kattintas megtekintve",
        "search": "kereses",
        "favourite": "kedvenc kedvencek kivansaglista kedvencekhez_adas",
        "cart": "kosar kosarba kosarba_helyezes kosarba_tett",
        "cart_remove": "kosarbol_torles eltavolitas_a_kosarbol",
        "checkout": "penztar",
        "order": "rendeles megrendeles",
        "purchase": "vasarlas eladas fizetes szamla",
        "refund": "visszaterites visszaru visszakuldes",
        "cancel": "lemondas torles sztorno sztornozas",
    },
    states={
        "unpaid": """
            fizetesre_var fuggoben fizetetlen nincs_fizetve varakozik sikertelen_fizetes sikertelen fizetes_alatt
        """,
        "cancelled": """
            torolve torolt lemondva lemondott sztornozva sztorno visszautasitva elutasitva lejart meghiusult
        """,
        "refunded": "visszateritve visszakuldve visszaru visszateritett",
        "paid": """
            fizetve kifizetve kifizetett teljesitve teljesitett teljesult kiszallitva szallitas_alatt szallitva
            feladva elkuldve atveve atadva feldolgozas_alatt feldolgozva lezarva kezbesitve befejezett visszaigazolva
            atveheto csomagolas_alatt reszben_visszateritve futarnak_atadva
        """,
    },
    other_times="""
        szallitas_datuma kiszallitas_datuma feladas_datuma modositas_datuma szuletesi_datum szuletesi_ido
        regisztracio_datuma fizetesi_hatarido lezaras_datuma kezbesites_datuma
    """,
    refund_times="visszaterites_datuma visszakuldes_datuma",
    refund_money="visszateritett_osszeg visszaterites_osszege",
    cancelled="torles_datuma lemondas_datuma sztorno_datuma lemondas_oka torles_oka",
    later="""
        allapot statusz rendeles_allapota rendeles_statusza fizetesi_allapot fizetes_allapota szallitas_datuma
        szallitasi_allapot csomagszam nyomkovetesi_szam visszateritett_osszeg
    """,
    personal="""
        nev teljes_nev vevo_neve vasarlo_neve vezeteknev keresztnev cim szallitasi_cim szamlazasi_cim utca telefon
        telefonszam mobil megjegyzes megjegyzesek cimzett cimzett_neve szamlazasi_nev szallitasi_nev elado penztaros
        adoszam email_cim felhasznalonev vevo_megjegyzese
    """,
    bare="nev leiras megnevezes",
)
