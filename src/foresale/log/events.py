"""The canonical event: its types with their codes, its columns with their storage.

Codes are part of the stored format and of every kernel: they never change, new ones are added.
"""

from __future__ import annotations

# Canonical types in funnel order: the code is also the rank by which events of one instant are ordered.
IMPRESSION, VIEW, SEARCH, FAVOURITE, CART, CART_REMOVE = range(1, 7)
CART_VIEW, CHECKOUT, ORDER, PURCHASE, REFUND, CANCEL = range(7, 13)
CANONICAL_TYPES = (
    "impression", "view", "search", "favourite", "cart", "cart_remove", "cart_view",
    "checkout", "order", "purchase", "refund", "cancel",
)  # fmt: skip
CODE_OF = {name: code for code, name in enumerate(CANONICAL_TYPES, start=1)}
FIRST_OWN_TYPE = 16  # the shop's own types get codes from here, in the order of their names, up to 255

# Columns of a prepared event. Coded columns index a dictionary of the log; -1 is missing. Numbers: NaN is missing.
FIXED = {
    "time": "int64",  # microseconds since 1970-01-01 UTC
    "day": "int32",  # local day number: days since 1970-01-01 in the shop's zone
    "clock": "int32",  # local second of the day, 0 to 86399; 0 where the log has dates only
    "type": "uint8",
}
CODED = (
    "item", "category", "brand", "variant", "title", "order", "query", "list", "channel", "device",
    "country", "region", "city", "shop", "coupon", "currency",
)  # int32  # fmt: skip
NUMBERS = ("price", "list_price", "quantity", "amount", "discount", "position")  # float64
# `amount` is the money of the line (quantity x unit price where the log has no own column). Refunds carry amount and
# quantity as positive magnitudes: the type says the direction.
SESSION = "session"  # int32, ascending within a user (from the log, or cut at idle time); -1: no sessions in this log
IS_PRODUCT = "is_product"  # uint8: 0 marks postage, fees and the like, which take no part in item statistics
IS_DEVICE = "is_device"  # uint8, where the log tells: 1 marks an event of which only the device or cookie is known

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
MINUTE_US = 60_000_000
NEVER = -(2**63)
