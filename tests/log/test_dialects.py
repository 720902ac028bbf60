"""Whatever way a log is written, the same events are read: or a question is asked, whose flag makes them the same.

FORESALE_DIALECTS says how many logs are drawn.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dialects import Dialect, Event, dialects, logs, write
from exports import Read, read_export
from hypothesis import HealthCheck, given, settings

from foresale import errors

# What a file may truly leave open, and what the owner would say.
OPEN = {errors.UnclearDayMonth: lambda how: {"day_first": how.time not in ("month first", "AM")}}


def same(log: list[Event], how: Dialect) -> None:
    """The log, written and read, is the log."""
    with tempfile.TemporaryDirectory() as folder:
        source = write(Path(folder), log, how)
        found = read_export(str(source))
        if found.questions:
            (question,) = found.questions
            assert type(question) in OPEN, question
            found = read_export(str(source), **OPEN[type(question)](how))
            assert not found.questions
    assert not found.quarantine
    expected = Counter(
        (e.user, e.time.replace(**how.floor), e.type, e.item, e.price, e.quantity, e.order) for e in log
    )  # fmt: skip
    assert events(found) == expected
    titles = {e["title"] or "" for e in found.events} if "title" in found.reading.fields else None
    assert titles in (None, {e.title for e in log}, {e.title.replace("\n", " ") for e in log})


def events(found: Read) -> Counter[tuple[object, ...]]:
    return Counter(
        (e["user"], datetime.fromtimestamp(e["time"] / 1e6, UTC), e["type"], e["item"], e.get("price"),
         int(e.get("quantity") or 0), e.get("order"))
        for e in found.events
    )  # fmt: skip


def drawn(most: int):
    return settings(
        max_examples=int(os.environ.get("FORESALE_DIALECTS", most)), deadline=None, derandomize=most < 100,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@given(logs(), dialects())
@drawn(25)
def test_a_log_comes_back_from_any_dialect(log, how):
    same(log, how)


@pytest.mark.slow
@given(logs(), dialects())
@drawn(1500)
def test_many_logs_come_back_from_any_dialect(log, how):
    same(log, how)


def test_what_is_open_is_asked_and_the_flag_settles_it():
    days = [datetime(2024, 1 + k * 5 % 12, 1 + k * 7 % 12, 9, tzinfo=UTC) for k in range(40)]
    log = [Event(f"u{k % 9}", t, "view", f"A{k % 7}", 2.5, 1, f"R{k}", "") for k, t in enumerate(days)]
    plain = Dialect("text", "day first", "plain", 0, 0, tuple(range(8)))
    for time in ("day first", "month first"):
        same(log, replace(plain, time=time))
