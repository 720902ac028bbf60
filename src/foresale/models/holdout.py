"""Rows apart for choosing: whole users, without chance."""

from __future__ import annotations

import math

from foresale.models.base import TrainingData

HELD_OUT = 5  # one user in five


def with_check(data: TrainingData, validate: TrainingData | None) -> tuple[TrainingData, TrainingData]:
    """(rows to learn from, rows to choose on): `validate` where there is one, else a fifth of the users of `data`."""
    if validate is not None:
        return data, validate
    folds = data.folds(HELD_OUT)
    return data.rows(folds != 0), data.rows(folds == 0)


def part_of_users(data: TrainingData, most_rows: int) -> TrainingData:
    """All rows of every k-th user, with the smallest k that leaves at most about `most_rows`."""
    k = math.ceil(len(data) / most_rows)
    return data if k <= 1 else data.rows(data.folds(k) == 0)
