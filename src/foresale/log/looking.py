"""`look`: what would be understood of a log, with the evidence for it; nothing is cleaned or kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from foresale.log.cache import Cache
from foresale.log.machine import Machine
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources
from foresale.log.sources.parquet import damage_found
from foresale.log.understand import Understood, understand
from foresale.progress import SILENT, Progress


def look(
    sources: object,
    options: ReadOptions,
    *,
    cache: str | Path | None = None,
    memory: str = "2GB",
    threads: int | None = None,
    progress: Progress = SILENT,
) -> Understood:
    """Read and understand, as `prepare` does (parameters and errors are the same), with scratch files in the cache."""
    given = list(sources) if isinstance(sources, Sequence) and not isinstance(sources, str) else [sources]
    machine = Machine(Cache(cache, progress), memory, threads)
    with machine.cache.work(None) as folder, machine.connection(folder) as con:
        raw = open_sources(given, options, con, progress)
        with damage_found(raw.files):
            found = understand(raw, options)
            for p in (p for profiles in found.profiles for p in profiles.values()):
                _ = p.distinct  # as long as it can be counted
            return found
