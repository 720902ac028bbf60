"""Rows and labels: who is asked at a cutoff, and what is known of the window after it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.errors import (
    KeyAskedTwice,
    LabelsUnreadable,
    NobodyAsked,
    NobodyIdentified,
    NoCustomers,
    NoSuchEvent,
    NoTargetFunction,
    OneAnswerOnly,
    TargetFunctionFailed,
)
from foresale.log.instants import parse_instant
from foresale.log.memory import log_from_columns
from foresale.simulate import OPENING, simulate_shop
from foresale.tasks.coverage import coverage
from foresale.tasks.grammar import parse_task
from foresale.tasks.labels import check_answers, labelled_rows, labels
from foresale.tasks.rows import rows_at, rows_for_keys
from foresale.tasks.sample import sample

ZONE = "Asia/Shanghai"
DAY = 86_400_000_000


def at(day: str) -> int:
    return parse_instant(f"2020-{day}", ZONE)


@pytest.fixture
def log():
    events = [
        ("b", "01-01", "view"), ("a", "01-05", "purchase"), ("c", "01-09", "view"), ("c", "01-10", "cart"),
        ("a", "01-20", "purchase"), ("b", "01-21 23:59:59", "purchase"), ("d", "02-01", "view"), ("e", "02-10", "view"),
    ]  # fmt: skip
    user, time, kind = zip(*events)
    return log_from_columns(user=user, time=[f"2020-{t}" for t in time], type=kind, zone=ZONE, n_buckets=3)


def asked(log, text, *days):
    rows = labelled_rows(log, parse_task(text), [at(d) for d in days])
    return [(rows.ids(log)[i], rows.label[i].tolist()) for i in range(len(rows))]


def test_rows_are_in_the_order_of_cutoff_and_id(log):
    rows = rows_at(log, parse_task("buys within 1d for all"), [at("01-12"), at("01-03")])
    assert rows.ids(log) == ["b", "a", "b", "c"]
    assert rows.cutoff.tolist() == [at("01-03")] + [at("01-12")] * 3
    assert rows.in_population.all()


def test_history_ends_strictly_before_the_cutoff_and_the_future_begins_at_it(log):
    assert asked(log, "buys within 1d for all", "01-05") == [("b", [0])]
    assert asked(log, "buys within 1d for bought", "01-06") == [("a", [0])]
    assert asked(log, "buys within 1d for bought", "01-20") == [("a", [1])]


def test_a_window_ends_before_its_last_instant(log):
    assert asked(log, "buys within 10d,11d for bought", "01-10") == [("a", [0, 1])]
    assert dict(asked(log, "buys within 1d for all", "01-21"))["b"] == [1]
    assert dict(asked(log, "buys within 23h for all", "01-21"))["b"] == [0]


@pytest.mark.parametrize(
    ("population", "ids"),
    [
        ("all", ["a", "b", "c"]),
        ("active(10d)", ["a", "c"]),
        ("active(2d)", ["c"]),
        ("bought", ["a"]),
        ("bought(6d)", []),
        ("bought(7d)", ["a"]),
        ("identified", ["a", "b", "c"]),
    ],
)
def test_populations_are_as_of_the_cutoff(log, population, ids):
    assert [user for user, _ in asked(log, f"buys within 1d for {population}", "01-12")] == ids


def test_absence_and_other_events(log):
    assert asked(log, "no buys within 10d for all", "01-12") == [("a", [0]), ("b", [0]), ("c", [1])]
    assert asked(log, "carts within 1d for all", "01-10") == [("a", [0]), ("b", [0]), ("c", [1])]


def test_a_label_is_unknown_until_its_window_is_over(log):
    task = parse_task("buys within 5d,30d for bought")
    rows = rows_at(log, task, [at("01-18")])
    assert labels(log, task, rows).tolist() == [[1, 0]] or np.isnan(labels(log, task, rows)[0, 1])
    assert labels(log.before(at("01-23")), task, rows)[0, 0] == 1
    assert np.isnan(labels(log.before(at("01-22")), task, rows)).all()  # bought already, but the window is not over


def test_given_keys_come_back_in_their_order_and_strangers_too(log):
    task = parse_task("buys within 1d for bought")
    rows = rows_for_keys(log, task, ["zz", "c", "a", "d"], [at("01-12")] * 4)
    assert rows.ids(log) == [None, "c", "a", "d"]
    assert rows.in_population.tolist() == [False, False, True, False]
    assert rows.place[0] == rows.user[0] == rows.bucket[0] == -1
    assert labels(log, task, rows).ravel().tolist() == [0, 0, 0, 0]


def test_a_key_asked_twice_is_refused(log):
    task = parse_task("buys within 1d for bought")
    rows_for_keys(log, task, ["a", "a"], [at("01-12"), at("01-13")])
    with pytest.raises(KeyAskedTwice, match="row 3 of the keys asks the same as row 1"):
        rows_for_keys(log, task, ["a", "b", "a"], [at("01-12")] * 3)
    with pytest.raises(KeyAskedTwice, match="row 2"):  # unknown keys too
        rows_for_keys(log, task, ["x", "x"], [at("01-12")] * 2)


def test_who_falls_outside_is_counted_with_their_share_of_the_buyers(log):
    found = coverage(log, parse_task("buys within 14d for active(2d)"), at("01-11"))
    assert (found.inside, found.inside_yes, found.outside, found.outside_yes, found.unseen_yes) == (1, 0, 2, 2, 0)
    assert found.missed_share == 1
    churn = coverage(log, parse_task("no buys within 14d for all"), at("01-04"))
    assert (churn.inside, churn.outside, churn.unseen_yes) == (1, 0, 1)  # a buys on 5 January, never seen before


def test_a_device_that_logs_in_during_the_window_is_a_question_of_its_own_but_no_second_buyer():
    events = [("C", 1, "purchase"), ("C", 9, "view"), ("D", 8, "view"), ("C", 12, "purchase"), ("Z", 9, "view"),
              ("N", 13, "purchase"), ("E", 9, "view"), ("C", 40, "view")]  # fmt: skip
    user, day, kind = zip(*events)
    links = [("D", "C", 14 * DAY), ("E", "N", 15 * DAY)]
    log = log_from_columns(user=user, time=[d * DAY for d in day], type=kind, links=links)
    task = parse_task("buys within 7d for active(30d)")
    found = coverage(log, task, 10 * DAY)
    assert (found.inside, found.inside_yes, found.outside, found.unseen_yes) == (3, 2, 0, 0)  # C, N by E, Z
    rows = labelled_rows(log, task, [10 * DAY])
    assert dict(zip(rows.ids(log), rows.label[:, 0])) == {"C": 1, "D": 1, "E": 1, "Z": 0}
    narrow = coverage(log, parse_task("buys within 7d for bought"), 10 * DAY)
    assert (narrow.inside, narrow.inside_yes, narrow.outside, narrow.outside_yes) == (1, 1, 2, 1)


def big_future(history, future):
    assert set(history["type"]) <= {"view", "purchase", "cart"}
    if not len(history["time"]):
        return None
    return (future["type"] == "purchase").any() and history["time"].max() < future["time"].min()


def answers_two(history, future):
    return 2


def fails(history, future):
    raise KeyError("no such column")


def test_a_function_of_history_and_future_is_a_target(log):
    task = parse_task(f"{__name__}:big_future within 10d,20d for all")
    assert asked(log, str(task), "01-12") == [("a", [1, 1]), ("b", [1, 1]), ("c", [0, 0])]
    assert len(task.target.source_hash()) == 64
    stranger = rows_for_keys(log, task, ["zz"], [at("01-12")])
    assert np.isnan(labels(log, task, stranger)).all()


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("no_such_module:f", NoTargetFunction),
        (f"{__name__}:no_such_function", NoTargetFunction),
        (f"{__name__}:ZONE", NoTargetFunction),
        (f"{__name__}:answers_two", TargetFunctionFailed),
        (f"{__name__}:fails", TargetFunctionFailed),
    ],
)
def test_what_is_wrong_with_a_target_function_is_said(log, name, error):
    with pytest.raises(error, match=name.partition(":")[2]):
        asked(log, f"{name} within 10d for all", "01-12")


def test_a_file_of_labels_is_a_target(log, tmp_path):
    file = tmp_path / "答 案.csv"
    file.write_text("key,cutoff,label\nc,2020-01-12,1\na,2020-01-12,0\nb,2020-01-13,\n", encoding="utf-8")
    rows = asked(log, f'labels "{file}" within 10d for all', "01-12")
    assert rows == [("a", [0]), ("c", [1])]


@pytest.mark.parametrize("label", [date(2020, 1, 12), [1, 0], {"a": 1}, "yes", 2, 0.5], ids=str)
def test_a_label_of_another_kind_is_said(log, tmp_path, label):
    file = tmp_path / "labels.parquet"
    table = pa.table({"key": ["a"], "cutoff": ["2020-01-12"], "label": pa.array([label])})
    pyarrow.parquet.write_table(table, file)
    with pytest.raises(LabelsUnreadable, match=r"row 1: the label `.* is not 0 or 1"):
        asked(log, f'labels "{file}" within 10d for all', "01-12")


def test_labels_may_be_numbers_truths_and_texts_of_any_file_that_is_read(log, tmp_path):
    expected = [("a", [0]), ("c", [1])]
    for label in ([1, 0], [1.0, 0.0], [True, False], ["1", "0"]):
        table = pa.table({"key": [" c ", "a"], "cutoff": ["2020-01-12"] * 2, "label": label})
        pyarrow.parquet.write_table(table, tmp_path / "labels.parquet")
        assert asked(log, f'labels "{tmp_path / "labels.parquet"}" within 10d for all', "01-12") == expected
    text = "key;cutoff;label;note\nc;2020-01-12;true;备注\na;2020-01-12;0;x\n"
    (tmp_path / "labels.csv").write_text(text, encoding="gb18030")
    assert asked(log, f'labels "{tmp_path / "labels.csv"}" within 10d for all', "01-12") == expected


def test_a_row_without_a_key_is_not_the_user_none(log, tmp_path):
    table = pa.table({"key": ["a", None], "cutoff": ["2020-01-12"] * 2, "label": [0, 1]})
    pyarrow.parquet.write_table(table, tmp_path / "labels.parquet")
    with pytest.raises(LabelsUnreadable, match="row 2 has no `key`"):
        asked(log, f'labels "{tmp_path / "labels.parquet"}" within 10d for all', "01-12")


def test_labels_of_nobody_in_the_log_are_said(log, tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text("key,cutoff,label\nx,2020-01-12,1\ny,2020-01-12,0\n", encoding="utf-8")
    with pytest.raises(LabelsUnreadable, match="none of its 2 keys is a user of the log"):
        asked(log, f'labels "{file}" within 10d for all', "01-12")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("key,cutoff\na,2020-01-12\n", "no column label"),
        ("key,cutoff,label\n", "no rows"),
        ("key,cutoff,label\na,2020-01-12,2\n", "not 0 or 1"),
        ("key,cutoff,label\na,yesterday,1\n", "yesterday"),
        ("key,cutoff,label\na,2020-01-12,maybe\n", "maybe"),
        (None, "labels.csv"),
    ],
)
def test_what_is_wrong_with_a_file_of_labels_is_said(log, tmp_path, text, reason):
    file = tmp_path / "labels.csv"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(LabelsUnreadable, match=reason):
        asked(log, f'labels "{file}" within 10d for all', "01-12")


def test_a_log_that_cannot_be_asked_says_so(log):
    with pytest.raises(NoSuchEvent, match="no event `search`"):
        asked(log, "searches within 1d for all", "01-12")
    sessions = log_from_columns(user=["s1"], time=["2020-01-01"], type="view", owner="session")
    with pytest.raises(NoCustomers):
        rows_at(sessions, parse_task("views within 1d for all"), [at("01-12")])
    devices = log_from_columns(user=["a"], time=["2020-01-01"], type="view", is_device=[1])
    with pytest.raises(NobodyIdentified):
        rows_at(devices, parse_task("views within 1d for identified"), [at("01-12")])


def test_a_device_becomes_a_customer_with_the_first_event_that_names_one():
    log = log_from_columns(
        user=["a", "b", "a", "c"], time=["2020-01-01", "2020-01-02", "2020-01-05", "2020-01-03"], type="view",
        is_device=[1, 0, 0, 1], zone=ZONE,
    )  # fmt: skip
    task = parse_task("views within 1d for identified")
    asked_at = [at("01-04"), at("01-05"), at("01-06")]
    rows = rows_at(log, task, asked_at)
    ids = dict(zip(asked_at, (["b"], ["b"], ["a", "b"])))
    inside = [(str(u), c) for u, c, yes in zip(rows.ids(log), rows.cutoff, rows.in_population) if yes]
    assert {c: [u for u, k in inside if k == c] for c in asked_at} == ids
    assert not rows_for_keys(log, task, ["a", "c", "b"], np.array([at("01-05")] * 3)).in_population[:2].any()


def test_one_answer_only_teaches_nothing(log):
    rows = labelled_rows(log, parse_task("buys within 1d for all"), [at("01-12")])
    with pytest.raises(NobodyAsked, match=r"nobody can be asked .buys within 1d for active\(1d\)"):
        asked_of_nobody = parse_task("buys within 1d for active(1d)")
        check_answers(labelled_rows(log, asked_of_nobody, [at("01-16")]), asked_of_nobody)
    with pytest.raises(OneAnswerOnly, match="every one of the 3 rows"):
        check_answers(rows, parse_task("buys within 1d for all"))


events = st.lists(
    st.tuples(st.sampled_from("abcde"), st.integers(0, 40), st.sampled_from(["view", "purchase"])),
    min_size=1, max_size=40,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    events, st.lists(st.integers(0, 45), min_size=1, max_size=4, unique=True), st.integers(1, 12), st.integers(1, 20)
)
def test_rows_and_labels_equal_plain_counting(found, days, horizon, window):
    found = [*found, ("e", 45, "purchase")]
    user, day, kind = zip(*found)
    log = log_from_columns(user=user, time=np.array(day) * DAY, type=kind, n_buckets=2)
    cutoffs = [d * DAY for d in days]
    task = parse_task(f"buys within {horizon}d for active({window}d)")
    rows = labelled_rows(log.before(46 * DAY), task, cutoffs)
    expected = []
    for c in sorted(days):
        for u in sorted(set(user)):
            if any(e[0] == u and c - window <= e[1] < c for e in found):
                bought = any(e[0] == u and e[2] == "purchase" and c <= e[1] < c + horizon for e in found)
                expected.append((u, c * DAY, float(bought) if c + horizon <= 46 else None))
    got = zip(rows.ids(log), rows.cutoff.tolist(), rows.label[:, 0].tolist())
    assert [(u, c, None if y != y else y) for u, c, y in got] == expected


@settings(max_examples=40, deadline=None)
@given(events, st.integers(0, 40), st.integers(1, 10))
def test_the_future_of_a_cutoff_changes_no_row(found, cutoff, window):
    task = parse_task(f"buys within 5d for active({window}d)")
    user, day, kind = zip(*found)
    whole = log_from_columns(user=user, time=np.array(day) * DAY, type=kind)
    past = rows_at(whole.before(cutoff * DAY), task, [cutoff * DAY])
    assert rows_at(whole, task, [cutoff * DAY]).ids(whole) == past.ids(whole)


def test_a_target_in_the_current_folder_is_found(log, tmp_path, monkeypatch):
    (tmp_path / "my_targets.py").write_text("def ever(history, future):\n    return len(future['time']) > 0\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert asked(log, "my_targets:ever within 10d for bought", "01-12") == [("a", [1])]
    (tmp_path / "broken.py").write_text("1 / 0\n", "utf-8")
    with pytest.raises(NoTargetFunction, match="division by zero"):
        asked(log, "broken:f within 10d for bought", "01-12")


def test_sampled_rows_stand_for_all():
    rng = np.random.default_rng(1)
    n = 4000
    log = log_from_columns(
        user=rng.integers(1500, size=n).astype(str), time=rng.integers(0, 60, n) * DAY,
        type=rng.choice(["view", "purchase"], n, p=[0.9, 0.1]),
    )  # fmt: skip
    rows = labelled_rows(log, parse_task("buys within 7d for all"), [d * DAY for d in (30, 37, 44, 51)])
    kept, weight = sample(rows, log, 2000)
    assert 1850 < kept.sum() < 2150
    yes = rows.label[:, 0] == 1
    assert kept[yes].all()  # all that happened, at weight 1
    assert (weight[yes] == 1).all()
    assert weight[kept].sum() == pytest.approx(len(rows), rel=0.05)
    for cutoff in np.unique(rows.cutoff):
        at_cutoff = rows.cutoff == cutoff
        assert weight[kept & at_cutoff].sum() == pytest.approx(at_cutoff.sum(), rel=0.1)
    order = rng.permutation(len(rows))
    assert (sample(rows.select(order), log, 2000)[0] == kept[order]).all()
    assert (sample(rows, log, 2000, seed=1)[0] != kept).any()
    assert sample(rows, log, len(rows))[0].all()


@pytest.mark.parametrize("kind", ["bgnbd", "clicks"])
def test_labels_are_what_the_simulated_customers_did(kind):
    shop = simulate_shop(400, 120, 3, kind)
    log = log_from_columns(**shop.events, n_buckets=3)
    cutoff = OPENING + 80 * DAY
    rows = labelled_rows(log, parse_task("buys within 7d,30d for all"), [cutoff])
    for j, horizon in enumerate((7, 30)):
        got = {user: bool(y) for user, y in zip(rows.ids(log), rows.label[:, j])}
        assert got == shop.bought(cutoff, horizon)
