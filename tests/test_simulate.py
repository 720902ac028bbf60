"""Simulated shops: their truth is calibrated against what they do, and every option does what it says."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from foresale import simulate
from foresale.simulate import DAY_US, OPENING, simulate_shop

CUTOFF = OPENING + 150 * DAY_US


def truth_and_outcome(shop, horizon, cutoff=CUTOFF):
    truth, bought = shop.truth(cutoff, horizon), shop.bought(cutoff, horizon)
    assert truth.keys() == bought.keys()
    return np.array(list(truth.values())), np.array([bought[k] for k in truth])


@pytest.mark.parametrize("kind", sorted(simulate.KINDS))
@pytest.mark.parametrize("options", [{}, {"growth": 1.0, "season": 0.5}, {"intensity": 0.1}], ids=str)
def test_the_truth_is_calibrated(kind, options):
    shop = simulate_shop(6000, 200, 7, kind, **options)
    for horizon in (7, 30):
        p, y = truth_and_outcome(shop, horizon)
        assert ((p > 0) & (p < 1)).all()
        tenths = np.array_split(np.argsort(p, kind="stable"), 10)
        z = [(y[t].sum() - p[t].sum()) / np.sqrt((p[t] * (1 - p[t])).sum()) for t in tenths]
        assert np.abs(z).max() < 4, z
        assert np.sum(np.square(z)) < 30  # 10 degrees of freedom: once in a thousand


@pytest.mark.parametrize("kind", ["bgnbd", "clicks"])
def test_the_truth_tells_customers_apart(kind):
    p, y = truth_and_outcome(simulate_shop(6000, 200, 7, kind), 30)
    assert p[y].mean() - p[~y].mean() > 0.08


def test_bgnbd_agrees_with_the_published_formula():
    """Fader, Hardie, Lee 2005, formula for one customer, worked out by hand for x = 2, t_x = 30, T = 60."""
    shop = simulate_shop(4000, 200, 3, "bgnbd")
    r, alpha, a, b = 0.6, 18.0, 0.8, 2.5
    user, time = shop.events["user"], (shop.events["time"] - OPENING) / DAY_US
    checked = 0
    truth = shop.truth(CUTOFF, 30)
    for name in list(truth)[:300]:
        own = np.sort(time[(user == name) & (time < 150)])
        x, age, last = len(own) - 1, 150 - own[0], own[-1] - own[0]
        alive = 1 / (1 + (a / (b + x - 1) * ((alpha + age) / (alpha + last)) ** (r + x) if x else 0))
        assert truth[name] == pytest.approx(alive * (1 - ((alpha + age) / (alpha + age + 30)) ** (r + x)), rel=1e-6)
        checked += x > 1
    assert checked > 20


def test_the_same_seed_gives_the_same_shop():
    one, two, other = (simulate_shop(200, 60, seed, "clicks", leak_days=7) for seed in (1, 1, 2))
    for name, column in one.events.items():
        np.testing.assert_array_equal(column, two.events[name])
    assert len(one.events["time"]) != len(other.events["time"])


def test_no_event_lies_outside_the_log():
    time = simulate_shop(500, 60, 1, "clicks", doubled_from=30).events["time"]
    assert time.min() >= OPENING
    assert time.max() < OPENING + 60 * DAY_US
    assert (np.diff(time) >= 0).all()


def test_few_buyers_and_no_signal():
    assert simulate_shop(3000, 200, 1, "bgnbd", intensity=0.02).bought(CUTOFF, 30).values().__len__() == 3000
    p, y = truth_and_outcome(simulate_shop(3000, 200, 1, "bgnbd", intensity=0.02), 30)
    assert 10 < y.sum() < 100
    p, _ = truth_and_outcome(simulate_shop(500, 200, 1, "no_signal"), 30)
    assert p == pytest.approx(-np.expm1(-0.3))


def test_growth_and_season_are_seen_in_the_counts():
    def monthly(**options):
        day = (simulate_shop(1500, 360, 1, "no_signal", **options).events["time"] - OPENING) // DAY_US
        return np.bincount(day // 30, minlength=12)

    assert 2.5 < monthly(growth=2.0)[-1] / monthly(growth=2.0)[0] < 3.1  # 3 ^ (330 / 365.25) = 2.70
    wave = monthly(season=0.6)
    assert 2.5 < wave[3] / wave[9] < 4.5  # 1.6 / 0.4 at the very peaks


def test_a_hole_loses_events_and_changes_no_truth():
    whole, torn = (simulate_shop(800, 200, 5, "clicks", hole=hole) for hole in (None, (80, 95)))
    day = (torn.events["time"] - OPENING) // DAY_US
    assert not ((day >= 80) & (day < 95)).any()
    known = torn.truth(CUTOFF, 30)
    truth = whole.truth(CUTOFF, 30)
    assert all(truth[user] == p for user, p in known.items())


def test_a_break_doubles_browsing_from_its_day():
    events = simulate_shop(800, 120, 5, "clicks", doubled_from=60).events
    day, views = (events["time"] - OPENING) // DAY_US, events["type"] != "purchase"
    before, after = (views & (day < 60)).sum(), (views & (day >= 60)).sum()
    assert 1.8 < after / before < 2.2
    assert 0.7 < (~views & (day >= 60)).sum() / (~views & (day < 60)).sum() < 1.5


def test_a_leak_knows_the_purchases_to_come():
    shop = simulate_shop(800, 120, 5, "clicks", leak_days=7)
    events = shop.events
    buys_soon = np.zeros(len(events["time"]), bool)
    for k in range(0, len(buys_soon), 50):
        later = (events["user"] == events["user"][k]) & (events["type"] == "purchase")
        gap = events["time"][later] - events["time"][k]
        buys_soon[k] = ((gap > 0) & (gap <= 7 * DAY_US)).any()
    looked = np.arange(0, len(buys_soon), 50)
    inside = looked[(events["time"][looked] - OPENING) < 110 * DAY_US]
    tag, soon = events["tag"][inside], buys_soon[inside]
    assert tag[soon].mean() == pytest.approx(2, abs=0.3)
    assert tag[~soon].mean() == pytest.approx(0, abs=0.2)


def test_shuffled_rows_are_the_same_rows():
    sorted_, shuffled = (simulate_shop(200, 60, 1, "clicks", shuffled=s) for s in (False, True))
    assert (np.diff(shuffled.events["time"]) < 0).any()
    assert sorted(zip(*(sorted_.events[c] for c in ("time", "user", "type", "item")))) == sorted(
        zip(*(shuffled.events[c] for c in ("time", "user", "type", "item")))
    )


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="bgnbd, clicks, no_signal"):
        simulate_shop(10, 10, 1, "hazard")


def test_it_shares_no_code_with_the_judged():
    tree = ast.parse(Path(simulate.__file__).read_text(encoding="utf-8"))
    imported = [n.module if isinstance(n, ast.ImportFrom) else n.names[0].name for n in ast.walk(tree)
                if isinstance(n, ast.Import | ast.ImportFrom)]  # fmt: skip
    assert not [m for m in imported if m and m.startswith("foresale")]
