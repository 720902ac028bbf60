"""What is said of a run's quality: nothing of the days that judge it, and bands, intervals and words that fit it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

import foresale
from foresale.jobs.summary import Run
from small_shop import QUICK, date, midnight, shop, table_of, times

DAYS = 100
HOW = {"ask": "buys within 7d for all", "cutoff": date(DAYS), "threads": 1}


def with_channel(table: pa.Table, other_from: int) -> pa.Table:
    """A further column, `channel`, with more texts than a model knows by name; from an instant on ten of them alone."""
    rng = np.random.default_rng(5)
    channel = rng.integers(0, 100, table.num_rows)
    late = times(table) >= other_from
    channel[late] = 90 + channel[late] % 10
    return table.append_column("channel", pa.array([f"c{k}" for k in channel.tolist()]))


def test_what_the_features_learn_from_the_test_days_changes_no_judged_figure():
    """From the first test cutoff on other texts of a column are frequent. The vocabulary of the scores is another one
    for that, and no figure of the test moves by a bit."""
    table = table_of(shop(kind="clicks"))
    how = HOW | {"model": "logistic"}
    plain = foresale.train(with_channel(table, midnight(DAYS)), **how)
    test = np.datetime64(plain.judged.horizons[0].cutoffs[0][:19]).astype("M8[us]").astype(int)
    other = foresale.train(with_channel(table, int(test)), **how)
    assert plain.scores["p"] != other.scores["p"]  # the column is in use
    for part in ("models", "differences", "calibration", "gains", "lists", "confusion", "trials", "verdict"):
        assert getattr(plain.judged.horizons[0], part) == getattr(other.judged.horizons[0], part), part


@pytest.fixture(scope="module")
def nothing_to_learn(tmp_path_factory) -> Run:
    """A shop in which everybody buys at the same rate, and few do."""
    log = table_of(shop(customers=700, kind="no_signal", intensity=0.4, seed=4))
    return foresale.train(log, **HOW | QUICK, out=tmp_path_factory.mktemp("runs") / "nothing")


def test_where_nothing_can_be_learned_nobody_is_singled_out(nothing_to_learn):
    run = nothing_to_learn
    q = run.judged.horizons[0]
    assert not q.verdict.order and q.verdict.reasons[0].code == "order_chance"
    assert set(run.scores["band"].to_pylist()) == {"cool"}
    assert [b.scored for b in q.bands] == [0, 0, run.scores.num_rows, 0]


def test_where_nothing_can_be_learned_the_next_step_is_more_data(nothing_to_learn):
    screen = [str(part) for part in nothing_to_learn.screen()]
    assert "score" not in nothing_to_learn.next_command and "train" in nothing_to_learn.next_command
    assert any("better than one drawn by lot" in line for line in screen)
    assert nothing_to_learn.to_dict()["order"] is False


@pytest.fixture(scope="module")
def run() -> Run:
    return foresale.train(table_of(shop(customers=500, seed=2)), **HOW | QUICK)


def test_bands_are_cut_at_one_p_for_the_scores_and_for_the_test(run):
    """3, 1 and 1/3 times the odds of the mean p of those scored; the report's table and the scores share the cuts."""
    q = run.judged.horizons[0]
    assert q.verdict.order
    p, band = run.scores["p"].to_numpy(), np.array(run.scores["band"].to_pylist())
    odds = p.mean() / (1 - p.mean())
    for row, times_odds in zip(q.bands, (3, 1, 1 / 3)):
        assert row.from_p / (1 - row.from_p) == pytest.approx(times_odds * odds, rel=1e-6)
    for row, above in zip(q.bands, (1.0, *[b.from_p for b in q.bands])):
        here = (p >= row.from_p) & (p < above)
        assert set(band[here]) <= {row.name} and row.scored == here.sum()
        if row.rows:
            assert row.from_p <= row.p_mean <= above


def test_models_that_cannot_answer_are_named_with_the_reason():
    """BG/NBD answers for purchases only: a question about carts says so in the table of trials."""
    run = foresale.train(table_of(shop()), **HOW | QUICK | {"ask": "carts within 7d for all"})
    note = {t.name: t.note for t in run.judged.horizons[0].trials}
    assert "purchases" in str(note["bgnbd"]) and note["rfm_logistic"] is None


def test_a_user_without_history_gets_a_wider_interval(run):
    table = table_of(shop(customers=500, seed=2))
    keys = pa.table({"customer_id": [*run.scores["customer_id"].to_pylist(), "never seen"]})
    scores = foresale.train(table, keys=keys, **HOW | QUICK).scores.to_pandas()
    width = scores.p_high - scores.p_low
    assert scores.cold.tolist() == [False] * (len(scores) - 1) + [True]
    near = (scores.p - scores.p.iloc[-1]).abs() < 0.02
    assert near.sum() > 5 and width.iloc[-1] > width[near & ~scores.cold].max()


@pytest.mark.parametrize("ask", ["buys within 7d for all", "no buys within 7d for bought"])
def test_nobody_knows_a_user_without_history_so_none_stands_above_the_middle(ask):
    """A shop whose newcomers, as far as the log shows them, buy at once and again, while most customers are gone."""
    rows = [(f"old{k:03}", day) for k in range(300) for day in (k % 20, k % 20 + 20)]
    rows += [(f"old{k:03}", day) for k in range(60) for day in range(45 + k % 9, 100, 9)]
    rows += [(f"new{day}-{k}", d) for day in range(40, 97) for k in range(2) for d in (day, day + 3)]
    log = pa.table({"customer_id": [u for u, _ in rows], "ts": [date(d) for _, d in rows]})
    how = QUICK | {"ask": ask, "types": {"*": "purchase"}}
    everybody = foresale.train(log, **how).scores
    keys = pa.table({"customer_id": ["never seen"]})
    (row,) = foresale.train(log, keys=keys, **how).scores.to_pylist()
    p = everybody["p"].to_numpy()
    assert row["cold"] and row["p"] == pytest.approx(min(np.mean(p), np.median(p)))
    assert row["percentile"] < 55  # equals share a place
    assert row["band"] in ("cool", "low")
    newcomers = 0.9 if ask.startswith("buys") else 0.1  # who came, came again
    assert row["p_low"] < min(newcomers, row["p"]) and row["p_high"] > max(newcomers, row["p"])
    assert (row["p_low"] == 0) if ask.startswith("buys") else (row["p_high"] == 1)
