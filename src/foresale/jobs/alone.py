"""One run at a time fills a folder: the second stops before an hour of work, not after it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from foresale.errors import FolderInUse
from foresale.log.cache import Cache, hash_of


def alone(out: str | Path | None, cache: Any) -> contextlib.AbstractContextManager[None]:
    """For the block the only run that fills `out`; the lock lies in the cache and goes with the process, however that
    ends. None: nothing to fill.

    Raises
    ------
    FolderInUse  where another process has the folder
    """
    if out is None:
        return contextlib.nullcontext()
    name = hash_of("out", str(Path(out).resolve()))
    return Cache(cache).lock(name, taken=FolderInUse(path=out))
