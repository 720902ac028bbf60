"""The plan of cutoffs: its five kinds, and what holds of every one of them."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shops import daily_shop

from foresale.errors import CutoffOutsideLog, HorizonTooLong, NoHistory, TooShort
from foresale.log.instants import midnight, parse_instant, show_day
from foresale.log.memory import log_from_columns
from foresale.tasks.grammar import parse_task
from foresale.tasks.ground import last_day_is_cut_short
from foresale.tasks.labels import labelled_rows
from foresale.tasks.plan import MOST_CUTOFFS, Plan, plan_cutoffs, share_of

DAY = 86_400_000_000


def plan_of(days: int, horizon: str, **shop: object) -> Plan:
    return plan_cutoffs(daily_shop(days, **shop), parse_task(f"buys within {horizon} for all"))


@pytest.mark.parametrize(
    ("days", "horizon", "kind"),
    [
        (373, "30d", 1),  # as UCI Online Retail
        (92, "7d", 1),  # as Tmall
        (92, "31d", 3),
        (8, "1d", 1),  # as Taobao
        (273, "273d", 5),  # as CDNOW
        (92, "20d", 2),
        (92, "55d", 4),
        (92, "60d", 5),  # more than three fifths of the log
        (400, "6mo", 4),
        (92, "36h", 1),
    ],
)
def test_the_kind_follows_from_days_and_horizon(days, horizon, kind):
    assert plan_of(days, horizon).kind == kind


def test_a_year_with_thirty_days_has_disjoint_blocks():
    plan = plan_of(373, "30d", start="2010-12-01", zone="Europe/London")
    assert [show_day(c, plan.zone) for c in plan.test.cutoffs] == ["2011-11-09"]
    assert [show_day(c, plan.zone) for c in plan.calibrate.cutoffs] == ["2011-10-10"]
    assert [show_day(c, plan.zone) for c in plan.validate.cutoffs] == ["2011-07-12", "2011-08-11", "2011-09-10"]
    assert plan.train.windows[-1].until == plan.validate.cutoffs[0]
    assert plan.history_days == 90
    assert plan.learn.cutoffs[-1] == plan.test.cutoffs[0]


def test_a_horizon_never_observed_keeps_its_ratio_to_the_observed_length():
    assert str(plan_of(273, "39w").learn_horizon) == "136d"
    plan = plan_of(300, "270d")  # 270 after 300 as 142 after 158
    assert plan.kind == 5
    assert str(plan.learn_horizon) == "142d"
    assert "142d" in str(plan.reason)
    asked = parse_task("buys within 7d,90d,270d for all")
    assert str(plan.learn_task(asked)) == "buys within 4d,47d,142d for all"
    assert plan_of(92, "7d").learn_task(asked) == asked


def test_users_are_split_by_their_id_alone():
    shares = [share_of(f"u{k}", 5) for k in range(2000)]
    assert share_of("u7", 5) == shares[7]
    assert min(shares.count(k) for k in range(5)) > 340
    log = daily_shop(92)
    task = parse_task("buys within 31d for all")
    plan = plan_cutoffs(log, task)
    rows = labelled_rows(log, task, plan.cutoffs)
    masks = [part.mask(rows, log) for part in (plan.train, plan.validate, plan.calibrate)]
    assert sum(int(m.sum()) for m in masks) == int(msgspec.structs.replace(plan.train, fold=None).mask(rows, log).sum())
    users = [set(rows.user[m].tolist()) for m in masks]
    assert not users[0] & users[1] and not users[1] & users[2] and not users[0] & users[2]


def test_the_last_day_that_is_cut_short_carries_no_label_window():
    def shop(last: str, unit: str | None = None):
        time = [f"2020-01-{d:02} {h}" for d in range(1, 31) for h in ("08:00", "13:00", "20:30")] + [
            f"2020-01-31 {last}"
        ]
        return log_from_columns(user=["a"] * len(time), time=time, unit=unit)

    assert last_day_is_cut_short(shop("12:50"))
    assert not last_day_is_cut_short(shop("20:10"))
    plan = plan_cutoffs(shop("12:50"), parse_task("buys within 1d for all"))
    assert show_day(plan.ends, "UTC") == "2020-01-31"  # the window of the 30th ends there
    assert show_day(plan.cutoff, "UTC") == "2020-02-01"
    assert [n.code for n in plan.notes] == ["last_day_short"]


def test_silence_before_the_cutoff_is_told_and_carries_no_label_window():
    log = daily_shop(60, without=range(50, 57))
    plan = plan_cutoffs(log, parse_task("buys within 3d for all"), until=midnight(log.first, log.zone, 56))
    assert plan.ends == midnight(log.first, log.zone, 50)
    assert [str(n) for n in plan.notes] == ["the last event lies 6 days before the cutoff"]


def test_the_last_day_of_a_log_of_days_is_short_where_it_has_too_few_events():
    def shop(n: int):
        time = [f"2020-01-{d:02}" for d in range(1, 31) for _ in range(20)] + ["2020-01-31"] * n
        return log_from_columns(user=["a"] * len(time), time=time)

    assert last_day_is_cut_short(shop(3))
    assert not last_day_is_cut_short(shop(15))


def test_a_break_of_tracking_is_not_touched():
    zone, n = "UTC", 120
    time, user, kind = [], [], []
    for d in range(n):
        for k in range(60):
            events = 1 if d < 60 else 3
            time += [d * DAY + k * 1_000_000_000 + e * 1_000_000 for e in range(events)]
            user += [f"u{k}"] * events
            kind += ["purchase" if k % 10 == d % 10 else "view"] + ["view"] * (events - 1)
    log = log_from_columns(user=user, time=time, type=kind, zone=zone)
    plan = plan_cutoffs(log, parse_task("buys within 7d for all"))
    (instant, _), *_ = plan.breaks
    assert abs(instant - 60 * DAY) <= DAY
    assert any(str(r.why).endswith("times overnight") for r in plan.refused)
    for part in (plan.learn, *plan.parts.values()):
        assert all(not midnight(w.cutoff, zone, -7) < instant < w.until for w in part.windows)


def test_what_cannot_be_planned_says_why():
    log = daily_shop(30)
    task = parse_task("buys within 7d for all")
    with pytest.raises(HorizonTooLong, match="spans 30 days"):
        plan_cutoffs(log, parse_task("buys within 31d for all"))
    with pytest.raises(CutoffOutsideLog, match="2014-04-15"):
        plan_cutoffs(log, task, until=parse_instant("2014-04-10", log.zone))
    with pytest.raises(CutoffOutsideLog):
        plan_cutoffs(log, task, until=parse_instant("2015-01-01", log.zone))
    with pytest.raises(NoHistory):
        plan_cutoffs(log.before(log.first), task)
    with pytest.raises(TooShort, match="1d"):
        plan_cutoffs(daily_shop(1), parse_task("buys within 1d for all"))


shops = st.builds(
    daily_shop,
    days=st.integers(3, 260),
    start=st.sampled_from(["2011-03-20", "2011-10-20", "2014-01-01"]),
    zone=st.sampled_from(["Europe/London", "Asia/Shanghai", "America/Sao_Paulo"]),
    per_day=st.integers(1, 4),
    without=st.tuples(st.integers(0, 240), st.integers(0, 30)).map(lambda g: range(g[0], g[0] + g[1])),
)
horizons = st.sampled_from(["1d", "36h", "3d", "7d", "2w", "30d", "2mo", "120d"])


@settings(max_examples=60, deadline=None)
@given(shops, horizons, st.integers(0, 40))
def test_what_holds_of_every_plan(log, horizon, back):
    task = parse_task(f"buys within {horizon} for all")
    assume(log.n_events)
    until = midnight(log.last, log.zone, 1 - back)
    assume(until > log.first)
    try:
        plan = plan_cutoffs(log, task, until=until)
    except (HorizonTooLong, TooShort):
        return
    assert plan_cutoffs(log.before(until), task) == plan  # nothing at or after T was read
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan
    parts = {"learn": plan.learn, **plan.parts}
    assert all(part.windows for part in parts.values())
    for part in parts.values():
        assert len(part.windows) <= MOST_CUTOFFS
        for w in part.windows:
            assert plan.begins < w.cutoff < w.until <= plan.ends <= until
            assert w.until == plan.learn_horizon.after(w.cutoff, log.zone)
            assert w.cutoff == midnight(w.cutoff, log.zone)
            reach = midnight(w.cutoff, log.zone, -min(7, max(1, int(plan.learn_horizon.approx_days))))
            assert all(end <= reach or first >= w.until for first, end in plan.holes)
    train, validate, calibrate, test = plan.parts.values()
    if plan.kind <= 3:  # the test block is wholly later than everything else
        assert max(w.until for p in (train, validate, calibrate) for w in p.windows) <= test.cutoffs[0]
    if plan.kind <= 2:  # validation lies wholly after training
        assert train.windows[-1].until <= validate.cutoffs[0]
    if plan.kind == 1:
        assert validate.windows[-1].until <= calibrate.cutoffs[0]
        for part in (validate, calibrate, test):  # and inside a part the blocks are disjoint too
            assert all(a.until <= b.cutoff for a, b in zip(part.windows, part.windows[1:]))
    folds = [p.fold for p in (train, validate, calibrate, test) if p.fold]
    shares = [k for fold in folds for k in fold.which]
    assert len(shares) == len(set(shares))  # nobody is in two parts that share a cutoff
    assert len(folds) == {1: 0, 2: 2, 3: 3, 4: 4, 5: 4}[plan.kind]


def test_a_labels_file_is_planned_on_its_own_cutoffs(tmp_path):
    log = daily_shop(150)
    days = [show_day(midnight(log.first, log.zone, d), log.zone) for d in (60, 80, 100, 120)]
    lines = [f"u{u},{day},{(u + k) % 2}" for k, day in enumerate(days) for u in range(10)]
    file = tmp_path / "labels.csv"
    file.write_text("key,cutoff,label\n" + "\n".join(lines) + "\n", encoding="utf-8")
    task = parse_task(f'labels "{file}" within 14d for all')
    plan = plan_cutoffs(log, task)
    assert plan.kind == 1
    assert [show_day(c, log.zone) for c in plan.learn.cutoffs] == days
    rows = labelled_rows(log, task, plan.cutoffs)
    assert len(rows) == 40
    assert plan.test.mask(rows, log).sum() == 10
    file.write_text("key,cutoff,label\nu1,2012-01-01,1\n", encoding="utf-8")
    with pytest.raises(TooShort, match="none lies inside the log"):
        plan_cutoffs(log, task)
