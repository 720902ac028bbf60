"""The civil calendar for kernels: weekday, month and day of the month from a local day number."""

from __future__ import annotations

from numba import njit


@njit(inline="always")
def weekday(day):
    """0 is Monday; day 0, 1970-01-01, was a Thursday."""
    return (day + 3) % 7


@njit
def month_and_day(day):
    """(1 to 12, 1 to 31). Howard Hinnant's `civil_from_days`, 2013: years begin in March, eras last 400 years."""
    shifted = day + 719_468
    day_of_era = shifted - shifted // 146_097 * 146_097
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    march_month = (5 * day_of_year + 2) // 153
    return (march_month + 3 if march_month < 10 else march_month - 9), day_of_year - (153 * march_month + 2) // 5 + 1


@njit
def day_number(year, month, day):
    """The day number of a date; Howard Hinnant's `days_from_civil`, 2013."""
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468
