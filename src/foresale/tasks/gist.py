"""What a question in free words comes to: `who will buy in 30 days?` -> `buys within 30d`, `30天内购买` likewise.

Only ever proposed, never taken: a question that is not written as the grammar has it is refused, with this to paste.
"""

from __future__ import annotations

import re

from foresale.tasks.duration import nearest_duration

# What a word begins with -> the verb; the first that is found anywhere in the opening wins.
STEMS = (
    (r"\b(cart|basket)|加购|购物车", "carts"),
    (r"\b(buy|bought|purchas|repurchas)|购买|下单|复购|买", "buys"),
    (r"\b(view|visit|brows|click)|浏览|查看|点击|访问", "views"),
    (r"\b(favou?rit|wish)|收藏", "favourites"),
    (r"\bsearch|搜索", "searches"),
    (r"\b(refund|return)|退货|退款", "refunds"),
    (r"\bcancel|取消", "cancels"),
    (r"\border", "orders"),
)
NOT = re.compile(r"\b(no|not|never|without)\b|n't\b|\bstop|[不没未]")
LEAVES = re.compile(r"\b(churn|leav|left\b|laps|quit)|流失|离开")
UNITS = (("小时", "h"), ("天", "d"), ("日", "d"), ("周", "w"), ("星期", "w"), ("个月", "mo"), ("月", "mo"), ("年", "y"))
NUMBERS = {"a": 1, "an": 1, "one": 1, "next": 1, "two": 2, "three": 3, "six": 6}
LENGTH = re.compile(
    rf"(\d+|\b(?:{'|'.join(NUMBERS)})\b)\s*(hours?|days?|weeks?|months?|quarters?|years?|mo|[hdwy])(?![a-z])"
)


def gist(text: str) -> str | None:
    """The sentence that the opening of `text` (up to `within` or `for`) stands for, the rest as it is.

    None where no verb is found, and where the opening names a type in quotes, a function or a file.
    """
    opening = re.split(r"\b(?:within|for)\b", text, maxsplit=1, flags=re.IGNORECASE)[0]
    rest, said = text[len(opening) :].lower(), opening.casefold()
    if any(sign in opening for sign in '":'):
        return None
    verb = next((verb for stem, verb in STEMS if re.search(stem, said)), None)
    if LEAVES.search(said):
        verb = "no buys"
    elif verb and NOT.search(said):
        verb = f"no {verb}"
    if verb is None:
        return None
    lengths = lengths_in(said)
    within = f" within {','.join(lengths)}" if lengths and "within" not in rest else ""
    return f"{verb}{within} {rest}".strip()


def lengths_in(text: str) -> list[str]:
    """The lengths of time that free words name: `the next two weeks` -> `2w`."""
    for chinese, unit in UNITS:
        text = text.replace(chinese, f"{unit} ")
    return [nearest_duration(f"{NUMBERS.get(n, n)}{unit}") for n, unit in LENGTH.findall(text.casefold())]
