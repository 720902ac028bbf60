"""Romanian."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            id_client cod_client client_id nr_client numar_client client id_utilizator utilizator cod_utilizator
            id_cumparator nr_card_fidelitate | cumparator nume_utilizator | nume_client email_client adresa_email
        """,
        "anon": "id_vizitator",
        "session": "sesiune id_sesiune",
        "time": """
            data_platii data_plata data_achizitiei data_achizitie data_vanzarii data_vanzare data_facturii
            data_factura data_tranzactiei data_cumpararii data_facturarii | data_ora data_si_ora ora marcaj_temporal |
            data_comenzii data_comanda data_plasarii data_crearii data_comenzi creat_la plasata_la | data zi
            data_document
        """,
        "type": "eveniment tip_eveniment actiune",
        "item": """
            cod_produs id_produs produs produs_id articol cod_articol id_articol cod_de_bare cod_bare |
            denumire_produs nume_produs
        """,
        "variant": "varianta id_varianta",
        "title": "denumire denumire_produs nume_produs descriere titlu denumire_articol",
        "category": "categorie categorie_produs grupa_produse id_categorie",
        "brand": "marca producator furnizor",
        "price": "pret pret_unitar pret_vanzare pret_produs pret_de_vanzare pret_cu_tva",
        "list_price": "pret_lista pret_de_lista pret_recomandat",
        "quantity": "cantitate cant bucati buc nr_bucati cantitate_comandata",
        "amount": """
            suma valoare valoare_totala total_comanda valoare_comanda total_de_plata total_plata total_factura
            incasari suma_totala valoare_factura pret_total total_general cifra_de_afaceri suma_platita
            subtotal_comanda
        """,
        "discount": "reducere valoare_reducere",
        "coupon": "cod_reducere cupon cod_cupon voucher_reducere",
        "currency": "moneda valuta",
        "order": """
            nr_comanda nr_comenzii numar_comanda numarul_comenzii id_comanda comanda cod_comanda comanda_id nr_factura
            numar_factura factura nr_bon bon_fiscal numar_bon id_tranzactie nr_document
        """,
        "status": "stare stare_comanda status_comanda starea_comenzii statusul_comenzii status_plata stare_plata",
        "query": "termen_cautare cautare",
        "channel": "canal canal_vanzare sursa",
        "device": "dispozitiv",
        "country": "tara",
        "region": "judet",
        "city": "oras localitate cod_postal",
        "shop": "magazin punct_de_lucru id_magazin",
    },
    types={
        "impression": "afisare",
        "view": "vizualizare vizualizare_produs vizita accesare",
        "search": "cautare",
        "favourite": "favorite adaugare_la_favorite lista_de_dorinte",
        "cart": "cos adaugare_in_cos adaugat_in_cos adauga_in_cos",
        "cart_remove": "eliminare_din_cos scos_din_cos",
        "checkout": "finalizare_comanda",
        "order": "comanda",
        "purchase": "cumparare achizitie vanzare plata cumparat",
        "refund": "retur rambursare",
        "cancel": "anulare anulat",
    },
    states={
        "unpaid": """
            in_asteptare neplatita neplatit asteapta_plata in_asteptarea_platii plata_in_asteptare plata_esuata esuata
            neachitata neachitat
        """,
        "cancelled": "anulata anulat refuzata refuzat respinsa expirata",
        "refunded": "rambursata rambursat returnata returnat retur",
        "paid": """
            platita platit finalizata finalizat livrata livrat expediata expediat in_procesare procesata procesare
            confirmata achitata achitat facturata in_curs_de_livrare predata_curierului in_livrare partial_rambursata
            pregatita completa in_curs_de_procesare
        """,
    },
    other_times="""
        data_livrarii data_livrare data_expedierii data_expediere data_modificarii data_actualizarii data_nasterii
        data_inregistrarii data_scadentei data_scadenta data_finalizarii
    """,
    refund_times="data_rambursarii data_returului data_retur",
    refund_money="suma_rambursata valoare_rambursata valoare_retur",
    cancelled="data_anularii motiv_anulare motivul_anularii",
    later="""
        stare stare_comanda status_comanda starea_comenzii status_plata stare_plata status_livrare data_livrarii awb
        nr_awb suma_rambursata
    """,
    personal="""
        prenume nume nume_client nume_prenume nume_si_prenume adresa adresa_livrare adresa_de_livrare adresa_facturare
        strada telefon nr_telefon numar_telefon observatii mentiuni nota_client destinatar cnp cod_fiscal vanzator
        casier persoana_contact adresa_email nume_utilizator
    """,
    bare="nume denumire descriere",
)
