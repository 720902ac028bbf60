"""Machine code is kept between processes, and never outlives an edit of what it was made from."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import foresale
from foresale.features import compiling

SCRIPT = """
import json, sys
from planted import CUTOFFS, USERS, ask, events, log_of, spec_of
from foresale.features.registry import families
from foresale.features.runner import compute_features
from foresale.progress import Progress

class Said(Progress):
    def say(self, text):
        said.append(text)

said, log = [], log_of(events(1))
names = sys.argv[1:] or list(families())
for name in names:
    table = compute_features(log, ask(log, USERS, CUTOFFS), spec_of(log, name), progress=Said())
misses = {name: sum(families()[name].run.stats.cache_misses.values()) for name in names}
print(json.dumps({"first": float(table.values[0, 0]), "misses": misses, "said": said}))
"""


def run(*families: str, package: Path, cache: Path | None = None) -> dict:
    """What a new process computes, misses in numba's cache and says."""
    env = dict(os.environ, PYTHONPATH=os.pathsep.join([str(package), str(Path(__file__).parent)]), FORESALE_LANG="en")
    if cache:
        env["NUMBA_CACHE_DIR"] = str(cache)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *families],
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_second_process_compiles_nothing():
    package = Path(foresale.__file__).parents[1]
    run(package=package)  # a process that fills the cache: what this one has compiled may have been thrown away
    second = run(package=package)
    assert len(second["misses"]) >= 9 and not any(second["misses"].values()), second["misses"]
    assert second["said"] == []


def test_an_edit_is_seen_even_where_size_and_time_of_the_file_are_the_same(tmp_path):
    package = tmp_path / "a shop 店"
    shutil.copytree(Path(foresale.__file__).parent, package / "foresale", ignore=shutil.ignore_patterns("__pycache__"))
    cache = tmp_path / "cache"
    first = run("calendar", package=package, cache=cache)
    assert first["misses"] == {"calendar": 1}
    assert first["said"] == ["Compiling the feature kernels for this processor; this happens once."]
    assert run("calendar", package=package, cache=cache) == first | {"misses": {"calendar": 0}, "said": []}

    helper = package / "foresale" / "features" / "dates.py"  # the kernel's file itself stays as it is
    before = helper.stat()
    text = helper.read_text(encoding="utf-8")
    assert text.count("(day + 3)") == 1
    helper.write_bytes(text.replace("(day + 3)", "(day + 4)").encode())
    os.utime(helper, ns=(before.st_atime_ns, before.st_mtime_ns))
    shutil.rmtree(helper.parent / "__pycache__", ignore_errors=True)  # Python's own bytecode goes by time and size
    edited = run("calendar", package=package, cache=cache)
    assert edited["first"] == (first["first"] + 1) % 7
    assert edited["misses"] == {"calendar": 1}


def test_two_kernels_of_one_file_do_not_share_a_loop(tmp_path):
    module = tmp_path / "twins.py"
    source = "\n".join(
        f"@njit\ndef {name}(time, start, end, cutoffs, days, edges, params, out):\n    out[:, :] = {value}\n"
        f"run_{name} = over_groups({name})\n"
        for name, value in (("one", 1.0), ("two", 2.0))
    )
    module.write_text(
        f"from numba import njit\nfrom foresale.features.compiling import over_groups\n{source}", encoding="utf-8"
    )
    sys.path.insert(0, str(tmp_path))
    try:
        import twins
    finally:
        sys.path.remove(str(tmp_path))
    assert twins.run_one.py_func.__name__ != twins.run_two.py_func.__name__
    assert twins.run_one.py_func.__code__.co_filename == str(module)


def test_an_unwritable_cache_folder_is_no_mistake(tmp_path, monkeypatch):
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(blocked))
    monkeypatch.setattr(compiling.tempfile, "gettempdir", lambda: str(tmp_path / "temp"))
    compiling.cache_folder.cache_clear()
    try:
        folder = compiling.cache_folder()
    finally:
        monkeypatch.undo()
        compiling.cache_folder.cache_clear()
    assert folder.is_dir() and (tmp_path / "temp") in folder.parents


def test_caches_of_old_versions_are_forgotten(tmp_path, monkeypatch):
    kept = compiling.KEPT_FOLDERS
    for k in range(kept + 3):
        (tmp_path / f"{k:016x}").mkdir()
        os.utime(tmp_path / f"{k:016x}", (k, k))
    (tmp_path / "something else").mkdir()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    compiling.cache_folder.cache_clear()
    try:
        newest = compiling.cache_folder()
    finally:
        monkeypatch.undo()
        compiling.cache_folder.cache_clear()
    left = {f.name for f in tmp_path.iterdir()}
    assert left == {newest.name, "something else", *(f"{k:016x}" for k in range(3, kept + 3))}
