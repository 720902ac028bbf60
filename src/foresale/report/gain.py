"""What the model gains over what a shop has without it: its habit, and a yardstick. Both stand next to the answer."""

from __future__ import annotations

from foresale.judging.curves import USUAL_LISTS
from foresale.judging.quality import ListSize, Quality
from foresale.language import tr
from foresale.models.registry import yardsticks
from foresale.report.blocks import Point
from foresale.report.numbers import about, count, figure
from foresale.report.words import Outcome, model


def own_list(q: Quality) -> ListSize | None:
    """The list as long as the habit's own; the top tenth where the habit's is one of the usual sizes."""
    compared = [one for one in q.lists if one.difference is not None]
    own = [one for one in compared if not _usual(one)]
    return next(iter(own + [one for one in compared if one.share == 0.1] + compared), None)


def is_the_habits(q: Quality, one: ListSize) -> bool:
    """Whether a list is there because the habit's own has this length."""
    return one.difference is not None and not _usual(one)


def _usual(one: ListSize) -> bool:
    return any(abs(one.share - usual) < 1e-9 for usual in USUAL_LISTS)


def over_the_habit(q: Quality, words: Outcome) -> Point | None:
    """What a list of the same length holds more than the shop's usual one, in customers; None without a habit."""
    one = own_list(q)
    if one is None or one.difference is None or one.habit_precision is None or one.precision.value is None:
        return None
    sign = tr("Against the shop's habit, {habit}", habit=model(q, q.habit or ""))
    facts = {
        "size": count(one.size), "doers": words.doers, "own": about(one.buyers),
        "habit": about((one.habit_precision.value or 0.0) * one.size),
    }  # fmt: skip
    d = one.difference
    if d.word == "tie" or d.value is None or d.low is None or d.high is None:
        said = tr(
            "a list of the {size} likeliest held {own} {doers} in the test, the habit's list of that length {habit}: "
            "no difference that this test can show.", **facts,
        )  # fmt: skip
        return Point(said, sign)
    ends = sorted(abs(x) * one.size for x in (d.low, d.high))
    facts |= {"more": about(abs(d.value) * one.size), "low": about(ends[0]), "high": about(ends[1])}
    if d.word == "worse":
        said = tr(
            "a list of the {size} likeliest held {own} {doers} in the test: {more} fewer than the habit's list of that "
            "length (95% interval {low} to {high}). Keep to the habit.", **facts,
        )  # fmt: skip
        return Point(said, sign)
    said = tr(
        "a list of the {size} likeliest held {own} {doers} in the test: {more} more than the habit's list of that "
        "length (95% interval {low} to {high}).", **facts,
    )  # fmt: skip
    return Point(said, sign)


def over_the_yardstick(q: Quality) -> Point | None:
    """Whether the order is better than the yardstick's (RFM logistic regression); None where that is the model itself,
    or is not there.

    AUC, as it needs no length of a list.
    """
    beside = {m.name: m for m in q.models if m.name in yardsticks() and m.role != "chosen"}
    found = [d for d in q.differences if d.against in beside and d.metric == "auc" and d.value is not None]
    if not found:
        return None
    d = found[0]
    facts = {
        "own": figure(q.models[0].metrics["auc"].value), "other": figure(beside[d.against].metrics["auc"].value),
        "value": figure(d.value, signed=True), "low": figure(d.low, signed=True), "high": figure(d.high, signed=True),
    }  # fmt: skip
    sign = tr("Against {model}", model=model(q, d.against))
    if d.word == "better":
        said = tr("a better order, AUC {own} against {other}: {value} (95% interval {low} to {high}).", **facts)
    elif d.word == "worse":
        said = tr("a worse order, AUC {own} against {other}: {value} (95% interval {low} to {high}).", **facts)
    else:
        said = tr(
            "AUC {own} against {other}: no difference in the order that this test can show ({value}, 95% interval "
            "{low} to {high}).", **facts,
        )  # fmt: skip
    return Point(said, sign)
