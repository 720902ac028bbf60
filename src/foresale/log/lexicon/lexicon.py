"""What a language's file says: words by section, as `words.py` has them for English and Chinese."""

from __future__ import annotations

from typing import NamedTuple


class Lexicon(NamedTuple):
    """The words of one language.

    fields      : field -> names, best first; `|` parts ranks, which are those of `words.FIELDS`
    types       : canonical event type -> values that mean it
    states      : what became of an order -> words inside its state, as `words.STATUS` has them
    other_times : times that are not when it happened, besides those of `cancelled`
    refund_times, refund_money : when money or goods came back, and how much
    cancelled   : columns filled where an order was cancelled, with when or why
    later       : states as of the day of the export, besides those times
    personal    : what columns about people are called
    bare        : names of people as often as of things
    """

    fields: dict[str, str]
    types: dict[str, str]
    states: dict[str, str]
    other_times: str = ""
    refund_times: str = ""
    refund_money: str = ""
    cancelled: str = ""
    later: str = ""
    personal: str = ""
    bare: str = ""
