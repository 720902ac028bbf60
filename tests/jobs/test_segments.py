"""Parts of the customers that the report looks at: each column of the log once, under its own name."""

from __future__ import annotations

import numpy as np

from foresale.features.family import Feature
from foresale.features.table import Table
from foresale.jobs.segments import attributes_of


def table(*columns: tuple[Feature, list[float]]) -> Table:
    values = np.array([column for _, column in columns], np.float32).T
    return Table(tuple(f for f, _ in columns), tuple("family" for _ in columns), np.ascontiguousarray(values))


def test_newest_and_usual_value_of_a_column_are_one_attribute_named_as_the_log_names_it() -> None:
    levels = ("France", "Japan", "other")
    found = attributes_of(
        table(
            (
                Feature("country_newest", "category", "country of the newest event", "none", levels=levels),
                [0, 1, np.nan],
            ),
            (Feature("country_usual", "category", "country of most events", "none", levels=levels), [1, 1, 0]),
            (Feature("plan_1_newest", "category", "plan", "none", levels=levels, source="Plan 1"), [2, 2, 0]),
            (Feature("gender", "category", "gender", "none", levels=("f", "m", "other")), [0, 1, 1]),
        ),
        "s",
    )
    assert list(found) == ["country", "Plan 1", "gender"]
    assert list(found["country"]) == ["France", "Japan", ""]
    assert list(found["gender"]) == ["f", "m", "m"]


def test_the_young_the_old_and_those_without_history() -> None:
    age = Feature("days_since_first_event", "days", "time since the first event in sight", "no event in sight")
    found = attributes_of(table((age, [3, 400, np.nan])), "s")
    assert list(found["customer"]) == ["new (first seen within 30 days)", "returning", "no history"]
