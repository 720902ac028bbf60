"""Kernels become machine code here: the loop over groups, and where numba keeps what it compiled.

Three facts decided this file (measured, numba 0.68). A loop that takes the kernel as an argument or closes over it
misses numba's on-disk cache in every process. Numba sees that a cached function is stale by its own file only, so a
loop goes on with the old numbers when it, or its kernel, calls into another file that was edited. And numba files
compiled code beside the source, where a site-packages may be read-only. So: the loop is compiled as if it stood in the
family's own file; the cache lies in the user's cache folder, named by a hash of every source that can reach a kernel,
of numba, of Python and of whether indices are checked (numba's own index tells processors apart).
"""

from __future__ import annotations

import hashlib
import inspect
import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
import platformdirs
from numba import njit

KEPT_FOLDERS = 4  # caches of other versions that stay, newest first

# The loop over groups. {columns}: the kernel's columns; {extras}: arrays as of the refresh grid, where it takes them.
_LOOP = """\
def run_{name}(
    {columns}, starts, ends, offsets, at, cutoffs, days, edges, cap, {extras}grid, own, n_scratch, params, out
):
    widest = 0
    for g in range(len(starts)):
        widest = max(widest, offsets[g + 1] - offsets[g])
    their_cutoffs = np.empty(widest, np.int64)
    their_days = np.empty(widest, np.int32)
    their_edges = np.empty((widest, edges.shape[1]), np.int64)
    their_grid = np.empty(widest, np.int32)
    scratch = np.empty(n_scratch, np.int64)
    for g in range(len(starts)):
        start, end, first, m = starts[g], ends[g], offsets[g], offsets[g + 1] - offsets[g]
        for r in range(m):
            c = at[first + r]
            their_cutoffs[r] = cutoffs[c]
            their_days[r] = days[c]
            their_grid[r] = grid[c]
            for j in range(edges.shape[1]):
                their_edges[r, j] = edges[c, j]
            if end - start > cap:
                # The user's newest `cap` events before the cutoff count, whole instants only.
                seen = first_since(time, start, end, cutoffs[c])
                if seen - start > cap:
                    oldest = time[seen - cap]
                    for j in range(edges.shape[1]):
                        their_edges[r, j] = max(their_edges[r, j], oldest)
        kernel({arguments})
"""
_GIVEN = {
    "start": "start",
    "end": "end",
    "cutoffs": "their_cutoffs[:m]",
    "days": "their_days[:m]",
    "edges": "their_edges[:m]",
    "grid": "their_grid[:m]",
    "own": "own[first : first + m]",
    "scratch": "scratch",
    "params": "params",
    "out": "out[first : first + m]",
}


@njit(inline="always")
def first_since(time, start, end, instant):
    """First position in [start, end) whose time is at or after `instant`, `end` where there is none."""
    while start < end:
        middle = (start + end) // 2
        if time[middle] < instant:
            start = middle + 1
        else:
            end = middle
    return start


def over_groups(kernel: Callable[..., None]) -> Callable[..., None]:
    """The compiled loop that calls `kernel` for each group. Instantiate it at module level in the family's own file.

    The kernel's arguments are matched by name: columns first (`time` among them), then `start, end, cutoffs, days,
    edges`, arrays of the refresh grid and `grid` where it wants them, `own`, `scratch` where it wants them, `params,
    out`. The loop lays out each group's cutoffs and edges and raises the edges of users above the cap.
    """
    function = inspect.unwrap(getattr(kernel, "py_func", kernel))
    names = list(inspect.signature(function).parameters)
    for needed in ("time", "start", "end", "cutoffs", "out"):
        if needed not in names:
            raise TypeError(f"{inspect.getfile(function)}: `{function.__name__}` has no argument `{needed}`")
    columns, rest = names[: names.index("start")], names[names.index("start") :]
    source = _LOOP.format(
        name=function.__name__,
        columns=", ".join(columns),
        extras="".join(f"{name}, " for name in rest if name not in _GIVEN),
        arguments=", ".join(columns + [_GIVEN.get(name, name) for name in rest]),
    )
    # Under the family's file name, so that numba files the loop with it; under the kernel's name, so that two kernels
    # of one file do not overwrite each other's.
    scope = {"np": np, "kernel": kernel, "first_since": first_since, "__name__": function.__module__}
    exec(compile(source, inspect.getfile(function), "exec"), scope)
    run: Callable[..., None] = compiled(scope[f"run_{function.__name__}"])
    return run


def compiled(function: Callable[..., Any]) -> Any:
    """`numba.njit(cache=True, nogil=True)` with the cache in our folder; for functions that Python calls."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        return njit(cache=True, nogil=True)(function)
    finally:
        numba.config.CACHE_DIR = before


def is_compiled(function: Any) -> bool:
    """Whether an earlier process, or this one, left machine code of this compiled function."""
    if function.signatures:
        return True
    name = function.py_func.__qualname__
    stem = Path(function.py_func.__code__.co_filename).stem
    return any(Path(function.stats.cache_path).glob(f"{stem}.{name}-*.nbi"))


@cache
def cache_folder() -> Path:
    """Where compiled kernels of exactly these sources, this numba and this Python lie."""
    base = os.environ.get("NUMBA_CACHE_DIR")
    places = [Path(base)] if base else [platformdirs.user_cache_path("foresale") / "kernels"]
    places.append(Path(tempfile.gettempdir()) / f"foresale-kernels-{platform.node()}")
    for place in places:
        folder = place / _fingerprint()
        try:
            if not folder.exists():
                folder.mkdir(parents=True, exist_ok=True)
                _forget_old(place, folder)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="foresale-kernels-"))


def _fingerprint() -> str:
    package = Path(__file__).resolve().parent
    sources = [*sorted(package.glob("*.py")), package.parent / "log" / "events.py"]
    digest = hashlib.sha256()
    for part in (numba.__version__, platform.python_version(), platform.machine(), str(numba.config.BOUNDSCHECK)):
        digest.update(part.encode())
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:16]


def _forget_old(place: Path, newest: Path) -> None:
    """Edited kernels leave a folder each; a few stay, for those who switch between versions."""
    others = [f for f in place.iterdir() if f.is_dir() and f != newest and len(f.name) == len(newest.name)]
    for folder in sorted(others, key=lambda f: f.stat().st_mtime, reverse=True)[KEPT_FOLDERS:]:
        shutil.rmtree(folder, ignore_errors=True)
