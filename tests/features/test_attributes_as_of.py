"""Attributes with a date: what a table says from an instant on is known after it, and at no cutoff before."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import DAY_US, NOON, event, features_of, log_of, spec_of

import foresale
from foresale.features.runner import one_user

LEVELS = ("iron", "gold", "lead")


def seen_at(table: dict, *cutoffs: int, user: str = "u") -> list[str | None]:
    """The user's level at each cutoff."""
    log = log_of([event(40), {**event(39), "user": "v"}], user_table=table)
    found = features_of(log, [user], cutoffs, spec_of(log, "profile")).to_arrow()["profile_level"]
    return found.to_pylist()


def test_each_row_holds_from_its_instant_to_the_next():
    table = {
        "user": ["u", "u", "v"], "valid_from": [NOON - 5 * DAY_US, NOON - 20 * DAY_US, NOON], "level": [*LEVELS],
    }  # fmt: skip
    cutoffs = [NOON - days * DAY_US for days in (30, 20, 19, 5, 4)]
    assert seen_at(table, *cutoffs) == [None, None, "gold", "gold", "iron"]
    assert seen_at(table, NOON, NOON + 1, user="v") == [None, "lead"], "strictly before, as all history"


def test_a_user_whom_the_log_does_not_know_has_none():
    table = {"user": ["u", "w"], "valid_from": [NOON - 5 * DAY_US] * 2, "level": ["iron", "gold"]}
    assert seen_at(table, NOON, user="w") == [None]


rows = st.lists(
    st.tuples(st.sampled_from("uvw"), st.integers(-20, 20), st.sampled_from(LEVELS), st.integers(0, 9)), max_size=12
)


@settings(max_examples=25, deadline=None)
@given(past=rows, future=rows, other=rows, cutoff=st.integers(-10, 10))
def test_rows_at_or_after_a_cutoff_change_nothing_of_it(past, future, other, cutoff):
    """Features, and the spec that is made as of the cutoff: vocabularies and learned forms."""
    events = [{**event(40 - k), "user": user} for k, user in enumerate("uvw")]
    at = NOON + cutoff * DAY_US

    def table(*later):
        """The rows before the cutoff, and those of `later` from the cutoff on; at most one an instant."""
        some = {("v", -25): ("lead", 5)} | {(u, d): (level, n) for u, d, level, n in past if d < cutoff}
        some |= {(u, max(d, cutoff)): (level, n) for part in later for u, d, level, n in part}
        return {
            "user": [u for u, _ in some], "valid_from": [NOON + d * DAY_US for _, d in some],
            "level": [level for level, _ in some.values()], "birth": [1980.0 + n for _, n in some.values()],
        }  # fmt: skip

    found = []
    for later in ((), (future,), (other, future)):
        log = log_of(events, user_table=table(*later))
        spec = spec_of(log.before(at), "profile")
        values = features_of(log, "uvw", [at, at - 3 * DAY_US], spec).values
        found.append((spec, values))
        for k, user in enumerate("uvw"):
            code = log.dictionaries["user"].index(user)
            np.testing.assert_array_equal(one_user(log, code, at, spec), values[2 * k])
    assert found[0][0] == found[1][0] == found[2][0]
    np.testing.assert_array_equal(found[0][1], found[1][1])
    np.testing.assert_array_equal(found[0][1], found[2][1])


@pytest.mark.parametrize(("trained", "read"), [(["1", "2"], [1.0, 2.0]), ([1.0, 2.0], ["1", "2"])])
def test_a_column_that_now_reads_as_numbers_or_as_texts_says_the_same(trained, read):
    events = [event(40), {**event(39), "user": "v"}]
    logs = [log_of(events, user_table={"user": ["u", "v"], "tier": tier}) for tier in (trained, read)]
    spec = spec_of(logs[0], "profile")
    first, second = (features_of(log, "uv", [NOON], spec).values for log in logs)
    np.testing.assert_array_equal(first, second)
    assert not np.isnan(first).any()


@pytest.fixture
def shop(tmp_path):
    """60 customers who look every day; every third buys on 20 January and is told `gold` an hour later."""
    lines = [f"k{u:02},2024-01-{d:02} 10:00:00,view,p{u % 5}" for u in range(60) for d in range(1, 31)]
    lines += [f"k{u:02},2024-01-20 12:00:00,purchase,p{u % 5}" for u in range(0, 60, 3)]
    log = tmp_path / "log.csv"
    log.write_text("\n".join(["customer_id,time,event,product_id", *lines]), "utf-8")
    told = [f"k{u:02},2024-01-01 00:00:00,iron" for u in range(60)]
    told += [f"k{u:02},2024-01-20 13:00:00,gold" for u in range(0, 60, 3)]
    users = tmp_path / "users.csv"
    users.write_text("\n".join(["customer_id,valid_from,level", *told]), "utf-8")
    return log, users


def test_what_is_told_after_the_purchase_is_not_known_before_it(shop, tmp_path):
    log, users = shop
    keys = {"customer_id": [f"k{u:02}" for u in range(60)] * 2, "cutoff": ["2024-01-20"] * 60 + ["2024-01-21"] * 60}
    table = foresale.features(str(log), keys=pa.table(keys), users=str(users), cache=tmp_path).table
    levels = table["profile_level"].to_pylist()
    assert set(levels[:60]) == {"iron"}
    assert levels[60:] == ["other" if u % 3 == 0 else "iron" for u in range(60)], "gold was unknown at the oldest row"
