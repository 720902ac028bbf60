"""1: the answer in a sentence, the verdict, one picture, and the gain over what the shop does anyway."""

from __future__ import annotations

from foresale.judging.curves import USUAL_LISTS
from foresale.judging.judged import Judged, ListSize, Quality, Scored
from foresale.language import tr
from foresale.report.blocks import Beside, Block, Section, Text, points
from foresale.report.charts.tenths import tenths
from foresale.report.horizons import shorter_test
from foresale.report.numbers import about, count, length, share
from foresale.report.words import Outcome, outcome, verdict


def answer(judged: Judged) -> Section:
    """The longest horizon is pictured; the others are named in a sentence each."""
    words = outcome(judged.question.text)
    answers = [
        Text(sentence(q, s, words), "lead" if k == 0 else "plain")
        for k, (q, s) in enumerate(reversed(list(zip(judged.horizons, judged.scored))))
    ]
    last = judged.horizons[-1]
    beside: list[Block] = []
    for q in reversed(judged.horizons):
        beside += _verdict(q, several=len(judged.horizons) > 1)
    gain = over_the_habit(last, words)
    if gain:
        beside += [Text(tr("Against the shop's own habit: {habit}", habit=_habit(last)), "strong"), Text(gain)]
    if last.leaks:
        beside += [Text(tr("Look at this first"), "strong"), points(last.leaks)]
    columns: list[list[Block]] = [beside]
    if last.gains:
        columns.insert(0, [*shorter_test(judged, last), tenths(last, words, "tenths")])
    return Section("answer", tr("The answer"), [*answers, Beside(columns)])


def sentence(q: Quality, scored: Scored, words: Outcome) -> str:
    """Of 4,067 customers, about 1,190 (1,010 to 1,390) will buy within 30 days; the top tenth holds 27% of them."""
    e = scored.expected
    facts = {
        "rows": count(scored.rows), "value": about(e.value), "low": about(e.low), "high": about(e.high),
        "will": words.will, "length": length(q.horizon),
    }  # fmt: skip
    top = q.gains[0].share if q.gains else None
    if top is None:
        return tr("Of {rows} customers, about {value} ({low} to {high}) {will} within {length}.", **facts)
    return tr(
        "Of {rows} customers, about {value} ({low} to {high}) {will} within {length}; the top tenth holds {share} of "
        "them.", share=share(top), **facts,
    )  # fmt: skip


def _verdict(q: Quality, several: bool) -> list[Block]:
    name, meaning = verdict(q.verdict.word)
    title = tr("Verdict: {word}", word=name)
    if several:
        title = tr("Verdict within {length}: {word}", length=length(q.horizon), word=name)
    return [Text(title, "strong"), Text(meaning), points(q.verdict.reasons)]


def _habit(q: Quality) -> str:
    return next((tr(m.title) for m in q.models if m.name == q.habit), q.habit or "")


def own_list(q: Quality) -> ListSize | None:
    """The list as long as the habit's own; the top tenth where the habit's is one of the usual sizes."""
    compared = [one for one in q.lists if one.difference is not None]
    own = [one for one in compared if all(abs(one.share - usual) > 1e-9 for usual in USUAL_LISTS)]
    return next(iter(own + [one for one in compared if one.share == 0.1] + compared), None)


def over_the_habit(q: Quality, words: Outcome) -> str:
    """What a list of the same length holds more than the shop's usual one, in customers; empty without a habit."""
    one = own_list(q)
    if one is None or one.difference is None or one.habit_precision is None or one.precision.value is None:
        return ""
    facts = {
        "size": count(one.size), "doers": words.doers, "own": about(one.buyers),
        "habit": about((one.habit_precision.value or 0.0) * one.size),
    }  # fmt: skip
    d = one.difference
    if d.word == "tie" or d.value is None or d.low is None or d.high is None:
        return tr(
            "A list of the {size} likeliest held {own} {doers} in the test, the shop's habit at the same length "
            "{habit}: "
            "no difference that this test can show.", **facts,
        )  # fmt: skip
    ends = sorted(abs(x) * one.size for x in (d.low, d.high))
    facts |= {"more": about(abs(d.value) * one.size), "low": about(ends[0]), "high": about(ends[1])}
    if d.word == "worse":
        return tr(
            "A list of the {size} likeliest held {own} {doers} in the test, the shop's habit at the same length "
            "{habit}: "
            "{more} more ({low} to {high}). Keep to the habit.", **facts,
        )  # fmt: skip
    return tr(
        "A list of the {size} likeliest held {own} {doers} in the test, the shop's habit at the same length "
            "{habit}: "
        "{more} fewer ({low} to {high}).", **facts,
    )  # fmt: skip
