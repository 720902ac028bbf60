"""Italian."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            codice_cliente id_cliente cliente_id cod_cliente numero_cliente n_cliente cliente id_utente utente
            codice_utente id_acquirente tessera numero_tessera codice_tessera carta_fedelta | acquirente nome_utente |
            email_cliente nome_cliente nominativo
        """,
        "anon": "id_visitatore visitatore",
        "session": "sessione id_sessione",
        "time": """
            data_acquisto data_pagamento data_di_pagamento data_vendita data_fattura data_scontrino data_transazione
            data_evento data_di_acquisto data_emissione | data_ora data_e_ora orario | data_ordine data_dell_ordine
            data_creazione creato_il data_inserimento | data giorno data_documento
        """,
        "type": "evento tipo_evento azione tipo_movimento | tipo",
        "item": """
            prodotto id_prodotto prodotto_id codice_prodotto cod_prodotto articolo id_articolo codice_articolo
            cod_articolo codice_a_barre codice_barre riferimento_prodotto | nome_prodotto nome_articolo
        """,
        "variant": "variante id_variante",
        "title": """
            descrizione nome_prodotto descrizione_prodotto descrizione_articolo titolo nome_articolo nome_del_prodotto
        """,
        "category": "categoria famiglia reparto categoria_prodotto id_categoria sottocategoria gruppo_merceologico",
        "brand": "marca marchio produttore",
        "price": "prezzo prezzo_unitario prezzo_di_vendita prezzo_vendita prezzo_prodotto prezzo_articolo",
        "list_price": "prezzo_di_listino prezzo_listino prezzo_originale",
        "quantity": "quantita qta q_ta pezzi numero_pezzi quantita_venduta quantita_ordinata",
        "amount": """
            importo importo_totale totale totale_ordine valore valore_ordine importo_ordine totale_fattura totale_riga
            importo_riga totale_documento totale_pagato importo_pagato fatturato ricavo ricavi totale_ivato
            totale_complessivo prezzo_totale totale_scontrino subtotale totale_carrello imponibile | lordo netto
        """,
        "discount": "sconto importo_sconto",
        "coupon": "codice_sconto buono_sconto codice_promozionale buono",
        "currency": "valuta divisa",
        "order": """
            ordine numero_ordine n_ordine id_ordine num_ordine nr_ordine codice_ordine riferimento_ordine ordine_id
            fattura numero_fattura n_fattura scontrino numero_scontrino n_scontrino numero_documento id_transazione
            documento
        """,
        "status": "stato stato_ordine stato_dell_ordine stato_pagamento stato_del_pagamento",
        "query": "termine_di_ricerca ricerca",
        "channel": "canale canale_di_vendita canale_vendita provenienza origine",
        "device": "dispositivo",
        "country": "nazione paese",
        "region": "provincia regione",
        "city": "citta codice_postale comune",
        "shop": "negozio punto_vendita punto_di_vendita codice_negozio",
    },
    types={
        "impression": "impressione",
        "view": "visualizzazione visualizzazione_prodotto visita_prodotto clic prodotto_visto",
        "search": "ricerca",
        "favourite": "preferiti lista_dei_desideri aggiunta_ai_preferiti preferito",
        "cart": "carrello aggiungi_al_carrello aggiunta_al_carrello aggiunto_al_carrello",
        "cart_remove": "rimozione_dal_carrello rimosso_dal_carrello",
        "order": "ordine",
        "purchase": "acquisto vendita pagamento acquistato fattura",
        "refund": "reso rimborso",
        "cancel": "annullamento annullato",
    },
    states={
        "unpaid": """
            in_attesa in_attesa_di_pagamento non_pagato in_sospeso attesa_pagamento pagamento_in_sospeso
            pagamento_fallito fallito errore_di_pagamento in_attesa_di_pagamento_con_bonifico_bancario da_pagare
            non_pagata bozza errore_pagamento
        """,
        "cancelled": "annullato annullata rifiutato rifiutata scaduto scaduta respinto",
        "refunded": "rimborsato rimborsata reso restituito restituita",
        "paid": """
            consegnato consegnata spedito spedita completato completata pagato pagata in_lavorazione in_preparazione
            pagamento_accettato preparazione_in_corso in_consegna in_transito evaso evasa fatturato confermato
            confermata parzialmente_rimborsato parzialmente_spedito parzialmente_evaso pronto_per_il_ritiro
            pronto_per_la_spedizione ritirato concluso conclusa accettato in_attesa_di_spedizione
        """,
    },
    other_times="""
        data_consegna data_di_consegna data_spedizione data_di_spedizione data_modifica data_aggiornamento
        data_nascita data_di_nascita data_registrazione data_di_registrazione data_scadenza data_iscrizione
    """,
    refund_times="data_rimborso data_reso",
    refund_money="importo_rimborsato importo_rimborso totale_rimborsato",
    cancelled="data_annullamento motivo_annullamento annullato_il",
    later="""
        stato stato_ordine stato_pagamento stato_spedizione stato_dell_ordine numero_tracking codice_tracking
        importo_rimborsato data_consegna data_spedizione
    """,
    personal="""
        cognome indirizzo indirizzo_di_spedizione indirizzo_spedizione indirizzo_di_fatturazione telefono cellulare
        nome_cognome nome_e_cognome codice_fiscale partita_iva p_iva nome_cliente ragione_sociale destinatario
        note_cliente note_ordine commenti cassiere operatore nome_utente nominativo intestatario
    """,
)
