"""Columns, categories and scales: planted answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shop import DAY_US, LEVELS, data_of, shop, table_of

from foresale.models.base import TrainingData
from foresale.models.encoding import PRIOR_ROWS, choose_columns, fit_for_linear, fit_for_trees


def test_columns_that_teach_nothing_are_left_out() -> None:
    """Constant, always missing, a copy, the same for everybody at a cutoff; not one that is sometimes missing."""
    n = np.arange(40.0)
    cutoff = (np.arange(40) // 10) * 7 * DAY_US
    columns = {
        "b": n, "a_copy_of_b": n, "constant": n * 0, "empty": n * np.nan, "month": cutoff / DAY_US,
        "sometimes": np.where(n % 2, 1.0, np.nan),
    }  # fmt: skip
    data = replace(data_of(table_of(columns), n % 2), cutoff=cutoff)
    assert choose_columns(data).names == ("a_copy_of_b", "sometimes")


def test_what_tells_cutoffs_apart_stays_where_they_are_many() -> None:
    cutoff = np.repeat(np.arange(100), 3) * DAY_US
    data = replace(data_of(table_of({"month": cutoff, "x": np.arange(300)}), np.arange(300) % 2), cutoff=cutoff)
    assert choose_columns(data).names == ("month", "x")


def with_devices(codes: list[float], label: list[float], user: list[int]) -> TrainingData:
    table = table_of({"device": codes, "x": np.arange(len(codes))}, {"device": LEVELS})
    return data_of(table, label, user=user)


def test_a_category_is_its_rate_shrunk() -> None:
    data = with_devices([0.0] * 60 + [1.0] * 20 + [np.nan] * 20, [1.0] * 30 + [0.0] * 50 + [1.0] * 20, list(range(100)))
    encoder, _ = fit_for_trees(data)
    base = 30.5 / 81  # of rows with a device
    expected = [(30 + PRIOR_ROWS * base) / 80, PRIOR_ROWS * base / 40, base, np.nan]
    asked = with_devices([0.0, 1.0, 3.0, np.nan], [0.0] * 4, list(range(4)))
    np.testing.assert_allclose(encoder(asked.table)[:, 0], expected, rtol=1e-6)


def test_the_state_can_be_filed_on_every_system() -> None:
    """Names of arrays become names of files: no sign that Windows forbids."""
    encoder, _ = fit_for_trees(with_devices([0.0, 1.0] * 30, [0.0, 1.0] * 30, list(range(60))))
    _, arrays = encoder.state()
    assert arrays and not any(sign in name for name in arrays for sign in '<>:"\\|?*')


def test_a_category_of_one_user_tells_nothing_of_that_user() -> None:
    """All of a user's rows are encoded without any of them: the lone tablet owner, who always buys, gets the base."""
    codes = [0.0] * 90 + [2.0] * 10
    label = [0.0, 1.0] * 45 + [1.0] * 10
    users = [*range(90), *[90] * 10]
    _, x = fit_for_trees(with_devices(codes, label, users))
    assert x[90:, 0] == pytest.approx(0.5, abs=0.03)


def test_linear_columns() -> None:
    n = 100
    wait = np.where(np.arange(n) < 30, np.nan, np.arange(n))
    table = table_of(
        {"device": np.arange(n) % 4 * (np.arange(n) < 90), "money": np.arange(n) ** 3.0 - 50, "wait": wait},
        {"device": LEVELS},
    )
    data = data_of(table, np.arange(n) % 2)
    encoder = fit_for_linear(data, choose_columns(data))
    x = encoder(table)
    assert encoder.sources == ("money", "wait", "wait", "device", "device", "device", "device")
    np.testing.assert_allclose(x[:, :2].mean(axis=0), 0, atol=1e-9)  # the mean stands for what is missing
    np.testing.assert_array_equal(x[:, 2], np.isnan(wait))
    assert (np.diff(x[:, 0]) > 0).all()
    np.testing.assert_array_equal(x[:, 3:].sum(axis=1), 1)


def test_values_beyond_training_are_taken_for_its_furthest() -> None:
    train, _ = shop(200)
    encoder = fit_for_linear(train, choose_columns(train))
    far = replace(train.table, values=np.where(np.isnan(train.table.values), np.nan, np.float32(1e30)))
    far.values[:, train.table.names.index("device")] = 0
    seen = encoder(train.table)
    assert (encoder(far)[:, : len(encoder.numbers)] <= seen.max(axis=0)[: len(encoder.numbers)] + 1e-12).all()


@settings(max_examples=25, deadline=None)
@given(users=st.lists(st.integers(0, 12), min_size=1, max_size=60), k=st.integers(1, 6))
def test_folds_hold_whole_users_and_no_names(users: list[int], k: int) -> None:
    n = len(users)
    data = data_of(table_of({"x": np.arange(n)}), np.zeros(n), user=users)
    folds = data.folds(k)
    assert all(len(set(folds[np.array(users) == u])) == 1 for u in set(users))
    assert set(folds) == set(range(min(k, len(set(users)))))
    renamed = replace(data, user=1000 - 3 * data.user)
    np.testing.assert_array_equal(renamed.folds(k), folds)
