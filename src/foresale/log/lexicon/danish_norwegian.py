"""Danish and Norwegian."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            kundenummer kundenr kunde_nr kunde_id kundekode kunde bruger_id bruker_id bruger bruker medlemsnummer
            medlemsnr | kober kjoper brugernavn brukernavn | e_mailadresse e_postadresse epost e_post kundenavn
            kundens_navn kunde_email
        """,
        "anon": "besogende_id besokende_id",
        "session": "sesjon sesjons_id sessions_id",
        "time": """
            betalingsdato betalt_dato kobsdato kjopsdato salgsdato fakturadato betalt_den transaktionsdato
            transaksjonsdato | tidspunkt tidsstempel dato_og_tid dato_tid tid klokkeslaet | ordredato bestillingsdato
            ordretid oprettet opprettet oprettelsesdato bestilt_den opprettet_dato oprettet_den | dato dag
            bogforingsdato bilagsdato
        """,
        "type": "haendelse hendelse haendelsestype hendelsestype handling",
        "item": """
            varenummer varenr vare_nr vare_id varekode vare produktnummer produkt_id produktkode produkt produktnr
            artikkelnummer strekkode stregkode | varenavn produktnavn varetekst
        """,
        "variant": "variantnummer varenr_variant",
        "title": "beskrivelse produktnavn varenavn varetekst titel tittel",
        "category": "kategori produktkategori varegruppe produktgruppe varekategori avdeling afdeling",
        "brand": "maerke merke varemaerke varemerke producent produsent leverandor",
        "price": "pris stykpris stykkpris enhedspris enhetspris salgspris pris_pr_stk pris_per_stk varepris",
        "list_price": "vejledende_pris veiledende_pris forpris listepris",
        "quantity": "antal antall maengde mengde stk bestilt_antal bestilt_antall",
        "amount": """
            belob belop belob_i_alt belop_i_alt sum totalt totalbelob totalbelop i_alt total_belob ordrebelob
            ordrebelop ordresum ordretotal ordrevaerdi ordreverdi omsaetning omsetning fakturabelob fakturabelop
            linjebelob linjebelop at_betale a_betale samlet_belob totalsum totalpris linjesum subtotal_belob
            betalt_belob betalt_belop salg
        """,
        "discount": "rabat rabatt rabatbelob rabattbelop",
        "coupon": "rabatkode rabattkode kuponkode gavekort",
        "currency": "valuta valutakode",
        "order": """
            ordrenummer ordrenr ordre_nr ordre_id ordre bestillingsnummer bestilling bestillings_id fakturanummer
            fakturanr faktura kvitteringsnummer kvittering bonnr bilagsnummer transaktions_id transaksjons_id
        """,
        "status": "ordrestatus betalingsstatus bestillingsstatus",
        "query": "sogeord sokeord sogning",
        "channel": "kanal salgskanal kilde trafikkilde",
        "country": "leveringsland",
        "city": "postnummer postnr poststed",
        "shop": "butik butikk butiksnummer butikknummer salgssted",
    },
    types={
        "impression": "eksponering",
        "view": "visning vist produktvisning sidevisning klik klikk",
        "search": "sogning sok",
        "favourite": "favorit favoritt onskeliste",
        "cart": "kurv laeg_i_kurv lagt_i_kurv handlekurv legg_i_handlekurv indkobskurv",
        "cart_remove": "fjernet_fra_kurv fjernet_fra_handlekurv",
        "order": "bestilling ordre",
        "purchase": "kob kjop kobt kjopt salg betaling kvittering",
        "refund": "retur refusion refusjon tilbagebetaling tilbakebetaling kreditnota",
        "cancel": "annullering afbestilling avbestilling kansellering",
    },
    states={
        "unpaid": """
            ubetalt afventer_betaling venter_pa_betaling afventer avventer pa_vent ikke_betalt mislykket mislykkedes
            betaling_fejlet feilet venter kladde
        """,
        "cancelled": """
            annulleret kansellert annullert afbrudt avbrutt afvist avvist udlobet utlopt avbestilt afbestilt slettet
        """,
        "refunded": "refunderet refundert tilbagebetalt tilbakebetalt returneret returnert retur",
        "paid": """
            betalt afsendt sendt leveret levert gennemfort fullfort behandles under_behandling faerdig ferdig
            afsluttet avsluttet faktureret fakturert bekraeftet bekreftet pakket klar_til_afhentning klar_til_henting
            afhentet hentet under_forsendelse delvist_refunderet delvis_refundert delvist_leveret delvis_levert
            modtaget ekspederet afventer_forsendelse
        """,
    },
    other_times="""
        leveringsdato afsendelsesdato forsendelsesdato sendt_den sendt_dato levert_dato leveret_den aendret endret
        opdateret oppdatert fodselsdato registreringsdato forfaldsdato forfallsdato endringsdato
    """,
    refund_times="returdato refusionsdato refusjonsdato refunderet_den refundert_dato",
    refund_money="refunderet_belob refundert_belop",
    cancelled="annulleret_den annulleringsdato kansellert_dato kansellert_den avbestilt_dato",
    later="""
        ordrestatus betalingsstatus leveringsstatus forsendelsesstatus leveringsdato fragtstatus sporingsnummer
        refunderet_belob refundert_belop
    """,
    personal="""
        fornavn efternavn etternavn kundenavn navn adresse leveringsadresse fakturaadresse gade gateadresse telefon
        telefonnummer mobil mobilnummer e_post epost e_mailadresse personnummer cpr_nr kommentar bemaerkning
        bemerkning kontaktperson saelger selger ekspedient cvr_nummer brugernavn brukernavn mottaker modtager merknad
    """,
)
