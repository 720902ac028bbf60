"""The backtest: every model's predictions on rows whose label windows it has never seen.

Each part of the plan is predicted by models that learned only from label windows that ended before the part begins (or,
where days are too few for that, from other users up to the same cutoffs). What needs rows apart (rounds, penalties,
blend weights, the choice itself) comes from the validation part, and is then held while the models learn again
from everything before the calibration rows, before the test rows, and at last before the cutoff asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from foresale.errors import ModelCannotAnswer
from foresale.features.table import Table
from foresale.judging.choose import SHARED_ERRORS, Candidate, choose
from foresale.language import tr, use
from foresale.log.findings import Finding
from foresale.models.base import Fitted, Settings, TrainingData
from foresale.models.bgnbd import BGNBD, fit_rows, has_summary, with_column
from foresale.models.blend import FittedBlend, blended, combine
from foresale.models.registry import get_model, models, portfolio
from foresale.progress import SILENT, Progress
from foresale.tasks.plan import Part, Plan
from foresale.workers import workers

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
MOST_AT_ONCE = 4  # models; two of them take nearly all the time, and use several threads each


@dataclass(frozen=True)
class Labelled:
    """Every labelled row of one horizon.

    data  : the rows; `data.weight` counts for learning only
    until : int64[n]  end of each row's longest label window
    teach : bool[n]   rows that may teach (the others are there to be judged)
    parts : judging part -> bool[n]
    users : judging part -> bool[n], the part's users at any cutoff
    log_odds : whether BG/NBD's log odds stand beside the features
    """

    data: TrainingData
    until: npt.NDArray[np.int64]
    teach: Mask
    parts: Mapping[str, Mask]
    users: Mapping[str, Mask]
    log_odds: bool = True

    def teachers(self, name: str, part: Part) -> Mask:
        """The rows from which a model may learn before it answers `part`.

        Where the training part is over before `part` begins: everybody's windows that are. Where the two share cutoffs
        nothing earlier is left, and other users teach up to the same cutoffs. Never both: the answers of other users
        from the part's own days would tell the level of those days, and the calibrator would learn that p needs none.
        """
        over = self.until <= part.cutoffs[0]
        if not over[self.parts["train"]].all():
            over = ~self.users[name] & (self.data.cutoff <= part.cutoffs[-1])
        return self.teach & over


@dataclass(frozen=True)
class Trained:
    """A fitted model with the customer-base column that it reads."""

    name: str
    fitted: Fitted
    customer_base: BGNBD | None
    horizon_days: float

    @property
    def title(self) -> str:
        """For people, English: the page translates."""
        return models()[self.name].title

    def predict(self, table: Table) -> Floats:
        """float64[n]: raw probability of label 1."""
        return self.fitted.predict(widened(table, self.customer_base, self.horizon_days))


@dataclass
class Backtest:
    """Raw predictions, out of time.

    raw        : part ("validate", "calibrate", "test") -> model -> float64[rows of the part]
    settings   : model -> what validation chose for it
    chosen     : name;  candidates: how it was chosen
    left_out   : model -> why it cannot answer
    """

    raw: dict[str, dict[str, Floats]] = field(default_factory=dict)
    settings: dict[str, Settings] = field(default_factory=dict)
    chosen: str = ""
    candidates: tuple[Candidate, ...] = ()
    left_out: dict[str, Finding] = field(default_factory=dict)


def backtest(
    rows: Labelled, plan: Plan, *, model: str = "auto", seed: int = 0, threads: int = 1, progress: Progress = SILENT
) -> Backtest:
    """Fit the portfolio on the training part, choose on validation, predict calibration and test rows.

    model : `auto`, or the name of the only model that may be chosen (the baselines stand beside it all the same)

    Raises NoSuchModel, and ModelCannotAnswer where the rows or the question are not for that model.
    """
    out = Backtest()
    names = _entrants(rows.data, model, out)
    validate = rows.data.rows(rows.parts["validate"])
    train = rows.data.rows(rows.parts["train"] & rows.teach)
    out.raw["validate"] = {}
    with progress.stage(tr("Comparing models"), len(names)) as stage:
        for trained, raw in _fit_each(names, train, validate, None, validate.table, seed, threads, rows.log_odds):
            out.raw["validate"][trained.name] = raw
            out.settings[trained.name] = trained.fitted.settings
            stage.advance()
    eligible = {n: p for n, p in out.raw["validate"].items() if model == "auto" or n == model}
    out.chosen, out.candidates = choose(
        validate.label, eligible, validate.user, {n: models()[n].simplicity for n in eligible}, validate.weight,
        safe="blend", errors=1.0 if plan.kind <= 2 else SHARED_ERRORS,
    )  # fmt: skip
    with progress.stage(tr("Testing on later days"), 2 * len(names)) as stage:
        for name in ("calibrate", "test"):
            judged = rows.data.rows(rows.parts[name])
            teachers = rows.data.rows(rows.teachers(name, plan.parts[name]))
            out.raw[name] = {}
            how = (out.settings, judged.table, seed, threads, rows.log_odds)
            for trained, raw in _fit_each(names, teachers, None, *how):
                out.raw[name][trained.name] = raw
                stage.advance()
    return out


def refit(rows: Labelled, plan: Plan, result: Backtest, *, seed: int = 0, threads: int = 1) -> Trained:
    """The chosen model, learned again from every labelled cutoff before the cutoff asked."""
    everything = _lessons(rows, plan)
    return _learned_again(everything, everything.table.rows(slice(0, 0)), result, seed, threads, rows.log_odds)[0]


def refit_on_others(
    rows: Labelled, plan: Plan, result: Backtest, *, seed: int = 0, threads: int = 1
) -> tuple[TrainingData, Floats]:
    """The rows that teach the refit, and what it gives for them where their own users do not teach: each half of the
    users is answered by what the other half taught."""
    everything = _lessons(rows, plan)
    half = everything.folds(2)
    raw = np.empty(len(everything))
    for one in (0, 1):
        asked = everything.table.rows(half == one)
        others = everything.rows(half != one)
        raw[half == one] = _learned_again(others, asked, result, seed, threads, rows.log_odds)[1]
    return everything, raw


def _lessons(rows: Labelled, plan: Plan) -> TrainingData:
    return rows.data.rows(rows.teach & np.isin(rows.data.cutoff, np.array(plan.learn.cutoffs, np.int64)))


def _learned_again(
    data: TrainingData, asked: Table, result: Backtest, seed: int, threads: int, log_odds: bool
) -> tuple[Trained, Floats]:
    names = [result.chosen]
    if result.chosen == "blend":
        names = [*result.settings["blend"]["weights"], "blend"]
    return list(_fit_each(names, data, None, result.settings, asked, seed, threads, log_odds))[-1]


def widened(table: Table, customer_base: BGNBD | None, horizon_days: float) -> Table:
    """The table with BG/NBD's log odds as one more column."""
    return table if customer_base is None else with_column(table, customer_base, horizon_days)


def _fit_each(
    names: Sequence[str],
    data: TrainingData,
    validate: TrainingData | None,
    settings: Mapping[str, Settings] | None,
    asked: Table,
    seed: int,
    threads: int,
    log_odds: bool,
) -> Iterator[tuple[Trained, Floats]]:
    """Each model and its answers to `asked`, several at a time (no model uses all cores well); the blend last: it is
    made of those that stand already, so nothing is fitted or asked twice. With `validate`, `asked` are its rows."""
    base = fit_rows(data) if log_odds and has_summary(data.table) else None
    days = data.aim.horizon_days
    wide = _with_column(data, base)
    wide_validate = None if validate is None else _with_column(validate, base)
    wide_asked = widened(asked, base, days)

    # The threads are shared out: models at once, times threads of each, are never more than were given.
    alone = [name for name in names if name != "blend"]
    at_once = max(1, min(threads, len(alone), MOST_AT_ONCE))

    def fit(name: str) -> tuple[Fitted, Floats]:
        model = get_model(name, seed=seed, threads=threads // at_once)
        fitted = model.fit(wide, wide_validate, None if settings is None else settings[name])
        return fitted, fitted.predict(wide_asked)

    done: dict[str, tuple[Fitted, Floats]] = {}
    with workers(at_once) as pool:
        jobs = {name: pool.hand_out(fit, name) for name in reversed(alone)}  # the slowest first
        for name in names:
            if name in jobs:
                done[name] = jobs[name].result()
                yield Trained(name, done[name][0], base, days), done[name][1]
    if "blend" in names:
        members = {n: done[n][0] for n in blended() if n in done}
        answers = {n: done[n][1] for n in members}
        if validate is not None and len(members) > 1:
            blend = combine(members, answers, data, validate)
        elif settings is not None and set(settings["blend"]["weights"]) == set(members):
            blend = FittedBlend(members, np.array([settings["blend"]["weights"][n] for n in members]))
        else:
            fitted, raw = fit("blend")
            yield Trained("blend", fitted, base, days), raw
            return
        yield Trained("blend", blend, base, days), blend.mix(answers)


def _with_column(data: TrainingData, base: BGNBD | None) -> TrainingData:
    return replace(data, table=widened(data.table, base, data.aim.horizon_days))


def _entrants(data: TrainingData, model: str, out: Backtest) -> list[str]:
    can = portfolio(data.table, data.aim)
    for name, kind in models().items():
        if name not in can:
            with use("en"):  # a template: the reader's language is that of the page
                out.left_out[name] = Finding("model_left_out", kind.needs(data.table, data.aim) or "")
    if model == "auto":
        return can
    get_model(model)  # raises NoSuchModel
    if model not in can:
        raise ModelCannotAnswer(name=model, reason=str(out.left_out[model]), known=", ".join(can))
    return [n for n in can if models()[n].baseline or n == model]
