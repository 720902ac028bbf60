"""German; umlauts stand without their dots, and as two letters."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            kundennummer kunden_nr kunden_id kundennr kdnr kd_nr kunde kundenkonto kundencode debitor debitorennummer
            debitor_nr nutzer_id nutzer benutzer_id benutzer mitgliedsnummer mitglieds_nr mitglied kaufer_id
            kundenkartennummer kundenkarten_nr | kaufername benutzername kaeufername | email_adresse e_mail_adresse
            kundenname kunden_email kaufer_email
        """,
        "anon": "besucher_id gerate_id geraete_id",
        "session": "sitzung sitzungs_id",
        "time": """
            zahlungsdatum bezahlt_am zahldatum zahlungseingang_am kaufdatum verkaufsdatum rechnungsdatum
            transaktionsdatum bondatum | zeitstempel zeitpunkt datum_uhrzeit datum_und_uhrzeit ereigniszeit |
            bestelldatum bestellzeit bestellzeitpunkt bestellt_am auftragsdatum auftragszeit erstellt_am angelegt_am
            erstelldatum erfasst_am buchungszeit | datum tag belegdatum buchungsdatum buchungstag
        """,
        "type": "ereignis ereignistyp aktion vorgang vorgangsart ereignisname | typ",
        "item": """
            artikelnummer artikel_nr artikelnr artikel_id artikel art_nr artnr artikelcode produkt_id produktnummer
            produkt_nr produkt produktcode warennummer materialnummer material_nr | artikelbezeichnung artikelname
            produktname produktbezeichnung produkttitel
        """,
        "variant": "varianten_id variante variantennummer varianten_nr ausfuhrung",
        "title": """
            bezeichnung artikelbezeichnung artikelname produktname produktbezeichnung produkttitel beschreibung
            artikelbeschreibung
        """,
        "category": """
            kategorie warengruppe produktgruppe artikelgruppe produktkategorie hauptkategorie sortiment kategorie_id
        """,
        "brand": "marke hersteller markenname",
        "price": """
            preis einzelpreis preis_stuck preis_pro_stuck preis_je_stuck stuckpreis stueckpreis verkaufspreis vk_preis
            artikelpreis e_preis einzelpreis_brutto
        """,
        "list_price": "listenpreis uvp originalpreis streichpreis",
        "quantity": "menge anzahl stuckzahl stueckzahl bestellmenge stuck stk bestellte_menge absatz verkaufte_menge",
        "amount": """
            betrag gesamt gesamtbetrag gesamtpreis summe umsatz rechnungsbetrag bestellwert warenwert bruttobetrag
            nettobetrag gesamtsumme endbetrag endsumme bruttosumme nettosumme bruttoumsatz nettoumsatz positionssumme
            zeilensumme bestellsumme auftragswert auftragssumme rechnungssumme zahlbetrag bestellbetrag gesamtwert
            gesamtumsatz positionspreis zwischensumme erlos erloes endpreis | brutto netto
        """,
        "discount": "rabatt rabattbetrag nachlass",
        "coupon": "gutschein gutscheincode rabattcode aktionscode gutscheinnummer",
        "currency": "wahrung waehrung wahrungscode",
        "order": """
            bestellnummer bestell_nr bestellnr bestell_id bestellung auftragsnummer auftrags_nr auftragsnr auftrag
            rechnungsnummer rechnungs_nr rechnungsnr rechnung belegnummer beleg_nr belegnr beleg bon_nr bonnummer
            kassenbon_nr vorgangsnummer transaktionsnummer transaktions_id
        """,
        "status": "bestellstatus auftragsstatus zahlungsstatus",
        "query": "suchbegriff suchwort suchanfrage",
        "channel": "kanal vertriebskanal verkaufskanal herkunft quelle bestellkanal",
        "device": "geraete gerat endgerat geraet endgeraet",
        "country": "land lieferland rechnungsland",
        "region": "bundesland",
        "city": "stadt ort plz postleitzahl wohnort",
        "shop": "filiale filial_nr filialnummer verkaufsstelle markt verkaufskanal_id mandant",
    },
    types={
        "view": "ansicht angesehen aufruf klick seitenaufruf produktansicht produktaufruf artikelansicht",
        "search": "suche",
        "favourite": "merkzettel wunschliste merken auf_den_merkzettel favorit_hinzugefugt",
        "cart": "warenkorb in_den_warenkorb in_den_warenkorb_gelegt zum_warenkorb_hinzugefugt",
        "cart_remove": "aus_dem_warenkorb aus_warenkorb_entfernt",
        "checkout": "kasse zur_kasse",
        "order": "bestellung bestellt",
        "purchase": "kauf gekauft verkauf bezahlt zahlung rechnung kassenbon",
        "refund": "retoure ruckgabe rueckgabe erstattung gutschrift rucksendung ruecksendung",
        "cancel": "storno stornierung storniert",
    },
    states={
        "unpaid": """
            offen unbezahlt ausstehend zahlung_ausstehend warten_auf_zahlung wartet_auf_zahlung zahlung_offen
            in_wartestellung nicht_bezahlt zahlung_fehlgeschlagen fehlgeschlagen zahlungserinnerung angemahnt
            vorgemerkt
        """,
        "cancelled": "storniert storno abgebrochen abgelehnt annulliert verfallen abgelaufen verweigert geloscht",
        "refunded": """
            erstattet ruckerstattet rueckerstattet retourniert retoure zuruckgesendet zuruckgegeben zuruckerstattet
            wiedergutgeschrieben
        """,
        "paid": """
            bezahlt komplett_bezahlt versendet versandt verschickt in_bearbeitung in_zustellung abgeschlossen
            geliefert komplett_ausgeliefert ausgeliefert zugestellt erledigt in_versand unterwegs abgeholt abholbereit
            versandbereit bestatigt zahlung_erhalten teilweise_erstattet teilweise_versendet teilweise_geliefert
            teilweise_bezahlt versandvorbereitung
        """,
    },
    other_times="""
        versanddatum lieferdatum versendet_am geandert_am aktualisiert_am geburtsdatum registriert_am
        registrierungsdatum anreise abreise anreisedatum abreisedatum falligkeitsdatum fallig_am geliefert_am
        zustelldatum abgeschlossen_am anderungsdatum anmeldedatum kunde_seit
    """,
    refund_times="erstattet_am erstattungsdatum retourdatum retourendatum ruckgabedatum",
    refund_money="erstattungsbetrag erstatteter_betrag retourenwert",
    cancelled="storno_am stornodatum storno_datum stornogrund storniert_am stornierungsdatum",
    later="""
        bestellstatus auftragsstatus zahlungsstatus lieferstatus versandstatus versanddatum lieferdatum storno
        storniert sendungsnummer erstattungsbetrag geliefert_am mahnstufe
    """,
    personal="""
        vorname nachname strasse anschrift adresse rechnungsadresse lieferadresse telefon telefonnummer handynummer
        kundenname bemerkung kommentar kaufername empfangername kundenanmerkung anmerkung notiz benutzername
        geburtsname lieferanschrift rechnungsanschrift verkaufer kassierer bediener mitarbeiter steuernummer ust_id
        kontonummer e_mail_adresse
    """,
)
