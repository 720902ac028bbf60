"""Which rows teach, judge and are scored: judging rows are never sampled, and one rule of population holds for all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import foresale
from foresale.jobs import learn
from foresale.judging.backtest import Labelled
from foresale.simulate import DAY_US
from small_shop import date, midnight, shop, table_of, times

SHOP = shop()
ASK = "buys within 7d for all"
FAST: dict[str, Any] = {"model": "own_rate", "threads": 1, "cutoff": date(100)}


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("rows")


@pytest.fixture
def seen(monkeypatch) -> list[Labelled]:
    """What the backtest was given, run by run."""
    given: list[Labelled] = []
    real = learn.backtest

    def noted(rows: Labelled, *places: Any, **words: Any) -> Any:
        given.append(rows)
        return real(rows, *places, **words)

    monkeypatch.setattr(learn, "backtest", noted)
    return given


# ---- sampling


@pytest.mark.parametrize(("most", "seed"), [(2_000, 0), (500, 1), (150, 2), (40, 3)])
def test_rows_that_judge_are_never_sampled_and_those_that_teach_stand_for_all(cache, seen, monkeypatch, most, seed):
    log = table_of(SHOP)
    foresale.train(log, ask=ASK, cache=cache, seed=seed, **FAST)
    monkeypatch.setattr(learn, "MOST_TRAINING_ROWS", most)
    few = foresale.train(log, ask=ASK, cache=cache, seed=seed, **FAST)
    every, rows = seen
    assert every.teach.all() and rows.teach.sum() < 0.8 * len(every.teach)  # it was sampled

    for part in ("calibrate", "test"):
        cutoffs = np.unique(every.data.cutoff[every.parts[part]]).tolist()
        bought = [yes for c in cutoffs for yes in SHOP.bought(c, 7).values()]  # from the shop, not from the log
        here = rows.data.label[rows.parts[part]]
        assert (len(here), here.sum()) == (len(bought), sum(bought)), part
    q = few.judged.horizons[0]
    assert (q.rows, q.buyers) == (len(bought), sum(bought))
    assert [b.rows for b in q.base_rates] == [int((every.data.cutoff == c).sum()) for c in np.unique(every.data.cutoff)]

    yes, weight = rows.data.label[rows.teach], rows.data.weight[rows.teach]
    full = every.data.label
    for answer in (0, 1):  # one share for each answer, undone by the weight to within what chance leaves
        kept, all_of_them = weight[yes == answer], (full == answer).sum()
        assert len(np.unique(kept)) == 1 and kept[0] >= 1
        spread = np.sqrt(all_of_them * max(kept[0] - 1, 0))  # of a binomial draw, scaled up
        assert kept.sum() == pytest.approx(all_of_them, abs=4 * spread + 0.01)


def test_what_is_learned_from_few_rows_has_the_level_of_all(cache, monkeypatch):
    """Half of the rows kept are buyers, and of all rows one in six: without weights p would be thrice as high.

    The raw score of the model that has nothing but a level, before anything was calibrated."""
    how = {**FAST, "model": "base_rate"}
    log = table_of(SHOP)
    every = foresale.train(log, ask=ASK, cache=cache, **how).scores["score"].to_numpy()
    monkeypatch.setattr(learn, "MOST_TRAINING_ROWS", 300)
    few = foresale.train(log, ask=ASK, cache=cache, **how).scores["score"].to_numpy()
    assert few.mean() != every.mean() and few.mean() == pytest.approx(every.mean(), rel=0.1)


# ---- population

WITHIN = {"all": (None, None), "active(14d)": (None, 14), "bought": ("purchase", None), "bought(21d)": ("purchase", 21)}


def members(population: str, cutoff: int) -> set[str]:
    """Who fits the rule at an instant, from the shop's own events."""
    type_, days = WITHIN[population]
    e = SHOP.events
    fits = np.asarray(e["time"]) < cutoff
    if type_:
        fits &= np.asarray(e["type"]) == type_
    if days:
        fits &= np.asarray(e["time"]) >= cutoff - days * DAY_US
    return set(np.asarray(e["user"])[fits].tolist())


@pytest.mark.parametrize("population", WITHIN)
def test_one_rule_trains_judges_and_scores_and_who_falls_outside_is_counted(cache, seen, population):
    log = table_of(SHOP)
    run = foresale.train(log, ask=f"buys within 7d for {population}", cache=cache, **FAST)
    assert set(run.scores["customer_id"].to_pylist()) == members(population, midnight(100))

    (rows,) = seen  # every row that teaches, validates, calibrates or tests
    names = sorted(set(SHOP.events["user"].tolist()))
    asked = {c: members(population, c) for c in np.unique(rows.data.cutoff).tolist()}
    for cutoff, inside in asked.items():
        here = rows.data.cutoff == cutoff
        assert here.sum() == len(inside)
        assert rows.data.label[here].sum() == sum(SHOP.bought(cutoff, 7)[i] for i in inside)
    assert [b.rows for b in run.judged.horizons[0].base_rates] == [len(inside) for inside in asked.values()]

    question = run.judged.question
    assert (question.rows, question.outside) == (run.scores.num_rows, len(names) - run.scores.num_rows)
    newest = max(asked)
    at, e = times(log), SHOP.events
    now = (at >= newest) & (at < newest + 7 * DAY_US) & (np.asarray(e["type"]) == "purchase")
    buyers = set(np.asarray(e["user"])[now].tolist())
    assert question.outside_share_of_buyers == pytest.approx(len(buyers - asked[newest]) / len(buyers))


def test_who_is_outside_and_asked_by_name_is_marked(cache):
    log = table_of(SHOP)
    ids = sorted(set(SHOP.events["user"].tolist()))
    asked = {"ask": "buys within 7d for bought(21d)", "keys": pa.table({"customer_id": ids})}
    scores = foresale.train(log, cache=cache, **asked, **FAST).scores
    inside = members("bought(21d)", midnight(100))
    assert scores["in_population"].to_pylist() == [i in inside for i in ids]
