"""What every feature family promises. A new family is under these from its first minute, without a line changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from planted import BIRTH, CUTOFFS, GENDER, NOON, TYPES, USERS, ZONE, ask, events, features_of, log_of, spec_of

from foresale.features import registry
from foresale.features.registry import families
from foresale.features.runner import compute_features, one_user
from foresale.features.spec import why_not
from foresale.features.windows import lay_edges
from foresale.log.events import DAY_US, HOUR_US

SECOND_US = 1_000_000
WITH_SIGN = ("z", "log", "log2", "number")  # units of what may be below 0

A_SECOND = {"seconds": 1.001, "minutes": 1.001 / 60}

SEEDS = (1, 2, 3)
SPECS = {seed: spec_of(log_of(events(seed))) for seed in SEEDS}


@pytest.fixture(params=sorted(families()))
def family(request):
    reason = why_not(families()[request.param], SPECS[1].context)
    assert reason is None, f"the planted shop must carry every family; {request.param}: {reason}"
    return request.param


def values(found, family, seed, users=USERS, cutoffs=CUTOFFS, **options):
    log = log_of(found, **options)
    spec = SPECS[seed]
    spec = type(spec)(context=spec.context, families=(family,))
    return features_of(log, users, cutoffs, spec).values


def without_others(family):
    if families()[family].stats:
        pytest.skip("what is known of other users has its own reach")


def shifted(found, **changes):
    return [{**e, **{k: change(e) for k, change in changes.items()}} for e in found]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_future_changes_nothing(family, seed):
    found = events(seed)
    late = [e for e in found if e["time"] >= NOON]
    past = [e for e in found if e["time"] < NOON]
    assert len(late) > 20
    mutated = shifted(late, type=lambda e: "purchase", item=lambda e: "i3", time=lambda e: e["time"] + DAY_US)
    added = [{**e, "time": NOON, "user": user} for user, e in zip(USERS, past)]
    before = values(found, family, seed, cutoffs=[NOON])
    for future in ([], mutated, late + mutated, added):
        np.testing.assert_array_equal(values(past + future, family, seed, cutoffs=[NOON]), before)


@pytest.mark.parametrize("seed", SEEDS)
def test_events_before_the_lookback_do_not_count(family, seed):
    without_others(family)
    found = events(seed, n=200, days=100)
    spec = spec_of(log_of(events(seed)), family)
    cutoffs = [c for c in CUTOFFS if c >= NOON]
    edge = NOON - round((spec.context.lookback_days - 10) * DAY_US)  # inside every row's sight
    seen = [e for e in found if e["time"] >= edge]
    ancient = shifted(found[:50], time=lambda e: e["time"] - 400 * DAY_US, item=lambda e: "i14")
    np.testing.assert_array_equal(
        features_of(log_of(seen + ancient), USERS, cutoffs, spec).values,
        features_of(log_of(seen), USERS, cutoffs, spec).values,
    )


def at_edges(seed, spec, *places):
    """Events of which a third lies where a window of the rows at NOON begins, `places` seconds later; the edges."""
    edges = lay_edges(np.array([NOON]), spec.context.windows_days, ZONE)[0]
    rng = np.random.default_rng(seed)
    found = events(seed)
    for e in found:
        if rng.random() < 0.3:
            e["time"] = int(rng.choice(edges)) + int(rng.choice(places)) * SECOND_US
    return found, edges


@pytest.mark.parametrize("seed", SEEDS)
def test_an_event_on_the_edge_of_a_window_is_inside(family, seed):
    """As one a second later is: `edges[r, j] <= time`, and nothing else hangs on a second."""
    spec = spec_of(log_of(events(seed)), family)
    found, edges = at_edges(seed, spec, 0)
    later = shifted(found, time=lambda e: e["time"] + SECOND_US * (e["time"] in edges))
    on, inside = (features_of(log_of(some), USERS, [NOON], spec) for some in (found, later))
    moved = np.array([A_SECOND.get(f.unit, 1e-3) for f in on.features])  # a session is longer by the second itself
    close = np.isclose(on.values, inside.values, rtol=1e-3, atol=moved, equal_nan=True).all(axis=0)
    assert not [name for name, same in zip(on.names, close) if not same], "an event on the edge has another say"


def test_a_window_is_what_its_name_says(family):
    """What is older than `views_7d` says has no say in it, and what is in it and in no narrower window has."""
    without_others(family)
    heard = {}
    for seed in SEEDS:
        spec = spec_of(log_of(events(seed)), family)
        found, edges = at_edges(seed, spec, 0, -1)
        whole = features_of(log_of(found), USERS, [NOON], spec)
        for days, edge, narrower in zip(spec.context.windows_days, edges, [*edges[1:], NOON]):
            name, text = spec.context.window_name(days), spec.context.window_text(days)
            inside = [e for e in found if e["time"] >= edge]
            hollow = [e for e in found if not edge <= e["time"] < narrower]
            inside, hollow = (features_of(log_of(some), USERS, [NOON], spec).values for some in (inside, hollow))
            for k, f in enumerate(whole.features):
                a_rate = f.name.endswith(f"_per_{name}")
                if text in f.meaning or (f.name.endswith(f"_{name}") and not a_rate):
                    np.testing.assert_array_equal(inside[:, k], whole.values[:, k], f"{f.name} sees what is older")
                    same = np.array_equal(hollow[:, k], whole.values[:, k], equal_nan=True)
                    heard[f.name] = heard.get(f.name) or not same
    assert not [name for name, some in heard.items() if not some], "their oldest days have no say"


def test_days_and_hours_are_those_of_the_shop(family):
    """The same local events of a shop nine hours further east are the same features."""
    tables = []
    for zone, ahead in (("UTC", 0), ("Asia/Tokyo", 9 * HOUR_US)):
        log = log_of(shifted(events(1), time=lambda e, ahead=ahead: e["time"] - ahead), zone=zone)
        tables.append(features_of(log, USERS, [c - ahead for c in CUTOFFS], spec_of(log, family)))
    for k, name in enumerate(tables[0].names):
        np.testing.assert_array_equal(tables[0].values[:, k], tables[1].values[:, k], f"{name} asks another clock")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_alone_is_the_row_among_many(family, seed):
    log = log_of(events(seed))
    spec = spec_of(log, family)
    together = features_of(log, USERS, CUTOFFS, spec).values.reshape(len(USERS), len(CUTOFFS), -1)
    for c, cutoff in enumerate(CUTOFFS):
        np.testing.assert_array_equal(features_of(log, USERS, [cutoff], spec).values, together[:, c])
    for u, user in enumerate(log.dictionaries["user"]):
        np.testing.assert_array_equal(one_user(log, u, NOON, spec), together[USERS.index(user), CUTOFFS.index(NOON)])


@pytest.mark.parametrize("seed", SEEDS)
def test_order_of_input_ids_buckets_and_threads_change_no_bit(family, seed, monkeypatch):
    found = events(seed)
    before = values(found, family, seed)
    np.testing.assert_array_equal(values(found[::-1], family, seed), before)
    np.testing.assert_array_equal(values(found, family, seed, n_buckets=4), before)
    renamed = {u: f"customer {97 * k % 31:03d}" for k, u in enumerate(USERS)}
    table = {"user": list(renamed.values()), "gender": GENDER, "birth": BIRTH}
    other = shifted(found, user=lambda e: renamed[e["user"]])
    np.testing.assert_array_equal(values(other, family, seed, users=renamed.values(), user_table=table), before)
    items = shifted(found, item=lambda e: e["item"] and f"{(int(e['item'][1:]) * 7 + 3) % 15:02d}x")
    np.testing.assert_array_equal(values(items, family, seed), before)
    monkeypatch.setattr("foresale.features.runner.CHUNK_EVENTS", 50)
    log = log_of(found)
    spec = spec_of(log, family)
    np.testing.assert_array_equal(features_of(log, USERS, CUTOFFS, spec, threads=3).values, before)


@pytest.mark.parametrize("seed", SEEDS)
def test_order_inside_an_instant_has_no_say(family, seed):
    found = events(seed, n_users=3)
    log = log_of(found)
    spec = spec_of(log, family)
    before = features_of(log, USERS, CUTOFFS, spec).values
    bucket = log.buckets[0]
    shuffle = np.random.default_rng(seed).random(len(bucket.columns["time"]))
    owner = np.repeat(np.arange(len(bucket.users)), bucket.ends - bucket.starts)
    order = np.lexsort((shuffle, bucket.columns["time"], owner))
    assert (order != np.arange(len(order))).any()
    for name in list(bucket.columns):
        bucket.columns[name][:] = bucket.columns[name][order]
    np.testing.assert_array_equal(features_of(log, USERS, CUTOFFS, spec).values, before)


def test_declared_is_computed(family):
    spec = spec_of(log_of(events(1)), family)
    features = families()[family].features(spec.context)
    table = features_of(log_of(events(1)), USERS, CUTOFFS, spec)
    assert table.names == tuple(f.name for f in features) and set(table.family_of) == {family}
    assert all(f.name == f.name.strip() and f.unit and f.meaning for f in features)
    undefined = np.isnan(table.values).any(axis=0)
    silent = [f.name for f, some in zip(features, undefined) if some and not f.missing]
    assert not silent, "NaN occurs, and the feature does not say what it means"
    for k, f in enumerate(features):
        defined = table.values[~np.isnan(table.values[:, k]), k]
        assert np.isfinite(defined).all(), f.name
        if f.levels:
            assert set(defined) <= set(range(len(f.levels))), f.name
        if f.unit not in WITH_SIGN:
            assert (defined >= 0).all(), f"{f.name}: below 0, in {f.unit}"
        if f.unit == "share":
            assert (defined <= 1).all(), f"{f.name}: a share above 1 (`ratio` is the unit of what may be more)"


def test_it_has_an_answer_worked_out_by_hand(family):
    here = Path(__file__)
    if not (Path(registry.__file__).parent / f"{family}.py").exists():
        pytest.skip("another package's")
    others = (file for file in here.parent.glob("test_*.py") if file != here)
    named = any(f'"{family}"' in file.read_text(encoding="utf-8") for file in others)
    assert named, f'no test asks for `row_of(..., "{family}")`: write tests/features/test_{family}.py'


def test_its_names_are_no_other_family_s(family):
    context = SPECS[1].context
    owner = {f.name: name for name, other in families().items() if name != family for f in other.features(context)}
    mine = [f.name for f in families()[family].features(context)]
    taken = {name: owner[name] for name in mine if name in owner}
    assert not taken and len(set(mine)) == len(mine), f"names that another family has already: {taken}"


def test_its_features_vary(family):
    """A promise that is held by constants is held by nothing."""
    found = np.concatenate([values(events(seed), family, seed) for seed in SEEDS])
    assert (np.nanmin(found, axis=0) < np.nanmax(found, axis=0)).any(), "constant in all planted shops (`planted.py`)"


def test_the_planted_shop_carries_every_family():
    assert set(SPECS[1].families) == set(families())


class Over:
    """A family's loop over an `out` that holds `fill` before."""

    signatures = True

    def __init__(self, run, fill):
        self.run, self.fill = run, fill

    def __call__(self, *arguments):
        arguments[-1][:] = self.fill
        self.run(*arguments)


def test_every_cell_is_written_and_no_index_leaves_its_array(family, monkeypatch):
    """The latter is an IndexError everywhere in tests (see `conftest`); the last group's end is that of the arrays."""
    log = log_of(events(1))
    spec = spec_of(log, family)
    mine = families()[family]
    found = []
    for fill in (-12345.0, 54321.0):
        monkeypatch.setitem(families(), family, replace(mine, run=Over(mine.run, fill)))
        everybody = features_of(log, (*USERS, "never seen"), CUTOFFS, spec).values
        alone = [one_user(log, u, NOON, spec) for u in range(3)]
        found.append(np.vstack([everybody, *alone]))
    np.testing.assert_array_equal(*found)


def test_inputs_stay_untouched(family):
    log = log_of(events(1))
    rows = ask(log, USERS, CUTOFFS)
    copies = {name: column.copy() for name, column in log.buckets[0].columns.items()}
    for column in log.buckets[0].columns.values():
        column.flags.writeable = False  # as a mapped file
    compute_features(log, rows, spec_of(log, family))
    for name, column in log.buckets[0].columns.items():
        np.testing.assert_array_equal(column, copies[name])


def test_an_unknown_user_is_one_without_events(family):
    log = log_of([e for e in events(1) if e["user"] != "u00" or e["time"] >= NOON])
    spec = spec_of(log, family)
    nobody, not_yet = (features_of(log, [user], [NOON], spec) for user in ("never seen", "u00"))
    own = [k for k, f in enumerate(nobody.features) if families()[family].own is None]
    np.testing.assert_array_equal(nobody.values[:, own], not_yet.values[:, own])


def test_a_user_above_the_cap_keeps_the_newest(family):
    without_others(family)
    past = sorted((e for e in events(1, n_users=1) if e["time"] < NOON), key=lambda e: e["time"])
    capped = spec_of(log_of(past), family, cap=50)
    assert past[-50]["time"] > past[-51]["time"]
    for found in (past, past[-51:]):
        newest = [e for e in found if e["time"] >= past[-50]["time"]]
        assert len(newest) < len(found)
        np.testing.assert_array_equal(
            features_of(log_of(found), ["u00"], [NOON], capped).values,
            features_of(log_of(newest), ["u00"], [NOON], capped).values,
        )


@pytest.mark.parametrize("least", ["purchase", "view"])
def test_a_log_of_three_columns_is_carried_or_declined(family, least):
    found = [{"user": e["user"], "time": e["time"] // DAY_US * DAY_US, "type": least} for e in events(1)]
    log = log_of(found, zone="UTC", unit="day")
    spec = spec_of(log, country=None)
    if family in spec.families:
        table = features_of(log, USERS, CUTOFFS, type(spec)(context=spec.context, families=(family,)))
        assert not np.isinf(table.values).any()
    else:
        assert why_not(families()[family], spec.context)


def test_planted_shop_has_every_kind_of_event():
    log = log_of(events(1))
    assert set(log.types.values()) == set(TYPES) and log.zone == ZONE
