"""1: the answer in a sentence, what it gains over the habit and over a yardstick, one picture, and the verdict."""

from __future__ import annotations

from foresale.judging.judged import Judged, Scored
from foresale.judging.quality import Quality
from foresale.language import tr
from foresale.report.blocks import Beside, Block, Points, Section, Text, points
from foresale.report.charts.tenths import tenths
from foresale.report.gain import over_the_habit, over_the_yardstick
from foresale.report.horizons import shorter_test
from foresale.report.level import beyond_the_seen
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
    if beyond := beyond_the_seen(last, judged.scored[-1]):
        answers.append(Text(beyond))
    gains = [point for point in (over_the_habit(last, words), over_the_yardstick(last)) if point]
    judgement: list[Block] = []
    for q in reversed(judged.horizons):
        judgement += _verdict(q, several=len(judged.horizons) > 1)
    if last.leaks:
        judgement += [Text(tr("Look at this first"), "strong"), points(last.leaks)]
    judgement.append(Text(tr(
        "p is the probability that the model gives to one customer; a row is one customer at one date. Ranges without "
        "a name are 95% intervals."
    ), "note"))  # fmt: skip
    columns: list[list[Block]] = [judgement]
    if last.gains:
        columns.insert(0, [*shorter_test(last), tenths(last, words, "tenths")])
    compared: list[Block] = [Points(gains)] if gains else []
    return Section("answer", tr("The answer"), [*answers, *compared, Beside(columns)])


def sentence(q: Quality, scored: Scored, words: Outcome) -> str:
    """Of 4,067 customers, about 1,190 (90% range 1,010 to 1,390) will buy within 30 days; the top tenth held 27%."""
    e = scored.expected
    facts = {
        "rows": count(scored.rows), "value": about(e.value), "low": about(e.low), "high": about(e.high),
        "will": words.will, "length": length(q.horizon), "doers": words.doers,
    }  # fmt: skip
    top = q.gains[0].share if q.gains else None
    if top is None:
        return tr("Of {rows} customers, about {value} (90% range {low} to {high}) {will} within {length}.", **facts)
    if not q.verdict.order:
        return tr(
            "Of {rows} customers, about {value} (90% range {low} to {high}) {will} within {length}; who they are, this "
            "model cannot tell.", **facts,
        )  # fmt: skip
    return tr(
        "Of {rows} customers, about {value} (90% range {low} to {high}) {will} within {length}; in the test the top "
        "tenth held {share} of the {doers}.", share=share(top), **facts,
    )  # fmt: skip


def _verdict(q: Quality, several: bool) -> list[Block]:
    """The word, what it allows, and what speaks against p; what was checked and held stands with the probabilities."""
    name, meaning = verdict(q.verdict)
    title = tr("Verdict: {word}", word=name)
    if several:
        title = tr("Verdict within {length}: {word}", length=length(q.horizon), word=name)
    warnings = [reason for reason in q.verdict.reasons if reason.level == "warning"]
    return [Text(title, "strong"), Text(meaning), points(warnings or q.verdict.reasons[:1])]
