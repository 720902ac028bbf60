"""Columns that may be the user where no name says so surely: by words for people, else by values that come back."""

from __future__ import annotations

import re

from foresale.log.evidence import Evidence
from foresale.log.profile import Profile
from foresale.log.vocabulary import clean_name, fields_of, is_time

_MOST = 3  # columns that are named in a question
_FEWEST = 10  # different values; fewer are states, places, tills
_PEOPLE = {
    "account", "attendee", "buyer", "client", "company", "contact", "customer", "donor", "guest", "member", "mpid",
    "partner", "passenger", "patient", "payer", "person", "profile", "purchaser", "shopper", "source", "student",
    "subscriber", "user", "visitor",
}  # fmt: skip
_IDS = {
    "account", "code", "id", "ids", "key", "mpid", "name", "no", "nr", "number", "ref", "reference",
}  # fmt: skip
_PLACES = {
    "address", "agent", "city", "country", "county", "district", "group", "lang", "language", "medium", "postal",
    "postcode", "province", "region", "segment", "state", "street", "town", "type", "url", "zip", "zone",
}  # fmt: skip
# What is told by a name of its own, and comes back too.
_OTHERS = {"item", "variant", "title", "category", "brand", "order", "type", "status", "country", "region", "city",
           "currency", "session", "coupon", "shop", "channel", "list", "query", "event_id"}  # fmt: skip


def is_of_another(name: str) -> bool:
    """Whether a name that ends in a person tells where they are: `City of Buyer`.

    >>> is_of_another("City of Buyer"), is_of_another("Name of Buyer")
    (True, False)
    """
    head, of, _ = clean_name(name).partition("_of_")
    return bool(of) and not _PLACES.isdisjoint(head.split("_"))


def by_words(e: Evidence) -> list[str]:
    """Columns called by words for people that are known to be none of a user's id, likeliest first."""
    found = []
    for p in e.profiles.values():
        words = [re.sub("(?<=[^s])s$|(?<=i)es$", "", w) for w in re.split(r"[_\W]+", clean_name(p.name))]
        people = [w for w in words if w in _PEOPLE or w.removesuffix("ie") + "y" in _PEOPLE]
        if people and _PLACES.isdisjoint(words) and _may(e, p):
            found.append((_IDS.isdisjoint(words), p.name))
    return [name for _, name in sorted(found, key=lambda one: one[0])][:_MOST]


def by_values(e: Evidence) -> list[str]:
    """Columns of no known meaning that have many values, each in several rows."""
    back = [p for p in e.free() if p.rows >= 50 and 0.02 < p.uniqueness < 0.9 and _may(e, p)]
    return [p.name for p in back if fields_of(p.name).keys().isdisjoint(_OTHERS)][:_MOST]


def _may(e: Evidence, p: Profile) -> bool:
    """Whether the values may be ids of people: many, neither times nor money, left out for nothing else."""
    if p.name in e.dropped and e.dropped[p.name].code != "personal":
        return False
    if p.filled < 0.1 * p.rows or p.distinct < min(_FEWEST, p.rows / 2) or is_time(p.name):
        return False
    return p.share(r"-?9+[.,]9{1,2}") < 0.5 and p.time(False)[1] < 0.5 and not p.in_currency
