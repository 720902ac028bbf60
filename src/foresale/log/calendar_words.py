"""Words in dates and clocks (`1. März 2024, 8:05 Uhr`, `5 de marzo de 2024`, `下午 3:05`) brought to one plain form.

Months become `M03`, in whatever language of those below they stand; weekdays and small words go. Each rule is one
regular expression that Python and DuckDB (RE2) understand alike: shapes (every digit a 9) are judged by the former,
rows rewritten by the latter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from foresale.log.cells import text_sql

# English, German, French, Spanish, Portuguese, Italian, Dutch, Scandinavian, Polish, Russian, Turkish. (`listopad` is
# another month in Croatian, which is not among them.)
_NAMES = (
    "jan january januar jän jänner janv janvier ene enero janeiro gen gennaio januari sty styczeń stycznia янв января"
    " январь oca ocak",
    "feb february februar feber fév févr février fevr fevrier febrero fev fevereiro febbraio februari lut luty lutego"
    " фев февр февраля февраль şub şubat",
    "mar march mär mrz märz maerz mars marzo março marco mrt maart marts marzec marca мар марта март mart",
    "apr april avr avril abr abril aprile kwi kwiecień kwietnia апр апреля апрель nis nisan",
    "may mai mayo maio mag maggio mei maj maja мая май mayıs",
    "jun june juni juin junio junho giu giugno cze czerwiec czerwca июн июня июнь haz haziran",
    "jul july juli juil juillet julio julho lug luglio lip lipiec lipca июл июля июль tem temmuz",
    "aug august août aout ago agosto augustus augusti sie sierpień sierpnia авг августа август ağu ağustos",
    "sep sept september septembre septiembre setiembre set setembro settembre wrz wrzesień września сен сент сентября"
    " сентябрь eyl eylül",
    "oct october okt oktober octobre octubre out outubro ott ottobre paź październik października окт октября октябрь"
    " eki ekim",
    "nov november novembre noviembre novembro lis listopad listopada ноя нояб ноября ноябрь kas kasım",
    "dec december dez dezember déc décembre decembre dic diciembre dezembro dicembre desember gru grudzień grudnia дек"
    " декабря декабрь ara aralık",
)
_MORE = (  # Indonesian, Thai
    "ม.ค. มกราคม", "ก.พ. กุมภาพันธ์", "maret มี.ค. มีนาคม", "เม.ย. เมษายน", "พ.ค. พฤษภาคม", "มิ.ย. มิถุนายน",
    "ก.ค. กรกฎาคม", "agu agt ส.ค. สิงหาคม", "ก.ย. กันยายน", "ต.ค. ตุลาคม", "nopember พ.ย. พฤศจิกายน", "ธ.ค. ธันวาคม",
)  # fmt: skip
MONTHS = {name: n for names in (_NAMES, _MORE) for n, some in enumerate(names, 1) for name in some.split()}
_ORDERED = sorted(MONTHS, key=lambda name: (-len(name), name))
_LETTER = "[A-Za-zÀ-ɏЀ-ӿ]"
_MONTH = f"(?i)(?:^|[^A-Za-zÀ-ɏЀ-ӿ])({'|'.join(_ORDERED).replace('.', '[.]')})(?:[^A-Za-zÀ-ɏЀ-ӿ]|$)"
_WEEKDAYS = (
    "mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mo|di|mi|do|fr|"
    "sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|"
    "samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
)
_BEFORE = (
    # A weekday, whatever its language, before a month or before the day of one (`mar. 5 mars` is a Tuesday).
    (rf"^{_LETTER}{{2,}}\.?,? +({_LETTER}{{3,}}\.? +\d|\d{{1,2}}(?:\.|st|nd|rd|th)?[ ./-]*(?:de )?{_LETTER}{{3,}})",
     r"\1"),
    (rf"(?i)^(?:{_WEEKDAYS})\.?,? +(\d)", r"\1"),
    (r" *[(（]?(?:星期|周|週)[一二三四五六日天][)）]?", ""),
    (r" *[(（][月火水木金土日월화수목금토일][)）]|[月火水木金土日]曜日|[월화수목금토일]요일", ""),
    (r"^(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.( |$)", r"\1.\2.\3\4"),
    (r"(\d)時(\d+)分", r"\1:\2"),
    (r"(日|\d|月) ?(?:上午|午前|오전) ?(\d{1,2}:[\d:.]+)", r"\1 \2 AM"),
    (r"(日|\d|月) ?(?:下午|午後|中午|오후) ?(\d{1,2}:[\d:.]+)", r"\1 \2 PM"),
    (r"(?i)(\d)(?:st|nd|rd|th|er|º|ª)([ ,])", r"\1\2"),
)  # fmt: skip
_AFTER = (
    (r"(?i)[ .,/-]*(?:de )?\b(M\d\d)\b[ .,/-]*(?:del? )?", r" \1 "),
    (r"^ ", ""),
    (r"^(\d{1,2} M\d\d \d{4}):", r"\1 "),  # the log of a web server
    (r"(\d{4}) ?г\.?", r"\1"),
    (r"^(M\d\d \d{1,2})(?:,? +|[-/])", r"\1 "),
    (r"^(M\d\d \d{1,2}) ([\d:]+)(?: (UTC|GMT|Z))? (\d{4})$", r"\1 \4 \2 \3"),
    (r"(?i)(?:GMT|UTC)([+-]\d\d:?\d\d)(?: ?\([^)]*\)?)?$", r"\1"),
    (r"(?i)(\d),? +(?:at|um|à|a las|a la|às|as|kl\.?|alle|alle ore|ore|om|o|в) +(\d{1,2}[:.h])", r"\1 \2"),
    (r"(?i)(\d),? (\d{1,2})h(\d\d)$", r"\1 \2:\3"),
    (r"(?i)(\d) ?(?:Uhr|uur|h)$", r"\1"),
    (r"(\d{4}),+ ?(\d{1,2}:)", r"\1 \2"),
    (r"(\d[ T-])(\d{1,2})\.(\d\d)\.(\d\d)($|[^\d])", r"\1\2:\3:\4\5"),
    (r"(\d)-(\d\d:\d\d:)", r"\1 \2"),
    (r"(?i)([ap])\. ?m\.?$", r"\1m"),
    (r" ?(?:พ\.ศ\.|ค\.ศ\.) ?", " "),
    (r"^วันที่ ?", ""),
    (r" ?น\.$", ""),
)  # fmt: skip
# Zones by letters that mean one offset wherever they are written (CST and IST do not).
_OFFSETS = {"EST": "-0500", "EDT": "-0400", "CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800",
            "PDT": "-0700", "CET": "+0100", "CEST": "+0200", "EET": "+0200", "EEST": "+0300", "AEST": "+1000",
            "AEDT": "+1100", "JST": "+0900", "KST": "+0900", "SGT": "+0800", "HKT": "+0800"}  # fmt: skip
_CLOCK = r"(?i)(\d:\d\d(?:[:.]\d+)*(?: ?[ap]\.?m\.?)?) "
_ZONES = tuple((rf"{_CLOCK}\(?{name}\)?$", rf"\1 {offset}") for name, offset in _OFFSETS.items())
RULES = (*_BEFORE, (_MONTH, ""), *_AFTER, *_ZONES)
_NAMED = len(_BEFORE)  # the rule of months


def plain_shape(shape: str) -> tuple[str, tuple[int, ...]]:
    """A shape without words, and which rules took them out.

    >>> plain_shape("9. März 9999, 9:99 Uhr")[0], plain_shape("Tue Mar 99 9999 99:99:99 GMT+9999 (Chi")[0]
    ('9 M99 9999 9:99', 'M99 99 9999 99:99:99 +9999')
    """
    fired = []
    for number, (pattern, plain) in enumerate(RULES):
        before = shape
        if number == _NAMED:
            if match := re.search(pattern, shape):
                shape = shape[: match.start(1)] + "M99" + shape[match.end(1) :]
        else:
            shape = re.sub(pattern, plain, shape, count=1)
        if shape != before:
            fired.append(number)
    return shape.strip(), tuple(fired)


def plain_words_sql(text: str, fired: Sequence[int]) -> str:
    """SQL of the text without its words, by the rules that fired on its column's shapes."""
    for number in sorted(fired):
        pattern, plain = RULES[number]
        if number == _NAMED:
            names = f"[{', '.join(map(text_sql, MONTHS))}]"
            months = f"[{', '.join(map(text_sql, (f'M{n:02d}' for n in MONTHS.values())))}]"
            # In a lambda, so that the text is made once.
            found = f"regexp_extract(t, {text_sql(pattern)}, 1)"
            month = f"coalesce({months}[list_position({names}, lower({found}))], '?')"
            named = f"CASE WHEN {found} = '' THEN t ELSE replace(t, {found}, {month}) END"
            text = f"list_transform([{text}], lambda t: {named})[1]"
        else:
            text = f"regexp_replace({text}, {text_sql(pattern)}, {text_sql(plain)})"
    return f"trim({text})"
