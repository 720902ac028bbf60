"""Work in threads: its answers, its errors, and that it ends soon once nobody waits for it."""

from __future__ import annotations

import threading
import time

import pytest

from foresale.language import current, use
from foresale.workers import LetGo, go_on, workers


def test_answers_and_errors_come_back_and_the_language_goes_along() -> None:
    with use("zh"), workers(2) as pool:
        assert pool.hand_out(current).result() == "zh"
        with pytest.raises(ZeroDivisionError):
            pool.hand_out(divmod, 1, 0).result()


def test_work_within_work_ends_when_the_outer_block_is_left() -> None:
    begun, ended = threading.Event(), []

    def step() -> None:
        begun.set()
        try:
            while True:
                go_on()
                time.sleep(0.01)
        except LetGo:
            ended.append("inner")
            raise

    def outer() -> None:
        with workers(1) as inner:
            inner.hand_out(step).result()

    with pytest.raises(KeyboardInterrupt), workers(1) as pool:
        pool.hand_out(outer)
        never = pool.hand_out(ended.append, "never begun")
        assert begun.wait(5)
        raise KeyboardInterrupt
    assert ended == ["inner"] and never is not None


def test_a_block_of_ones_own_that_failed_stops_nobody_elses_work() -> None:
    go_on()
    with pytest.raises(ValueError, match="mine"), workers(1):
        raise ValueError("mine")
    with workers(1) as pool:
        assert pool.hand_out(go_on).result() is None
