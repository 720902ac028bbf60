"""Defaults chosen from the log, and which questions it can carry."""

from __future__ import annotations

import pytest
from shops import daily_shop

from foresale.errors import FinerThanLog, NoCustomers, NoHistory, NoPurchases, NoSuchEvent
from foresale.log.memory import log_from_columns
from foresale.tasks.choose import choose_task
from foresale.tasks.grammar import parse_task
from foresale.tasks.questions import which_questions


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (373, "buys within 30d for active(90d)"),
        (92, "buys within 14d for active(30d)"),
        (8, "buys within 1d for active(3d)"),
    ],
)
def test_the_horizon_is_the_longest_that_the_log_can_test(days, text):
    choice = choose_task(daily_shop(days))
    assert str(choice.task) == text
    assert [r.code for r in choice.reasons] == ["horizon_chosen", "population_chosen"]
    assert all(part in " ".join(map(str, choice.reasons)) for part in (str(choice.task.horizon), f"{days} days"))


def test_a_log_of_purchases_asks_buyers():
    log = log_from_columns(user=["a"] * 200, time=[d * 86_400_000_000 for d in range(200)])
    assert str(choose_task(log).task) == "buys within 30d for bought"


def test_churn_asks_buyers():
    assert str(choose_task(daily_shop(373), parse_task("no buys within 60d")).task) == "no buys within 60d for bought"


def test_what_was_said_stays():
    asked = parse_task("views within 3d for all")
    choice = choose_task(daily_shop(92), asked)
    assert choice.task == asked
    assert not choice.reasons


def test_devices_are_left_out_where_most_users_are_devices():
    log = log_from_columns(
        user=[f"u{k % 37}" for k in range(900)], time=[k * 8_640_000_000 for k in range(900)],
        type=["view", "purchase"] * 450, is_device=[int(k % 37 > 5) for k in range(900)],
    )  # fmt: skip
    assert choose_task(log).task.population.kind == "identified"


def test_devices_that_are_known_to_be_customers_are_no_users_of_their_own():
    ids = ["u1", "u2", "d1", "d2", "d3"]
    log = log_from_columns(
        user=[ids[k % 5] for k in range(900)], time=[k * 8_640_000_000 for k in range(900)],
        type=["view", "purchase"] * 450, is_device=[int(k % 5 > 1) for k in range(900)],
        links=[("d1", "u1", 10 * 86_400_000_000), ("d2", "u2", 20 * 86_400_000_000)],
    )  # fmt: skip
    kinds = [choose_task(log.before(k * 86_400_000_000)).task.population.kind for k in (9, 80)]
    assert kinds == ["identified", "active"]


def test_a_log_without_purchases_or_users_says_so():
    views = log_from_columns(user=["a", "b"], time=["2020-01-01", "2020-01-09"], type="view")
    with pytest.raises(NoPurchases, match="its events are view"):
        choose_task(views)
    with pytest.raises(NoHistory):
        choose_task(views.before(views.first))
    with pytest.raises(NoSuchEvent, match="no event `cart`"):
        choose_task(views, parse_task("carts within 1d"))
    sessions = log_from_columns(user=["s1"], time=["2020-01-01"], type="view", owner="session")
    with pytest.raises(NoCustomers):
        choose_task(sessions)


def test_hours_on_a_log_of_days_are_refused():
    log = log_from_columns(user=["a"] * 90, time=[d * 86_400_000_000 for d in range(90)])
    for text in ("buys within 36h", "buys within 7d for active(12h)"):
        with pytest.raises(FinerThanLog, match="fix: whole days"):
            choose_task(log, parse_task(text))


def test_the_future_has_no_say():
    log = daily_shop(120)
    until = log.first + 60 * 86_400_000_000
    assert choose_task(log.before(until)) == choose_task(daily_shop(120).before(until))
    assert choose_task(log.before(until)).task != choose_task(log).task


def test_every_question_has_its_reason_in_days_and_people():
    found = {q.text: q for q in which_questions(daily_shop(92, per_day=60, users=400))}
    first = found["buys within 14d for active(30d)"]
    assert first.can
    assert "92 days of log (56 needed)" in str(first.why)
    assert "50 needed" in str(first.why)
    assert found["buys within 30d for active(30d)"].why.code == "limited"
    later = [q for q in found.values() if q.later]
    assert later
    assert not any(q.can for q in later)
    assert found["how much each user will spend"].why.code == "missing"
    assert found["when each user will buy next"].why.code == "later"


def test_questions_that_a_log_cannot_carry():
    few = {q.text: q.why.code for q in which_questions(daily_shop(92, users=12))}
    assert few["buys within 14d for active(30d)"] == "too_few"
    short = {q.text.split(" for ")[0]: q for q in which_questions(daily_shop(8, per_day=200, users=400))}
    assert short["buys within 30d"].why.code == "too_short"
    assert "needs about 120 days of log; there are 8" in str(short["buys within 30d"])
    views = which_questions(log_from_columns(user=["a"], time=["2020-01-01"], type="view"))
    assert (views[0].can, views[0].why.code) == (False, "no_purchases")
    sessions = which_questions(log_from_columns(user=["a"], time=["2020-01-01"], type="view", owner="session"))
    assert (sessions[0].can, sessions[0].why.code) == (False, "no_users")
    assert "which item comes next in a session: the log has no item" in [str(q) for q in sessions]
    guests = which_questions(log_from_columns(user=[None], time=["2020-01-01"]))
    assert str(guests[0]) == "buys within 30d: no event of the log has a user"


def test_holes_are_named_where_they_are_what_is_wrong():
    lost = [d for d in range(25, 280) if d % 30 < 9]
    why = {q.text.split(" for ")[0]: q.why for q in which_questions(daily_shop(280, without=lost))}["buys within 30d"]
    said = "needs about 37 days without a hole; of 280 days of log at most 30 in a row have none"
    assert (why.code, str(why)) == ("holes", said)


def test_what_else_leaves_no_room_for_a_cutoff_is_named():
    """The tracking changes every four weeks."""
    day, each = 86_400_000_000, 12
    places = [(d, k) for d in range(140) for k in range(each)]
    log = log_from_columns(
        user=[f"u{(d + k) % 37}" for d, k in places], time=[d * day + k * day // each for d, k in places],
        type=["purchase" if k % 2 else f"page_{d // 28}" for d, k in places],
    )  # fmt: skip
    why = {q.text.split(" for ")[0]: q.why for q in which_questions(log)}["buys within 30d"]
    assert why.code == "no_place" and str(why).startswith("no cutoff can be laid in 140 days of log: ")


def test_devices_that_come_later_do_not_choose_the_population():
    """Of the users in sight all are customers; a hundred cookies come after the cutoff."""
    customers, devices = [f"u{k}" for k in range(20)], [f"d{k}" for k in range(100)]
    day = 86_400_000_000
    seen = [(u, (k + n / 60) * day, t) for k, u in enumerate(customers) for n, t in enumerate(("view", "purchase"))]
    later = [(u, 50 * day, "view") for u in devices]
    user, time, kind = (list(column) for column in zip(*seen, *later))
    device = [int(u in devices) for u in user]
    log = log_from_columns(user=user, time=[int(t) for t in time], type=kind, is_device=device)
    assert choose_task(log.before(40 * day), parse_task("buys within 1d")).task.population.kind == "active"
