"""Sentences of this floor that stand in constants have Chinese too."""

from __future__ import annotations

import pytest
from shops import daily_shop

from foresale.errors import QuestionUnreadable
from foresale.language import catalogue, use
from foresale.tasks import grammar, ground, plan, questions
from foresale.tasks.choose import choose_task
from foresale.tasks.grammar import parse_task
from foresale.tasks.plan import plan_cutoffs
from foresale.tasks.questions import which_questions

SENTENCES = [
    *plan.KINDS.values(),
    *(getattr(ground, name) for name in ("LATE", "EARLY", "HOLE", "BREAK")),
    *questions.LIMITED.values(),
    *(getattr(questions, n) for n in ("CARRIED", "FEW_PEOPLE", "TOO_FEW", "TOO_SHORT", "NO_USERS", "LATER")),
    questions.HOLES,
    questions.NO_PLACE,
    questions.GUESTS_ONLY,
    questions.NO_PURCHASES,
    questions.MISSING,
    *(text for text, _ in questions.LATER_QUESTIONS),
    *(what for _, what in grammar.LATER),
    grammar.LATER_GRAIN,
]


def test_every_constant_has_chinese():
    assert sorted(set(SENTENCES) - set(catalogue("zh"))) == []


@pytest.mark.parametrize(
    "text", ["", "buys in", "no x", "does x", "labels x", "churn", '"x" within 7d', "buys within", "buys within 7",
             "buys for x", "buys for active(7)", "buys within x"],
)  # fmt: skip
def test_what_was_wanted_is_said_in_chinese(text):
    with use("zh"), pytest.raises(QuestionUnreadable) as error:
        parse_task(text)
    assert error.value.facts["wanted"] in catalogue("zh").values()


def test_findings_about_a_log_are_said_in_chinese():
    log = daily_shop(92)
    choice = choose_task(log)
    found = plan_cutoffs(log, choice.task)
    why = [q.why for q in which_questions(log)] + [r.why for r in found.refused] + [found.reason, *choice.reasons]
    assert {f.text for f in why} <= set(catalogue("zh"))
    with use("zh"):
        assert all(str(f) != f.text and str(f) for f in why)
