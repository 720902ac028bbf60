"""The calendar at the cutoff: weekday, month, pay-day and, where the shop's country is known, its public holidays.

These are the same for every user of a cutoff: they move the level, never the order of one list.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays
import numpy as np
import numpy.typing as npt
from numba import njit

from foresale.errors import NoSuchCountry
from foresale.features.compiling import first_since, over_groups
from foresale.features.context import Context
from foresale.features.dates import month_and_day, weekday
from foresale.features.family import Family, Feature

YEARS = range(1995, 2050)
FAR_DAYS = 60  # a holiday farther off is no news
PAY_DAY = 25  # wages are commonly paid from here to the end of the month


def features(context: Context) -> tuple[Feature, ...]:
    """Five of the date; three of the holidays."""
    found = (
        Feature("cutoff_weekday", "weekday", "weekday of the first day asked about, 0 is Monday"),
        Feature("cutoff_month", "month", "month of the first day asked about, 1 to 12"),
        Feature("cutoff_day_of_month", "day", "day of the month of the first day asked about"),
        Feature("days_since_pay_day", "days", "days since the last 25th, when wages are commonly paid"),
        Feature("weekend_days_ahead", "weekend days", "Saturdays and Sundays within the horizon"),
    )
    if context.country is None:
        return found
    return (
        *found,
        Feature("holidays_ahead", "holidays", f"public holidays of {context.country} within the horizon"),
        Feature("days_to_holiday", "days", "days to the next public holiday", f"none within {FAR_DAYS} days"),
        Feature("days_since_holiday", "days", "days since the last public holiday", f"none within {FAR_DAYS} days"),
    )


def params(context: Context) -> npt.NDArray[np.float64]:
    """Days of the horizon, then the day numbers of the country's holidays, ascending."""
    ahead = max(1.0, float(np.ceil(context.horizon_days)))
    return np.concatenate(([ahead], [] if context.country is None else _holidays(context.country)))


def known_country(text: str) -> str:
    """`GB`, `GB-SCT`, `de-by` as `holidays` spells them; raises NoSuchCountry."""
    country, _, region = text.strip().upper().partition("-")
    regions = holidays.list_supported_countries()
    if country not in regions:
        raise NoSuchCountry(country=text, known="CN, GB, US, DE-BY ...")
    spelled = {name.upper(): f"{country}-{name}" for name in regions[country]}
    if region and region not in spelled:
        raise NoSuchCountry(country=text, known=", ".join((country, *spelled.values())))
    return spelled[region] if region else country


@lru_cache(8)
def _holidays(country: str) -> npt.NDArray[np.float64]:
    first = date(1970, 1, 1).toordinal()
    of, _, region = country.partition("-")
    days = holidays.country_holidays(of, subdiv=region or None, years=YEARS)
    return np.array(sorted(d.toordinal() - first for d in days), np.float64)


@njit
def kernel(time, start, end, cutoffs, days, edges, params, out):
    """Fill one group's rows from `days` alone: int32[m], the local day of each cutoff.

    params : float64[1 + h]   days of the horizon, then day numbers of holidays, ascending
    out    : float32[m, 5 or 8]
    """
    ahead = int(params[0])
    for r in range(len(days)):
        today = days[r]
        month, day_of_month = month_and_day(today)
        out[r, 0] = weekday(today)
        out[r, 1] = month
        out[r, 2] = day_of_month
        if day_of_month >= PAY_DAY:
            out[r, 3] = day_of_month - PAY_DAY
        else:
            _, length = month_and_day(today - day_of_month)  # the last day of the month before
            out[r, 3] = day_of_month + length - PAY_DAY
        weeks, rest = ahead // 7, ahead % 7
        weekend = 2 * weeks
        for k in range(rest):
            weekend += weekday(today + k) >= 5
        out[r, 4] = weekend
        if out.shape[1] > 5:
            following = first_since(params, 1, len(params), today)
            beyond = first_since(params, 1, len(params), today + ahead)
            out[r, 5] = beyond - following
            to_next = params[following] - today if following < len(params) else np.inf
            since_last = today - params[following - 1] if following > 1 else np.inf
            out[r, 6] = to_next if to_next <= FAR_DAYS else np.nan
            out[r, 7] = since_last if since_last <= FAR_DAYS else np.nan


FAMILY = Family(name="calendar", reads=("time",), features=features, run=over_groups(kernel), params=params)
