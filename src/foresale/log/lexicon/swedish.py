"""Swedish."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            kundnummer kundnr kund_id kund_nr kundkod kund anvandar_id anvandare medlemsnummer medlems_id | kopare
            anvandarnamn | e_postadress epost e_post kundnamn kundens_namn kundens_e_post
        """,
        "anon": "besokar_id",
        "session": "sessions_id besoks_id",
        "time": """
            betaldatum betalningsdatum betald_den kopdatum inkopsdatum forsaljningsdatum fakturadatum
            transaktionsdatum | tidpunkt tidsstampel datum_och_tid datum_tid tid | orderdatum bestallningsdatum
            ordertid skapad skapad_den skapat_datum bestalld_den | datum dag bokforingsdatum
        """,
        "type": "handelse handelsetyp atgard",
        "item": """
            artikelnummer artikelnr artikel_nr artikel_id artikelkod artikel produktnummer produkt_id produktkod
            produkt produktnr streckkod varunummer vara | artikelnamn produktnamn artikelbenamning
        """,
        "variant": "variantnummer",
        "title": "benamning produktnamn artikelnamn beskrivning titel artikelbenamning",
        "category": "kategori produktkategori varugrupp produktgrupp artikelgrupp avdelning",
        "brand": "varumarke marke tillverkare leverantor",
        "price": "pris styckpris enhetspris a_pris pris_per_styck forsaljningspris pris_st pris_inkl_moms",
        "list_price": "ordinarie_pris listpris rekommenderat_pris",
        "quantity": "antal kvantitet mangd bestallt_antal antal_salda",
        "amount": """
            belopp summa totalt totalbelopp totalsumma ordervarde ordersumma orderbelopp ordertotal omsattning
            fakturabelopp radsumma att_betala delsumma betalt_belopp totalpris forsaljning radbelopp totalt_belopp
        """,
        "discount": "rabatt rabattbelopp",
        "coupon": "rabattkod kupongkod presentkort kampanjkod",
        "currency": "valuta valutakod",
        "order": """
            ordernummer ordernr order_nr bestallningsnummer bestallning bestallnings_id fakturanummer fakturanr
            faktura kvittonummer kvittonr kvitto transaktions_id transaktionsnummer bongnummer
        """,
        "status": "orderstatus betalningsstatus bestallningsstatus",
        "query": "sokord sokterm",
        "channel": "kanal forsaljningskanal trafikkalla kalla",
        "country": "leveransland",
        "city": "postnummer postort stad",
        "shop": "butik butiks_id forsaljningsstalle",
    },
    types={
        "impression": "visning_i_lista",
        "view": "visning visad produktvisning sidvisning klick",
        "search": "sokning",
        "favourite": "favorit onskelista",
        "cart": "varukorg lagg_i_varukorg lagd_i_varukorg kundvagn lagg_i_kundvagn",
        "cart_remove": "borttagen_fran_varukorg",
        "checkout": "till_kassan",
        "order": "bestallning",
        "purchase": "kop kopt forsaljning betalning kvitto",
        "refund": "retur aterbetalning kreditfaktura",
        "cancel": "avbokning makulering avbestallning",
    },
    states={
        "unpaid": """
            obetald obetalt vantar_pa_betalning invantar_betalning ej_betald vantande misslyckad misslyckades pausad
            avvaktar betalning_misslyckades
        """,
        "cancelled": "avbruten makulerad annullerad avbestalld nekad avvisad utgangen avbokad",
        "refunded": "aterbetald aterbetalad returnerad retur",
        "paid": """
            betald betalt skickad levererad slutford behandlas under_behandling klar utlevererad avslutad fakturerad
            bekraftad packad redo_att_hamtas hamtad mottagen delvis_levererad delvis_aterbetald delvis_skickad
        """,
    },
    other_times="""
        leveransdatum skickad_den leveransdag andrad uppdaterad andringsdatum fodelsedatum registreringsdatum
        forfallodatum utleveransdatum skickat_datum
    """,
    refund_times="returdatum aterbetalningsdatum aterbetald_den",
    refund_money="aterbetalt_belopp returbelopp",
    cancelled="avbruten_den makulerad_den annulleringsdatum avbokad_den",
    later="""
        orderstatus betalningsstatus leveransstatus leveransdatum fraktstatus kollinummer sparningsnummer
        aterbetalt_belopp
    """,
    personal="""
        fornamn efternamn kundnamn adress gatuadress leveransadress fakturaadress telefon telefonnummer mobil
        mobilnummer e_post epost personnummer kommentar anteckning kundens_namn kontaktperson saljare kassor
        organisationsnummer meddelande anvandarnamn mottagare
    """,
)
