"""Texts that people typed, as features see them: what counts as the same query, and how many words it has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# Scripts that are written without spaces: Han, kana, Hangul. A segmenter would cut finer, but its dictionary differs
# from machine to machine, and a score must not; a word of these scripts is about two characters long.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W{_UNSPACED}]+")
_UNSPACED_WORD = re.compile(f"[{_UNSPACED}]")
CHARACTERS_PER_WORD = 2


def same_text(text: str) -> str:
    """The text without regard to width, case and spaces: `Red  Shoes` and `ｒｅｄ shoes` are one query."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def count_words(text: str) -> int:
    """Words between spaces and signs; Chinese, Japanese and Korean runs count a word for every two characters begun."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text))
    return sum(-(-len(w) // CHARACTERS_PER_WORD) if _UNSPACED_WORD.match(w) else 1 for w in words)


def same_codes(texts: Sequence[str]) -> npt.NDArray[np.int32]:
    """Code -> code of the first text that is the same; one more entry, -1, at the end, for missing."""
    first: dict[str, int] = {}
    return np.array([*(first.setdefault(same_text(text), k) for k, text in enumerate(texts)), -1], np.int32)


def word_counts(texts: Sequence[str]) -> npt.NDArray[np.int32]:
    """Code -> number of words; one more entry, -1, at the end, for missing."""
    return np.array([*map(count_words, texts), -1], np.int32)
