"""A total beyond all that was seen is said beside it."""

from __future__ import annotations

import msgspec
import pytest

from factories import example_judged
from foresale import language
from foresale.report.level import beyond_the_seen
from foresale.report.page import render

replace = msgspec.structs.replace


@pytest.mark.parametrize(("times", "word"), [(1.3, "more"), (1.0, ""), (0.5, "fewer")])
def test_more_or_fewer_than_ever_came(times, word):
    judged = example_judged()
    q, scored = judged.horizons[-1], judged.scored[-1]
    rates = [one.rate for one in q.base_rates]
    value = scored.rows * (max(rates) if times >= 1 else min(rates)) * times
    told = replace(scored, expected=replace(scored.expected, value=value))
    with language.use("en"):
        said = beyond_the_seen(q, told)
        assert (word in said) if word else said == ""
        page = render(replace(judged, scored=(told,)))
    assert (said.split(",")[0] in page) if word else ("with a known answer (" not in page)
    with language.use("zh"):
        assert bool(beyond_the_seen(q, told)) == bool(word) and "That is" not in beyond_the_seen(q, told)


def test_one_or_two_dates_say_nothing():
    judged = example_judged()
    q, scored = judged.horizons[-1], judged.scored[-1]
    many = replace(scored, expected=replace(scored.expected, value=float(scored.rows)))
    assert [bool(beyond_the_seen(replace(q, base_rates=q.base_rates[:n]), many)) for n in (0, 1, 2, 3)] == [
        False, False, False, True
    ]  # fmt: skip
