"""Robots, tests and staff among the users are suspected by what they do, and people never are."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from foresale.language import use
from foresale.log.events import DAY_US, HOUR_US, MINUTE_US
from foresale.log.findings import Finding
from foresale.log.memory import log_from_columns
from foresale.log.robots import suspects, tell_suspects

S = 1_000_000
OPENING = 19_358 * DAY_US
DRAW = np.random.default_rng(7)


def steps(n: int, gap: float, jitter: float = 0.0) -> np.ndarray:
    """n instants about `gap` seconds apart."""
    return OPENING + (np.arange(n) * gap * S + DRAW.uniform(0, 1, n) * jitter * S).astype(np.int64) // S * S


def found(log) -> dict[str, str]:
    them = suspects(log)
    return {log.dictionaries["user"][code]: reason for code, reason in zip(them.users, them.reasons)}


def log_of(user: str, at: np.ndarray, type: str = "view", **columns):
    n = len(at)
    people = OPENING + DRAW.integers(0, 20 * DAY_US // S, 400) * S
    more = {name: [value] * n + [other] * 400 for name, (value, other) in columns.items()}
    return log_from_columns(
        user=[user] * n + [f"p{k % 40}" for k in range(400)], time=np.concatenate([at, people]),
        type=[type] * n + ["view"] * 400, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "type", "reason"),
    [
        (steps(9000, 25, 40), "view", "awake"),
        (steps(1500, 600, 600), "view", "awake"),  # a page in ten minutes, for ten days and nights
        (steps(1200, 2, 2), "view", "rate"),
        (steps(150, 300, 0.5), "view", "gaps"),
        (np.concatenate([OPENING + d * DAY_US + np.arange(20) * 15 * MINUTE_US for d in range(6)]), "purchase", "gaps"),
    ],
)
def test_what_no_person_does(at, type, reason):
    assert found(log_of("r", at, type)) == {"r": reason}


@pytest.mark.parametrize(
    ("at", "type"),
    [
        # 500 pages a day in fourteen waking hours; a day of unbroken browsing; a page each day at nine sharp
        (OPENING + np.concatenate([d * DAY_US + np.sort(DRAW.integers(0, 50_000, 500)) * S for d in range(9)]), "view"),
        (steps(1400, 60, 60), "view"),
        (OPENING + np.arange(200) * DAY_US, "purchase"),
        # an order of 5,200 lines is one act; an open page sends its own events
        (np.full(5200, OPENING), "purchase"),
        (steps(5000, 60), "heartbeat"),
        (steps(5000, 60), "impression"),
        (np.full(3000, OPENING), "refund"),
    ],
)  # fmt: skip
def test_what_people_and_their_systems_do(at, type):
    assert found(log_of("p", at, type)) == {}


@pytest.mark.parametrize("name", ["test", "Test_User", "admin1", "测试", "测试账号 2", "a@example.com", "qa@shop.test"])
def test_ids_that_say_so(name):
    assert found(log_of(name, steps(3, 5))) == {name: "name"}


@pytest.mark.parametrize("name", ["testarossa", "contest", "administrative-office", "张测试", "ann@example.shop"])
def test_ids_that_only_look_so(name):
    assert found(log_of(name, steps(3, 5))) == {}


@pytest.mark.parametrize("agent", [
    "Mozilla/5.0 (compatible; Googlebot/2.1)", "AhrefsBot", "bingbot", "my-bot 2", "crawlbot/1", "百度蜘蛛",
])  # fmt: skip
def test_agents_that_say_so(agent):
    assert found(log_of("r", steps(3, 5), device=(agent, "Mozilla/5.0 (iPhone)"))) == {"r": "agent"}


def test_a_cubot_is_a_telephone():
    assert found(log_of("p", steps(3, 5), device=("Mozilla/5.0 (Linux; CUBOT X30)", "Mozilla/5.0 (iPhone)"))) == {}


@pytest.mark.parametrize("device", ["Abbot", "turbot", "Talbot 3", "curlew"])
def test_other_words_that_end_like_a_bot(device):
    assert found(log_of("p", steps(3, 5), device=(device, "Mozilla/5.0 (iPhone)"))) == {}


def test_the_reason_is_in_the_reader_s_language():
    (finding,) = tell_suspects(log_of("admin", steps(3, 5)))
    with use("en"):
        assert "the id says so" in str(finding)
    with use("zh"):
        assert "says so" not in str(finding) and "admin" not in str(finding)
    read_back = msgspec.json.decode(msgspec.json.encode(finding), type=Finding)
    with use("zh"):
        assert str(read_back) == str(finding)


def test_a_day_of_rows_where_the_clock_is_coarser_than_a_second():
    at = OPENING + np.sort(DRAW.integers(0, 1440, 6000)) * MINUTE_US
    log = log_from_columns(user=["r"] * 6000, time=at, type=["view"] * 6000, unit="minute")
    assert found(log) == {"r": "rate"}


def test_only_what_is_in_sight_counts():
    log = log_of("r", steps(1000, 300, 200))
    assert found(log) == {"r": "awake"}
    assert found(log.before(OPENING + 40 * HOUR_US)) == {}


def test_a_log_of_days_suspects_by_name_only():
    at = np.repeat(OPENING + np.arange(30) * DAY_US, 300)
    log = log_from_columns(user=["r"] * 9000, time=at, type=["view"] * 9000)
    assert log.unit == "day" and found(log) == {}


def test_one_line_tells_how_many_and_why():
    (finding,) = tell_suspects(log_of("r", steps(150, 300, 0.5)))
    assert finding.level == "warning"
    assert str(finding) == (
        "one user with 27.3% of the events is hardly a person (always the same gap between events);"
        " --exclude robots drops it"
    )
