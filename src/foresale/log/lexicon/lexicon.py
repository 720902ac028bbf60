"""What a language's file says: words by section, as `words.py` has them for English, Chinese and its neighbours."""

from __future__ import annotations

from typing import NamedTuple


class Lexicon(NamedTuple):
    """The words of one language.

    fields      : field -> names, best first; `|` parts ranks, which are those of `words.FIELDS`
    types       : canonical event type -> values that mean it
    other_times : times that are not when it happened
    later       : states as of the day of the export, besides those times
    personal    : what columns about people are called
    bare        : names of people as often as of things
    """

    fields: dict[str, str]
    types: dict[str, str]
    other_times: str = ""
    later: str = ""
    personal: str = ""
    bare: str = ""
