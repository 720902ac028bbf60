"""The machine that a log is read with: its cache folder, its memory, its threads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from foresale.errors import CannotCache, LittleMemory, MemoryTooSmall, NotAMemorySize
from foresale.log.cache import Cache
from foresale.log.raw import connect_in

DUCKDB_SHARE = 0.6  # of the memory: the rest is for the bucket in hand and for Python
LEAST_MEMORY = "100MB"
_UNITS = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12, "kib": 2**10, "mib": 2**20, "gib": 2**30}


@dataclass(frozen=True)
class Machine:
    """What a log may be read with.

    memory  : about what the work may take ("2GB")
    threads : of DuckDB; None: all

    Raises
    ------
    NotAMemorySize, LittleMemory
    """

    cache: Cache
    memory: str
    threads: int | None

    def __post_init__(self) -> None:
        if memory_bytes(self.memory) < memory_bytes(LEAST_MEMORY):
            raise LittleMemory(memory=self.memory, least=LEAST_MEMORY)

    @cached_property
    def duckdb_memory(self) -> str:
        return f"{int(memory_bytes(self.memory) * DUCKDB_SHARE / 1e6)}MB"

    @contextmanager
    def connection(self, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that spills into `folder`, whose troubles with disk and memory are said in one line."""
        try:
            with self.cache.writing(), connect_in(folder, self.duckdb_memory, self.threads) as con:
                yield con
        except (duckdb.OutOfMemoryException, MemoryError) as e:
            raise MemoryTooSmall(memory=self.memory) from e
        except duckdb.IOException as e:
            raise CannotCache(path=self.cache.folder, reason=str(e).splitlines()[0]) from e


def memory_bytes(text: str) -> float:
    """Bytes of an amount of memory such as "2GB" or "512 MiB". Raises NotAMemorySize."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?i?b)\s*", text, re.IGNORECASE)
    if match is None or match[2].lower() not in _UNITS or not float(match[1]):
        raise NotAMemorySize(text=text)
    return float(match[1]) * _UNITS[match[2].lower()]
