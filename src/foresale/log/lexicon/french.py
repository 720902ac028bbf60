"""French."""

from __future__ import annotations

from foresale.log.lexicon.lexicon import Lexicon

WORDS = Lexicon(
    fields={
        "user": """
            client id_client client_id code_client numero_client num_client no_client n_client ref_client
            reference_client identifiant_client compte_client id_utilisateur utilisateur id_acheteur acheteur_id
            id_membre membre numero_adherent adherent carte_fidelite numero_carte_fidelite no_carte_fidelite |
            acheteur pseudo nom_utilisateur identifiant | courriel adresse_email nom_client adresse_e_mail
            email_client e_mail_client mail_client
        """,
        "anon": "id_visiteur visiteur_id",
        "session": "id_session",
        "time": """
            date_paiement date_de_paiement date_achat date_d_achat date_vente date_de_vente date_facture
            date_de_facture date_facturation date_de_facturation date_transaction date_evenement date_encaissement |
            horodatage date_heure date_et_heure heure | date_commande date_de_commande date_de_la_commande commande_le
            date_creation date_de_creation cree_le date_ajout | jour date_piece
        """,
        "type": "evenement type_evenement type_d_evenement nom_evenement type_operation",
        "item": """
            reference_produit ref_produit ref_article reference_article code_article code_produit id_produit
            produit_id id_article produit num_article numero_article code_barres code_barre | libelle_article
            libelle_produit nom_produit
        """,
        "variant": "declinaison variante id_declinaison",
        "title": """
            designation libelle nom_produit nom_du_produit libelle_article libelle_produit nom_article intitule titre
        """,
        "category": """
            categorie famille rayon sous_famille categorie_produit categorie_de_produit id_categorie famille_produit
            univers
        """,
        "brand": "marque fabricant nom_marque",
        "price": """
            prix prix_unitaire prix_ttc prix_ht prix_unitaire_ttc prix_unitaire_ht prix_de_vente prix_vente pu pu_ttc
            pu_ht prix_produit prix_article
        """,
        "list_price": "prix_catalogue prix_barre prix_public prix_conseille",
        "quantity": """
            quantite qte quantite_vendue quantite_commandee nombre nombre_articles nb_articles qte_vendue nb
        """,
        "amount": """
            montant montant_total montant_ttc montant_ht total_ttc total_ht chiffre_affaires chiffre_d_affaires ca_ttc
            ca_ht total_commande total_de_la_commande montant_commande montant_de_la_commande total_a_payer total_paye
            montant_paye sous_total total_ligne montant_ligne prix_total total_produits montant_facture
        """,
        "discount": "remise montant_remise rabais",
        "coupon": "code_promo bon_de_reduction code_reduction code_promotionnel",
        "currency": "devise code_devise",
        "order": """
            commande numero_commande numero_de_commande num_commande no_commande n_commande n_de_commande
            no_de_commande id_commande commande_id ref_commande reference_commande reference_de_commande facture
            numero_facture numero_de_facture num_facture n_facture no_facture n_ticket numero_ticket numero_de_ticket
            no_ticket ticket_de_caisse
        """,
        "status": """
            statut statut_commande statut_de_la_commande etat_commande etat_de_la_commande statut_paiement etat
            statut_de_paiement
        """,
        "query": "terme_recherche terme_de_recherche mot_cle recherche",
        "channel": "canal canal_de_vente source_trafic origine provenance",
        "device": "appareil",
        "country": "pays pays_de_livraison pays_livraison",
        "region": "departement",
        "city": "ville code_postal ville_livraison",
        "shop": "magasin boutique code_magasin point_de_vente vendeur_id id_boutique",
    },
    types={
        "impression": "affichage",
        "view": "vue clic consultation vue_produit page_vue consultation_produit fiche_produit",
        "search": "recherche",
        "favourite": "favori favoris liste_de_souhaits ajout_favoris ajout_aux_favoris liste_d_envies",
        "cart": "panier ajout_panier ajout_au_panier ajoute_au_panier mise_au_panier",
        "cart_remove": "retrait_panier retrait_du_panier suppression_panier",
        "order": "commande",
        "purchase": "achat achete vente facture paiement",
        "refund": "retour remboursement avoir",
        "cancel": "annulation annule annulee",
    },
    states={
        "unpaid": """
            non_paye impaye impayee en_attente en_attente_de_paiement en_attente_du_paiement
            en_attente_de_virement_bancaire en_attente_de_cheque erreur_de_paiement paiement_en_attente
            en_attente_paiement attente_paiement a_payer brouillon echec echouee paiement_refuse non_payee
        """,
        "cancelled": "annule annulee refuse refusee rejetee rejete abandonnee expiree",
        "refunded": "rembourse remboursee retourne retournee retour_client renvoyee",
        "paid": """
            paye payee expedie expediee livre livree termine terminee paiement_accepte en_preparation
            en_cours_de_preparation en_cours_de_livraison preparation_en_cours paiement_a_distance_accepte
            en_cours_d_expedition partiellement_remboursee partiellement_rembourse partiellement_expediee validee
            valide facturee facture confirmee confirme recue envoyee envoye acceptee prete prete_a_expedier
            remise_au_transporteur traitee en_traitement cloturee en_attente_d_expedition en_attente_de_livraison
            en_attente_de_preparation
        """,
    },
    other_times="""
        date_livraison date_de_livraison date_expedition date_d_expedition date_modification date_naissance
        date_de_naissance date_inscription date_d_inscription date_maj date_mise_a_jour date_echeance date_d_envoi
        date_fin livre_le expedie_le
    """,
    refund_times="date_remboursement date_retour date_de_remboursement date_de_retour",
    refund_money="montant_rembourse montant_remboursement total_rembourse",
    cancelled="date_annulation motif_annulation date_d_annulation annule_le",
    later="""
        statut statut_commande etat_commande etat date_livraison date_expedition statut_paiement statut_livraison
        statut_de_la_commande etat_de_la_commande numero_de_suivi num_suivi n_suivi montant_rembourse
        date_de_livraison date_d_expedition
    """,
    personal="""
        prenom nom nom_client telephone adresse_livraison adresse adresse_facturation adresse_de_livraison
        adresse_de_facturation courriel nom_utilisateur pseudo nom_complet nom_du_client prenom_client
        nom_destinataire tel_portable n_telephone commentaire commentaires remarque remarques note_client vendeur
        caissier raison_sociale code_postal_et_ville message_client
    """,
)
