"""What a device did joins its customer at cutoffs after the login, to the bit, and at none before it."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.features.registry import families
from foresale.features.runner import compute_features, one_user
from foresale.features.spec import FeatureSpec, make_spec
from foresale.log.events import DAY_US, HOUR_US
from foresale.log.memory import log_from_columns
from foresale.log.prepared import PreparedLog
from foresale.tasks.coverage import coverage
from foresale.tasks.grammar import parse_task
from foresale.tasks.labels import labels
from foresale.tasks.plan import Fold, Part
from foresale.tasks.rows import Rows, first_seen, rows_at, rows_for_keys

START = 1_609_459_200_000_000  # 2021-01-01 UTC
CUTOFFS = START + np.array([6, 13, 20, 27]) * DAY_US
USERS, DEVICES = ("u1", "u2", "u3"), ("d1", "d2", "d3", "d4")
KINDS = ("view", "cart", "search", "purchase")
Event = tuple[str, int, str, str, str]  # id, time, type, item, session
Link = tuple[str, str, int]

# Hours, and few of them: events that share an instant, links in the instant of an event, cutoffs at both.
hour = st.integers(0, 34 * 4 - 1).map(lambda k: START + k * 6 * HOUR_US + (k % 3) * 600_000_000)


def event(ids: tuple[str, ...], kinds: tuple[str, ...] = KINDS) -> st.SearchStrategy[Event]:
    one = (st.sampled_from(x) for x in (kinds, ("i1", "i2", "i3"), ("s1", "s2", "s3")))
    return st.tuples(st.sampled_from(ids), hour, *one)


histories = st.lists(event((*USERS, *DEVICES)), min_size=3, max_size=40)
logins = st.lists(st.tuples(st.sampled_from(DEVICES), st.sampled_from(USERS), hour), max_size=6)


def log_of(events: list[Event], links: list[Link] = [], sessions: bool = False, **how: Any) -> PreparedLog:  # noqa: B006
    """The log; every user has been there before everything, so that links bind from their own time on."""
    events = [*((u, START - DAY_US, k, "i1", "s0") for u in USERS for k in ("view", "purchase")), *events]
    named = {"session": [e[4] for e in events]} if sessions else {}
    return log_from_columns(
        user=[e[0] for e in events], time=[e[1] for e in events], type=[e[2] for e in events],
        item=[e[3] for e in events], is_device=[int(e[0] in DEVICES) for e in events], unit="s", links=links,
        price=[float(e[3][1]) for e in events], amount=[float(e[3][1]) for e in events], **named, **how,
    )  # fmt: skip


TASK = parse_task("buys within 3d,7d for all")


def asked(log: PreparedLog, ids: tuple[str, ...] = (*USERS, *DEVICES), cutoffs: Any = CUTOFFS) -> Rows:
    return rows_for_keys(log, TASK, [i for i in ids for _ in cutoffs], np.tile(cutoffs, len(ids)))


def owner_of(device: str, links: list[Link], cutoff: int) -> str:
    """Whose a device is, by the rule itself: of its only user among the links before the cutoff."""
    users = {u for d, u, since in links if d == device and since < cutoff}
    return users.pop() if len(users) == 1 else device


def carried(events: list[Event], links: list[Link], cutoff: int) -> list[Event]:
    """The log as if its devices had carried their customer's id from the start."""
    return [(owner_of(e[0], links, cutoff) if e[0] in DEVICES else e[0], *e[1:]) for e in events]


@given(histories, logins, st.booleans(), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_after_a_login_the_customer_has_the_devices_history_to_the_bit(events, links, sessions, n_buckets):
    """Nothing but the id differs: every feature is that of a log in which the device was the customer all along.

    Devices do not buy here: what an item sells to how many is counted by ids, see the next test.
    """
    events = [(*e[:2], "view" if e[0] in DEVICES and e[2] == "purchase" else e[2], *e[3:]) for e in events]
    log = log_of(events, links, sessions, n_buckets=n_buckets)
    spec = make_spec(log, 7.0, lookback_days=21.0)
    for cutoff in CUTOFFS.tolist():
        rows = rows_at(log, TASK, [cutoff])
        told = log_of(carried(events, links, cutoff), [], sessions)
        same = rows_at(told, TASK, [cutoff])
        assert rows.ids(log) == same.ids(told)
        np.testing.assert_array_equal(first_seen(log, rows), first_seen(told, same))
        np.testing.assert_array_equal(
            compute_features(log, rows, spec).values, compute_features(told, same, spec).values
        )


@given(histories, logins)
@settings(max_examples=40, deadline=None)
def test_what_the_device_bought_is_the_customers_too(events, links):
    log = log_of(events, links)
    counted_by_ids = [name for name, family in families().items() if family.stats]
    spec = make_spec(log, 7.0, lookback_days=21.0)
    spec = FeatureSpec(context=spec.context, families=tuple(f for f in spec.families if f not in counted_by_ids))
    for cutoff in CUTOFFS.tolist():
        rows = rows_at(log, TASK, [cutoff])
        told = log_of(carried(events, links, cutoff))
        same = rows_at(told, TASK, [cutoff])
        np.testing.assert_array_equal(
            compute_features(log, rows, spec).values, compute_features(told, same, spec).values
        )


@given(histories, logins, st.lists(event((*USERS, *DEVICES)), max_size=10), logins)
@settings(max_examples=60, deadline=None)
def test_a_login_at_the_cutoff_or_later_changes_nothing_of_its_rows(events, links, more, later):
    cutoff = int(CUTOFFS[1])
    past = [e for e in events if e[1] < cutoff], [x for x in links if x[2] < cutoff]
    future = [e for e in more if e[1] >= cutoff], [x for x in later if x[2] >= cutoff]
    at = [(d, u, cutoff) for d in DEVICES for u in USERS[:1]]  # in the instant of the cutoff itself
    log, other = log_of(*past), log_of(past[0] + future[0], past[1] + future[1] + at)
    spec = make_spec(log, 7.0, lookback_days=21.0)
    rows, same = rows_at(log, TASK, [cutoff]), rows_at(other, TASK, [cutoff])
    assert rows.ids(log) == same.ids(other)
    expected = compute_features(log, rows, spec).values
    np.testing.assert_array_equal(compute_features(other, same, spec).values, expected)
    view = other.before(cutoff)
    np.testing.assert_array_equal(compute_features(view, rows_at(view, TASK, [cutoff]), spec).values, expected)


@given(histories, logins, st.randoms(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_order_buckets_threads_and_company_change_nothing(events, links, random, sessions):
    log = log_of(events, links, sessions)
    spec = make_spec(log, 7.0, lookback_days=21.0)
    rows = asked(log)
    expected = compute_features(log, rows, spec).values
    random.shuffle(events)
    random.shuffle(links)
    other = log_of(events, links, sessions, n_buckets=3)
    np.testing.assert_array_equal(compute_features(other, asked(other), spec, threads=2).values, expected)
    np.testing.assert_array_equal(labels(other, TASK, asked(other)), labels(log, TASK, rows))
    for r in range(0, len(rows), 5):
        alone = one_user(other, int(asked(other).user[r]), int(rows.cutoff[r]), spec)
        np.testing.assert_array_equal(alone, expected[r])


@given(histories, logins)
@settings(max_examples=60, deadline=None)
def test_a_device_is_answered_as_its_customer_and_asked_only_until_then(events, links):
    log = log_of(events, links)
    spec = make_spec(log, 7.0, lookback_days=21.0)
    everybody = rows_at(log, TASK, CUTOFFS)
    seen = {(i, c) for i, c in zip(everybody.ids(log), everybody.cutoff.tolist())}
    for cutoff in CUTOFFS.tolist():
        for device in {e[0] for e in events} & set(DEVICES):
            owner = owner_of(device, links, cutoff)
            if owner != device:
                assert (device, cutoff) not in seen and (owner, cutoff) in seen
                rows = rows_for_keys(log, TASK, [device, owner], [cutoff, cutoff])
                assert rows.ids(log) == [device, owner]
                one, two = compute_features(log, rows, spec).values
                np.testing.assert_array_equal(one, two)


@given(histories, logins)
@settings(max_examples=60, deadline=None)
def test_labels_tell_of_the_person_as_known_by_the_end_of_the_window(events, links):
    sys.modules["target_of_ours"] = sys.modules[__name__]
    log = log_of(events, links)
    rows = asked(log)
    found = labels(log, TASK, rows)
    bought = np.zeros(found.shape, bool)
    for j, days in enumerate((3, 7)):
        for r, (who, cutoff) in enumerate(zip(rows.ids(log), rows.cutoff.tolist())):
            end = cutoff + days * DAY_US
            told = carried(events, links, end)
            me = owner_of(who, links, end) if who in DEVICES else who
            bought[r, j] = who is not None and any(
                e[0] == me and e[2] == "purchase" and cutoff <= e[1] < end for e in told
            )
    expected = np.logical_or.accumulate(bought, axis=1)
    known = ~np.isnan(found)
    np.testing.assert_array_equal(found[known], expected[known])
    by_function = labels(log, parse_task("target_of_ours:buys within 3d for all"), rows)[:, 0]
    np.testing.assert_array_equal(by_function[known[:, 0]], bought[:, 0][known[:, 0]])


def buys(history: Any, future: Any) -> bool:
    """A target of one's own."""
    return "purchase" in future["type"]


def test_a_shared_device_is_left_alone_from_its_second_user_on():
    day = [START + k * DAY_US for k in range(30)]
    views = [("d1", day[1], "view", "i1", "s1")]
    log = log_of(views, [("d1", "u1", day[3]), ("d1", "u2", day[9])])
    known = log.identity.person(np.zeros(4, np.int32), np.array([day[3], day[3] + 1, day[9], day[9] + 1]))
    assert [log.dictionaries["user"][k] for k in known] == ["d1", "u1", "u1", "d1"]
    assert log.identity.shared.tolist() == [0] and not len(log.before(day[9]).identity.shared)


def test_ids_that_lead_on_lead_to_the_last_and_never_in_a_circle():
    day = [START + k * DAY_US for k in range(30)]
    views = [(d, day[1], "view", "i1", "s1") for d in ("d1", "d2")]
    chain = [("d1", "d2", day[3]), ("d2", "u1", day[5])]
    log = log_of(views, [*chain, ("u1", "d1", day[7]), ("u1", "u1", day[8])])
    code = {t: k for k, t in enumerate(log.dictionaries["user"])}
    instants = np.array([day[4], day[6], day[20]])
    known = log.identity.person(np.full(3, code["d1"], np.int32), instants)
    assert [log.dictionaries["user"][k] for k in known] == ["d2", "u1", "u1"]


def test_nobody_is_known_before_the_log_has_seen_the_customer():
    """A link table may say it earlier: that such a customer will come is the future."""
    log = log_from_columns(
        user=["d1", "u1"], time=[START, START + 9 * DAY_US], type="view", links=[("d1", "u1", START - DAY_US)]
    )
    rows = rows_at(log, TASK, [START + 5 * DAY_US, START + 10 * DAY_US])
    assert rows.ids(log) == ["d1", "u1"]


def test_coverage_counts_people():
    day = [START + k * DAY_US for k in range(30)]
    views = [("d1", day[1], "view", "i1", "s1"), ("d2", day[11], "view", "i1", "s1")]
    buy = [("u1", day[11], "purchase", "i1", "s1"), ("d2", day[12], "purchase", "i1", "s1")]
    end = [("u3", day[29], "view", "i1", "s1")]
    log = log_of([*views, *buy, *end], [("d1", "u1", day[2]), ("d2", "u2", day[13])])
    found = coverage(log, parse_task("buys within 7d for all"), day[10])
    assert found is not None
    # u1 bought himself; what d2 bought turned out to be u2's; d1 is nobody beside u1, d2 no stranger.
    assert (found.inside, found.inside_yes, found.outside, found.unseen_yes) == (3, 2, 0, 0)


def test_who_leaves_takes_the_devices_along():
    day = [START + k * DAY_US for k in range(30)]
    log = log_of([(d, day[1], "view", "i1", "s1") for d in ("d1", "d2")], [("d1", "u1", day[2])])
    left = log.without(np.array([log.dictionaries["user"].index("u1")]), "--exclude robots")
    assert rows_at(left, TASK, [day[9]]).ids(left) == ["d2", "u2", "u3"]
    known = log.before(day[2]).without(np.array([log.dictionaries["user"].index("u1")]), "--exclude robots")
    assert rows_at(known, TASK, [day[2]]).ids(known) == ["d1", "d2", "u2", "u3"]


def test_a_person_falls_into_one_share_of_the_users():
    """Else what was learned from a device's rows would be judged by its customer's."""
    day = [START + k * DAY_US for k in range(30)]
    ids = [f"d{k}" for k in range(40)]
    events = [(d, day[1], "view", "i1", "s1") for d in ids]
    log = log_of(events, [(d, "u1", day[9]) for d in ids[:20]])
    part = Part(windows=(), fold=Fold((0,), 2))
    rows = rows_for_keys(log, TASK, [*ids[:20], "u1"], [day[5]] * 21)
    assert len(set(part.their_users(rows, log).tolist())) == 1
    assert len(set(part.their_users(rows, log.before(day[9])).tolist())) == 2
