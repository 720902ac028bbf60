"""Event types that are numbers: what people did under each of them, and how a known public log reads them.

Numbers mean nothing by themselves: 3 is the cart in one of these logs and a favourite in the next. So even where the
columns are exactly those of a known log, and what people did fits, its reading is proposed and asked about.
"""

from __future__ import annotations

from typing import NamedTuple

from foresale.errors import UnclearTypes
from foresale.language import tr
from foresale.log.cells import bare_sql, name_sql, text_sql
from foresale.log.evidence import Evidence
from foresale.log.profile import Profile

_MOST_BOUGHT = 0.25  # share of purchases among the rows of a log of clicks; the known ones have 1 to 4 %
_SELDOM_AGAIN = 0.5  # different pairs of user and item a purchase
_LOOKED_AT = 0.2  # purchases of what the same user has also looked at; samples of logs have lost many of the looks


class PublicLog(NamedTuple):
    """A published log: all of its columns, and what its codes mean."""

    name: str
    columns: str
    codes: dict[str, str]


KNOWN = (
    PublicLog(
        "Tmall 2014", "user_id brand_id type visit_datetime",
        {"0": "view", "1": "purchase", "2": "favourite", "3": "cart"},
    ),
    PublicLog(
        "Tmall repeat buyers (IJCAI-15)", "user_id item_id cat_id seller_id brand_id time_stamp action_type",
        {"0": "view", "1": "cart", "2": "purchase", "3": "favourite"},
    ),
    PublicLog(
        "Tianchi mobile recommendation", "user_id item_id behavior_type user_geohash item_category time",
        {"1": "view", "2": "favourite", "3": "cart", "4": "purchase"},
    ),
    PublicLog(
        "JData 2017", "user_id sku_id time model_id type cate brand",
        {"1": "view", "2": "cart", "3": "cart_remove", "4": "purchase", "5": "favourite", "6": "view"},
    ),
    PublicLog(
        "Taobao and Koubei (IJCAI-16)", "user_id seller_id item_id category_id online_action_id time_stamp",
        {"0": "view", "1": "purchase"},
    ),
)  # fmt: skip


def ask_codes(e: Evidence, p: Profile, unknown: list[str]) -> UnclearTypes:
    """The question what the values of a column mean, with what was counted under each and the reading proposed."""
    values = p.values or {}
    user, item = (e.fields[f].columns[0] if f in e.fields else None for f in ("user", "item"))
    common = next(iter(values))
    after = _after(e, p.name, user, item, [common])
    details = {}
    for value in list(values)[:12]:
        details[value] = tr("{n:,} rows ({share:.1%})", n=values[value], share=values[value] / p.filled)
        if value != common and value in after:
            text = ", {share:.0%} on an item on which the same user also has {code}"
            details[value] += tr(text, share=after[value], code=common)
    # The most frequent event is a view in every known log; the others only their owner knows.
    guess = {v: "view" if v == common and not _carries_money(e, p, v) else "?" for v in sorted(unknown)[:12]}
    if (known := _known(e, p)) and user and item:
        if _fits(e, p, known, user, item):
            guess = {v: known.codes[v.removesuffix(".0")] for v in sorted(unknown)}
            text = "the columns are those of {name}, and what people did fits its codes: nobody but you can be sure"
        else:
            text = "the columns are those of {name}, but what people did does not fit its codes"
        details["known"] = tr(text, name=known.name)
    proposal = ",".join(f"{v}={name}" for v, name in guess.items())
    return UnclearTypes(column=p.name, proposal=proposal, details=details)


def _carries_money(e: Evidence, p: Profile, value: str) -> bool:
    """Whether most rows of a value have an amount: whoever only looks spends none."""
    if "amount" not in e.fields:
        return False
    amount = name_sql(e.fields["amount"].columns[0])
    rows, paid = e.one(f"count(*), count({amount})", f"{bare_sql(name_sql(p.name))} = {text_sql(value)}")
    return bool(paid > 0.5 * rows)


def _known(e: Evidence, p: Profile) -> PublicLog | None:
    columns = {name.strip().casefold() for name in e.profiles}
    found = (known for known in KNOWN if columns == set(known.columns.split()))
    return next((k for k in found if {v.removesuffix(".0") for v in p.values or ()} <= set(k.codes)), None)


def _after(e: Evidence, kind: str, user: str | None, item: str | None, first: list[str]) -> dict[str, float]:
    """Value of `kind` -> share of its rows whose user has one of `first` on the same item."""
    if not (user and item):
        return {}
    u, i, t = name_sql(user), name_sql(item), name_sql(kind)
    return dict(
        e.con.execute(
            f"SELECT {t}, avg((pairs.{u} IS NOT NULL)::INTEGER) FROM {e.rows} LEFT JOIN (SELECT DISTINCT {u}, {i} FROM"
            f" {e.rows} WHERE {t} IN ({', '.join(map(text_sql, first))})) AS pairs USING ({u}, {i}) GROUP BY 1"
        ).fetchall()
    )


def _fits(e: Evidence, p: Profile, known: PublicLog, user: str, item: str) -> bool:
    """Views are most rows; purchases are few, seldom of one product twice, and mostly of what was looked at."""
    values = p.values or {}
    looks, buys = ([v for v in values if known.codes[v.removesuffix(".0")] == name] for name in ("view", "purchase"))
    bought = sum(values[v] for v in buys)
    if not bought or sum(values[v] for v in looks) <= 0.5 * p.filled or bought > _MOST_BOUGHT * p.filled:
        return False
    after = _after(e, p.name, user, item, looks)
    pair = ", ".join(bare_sql(name_sql(c)) for c in (user, item))
    kinds = ", ".join(map(text_sql, buys))
    (different,) = e.one(f"count(DISTINCT ({pair}))", f"{name_sql(p.name)} IN ({kinds})")
    followed = sum(after[v] * values[v] for v in buys) / bought
    return bool(different >= _SELDOM_AGAIN * bought and followed >= _LOOKED_AT)
