"""What happened: event types from names or codes, or a log of purchases only, with returns told by sign and mark."""

from __future__ import annotations

import difflib
import re
from pathlib import PurePath
from typing import Any

from foresale.errors import (
    NotAnEventType,
    NoTypeColumn,
    SlipOfAType,
    TypesNotFound,
    UnclearType,
    UnknownStates,
)
from foresale.language import tr
from foresale.log.cells import bare_sql, name_sql, number_sql, text_sql
from foresale.log.codes import ask_codes
from foresale.log.events import CANONICAL_TYPES, CODE_OF
from foresale.log.evidence import Evidence, said
from foresale.log.findings import Finding
from foresale.log.ledgers import settle_ledger
from foresale.log.line_kinds import are_kinds_of_lines
from foresale.log.profile import Profile
from foresale.log.providers import movements, settle_movements
from foresale.log.reading import TypeRules
from foresale.log.vocabulary import (
    clean_name,
    fields_of,
    flag_states,
    is_event,
    is_named,
    squeeze,
    status_of,
    type_of,
)
from foresale.log.words import CANCELLED, REFUND_TIMES, STATES

ALL_OTHERS = "*"
_MOST_TYPES = 500
_FEW_STATES, _MOST_STATES = 12, 50
_MOST_KNOWN = 0.8  # share of the rows; a column of any name that has as many known states is one of states
_ASKED = 0.01  # share of the rows whose states are not known, from which on it is asked what they mean
_MOST_CANCELLED = 0.6  # share of the rows; more say when or why in other cases too
_GUESSED = ("title", "category", "brand", "list", "channel", "query")  # what a column of events may be taken for
_SLIP = 0.85  # alike by difflib: `purchas`, `vew`; `review` is .8 like `view`
_STATE_OF = {"order": "unpaid", "cancel": "cancelled", "refund": "refunded", "test": "test"}


def find_types(e: Evidence, owner: str) -> TypeRules:
    """Decide how the type of an event is told. Other fields must have been decided before.

    Raises
    ------
    TypesNotFound   where `--types` names values that the column has not got
    NoTypeColumn    where no column can be meant by them
    NotAnEventType  where it gives one no type
    SlipOfAType     where it gives one nearly a known type; a value may always keep its own name
    """
    given = dict(e.options.types)
    for value, name in given.items():
        if not name.strip(" ?"):  # `?` stands in the proposal for what only the owner knows
            raise NotAnEventType(value=value, known=", ".join(CANONICAL_TYPES))
        if name != value and (meant := _slip(name)):
            raise SlipOfAType(value=value, name=name, meant=meant, details={"did you mean": meant})
    if "status" in e.fields and _told_states(e, e.profiles[e.fields["status"].columns[0]]):
        given = {v: t for v, t in given.items() if v == ALL_OTHERS}  # the others are states of orders
    default = _canonical(given[ALL_OTHERS]) if ALL_OTHERS in given else None
    p = _type_column(e, bool(set(given) - {ALL_OTHERS}))
    if p is not None and p.values is not None:
        return _from_values(e, p, {v: t for v, t in given.items() if v != ALL_OTHERS}, default)
    if missing := set(given) - {ALL_OTHERS}:
        raise NoTypeColumn(values=", ".join(sorted(missing)), file=e.where, details={"columns": ", ".join(e.profiles)})
    if default is not None:
        return TypeRules(default=default, **_returns(e)) if default == "purchase" else TypeRules(default=default)
    return _without_column(e, owner)


def _type_column(e: Evidence, codes_given: bool) -> Profile | None:
    if columns := e.mapped("type"):
        e.give("type", columns[:1], None, said())
        return e.profiles[columns[0]]
    money = any(f in e.fields for f in ("order", "amount", "quantity"))
    for (rank, partial, _), p in e.named("type"):
        if not p.filled or p.values is None or p.distinct > _MOST_TYPES or (not codes_given and are_kinds_of_lines(p)):
            continue
        known = 1.0 if movements(p) else _known_share(p)
        # `type` beside order and amount is as often the kind of product or payment.
        if codes_given:
            e.give(
                "type",
                [p.name],
                0.95,
                Finding("types_said", "called `{column}`; you said what its values mean", {"column": p.name}),
            )
            return p
        if known >= 0.5 or not (money and (rank > 0 or partial)):
            e.give(
                "type",
                [p.name],
                round(0.75 + 0.23 * known, 2),
                Finding(
                    "named_type",
                    "called `{column}`; {share:.0%} of the rows have a known event name",
                    {"column": p.name, "share": known},
                ),
            )
            return p
    if codes_given:
        named = {v.casefold() for v in e.options.types if v != ALL_OTHERS}
        holders = [p for p in e.free() if p.values and named <= {v.casefold() for v in p.values}]
        if len(holders) == 1 and holders[0].distinct <= _MOST_TYPES:
            e.give(
                "type", [holders[0].name], 0.9, Finding("types_held", "the only column that holds what --types names")
            )
            return holders[0]
        return None
    guessed = {
        f: one.columns[0]
        for f, one in e.fields.items()
        if one.confidence is not None and (f in _GUESSED or one.reason.code == "stand_in")
    }
    for p in [*e.free(), *(e.profiles[column] for column in guessed.values())]:
        moves = movements(p)
        if p.values and p.distinct <= 50 and not is_named(p.name, STATES) and (moves or _known_share(p) >= 0.9):
            known_names = {type_of(v) for v in p.values}
            events = {type_of(v) or squeeze(v) for v in p.values if is_event(v) and not status_of(v)}  # no mere states
            if moves or len(events) >= 2 or "cart" in known_names:
                for field in [f for f, column in guessed.items() if column == p.name]:
                    del e.fields[field]
                    e.findings = [f for f in e.findings if field != "item" or f.code != "stand_in"]
                e.give("type", [p.name], 0.8, Finding("known_events", "its values are names of events"))
                return p
    return None


def _known_share(p: Profile) -> float:
    return sum(n for v, n in (p.values or {}).items() if is_event(v)) / p.filled if p.filled else 0.0


def _slip(name: str) -> str | None:
    """The known type that a name of the owner's is all but written like."""
    folded = name.strip().casefold()
    if type_of(name) or folded in CODE_OF:
        return None
    close = difflib.get_close_matches(folded, CANONICAL_TYPES, n=1, cutoff=_SLIP)
    return close[0] if close else next((t for t in CANONICAL_TYPES if sorted(t) == sorted(folded)), None)


def _canonical(name: str) -> str:
    """A type as the owner wrote it: canonical where it is known under any name, else as written."""
    return name if name in CODE_OF else type_of(name) or name.strip()


def _from_values(e: Evidence, p: Profile, given: dict[str, str], default: str | None) -> TypeRules:
    values = p.values or {}
    folded = {v.casefold(): v for v in values}
    lost = [v for v in given if v.casefold() not in folded]
    if lost:
        raise TypesNotFound(values=", ".join(lost), column=p.name, known=", ".join(list(values)[:20]))
    moves = settle_movements(e, p)
    mapping = {v: t for v in values if (t := moves.get(v, type_of(v)))}
    if not default:
        for value in _of_no_item(e, p, [v for v, t in mapping.items() if t == "view"]):
            del mapping[value]
    mapping |= {folded[v.casefold()]: _canonical(t) for v, t in given.items()}
    mapping |= settle_ledger(e, p, mapping, {folded[v.casefold()]: t for v, t in given.items()})
    unknown = [v for v in values if v not in mapping]
    if not default and unknown and (not mapping or all(re.fullmatch(r"-?\d+(\.0+)?", v) for v in unknown)):
        e.questions.append(ask_codes(e, p, unknown))
    if not any(t == "purchase" for t in mapping.values()) and default != "purchase":
        # JD and OTTO call the purchase an order; where both occur, an order is not yet paid.
        orders = [v for v, t in mapping.items() if t == "order" and v not in given]
        if orders:
            mapping |= dict.fromkeys(orders, "purchase")
            e.warn(
                "orders_bought",
                "`{values}` is taken as the purchase: the log has no other; --types says otherwise",
                values=", ".join(orders),
            )
        elif mapping:
            e.warn(
                "no_purchase",
                'no event of this log is known as a purchase; if one is, name it: --types "VALUE=purchase"',
            )
    if unknown and mapping and not default:
        e.warn("own_types", "events kept under their own names: {names}", "note", names=", ".join(unknown[:20]))
    return TypeRules(values=mapping, default=default)


def _of_no_item(e: Evidence, p: Profile, views: list[str]) -> list[str]:
    """Which of several kinds of views never name a product, where others do: pages (GA4 tells `page_view` beside
    `view_item`) would count each view twice."""
    if len(views) < 2 or "item" not in e.fields:
        return []
    kind, item = bare_sql(name_sql(p.name)), name_sql(e.fields["item"].columns[0])
    counts = dict(e.con.execute(f"SELECT {kind}, count({item}) FROM {e.rows} GROUP BY 1").fetchall())
    none = [v for v in views if not counts.get(v)]
    return none if len(none) < len(views) else []


def tells_of_refunds(e: Evidence) -> bool:
    """Whether every row is a return: a table without event types whose time is that of one, or that is called so."""
    if e.mapped("type") or e.options.types or any(_known_share(p) >= 0.5 for _, p in e.named("type")):
        return False
    times = e.fields["time"].columns if "time" in e.fields else ()
    if any(is_named(c, REFUND_TIMES) for c in times):
        return True
    called = [type_of(w) for w in re.split(r"[_\W]+", clean_name(PurePath(e.where).name.partition(".")[0])) if w]
    ids = any(re.match(r"(refund|return)s?_(id|no|number)$", clean_name(c)) for c in e.profiles)
    return called == ["refund"] or ("refund" in called and ids)


def _without_column(e: Evidence, owner: str) -> TypeRules:
    if tells_of_refunds(e):
        text = "no column of event types: every row of {file} is taken as a return"
        e.warn("refunds_only", text, "note", file=e.where)
        return TypeRules(default="refund")
    if any(f in e.fields for f in ("order", "quantity", "amount")) or "status" in e.fields:
        text = "no column of event types: every line is a purchase, but for those whose state or sign says otherwise"
        e.warn("purchases_only", text, "note")
        return TypeRules(default="purchase", **_returns(e))
    words = {type_of(w) for w in re.split(r"[_\W]+", clean_name(e.where)) if w} - {None}
    if len(words) == 1:
        name = str(words.pop())
        name = "purchase" if name == "order" else name
        e.warn(
            "type_of_file",
            "no column of event types: every row is taken as `{type}`, after the name of the file;"
            ' --types "*=TYPE" says otherwise',
            type=name,
        )
        return TypeRules(default=name)
    if owner == "session" and "price" not in e.fields:
        e.warn(
            "taken_as_views",
            "no column of event types, no user and no money: every row is taken as a view; if it is "
            'something else: --types "*=TYPE"',
        )
        return TypeRules(default="view")
    e.questions.append(UnclearType())
    return TypeRules(default="view")


def _returns(e: Evidence) -> dict[str, Any]:
    """How returns and corrections are told in a log of purchases."""
    rules: dict[str, Any] = {}
    for field in ("quantity", "amount", "price"):
        if field in e.fields:
            value = number_sql("v", e.fields[field].form)
            if e.of_values(
                e.fields[field].columns[0],
                f"count(*) FILTER (WHERE {value} < 0 OR ({value} = 0 AND {field == 'quantity'}))",
            )[0]:
                rules["signs"] = True
    if "order" in e.fields:
        rules |= _marks(e)
    return rules


def _marks(e: Evidence) -> dict[str, str]:
    """Letters before the number of an order: C marks cancellations where its lines are negative, A bad debt."""
    order = bare_sql(name_sql(e.fields["order"].columns[0]))
    letter = f"upper(regexp_extract({order}, '^([A-Za-z])\\d+$', 1))"
    money = next((f for f in ("quantity", "amount") if f in e.fields), None)
    negative = "false"
    if money:
        negative = f"{number_sql(name_sql(e.fields[money].columns[0]), e.fields[money].form)} < 0"
    counts = e.con.execute(
        f"SELECT {letter} AS mark, count(*), count(*) FILTER (WHERE {negative}) FROM {e.rows}"
        f" WHERE {order} IS NOT NULL GROUP BY 1"
    ).fetchall()
    total = sum(n for _, n, _ in counts)
    refund, other = "", ""
    for mark, n, below in sorted(counts):
        if mark and n < 0.1 * total:
            if below >= 0.9 * n:
                refund += mark
            elif n < 0.001 * total:
                other += mark
    if {mark: n for mark, n, _ in counts}.get("", 0) < 0.8 * total:
        return {}  # letters are part of ordinary numbers here
    if refund or other:
        e.warn(
            "order_marks",
            "orders that begin with {refund} are refunds; with {other}: corrections, no purchases",
            "note",
            refund=refund or "-",
            other=other or "-",
        )
    return {"refund_mark": refund, "other_mark": other}


def find_status(e: Evidence) -> tuple[dict[str, str], UnknownStates | None]:
    """State of an order -> what became of it, and what has to be asked of the others; decides the field `status` where
    its words are known, or `--types` says what they mean.
    """
    open_: tuple[Profile, list[str]] | None = None  # all of whose states are unknown
    columns = e.mapped("status")
    candidates = [e.profiles[columns[0]]] if columns else [p for _, p in e.named("status")]
    if not columns:
        free = [p for p in e.free() if p not in candidates]
        candidates += [p for p in free if p.distinct > 1 and flag_states(p.name, p.values or ())]
        candidates += [p for p in free if p.distinct <= _FEW_STATES and _are_of_orders(e, p)]
    for p in candidates:
        if p.values is None or p.distinct > 200:
            continue
        told = _told_states(e, p)
        words = flag_states(p.name, p.values) or {v: s for v in p.values if (s := status_of(v))}
        words |= told
        lost = [v for v in p.values if v not in words]
        few = p.distinct <= _FEW_STATES and not _is_place(p.name)
        if words and (columns or told or few or sum(p.values[v] for v in words) >= 0.5 * p.filled):
            text = (
                "states of orders; only tells which lines are no purchases, never a feature: it is that of the"
                " export's day"
            )
            e.give("status", [p.name], None if columns else 0.9, said() if columns else Finding("status", text))
            if "refunded" in words.values():
                text = "orders that were refunded stay purchases at their time: when the money went back is not said"
                e.warn("refunded_later", text, "note")
            if open_ is not None:
                _tell_unknown(e, *open_)
            if sum(p.values[v] for v in lost) >= _ASKED * p.filled and not (told or ALL_OTHERS in e.options.types):
                return words, _ask_states(e, p, lost)
            if lost:
                _tell_unknown(e, p, lost)
            return words, None
        if not (columns or (p.distinct > 1 and p.distinct <= _MOST_STATES and not _is_place(p.name))):
            continue
        whole = fields_of(p.name).get("status", (0, 0, False))[2]
        if (columns or whole) and ALL_OTHERS not in e.options.types:
            open_ = open_ or (p, lost)
        elif few and not e.mapped("type") and not e.named("type"):
            _tell_unknown(e, p, lost)
    return {}, _ask_states(e, *open_) if open_ else None


def unknown_of_purchases(e: Evidence, rules: TypeRules) -> bool:
    """Whether enough purchases of a type column are in a state that nobody knows."""
    kind, state = bare_sql(name_sql(e.fields["type"].columns[0])), name_sql(e.fields["status"].columns[0])
    bought = [v for v, t in rules.values.items() if t == "purchase"]
    among, known = (", ".join(map(text_sql, some)) for some in (bought or [""], rules.status))
    unknown, rows = e.one(f"count(*) FILTER ({state} NOT IN ({known})), count(*)", f"{kind} IN ({among})")
    return bool(unknown and unknown >= _ASKED * rows)


def find_flags(e: Evidence) -> dict[str, dict[str, str]]:
    """Columns beside the state of an order in which a cancellation, a return or a test is told by what stands there:
    column -> value -> what became of the order; value "" is any at all (when or why it was cancelled)."""
    flags: dict[str, dict[str, str]] = {}
    for p in e.free():
        if not p.filled:
            continue
        if is_named(p.name, CANCELLED):
            found = {"": "cancelled"} if p.share_filled <= _MOST_CANCELLED else {}
        elif p.distinct > 1 or p.share_filled < 1:
            found = {v: s for v, s in flag_states(p.name, p.values or ()).items() if s not in ("paid", "unpaid")}
        else:
            continue
        if found:
            flags[p.name] = found
            text = "tells which lines are no purchases ({share:.1%} of the rows have a value), and is never a feature"
            e.drop(p.name, "flag", text, share=p.share_filled)
    return flags


def _are_of_orders(e: Evidence, p: Profile) -> bool:
    """Whether a column is that of states by its values alone, of any name: some are of orders that fell through."""
    values = p.values or {}
    known = {v: s for v in values if (s := status_of(v))}
    states = set(known.values())
    named = bool(e.mapped("type") or e.named("type") or is_named(p.name, STATES) or fields_of(p.name).get("type"))
    most = sum(values[v] for v in known) >= _MOST_KNOWN * p.filled
    return not named and most and "paid" in states and not states.isdisjoint(("unpaid", "cancelled"))


def _told_states(e: Evidence, p: Profile) -> dict[str, str]:
    """States that `--types` explains: all that it names are values of this column, and no column holds event types."""
    by_value = {v.casefold(): _canonical(t) for v, t in e.options.types.items() if v != ALL_OTHERS}
    kinds = [e.profiles[c] for c in e.mapped("type")[:1]] or [q for _, q in e.named("type")]
    if not e.mapped("status") and any(
        not by_value.keys().isdisjoint(v.casefold() for v in q.values or ()) for q in kinds
    ):
        return {}
    if not set(by_value) <= {v.casefold() for v in p.values or {}}:
        return {}
    return {v: _STATE_OF.get(by_value[v.casefold()], "paid") for v in p.values or {} if v.casefold() in by_value}


def _is_place(column: str) -> bool:
    return squeeze(column) in ("state", "estado")


def _ask_states(e: Evidence, p: Profile, lost: list[str]) -> UnknownStates:
    values = p.values or {}
    shown = sorted(lost, key=lambda v: (-values[v], v))[:_FEW_STATES]
    details = {v: tr("{n:,} rows ({share:.1%})", n=values[v], share=values[v] / p.filled) for v in shown}
    proposal = ",".join(f"{v}=?" for v in shown)
    return UnknownStates(column=p.name, proposal=proposal, details=details)


def _tell_unknown(e: Evidence, p: Profile, lost: list[str]) -> None:
    e.warn(
        "unknown_states",
        "states of `{column}` that are not known, taken as paid: {values};"
        ' --types "VALUE=cancel,VALUE=order" says which are cancelled or not paid',
        column=p.name,
        values=", ".join(lost[:10]),
    )
