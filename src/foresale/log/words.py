"""The words of shops' logs: what columns, events and states are called, in English, Chinese and the public schemas,
and the common ones in German, French, Spanish, Portuguese and Italian. Further languages are
files of `lexicon/`. What reads them is `vocabulary.py`.
"""

from __future__ import annotations

from foresale.log import lexicon


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Field -> names, best first; `|` parts ranks: a name of an earlier rank beats one of a later.
FIELDS: dict[str, str] = {
    "user": """
        user_id customer_id customer_unique_id user customer member_id buyer_id client_id shopper_id account_id uid
        user_no customer_no customer_number customer_key user_key user_code cust_id consumer_id buyer_admin_id
        household_id household panelist card_no loyalty_id contact_id person_id usr_id 用户ID 用户编号 用户标识 会员ID
        会员号 会员卡号 会员编号 买家ID 客户ID 客户编号 客户号 顾客ID 顾客编号 用户 会员 客户 顾客 买家ID openid
        unionid 用户id号 kundennummer kunden_nr kunden_id kunde kundenkonto nutzer_id benutzer_id mitgliedsnummer
        client id_client code_client numero_client num_client no_client identifiant_client cliente id_cliente
        cliente_id codigo_cliente cod_cliente numero_cliente num_cliente usuario id_usuario usuario_id codice_cliente
        | 会员名 买家会员名 下单帐号 下单账号 买家账号 买家昵称
        用户名 会员名称 用户昵称 买家 username user_name login customer_user | email
        e_mail customer_email user_email email_address from_email_address payer_email buyer_email client_email
        contact_email mail billing_email 邮箱 电子邮箱 手机号 手机号码 联系手机 phone mobile
        phone_number 手机 电话 联系电话 customer_name 客户姓名 客户名称 buyer buyer_name email_adresse e_mail_adresse
        kundenname courriel adresse_email correo correo_electronico nombre_cliente nom_client
    """,
    "anon": """
        anonymous_id visitor_id cookie_id device_id full_visitor_id distinct_id user_pseudo_id domain_userid
        network_userid idvisitor ecid post_visid_high guest_id browser_id client_uuid cookie 设备ID 访客ID 匿名ID
        设备号 besucher_id geraete_id id_visiteur id_visitante
    """,
    "session": """
        session_id user_session session sessionid visit_id visit_num sid ga_session_id domain_sessionid idvisit 会话ID
        会话编号 访问ID 会话 sitzung sitzungs_id id_session id_sesion sesion
    """,
    "time": """
        event_time event_timestamp derived_tstamp occurred_at happened_at server_time hit_time_gmt cust_hit_time
        event_datetime action_time behavior_time click_time visit_datetime visit_time paid_at date_paid_gmt date_paid
        paid_time pay_time payment_time payment_date processed_at purchase_date purchase_time purchased_at
        invoice_date transaction_date transaction_time trans_date sale_date 行为时间 发生时间 访问时间 交易时间
        事件时间 订单付款时间 付款时间 付款确认时间 支付时间
        支付完成时间 订单成交时间 成交时间 订单支付时间 操作时间 购买时间
        zahlungsdatum bezahlt_am kaufdatum verkaufsdatum rechnungsdatum date_paiement date_achat date_vente
        date_facture date_facturation fecha_pago fecha_compra fecha_venta fecha_factura data_compra data_venda
        data_acquisto | timestamp ts time_stamp datetime time event_ts 时间 时间戳 日期时间 zeitstempel zeitpunkt
        horodatage date_heure fecha_hora | created_at order_date order_time ordered_at date_created_gmt date_created
        create_time created booked_on booked_at booking_date date_booked reserved_on
        reservation_date order_created_at collector_tstamp dvce_created_tstamp 下单时间 订单创建时间 订单提交时间
        创建时间 提交时间 下单日期 订单时间 订单日期 bestelldatum bestellzeit bestellt_am auftragsdatum erstellt_am
        date_commande date_de_commande date_creation fecha_pedido fecha_de_pedido fecha_orden fecha_creacion
        data_pedido data_do_pedido data_ordine | date day event_date dt 日期 交易日期 购买日期 ds datum fecha data
        belegdatum buchungsdatum
    """,
    "type": """
        event_type event_name event action action_type behavior behaviour behavior_type behaviour_type activity
        interaction interaction_type transaction_type 行为 行为类型 事件 事件类型 事件名称 操作 操作类型 动作 用户行为
        ereignis ereignistyp aktion vorgang evenement type_evenement evento tipo_evento accion | type kind 类型 typ
        tipo
    """,
    "item": """
        item_id product_id item product sku_id goods_id article_id article asin stock_code content_id offer_id aid
        product_code item_code product_no item_no upc ean isbn idaction_product_sku brand_item_id goods product_sku
        商品ID 商品编号 货号 宝贝ID 商品编码 产品ID 产品编号 物品ID 商品 产品 商品代码 货品ID artikelnummer artikel_nr
        artikel_id artikel art_nr artnr produkt_id produktnummer produkt reference_produit ref_article code_article
        code_produit id_produit produit producto id_producto producto_id codigo_producto articulo id_articulo
        codigo_articulo produto id_produto codigo_produto cod_produto prodotto id_prodotto codice_prodotto articolo
        codice_articolo | sku lineitem_sku variant_sku SKU编码 商家编码 选购商品 宝贝标题 商品名称 商品标题
        product_service product_service_full_name product_name item_name referencia artikelbezeichnung artikelname
        produktname nom_produit nombre_producto
    """,
    "variant": """
        variant_id variation_id item_variant variant 规格 商品规格 商品属性 样式ID 规格名称 sku SKU SKU编码 商家编码
    """,
    "title": """
        title item_name product_name name description product_title idaction_name 商品名称 商品标题 宝贝标题 标题 品名
        选购商品 货品标题 产品名称 bezeichnung artikelbezeichnung artikelname produktname beschreibung designation
        libelle nom_produit descripcion nombre_producto descricao nome_produto descrizione
    """,
    "category": """
        category category_id category_name item_category product_category category_code cat_id cate cate_id cat
        category_path department product_type collection class categories 类目 类目ID 品类 品类ID 分类 商品分类
        商品类别 叶子类目 二级类目 一级类目 商品类目 类别 产品类别 kategorie warengruppe produktgruppe artikelgruppe
        categorie famille rayon categoria familia
    """,
    "brand": """
        brand brand_id brand_name vendor manufacturer item_brand 品牌 品牌ID 品牌名称 marke hersteller marque marca
    """,
    "price": """
        unit_price price sale_price item_price product_price selling_price sold_for 单价 价格 售价 成交价 京东价
        实际单价 商品单价 商品价格 preis einzelpreis preis_stuck preis_pro_stuck stueckpreis stuckpreis verkaufspreis
        prix prix_unitaire prix_ttc prix_ht
        precio precio_unitario preco preco_unitario prezzo prezzo_unitario
    """,
    "list_price": """
        list_price compare_at_price original_price msrp regular_price 原价 吊牌价 标价 市场价 listenpreis uvp
        prix_catalogue precio_lista
    """,
    "quantity": """
        quantity qty units count item_quantity qty_ordered order_quantity num_items pieces units_sold 数量 件数
        购买数量 订购数量 商品数量 宝贝总数量 销量 购买件数 menge anzahl stueckzahl stuckzahl bestellmenge quantite
        qte cantidad unidades quantidade qtd quantita
    """,
    "amount": """
        amount line_total row_total item_revenue revenue total_price line_amount total total_amount value subtotal
        grand_total sales spend price_total order_value order_total order_amount purchase_revenue sales_amount
        net_amount transaction_amount payment_value purchase_amount purchase_value 金额 实付金额 实付款
        买家实际支付金额 用户实付金额 支付金额 成交金额 商家实收金额 总金额 订单金额 订单应付金额 结算金额 消费金额
        实付 销售额 销售金额 买家应付货款 betrag gesamt gesamtbetrag gesamtpreis summe umsatz rechnungsbetrag
        bestellwert warenwert montant montant_total montant_ttc montant_ht total_ttc total_ht chiffre_affaires importe
        importe_total monto monto_total valor valor_total importo totale bruttobetrag nettobetrag gesamtsumme
        endbetrag endsumme bruttosumme nettosumme bruttoumsatz nettoumsatz positionssumme zeilensumme bestellsumme
        auftragswert auftragssumme rechnungssumme zahlbetrag total_commande montant_commande total_a_payer total_pedido
        importe_pedido valor_liquido totale_ordine gross_amount gross_total gross_sales net_sales total_paid amount_paid
        paid_amount 应付金额 应收金额 总价 含税金额 | brutto netto lordo gross
    """,
    "discount": """
        discount discount_amount total_discounts total_discount 优惠 优惠金额 优惠总金额 折扣
        店铺优惠折扣 平台优惠折扣 rabatt
        rabattbetrag remise descuento desconto sconto
    """,
    "coupon": """
        coupon coupon_code discount_code promo_code voucher voucher_code 优惠券 优惠码 券码 gutschein gutscheincode
        code_promo cupon
    """,
    "currency": """
        currency currency_code order_currency order_currency_code 币种 货币 wahrung waehrung devise moneda moeda
        valuta
    """,
    "order": """
        order_id order_number order_no transaction_id invoice_no invoice receipt checkout_id orderid order invoice_id
        basket_id receipt_id receipt_no increment_id idorder purchase_id trans_id ticket_id bill_no 订单号 订单编号
        订单ID 主订单编号 交易号 流水号 小票号 子订单编号 订单 bestellnummer bestell_nr bestell_id bestellung
        auftragsnummer auftrags_nr auftrag rechnungsnummer rechnungs_nr rechnung belegnummer beleg_nr bon_nr bonnummer
        commande numero_commande numero_de_commande num_commande no_commande id_commande facture numero_facture
        num_facture pedido numero_pedido numero_de_pedido num_pedido id_pedido factura numero_factura orden id_orden
        ordine numero_ordine
    """,
    "status": """
        status order_status state financial_status payment_status order_state 订单状态 支付状态 交易状态 状态
        bestellstatus auftragsstatus zahlungsstatus statut statut_commande etat etat_commande estado estado_pedido
        situacao stato статус статус_заказа durum siparis_durumu สถานะ สถานะคำสั่งซื้อ สถานะการสั่งซื้อ
        trang_thai trang_thai_don_hang status_pesanan status_zamowienia stan_zamowienia ステータス 注文ステータス
        注文状況 주문상태 주문_상태 상태 訂單狀態 stav stav_objednavky
    """,
    "query": """
        query search_term search_query keyword keywords search_string site_search q 搜索词 关键词 查询词 搜索关键词
        suchbegriff suchwort terme_recherche termino_busqueda busqueda
    """,
    "position": "position rank index slot item_position 位置 坑位 排名",
    "list": "list list_name item_list_name list_id page_section 资源位",
    "channel": """
        channel source medium utm_source traffic_source source_name acquisition_channel sales_channel referrer
        utm_medium campaign utm_campaign 渠道 来源 流量来源 流量渠道 推广渠道 直播间 model_id kanal vertriebskanal
        herkunft canal origine origen
    """,
    "device": """
        device device_type device_category platform os operating_system browser user_agent 设备 终端 平台 操作系统
        浏览器 geraet gerat endgerat appareil dispositivo
    """,
    "country": """
        country country_code shipping_country geo_country billing_country 国家 land lieferland pays pais
    """,
    "region": """
        region state province shipping_province geo_region 省份 省 地区 bundesland provincia departement
    """,
    "city": """
        city shipping_city geo_city user_geohash geohash zip postcode zip_code 城市 收货地址城市 stadt ort plz ville
        code_postal ciudad cidade codigo_postal
    """,
    "shop": """
        store_id shop_id seller_id merchant_id site_id affiliation shop store seller merchant idsite 店铺 店铺ID
        店铺名称 商家ID 卖家ID 门店 filiale magasin tienda loja boutique
    """,
    "event_id": "event_id message_id insert_id uuid hit_id event_uuid 事件ID",
}
FIELDS = lexicon.with_words("fields", FIELDS)

# Times that are not when it happened: bookkeeping of the exporter, or what came later.
OTHER_TIMES = _words("""
    updated_at modified_at received_at sent_at original_timestamp loaded_at ingested_at etl_time shipped_at
    delivered_at cancelled_at canceled_at fulfilled_at closed_at expires_at shipping_date delivery_date due_date
    fulfilled_at updated last_updated date_modified date_completed visit_start_time_gmt end_time finish_time 发货时间
    确认收货时间 收货时间 更新时间 完成时间 关闭时间 结束时间 退款时间 入库时间 修改时间 打款商家时间 birth birthday
    birth_date registered_at signup_date user_reg_tm registration_date 生日 注册时间 注册日期 出生日期 上架时间
    versanddatum lieferdatum versendet_am geandert_am aktualisiert_am geburtsdatum registriert_am registrierungsdatum
    arrival arrival_date departure departure_date check_in check_out check_in_date check_out_date checkin_date
    checkout_date checkin stay_date delivery shipping_date anreise abreise anreisedatum abreisedatum
    date_livraison date_expedition date_modification date_naissance date_inscription fecha_entrega fecha_envio
    fecha_modificacion fecha_nacimiento fecha_registro
""")

# When money or goods came back: of a table of orders a state, of one of refunds the time of the event.
REFUND_TIMES = _words("""
    refunded_at refund_date refund_time refund_created_at refund_at returned_at return_date return_time credited_at
    退款时间 退款日期 退款完成时间 退款成功时间 退货时间 退货日期 erstattet_am erstattungsdatum retourdatum
    date_remboursement date_retour fecha_reembolso fecha_devolucion data_reembolso data_devolucao data_rimborso
    data_reso data_zwrotu iade_tarihi дата_возврата 返品日 返品日時 返金日 返金日時 반품일 반품일시 반품완료일 환불일
    환불일시 환불완료일
""")
REFUND_MONEY = _words("""
    refund_amount refunded_amount refund_value refund_total total_refunded amount_refunded refund refunded return_amount
    退款金额 退货金额 订单退款 退款 erstattungsbetrag montant_rembourse importe_reembolso valor_reembolso
""")

# Filled where an order was cancelled, with when or why.
CANCELLED = _words("""
    cancelled_at canceled_at cancelled_on canceled_on cancelled_date canceled_date cancel_date cancel_time cancel_reason
    cancellation_date cancellation_time cancellation_reason cancelled_reason canceled_reason date_cancelled
    date_canceled voided_at void_date void_reason deleted_at storno_am stornodatum storno_datum stornogrund storniert_am
    date_annulation motif_annulation fecha_cancelacion motivo_cancelacion 取消时间 取消日期 取消原因 订单取消时间
    data_cancelamento motivo_cancelamento data_annullamento geannuleerd_op annuleringsdatum data_anulowania iptal_tarihi
    iptal_nedeni дата_отмены причина_отмены キャンセル日時 キャンセル日 キャンセル理由 取消日時 취소일시 취소일
    취소완료일 취소사유 waktu_pembatalan tanggal_pembatalan alasan_pembatalan ngay_huy thoi_gian_huy ly_do_huy
""")
OTHER_TIMES += CANCELLED + lexicon.listed("other_times")

# State as of the day of the export: it knows the future of every event before.
STATES = CANCELLED + _words("""
    status order_status state financial_status fulfillment_status payment_status refund_status order_state refunds
    orders_count total_spent user_ltv lifetime_value refund_amount refunded refunded_amount total_refunded
    qty_refunded qty_shipped user_level user_lv_cd cancelled_at canceled_at updated_at shipped_at delivered_at
    fulfilled_at outstanding_balance cancel_reason fulfillment_state 订单状态 支付状态 售后状态 退款状态 退款金额 退款
    退货金额 订单退款 会员等级 用户等级 物流状态 发货时间 确认收货时间 完成时间 关闭时间 更新时间 交易状态
    订单关闭原因 确认收货打款金额 打款商家金额 物流单号 物流公司
    快递单号 快递公司 运单号 取消原因 退款原因 评价状态 会员积分 累计消费 bestellstatus auftragsstatus zahlungsstatus
    lieferstatus versandstatus versanddatum lieferdatum statut statut_commande etat_commande estado estado_pedido
    date_livraison date_expedition fecha_entrega fecha_envio etat статус статус_заказа durum
    siparis_durumu สถานะ สถานะคำสั่งซื้อ สถานะการสั่งซื้อ trang_thai trang_thai_don_hang status_pesanan
    status_zamowienia stan_zamowienia ステータス 注文ステータス 注文状況 주문상태 주문_상태 訂單狀態 stav_objednavky
    is_paid paid is_cancelled cancelled is_canceled
    canceled storno storniert is_refunded is_returned returned is_test 是否支付 是否付款 是否取消 是否退款
""")
STATES += lexicon.listed("later")

# Contact data and free text about people: never kept.
PERSONAL = _words("""
    email e_mail phone mobile phone_number telephone address address1 address2 street first_name last_name full_name
    customer_name name_of_customer shipping_name billing_name shipping_phone billing_phone shipping_address1
    billing_address1 shipping_street billing_street billing_address shipping_address ip ip_address notes note
    note_attributes ssn passport credit_card card_number shipping_zip billing_zip 收货人姓名 收货人 收件人 姓名 手机
    手机号 手机号码 联系手机 联系电话 电话 收货地址 收件地址 详细地址 地址 身份证 身份证号 买家支付宝账号 支付宝账号
    买家留言 订单备注 备注 客户姓名 邮箱 买家备注 卖家备注 收货电话 收货手机 vorname nachname strasse anschrift
    adresse rechnungsadresse lieferadresse telefon telefonnummer handynummer kundenname bemerkung kommentar prenom nom
    nom_client telephone adresse_livraison apellido apellidos direccion telefono correo nombre_cliente iban
    billing_email customer_email user_email shipping_email contact_email email_address e_mail_adresse
""")
PERSONAL += lexicon.listed("personal")

# Row numbers: they often know the label.
INDEXES = _words("""
    index_level_0 level_0 row_number row_no rownum row row_id rowid line_no line_number record_no seq serial_no 序号
    行号 编号序号 lfd_nr laufende_nummer
""")

# Attributes that a shop does not change afterwards: they may be features without a date.
# Besides brand, category and country, which are fields.
FIXED_NAMES = {
    "birth": _words(
        "birth birthday birth_date birth_year date_of_birth year_of_birth 生日 出生日期 出生年份 出生年月 geburtsdatum"
        " geburtsjahr date_naissance annee_naissance fecha_nacimiento"
    ),
    "gender": _words("gender sex 性别 geschlecht sexe sexo genero"),
}

# Columns of a table of items or users that say from when, and until when, a row of it holds.
VALID_FROM = _words("""
    valid_from effective_from effective_date effective_at dbt_valid_from valid_since gueltig_ab gültig_ab 生效时间
    生效日期 有效期起 开始生效时间
""")
VALID_TO = _words("""
    valid_to valid_until effective_to effective_until dbt_valid_to expires_at expired_at gueltig_bis gültig_bis
    is_current current_flag 失效时间 失效日期 有效期止
""")

TYPES: dict[str, str] = {
    "impression": """
        impression impressions view_item_list list_view exposure exposed show shows product_list_viewed 曝光 展示 展现
    """,
    "view": """
        view views viewed pv click clicks clicked detail details product_view product_viewed viewed_product
        product_clicked view_item viewitem page_view pageview pageviews browse browsing select_item list_click
        item_view view_product product_page_view view_content viewcontent commerce.productviews 浏览 点击 访问 查看
        浏览商品 商品浏览 点击商品 ansicht angesehen aufruf klick seitenaufruf produktansicht vue clic consultation
        visita vista
    """,
    "search": """
        search searches searched view_search_results products_searched site_search 搜索 检索 suche recherche busqueda
    """,
    "favourite": """
        fav favs favorite favourite favorites wishlist add_to_wishlist addtowishlist like liked likes follow collect
        collected save savefor product_added_to_wishlist commerce.saveforlaters 收藏 关注 喜欢 加收藏 收藏商品
        merkzettel wunschliste favori favoris favorito favoritos
    """,
    "cart": """
        cart carts addtocart add_to_cart addcart add_cart added_to_cart add cart_add scadd product_added basket
        add_to_basket atc commerce.productlistadds 加购 加入购物车 加购物车 购物车 加车 添加购物车 warenkorb
        in_den_warenkorb panier ajout_panier ajout_au_panier carrito agregar_al_carrito anadir_al_carrito
    """,
    "cart_remove": """
        remove_from_cart removefromcart remove cart_remove scremove product_removed delete_from_cart
        commerce.productlistremovals 删除购物车 移出购物车 取消加购 移除购物车
    """,
    "cart_view": """
        view_cart cart_viewed cart_view scview viewcart commerce.productlistviews 查看购物车 浏览购物车
    """,
    "checkout": """
        begin_checkout checkout checkouts checkout_step checkout_started started_checkout
        sccheckout add_shipping_info add_payment_info
        initiate_checkout initiatecheckout start_checkout commerce.checkouts 结算 提交订单 去结算
    """,
    "order": """
        order orders ordered order_placed place_order placed_order create_order order_created 下单 拍下 创建订单
        下订单 bestellung bestellt commande pedido
    """,
    "purchase": """
        purchase purchases purchased buy buys bought transaction transactions order_completed completed_order paid pay
        payment sale sales conversion order_paid checkout_completed commerce.purchases complete_order 购买 支付 付款
        sales_receipt cash_sale sales_invoice tax_invoice customer_invoice kassenbon
        renewal renewals renewed rebill rebilled recurring_payment subscription_payment initial initial_payment
        purchase_completed completed_purchase invoice rechnung facture factura
        成交 买 已购买 购买商品 支付成功 付款成功 消费 kauf gekauft verkauf bezahlt achat achete vente paiement compra
        comprado venta pago
    """,
    "refund": """
        refund refunds refunded return returns returned chargeback credit_memo credit_note refund_receipt cash_refund
        order_refunded avoir
        refunded_order 退款 退货 售后 retoure
        ruckgabe rueckgabe erstattung gutschrift retour remboursement devolucion reembolso
    """,
    "cancel": """
        cancel cancelled canceled cancellation voided void order_cancelled cancelled_order canceled_order
        churn churned unsubscribe subscription_cancelled subscription_canceled cancel_subscription
        取消 关闭 交易关闭 取消订单 storno
        stornierung storniert annulation annule annulee cancelado cancelacion anulado
    """,
}
TYPES = lexicon.with_words("types", TYPES)

# Documents of a ledger: what was sold, what was paid for it, what was given back, and what pays that out.
INVOICES = _words("""
    invoice sales_invoice tax_invoice customer_invoice receivable_invoice sales_receipt cash_sale rechnung facture
    factura fattura faktura
""")
PAYMENTS = _words("""
    payment payments customer_payment payment_received received_payment receive_payment payment_receipt zahlung
    zahlungseingang paiement reglement pago cobro pagamento incasso 付款 收款
""")
CREDIT_NOTES = _words("credit_memo credit_note customer_credit gutschrift avoir nota_de_credito nota_di_credito")
PAYOUTS = _words("refund refunds refund_payment customer_refund")
DOCUMENT_NUMBERS = _words("""
    num no number doc_num doc_no document_number document_no reference_number reference ref ref_no belegnummer
""")

# What moves on a payment provider's balance (Stripe, Adyen, Square, Shopify Payments): sales, returns, and neither.
MONEY_IN = _words("charge charges payment payments sale sales card_payment")
MONEY_TAKEN = (  # the steps of one payment, the first that is there counts
    _words("captured capture sent_for_settle"), _words("settled settlement"), _words("authorised authorized"),
)  # fmt: skip
MONEY_BACK = _words("""
    refund refunds refunded payment_refund partial_refund partial_payment_refund chargeback chargebacks dispute
    second_chargeback payment_reversal
""")
BALANCE_MOVES = _words("""
    payout payouts payout_failure payout_cancel payout_reversal payout_fee payout_minimum_balance_hold
    payout_minimum_balance_release merchant_payout transfer transfers transfer_refund transfer_reversal transfer_cancel
    transfer_failure balance_transfer bank_transfer adjustment adjustments other_adjustment deposit_correction
    invoice_deduction reserve_adjustment reserve_transaction reserve reserve_hold reserve_release reserved_funds
    reserve_transfer risk_reserved_funds risk_withholding connect_reserved_funds connect_collection_transfer
    platform_earning platform_earning_refund
    fee fees stripe_fee stripe_fx_fee network_cost network_costs tax_fee application_fee application_fee_refund
    chargeback_fee dispute_fee misc_costs payment_cost processing_fee top_up topup topup_reversal contribution
    issuing_transaction issuing_authorization_hold issuing_authorization_release issuing_dispute advance advance_funding
    anticipation_repayment withdrawal withdrawals currency_conversion hold release financing loan_payment
    refund_failure refund_reversal refunded_reversed settled_reversed dispute_reversal chargeback_reversal
    chargeback_reversed chargeback_won payment_failure_refund capture_failed received sent_for_refund refused
    payment_unreconciled obligation_outbound obligation_reversal_inbound climate_order_purchase
""")

# Events and documents of trackers and back offices that are none of these types, and keep their own names.
OTHER_EVENTS = _words("""
    received_email opened_email clicked_email bounced_email dropped_email marked_email_as_spam unsubscribed
    unsubscribed_from_list subscribed_to_list received_sms clicked_sms sent_sms failed_to_deliver_sms
    subscribed_to_email_marketing subscribed_to_sms_marketing unsubscribed_from_email_marketing
    email_sent email_delivered email_opened email_clicked sms_sent push_sent push_opened active_on_site
    ordered_product fulfilled_order partially_fulfilled_order confirmed_shipment delivered_shipment
    submitted_search viewed_collection submitted_form session_start first_visit user_engagement scroll identify
    signed_up sign_up signup login logged_in log_in logout logged_out search wishlist add_to_wishlist
    app_open app_opened app_install screen_view quote quotation proforma delivery_note packing_slip angebot
    lieferschein auftragsbestatigung devis bon_de_livraison presupuesto albaran
""")

# What became of an order, by words inside its state; asked in this order. A word inside a longer one of another state
# does not count: `partially_refunded`. Behind the common ones: Ozon and Wildberries, Allegro, Trendyol, Shopee, Lazada
# and Tokopedia, Rakuten and Yahoo of Japan, Coupang and Naver, Mercado Libre, PrestaShop, BigCommerce.
STATUS: dict[str, tuple[str, ...]] = {
    "unpaid": _words("""
        等待买家付款 等待付款 待付款 未付款 待支付 未支付 pending unpaid awaiting_payment pending_payment
        on_hold payment_failed payment_review payment_error waiting_for_payment holded expired failed authorized
        draft incomplete offen unbezahlt ausstehend zahlung_ausstehend warten_auf_zahlung non_paye impaye
        en_attente en_attente_de_paiement erreur_de_paiement pendiente pendiente_de_pago esperando_pago impagado
        pendente aguardando_pagamento nao_pago in_attesa non_pagato wacht_op_betaling niet_betaald ожидает_оплат
        ожидается_оплат ожидание_оплат не_оплачен неоплачен nieoplacone nieoplacony nieoplacono niezaplacone
        oczekuje_na_platnosc oczekuje_na_wplate nezaplaceno ceka_na_platbu odeme_bekleniyor odeme_bekliyor
        odenmedi beklemede ที่ต้องชำระ รอชำระ รอการชำระ ยังไม่ชำระ ค้างชำระ รอยืนยัน cho_thanh_toan
        chua_thanh_toan cho_xac_nhan menunggu_pembayaran belum_bayar belum_dibayar 入金待ち 支払待ち 支払い待ち
        支払手続き待ち 未入金 未払い 注文確認待ち 楽天処理中 결제대기 결제_대기 입금대기 입금_대기 미결제 미입금
        결제실패 غير_مدفوع قيد_الانتظار
    """),
    "cancelled": _words("""
        交易关闭 已关闭 已取消 关闭 取消 作废 删除 不成立 cancelled canceled cancel closed void voided trash
        declined rejected cancellation fraud no_show undelivered un_delivered unsupplied un_supplied
        failed_delivery delivery_failed rto not_accepted cancel_pending pending_cancellation
        cancellation_requested storniert storno abgebrochen abgelehnt annulliert annule annulee cancelado
        cancelada anulado anulada refuse refusee rechazado rechazada recusado recusada отменен отмена отказ
        аннулирован отклонен невыкуп не_выкуп не_выкуплен не_принят iptal iptal_edildi tedarik_edilemedi
        teslim_edilemedi reddedildi geannuleerd anulowane anulowany anulowano anulowana odrzucone odrzucony
        odrzucona annullato annullata rifiutato zrusena zruseno stornovana stornovano ยกเลิก ไม่สำเร็จ da_huy
        huy giao_hang_that_bai that_bai dibatalkan batal ditolak pembatalan キャンセル 취소 ملغي ملغى
    """),
    "refunded": _words("""
        возврат возвращен iade iade_edildi geretourneerd terugbetaald zwrocone zwrocony zwrocono zwrot
        rimborsato rimborsata reso 退款成功 已退款 退款完成 退货完成 退款 退货 退貨 refunded refund
        refund_pending pending_refund returned return chargeback erstattet ruckerstattet rueckerstattet
        retourniert retoure rembourse remboursee reembolsado reembolsada devuelto devuelta devolvido devolvida
        vracena คืนเงิน คืนสินค้า tra_hang hoan_tien dikembalikan pengembalian 返品 返金 반품 환불 مسترجع
    """),
    "test": _words("test 测试"),
    "paid": _words("""
        доставлен доставля доставк доставлено оплачен выполнен получен отправлен завершен вручен выдан выкуплен
        продажа собирается сборк отгру в_пути в_пвз teslim_edildi kargoda kargoya_verildi tamamlandi
        isleme_alindi hazirlaniyor tasima_durumunda gonderildi onaylandi odendi afgerond verzonden geleverd
        betaald in_behandeling zrealizowane zrealizowany zrealizowano zakonczone wyslane wyslany wyslano
        dostarczone dostarczony dostarczono oplacone oplacony oplacono zaplacone do_wyslania w_realizacji
        w_trakcie_realizacji gotowe_do_odbioru odebrane spakowane vyrizena vyrizeno zaplaceno odeslana odeslano
        doruceno dorucena consegnato consegnata spedito spedita completato completata pagato pagata
        in_lavorazione in_preparazione pagamento_accettato pagamento_aprovado pago aprovado aprovada faturado
        entregue concluido concluida em_transito a_caminho pronto_para_envio 买家已付款 已付款 已支付 待发货
        等待出库 等待发货 未发货 待出貨 已出貨 出貨 已送達 配送中 配达 等待确认收货 备货 已发货 交易成功 已完成
        已收货 已签收 待收货 成功 完成 paid complete payment_received payment_accepted completed processing
        shipped delivered fulfilled unfulfilled partially_fulfilled partially_refunded partially_paid
        partially_shipped unshipped success successful succeeded confirmed accepted dispatched packed sold sent
        picked_up approved invoiced active closed_won delivered_to_customer done finished in_transit
        out_for_delivery awaiting_shipment awaiting_fulfillment awaiting_pickup awaiting_packaging
        awaiting_deliver pending_shipment pending_fulfillment ready_for_processing ready_for_shipment
        ready_for_pickup ready_to_ship to_ship to_receive delivering at_collection_point check_out checked_out
        bezahlt versendet versandt in_bearbeitung in_zustellung abgeschlossen geliefert zugestellt erledigt paye
        payee expedie expediee livre livree termine terminee paiement_accepte en_preparation
        en_cours_de_preparation pagado pago_aceptado preparacion_en_curso en_camino pagada enviado enviada
        entregado entregada completado completada ชำระเงินแล้ว ชำระแล้ว ที่ต้องจัดส่ง ที่ต้องได้รับ จัดส่ง
        สำเร็จ ได้รับสินค้า cho_lay_hang dang_giao da_giao dang_van_chuyen hoan_thanh da_thanh_toan
        giao_hang_thanh_cong selesai dikirim perlu_dikirim terkirim dibayar lunas diproses sampai_tujuan 発送
        出荷 配送中 配達完了 支払手続き 支払済 入金済 入金確認 処理済 결제완료 결제_완료 입금완료 입금확인
        상품준비 배송 발송 출고 구매확정 구매_확정 구매결정 취소철회 취소_철회 반품철회 반품_철회 교환 مدفوع
        تم_التوصيل تم_الشحن مكتمل
    """),
}
# Before what is said of an order: it is not so.
NOT = frozenset(_words("not un non no nicht nao niet nie ne не не ei ikke inte belum bukan chua khong degil"))
PAYS = frozenset(_words("paid bezahlt paye payee pagado pagada pago pagato betaald dibayar"))
NOT_BEFORE = ("未", "미", "ไม่", "غير_", "_не")  # written together with it

# Columns of yes and no that say of an order what a state would: what became of it where they say yes, and where no.
FLAGS: dict[tuple[str, str], tuple[str, ...]] = {
    ("paid", "unpaid"): _words("is_paid paid bezahlt paye pagado 是否支付 是否付款"),
    ("cancelled", "paid"): _words("""
        is_cancelled cancelled is_canceled canceled storno storniert annule 是否取消 is_voided voided is_void void
        is_deleted deleted 是否作废 是否删除
    """),
    ("refund", "paid"): _words("return is_return return_flag 是否退货"),
    ("test", "paid"): _words("is_test test test_order"),
    ("paid", "test"): _words("livemode"),
}
YES, NO = (
    frozenset(_words("1 1.0 true yes y t ja j oui o si s sim 是")),
    frozenset(_words("0 0.0 false no n f nein non nao 否")),
)

MISSING = (
    "", "NULL", "null", "Null", "\\N", "None", "none", "nan", "NaN", "NAN", "N/A", "n/a", "#N/A", "NA", "<NA>", "NaT",
    "-", "--", "无", "未知", "空", "(not set)", "(null)", "(none)", "undefined", "[]", "{}",
)  # fmt: skip
GUESTS = (
    "guest",
    "guests",
    "anonymous",
    "anon",
    "unknown",
    "not logged in",
    "gast",
    "invite",
    "invité",
    "invitado",
    "游客",
    "访客",
    "匿名",
    "匿名用户",
    "散客",
    "未登录",
)
PLACEHOLDERS = ("0", "-1", "0.0", "-1.0", "999999", "99999999")  # ids that stand for nobody where they own many rows
# Words that ids of tills, robots and tests are made of.
NO_PERSONS = _words("""
    till pos kasse kassen caisse caja cassa kassa cash cashdesk register kiosk counter terminal tablet store shop
    filiale branch web online offline retail walkin walk in robot robots bot crawler spider scraper
    monitor healthcheck test tester testing demo dummy sample admin administrator root system sys api internal intern
    office default guest guests gast anonymous anon unknown none null laufkunde barverkauf diverse sammelkunde
    收银台 门店 散客 游客 测试 系统 管理员 机器人 爬虫 默认 匿名
""")

# Columns that say what kind of line an order's line is, and the kinds that are no products.
LINE_TYPES = _words("""
    line_type item_type line_item_type order_item_type lineitem_type row_type record_type position_type positionstyp
    zeilentyp type_ligne tipo_linea 行类型
""")
DISCOUNT_LINES = frozenset(_words("""
    discount discounts coupon coupons promotion promo voucher rebate price_reduction markdown loyalty_discount
    store_credit rabatt gutschein nachlass remise reduction bon_de_reduction descuento cupon desconto sconto korting
    kortingscode скидка купон rabat indirim 优惠 优惠券 折扣 满减 割引 クーポン 値引 値引き 할인 쿠폰 giam_gia diskon
"""))
NO_PRODUCT_LINES = DISCOUNT_LINES | frozenset(_words("""
    shipping shipping_and_handling delivery freight postage tax taxes vat gst sales_tax fee service_fee service
    payment_fee processing handling surcharge tip gratuity donation gift_card gift_wrap gift_wrapping giftwrap wrapping
    packaging insurance deposit duty duties rounding adjustment versand versandkosten lieferung steuer mwst gebuhr
    trinkgeld geschenkverpackung livraison frais_de_port taxe pourboire emballage_cadeau envio gastos_de_envio impuesto
    propina envoltorio frete imposto gorjeta spedizione imposta verzending verzendkosten btw доставка налог упаковка
    dostawa wysylka kargo vergi 运费 邮费 税费 小费 礼品包装 包装费 服务费 手续费 送料 手数料 消費税 ラッピング 배송비
    배송료 포장 수수료 부가세 phi_van_chuyen ongkir ongkos_kirim
"""))
PRODUCT_LINES = frozenset(_words("""
    product products item items line line_item goods good article merchandise sku simple configurable variable bundle
    physical digital sale standard normal regular artikel ware produkt produit article_vendu producto articulo produto
    prodotto articolo товар towar urun 商品 产品 货品 商品明細 상품 제품 san_pham produk barang
"""))

# Lines that are no products: the whole title or code, as a regular expression over lower case.
NO_PRODUCT = (
    "(dotcom |international |express )?(postage|shipping|carriage|delivery|handling|freight|p&p)"
    "( and | & )?(packing|handling)?( charge| fee| cost)?s?|"
    "(bank|card|payment|service|handling|amazon|paypal|commission)[ _-]?(fee|charge|commission)s?|amazonfee|surcharge|"
    "manual|discount|samples?|adjust bad debt|adjustment.*|cruk commission|commission|donation|tip|"
    "versand(kosten|pauschale)?|porto|frais d(e |')(port|livraison|envoi)|gastos de env[ií]o|geschenkgutschein.*|"
    "gift_\\d.*|.*gift ?(card|voucher|certificate)s?|.*(运费|邮费|补差价|差价|礼品卡|手续费|服务费|配送费|包装费).*"
)

# Lines that are discounts where they are less than nothing: the whole title or code, over lower case.
DISCOUNTS = (
    ".{0,40}\\b(discount|coupon|promo|promotion|rebate|rabatt|nachlass|remise|r[ée]duction|descuento|desconto|sconto|"
    "korting|rabat|indirim)s?\\b.{0,40}|.{0,40}(скидка|优惠|折扣|满减|割引|値引|할인|giảm giá|diskon).{0,40}"
)
