"""What a name or a value of a log may mean, by the words of `words.py`.

A name only proposes; the values decide (`columns.py`). Names are compared cleaned: `clean_name`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from foresale.log.words import (
    FIELDS,
    FIXED_NAMES,
    FLAGS,
    NO,
    NOT,
    NOT_BEFORE,
    OTHER_EVENTS,
    PAYS,
    REFUND_TIMES,
    STATES,
    STATUS,
    TYPES,
    YES,
)

_PREFIXES = (
    "properties_", "event_params_", "ecommerce_", "xdm_", "lineitem_", "traits_", "payload_", "items_",
    "contexts_com_snowplowanalytics_snowplow_ecommerce_product_1_",
)  # fmt: skip
_ACCENTS = {chr(c) for c in range(0x300, 0x370)}
_LETTERS = str.maketrans({"ł": "l", "ı": "i", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})
# A field of a record, and by what it points to another: no unit. `Entry[totalPrice]`, `Order[user(uid)]`
_IN_BRACKETS = re.compile(r"^(?:Abstract)?((?:Order|Entry|Product|Customer|User)+)\[(\w+)(?:\(\w+\))?\]$", re.I)
_NO_WORD = "[^\\w\u0e00-\u0e7f\u0900-\u0dff\u064b-\u065f]+|_+"  # vowels of Thai and of India are no \\w
_WITHOUT_BLANKS = re.compile("[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]")  # Thai, Japanese, Chinese, Korean


def clean_name(name: str) -> str:
    """A column's name for comparing: NFKC, no byte order mark, no unit, no known prefix, words joined by `_`.

    >>> clean_name("\\ufeffCustomer ID "), clean_name("userId"), clean_name("商品数量(件)")
    ('customer_id', 'user_id', '商品数量')
    """
    text = unicodedata.normalize("NFKC", name).strip("\ufeff\"'` \t\r\n")
    text = _IN_BRACKETS.sub(r"\1_\2", text)
    text = re.sub(r"[\(\[][^)\]]*[\)\]]\s*$", "", text) or text
    text = text.removeprefix("data.")  # of nested data; `data_pedido` is a date
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text)
    text = without_accents(re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", text).casefold())
    text = re.sub(_NO_WORD, "_", text).strip("_")
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix) or text
    return text


def without_accents(text: str) -> str:
    """`quantite` for `quantité`, `don_hang` for `đơn hàng`: exports come with and without them."""
    if text.isascii():
        return text
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if c not in _ACCENTS)
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def squeeze(name: str) -> str:
    """A cleaned name without its separators, so that `user_id`, `userid` and `UserID` are one."""
    return clean_name(name).replace("_", "")


@cache
def _by_name() -> dict[str, dict[str, tuple[int, int]]]:
    """Squeezed name -> {field: (rank, place)}."""
    table: dict[str, dict[str, tuple[int, int]]] = {}
    for field, text in FIELDS.items():
        place = 0
        for rank, part in enumerate(text.split("|")):
            for name in part.split():
                table.setdefault(squeeze(name), {}).setdefault(field, (rank, place))
                place += 1
    return table


# Before the end of a name: money that is not the goods' (`tax_amount`, `shipping_price`, 退款金额).
_SIDE_MONEY = re.compile(
    "(^|_)(iva|tva|mw_?st|moms|mva|btw|dph|afa|pdv|fpa)(_|$)|steuer|versand|liefer|gebuhr|rabat|gutschein"
    "|livraison|frais|remise|impuesto|envio|descuento|frete|desconto|imposto|estorn|reembols|devol|devuel"
    "|spedizion|sconto|rimbors|verzend|bezorg|korting|terugbet|frakt|fragt|aterbet|refunder|tilbage|tilbake"
    "|doprav|doruc|slev|zlav|vracen|szallit|kedvezmeny|visszaterit|livrare|reducere|ramburs|знижк|пдв|поверн"
    "|μεταφορ|αποστολ|εκπτωσ|φπα|επιστροφ"
    "|tax|vat|ship|freight|deliver|refund|return|discount|coupon|fee|cost|tip|point|balance"
    "|运费|邮费|退|优惠|折扣|税|积分|余额|運費|郵資|優惠|稅|點數|送料|割引|値引|手数料|返金|ポイント|배송|할인|쿠폰|환불|포인트|적립|부가세"
    "|ส่วนลด|ค่าส่ง|ค่าจัดส่ง|ภาษี|доставк|скидк|налог|возврат|бонус|dostaw|wysylk|podatek|zwrot|znizk"
    "|kargo|indirim|vergi|kdv|iade|ongkir|ongkos|diskon|pajak|phi_|giam_gia|thue|hoan_tien|الشحن|الخصم|خصم|ضريب|استرداد"
)
_MONEY = ("price", "list_price", "quantity", "amount")
LONGEST_NAME = 500


# After the name of a sum of money: without taxes or with, and in what it is counted.
_TAX = "(tax|taxes|taxe|vat|mw_?st|ust|iva|tva|btw|moms|mva|dph|pdv)"
_OF_MONEY = re.compile(
    f"((?P<net>_(netto|net|neto|ht)|_(excl|exkl|ekskl|ex|excluding|ohne|sin|sem|hors|zonder|uden|utan|uten|bez|fara)_{_TAX})"
    "|_(brutto|brut|bruto|gross|lordo|ttc|ivato)"
    f"|_(incl|inkl|incluido|including|mit|con|com|avec|met|med|s|cu)_{_TAX}|_{_TAX}_(incluido|incluida|inclusa|incl)"
    "|_in|_(eur|euro|usd|gbp|chf|cny|rmb|jpy|pln|sek|nok|dkk|czk|brl|mxn|cad|aud|huf|ft|ron|lei|uah|rub|try|tl|idr|rp|inr"
    "|kr|kc|zl|ars|clp|cop|pen|thb|vnd))+$"
)


def _by_end(name: str, found: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int, bool]]:
    side = _SIDE_MONEY.search(clean_name(name)) is not None
    return {f: (rank, place, False) for f, (rank, place) in found.items() if not (side and f in _MONEY)}


def singular(name: str) -> str:
    """What one of several is called.

    >>> singular("item_ids"), singular("quantities"), singular("sku")
    ('item_id', 'quantity', 'sku')
    """
    return re.sub(r"(?<=[a-z])s$", "", re.sub(r"(?<=[a-z][tr])ies$", "y", name), flags=re.I)


@cache
def fields_of(name: str) -> dict[str, tuple[int, int, bool]]:
    """What a column of this name may be: field -> (rank, place in its list, whole name known or only its end).

    >>> fields_of("Customer ID")["user"], sorted(fields_of("crm_customer_id"))
    ((0, 1, True), ['user'])
    """
    if len(name) > LONGEST_NAME:  # what a broken file has for a header
        return {}
    known = _by_name()
    if found := known.get(squeeze(name)):
        return {field: (rank, place, True) for field, (rank, place) in found.items()}
    if match := _IN_BRACKETS.match(name):
        record, one = match.groups()
        of_order = record.casefold().endswith("order")  # its sums are not those of a line
        if found := known.get(squeeze(record if one.casefold() in ("code", "id", "pk") else one)):
            return {f: (*hit, not (of_order and f in _MONEY)) for f, hit in found.items()}
    leaf = name.rsplit(".", 1)[-1]  # a field of nested data: `events.aid`
    if leaf != name and (found := known.get(squeeze(leaf))):
        return {field: (rank, place, True) for field, (rank, place) in found.items()}
    if leaf != name:  # of a list of nested data: `products.id`
        of = name.split(".")[-2]
        if (one := singular(of)) != of and (found := known.get(squeeze(f"{one}.{leaf}"))):
            return {field: (rank, place, False) for field, (rank, place) in found.items()}
    clean = clean_name(name)
    if clean.startswith("parent_"):  # of a bundle or a tree, not of the line itself
        return {}
    if (match := re.fullmatch(r"(.+)_(ns|us|ms|s|sec|nanos|micros|millis|epoch|unix)", clean)) and (
        hit := fields_of(match[1]).get("time")
    ):
        return {"time": (*hit[:2], False)}
    if match := _OF_MONEY.search(clean):
        of_stem = fields_of(clean[: match.start()])
        less = match["net"] or "_in_" in match[0]  # beside another: without taxes, converted
        return {f: (*of_stem[f][:2], of_stem[f][2] and not less) for f in of_stem if f in _MONEY}
    ends = ["".join(clean.split("_")[k:]) for k in range(1, clean.count("_") + 1)]
    if _WITHOUT_BLANKS.search(clean):
        ends += [clean[k:] for k in range(1, len(clean) - 1)]
    for end in ends:
        if (len(end) > 4 or not end.isascii()) and (found := known.get(end)):  # `my_date`, not `state_id`
            return _by_end(name, found)
    return {}


def is_time(name: str) -> bool:
    """Whether a column is called as the time of an event is, be it of a return."""
    return "time" in fields_of(name) or is_named(name, REFUND_TIMES)


def is_named(name: str, words: tuple[str, ...]) -> bool:
    """Whether a column's name is one of `words`, cleaned, or its last part is; what lies in a state is one."""
    known, whole = _squeezed(words), squeeze(name)
    if whole in known or "." not in name or whole in _by_name():
        return whole in known
    return any(squeeze(part) in known for part in name.split(".")[0 if words is STATES else -1 :])


@cache
def _squeezed(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(squeeze(w) for w in words)


@cache
def _types() -> dict[str, str]:
    return {squeeze(word): name for name, text in TYPES.items() for word in text.split()}


def type_of(value: str) -> str | None:
    """Canonical event type that a value of the type column names, or None.

    >>> type_of("Product Added"), type_of("加入购物车"), type_of("share"), type_of("1")
    ('cart', 'cart', None, None)
    """
    return _types().get(squeeze(value.rsplit("/", 1)[-1]))


def is_event(value: str) -> bool:
    """Whether a value is known to name an event or a document, be it of no canonical type.

    >>> is_event("Opened Email"), is_event("Placed Order"), is_event("Oak Chair")
    (True, True, False)
    """
    return type_of(value) is not None or squeeze(value) in _squeezed(OTHER_EVENTS)


def fixed_attribute(name: str) -> str | None:
    """Which of the attributes that never change a column's name says, or None."""
    for attribute, words in FIXED_NAMES.items():
        if is_named(name, words):
            return attribute
    return next((f for f in ("brand", "category", "country") if f in fields_of(name)), None)


def flag_states(column: str, values: Iterable[str]) -> dict[str, str]:
    """State of an order by the values of a column of yes and no; {} where it is none.

    >>> flag_states("is_paid", ["0", "1"]), flag_states("Storno", ["J", "N"])
    ({'0': 'unpaid', '1': 'paid'}, {'J': 'cancelled', 'N': 'paid'})
    """
    folded = {v: without_accents(v.casefold()) for v in values}
    if not folded or not set(folded.values()) <= YES | NO:
        return {}
    for (yes, no), names in FLAGS.items():
        if is_named(column, names):
            return {v: yes if f in YES else no for v, f in folded.items()}
    return {}


def are_states(values: Iterable[str]) -> bool:
    """Whether all of some values, more than one, are states of orders, and one of them of an order that was paid.

    >>> are_states(["complete", "closed"]), are_states(["NY", "complete"])
    (True, False)
    """
    found = [status_of(v) for v in values]
    return len(found) > 1 and None not in found and "paid" in found


def status_of(value: str) -> str | None:
    """What an order's state says of it: unpaid, cancelled, refunded, test, paid; None where no word is known.

    >>> status_of("买家已付款，等待卖家发货"), status_of("交易关闭"), status_of("partially_refunded")
    ('paid', 'cancelled', 'paid')
    >>> status_of("not paid"), status_of("not shipped"), status_of("Не оплачен")
    ('unpaid', None, 'unpaid')
    """
    text = _phrase(value)
    found = [(s, w) for s, w in _states() if (f"_{w}_" if w.isascii() else w) in text]
    found = [(s, w) for s, w in found if not any(w in other and w != other and s != t for t, other in found)]
    if not found:
        return None
    state, word = found[0]
    if any(_is_denied(w, text) for _, w in found):
        return "unpaid" if state == "paid" and word in PAYS else None
    return state


@cache
def _states() -> tuple[tuple[str, str], ...]:
    return tuple((state, _phrase(word).strip("_")) for state, known in STATUS.items() for word in known)


def _phrase(text: str) -> str:
    """`_shipped_to_buyer_` for `Shipped - ToBuyer`."""
    text = re.sub(r"([a-z])([A-Z])", r"\1_\2", unicodedata.normalize("NFKC", text))
    words = re.sub(_NO_WORD, "_", without_accents(text.casefold()))
    return f"_{words.strip('_')}_"


def _is_denied(word: str, text: str) -> bool:
    """Whether a state's word is denied: `not paid`; a word that denies by itself is none of these (`nao_pago`)."""
    if not NOT.isdisjoint(word.split("_")):
        return False
    before = text[: text.index(word)]
    return not NOT.isdisjoint(before.split("_")) or (not word.isascii() and before.endswith(NOT_BEFORE))
