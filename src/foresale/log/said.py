"""Which of the owner's words are meant for which source, where a log has several."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePath

import msgspec

from foresale.errors import NoSuchSource
from foresale.log.reading import ReadOptions


@dataclass(frozen=True)
class Words:
    """What a source's owner can name in it: files, columns, and the values of columns that have few."""

    files: Collection[str]
    columns: Collection[str]
    values: Collection[str]


def words_for(options: ReadOptions, sources: Sequence[Words]) -> list[ReadOptions]:
    """The options for each source: of columns and event names those that it has.

    What no source has stays with the first, where it is refused by its name. What was said of some files alone counts
    for the sources of these files, before what was said of all.

    Raises
    ------
    NoSuchSource  where a pattern fits none of the files
    """
    common = _common(options, sources)
    for block in options.source:
        meant = [n for n, s in enumerate(sources) if any(_fits(f, p) for f in s.files for p in block.files)]
        if not meant:
            raise NoSuchSource(files=", ".join(block.files), known=", ".join(f for s in sources for f in s.files))
        for n in meant:
            one = common[n]
            common[n] = msgspec.structs.replace(
                one, map=one.map | block.map, types=one.types | block.types, ignore=(*one.ignore, *block.ignore)
            )
    return common


def _fits(file: str, pattern: str) -> bool:
    """Whether a file, as the owner named it, is meant by a pattern; its folders may be left out."""
    return fnmatch(file, pattern) or fnmatch(PurePath(file).name, pattern)


def _common(options: ReadOptions, sources: Sequence[Words]) -> list[ReadOptions]:
    if len(sources) == 1:
        return [options]
    columns = [_folded(s.columns) for s in sources]
    values = [_folded(s.values) for s in sources]
    return [
        msgspec.structs.replace(
            options,
            map={f: c for f, c in options.map.items() if _meant(n, columns, [c], c.split("+"))},
            ignore=tuple(c for c in options.ignore if _meant(n, columns, [c])),
            types={v: t for v, t in options.types.items() if v == "*" or _meant(n, values, [v])},
        )
        for n in range(len(sources))
    ]


def _meant(n: int, sources: Sequence[set[str]], *spellings: Sequence[str]) -> bool:
    """Whether words are meant for the n-th source, being all there in one of their spellings."""
    there = [any(_folded(words) <= known for words in spellings) for known in sources]
    return there[n] or (n == 0 and not any(there))


def _folded(words: Collection[str]) -> set[str]:
    return {word.strip().casefold() for word in words}
