"""Logs too short for what is asked: answered with the verdict that says so, or refused with what can be asked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from scipy.stats import spearmanr

import foresale
from foresale.errors import HorizonTooLong, NoEvents
from foresale.simulate import Shop
from small_shop import QUICK, midnight, shop, table_of, times, write


@pytest.fixture(scope="module")
def purchases(tmp_path_factory) -> tuple[Shop, Path]:
    """Purchases only, 100 days."""
    folder = tmp_path_factory.mktemp("purchases")
    made = shop(customers=1000, kind="bgnbd")
    return made, write(table_of(made), folder / "orders.csv")


@pytest.mark.parametrize(
    ("days", "kind", "word"),
    [(50, 4, "not tested on later days"), (80, 5, "horizon never observed"), (95, 5, "horizon never observed")],
)
def test_the_verdict_says_what_was_not_seen(purchases, tmp_path, days, kind, word):
    made, log = purchases
    run = foresale.train(log, ask=f"buys within {days}d for all", out=tmp_path / "run", cache=log.parent, **QUICK)
    assert (run.asked.plan.kind, run.verdict.word, run.ok) == (kind, word, False)
    truth = made.truth(midnight(100), days)
    known = np.array([truth[i] for i in run.scores["customer_id"].to_pylist()])
    p = run.scores["p"].to_numpy()
    assert spearmanr(p, known).statistic > 0.4
    if kind == 5:  # the level rests on BG/NBD, which is how this shop is made
        assert p.sum() == pytest.approx(known.sum(), rel=0.25)
    again = foresale.score(run.bundle, log, cache=log.parent)
    assert again.table.equals(run.scores) and again.to_dict()["verdict"] == [word]
    assert word in str(again.screen())


def test_a_short_horizon_beside_one_never_observed_keeps_its_own_length(purchases, tmp_path):
    """Both are learned from in the same ratio: the shorter one is not answered with the longer one's labels."""
    made, log = purchases
    run = foresale.train(log, ask="buys within 20d,95d for all", out=tmp_path / "run", cache=log.parent, **QUICK)
    assert [q.learned for q in run.judged.horizons] == ["10d", "48d"]
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    for asked, learned in ((20, 10), (95, 48)):  # each is told that its figures are of a shorter time
        assert f"Asked are {asked} days." in page and f"figures of the test are for {learned} days" in page
    for days in (20, 95):
        total = sum(made.truth(midnight(100), days).values())
        assert sum(run.scores[f"p_{days}d"].to_pylist()) == pytest.approx(total, rel=0.25)


def test_a_horizon_never_observed_of_nobody(tmp_path):
    """Nobody bought in the last three days: there is nobody to score, and no model is at fault."""
    table = table_of(shop(customers=1500))
    late = pc.and_(pc.equal(table["event"], "purchase"), pa.array(times(table) >= midnight(96)))
    log = write(table.filter(pc.invert(late)), tmp_path / "events.csv")
    run = foresale.train(log, ask="buys within 95d for bought(3d)", out=tmp_path / "run", cache=tmp_path, **QUICK)
    assert (run.asked.plan.kind, run.scores.num_rows) == (5, 0)
    assert foresale.score(run.bundle, log, cache=tmp_path).table.num_rows == 0


def test_the_horizon_of_a_lifetime_is_refused_with_a_shorter_one(purchases):
    _, log = purchases
    with pytest.raises(HorizonTooLong) as e:
        foresale.train(log, within="200d", cache=log.parent, **QUICK)
    assert "within=" in str(e.value) and "buys within" in str(e.value)


@pytest.mark.parametrize("said", [{}, {"until": "2024-01-20"}])
def test_a_log_of_guests_is_refused(tmp_path, said):
    users = ["k1" if said and n // 3 >= 19 else "guest" for n in range(90)]
    rows = [[user, f"2024-01-{1 + n // 3:02} 10:00:00", f"o{n}", "9.50"] for n, user in enumerate(users)]
    table = pa.table(dict(zip(("customer_id", "order_date", "order_id", "amount"), zip(*rows))))
    for job in (foresale.inspect, foresale.train):
        with pytest.raises(NoEvents, match="none of the rows that are left names a user"):
            job(table, timezone="UTC", cache=tmp_path, **said)
