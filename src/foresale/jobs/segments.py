"""Parts of the shop's customers that the report looks at one by one, and which column a feature comes from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from foresale.features.table import Table

NEW_DAYS = 30
Texts = npt.NDArray[np.object_]


def attributes_of(table: Table, unit: str) -> dict[str, Texts]:
    """Attribute -> text a row: activity, new or returning, every category. English: the page translates.

    Of a column's two features the newest value is taken; the usual one parts nearly the same customers.
    """
    out: dict[str, Texts] = {}
    if "events_all" in table:
        out["activity"] = _thirds(table["events_all"])
    if "days_since_first_event" in table:
        age = table["days_since_first_event"]
        new, old, none = f"new (first seen within {NEW_DAYS} days)", "returning", "no history"
        out["customer"] = np.where(np.isnan(age), none, np.where(age <= NEW_DAYS, new, old)).astype(object)
    for feature in table.features:
        if feature.levels and not feature.name.endswith("_usual"):
            codes = table[feature.name]
            known = ~np.isnan(codes)
            texts = np.full(len(codes), "", object)
            texts[known] = np.array(feature.levels, object)[codes[known].astype(np.int64)]
            out[feature.source or feature.name.removesuffix("_newest")] = texts
    return out


def sources_of(table: Table) -> dict[str, str]:
    """Feature -> further column of the log that it comes from."""
    out = {}
    for feature in table.features:
        if feature.source:
            out[feature.name] = feature.source
    return out


def _thirds(events: npt.NDArray[np.float32]) -> Texts:
    low, high = np.nanquantile(events, [1 / 3, 2 / 3]) if len(events) else (0.0, 0.0)
    names = [f"few events (up to {low:.0f})", "some events", f"many events (over {high:.0f})"]
    texts: Texts = np.array(names, object)[(events > low).astype(int) + (events > high)]
    return texts
