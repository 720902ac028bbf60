"""Figures as text: three digits at most, thousands parted, what is undefined a dash."""

from __future__ import annotations

import pytest

from foresale import language
from foresale.judging.quality import Estimate
from foresale.report import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [(1187.4, "1,190"), (123_456, "123,000"), (31.4, "31"), (3.14, "3.1"), (0, "0"), (999.6, "1,000"), (None, "–")],
)
def test_about(value: float | None, text: str) -> None:
    assert numbers.about(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.273, "27%"), (0.084, "8.4%"), (0.0034, "0.34%"), (0.01, "1%"), (1.0, "100%"), (0.0, "0%"), (None, "–")],
)
def test_share(value: float | None, text: str) -> None:
    assert numbers.share(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.2734, "27.3%"), (0.0841, "8.4%"), (0.0034, "0.34%"), (1.0, "100%"), (0.9997, "100%"), (0.0, "0%"), (None, "–")],
)
def test_exact_share(value: float | None, text: str) -> None:
    assert numbers.exact_share(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.7451, "0.745"),
        (2.4142, "2.41"),
        (12.345, "12.3"),
        (-0.0304, "\N{MINUS SIGN}0.030"),
        (128.4, "128"),
        (-0.00037, "\N{MINUS SIGN}0.0004"),
        (0.0, "0.000"),
        (None, "–"),
    ],
)
def test_figure(value: float | None, text: str) -> None:
    assert numbers.figure(value) == text


def test_intervals_and_lengths_in_both_languages() -> None:
    e = Estimate(value=0.745, low=0.725, high=0.765)
    with language.use("en"):
        assert numbers.interval(e) == "0.745 (0.725 to 0.765)"
        assert numbers.interval(Estimate(value=0.5)) == "0.500"
        assert [numbers.length(x) for x in ("1d", "30d", "36h", "1w", "6mo")] == [
            "1 day",
            "30 days",
            "36 hours",
            "1 week",
            "6 months",
        ]
    with language.use("zh"):
        assert numbers.interval(e) == "0.745（0.725 至 0.765）"
        assert numbers.length("6mo") == "6 个月"


def test_instants_keep_the_shops_clock() -> None:
    assert numbers.instant("2011-11-09T00:00:00+00:00") == "2011-11-09"
    assert numbers.instant("2011-11-08T17:26:00+08:00") == "2011-11-08 17:26"
