"""One source, two languages: what there is one of stands in the singular, in English, whatever the sentence."""

from __future__ import annotations

import pytest

from foresale.language import tr, use


@pytest.mark.parametrize(
    ("template", "facts", "said"),
    [
        ("less than {days:.0f} days of history", {"days": 1.2}, "less than 1 day of history"),
        ("less than {days:.0f} days of history", {"days": 2.0}, "less than 2 days of history"),
        ("{n:,} rows of {file} were left out", {"n": 1, "file": "1 days.csv"}, "1 row of 1 days.csv was left out"),
        ("{n:,} rows ({share:.1%})", {"n": 1001, "share": 1}, "1,001 rows (100.0%)"),
        ("{rows} rows, {buyers} buyers", {"rows": "11", "buyers": "1"}, "11 rows, 1 buyer"),
        ("{n:,} events repeat another one exactly and are kept: x are y", {"n": 1},
         "1 event repeats another one exactly and is kept: x are y"),
        ("{file} has {n} further rows for ids", {"file": "a", "n": 1}, "a has 1 further row for ids"),
        ("{n:,} rows list more than the list", {"n": 1}, "1 row lists more than the list"),
        ("days of {n}", {"n": 1}, "days of 1"),
    ],
)  # fmt: skip
def test_one_of_a_kind_is_singular(template: str, facts: dict[str, object], said: str) -> None:
    with use("en"):
        assert tr(template, **facts) == said


def test_chinese_knows_no_plural() -> None:
    with use("zh"):
        assert tr("less than {days:.0f} days of history", days=1.0) == "历史不足 1 天"
