"""A floor imports only from floors below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import foresale

ROOT = Path(foresale.__file__).parent
FLOORS = {
    "errors": 0, "language": 0, "progress": 0, "screen": 0, "plugins": 0, "files": 0, "data": 0, "workers": 0,
    "callable_package": 0, "keywords": 0,
    "log": 1, "tasks": 2, "features": 3, "models": 4, "judging": 5, "bundle": 6, "report": 7, "engines": 7,
    "jobs": 8, "decisions": 9, "serving": 9, "cli": 10, "__main__": 10,
}  # fmt: skip
APART = {("decisions", "serving"), ("serving", "decisions"), ("report", "engines"), ("engines", "report")}
# `foresale.features(log, keys=...)` is a door to the job of that name; the package's own modules never use it.
DOORS = {("features/__init__.py", "jobs")}
MODULES = sorted(ROOT.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module of ours that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "foresale")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            if node.module == "foresale":
                yield from (f"foresale.{alias.name}" for alias in node.names)
            elif node.module and node.module.startswith("foresale."):
                yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_go_down(path: Path) -> None:
    own = path.relative_to(ROOT).with_suffix("").parts[0]
    if own == "__init__":
        return  # the lazy doors
    if own == "simulate":
        assert list(imported(path)) == []  # the judge shares no code with the judged
        return
    for module in imported(path):
        other = module.split(".")[1] if "." in module else "__init__"
        if other in ("__init__", "__version__", own) or (path.relative_to(ROOT).as_posix(), other) in DOORS:
            continue
        assert FLOORS[other] <= FLOORS[own], f"{own} (floor {FLOORS[own]}) imports {module} (floor {FLOORS[other]})"
        assert (own, other) not in APART, f"{own} imports {module}"


def test_every_module_has_a_floor() -> None:
    names = {p.relative_to(ROOT).with_suffix("").parts[0] for p in MODULES} - {"__init__", "simulate"}
    assert names <= set(FLOORS)
