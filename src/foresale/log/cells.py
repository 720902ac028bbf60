"""What stands in a cell, as SQL: blanks, words for "nothing" and spreadsheet armour off, numbers out of their dress."""

from __future__ import annotations

import re
from collections.abc import Iterable

from foresale.log.words import MISSING

BLANKS = " \t\r\n\ufeff\u00a0\u3000"
_EDGE = "[\\s\\x{feff}\\x{a0}\\x{3000}]"  # BLANKS as a regular expression
_LONGEST_MISSING = max(len(word.encode()) for word in MISSING) + 1
CURRENCY = (  # signs and codes of money; of two that begin alike the longer first
    "(?:US|HK|NZ|NT|MX|AR|CL|CO|[RACS])?\\$|U\\$S|[¥￥€£₽₹₩₺฿₫₴₦₱₪₡₲₵₸]|[元円원đ]|zł|K[čc]|S/\\.?|^R[ \u00a0]|EUROS?"
    "|[Ee]uros?|RMB|CNY|USD|EUR|GBP|CHF|JPY|KRW|INR|BRL|PLN|CZK|SEK|NOK|DKK|AUD|CAD|IDR|TRY|THB|VN[DĐ]|vn[dđ]|MYR|SGD"
    "|TWD|HKD|NZD|MXN|ARS|CLP|COP|PEN|ZAR|AED|SAR|HUF|RON|RUB|UAH|BGN|HRK|NGN|PHP|Php|ILS|EGP|KWD|KZT|NT|R[Pp]\\.?|R[Ss]\\.?"
    "|RM|T[Ll]|F[Tt]|[Ll]ei|LEI|[Kk]r\\.?|S?Fr\\.|kn|руб\\.?|р\\.|грн\\.?|лв\\.?|ر\\.س\\.?|د\\.إ\\.?|บาท"
)
# Behind sums of whole units (`12,-` and `500/-`), and blanks.
_DRESS = CURRENCY + "|[.,/][-–—]+|[\\s\u00a0\u2009\u202f]"
_WIDE, _PLAIN = "０１２３４５６７８９．，－＋（）：／　", "0123456789.,-+():/ "
INNER_KEY, OUTER_KEY = "foresale_inner_key", "foresale_outer_key"  # variables of a connection
FEWEST_DIGITS = 6  # of a telephone number
AS_PLAIN = str.maketrans(_WIDE, _PLAIN)
WIDE = frozenset(_WIDE)


def name_sql(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text_sql(text: str) -> str:
    """An SQL string."""
    return "'" + text.replace("'", "''") + "'"


def cell_sql(column: str) -> str:
    """The text of a cell without blanks around it; NULL where a word says that nothing is there."""
    text = f"{name_sql(column)}::VARCHAR"
    # Trimming is three times as dear as seeing that there is nothing to trim.
    trimmed = f"trim({text}, {text_sql(BLANKS)})"
    return f"CASE WHEN regexp_matches({text}, '^{_EDGE}|{_EDGE}$') THEN {_said(trimmed)} ELSE {_said(text)} END"


def _said(text: str) -> str:
    missing = ", ".join(map(text_sql, MISSING))
    return f"CASE WHEN strlen({text}) < {_LONGEST_MISSING} AND {text} IN ({missing}) THEN NULL ELSE {text} END"


def bare_sql(cell: str) -> str:
    """The cell without what keeps a spreadsheet from reading it as a number: `="003456"` and `'003456`."""
    # By its order first, which is told at once: the tests take as long as reading the cell.
    may_be = f"{cell} < '(' OR ({cell} >= '=' AND {cell} < '>')"
    return (
        f"CASE WHEN {may_be} THEN CASE WHEN starts_with({cell}, '=\"') THEN rtrim(substr({cell}, 3), '\"')"
        f" WHEN starts_with({cell}, '''') THEN trim(substr({cell}, 2), {text_sql(BLANKS)}) ELSE {cell} END"
        f" ELSE {cell} END"
    )


def hashed_sql(text: str) -> str:
    """SQL: HMAC-SHA-256 of a text with the key of the connection (`id_key.py`), 64 hex digits."""
    return f"sha256(getvariable('{OUTER_KEY}') || unhex(sha256(getvariable('{INNER_KEY}') || encode({text}))))"


def _contact_text(bare: str) -> str:
    """An address in lower case; of a telephone number its digits and its plus."""
    plain = plain_sql(bare)
    digits = f"regexp_replace({plain}, '[^0-9+]', '', 'g')"
    is_number = f"regexp_full_match({plain}, '[0-9+() ./-]+') AND length({digits}) >= {FEWEST_DIGITS}"
    return f"CASE WHEN {is_number} THEN {digits} ELSE lower({bare}) END"


def id_sql(cell: str, form: str) -> str:
    """An id, exactly as written; `whole`: without the `.0` of a column of floats; `sha256`: hashed contact data."""
    bare = bare_sql(cell)
    if form == "whole":
        return f"regexp_replace({bare}, '\\.0+$', '')"
    if form == "sha256":
        return hashed_sql(_contact_text(bare))
    return bare


def contact_sql(bare: str) -> str:
    """Whether a text may be an e-mail address or a telephone number."""
    digits = f"length(regexp_replace({plain_sql(bare)}, '[^0-9]', '', 'g'))"
    return f"(contains({bare}, '@') OR {digits} >= {FEWEST_DIGITS})"


def plain_sql(cell: str) -> str:
    """The cell with the digits and marks of a Chinese or Japanese keyboard (`１２．５`) as plain ones."""
    return f"translate({cell}, '{_WIDE}', '{_PLAIN}')"


def number_sql(cell: str, form: str) -> str:
    """A finite number, else NULL."""
    bare = cell
    if form in ("dressed", "decimal comma"):
        bare = f"regexp_replace({plain_sql(bare_sql(bare))}, '{_DRESS}|[''’]', '', 'g')"
        bare = f"regexp_replace({bare}, '^\\((.*)\\)$|^([^-]+)-$', '-\\1\\2')"  # accountants' minus, SAP's
        if form == "decimal comma":
            bare = f"replace(replace({bare}, '.', ''), ',', '.')"
        else:
            bare = f"replace({bare}, ',', '')"
    value = f"TRY_CAST({bare} AS DOUBLE)"
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def bare_shape(shape: str) -> str:
    """The shape of a number without its currency, with its minus in front."""
    bare = re.sub(_DRESS, "", re.sub(r"^=\"|\"$|^'", "", shape.translate(AS_PLAIN)))
    bare = re.sub(r"^\((.*)\)$|^([^-]+)-$", r"-\1\2", bare)
    return re.sub(r"(?<=9)['’](?=9{3}(?!9))", "", bare)  # Swiss thousands


def has_currency(shape: str) -> bool:
    return re.search(CURRENCY, shape) is not None


def number_form(shapes: Iterable[tuple[str, int]]) -> tuple[str, float]:
    """How a column writes numbers, and the share of its values that are numbers.

    A comma is a decimal one where it stands before other than three digits or after more than three, and no point
    follows, or where points part thousands.
    """
    plain = dressed = comma = total = 0
    for shape, count in shapes:
        total += count
        # What programs write for a division by zero is a number of theirs, if none that anybody can use.
        if re.fullmatch(r"[-+]?((9+\.?9*|\.9+)(e[-+]?9+)?|inf(inity)?)", shape, re.IGNORECASE):
            plain += count
            continue
        bare = bare_shape(shape)
        if re.fullmatch(r"[-+]?(9{1,3}(\.9{3})*,(9{1,2}|9{4,})|9+,(9{1,2}|9{4,})|9{4,},9+|9{1,3}(\.9{3}){2,})", bare):
            comma += count
        elif re.fullmatch(r"[-+]?(9{1,3}(,9{3})+|9{1,2}(,9{2})+,9{3}|9+)(\.9*)?", bare):  # 12,34,567 in India
            dressed += count
    if not total:
        return "number", 0.0
    if comma:
        return "decimal comma", (plain + comma + dressed) / total
    return ("dressed" if dressed else "number"), (plain + dressed) / total
