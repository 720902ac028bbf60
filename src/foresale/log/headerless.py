"""A file without a header: what its columns are by their values alone. Certain for one public form, else a proposal."""

from __future__ import annotations

import msgspec

from foresale.errors import UnclearColumns
from foresale.language import tr
from foresale.log.cells import bare_sql
from foresale.log.evidence import Evidence
from foresale.log.findings import Finding
from foresale.log.profile import Profile
from foresale.log.times import EARLIEST_US, instant_sql, latest_us
from foresale.log.vocabulary import type_of

_TAOBAO = {"pv", "buy", "cart", "fav"}
_FIELD_NAMES = {"user": "user_id", "item": "item_id", "category": "category_id", "type": "type", "time": "time"}


def read_without_header(e: Evidence) -> None:
    """Believe of each column what its values tell; ask for `--columns` unless the form is a known one."""
    found = _propose(e)
    certain = _is_taobao(e, found)
    names = {column: field for field, column in found.items()}
    line = ",".join(
        _FIELD_NAMES.get(names.get(c, ""), names.get(c, f"column{n + 1}")) for n, c in enumerate(e.profiles)
    )
    if certain:
        e.warn("known_form", "no header: recognised as a Taobao behaviour log, --columns {line}", line=line)
    else:
        details = {f"{n + 1}": _described(p) for n, p in enumerate(e.profiles.values())}
        e.questions.append(UnclearColumns(file=e.where, proposal=line, details=details))
    because = Finding("by_values", "no header: told by its values and its place")
    e.believed = dict.fromkeys(found, (0.9 if certain else 0.5, because))
    e.options = msgspec.structs.replace(e.options, map=found)


def _propose(e: Evidence) -> dict[str, str]:
    left = [p for p in e.profiles.values() if p.filled]
    found: dict[str, str] = {}

    def take(field: str, p: Profile) -> None:
        found[field] = p.name
        left.remove(p)

    for p in list(left):
        if "type" not in found and p.values and p.distinct <= 50:
            known = sum(n for v, n in p.values.items() if type_of(v))
            if known >= 0.9 * p.filled and p.distinct >= 2:
                take("type", p)
    times = [p for p in left if _holds_times(e, p)]
    if times:
        take("time", min(times, key=lambda p: (p.time(False)[0].kind != "text", list(e.profiles).index(p.name))))  # type: ignore[union-attr]
    ids = [p for p in left if p.share(r"[^.,]*") > 0.99 and not (p.share("9{1,3}") > 0.95 and p.distinct <= 500)]
    if ids:
        take("user", ids.pop(0))
    if len(ids) >= 2:
        ids.sort(key=lambda p: -p.distinct)
        category = next((p for p in ids[1:] if _decides(e, ids[0], p)), None)
        if category is not None:
            take("category", category)
    if ids:
        take("item", ids[0])
    numbers = [p for p in left if p.number[1] > 0.95]
    money = [p for p in numbers if p.share(r"-?9+[.,]9+") > 0.5]
    small = [p for p in numbers if p not in money and p.share("-?9{1,3}") > 0.95]
    if small:
        take("quantity", small[0])
    if money:
        take("amount" if small and "item" not in found else "price", money[0])
    return found


def _holds_times(e: Evidence, p: Profile) -> bool:
    form, share = p.time(named=False)
    if form is None or share < 0.95 or form.kind == "clock" or form.yearless:
        return False
    at = instant_sql(bare_sql("v"), form, "UTC")
    good = e.of_values(p.name, f"sum(n) FILTER (WHERE {at} BETWEEN {EARLIEST_US} AND {latest_us()})")[0]
    return bool((good or 0) >= 0.95 * p.filled)


def _decides(e: Evidence, item: Profile, category: Profile) -> bool:
    """Whether (nearly) every item has one category, and the category says less than the item."""
    if category.distinct >= 0.8 * item.distinct:
        return False
    return e.distinct(item.name, category.name) <= 1.02 * item.distinct + 1


def _is_taobao(e: Evidence, found: dict[str, str]) -> bool:
    if list(e.profiles) != [found.get(f) for f in ("user", "item", "category", "type", "time")]:
        return False
    types = e.profiles[found["type"]].values or {}
    return set(types) <= _TAOBAO and "pv" in types and e.profiles[found["time"]].share("9{10}") > 0.95


def _described(p: Profile) -> str:
    shapes = ", ".join(shape for shape, _ in p.shapes[:2])
    return tr("{n:,} different values, written like {shapes}", n=p.distinct, shapes=shapes)
