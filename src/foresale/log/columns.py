"""Which column is which of the other fields: item, money, order ...; what is kept besides, what is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from foresale.errors import DestroyedIds, UnknownField
from foresale.keywords import flag
from foresale.log import events as ev
from foresale.log.calendars import ROC, has_roc_year
from foresale.log.cells import bare_sql, name_sql, number_sql
from foresale.log.evidence import Evidence, by_name, said
from foresale.log.findings import Finding
from foresale.log.looks import looks_of
from foresale.log.orders import find_document
from foresale.log.personal import is_bare, is_each_users_own, may_be_of_users, tells_of_people
from foresale.log.pieces import is_of_piece, settle_lines, settle_minor
from foresale.log.profile import Profile
from foresale.log.reading import FurtherColumn, TypeRules
from foresale.log.vocabulary import are_states, clean_name, fields_of, is_named
from foresale.log.who import id_form, is_contact
from foresale.log.words import INDEXES, REFUND_MONEY, STATES, VALID_TO

MAPPABLE = ("user", "time", "type", "session", "anon", "event_id", "status", *ev.CODED, *ev.NUMBERS)
_IDS = ("item", "variant", "order", "event_id")
# In this order: a field decided takes its column away from those after it.
_ORDER = (
    "event_id",
    "order",
    "item",
    "quantity",
    "price",
    "list_price",
    "amount",
    "discount",
    "position",
    "category",
    "brand",
    "variant",
    "title",
    "coupon",
    "currency",
    "query",
    "list",
    "channel",
    "device",
    "country",
    "region",
    "city",
    "shop",
)
_MOST_CATEGORIES = 20_000
_FEW_ROWS, _ONE_EACH = 50, 0.95  # of more rows, an item of its own in as many is the id of a line


def check_map(e: Evidence) -> None:
    """Refuse names that no field and no column has.

    Raises
    ------
    UnknownField, NoSuchColumn
    """
    for field in e.options.map:
        if field not in MAPPABLE:
            column = e.options.map[field]
            swapped = column in MAPPABLE and field in e.profiles
            details = {"did you mean": flag("map", f"{column}={field}")} if swapped else None
            raise UnknownField(field=field, known=", ".join(MAPPABLE), details=details)
        e.mapped(field)


def leave_out(e: Evidence) -> None:
    """Columns that are no data of events: those the owner names, empty ones, row numbers, contact data."""
    wanted = {c for field in e.options.map for c in e.mapped(field)}
    for said_name in e.options.ignore:
        e.drop(e.column(said_name, "--ignore"), "ignored", "you said so")
    for p in e.free():
        if p.name in wanted:
            continue
        if not p.filled:
            e.drop(p.name, "empty", "empty in every row")
        elif _is_index(e, p):
            e.drop(p.name, "index", "numbers the rows: row order often knows the answer")


def _is_index(e: Evidence, p: Profile) -> bool:
    unnamed = re.fullmatch(r"(Unnamed: ?\d+|_c0|X|\s*)", p.name) is not None or is_named(p.name, INDEXES)
    if not p.share(r"9+(\.9)?") > 0.99 or p.uniqueness < 0.9:
        return unnamed and p.uniqueness > 0.5
    if unnamed:
        return True
    if fields_of(p.name) or p.filled < 20:
        return False
    number = f"TRY_CAST({bare_sql('v')} AS BIGINT)"
    low, high, different = e.of_values(p.name, f"min({number}), max({number}), count(DISTINCT {number})")
    return low is not None and different == p.filled and high - low + 1 == p.filled


def find_fields(e: Evidence, refunds: bool) -> None:
    """Decide every field besides user, session, time, type and status.

    refunds : every row is a return; its amount is what otherwise is a state

    Raises
    ------
    DestroyedIds  where a spreadsheet has rounded the ids of a column
    """
    for field in _ORDER:
        if columns := e.mapped(field):
            p = e.profiles[columns[0]]
            e.give(field, columns[:1], None, said(), _form(field, p))
    _leave_people_out(e)
    for field in _ORDER:
        if field in e.fields:
            continue
        named = e.named(field)
        for (rank, partial, _), p in named:
            if field == "item" and _numbers_lines(e, p, [q for _, q in named]):
                e.drop(p.name, "unique", "different in almost every row: no item")
            elif p.filled and fits(field, p):
                _refuse_destroyed(e, field, p)
                confidence = round(0.95 - 0.1 * rank - 0.1 * partial, 2)
                e.give(field, [p.name], confidence, by_name(p.name), _form(field, p))
                break
    if refunds and "amount" not in e.fields:
        for p in e.free():
            if is_named(p.name, REFUND_MONEY) and fits("amount", p):
                e.give("amount", [p.name], 0.9, by_name(p.name), _form("amount", p))
                break
    settle_lines(e)
    settle_minor(e)
    _stand_in(e)
    if "order" not in e.fields:
        find_document(e)


def _numbers_lines(e: Evidence, p: Profile, named: list[Profile]) -> bool:
    """Whether a column called an item has a value of its own in each line, and another one has items that return."""
    if p.filled < _FEW_ROWS or p.uniqueness < _ONE_EACH:
        return False
    others = [*named, *(q for f in ("variant", "title") for _, q in e.named(f))]
    return any(q.filled >= 0.5 * p.filled and q.uniqueness < 0.5 and fits("item", q) for q in others if q is not p)


def _leave_people_out(e: Evidence) -> None:
    wanted = {c for field in e.options.map for c in e.mapped(field)}
    for p in e.free():
        if p.filled and p.name not in wanted and (why := tells_of_people(e, p)):
            e.drop(p.name, "personal", why)


def _stand_in(e: Evidence) -> None:
    """A log of brands or categories without products: the finer of them plays the product's part."""
    if "item" in e.fields:
        return
    for field in ("variant", "brand", "category", "title"):
        if field in e.fields:
            column = e.fields.pop(field).columns[0]
            if field not in e.options.map and is_bare(column) and may_be_of_users(e, e.profiles[column]):
                text = "a name for nearly every user, which may be theirs; where it is the product: --map item={column}"
                e.drop(column, "personal", text, column=column)
                continue
            e.give(
                "item",
                [column],
                0.7,
                Finding("stand_in", "no column of products: `{column}` plays its part", {"column": column}),
                id_form(e.profiles[column]),
            )
            e.warn("stand_in", "no column of products: `{column}` plays its part", "note", column=column)
            return


def fits(field: str, p: Profile) -> bool:
    """Whether a column's values may be a field's; the name is another matter."""
    _, numbers = p.number
    test = _TESTS.get(field)
    return test(p) if test else numbers >= 0.9 if field in ev.NUMBERS else True


_TESTS: dict[str, Callable[[Profile], bool]] = {
    "event_id": lambda p: p.uniqueness > 0.5,
    "item": lambda p: p.share(r"-?9+[.,]9{1,2}") < 0.5 or p.whole_floats,
    "order": lambda p: p.distinct > 1 or p.rows < 20,
    "currency": lambda p: p.distinct <= 200 and p.number[1] < 0.5,
    "country": lambda p: p.distinct <= 1000,
    "title": lambda p: p.number[1] < 0.5,
    "coupon": lambda p: p.number[1] < 0.9 or p.distinct > 20,
    "region": lambda p: p.distinct <= 20_000 and not are_states(p.values or ()),
}


def _form(field: str, p: Profile) -> str:
    if field in ev.NUMBERS:
        return p.number[0]
    return id_form(p) if field in _IDS or p.whole_floats else "text"


def _refuse_destroyed(e: Evidence, field: str, p: Profile) -> None:
    if field in ("item", "order") and p.destroyed > 0.01 * p.filled:
        raise DestroyedIds(column=p.name, rows=p.destroyed)


def keep_further(e: Evidence) -> tuple[FurtherColumn, ...]:
    """The columns left over that events keep as `x:NAME`; the others are left out with a reason."""
    kept = []
    for p in e.free():
        form, numbers = p.number
        state = is_named(p.name, STATES) or is_named(p.name, VALID_TO) or are_states(p.values or ())
        if state or (numbers >= 0.9 and _of_refunds(p.name)):
            e.drop(p.name, "state", "a state as of the day of the export: it knows the future of every event before")
        elif is_contact(p):
            e.drop(p.name, "personal", "contact data or words about people")
        elif (numbers < 0.95 or p.share("9{7,}") > 0.9) and is_each_users_own(e, p):
            e.drop(p.name, "personal", "a value of its own for nearly every user: it says who somebody is")
        elif (twin := _twin(e, p)) is not None:
            e.drop(p.name, "twin", "says in every row what `{column}` says", column=twin)
        elif p.distinct <= 1 and p.share_filled < 1:
            e.drop(p.name, "constant", "filled in {share:.0%} of the rows, always with the same", share=p.share_filled)
        elif p.distinct <= 1:
            e.drop(p.name, "constant", "the same in every row")
        elif _is_other_time(e, p):
            e.drop(p.name, "other_time", "another time than that of the event: it may lie after it")
        elif numbers >= 0.95 and (p.distinct > 20 or _has_fractions(p) or p.in_currency) and not p.whole_floats:
            if p.rows > 100 and _is_running(p):
                e.drop(p.name, "running", "a number of its own in almost every row: an id, not an amount")
            else:
                kept.append(FurtherColumn(p.name, "number", form, looks_of(e, p)))
        elif p.distinct > _MOST_CATEGORIES or (p.uniqueness > 0.5 and p.distinct > 200):
            e.drop(p.name, "too_many", "{n} different values: too many to compare", n=p.distinct)
        else:
            form = "whole" if p.whole_floats else "text"
            kept.append(FurtherColumn(p.name, "category", form, looks_of(e, p)))
    return tuple(kept)


def _is_other_time(e: Evidence, p: Profile) -> bool:
    named = "time" in fields_of(p.name)
    taiwan = any(form.calendar == ROC for form in e.times.values())
    if taiwan and sum(n for shape, n in p.shapes if has_roc_year(shape)) > 0.9 * p.filled:
        return True
    return p.time(named)[1] > 0.9 and (p.number[1] < 0.9 or named)


def _of_refunds(name: str) -> bool:
    return re.search("(^|_)refund(ed|s)?(_|$)|退款|erstatt|rembours|reembols", clean_name(name)) is not None


def _has_fractions(p: Profile) -> bool:
    return p.share(r"-?9*[.,]9+") > 0


def _has_parts(e: Evidence, p: Profile) -> bool:
    """Whether some value is no whole number; pieces may be written `1,000`."""
    if not _has_fractions(p):
        return False
    number = number_sql("v", p.number[0])
    return bool(e.of_values(p.name, f"count(*) FILTER (WHERE {number} <> floor({number}))")[0])


def tell_unnamed_money(e: Evidence, rules: TypeRules, further: Sequence[FurtherColumn]) -> None:
    """Purchases without any money, beside columns that may hold it."""
    if not rules.makes("purchase") or "price" in e.fields or "amount" in e.fields:
        return
    numbers = [e.profiles[x.column] for x in further if x.kind == "number"]
    if sums := [p.name for p in numbers if p.in_currency] or [p.name for p in numbers if _has_parts(e, p)]:
        text = "no column is known as the money of a purchase; if it is one of {columns}: --map amount={column}"
        if is_of_piece(sums[0]):  # what counts once for each piece
            text = "no column is known as the money of a purchase; if it is one of {columns}: --map price={column}"
        e.warn("unnamed_money", text, "note", columns=", ".join(f"`{c}`" for c in sums[:5]), column=sums[0])


def _twin(e: Evidence, p: Profile) -> str | None:
    """An earlier column of the same name and the same cells: joins of tables leave such behind."""
    first = re.sub(r"_\d+$", "", p.name)
    if first == p.name or first not in e.profiles:
        return None
    differ = e.one("count(*)", f"{name_sql(p.name)} IS DISTINCT FROM {name_sql(first)}")[0]
    return None if differ else first


def _is_running(p: Profile) -> bool:
    """Whole numbers, nearly all different though they are long, or all different though they are short."""
    return (p.uniqueness > 0.9 and p.share("9{5,}") > 0.9) or (p.uniqueness == 1 and p.share("9+") > 0.9)


def product_rule(e: Evidence) -> str:
    """`words and codes` where products have numbers in their codes: a short code without one is none (POST, D, M)."""
    if "item" not in e.fields:
        return "words"
    p = e.profiles[e.fields["item"].columns[0]]
    numbered = sum(n for s, n in p.shapes if s.count("9") >= 4)
    wordy = sum(n for s, n in p.shapes if "9" not in s) + p.others
    return "words and codes" if p.filled and numbered > 0.9 * p.filled and wordy < 0.05 * p.filled else "words"
