"""Which columns are about people: their names, addresses and telephone numbers, by what they are called and by values.

Such a column is never a feature, an item or an example on a screen. Of a user it may be the id; it is hashed then.
Goods have names too: what goes with the item rather than with the user stays, and so do authors, brands and cities.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from foresale.log.cells import AS_PLAIN, name_sql
from foresale.log.evidence import Evidence
from foresale.log.person_words import (
    ALONE,
    BARE,
    BESIDE,
    CHINESE,
    CJK_PLACES,
    COMPOUND,
    FAMILY,
    GIVEN,
    JAPANESE,
    KOREAN,
    NOT_WITH,
    OF_PEOPLE,
    PUBLIC,
    STREET_ENDS,
    STREETS,
    THAI_TITLES,
    TITLES,
    VIETNAMESE,
    WHAT,
    WHOSE,
)
from foresale.log.profile import Profile
from foresale.log.vocabulary import clean_name, fields_of, is_named, squeeze, without_accents
from foresale.log.words import PERSONAL

_PLACES = ("city", "country", "region")  # of an address, and kept: many live there
_WEAK = frozenset({
    "name", "names", "name1", "name2", "namen", "description", "desc", "bezeichnung", "company", "note", "notes",
    "comment", "comments", "instructions", "cell", "nummer1", "movil", "nombre", "nombres", "nome", "naam", "namn",
    "mail",
})  # fmt: skip
_FEWEST, _FEWEST_NAMES = 8, 4  # different values, below which they tell nothing
_MOST = 500  # of the most frequent ones are looked at
_FEWEST_USERS = 20
_EACH_HIS_OWN = 0.5  # different values a user, from which on a column says who somebody is
_ONE_VALUE = 1.1  # values a user has on average, up to which it is the user's
_ONE_ITEM = 1.05
_RETURNING = 1.5  # rows a user
_SAME_END, _SAME_END_OF_FEW, _FEW = 0.15, 0.25, 40  # of names of people, how many end alike at most
_LONGEST = 47  # characters that a shape is cut after
_PHONE = r"(?=(?:[^9]*9){7,15}[^9]*$)(?:\+|9|\()[9() ./-]*[+() /-][9() ./-]*"
_DATE = r"9{1,4}([-/.])9{1,2}\1 ?9{1,4}\.?( .*)?"
_OF_HAN = r"[\u3400-\u9fff]{2,4}"
_KANA_OR_HAN = r"[\u3400-\u9fff\u3040-\u30ff々]{1,4}[ \u3000]?[\u3400-\u9fff\u3040-\u30ff々]{1,4}"


@cache
def is_personal(name: str) -> bool:
    """Whether a column is called as one about people.

    >>> [is_personal(n) for n in ("Ship Name", "Customer Description", "收货人", "receiver_phone", "AddressLine1")]
    [True, True, True, True, True]
    >>> [is_personal(n) for n in ("Name", "Product Name", "Customer Segment", "Shipping Company", "City", "store_name")]
    [False, False, False, False, False, False]
    """
    if is_named(name, PERSONAL):
        return True
    if any(f in _PLACES for f in fields_of(name)):
        return False
    whole, clean = squeeze(name), clean_name(name)
    if is_named(name, ALONE) or whole in _joined():
        return True
    if not clean.isascii() and re.search(OF_PEOPLE, clean):
        return True
    return _is_told(clean.split("_"))


@cache
def _joined() -> frozenset[str]:
    """`shipname`, `billingaddress`, `kundenname`."""
    return frozenset(whose + what for whose in WHOSE for what in WHAT if _may_go(whose, what))


def _may_go(whose: str, what: str) -> bool:
    return whose not in NOT_WITH.get(what, ())


def _is_told(parts: list[str]) -> bool:
    what = [part for part in parts if part in WHAT]
    whose = [part for part in parts if part in WHOSE]
    if not what or not all(part in WHAT or part in WHOSE or part in BESIDE for part in parts):
        return False
    if not whose:
        return any(part not in _WEAK for part in what)
    return any(_may_go(a, b) for a in whose for b in what)


def is_bare(name: str) -> bool:
    """Whether a column is merely called a name or a description: of a person or of a thing."""
    return is_named(name, BARE)


def look_like_people(p: Profile) -> bool:
    """Whether the values of a column are names of people.

    Decided from the most frequent different ones: a name has no digits, so its shape is the name itself.
    """
    names = [name for s, _ in p.shapes[:_MOST] if len(s) <= _LONGEST and (name := s.strip())]
    if len(names) < _FEWEST_NAMES or sum("9" not in name for name in names) < 0.9 * len(names):
        return False
    if len(names) < _FEWEST:
        return _in_letters(names, known_at_least=0.8)
    if sum("*" in name for name in names) > 0.5 * len(names):  # 王*, J*** S***
        return sum(re.fullmatch(r"[\w.' ]{1,3}\*+[\w.' *]*", name) is not None for name in names) > 0.8 * len(names)
    return _in_letters(names) or _in_signs(names)


def _in_letters(names: list[str], known_at_least: float = 0.4) -> bool:
    """`Anna Meyer`, `Smith, John`, `Nguyễn Văn An`: words of letters, of which many are first names, the last ones
    seldom the same (`Anna Dress` is none of a person)."""
    split = [re.split(r"[\s,.\-]+", without_accents(n.casefold()).strip(" ,.")) for n in names]
    formed = [words for words in split if 2 <= len(words) <= 5 and all(map(_is_word, words))]
    if len(formed) < 0.75 * len(names):
        return False
    known = sum(
        any(w in GIVEN for w in words) or words[0] in TITLES or words[-1] in FAMILY
        or (words[0] in VIETNAMESE and len(words) >= 2)
        for words in formed
    )  # fmt: skip
    thai = sum(n.startswith(THAI_TITLES) for n in names)
    last = Counter(words[-1] for words in formed)
    several = max(last.values()) <= max((_SAME_END_OF_FEW if len(formed) < _FEW else _SAME_END) * len(formed), 2)
    return several and (known >= known_at_least * len(formed) or thai > 0.5 * len(names))


def _is_word(text: str) -> bool:
    return re.fullmatch(r"[^\W\d_]+", text) is not None and not re.search(r"[\u3040-\u9fff\uac00-\ud7af]", text)


def _in_signs(names: list[str]) -> bool:
    """`王小明`, `佐藤 健`, `김민준`: of two to four signs, the first those of a family."""
    chinese = sum(re.fullmatch(_OF_HAN, n) is not None and (n[0] in CHINESE or n.startswith(COMPOUND)) for n in names)
    korean = sum(re.fullmatch(r"[\uac00-\ud7af]{3}", n) is not None and n[0] in KOREAN for n in names)
    japanese = sum(re.fullmatch(_KANA_OR_HAN, n) is not None and n.startswith(JAPANESE) for n in names)
    firsts = max(Counter(n[0] for n in names).values())
    several = firsts <= 0.5 * len(names)  # goods of one kind begin alike
    return several and (chinese > 0.8 * len(names) or korean > 0.8 * len(names) or japanese > 0.5 * len(names))


def look_like_phones(p: Profile) -> bool:
    """`+49 170 1234567`, `(555) 010-9999`: with marks; bare digits are numbers as others are."""
    plain = ((s.translate(AS_PLAIN), n) for s, n in p.shapes)
    found = sum(n for s, n in plain if re.fullmatch(_PHONE, s) and not re.fullmatch(_DATE, s))
    return found > 0.5 * p.filled > 0


def look_like_addresses(p: Profile) -> bool:
    """`Hauptstr. 12`, `221b Baker Street`, `北京市朝阳区建国路88号`: streets with numbers."""
    if p.distinct < _FEWEST:
        return False
    some = p.shapes[:_MOST]
    return sum(n for s, n in some if _is_address(s)) > 0.5 * sum(n for _, n in some)


def _is_address(cell: str) -> bool:
    if "9" not in cell:
        return False
    if re.search(r"[\u3040-\u9fff\uac00-\ud7af]", cell):
        return len(re.findall(CJK_PLACES, cell)) >= 2 and len(cell) >= 6
    words = re.findall(r"[^\W\d_]+", without_accents(cell.casefold()))
    return len(words) <= 10 and any(w in STREETS or (len(w) > 6 and w.endswith(STREET_ENDS)) for w in words)


def tells_of_people(e: Evidence, p: Profile) -> str | None:
    """Why a column without a meaning yet is about people, as an English sentence; None where it is not.

    What events are understood by (user, session, time) has been decided before; items may have been.
    """
    if is_personal(p.name):
        return "contact data or words about people"
    if re.search(PUBLIC, clean_name(p.name)) or _known_thing(p.name):
        return None
    if look_like_people(p) and not _of_items(e, p):
        return "names of people, by its values"
    if look_like_phones(p) and not _is_time(p) and not _of_items(e, p):
        return "telephone numbers, by its values"
    if look_like_addresses(p) and not _of_items(e, p):
        return "addresses, by its values"
    return None


def is_each_users_own(e: Evidence, p: Profile) -> bool:
    """Whether nearly every user has a value of its own in a column, and keeps it: it says who somebody is, whatever it
    is called. Only where users come back, else a value a row says nothing about them."""
    if "user" not in e.fields or p.name in e.fields["user"].columns:
        return False
    user = e.profiles[e.fields["user"].columns[0]]
    if p.distinct < max(_FEWEST_USERS, 0.1 * user.distinct * p.share_filled):
        return False  # a look at all rows is dear
    users, pairs = _held(e, user.name, p.name)
    own = users >= _FEWEST_USERS and p.distinct >= _EACH_HIS_OWN * users and pairs <= _ONE_VALUE * users
    return own and p.filled >= _RETURNING * users


def may_be_of_users(e: Evidence, p: Profile) -> bool:
    """Whether a column's values may be the names of users: nearly one for each, and nearly as many as there are."""
    if "user" not in e.fields:
        return False
    users, pairs = _held(e, e.fields["user"].columns[0], p.name)
    return p.distinct > _EACH_HIS_OWN * users and pairs <= _ONE_VALUE * users


def _of_items(e: Evidence, p: Profile) -> bool:
    """Whether an item has one value in a column, so that it says what the item is."""
    items = [e.profiles[e.fields["item"].columns[0]]] if "item" in e.fields else [q for _, q in e.named("item")]
    for item in items:
        if item.name != p.name and item.filled and item.distinct < 0.5 * item.filled:
            held, pairs = _held(e, item.name, p.name)
            return held >= _FEWEST and pairs <= _ONE_ITEM * held
    return False


def _held(e: Evidence, owner: str, column: str) -> tuple[int, int]:
    """Different values of `owner` in the rows that have a value of `column` too, and different pairs of both."""
    a, b = name_sql(owner), name_sql(column)
    owners, pairs = e.one(f"count(DISTINCT {a}), count(DISTINCT ({a}, {b}))", f"{a} IS NOT NULL AND {b} IS NOT NULL")
    return int(owners), int(pairs)


def _known_thing(name: str) -> bool:
    """Whether it is wholly called as something else than a name: a city, a brand, a title."""
    hits = fields_of(name).items()
    return not is_bare(name) and any(whole and field != "user" for field, (*_, whole) in hits)


def _is_time(p: Profile) -> bool:
    return p.time(named=False)[1] > 0.5
