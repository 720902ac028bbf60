"""BG/NBD against the paper, a simulation from its own story, and its column for the learners."""

from __future__ import annotations

import csv
import gzip
import importlib.util
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shop import AIM, data_of, shop, table_of

from foresale.models.base import Aim
from foresale.models.bgnbd import BGNBD, fit_bgnbd, fit_rows, with_column
from foresale.models.columns import SUMMARY
from foresale.models.registry import get_model

PAPER = BGNBD(0.243, 4.414, 0.793, 2.426)  # Fader, Hardie and Lee 2005, table 2; weeks

Floats = npt.NDArray[np.float64]


def published_sample() -> Floats:
    """(x, t_x, T) in weeks of the paper's 2,357 customers; the package is looked for, never imported."""
    found = importlib.util.find_spec("lifetimes")
    if found is None or found.origin is None:
        pytest.skip("the package lifetimes, which ships the sample, is not installed (pip install 'foresale[oracle]')")
    path = Path(found.origin).parent / "datasets" / "cdnow_customers_summary.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return np.array([[float(v) for v in row[1:4]] for row in list(csv.reader(file))[1:]])


def test_the_published_parameters() -> None:
    sample = published_sample()
    assert len(sample) == 2357
    model = fit_bgnbd(*sample.T)
    assert [round(v, 3) for v in (model.r, model.alpha, model.a, model.b)] == [0.243, 4.414, 0.793, 2.426]


def test_the_published_customer() -> None:
    """Customer 0001 of the paper's spreadsheet: x = 2, t_x = 30.43, T = 38.86; 1.226 purchases in the next 39 weeks."""
    assert PAPER.expected(39, *np.array([[2.0], [30.43], [38.86]]))[0] == pytest.approx(1.226, abs=0.001)


def test_the_parameters_of_the_master_file(shared: Path) -> None:
    days: dict[str, set[int]] = {}
    with gzip.open(shared / "cdnow" / "CDNOW_master.txt.gz", "rt", encoding="ascii") as file:
        for line in file:
            user, day, *_ = line.split()
            days.setdefault(user, set()).add(date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal())
    end = date(1997, 9, 30).toordinal()
    kept = [sorted(d for d in some if d <= end) for some in days.values()]
    summary = np.array([(len(d) - 1, (d[-1] - d[0]) / 7, (end - d[0]) / 7) for d in kept])
    assert len(summary) == 23_570
    model = fit_bgnbd(*summary.T)
    assert (model.r, model.alpha, model.a, model.b) == (
        pytest.approx(0.25, abs=0.005), pytest.approx(4.8, abs=0.05),
        pytest.approx(0.73, abs=0.01), pytest.approx(2.2, abs=0.05),
    )  # fmt: skip


def live(model: BGNBD, n: int, T: float, h: float, seed: int) -> tuple[Floats, Floats]:
    """n customers who live by the model's story until T + h: (x, t_x of each), purchases of each in (T, T + h]."""
    rng = np.random.default_rng(seed)
    seen, after = np.zeros((2, n)), np.zeros(n)
    for i, (rate, leaves) in enumerate(zip(rng.gamma(model.r, 1 / model.alpha, n), rng.beta(model.a, model.b, n))):
        t = 0.0
        while (t := t + rng.exponential(1 / rate)) < T + h:
            if t <= T:
                seen[:, i] = seen[0, i] + 1, t
            else:
                after[i] += 1
            if rng.random() < leaves:
                break
    return seen, after


STORY = BGNBD(0.8, 20.0, 0.9, 3.0)


def test_customers_of_its_own_story() -> None:
    """Parameters come back, and both predictions hold in the mean of fifths and at any history."""
    T, h = 100.0, 40.0
    (x, t_x), after = live(STORY, 20_000, T, h, seed=5)
    age = np.full(len(x), T)
    model = fit_bgnbd(x, t_x, age)
    assert (model.r, model.alpha) == (pytest.approx(0.8, rel=0.06), pytest.approx(20, rel=0.08))
    assert model.a / (model.a + model.b) == pytest.approx(0.9 / 3.9, rel=0.06)
    for predicted, seen in ((STORY.within(h, x, t_x, age), after > 0), (STORY.expected(h, x, t_x, age), after)):
        for part in np.array_split(np.argsort(predicted, kind="stable"), 5):
            error = 4 * seen[part].std() / np.sqrt(len(part)) + 1e-3
            assert predicted[part].mean() == pytest.approx(seen[part].mean(), abs=error)


def test_at_least_one_is_not_one_minus_e_to_the_expected() -> None:
    """The shortcut 1 - exp(-E) takes purchases for Poisson; they are not."""
    history = np.array([[8.0], [30.0], [40.0]])
    exact = PAPER.within(39, *history)[0]
    assert exact < 1 - np.exp(-PAPER.expected(39, *history)[0]) - 0.05


histories = st.tuples(st.integers(0, 60), st.floats(0, 1), st.floats(0.1, 1000))


@settings(max_examples=60, deadline=None)
@given(history=histories, h=st.floats(0.1, 500))
def test_probabilities_behave(history: tuple[int, float, float], h: float) -> None:
    """Between 0 and P(alive), not above the expected number, growing with the horizon; certain life without repeats."""
    x, t_x, T = float(history[0]), history[1] * history[2] * (history[0] > 0), history[2]
    one = np.array([x]), np.array([t_x]), np.array([T])
    alive, p = PAPER.alive(*one)[0], PAPER.within(h, *one)[0]
    assert 0 <= p <= alive <= 1
    assert p <= PAPER.expected(h, *one)[0] * (1 + 1e-6) + 1e-12
    assert p <= PAPER.within(2 * h, *one)[0]
    assert x > 0 or alive == 1


def test_equal_customers_counted_together_or_apart() -> None:
    rng = np.random.default_rng(0)
    T = rng.integers(10, 60, 400).astype(float)
    x = rng.poisson(T / 20).astype(float)
    t_x = np.where(x > 0, np.floor(T * 0.7), 0.0)
    twice = fit_bgnbd(np.tile(x, 2), np.tile(t_x, 2), np.tile(T, 2))
    weighted = fit_bgnbd(x, t_x, T, np.full(400, 2.0))
    assert (twice.r, twice.alpha) == (pytest.approx(weighted.r, rel=1e-6), pytest.approx(weighted.alpha, rel=1e-6))


def test_the_unit_of_time_is_free() -> None:
    (x, t_x), _ = live(STORY, 2_000, 100.0, 1.0, seed=1)
    days, weeks = fit_bgnbd(x, t_x, np.full(len(x), 100.0)), fit_bgnbd(x, t_x / 7, np.full(len(x), 100 / 7))
    assert days.alpha / 7 == pytest.approx(weeks.alpha, rel=1e-4)
    assert days.r == pytest.approx(weeks.r, rel=1e-4)


@pytest.mark.parametrize("x", [0.0, 3.0])
def test_a_log_without_a_maximum_is_survived(x: float) -> None:
    """Nobody came back, or all did alike: the likelihood rises for ever in some direction."""
    n = np.full(50, x), np.full(50, 10.0 * (x > 0)), np.full(50, 30.0)
    model = fit_bgnbd(*n)
    p = model.within(30, *n)
    assert np.isfinite([model.r, model.alpha, model.a, model.b]).all()
    assert ((p >= 0) & (p <= 1)).all() and (p[0] < 0.2 if x == 0 else True)


def test_labels_do_not_reach_the_column() -> None:
    """It is learned from histories only, so a learner may train on it."""
    data, _ = shop(300)
    flipped = data_of(data.table, 1 - data.label, user=data.user)
    assert fit_rows(data_of(data.table, data.label, user=data.user)) == fit_rows(flipped)
    model = fit_rows(data)
    assert model is not None
    table = with_column(data.table, model, 30.0)
    assert table.names[-1] == "bgnbd_log_odds"
    np.testing.assert_array_equal(np.isnan(table["bgnbd_log_odds"]), np.isnan(data.table["purchase_days_repeat"]))


def test_who_has_not_bought_gets_what_such_people_did() -> None:
    x = np.array([np.nan] * 40 + [1.0] * 10)
    table = table_of(dict(zip(SUMMARY, (x, x * 5, x * 20))))
    p = get_model("bgnbd").fit(data_of(table, [1.0] * 10 + [0.0] * 40)).predict(table)
    assert p[0] == pytest.approx((10 + 10.5 / 51) / 41)


def test_a_horizon_that_was_never_observed() -> None:
    data, _ = shop(300)
    fitted = get_model("bgnbd").fit(data)
    near, far = fitted.predict_within(data.table, 30.0), fitted.predict_within(data.table, 270.0)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(near, fitted.predict(data.table))
    assert (far > near).all()


def test_it_answers_about_purchases_only() -> None:
    table = shop(5)[0].table
    assert get_model("bgnbd").needs(table, Aim(horizon_days=7, event="view")) is not None
    assert get_model("bgnbd").needs(table, AIM) is None


def test_what_drives_it() -> None:
    """Customers who differ in one number alone are told apart by that number alone."""
    for differs in range(3):
        numbers = [np.full(40, 3.0), np.full(40, 30.0), np.full(40, 60.0)]
        numbers[differs] = numbers[differs] + np.arange(40) % 4
        fitted = get_model("bgnbd").fit(data_of(table_of(dict(zip(SUMMARY, numbers))), np.arange(40) % 2))
        assert fitted.drivers() == pytest.approx({name: float(k == differs) for k, name in enumerate(SUMMARY)})
