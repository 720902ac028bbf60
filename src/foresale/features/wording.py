"""What features say, in the reader's language.

A family writes finished English sentences (`number of view events in the 7 days before`); bundles and `metrics.json`
keep them so. Another language is found by their pattern: `locales/zh/features*.json`, and what plugins bring, hold
templates (`number of {type} events in {window}`), and what fills them is translated in turn.
"""

from __future__ import annotations

import re
from functools import cache

from foresale.language import current, in_files, of_plugins


def said(text: str) -> str:
    """`text` in the current language; English where no pattern fits."""
    return _translated(text, current()) if text and current() != "en" else text


@cache
def _translated(text: str, language: str) -> str:
    for pattern, template in _patterns(language):
        match = pattern.fullmatch(text)
        if match:
            return template.format(**{name: _translated(part, language) for name, part in match.groupdict().items()})
    return text


@cache
def _patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Those with most words of their own first: the most special one that fits, wins."""
    chinese = templates(language)
    by_words = sorted(chinese, key=lambda t: (-len(re.sub(r"\{\w+\}", "", t)), t))
    return [(re.compile(_HOLE.sub(r"(?P<\1>.+?)", re.escape(t))), chinese[t]) for t in by_words]


def templates(language: str) -> dict[str, str]:
    """English pattern -> translation; no two of them alike but for the names of their holes (a test holds it)."""
    return of_plugins(language) | in_files(language, "features")


_HOLE = re.compile(r"\\\{(\w+)\\\}")
