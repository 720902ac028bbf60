"""Which columns of the feature table the simple models read, found by name: a log of purchases only has others than a
clickstream, and `--without` may have taken some away."""

from __future__ import annotations

import re
from collections.abc import Iterable

from foresale.features.context import plural, singular
from foresale.features.table import Table
from foresale.models.base import Aim

SUMMARY = ("purchase_days_repeat", "days_to_last_purchase", "customer_age_days")  # x, t_x, T of BG/NBD


def first_there(table: Table, names: Iterable[str]) -> str | None:
    """The first of the names that the table has."""
    return next((name for name in names if name in table), None)


def days_since(table: Table, aim: Aim) -> str | None:
    """The recency of what is asked: of the event, else of a purchase, else of any event."""
    asked = [f"days_since_{singular(aim.event)}"] if aim.event else []
    return first_there(table, [*asked, "days_since_purchase", "days_since_event"])


def count_of(table: Table, aim: Aim) -> str | None:
    """How often what is asked happened in the whole lookback: days with a purchase, or events of the type."""
    buying = ["purchase_days_all", "purchase_days_repeat"] if aim.event == "purchase" else []
    asked = [f"{plural(aim.event)}_all"] if aim.event else []
    return first_there(table, [*buying, *asked, "purchase_days_all", "active_days_all", "events_all"])


def windows(table: Table, stem: str) -> dict[float, str]:
    """Days -> name of the columns `STEM_6h`, `STEM_7d`, shortest first; `STEM_all` last, as infinitely long."""
    found = {}
    for name in table.names:
        match = re.fullmatch(rf"{re.escape(stem)}_(?:(\d+(?:\.\d+)?)([dh])|all)", name)
        if match:
            number, unit = match.groups()
            found[float(number) / (24 if unit == "h" else 1) if number else float("inf")] = name
    return dict(sorted(found.items()))
