"""What a model is: rows of features and their labels in, probabilities out, and a state that is data.

    fitted = get_model("lightgbm", seed=1).fit(train, validate)
    p = fitted.predict(table)
    again = load_fitted("lightgbm", fitted.state())

A model is one file of this folder with a class that it names `MODEL`. `registry.py` finds it, one contract suite tests
it. What a fit learned from validation alone (rounds, strength of the penalty, weights) stands in `fitted.settings`; the
refit on all labelled rows gets it back: `get_model(...).fit(everything, settings=fitted.settings)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from foresale.features.table import Table

if TYPE_CHECKING:
    from foresale.models.reasons import Reasons

Floats = npt.NDArray[np.float64]
Settings = Mapping[str, Any]


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """What the label says, as far as models care.

    horizon_days : length of the window that the label looks at
    event        : the event type whose occurrence is asked; None where a function or a file of labels says it
    negated      : True where the label is its absence (churn)
    """

    horizon_days: float
    event: str | None = "purchase"
    negated: bool = False


@dataclass(frozen=True)
class TrainingData:
    """Labelled rows in a fixed order (by cutoff, then id text); what is learned depends on nothing else.

    table  : features of the n rows
    label  : float64[n]  1 or 0, no NaN
    weight : float64[n]  inverse of the share in which the row was sampled; never a class weight
    user   : int64[n]    whose row it is; users are never split over folds
    cutoff : int64[n]    microseconds UTC
    """

    table: Table
    label: Floats
    weight: Floats
    user: npt.NDArray[np.int64]
    cutoff: npt.NDArray[np.int64]
    aim: Aim

    def __len__(self) -> int:
        return len(self.label)

    def rows(self, which: npt.NDArray[Any]) -> TrainingData:
        """The rows of a mask or at indices."""
        return replace(
            self,
            table=self.table.rows(which),
            label=self.label[which],
            weight=self.weight[which],
            user=self.user[which],
            cutoff=self.cutoff[which],
        )

    @property
    def base_rate(self) -> float:
        """Share of positives, drawn towards 1/2: (positives + 0.5) / (rows + 1), both by weight. So it is strictly
        inside (0, 1) even for a constant label; of 10 rows without any positive it is 0.045."""
        positive = float(self.weight @ self.label)
        return (positive + 0.5) / (float(self.weight.sum()) + 1.0)

    @property
    def constant(self) -> bool:
        """Whether all labels are the same (or there is none)."""
        return len(self) == 0 or bool((self.label == self.label[0]).all())

    def folds(self, n: int) -> npt.NDArray[np.int64]:
        """int64[n]: a fold of `n` for each row, all rows of a user in one. Dealt in the order in which users first
        appear, so that it hangs neither on how users are numbered nor on chance."""
        _, first, inverse = np.unique(self.user, return_index=True, return_inverse=True)
        turn = np.empty(len(first), np.int64)
        turn[np.argsort(first)] = np.arange(len(first))
        return turn[inverse] % n


@dataclass(frozen=True)
class State:
    """A fitted model as data: what a bundle keeps. Never code, never pickle.

    json   : names, numbers and lists
    arrays : by name
    texts  : by file name
    """

    json: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


class Fitted(Protocol):
    """What a fit leaves.

    settings : what was chosen on rows apart (a penalty, a number of rounds), JSON-able; the refit on all rows gets it
               as `fit(..., settings=...)` and chooses nothing. {} where a model has nothing to choose
    """

    @property
    def settings(self) -> Settings: ...

    def predict(self, table: Table) -> Floats:
        """float64[n] strictly inside (0, 1): raw probability of label 1, in the order of the rows. Columns are found
        by name; a row's answer does not depend on the rows beside it. Uncalibrated."""
        ...

    def state(self) -> State:
        """All that `load` needs; the same fit gives the same bytes."""
        ...

    def drivers(self) -> dict[str, float]:
        """Feature -> its share in what the model does: shares sum to 1, and other values in a column without one change
        no answer. The report draws them. Empty where nothing is read."""
        ...

    def reasons(self, table: Table) -> Reasons:
        """How much each feature adds to a row's log odds or takes from them; base and values sum to those of `predict`
        (before they are kept inside)."""
        ...


class Model(Protocol):
    """An unfitted model. `seed` is all its chance; `threads` never changes a bit of the result.

    name       : how commands and bundles call it
    title      : for people, English (a key of the catalogue of translations)
    simplicity : rank for "the simplest within one standard error", 0 is the simplest (`foresale models` shows them)
    baseline   : True for what is trained and shown beside every answer, also with `--model NAME`
    yardstick  : may be left out; True for the baseline that the report shows beside the answer
    blended    : may be left out; True for a member of `blend`, which `auto` usually takes
    """

    name: ClassVar[str]
    title: ClassVar[str]
    simplicity: ClassVar[int]
    baseline: ClassVar[bool]

    def __init__(self, *, seed: int = 0, threads: int = 1) -> None: ...

    @staticmethod
    def needs(table: Table, aim: Aim) -> str | None:
        """Why this model cannot answer from these features, in the current language; None where it can."""
        ...

    def fit(self, data: TrainingData, validate: TrainingData | None = None, settings: Settings | None = None) -> Fitted:
        """Learn from `data`. What needs rows apart is chosen on `validate`; with neither `validate` nor `settings`, on
        a fifth of the users held out of `data`, before all of `data` is used. Any label is survived: constant ones
        give a constant answer."""
        ...

    @staticmethod
    def load(state: State) -> Fitted: ...
