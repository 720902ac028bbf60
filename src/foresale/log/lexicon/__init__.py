"""The words of further languages, a file each: `words.py` adds them to its own.

A new language is a new file with its `WORDS`, named in LANGUAGES.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest

from foresale.log.lexicon import (
    arabic,
    chinese_traditional,
    czech_slovak,
    danish_norwegian,
    dutch,
    french,
    german,
    greek,
    hungarian,
    indonesian,
    italian,
    japanese,
    korean,
    polish,
    portuguese,
    romanian,
    russian,
    spanish,
    swedish,
    thai,
    turkish,
    ukrainian,
    vietnamese,
)
from foresale.log.lexicon.lexicon import Lexicon

LANGUAGES: tuple[Lexicon, ...] = (
    arabic.WORDS, chinese_traditional.WORDS, czech_slovak.WORDS, danish_norwegian.WORDS, dutch.WORDS, french.WORDS,
    german.WORDS, greek.WORDS, hungarian.WORDS, indonesian.WORDS, italian.WORDS, japanese.WORDS, korean.WORDS,
    polish.WORDS, portuguese.WORDS, romanian.WORDS, russian.WORDS, spanish.WORDS, swedish.WORDS, thai.WORDS,
    turkish.WORDS, ukrainian.WORDS, vietnamese.WORDS,
)  # fmt: skip


def with_words(section: str, own: Mapping[str, str]) -> dict[str, str]:
    """A table of words, with those of the languages at the end of their rank (`|` parts ranks)."""
    more = [getattr(one, section) for one in LANGUAGES]
    return {key: _ranked(text, [table.get(key, "") for table in more]) for key, text in own.items()}


def _ranked(text: str, more: list[str]) -> str:
    parts = [other.split("|") for other in (text, *more)]
    ranks = zip_longest(*parts, fillvalue="")
    return " | ".join(" ".join(" ".join(rank).split()) for rank in ranks)


def listed(section: str) -> tuple[str, ...]:
    """All words of a section that is no table."""
    return tuple(word for one in LANGUAGES for word in getattr(one, section).split())


def of_states() -> dict[str, tuple[str, ...]]:
    """What became of an order -> words inside its state, of all languages."""
    found: dict[str, tuple[str, ...]] = {}
    for one in LANGUAGES:
        for state, text in one.states.items():
            found[state] = (*found.get(state, ()), *text.split())
    return found
