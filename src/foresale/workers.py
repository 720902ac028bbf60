"""Threads that let go: work whose answer nobody wants any more, after Ctrl-C or an error, ends within a moment.

Ctrl-C reaches the main thread only. What takes long in a worker calls `go_on()` between its steps; it stops the worker
where the block that asked for the work has been left by an exception.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
LOOK_SECONDS = 0.2  # a wait without end does not see Ctrl-C on Windows

_left: contextvars.ContextVar[tuple[threading.Event, ...]] = contextvars.ContextVar("foresale_left", default=())


class LetGo(Exception):
    """Nobody waits for this work any more; nobody sees it."""


def go_on() -> None:
    """Between two steps of long work: raises LetGo in a worker that nobody waits for."""
    if any(event.is_set() for event in _left.get()):
        raise LetGo


class Work(Generic[R]):
    """Work that was handed out."""

    def __init__(self, future: Future[R]) -> None:
        self._future = future

    def result(self) -> R:
        """Its answer, or what it raised."""
        while not self._future.done():
            wait([self._future], timeout=LOOK_SECONDS)
        return self._future.result()


class Workers:
    """`hand_out(function, ...)`: called in one of the threads, in the caller's language."""

    def __init__(self, pool: ThreadPoolExecutor, left: threading.Event) -> None:
        self._pool, self._left = pool, left

    def hand_out(self, function: Callable[P, R], *args: P.args, **words: P.kwargs) -> Work[R]:
        """Begin as soon as a thread is free."""
        context = contextvars.copy_context()
        context.run(_left.set, (*_left.get(), self._left))
        return Work(self._pool.submit(lambda: context.run(function, *args, **words)))


@contextmanager
def workers(threads: int) -> Iterator[Workers]:
    """So many threads for the block. Where an exception leaves it, what has not begun never does."""
    left = threading.Event()
    with ThreadPoolExecutor(threads) as pool:
        try:
            yield Workers(pool, left)
        except BaseException:
            left.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
