"""Figures as text: thousands separators, three digits at most, intervals in words. None is shown as a dash."""

from __future__ import annotations

import math

from foresale.judging.quality import Estimate
from foresale.language import tr
from foresale.tasks.duration import Duration

NONE = "–"


def count(n: float | None) -> str:
    """A counted number, whole: 4,067."""
    return NONE if n is None else f"{n:,.0f}"


def about(n: float | None) -> str:
    """An estimated number, three digits: 1,190."""
    if n is None:
        return NONE
    if n == 0:
        return "0"
    return f"{round(n, 2 - math.floor(math.log10(abs(n)))):,.0f}" if abs(n) >= 10 else f"{n:.1f}"


def share(x: float | None) -> str:
    """A share as per cent: 27%, 8.4%, 0.34%."""
    if x is None:
        return NONE
    size = abs(x)
    whole = size >= 0.0995 or round(x * 100, 6).is_integer()
    return f"{x:.0%}" if whole else f"{x:.1%}" if size >= 0.00995 else f"{x:.2%}"


def exact_share(x: float | None) -> str:
    """A share in a table, three digits at most: 27.3%, 0.84%; 0% and 100% are whole."""
    if x is None:
        return NONE
    return f"{x:.0%}" if x == 0 or abs(x) >= 0.9995 else f"{x:.1%}" if abs(x) >= 0.00995 else f"{x:.2%}"


def figure(x: float | None, *, signed: bool = False) -> str:
    """A measured number with three digits: 0.745, 2.41, 12.3, 128; a small one keeps its first: 0.0004, no -0.000."""
    if x is None:
        return NONE
    size = abs(x)
    if size < 1e-9:
        x = 0.0  # without a sign
    decimals = 3 if size < 0.9995 else 2 if size < 9.995 else 1 if size < 99.95 else 0
    if 1e-9 < size < 0.0005:
        decimals = -math.floor(math.log10(size))
    text = f"{x:+,.{decimals}f}" if signed else f"{x:,.{decimals}f}"
    return text.replace("-", "\N{MINUS SIGN}")


def interval(e: Estimate) -> str:
    """0.745 (0.725 to 0.765); the value alone where there is no interval."""
    if e.value is None or e.low is None or e.high is None:
        return figure(e.value)
    return tr("{value} ({low} to {high})", value=figure(e.value), low=figure(e.low), high=figure(e.high))


def share_interval(e: Estimate) -> str:
    """The same of a share."""
    if e.value is None or e.low is None or e.high is None:
        return exact_share(e.value)
    return tr("{value} ({low} to {high})", value=exact_share(e.value), low=exact_share(e.low), high=exact_share(e.high))


def length(duration: str) -> str:
    """`30d` in words: 30 days."""
    one = Duration.parse(duration)
    if one.unit == "h":
        return tr("1 hour") if one.n == 1 else tr("{n} hours", n=one.n)
    if one.unit == "w":
        return tr("1 week") if one.n == 1 else tr("{n} weeks", n=one.n)
    if one.unit == "mo":
        return tr("1 month") if one.n == 1 else tr("{n} months", n=one.n)
    return tr("1 day") if one.n == 1 else tr("{n} days", n=one.n)


def instant(iso: str) -> str:
    """An instant on the shop's own clock, to the minute; the day alone at midnight."""
    day, clock = iso[:10], iso[11:16]
    return day if clock in ("", "00:00") else f"{day} {clock}"
