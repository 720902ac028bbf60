"""What a family may know when it decides on its features: facts of the log and the question, never an event."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import msgspec

from foresale.log import events as ev


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Facts that a family's features and settings depend on; kept in the bundle, the same for training and scoring.

    zone, unit     : the shop's time zone and the finest unit of `time` ("us" ... "day")
    horizon_days   : how far the question looks ahead (the longest of several)
    lookback_days  : how far back any feature sees, the same at every cutoff
    windows_days   : days back of the nested windows, widest first; the first is the lookback
    cap            : newest events of one user that count; more raise the user's lookback start
    types          : code -> name of the event types in sight of training
    columns        : columns of the log
    further        : further columns `x:NAME` -> "number" or "category"
    vocabularies   : column (`device`, `x:NAME`, `user:NAME`) -> its frequent texts, most frequent first
    user_attributes : attributes of the table of users (those of items stand beside the events, as columns)
    learned        : numbers that families learned from the log (`Family.learn`), by name
    country        : whose public holidays count (`GB`, `GB-SCT`), None where nobody said
    """

    zone: str
    unit: str
    horizon_days: float
    lookback_days: float
    windows_days: tuple[float, ...]
    cap: int = 10_000
    types: dict[int, str] = {}
    columns: tuple[str, ...] = ()
    further: dict[str, str] = {}
    vocabularies: dict[str, tuple[str, ...]] = {}
    user_attributes: tuple[str, ...] = ()
    learned: dict[str, float] = {}
    country: str | None = None

    def has(self, *type_names: str) -> bool:
        """Whether the log has every one of these event types."""
        return set(type_names) <= set(self.types.values())

    @property
    def tells_visits(self) -> bool:
        """Whether the log has what people do beside buying and giving back."""
        return not set(self.types.values()) <= {"order", "purchase", "refund", "cancel"}

    def has_column(self, *names: str) -> bool:
        """Whether the log has every one of these columns."""
        return set(names) <= set(self.columns)

    @property
    def few_windows(self) -> tuple[float, ...]:
        """Three windows for what is said once of long, middle and short: all, about four horizons, about one."""
        inner, aims = self.windows_days[1:], (4 * self.horizon_days, self.horizon_days)
        nearest = {min(inner, key=lambda w: abs(math.log(w / aim))) for aim in aims} if inner else set()
        return (self.lookback_days, *sorted(nearest, reverse=True))

    def window_name(self, window_days: float) -> str:
        """`7d`, `6h`; the whole lookback is `all`, so that its name does not depend on the log's length."""
        if window_days == self.lookback_days:
            return "all"
        return f"{window_days:g}d" if window_days >= 1 else f"{round(window_days * 24)}h"

    def window_text(self, window_days: float) -> str:
        """`the 7 days before`, for meanings."""
        if window_days == self.lookback_days:
            return f"the whole lookback ({self.lookback_days:g} days)"
        if window_days < 1:
            return f"the {round(window_days * 24)} hours before"
        return "the day before" if window_days == 1 else f"the {window_days:g} days before"


PLURALS = {
    "impression": "impressions", "view": "views", "search": "searches", "favourite": "favourites", "cart": "carts",
    "cart_remove": "cart_removes", "cart_view": "cart_views", "checkout": "checkouts", "order": "orders",
    "purchase": "purchases", "refund": "refunds", "cancel": "cancels",
}  # fmt: skip


def column_names(columns: Iterable[str]) -> dict[str, str]:
    """Column -> what its features are called by: `x:Shop floor` -> `x_Shop_floor`, each once."""
    names: dict[str, str] = {}
    for column in columns:
        name = re.sub(r"\W+", "_", column)
        while name in names.values():
            name = f"{name}_"
        names[column] = name
    return names


def plural(type_name: str) -> str:
    """`views` for `view`; a shop's own type keeps its name and is marked as such, so that names cannot collide."""
    return PLURALS.get(type_name) or f"own_{type_name}"


def singular(type_name: str) -> str:
    """`view`; `own_NAME` for a shop's own type."""
    return type_name if type_name in ev.CODE_OF else f"own_{type_name}"
