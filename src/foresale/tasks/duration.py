"""Lengths of time as people write them: `36h`, `7d`, `4w`, `6mo`, counted on the shop's calendar.

Days, weeks and months are steps on the local clock (a day has 23 hours when summer time begins); hours are absolute.
Instants are int64 microseconds UTC.
"""

from __future__ import annotations

import calendar
import re
from datetime import timedelta

import msgspec

from foresale.errors import DurationWithoutUnit, NotADuration
from foresale.log.events import HOUR_US
from foresale.log.instants import local, to_instant

DAYS_IN = {"h": 1 / 24, "d": 1.0, "w": 7.0, "mo": 365.25 / 12}
LONGEST_DAYS = 36_525  # a century: longer ones are typing errors, and `datetime` ends in the year 9999
_FORM = re.compile(r"(\d+)(h|d|w|mo)")


class Duration(msgspec.Struct, frozen=True):
    """`n` units, n >= 1. `unit` is "h", "d", "w" or "mo"."""

    n: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read `30d`. A bare number is refused: nobody can tell days from hours."""
        text = text.strip()
        if re.fullmatch(r"\d+", text):
            raise DurationWithoutUnit(text=text)
        form = _FORM.fullmatch(text)
        if not form or int(form[1]) < 1 or int(form[1]) * DAYS_IN[form[2]] > LONGEST_DAYS:
            raise NotADuration(text=text, nearest=nearest_duration(text))
        return cls(int(form[1]), form[2])

    def __str__(self) -> str:
        return f"{self.n}{self.unit}"

    @property
    def approx_days(self) -> float:
        """Length in days of 24 hours, a month taken as 30.4 of them: for comparing, never for laying windows."""
        return self.n * DAYS_IN[self.unit]

    def after(self, instant: int, zone: str) -> int:
        """The instant this long after `instant` on the calendar of `zone`."""
        return self._step(instant, zone, 1)

    def before(self, instant: int, zone: str) -> int:
        """The instant this long before `instant` on the calendar of `zone`."""
        return self._step(instant, zone, -1)

    def _step(self, instant: int, zone: str, sign: int) -> int:
        if self.unit == "h":
            return instant + sign * self.n * HOUR_US
        here = local(instant, zone)
        if self.unit == "mo":
            months = here.year * 12 + here.month - 1 + sign * self.n
            year, month = divmod(months, 12)
            there = here.replace(year=year, month=month + 1, day=min(here.day, calendar.monthrange(year, month + 1)[1]))
        else:
            there = here + timedelta(days=sign * self.n * (7 if self.unit == "w" else 1))
        return to_instant(there)


def nearest_duration(text: str) -> str:
    """What `text` may have meant: `30 days` -> `30d`, `1 year` -> `12mo`; `30d` where nothing can be made of it."""
    number = re.search(r"\d+", text)
    n = max(1, int(number[0])) if number else 30
    letters = re.sub(r"[^a-z]", "", text.lower())
    if letters.startswith("y"):
        n, unit = n * 12, "mo"
    elif letters.startswith("q"):
        n, unit = n * 3, "mo"
    elif letters.startswith("m") and not letters.startswith("mi"):
        unit = "mo"
    else:
        unit = letters[:1] if letters[:1] in ("h", "d", "w") else "d"
    return f"{n if n * DAYS_IN[unit] <= LONGEST_DAYS else 30}{unit}"
