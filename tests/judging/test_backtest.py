"""The backtest never lets a model see the answers that it is judged on."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from shop import shop

from foresale.errors import NoSuchModel
from foresale.judging.backtest import Labelled, backtest, refit, refit_on_others
from foresale.log.memory import log_from_columns
from foresale.models.base import TrainingData
from foresale.models.registry import get_model
from foresale.tasks.grammar import parse_task
from foresale.tasks.labels import labelled_rows
from foresale.tasks.plan import Plan, plan_cutoffs
from small_shop import midnight
from small_shop import shop as simulated


@pytest.fixture(scope="module", params=[7, 20, 30, 45], ids=["kind 1", "kind 2", "kind 3", "kind 4"])
def planned(request) -> tuple[Plan, Labelled]:
    """The rows of a simulated shop under its plan, with planted features."""
    events = simulated().events
    log = log_from_columns(user=events["user"].tolist(), time=events["time"], type=events["type"].tolist())
    log = log.before(midnight(100))
    task = parse_task(f"buys within {request.param}d for all")
    plan = plan_cutoffs(log, task)
    rows = labelled_rows(log, task, plan.cutoffs)
    planted, _ = shop(n=len(rows))
    data = TrainingData(
        planted.table, rows.label[:, 0].astype(float), np.ones(len(rows)), rows.user.astype(np.int64), rows.cutoff,
        planted.aim,
    )  # fmt: skip
    until = {w.cutoff: w.until for part in (plan.learn, *plan.parts.values()) for w in part.windows}
    labelled = Labelled(
        data=data, until=np.array([until[int(c)] for c in rows.cutoff]), teach=np.ones(len(rows), bool),
        parts={name: part.mask(rows, log) for name, part in plan.parts.items()},
        users={name: part.their_users(rows, log) for name, part in plan.parts.items()},
    )  # fmt: skip
    return plan, labelled


@pytest.mark.parametrize("part", ["calibrate", "test"])
def test_who_teaches_has_no_answer_in_the_part(planned, part):
    """A teacher's label window is over before the part begins, or the teacher is another user."""
    plan, rows = planned
    teachers = rows.teachers(part, plan.parts[part])
    judged = rows.parts[part]
    assert teachers.any() and judged.any() and not (teachers & judged).any()
    begins = rows.data.cutoff[judged].min()
    late = teachers & (rows.until > begins)
    assert not set(rows.data.user[late]) & set(rows.data.user[judged])
    assert (rows.data.cutoff[teachers] <= rows.data.cutoff[judged].max()).all()
    earlier = rows.until[rows.parts["train"]].max() <= begins
    assert earlier == (plan.kind <= 2 or (plan.kind == 3 and part == "test"))
    if earlier:  # days before teach everything, days of the part nothing: not even of other users
        assert not late.any()


def test_every_part_is_answered_by_every_model(planned):
    plan, rows = planned
    result = backtest(rows, plan, model="own_rate")
    assert result.chosen == "own_rate" and {"base_rate", "bought_lately", "rfm_logistic"} <= set(result.raw["test"])
    for part, answers in result.raw.items():
        n = int(rows.parts[part].sum())
        assert all(p.shape == (n,) and ((p > 0) & (p < 1)).all() for p in answers.values())
    final = refit(rows, plan, result)
    assert final.name == "own_rate" and len(final.predict(rows.data.table)) == len(rows.data)


def test_answers_of_the_judged_change_no_answer_of_the_models(planned):
    """Turning every answer of the test over leaves what was predicted for it as it was."""
    plan, rows = planned
    before = backtest(rows, plan, model="rfm_logistic").raw["test"]
    label = np.where(rows.parts["test"], 1 - rows.data.label, rows.data.label)
    turned = replace(rows, data=replace(rows.data, label=label))
    after = backtest(turned, plan, model="rfm_logistic").raw["test"]
    assert before.keys() == after.keys()
    for name in before:
        np.testing.assert_array_equal(before[name], after[name], err_msg=name)


def test_nobody_s_own_answers_teach_the_half_that_answers_them(planned):
    plan, rows = planned
    result = backtest(rows, plan, model="rfm_logistic")
    data, raw = refit_on_others(rows, plan, result)
    assert set(data.cutoff) == set(plan.learn.cutoffs) and len(raw) == len(data) and ((raw > 0) & (raw < 1)).all()
    mine = rows.data.user == data.user[0]
    turned = replace(rows, data=replace(rows.data, label=np.where(mine, 1 - rows.data.label, rows.data.label)))
    after = refit_on_others(turned, plan, result)[1]
    same_half = data.folds(2) == data.folds(2)[0]
    np.testing.assert_array_equal(raw[same_half], after[same_half])
    assert (raw[~same_half] != after[~same_half]).any()


@pytest.mark.parametrize("threads", [1, 2, 5, 16])
def test_models_at_once_share_the_threads(planned, monkeypatch, threads):
    plan, rows = planned
    lock, running, peak = threading.Lock(), 0, 0

    def watched(name, *, seed, threads):
        model = get_model(name, seed=seed, threads=threads)

        def fit(*given):
            nonlocal running, peak
            with lock:
                running += threads
                peak = max(peak, running)
            time.sleep(0.02)
            fitted = model.fit(*given)
            with lock:
                running -= threads
            return fitted

        return SimpleNamespace(fit=fit)

    monkeypatch.setattr("foresale.judging.backtest.get_model", watched)
    monkeypatch.setattr("foresale.judging.backtest._entrants", lambda *_: ["base_rate", "bought_lately", "own_rate"])
    result = backtest(rows, plan, threads=threads)
    assert threads / 2 < peak <= threads
    peak = 0
    refit(rows, plan, result, threads=threads)
    assert peak == threads  # one model alone has them all


def test_a_model_that_is_none(planned):
    plan, rows = planned
    with pytest.raises(NoSuchModel):
        backtest(rows, plan, model="oracle")
