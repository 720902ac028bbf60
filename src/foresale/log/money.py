"""Money in several currencies: which one a row names, what each is worth, and sums in one of them.

A row names its currency in a column, else with a mark in the cell itself (`$12.50`, `12,50 €`). Where the rows name
several, nothing can be added up before the owner has said what they are worth: `--rates`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import duckdb

from foresale.errors import LogError, NoRate, NotAnInstant, RatesUnreadable, UnclearCurrency
from foresale.files import is_there
from foresale.keywords import flag
from foresale.language import tr
from foresale.log.cells import CURRENCY, bare_sql, name_sql, plain_sql, text_sql
from foresale.log.gather import gather_as
from foresale.log.instants import parse_instant, show_day
from foresale.log.raw import Raw, connect
from foresale.log.reading import FieldReading, FurtherColumn, Rate, Reading, ReadOptions
from foresale.log.rows import open_rows, time_sql
from foresale.log.times import EARLIEST_US, TimeForm, latest_us
from foresale.log.vocabulary import fields_of

SUMS = ("price", "list_price", "amount", "discount")
_CODES = {
    "€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP", "US$": "USD", "U$S": "USD", "R$": "BRL", "HK$": "HKD",
    "NZ$": "NZD", "NT$": "TWD", "NT": "TWD", "MX$": "MXN", "AR$": "ARS", "CL$": "CLP", "CO$": "COP", "A$": "AUD",
    "C$": "CAD", "S$": "SGD", "￥": "¥", "元": "CNY", "人民币": "CNY", "RMB": "CNY", "美元": "USD", "欧元": "EUR",
    "円": "JPY", "원": "KRW", "₽": "RUB", "РУБ": "RUB", "РУБ.": "RUB", "Р.": "RUB", "₹": "INR", "₩": "KRW", "ZŁ": "PLN",
    "FR.": "CHF", "SFR.": "CHF", "RP": "IDR", "RP.": "IDR", "TL": "TRY", "₺": "TRY", "฿": "THB", "บาท": "THB",
    "₫": "VND", "Đ": "VND", "VNĐ": "VND", "RM": "MYR", "S/": "PEN", "S/.": "PEN", "R ": "ZAR", "R\u00a0": "ZAR",
    "KČ": "CZK", "KC": "CZK", "FT": "HUF", "LEI": "RON", "₴": "UAH", "ГРН": "UAH", "ГРН.": "UAH", "ЛВ": "BGN",
    "ЛВ.": "BGN", "KN": "HRK", "₦": "NGN", "₱": "PHP", "₪": "ILS", "₡": "CRC", "₲": "PYG", "₵": "GHS", "₸": "KZT",
    "ر.س": "SAR", "ر.س.": "SAR", "د.إ": "AED", "د.إ.": "AED", "KR.": "KR", "RS.": "RS",
}  # fmt: skip
_MAY_BE = {
    "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP"), "¥": ("CNY", "JPY"),
    "KR": ("SEK", "NOK", "DKK"), "RS": ("INR", "PKR", "LKR", "NPR"),
}  # fmt: skip
_NO_CENTS = (
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
# Those whose sums are written without a fraction, be there one or none.
IN_WHOLE = ("COP", "CRC", "HUF", "IDR", "IQD", "IRR", "ISK", "KHR", "LAK", "LBP", "MMK", "TZS", "UZS", *_NO_CENTS)
IN_THOUSANDTHS = ("BHD", "JOD", "KWD", "OMR", "TND")
_CODE = re.compile("[A-Za-z]{3}")
_NOT_KNOWN = ("UNKNOWN", "N/A", "NA", "-", "NONE", "NULL", "?")  # texts that name no currency
_FILE = {"currency": ("currency", "code"), "rate": ("rate", "value", "汇率"), "since": ("since", "date", "日期")}


class Named(NamedTuple):
    """How many rows have money in a currency, and the first instant of such a row."""

    rows: int
    first: int


def currency_sql(column: str, fields: Mapping[str, FieldReading]) -> str:
    """SQL: the currency of the money in a column; NULL where the row names none."""
    if "currency" in fields:
        mark = f"upper({bare_sql(name_sql(fields['currency'].columns[0]))})"
    else:
        mark = f"upper(nullif(regexp_extract({plain_sql(bare_sql(name_sql(column)))}, {text_sql(CURRENCY)}), ''))"
    cases = " ".join(f"WHEN {text_sql(mark)} THEN {text_sql(code)}" for mark, code in _CODES.items())
    cases += "".join(f" WHEN {text_sql(mark)} THEN NULL" for mark in _NOT_KNOWN)
    return f"CASE {mark} {cases} ELSE {mark} END"


def currencies_in(texts: Iterable[str]) -> set[str]:
    """The currencies that texts name: cells, names of columns, codes.

    >>> sorted(currencies_in(["Rp 99.999", "99.99 €", "usd", "99"]))
    ['EUR', 'IDR', 'USD']
    """
    found = {m[0].upper() for text in texts if (m := re.search(CURRENCY, text) or _CODE.fullmatch(text))}
    return {_CODES.get(mark, mark) for mark in found}


def whole_units_sql(number: str, column: str, fields: Mapping[str, FieldReading]) -> str:
    """SQL: a sum in the smallest unit of its currency as one in the currency itself."""
    whole, mills = (", ".join(map(text_sql, codes)) for codes in (_NO_CENTS, IN_THOUSANDTHS))
    currency = currency_sql(column, fields)
    return f"({number} / CASE WHEN {currency} IN ({whole}) THEN 1 WHEN {currency} IN ({mills}) THEN 1000 ELSE 100 END)"


def money_columns(fields: Mapping[str, FieldReading], further: Sequence[FurtherColumn]) -> dict[str, str]:
    """Field, or name of a further column -> the column of money, where its rows may name a currency."""
    columns = {name: fields[name] for name in SUMS if name in fields}
    if "currency" in fields:
        return {name: one.columns[0] for name, one in columns.items()}
    marked = {name: one.columns[0] for name, one in columns.items() if one.form != "number"}
    # A further number is money where it says so itself.
    return marked | {f"x:{x.column}": x.column for x in further if x.kind == "number" and x.form != "number"}


def count_currencies(
    con: duckdb.DuckDBPyConnection, rows: str, fields: Mapping[str, FieldReading], times: Mapping[str, TimeForm],
    further: Sequence[FurtherColumn], zone: str,
) -> dict[str, Named]:  # fmt: skip
    """Currency -> its rows, "" for money that names none; empty where nothing names any."""
    columns = money_columns(fields, further)
    if not columns or "time" not in fields:
        return {}
    at = time_sql(fields["time"], times, zone)
    found: dict[str, Named] = {}
    parts = [
        f"SELECT coalesce({currency_sql(c, fields)}, '') AS c, {at} AS t FROM {rows} WHERE {name_sql(c)} IS NOT NULL"
        for c in dict.fromkeys(columns.values())
    ]
    if "currency" in fields:
        there = " OR ".join(f"{name_sql(c)} IS NOT NULL" for c in columns.values())
        parts = [f"SELECT coalesce({currency_sql('', fields)}, '') AS c, {at} AS t FROM {rows} WHERE {there}"]
    query = f"SELECT c, count(*), min(t) FROM ({' UNION ALL '.join(parts)}) WHERE t BETWEEN {EARLIEST_US} AND"
    for code, n, first in con.execute(f"{query} {latest_us()} GROUP BY c ORDER BY 2 DESC, 1").fetchall():
        found[code] = Named(n, first)
    return found if found.keys() - {""} else {}


def together(*counted: Mapping[str, Named]) -> dict[str, Named]:
    """Counts of several sources; `$` beside USD alone is USD, `¥` beside CNY alone is CNY. The most frequent first."""
    sums: dict[str, Named] = {}
    known = {code for counts in counted for code in counts}
    for counts in counted:
        for code, named in counts.items():
            code = _only(code, known) or code
            n, first = sums.get(code, named._replace(rows=0))
            sums[code] = Named(n + named.rows, min(first, named.first))
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1].rows, pair[0])))


def _only(code: str, known: set[str]) -> str | None:
    """What a mark that several currencies share means where only one of them is known."""
    meant = [c for c in _MAY_BE.get(code, ()) if c in known]
    return meant[0] if len(meant) == 1 else None


def open_question(
    named: Mapping[str, Named], rates: Sequence[Rate], known: str, columns: Sequence[str], zone: str
) -> LogError | None:
    """What the owner has to say about the currencies of a log; None: nothing.

    known   : the currency that a log read before was in, "" where nobody knows
    columns : that name the currencies
    """
    codes = [code for code in named if code]
    if not rates and len({*codes, *([known] if known else [])}) > 1 and not (known and _alike(known, codes)):
        everything = sum(one.rows for one in named.values())
        shares = ", ".join(f"{code} {named[code].rows / everything:.1%}" for code in codes)
        base = known or codes[0]
        others = ",".join(f"{code}=RATE" for code in codes if code != base)
        details = {"to add it up as it stands": flag("ignore", *columns)}
        return UnclearCurrency(currencies=shares, base=base, others=others, details=details)
    if not rates:
        return None
    for code in codes:
        mine = _rates_of(code, rates)
        if not mine or (mine[0].since is not None and named[code].first < mine[0].since):
            before = {tr("needed from"): show_day(named[code].first, zone)} if mine else {}
            return NoRate(currency=code, rows=named[code].rows, details=before)
    return None


def _alike(known: str, codes: Sequence[str]) -> bool:
    return all(code == known or _only(code, {known}) == known for code in codes)


def _rates_of(code: str, rates: Sequence[Rate]) -> list[Rate]:
    """The rates of a currency, the oldest first."""
    names = {r.currency for r in rates}
    meant = code if code in names else _only(code, names)
    return sorted((r for r in rates if r.currency == meant), key=lambda r: -math.inf if r.since is None else r.since)


def in_base_sql(number: str, currency: str, time: str, reading: Reading) -> str:
    """SQL: a sum in the currency that all are turned into; NULL where nobody knows what it is worth.

    The rate is the newest from before the event, or of its instant: later ones were not known when it happened.
    """
    rates = reading.rates or ((Rate(reading.currency, 1.0),) if reading.currency else ())
    if not rates:
        return number
    cases = []
    aliases = [mark for mark in _MAY_BE if _only(mark, {r.currency for r in rates})]
    for code in dict.fromkeys([*(r.currency for r in rates), *aliases]):
        worth = _rate_sql(_rates_of(code, rates), time)
        cases.append(f"WHEN {text_sql(code)} THEN {number if worth == '1.0' else f'{number} * {worth}'}")
    return f"CASE {currency} {' '.join(cases)} ELSE CASE WHEN {currency} IS NULL THEN {number} END END"


def _rate_sql(rates: Sequence[Rate], time: str) -> str:
    """A search tree over the instants: a table of daily rates costs a few comparisons a row."""
    if len(rates) == 1:
        one = repr(float(rates[0].rate))
        return one if rates[0].since is None else f"(CASE WHEN {time} >= {rates[0].since} THEN {one} END)"
    middle = len(rates) // 2
    later, earlier = _rate_sql(_always(rates[middle:]), time), _rate_sql(rates[:middle], time)
    return f"(CASE WHEN {time} >= {rates[middle].since} THEN {later} ELSE {earlier} END)"


def _always(rates: Sequence[Rate]) -> list[Rate]:
    """The first of them holds without a look at its instant, which was compared already."""
    return [Rate(rates[0].currency, rates[0].rate), *rates[1:]]


def check_currencies(raw: Raw, reading: Reading) -> None:
    """A log that is read as an earlier one was: money in currencies that its reading knows.

    Raises
    ------
    UnclearCurrency, NoRate
    """
    counted, columns = [], []
    for number, (source, one) in enumerate(gather_as(raw, reading)[0]):
        if not columns_fit(one.columns, source.columns):
            continue  # cleaning says which one is missing
        rows = open_rows(raw, source, number, reading.where)
        counted.append(count_currencies(raw.con, rows.cells, one.fields, one.times, one.further, reading.zone))
        columns += naming(one.fields, one.further) if counted[-1] else []
    question = open_question(together(*counted), reading.rates, reading.currency, columns, reading.zone)
    if question is not None:
        raise question


def columns_fit(wanted: Sequence[str], there: Sequence[str]) -> bool:
    return {c.casefold() for c in wanted} <= {c.casefold() for c in there}


def naming(fields: Mapping[str, FieldReading], further: Sequence[FurtherColumn]) -> list[str]:
    """The columns that name currencies."""
    if "currency" in fields:
        return [fields["currency"].columns[0]]
    return list(dict.fromkeys(money_columns(fields, further).values()))


def rates_file(said: str | None) -> str | None:
    """The file that `--rates` names; None: it says the rates themselves."""
    return said if said and ("=" not in said or is_there(said)) else None


def read_rates(said: str | None, zone: str) -> tuple[Rate, ...]:
    """`EUR=1,USD=0.92`, or a file of currency, rate and perhaps since.

    The first currency is the one that all are turned into.

    Raises
    ------
    RatesUnreadable
    """
    if not said:
        return ()
    if rates_file(said) is None:
        pairs = [part.partition("=") for part in said.split(",")]
        found = [_rate(said, code, value, None, zone) for code, _, value in pairs]
    else:
        found = [_rate(said, *row, zone) for row in _rows_of(said)]
    if not found or any(r.rate != 1 for r in found if r.currency == found[0].currency):
        raise RatesUnreadable(said=said, reason=tr("the first currency is the one that sums are in: its rate is 1"))
    twice = {(r.currency, r.since) for r in found}
    if len(twice) < len(found):
        raise RatesUnreadable(said=said, reason=tr("a currency has two rates at once"))
    return tuple(found)


def _rate(said: str, currency: str | None, value: str | None, since: str | None, zone: str) -> Rate:
    code = (currency or "").strip().upper()
    try:
        rate = float(_with_point((value or "").strip()))
    except ValueError:
        rate = math.nan
    if not code or not 0 < rate < math.inf:
        text = f"{code}={(value or '').strip()}"
        raise RatesUnreadable(said=said, reason=tr("`{text}` is no currency with a rate above 0", text=text))
    try:
        return Rate(_CODES.get(code, code), rate, parse_instant(since, zone) if since else None)
    except NotAnInstant as e:
        reason = tr("`{text}` is not a date or an instant", text=since)
        raise RatesUnreadable(said=said, reason=reason) from e


def _with_point(number: str) -> str:
    """`0,92` as Python reads it; `1,234` may be either, and stays what it is."""
    fraction = re.fullmatch(r"\d+,\d+", number) and not re.fullmatch(r"[1-9]\d{0,2},\d{3}", number)
    return number.replace(",", ".") if fraction else number


def _rows_of(file: str) -> list[tuple[str | None, str | None, str | None]]:
    from foresale.log.sources import open_sources

    if not is_there(file):
        raise RatesUnreadable(said=file, reason=tr("there is no such file"))
    with connect() as con:
        raw = open_sources([file], ReadOptions(), con, cells=False)
        relation = raw.relations[0]
        folded = {c.strip().casefold(): c for c in relation.columns}
        columns = {field: next((folded[n] for n in names if n in folded), None) for field, names in _FILE.items()}
        columns["currency"] = columns["currency"] or next((c for c in folded if "currency" in fields_of(c)), None)
        if not columns["currency"] or not columns["rate"]:
            listed = ", ".join(relation.columns)
            raise RatesUnreadable(said=file, reason=tr("no columns currency and rate among {columns}", columns=listed))
        chosen = ", ".join(f"{name_sql(c)}::VARCHAR" if c else "NULL" for c in columns.values())
        found = con.execute(f'SELECT {chosen} FROM "{relation.name}" ORDER BY _file, _row').fetchall()
        return [(currency, rate, since) for currency, rate, since in found]
