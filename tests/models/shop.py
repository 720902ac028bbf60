"""Tables with planted truths for the tests of models."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from foresale.features.family import Feature
from foresale.features.table import Table
from foresale.models.base import Aim, TrainingData

DAY_US = 86_400_000_000
LEVELS = ("phone", "desk", "tablet", "other")
AIM = Aim(horizon_days=30.0)


def table_of(columns: dict[str, npt.ArrayLike], levels: dict[str, tuple[str, ...]] | None = None) -> Table:
    """A feature table of these columns; `levels` names the categorical ones."""
    features = tuple(Feature(name, "", "", levels=(levels or {}).get(name, ())) for name in columns)
    values = np.column_stack([np.asarray(c, np.float32) for c in columns.values()])
    return Table(features, ("planted",) * len(features), values)


def data_of(table: Table, label: npt.ArrayLike, *, user: npt.ArrayLike | None = None, aim: Aim = AIM) -> TrainingData:
    """Rows of weight 1, each of its own user, at one cutoff."""
    n = len(table)
    users = np.arange(n) if user is None else np.asarray(user)
    return TrainingData(
        table, np.asarray(label, np.float64), np.ones(n), users.astype(np.int64), np.zeros(n, np.int64), aim
    )


def shop(
    n: int = 600, seed: int = 0, cutoffs: int = 2, only_purchases: bool = False
) -> tuple[TrainingData, npt.NDArray[np.float64]]:
    """Customers whose chance to buy is known: (rows, true p). Recency and frequency tell most, a category some."""
    rng = np.random.default_rng(seed)
    user = np.tile(np.arange(-(-n // cutoffs)), cutoffs)[:n]
    cutoff = np.repeat(np.arange(cutoffs), -(-n // cutoffs))[:n] * 30 * DAY_US
    age = rng.integers(1, 365, n).astype(float)
    x = rng.poisson(age * rng.gamma(0.6, 1 / 60, n)).astype(float)
    t_x = np.where(x > 0, np.floor(age * rng.random(n) ** (1 / np.maximum(x, 1))), 0.0)
    newcomer = rng.random(n) < 0.15
    since = np.where(newcomer, np.nan, age - t_x)
    device = rng.integers(0, 4, n).astype(float)
    device[rng.random(n) < 0.1] = np.nan
    spend = np.where(newcomer, 0, rng.lognormal(3, 1.5, n) * (x + 1))
    score = -1.5 + 0.9 * np.log1p(x) - 0.5 * np.log1p(np.nan_to_num(since, nan=200)) / 2 + 0.6 * (device == 1)
    p = expit(score)
    active = (x + 1) * rng.integers(1, 5, n)
    columns = {
        "days_since_purchase": since,
        "days_since_first_event": age,
        "purchase_days_repeat": np.where(newcomer, np.nan, x),
        "days_to_last_purchase": np.where(newcomer, np.nan, t_x),
        "customer_age_days": np.where(newcomer, np.nan, age),
        "purchases_all": np.where(newcomer, 0, x + 1),
        "active_days_all": active,
        "active_days_7d": np.minimum(active, rng.integers(0, 7, n)),
        "active_days_30d": np.minimum(active, rng.integers(0, 20, n)),
        "spend_all": spend,
        "month": cutoff / (30 * DAY_US),
        "share": rng.random(n),
        "empty": np.full(n, np.nan),
        "device": device,
    }
    if not only_purchases:
        columns["days_since_event"] = np.minimum(np.nan_to_num(since, nan=50), rng.integers(0, 60, n))
        columns["purchase_days_all"] = columns["purchases_all"]
        columns["events_all"] = active * 3
        columns["days_since_view"] = columns["days_since_event"]
    label = (rng.random(n) < p).astype(np.float64)
    table = table_of(columns, {"device": LEVELS})
    return TrainingData(table, label, np.ones(n), user.astype(np.int64), cutoff.astype(np.int64), AIM), p
