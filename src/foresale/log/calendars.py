"""Years that are not counted from the birth of Christ: those of Thailand (2567 is 2024) and of Taiwan (113 is 2024).

A text of such a year is written with ours before it is read, so that the forms of times (`times.py`) stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

BUDDHIST, ROC = "buddhist", "roc"
AHEAD = {BUDDHIST: 543, ROC: -1911}  # of our year
PLAUSIBLE = {BUDDHIST: (2500, 2650), ROC: (69, 150)}
_ROC_ERA = "^(?:中華)?(?:民[國国])? ?"
_ROC_COMPACT = "9999999"
# Columns called in the traditional signs that neither the mainland nor Japan writes: of Taiwan, or of Hong Kong.
_TRADITIONAL = re.compile("[單會國號發產價數戶實總檔稅]|民[國国]")


def roc_shape(shape: str) -> str:
    """The shape of a text with a year of Taiwan, as that of our year; unchanged where it has none.

    >>> roc_shape("999/99/99"), roc_shape("民國 999 年 9 月 9 日"), roc_shape("9999-99-99")
    ('9999/99/99', '9999年9月9日', '9999-99-99')
    """
    if shape == _ROC_COMPACT:
        return "9" + shape
    year = _ROC_ERA + r"9{2,3} ?(?=[-/.年] ?9)"
    return re.sub(" ?([年月]) ?| ?(日)", r"\1\2", re.sub(year, "9999", shape)) if re.search(year, shape) else shape


def has_roc_year(shape: str) -> bool:
    """Whether a text is written as a day of a year of Taiwan, with marks between its parts."""
    return re.match(_ROC_ERA + r"9{2,3} ?[-/.年] ?99? ?[-/.月] ?9", shape) is not None


def says_roc(shapes: Iterable[tuple[str, int]], columns: Iterable[str]) -> bool:
    """Whether values or the names of columns say that years are those of Taiwan."""
    return any("民" in shape for shape, _ in shapes) or any(_TRADITIONAL.search(column) for column in columns)


def year_sql(text: str, calendar: str) -> str:
    """SQL: the year that a text has, as it stands there; NULL where it has none."""
    if calendar == BUDDHIST:
        return f"TRY_CAST(regexp_extract({text}, '2[456][0-9][0-9]') AS INTEGER)"
    era = f"regexp_extract({text}, '{_ROC_ERA}([0-9]{{2,3}})', 1)"
    compact = f"regexp_full_match({text}, '[0-9]{{7}}')"
    return f"TRY_CAST(CASE WHEN {compact} THEN left({text}, 3) ELSE {era} END AS INTEGER)"


def ours_sql(text: str, calendar: str) -> str:
    """SQL: the text with our year in place of its own."""
    year = f"({year_sql('t', calendar)} - {AHEAD[calendar]})::VARCHAR"
    if calendar == BUDDHIST:
        ours = f"regexp_replace(t, '2[456][0-9][0-9]', {year})"
    else:
        rest = (
            f"regexp_replace(regexp_replace(t, '{_ROC_ERA}[0-9]{{2,3}} ?', ''), ' ?([年月]) ?| ?(日)', '\\1\\2', 'g')"
        )
        ours = f"{year} || CASE WHEN regexp_full_match(t, '[0-9]{{7}}') THEN substr(t, 4) ELSE {rest} END"
    return f"list_transform([{text}], lambda t: coalesce({ours}, t))[1]"  # in a lambda: the text is made once
