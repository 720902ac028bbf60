"""Dutch."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            klantnummer klant_id klantnr klant_nr klantcode klant debiteurnummer debiteur debiteurnr gebruiker_id
            gebruiker relatienummer lidnummer klantenkaartnummer | koper gebruikersnaam | e_mailadres emailadres
            klantnaam klant_email e_mail_adres
        """,
        "anon": "bezoeker_id",
        "session": "sessie sessie_id bezoek_id",
        "time": """
            betaaldatum betaald_op datum_betaling aankoopdatum verkoopdatum factuurdatum transactiedatum verkocht_op |
            tijdstip tijdstempel datum_tijd datum_en_tijd tijd | besteldatum orderdatum bestelmoment besteld_op
            aanmaakdatum aangemaakt_op datum_bestelling bestelling_geplaatst_op besteltijd datum_aangemaakt | datum
            dag boekdatum
        """,
        "type": "gebeurtenis actie soort_gebeurtenis type_gebeurtenis gebeurtenistype | soort",
        "item": """
            artikelnummer artikelnr artikel_nr artikel_id artikelcode artikel productnummer productcode product_nr
            product_id barcode | artikelnaam productnaam artikelomschrijving producttitel
        """,
        "variant": "variant variantnummer",
        "title": "omschrijving artikelnaam productnaam artikelomschrijving titel productomschrijving producttitel",
        "category": "categorie productgroep artikelgroep productcategorie hoofdgroep rubriek",
        "brand": "merk merknaam fabrikant leverancier",
        "price": """
            prijs stuksprijs prijs_per_stuk eenheidsprijs verkoopprijs artikelprijs prijs_per_eenheid stukprijs
            productprijs
        """,
        "list_price": "adviesprijs catalogusprijs brutoprijs van_prijs",
        "quantity": "aantal hoeveelheid stuks aantal_stuks besteld_aantal aantal_verkocht",
        "amount": """
            bedrag totaal totaalbedrag totaalprijs orderbedrag bestelbedrag ordertotaal omzet factuurbedrag eindtotaal
            regeltotaal regelbedrag waarde orderwaarde subtotaal bestelwaarde te_betalen betaald_bedrag totaal_bedrag
            brutobedrag nettobedrag totaal_bestelling besteltotaal | bruto
        """,
        "discount": "korting kortingsbedrag",
        "coupon": "kortingscode waardebon couponcode actiecode",
        "currency": "munteenheid valutacode",
        "order": """
            bestelnummer bestelnr bestel_nr bestelling bestelling_id bestel_id ordernummer ordernr order_nr
            factuurnummer factuurnr factuur bonnummer bonnr kassabon transactienummer transactie_id
        """,
        "status": "bestelstatus orderstatus betaalstatus betalingsstatus",
        "query": "zoekterm zoekwoord zoekopdracht",
        "channel": "kanaal verkoopkanaal herkomst bron",
        "device": "apparaat toestel",
        "region": "provincie",
        "city": "plaats woonplaats stad postcode",
        "shop": "winkel filiaal vestiging verkoper_id",
    },
    types={
        "impression": "weergave vertoning",
        "view": "bekeken bekijken productweergave paginaweergave product_bekeken",
        "search": "zoeken zoekopdracht gezocht",
        "favourite": "verlanglijst favoriet favorieten toegevoegd_aan_verlanglijst",
        "cart": """
            winkelwagen in_winkelwagen toevoegen_aan_winkelwagen toegevoegd_aan_winkelwagen winkelmandje
            in_winkelmandje
        """,
        "cart_remove": "verwijderd_uit_winkelwagen uit_winkelwagen",
        "checkout": "afrekenen",
        "order": "bestelling besteld",
        "purchase": "aankoop gekocht verkoop betaling betaald koop factuur",
        "refund": "retour retournering terugbetaling creditnota",
        "cancel": "annulering geannuleerd",
    },
    states={
        "unpaid": """
            wacht_op_betaling niet_betaald in_afwachting in_de_wacht openstaand in_afwachting_van_betaling
            wachtend_op_betaling betaling_mislukt mislukt onbetaald nog_niet_betaald concept
        """,
        "cancelled": "geannuleerd afgewezen geweigerd verlopen geannuleerd_door_klant afgekeurd",
        "refunded": "geretourneerd terugbetaald retour",
        "paid": """
            voltooid afgerond verzonden geleverd betaald in_behandeling afgeleverd bezorgd onderweg verwerkt
            wordt_verwerkt in_verwerking klaar_voor_verzending klaar_om_af_te_halen afgehaald gereed
            betaling_ontvangen gedeeltelijk_terugbetaald deels_verzonden bevestigd gefactureerd
            in_afwachting_van_verzending
        """,
    },
    other_times="""
        leverdatum verzenddatum bezorgdatum verzonden_op geleverd_op gewijzigd_op wijzigingsdatum bijgewerkt_op
        geboortedatum registratiedatum vervaldatum geboorte_datum uiterste_leverdatum inschrijfdatum
    """,
    refund_times="retourdatum terugbetaald_op datum_retour terugbetaaldatum",
    refund_money="terugbetaald_bedrag retourbedrag",
    cancelled="geannuleerd_op annuleringsdatum annuleringsreden reden_annulering",
    later="""
        bestelstatus orderstatus betaalstatus betalingsstatus verzendstatus leverstatus leverdatum verzenddatum
        trackingnummer terugbetaald_bedrag retourstatus geannuleerd
    """,
    personal="""
        voornaam achternaam tussenvoegsel naam_klant klantnaam adres bezorgadres verzendadres factuuradres straat
        huisnummer telefoon telefoonnummer mobiel e_mailadres emailadres opmerking opmerkingen notitie contactpersoon
        ontvanger kassamedewerker verkoper btw_nummer gebruikersnaam afleveradres
    """,
)
