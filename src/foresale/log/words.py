"""The words of shops' logs: what columns, events and states are called, in English, Chinese and the public schemas.

Other languages are files of `lexicon/`; the short lists here (flags, kinds of lines, guests) speak theirs too. What
reads them is `vocabulary.py`.
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
        unionid 用户id号 client | 会员名 买家会员名 下单帐号 下单账号 买家账号 买家昵称 用户名 会员名称 用户昵称 买家
        username user_name login customer_user | email e_mail customer_email user_email email_address
        from_email_address payer_email buyer_email client_email contact_email mail billing_email 邮箱 电子邮箱 手机号
        手机号码 联系手机 phone mobile phone_number 手机 电话 联系电话 customer_name 客户姓名 客户名称 buyer
        buyer_name
    """,
    "anon": """
        anonymous_id visitor_id cookie_id device_id full_visitor_id distinct_id user_pseudo_id domain_userid
        network_userid idvisitor ecid post_visid_high guest_id browser_id client_uuid cookie 设备ID 访客ID 匿名ID
        设备号
    """,
    "session": """
        session_id user_session session sessionid visit_id visit_num sid ga_session_id domain_sessionid idvisit 会话ID
        会话编号 访问ID 会话
    """,
    "time": """
        event_time event_timestamp derived_tstamp occurred_at happened_at server_time hit_time_gmt cust_hit_time
        event_datetime action_time behavior_time click_time visit_datetime visit_time paid_at date_paid_gmt date_paid
        paid_time pay_time payment_time payment_date processed_at purchase_date purchase_time purchased_at
        invoice_date transaction_date transaction_time trans_date sale_date 行为时间 发生时间 访问时间 交易时间
        事件时间 订单付款时间 付款时间 付款确认时间 支付时间 支付完成时间 订单成交时间 成交时间 订单支付时间 操作时间
        购买时间 | timestamp ts time_stamp datetime time event_ts 时间 时间戳 日期时间 | created_at order_date
        order_time ordered_at date_created_gmt date_created create_time created booked_on booked_at booking_date
        date_booked reserved_on reservation_date order_created_at collector_tstamp dvce_created_tstamp 下单时间
        订单创建时间 订单提交时间 创建时间 提交时间 下单日期 订单时间 订单日期 | date day event_date dt 日期 交易日期
        购买日期 ds
    """,
    "type": """
        event_type event_name event action action_type behavior behaviour behavior_type behaviour_type activity
        interaction interaction_type transaction_type 行为 行为类型 事件 事件类型 事件名称 操作 操作类型 动作 用户行为
        | type kind 类型
    """,
    "item": """
        item_id product_id item product sku_id goods_id article_id article asin stock_code content_id offer_id aid
        product_code item_code product_no item_no upc ean isbn idaction_product_sku brand_item_id goods product_sku
        商品ID 商品编号 货号 宝贝ID 商品编码 产品ID 产品编号 物品ID 商品 产品 商品代码 货品ID | sku lineitem_sku
        variant_sku SKU编码 商家编码 选购商品 宝贝标题 商品名称 商品标题 product_service product_service_full_name
        product_name item_name
    """,
    "variant": """
        variant_id variation_id item_variant variant 规格 商品规格 商品属性 样式ID 规格名称 sku SKU SKU编码 商家编码
    """,
    "title": """
        title item_name product_name name description product_title idaction_name 商品名称 商品标题 宝贝标题 标题 品名
        选购商品 货品标题 产品名称
    """,
    "category": """
        category category_id category_name item_category product_category category_code cat_id cate cate_id cat
        category_path department product_type collection class categories 类目 类目ID 品类 品类ID 分类 商品分类
        商品类别 叶子类目 二级类目 一级类目 商品类目 类别 产品类别
    """,
    "brand": """
        brand brand_id brand_name vendor manufacturer item_brand 品牌 品牌ID 品牌名称
    """,
    "price": """
        unit_price price sale_price item_price product_price selling_price sold_for 单价 价格 售价 成交价 京东价
        实际单价 商品单价 商品价格
    """,
    "list_price": """
        list_price compare_at_price original_price msrp regular_price 原价 吊牌价 标价 市场价
    """,
    "quantity": """
        quantity qty units count item_quantity qty_ordered order_quantity num_items pieces units_sold 数量 件数
        购买数量 订购数量 商品数量 宝贝总数量 销量 购买件数
    """,
    "amount": """
        amount line_total row_total item_revenue revenue total_price line_amount total total_amount value subtotal
        grand_total sales spend price_total order_value order_total order_amount purchase_revenue sales_amount
        net_amount transaction_amount payment_value purchase_amount purchase_value 金额 实付金额 实付款
        买家实际支付金额 用户实付金额 支付金额 成交金额 商家实收金额 总金额 订单金额 订单应付金额 结算金额 消费金额
        实付 销售额 销售金额 买家应付货款 gross_amount gross_total gross_sales net_sales total_paid amount_paid
        paid_amount 应付金额 应收金额 总价 含税金额 | gross
    """,
    "discount": """
        discount discount_amount total_discounts total_discount 优惠 优惠金额 优惠总金额 折扣 店铺优惠折扣 平台优惠折扣
    """,
    "coupon": """
        coupon coupon_code discount_code promo_code voucher voucher_code 优惠券 优惠码 券码
    """,
    "currency": """
        currency currency_code order_currency order_currency_code 币种 货币
    """,
    "order": """
        order_id order_number order_no transaction_id invoice_no invoice receipt checkout_id orderid order invoice_id
        basket_id receipt_id receipt_no increment_id idorder purchase_id trans_id ticket_id bill_no 订单号 订单编号
        订单ID 主订单编号 交易号 流水号 小票号 子订单编号 订单
    """,
    "status": """
        status order_status state financial_status payment_status order_state 订单状态 支付状态 交易状态 状态
    """,
    "query": """
        query search_term search_query keyword keywords search_string site_search q 搜索词 关键词 查询词 搜索关键词
    """,
    "position": "position rank index slot item_position 位置 坑位 排名",
    "list": "list list_name item_list_name list_id page_section 资源位",
    "channel": """
        channel source medium utm_source traffic_source source_name acquisition_channel sales_channel referrer
        utm_medium campaign utm_campaign 渠道 来源 流量来源 流量渠道 推广渠道 直播间 model_id
    """,
    "device": """
        device device_type device_category platform os operating_system browser user_agent 设备 终端 平台 操作系统
        浏览器
    """,
    "country": """
        country country_code shipping_country geo_country billing_country 国家
    """,
    "region": """
        region state province shipping_province geo_region 省份 省 地区
    """,
    "city": """
        city shipping_city geo_city user_geohash geohash zip postcode zip_code 城市 收货地址城市
    """,
    "shop": """
        store_id shop_id seller_id merchant_id site_id affiliation shop store seller merchant idsite 店铺 店铺ID
        店铺名称 商家ID 卖家ID 门店
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
    arrival arrival_date departure departure_date check_in check_out check_in_date check_out_date checkin_date
    checkout_date checkin stay_date delivery shipping_date
""")

# When money or goods came back: of a table of orders a state, of one of refunds the time of the event.
REFUND_TIMES = _words("""
    refunded_at refund_date refund_time refund_created_at refund_at returned_at return_date return_time credited_at
    退款时间 退款日期 退款完成时间 退款成功时间 退货时间 退货日期
""")
REFUND_MONEY = _words("""
    refund_amount refunded_amount refund_value refund_total total_refunded amount_refunded refund refunded
    return_amount 退款金额 退货金额 订单退款 退款
""")
REFUND_TIMES += lexicon.listed("refund_times")
REFUND_MONEY += lexicon.listed("refund_money")

# Filled where an order was cancelled, with when or why.
CANCELLED = _words("""
    cancelled_at canceled_at cancelled_on canceled_on cancelled_date canceled_date cancel_date cancel_time
    cancel_reason cancellation_date cancellation_time cancellation_reason cancelled_reason canceled_reason
    date_cancelled date_canceled voided_at void_date void_reason deleted_at 取消时间 取消日期 取消原因 订单取消时间
""")
CANCELLED += lexicon.listed("cancelled")
OTHER_TIMES += CANCELLED + lexicon.listed("other_times")

# State as of the day of the export: it knows the future of every event before.
STATES = CANCELLED + _words("""
    status order_status state financial_status fulfillment_status payment_status refund_status order_state refunds
    orders_count total_spent user_ltv lifetime_value refund_amount refunded refunded_amount total_refunded
    qty_refunded qty_shipped user_level user_lv_cd cancelled_at canceled_at updated_at shipped_at delivered_at
    fulfilled_at outstanding_balance cancel_reason fulfillment_state 订单状态 支付状态 售后状态 退款状态 退款金额 退款
    退货金额 订单退款 会员等级 用户等级 物流状态 发货时间 确认收货时间 完成时间 关闭时间 更新时间 交易状态
    订单关闭原因 确认收货打款金额 打款商家金额 物流单号 物流公司 快递单号 快递公司 运单号 取消原因 退款原因 评价状态
    会员积分 累计消费 is_paid paid is_cancelled cancelled is_canceled canceled is_refunded is_returned returned
    is_test 是否支付 是否付款 是否取消 是否退款
""")
STATES += lexicon.listed("later")

# Contact data and free text about people: never kept.
PERSONAL = _words("""
    email e_mail phone mobile phone_number telephone address address1 address2 street first_name last_name full_name
    customer_name name_of_customer shipping_name billing_name shipping_phone billing_phone shipping_address1
    billing_address1 shipping_street billing_street billing_address shipping_address ip ip_address notes note
    note_attributes ssn passport credit_card card_number shipping_zip billing_zip 收货人姓名 收货人 收件人 姓名 手机
    手机号 手机号码 联系手机 联系电话 电话 收货地址 收件地址 详细地址 地址 身份证 身份证号 买家支付宝账号 支付宝账号
    买家留言 订单备注 备注 客户姓名 邮箱 买家备注 卖家备注 收货电话 收货手机 telephone iban billing_email
    customer_email user_email shipping_email contact_email email_address
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
        浏览商品 商品浏览 点击商品
    """,
    "search": """
        search searches searched view_search_results products_searched site_search 搜索 检索
    """,
    "favourite": """
        fav favs favorite favourite favorites wishlist add_to_wishlist addtowishlist like liked likes follow collect
        collected save savefor product_added_to_wishlist commerce.saveforlaters 收藏 关注 喜欢 加收藏 收藏商品
    """,
    "cart": """
        cart carts addtocart add_to_cart addcart add_cart added_to_cart add cart_add scadd product_added basket
        add_to_basket atc commerce.productlistadds 加购 加入购物车 加购物车 购物车 加车 添加购物车
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
        order orders ordered order_placed place_order placed_order create_order order_created 下单 拍下 创建订单 下订单
    """,
    "purchase": """
        purchase purchases purchased buy buys bought transaction transactions order_completed completed_order paid pay
        payment sale sales conversion order_paid checkout_completed commerce.purchases complete_order 购买 支付 付款
        sales_receipt cash_sale sales_invoice tax_invoice customer_invoice renewal renewals renewed rebill rebilled
        recurring_payment subscription_payment initial initial_payment purchase_completed completed_purchase invoice
        成交 买 已购买 购买商品 支付成功 付款成功 消费
    """,
    "refund": """
        refund refunds refunded return returns returned chargeback credit_memo credit_note refund_receipt cash_refund
        order_refunded refunded_order 退款 退货 售后
    """,
    "cancel": """
        cancel cancelled canceled cancellation voided void order_cancelled cancelled_order canceled_order churn
        churned unsubscribe subscription_cancelled subscription_canceled cancel_subscription 取消 关闭 交易关闭
        取消订单
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
    payout_minimum_balance_release merchant_payout transfer transfers transfer_refund transfer_reversal
    transfer_cancel transfer_failure balance_transfer bank_transfer adjustment adjustments other_adjustment
    deposit_correction invoice_deduction reserve_adjustment reserve_transaction reserve reserve_hold reserve_release
    reserved_funds reserve_transfer risk_reserved_funds risk_withholding connect_reserved_funds
    connect_collection_transfer platform_earning platform_earning_refund fee fees stripe_fee stripe_fx_fee
    network_cost network_costs tax_fee application_fee application_fee_refund chargeback_fee dispute_fee misc_costs
    payment_cost processing_fee top_up topup topup_reversal contribution issuing_transaction
    issuing_authorization_hold issuing_authorization_release issuing_dispute advance advance_funding
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
        等待买家付款 等待付款 待付款 未付款 待支付 未支付 pending unpaid awaiting_payment pending_payment on_hold
        payment_failed payment_review payment_error waiting_for_payment holded expired failed authorized draft
        incomplete
    """),
    "cancelled": _words("""
        交易关闭 已关闭 已取消 关闭 取消 作废 删除 不成立 cancelled canceled cancel closed void voided trash declined
        rejected cancellation fraud no_show undelivered un_delivered unsupplied un_supplied failed_delivery
        delivery_failed rto not_accepted cancel_pending pending_cancellation cancellation_requested
    """),
    "refunded": _words("""
        退款成功 已退款 退款完成 退货完成 退款 退货 refunded refund refund_pending pending_refund returned return
        chargeback
    """),
    "test": _words("test 测试"),
    "paid": _words("""
        买家已付款 已付款 已支付 待发货 等待出库 等待发货 未发货 配达 等待确认收货 备货 已发货 交易成功 已完成 已收货
        已签收 待收货 成功 完成 paid complete payment_received payment_accepted completed processing shipped delivered
        fulfilled unfulfilled partially_fulfilled partially_refunded partially_paid partially_shipped unshipped
        success successful succeeded confirmed accepted dispatched packed sold sent picked_up approved invoiced active
        closed_won delivered_to_customer done finished in_transit out_for_delivery awaiting_shipment
        awaiting_fulfillment awaiting_pickup awaiting_packaging awaiting_deliver pending_shipment pending_fulfillment
        ready_for_processing ready_for_shipment ready_for_pickup ready_to_ship to_ship to_receive delivering
        at_collection_point check_out checked_out
    """),
}
STATUS = {state: known + lexicon.of_states().get(state, ()) for state, known in STATUS.items()}
# Before what is said of an order: it is not so.
NOT = frozenset(_words("not un non no nicht nao niet nie ne nem ej nu не ei ikke inte belum bukan chua khong degil"))
PAYS = frozenset(_words("""
    paid bezahlt paye payee pagado pagada pago paga pagato pagata betaald betald betalt fizetve dibayar
"""))
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
