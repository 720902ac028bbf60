"""Any source of events -> the prepared log.

    sources/                          files and objects -> relations of text (`raw.py`)
    understand.py, clean.py           which column is what; canonical events, quarantine
    coding.py, cluster.py, store.py   ids to codes, events by user and time, on disk; append.py: later events
    cache.py, preparing.py            found again by content; `prepare`, the way from one end to the other
    prepared.py, gaps.py              the log as the floors above see it; its holes and breaks
    machine.py                        cache folder, memory, threads; looking.py: understood only, nothing kept
    memory.py                         the same from plain columns
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foresale.log.preparing import prepare

__all__ = ["prepare"]


def __getattr__(name: str) -> Any:
    # Late, so that `foresale.log.events` and other small modules do not bring DuckDB and every reader with them.
    if name == "prepare":
        from foresale.log.preparing import prepare

        return prepare
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
