"""Blend: a weighted mean of the log odds of several models.

The weights are at least 0, sum to 1, and are those under which the validation labels are likeliest, with a prior that
pulls them to equal weights: with few labels it wins, with many it vanishes.

It is what `auto` takes unless another model is clearly better (`judging/choose.py`): a mean of models varies less than
each of them. Pulled to other weights (LightGBM twice, the forest half), harder, or without a forest, it was neither
better nor worse at 79 earlier cutoffs of four real logs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import softmax

from foresale.features.table import Table
from foresale.language import tr
from foresale.models.base import Aim, Fitted, Floats, Model, Settings, State, TrainingData
from foresale.models.holdout import with_check
from foresale.models.odds import best_shift, log_loss, log_odds, probability
from foresale.models.reasons import Reasons
from foresale.models.registry import get_model, load_fitted, models

PRIOR_NATS = 5.0  # validation log likelihood that the equal weights weigh against
# The same where validation shares its days with training: it then cannot tell who fits these days from who lasts.
SHARED_NATS = 50.0


@dataclass(frozen=True)
class FittedBlend:
    """members : name -> fitted model;  weights : float64[m], in their order"""

    members: dict[str, Fitted]
    weights: Floats

    @property
    def settings(self) -> Settings:
        weights = {name: float(w) for name, w in zip(self.members, self.weights)}
        return {"weights": weights, "members": {name: dict(m.settings) for name, m in self.members.items()}}

    def predict(self, table: Table) -> Floats:
        return self.mix({name: m.predict(table) for name, m in self.members.items()})

    def mix(self, answers: Mapping[str, Floats]) -> Floats:
        """What `predict` gives, from what the members have answered already."""
        return probability((_scores(self.members, answers) * self.weights).sum(axis=1))

    def state(self) -> State:
        states = {name: m.state() for name, m in self.members.items()}
        return State(
            # `order`: files may sort names, and a sum in another order has other last bits.
            json={
                "order": list(states),
                "weights": self.settings["weights"],
                "members": {name: s.json for name, s in states.items()},
            },
            arrays={f"{name}/{key}": a for name, s in states.items() for key, a in s.arrays.items()},
            texts={f"{name}/{key}": t for name, s in states.items() for key, t in s.texts.items()},
        )

    def drivers(self) -> dict[str, float]:
        """The members' shares by their weights."""
        total: dict[str, float] = {}
        for member, weight in zip(self.members.values(), self.weights):
            for name, share in member.drivers().items():
                total[name] = total.get(name, 0.0) + float(weight) * share
        whole = sum(total.values()) or 1.0
        return {name: share / whole for name, share in total.items()}

    def reasons(self, table: Table) -> Reasons:
        """The members', by their weights."""
        return Reasons.mixed([m.reasons(table) for m in self.members.values()], self.weights)


def learn_weights(scores: Floats, label: Floats, weight: Floats, prior: float = PRIOR_NATS) -> Floats:
    """float64[m] from log odds float64[n, m] of m models on n validation rows. Level is taken out first: it moves from
    cutoff to cutoff and is set later."""
    n, m = scores.shape
    if n == 0 or m == 1 or (label == label[0]).all():
        return np.full(m, 1 / m)
    scores = scores + np.array([best_shift(label, s, weight) for s in scores.T])
    rows = n * weight / weight.sum()  # sampled rows stand for others but are no more evidence

    def loss(theta: Floats) -> float:
        w = softmax(theta)
        return float(n * log_loss(label, scores @ w, rows) - prior * np.log(w).mean())

    return np.asarray(softmax(minimize(loss, np.zeros(m), method="BFGS", options={"gtol": 1e-4}).x), np.float64)


def combine(
    members: Mapping[str, Fitted], answers: Mapping[str, Floats], train: TrainingData, validate: TrainingData
) -> FittedBlend:
    """The blend of models that stand already, learned from `train`, weighted by their answers on rows that none of them
    has seen."""
    later = not len(train) or not len(validate) or validate.cutoff.min() > train.cutoff.max()
    prior = PRIOR_NATS if later else SHARED_NATS
    weights = learn_weights(_scores(members, answers), validate.label, validate.weight, prior)
    return FittedBlend(dict(members), weights)


def _scores(members: Mapping[str, Fitted], answers: Mapping[str, Floats]) -> Floats:
    """float64[n, m]: the members' log odds, in their order."""
    return np.stack([log_odds(answers[name]) for name in members], axis=1)


@dataclass(frozen=True)
class Blend:
    seed: int = 0
    threads: int = 1

    name = "blend"
    title = "Blend"
    simplicity = 5
    baseline = False

    @staticmethod
    def needs(table: Table, aim: Aim) -> str | None:
        return None if len(_members(table, aim)) > 1 else tr("fewer than two models to blend")

    def fit(
        self, data: TrainingData, validate: TrainingData | None = None, settings: Settings | None = None
    ) -> FittedBlend:
        if settings is None:
            train, check = with_check(data, validate)
            names = _members(data.table, data.aim)
            standing = {name: self._member(name).fit(train, check) for name in names}
            learnt = combine(standing, {name: m.predict(check.table) for name, m in standing.items()}, train, check)
            if validate is not None:
                return learnt
            settings = learnt.settings
        weights, theirs = settings["weights"], settings["members"]
        members = {name: self._member(name).fit(data, settings=theirs[name]) for name in weights}
        return FittedBlend(members, np.array(list(weights.values())))

    def _member(self, name: str) -> Model:
        return get_model(name, seed=self.seed, threads=self.threads)

    @staticmethod
    def load(state: State) -> FittedBlend:
        order, weights, theirs = (state.json[part] for part in ("order", "weights", "members"))
        members = {
            name: load_fitted(name, State(theirs[name], _under(name, state.arrays), _under(name, state.texts)))
            for name in order
        }
        return FittedBlend(members, np.array([weights[name] for name in order]))


def _under(name: str, named: Mapping[str, Any]) -> dict[str, Any]:
    """One member's part of the blend's state."""
    return {key.removeprefix(f"{name}/"): value for key, value in named.items() if key.startswith(f"{name}/")}


def blended() -> list[str]:
    """Names of the models that say they are `blended`, the simplest first."""
    return [name for name, model in models().items() if getattr(model, "blended", False)]


def _members(table: Table, aim: Aim) -> Sequence[str]:
    return [name for name in blended() if models()[name].needs(table, aim) is None]


MODEL = Blend
