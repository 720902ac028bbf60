"""Profile: what the table of users says of the user and cannot change; dates count as years until the cutoff."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.features.compiling import over_groups
from foresale.features.context import Context, column_names
from foresale.features.dates import day_number
from foresale.features.family import Family, Feature
from foresale.log.prepared import PreparedLog

UNTOLD = "the table of users does not tell it"
AS_IT_STANDS, YEAR, YYYYMMDD = range(3)
_RANGES = {YEAR: (1900, 2100), YYYYMMDD: (19000101, 21001231)}
_DATED = re.compile(r"birth|born|regist|signup|sign_up|joined|since|created|生日|出生|注册", re.IGNORECASE)


def features(context: Context) -> tuple[Feature, ...]:
    """One for each attribute: a category, a number as it stands, or the years since a date."""
    names = column_names(f"profile_{name}" for name in context.user_attributes)
    return tuple(_feature(context, name, feature) for name, feature in zip(context.user_attributes, names.values()))


def _feature(context: Context, attribute: str, name: str) -> Feature:
    vocabulary = context.vocabularies.get(f"user:{attribute}")
    if vocabulary is not None:
        meaning = f"{attribute} by the table of users"
        return Feature(name, "category", meaning, UNTOLD, levels=(*vocabulary, "other"))
    if _form(context, attribute) != AS_IT_STANDS:
        return Feature(name, "years", f"time since {attribute} by the table of users", UNTOLD)
    return Feature(name, "number", f"{attribute} by the table of users", UNTOLD)


def _form(context: Context, attribute: str) -> int:
    return int(context.learned.get(f"profile.{attribute}", AS_IT_STANDS))


def learn(log: PreparedLog, context: Context) -> dict[str, float]:
    """Which attributes are dates written as numbers: called so, with nearly all values in the range of such dates."""
    found, rows = {}, log.user_table.rows_before(log.users_in_sight, log.until)
    for attribute in context.user_attributes:
        values = log.user_table[attribute][rows]
        if f"user:{attribute}" in log.dictionaries or not _DATED.search(attribute):
            continue
        known = values[np.isfinite(values)]
        for form, (low, high) in _RANGES.items():
            if len(known) and np.mean((known >= low) & (known <= high)) > 0.95:
                found[f"profile.{attribute}"] = float(form)
    return found


def params(context: Context) -> npt.NDArray[np.float64]:
    """The form of each attribute."""
    return np.array([_form(context, attribute) for attribute in context.user_attributes], np.float64)


@njit
def kernel(time, start, end, cutoffs, days, edges, own, params, out):
    """Fill one group's rows.

    days   : int32[m]       local day of each cutoff
    own    : float32[m, a]  the user's attributes as of each cutoff, NaN is missing; codes of the spec's vocabulary for
                            categories
    params : float64[a]     how each is written
    out    : float32[m, a]
    """
    for k in range(own.shape[1]):
        low, high = (1900, 2100) if params[k] == YEAR else (19000101, 21001231)
        for r in range(len(cutoffs)):
            if params[k] == AS_IT_STANDS or not np.isfinite(own[r, k]):
                out[r, k] = own[r, k]
                continue
            value = int(own[r, k])  # of eight digits the last may be off by one in float32: a day in decades
            if params[k] == YEAR:
                born = day_number(value, 1, 1)
            else:
                born = day_number(value // 10000, value // 100 % 100, value % 100)
            plausible = low <= value <= high and born <= days[r]
            out[r, k] = (days[r] - born) / 365.25 if plausible else np.nan


FAMILY = Family(
    name="profile",
    reads=("time",),
    features=features,
    run=over_groups(kernel),
    params=params,
    windows=lambda context: (context.lookback_days,),
    needs=lambda context: None if context.user_attributes else "no table of users",
    own=lambda context: context.user_attributes,
    learn=learn,
)
