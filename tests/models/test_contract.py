"""What every model owes: a new file is under all of this from its first minute."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from shop import LEVELS, shop, table_of

from foresale.errors import NoSuchModel
from foresale.features.table import Table
from foresale.language import catalogue, use
from foresale.models.base import Fitted, State, TrainingData
from foresale.models.base_rate import BaseRate
from foresale.models.blend import blended
from foresale.models.columns import SUMMARY
from foresale.models.odds import log_odds
from foresale.models.registry import get_model, load_fitted, models, portfolio

TRAIN, _ = shop(500)
VALIDATE, _ = shop(300, seed=1)
NAMES = list(models())
FITTED: dict[str, Fitted] = {}
NOTHING = Table((), (), np.zeros((2, 0), np.float32))


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def fitted(name: str) -> Fitted:
    if name not in FITTED:
        FITTED[name] = get_model(name, seed=3).fit(TRAIN, VALIDATE)
    return FITTED[name]


def same_bytes(a: State, b: State) -> bool:
    return (
        msgspec.json.encode(a.json) == msgspec.json.encode(b.json)
        and list(a.arrays) == list(b.arrays)
        and all(a.arrays[k].tobytes() == b.arrays[k].tobytes() for k in a.arrays)
        and a.texts == b.texts
    )


def test_declares_itself(name: str) -> None:
    model = models()[name]
    assert model.name == name
    assert model.title in catalogue("zh")
    ranks = {m.simplicity for m in models().values()}  # equals go by their log loss, so a new model may share a rank
    assert sorted(ranks) == list(range(len(ranks)))


def test_probabilities_lie_inside(fitted: Fitted) -> None:
    p = fitted.predict(VALIDATE.table)
    assert p.shape == (len(VALIDATE),) and p.dtype == np.float64
    assert ((p > 0) & (p < 1)).all()


def test_state_is_data_and_answers_the_same(name: str, fitted: Fitted) -> None:
    state = fitted.state()
    travelled = State(
        msgspec.json.decode(msgspec.json.encode(state.json)),
        {k: np.frombuffer(a.tobytes(), a.dtype).reshape(a.shape) for k, a in state.arrays.items()},  # read-only
        dict(state.texts),
    )
    again = load_fitted(name, travelled)
    np.testing.assert_array_equal(again.predict(VALIDATE.table), fitted.predict(VALIDATE.table))
    assert same_bytes(again.state(), state)


def test_one_row_alone_as_in_a_batch(fitted: Fitted) -> None:
    p = fitted.predict(VALIDATE.table)
    alone = [fitted.predict(VALIDATE.table.rows(slice(i, i + 1)))[0] for i in range(40)]
    np.testing.assert_array_equal(alone, p[:40])


def test_no_rows_no_answers(fitted: Fitted) -> None:
    assert fitted.predict(VALIDATE.table.rows(slice(0, 0))).shape == (0,)


def test_columns_are_found_by_name(name: str, fitted: Fitted) -> None:
    turned = list(reversed(TRAIN.table.names))
    np.testing.assert_array_equal(fitted.predict(VALIDATE.table.columns(turned)), fitted.predict(VALIDATE.table))
    again = get_model(name, seed=3).fit(
        replace(TRAIN, table=TRAIN.table.columns(turned)), replace(VALIDATE, table=VALIDATE.table.columns(turned))
    )
    assert same_bytes(again.state(), fitted.state())


def test_threads_change_no_bit(name: str, fitted: Fitted) -> None:
    again = get_model(name, seed=3, threads=2).fit(TRAIN, VALIDATE)
    assert same_bytes(again.state(), fitted.state())


def test_names_of_users_change_no_bit(name: str, fitted: Fitted) -> None:
    renumbered = 10_000 - 7 * TRAIN.user
    again = get_model(name, seed=3).fit(replace(TRAIN, user=renumbered), VALIDATE)
    assert same_bytes(again.state(), fitted.state())


def test_inputs_stay_as_they_are(name: str) -> None:
    train, validate = shop(200)[0], shop(100, seed=1)[0]
    for data in (train, validate):
        for array in (data.table.values, data.label, data.weight, data.user, data.cutoff):
            array.flags.writeable = False
    get_model(name).fit(train, validate).predict(validate.table)


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_a_constant_label_is_answered(name: str, label: float) -> None:
    train = shop(120)[0]
    train = replace(train, label=np.full(len(train), label))
    p = get_model(name).fit(train, train).predict(train.table)
    assert ((p > 0) & (p < 1)).all()
    if name != "bgnbd":  # which learns from histories, not from labels
        assert (np.abs(p - label) < 0.2).mean() > 0.9


@pytest.mark.parametrize("rows", [1, 2, 7])
def test_a_handful_of_rows_is_answered(name: str, rows: int) -> None:
    train = TRAIN.rows(np.arange(rows))
    p = get_model(name).fit(train).predict(VALIDATE.table)
    assert ((p > 0) & (p < 1)).all()


def test_a_label_that_never_comes_on_validation(name: str) -> None:
    none = replace(VALIDATE, label=np.zeros(len(VALIDATE)))
    p = get_model(name).fit(TRAIN, none).predict(VALIDATE.table)
    assert ((p > 0) & (p < 1)).all()


def test_what_training_never_saw_is_answered(fitted: Fitted) -> None:
    """A column that was never missing goes missing, and the one that always was appears; values beyond all seen."""
    values = VALIDATE.table.values.copy()
    for k, column in enumerate(VALIDATE.table.names):
        if column == "empty":
            values[:, k] = 5.0
        elif column != "device":
            values[::2, k] = np.nan
            values[1::2, k] *= 1000
    p = fitted.predict(replace(VALIDATE.table, values=values))
    assert ((p > 0) & (p < 1)).all()


def test_a_refit_with_the_settings_chosen_once(name: str, fitted: Fitted) -> None:
    """Settings are JSON, and the refit chooses nothing anew."""
    settings = msgspec.json.decode(msgspec.json.encode(dict(fitted.settings)))
    refit = get_model(name, seed=3).fit(TRAIN, settings=settings or None)
    if settings:
        assert dict(refit.settings) == settings
    assert (
        np.corrcoef(refit.predict(VALIDATE.table), fitted.predict(VALIDATE.table))[0, 1] > 0.99 or name == "base_rate"
    )


def test_a_rows_weight_is_how_often_it_stands_there(name: str, fitted: Fitted) -> None:
    """Four times the weight is nearer to four such rows than to one (models that draw rows are not quite there)."""
    times = np.where((TRAIN.label == 1) & (np.arange(len(TRAIN)) % 2 == 0), 4, 1)
    weighted = replace(TRAIN, weight=TRAIN.weight * times)
    repeated = TRAIN.rows(np.repeat(np.arange(len(TRAIN)), times))
    fits = (get_model(name, seed=3).fit(data, VALIDATE) for data in (weighted, repeated))
    by_weight, by_rows = (fit.predict(VALIDATE.table) for fit in fits)
    apart = np.abs(fitted.predict(VALIDATE.table) - by_rows).mean()
    assert np.abs(by_weight - by_rows).mean() < apart / 2


def test_drivers_are_what_moves_the_answer(fitted: Fitted) -> None:
    """Other values in a column that is named, or in all that are not: the answers move, or stay."""
    shares = fitted.drivers()
    read = {*shares, *(SUMMARY if "bgnbd_log_odds" in shares else ())}
    turned = VALIDATE.table.values[::-1]

    def answers(columns: set[str]) -> np.ndarray:
        values = np.where([name in columns for name in VALIDATE.table.names], turned, VALIDATE.table.values)
        return fitted.predict(replace(VALIDATE.table, values=values))

    as_it_is = answers(set())
    np.testing.assert_array_equal(answers({*VALIDATE.table.names} - read), as_it_is, "it reads what it does not name")
    idle = [name for name in shares if name in VALIDATE.table and (answers({name}) == as_it_is).all()]
    assert not idle, "named, and of no use to it"


def test_drivers_are_shares_of_known_features(name: str, fitted: Fitted) -> None:
    """Every model says what drives it, but for the one that reads nothing."""
    shares = fitted.drivers()
    assert set(shares) <= {*TRAIN.table.names, "bgnbd_log_odds"}
    assert sum(shares.values()) == pytest.approx(1) or name == "base_rate"
    assert load_fitted(name, fitted.state()).drivers() == pytest.approx(shares)
    assert "empty" not in shares and all(share >= 0 for share in shares.values())


def test_churn_is_the_other_side(name: str, fitted: Fitted) -> None:
    def turned(data: TrainingData) -> TrainingData:
        return replace(data, label=1 - data.label, aim=msgspec.structs.replace(data.aim, negated=True))

    churn = get_model(name, seed=3).fit(turned(TRAIN), turned(VALIDATE))
    p, stays = churn.predict(VALIDATE.table), 1 - fitted.predict(VALIDATE.table)
    assert np.abs(p - stays).mean() < 0.05


def test_scoring_needs_neither_scikit_learn_nor_lightgbm() -> None:
    """`load_fitted` and `predict` of every model, in a process of their own."""
    code = """
import pickle, sys
states, table, expected = pickle.load(sys.stdin.buffer)
from foresale.models.registry import load_fitted
for name, state in states.items():
    assert (load_fitted(name, state).predict(table) == expected[name]).all(), name
heavy = {"sklearn", "lightgbm", "pandas"} & set(sys.modules)
assert not heavy, heavy
"""
    import pickle

    for name in NAMES:
        FITTED.setdefault(name, get_model(name, seed=3).fit(TRAIN, VALIDATE))
    table = VALIDATE.table.rows(slice(0, 50))
    states = {name: FITTED[name].state() for name in NAMES}
    expected = {name: FITTED[name].predict(table) for name in NAMES}
    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps((states, table, expected)), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def test_a_model_that_says_so_joins_the_blend(monkeypatch: pytest.MonkeyPatch) -> None:
    class Theirs(BaseRate):
        name = "theirs"
        blended = True

    ours = {"rfm_logistic", "logistic", "forest", "lightgbm"}
    assert ours <= set(blended())
    monkeypatch.setitem(models(), "theirs", Theirs)
    assert {*ours, "theirs"} <= set(get_model("blend").fit(TRAIN, VALIDATE).settings["weights"])


def test_the_portfolio_of_a_shop_is_everything() -> None:
    assert portfolio(TRAIN.table, TRAIN.aim) == NAMES


def test_what_cannot_run_says_why() -> None:
    bare = table_of({"device": [0.0, 1.0]}, {"device": LEVELS})
    assert {"base_rate", "blend", "logistic", "forest", "lightgbm"} <= set(portfolio(bare, TRAIN.aim))
    for name in ("bought_lately", "own_rate", "bgnbd", "rfm_logistic"):
        assert name not in portfolio(bare, TRAIN.aim)
        assert models()[name].needs(bare, TRAIN.aim) in catalogue("zh")
    for name in ("blend", "logistic", "forest", "lightgbm"):
        assert name not in portfolio(NOTHING, TRAIN.aim)


def test_why_it_cannot_answer_is_said_in_chinese(name: str) -> None:
    with use("zh"):
        reasons = [models()[name].needs(table, TRAIN.aim) for table in (NOTHING, table_of({"other": [0.0]}))]
    own = [reason for reason in reasons if reason and re.search("[A-Za-z]{4,}", re.sub("`.*?`", "", reason))]
    assert own == []


def test_no_such_model() -> None:
    with pytest.raises(NoSuchModel, match="there is no model `xgboost`"):
        get_model("xgboost")


def test_reasons_add_up_to_the_answer(fitted: Fitted) -> None:
    table = VALIDATE.table
    reasons = fitted.reasons(table)
    assert reasons.values.shape == (len(table), len(reasons.names))
    np.testing.assert_allclose(reasons.base + reasons.values.sum(axis=1), log_odds(fitted.predict(table)), atol=1e-9)
    assert len(set(reasons.names)) == len(reasons.names)


def test_reasons_of_a_row_do_not_depend_on_those_beside_it(name: str, fitted: Fitted) -> None:
    table = VALIDATE.table
    some = fitted.reasons(table.rows(np.array([7, 3])))
    np.testing.assert_array_equal(some.values, fitted.reasons(table).values[[7, 3]])
    again = load_fitted(name, fitted.state()).reasons(table)
    np.testing.assert_array_equal(again.values, fitted.reasons(table).values)


def test_what_a_model_does_not_read_is_no_reason(fitted: Fitted) -> None:
    reasons, read = fitted.reasons(VALIDATE.table), fitted.drivers()
    unread = [k for k, name in enumerate(reasons.names) if name not in read]
    assert not reasons.values[:, unread].any()


def test_models_fitted_at_once_load_their_libraries_one_after_the_other():
    """scikit-learn's parts import each other: two threads that load at once meet half a module."""
    code = """
import threading
from foresale.models.teachers import teacher

wanted, ready, seen = ["sklearn.ensemble", "sklearn.linear_model", "lightgbm"], threading.Barrier(3), []

def load(name):
    ready.wait()
    seen.append(teacher(name).__name__)

threads = [threading.Thread(target=load, args=(name,)) for name in wanted]
[t.start() for t in threads]
[t.join() for t in threads]
assert sorted(seen) == sorted(wanted), seen
"""
    subprocess.run([sys.executable, "-c", code], check=True)
