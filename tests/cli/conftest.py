"""The command line called in this process, and a job that can be made to do anything."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cli.standin import Result
from foresale.cli.main import main


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
def foresale(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """`foresale("train", "a.csv")` in an empty folder without settings of the developer's own."""
    monkeypatch.chdir(tmp_path)
    for name in ("FORESALE_LANG", "NO_COLOR", "FORCE_COLOR", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("FORESALE_USER_CONFIG", str(tmp_path / "user.toml"))

    def call(*args: str) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(args)
        out, err = capsys.readouterr()
        return Done(int(left.value.code or 0), out, err)

    return call


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[dict[str, Any]]]:
    """`calls = job(effect)`: the jobs call `effect(**asked)` (default: a good result) and note what they were asked."""

    def install(effect: Callable[..., Any] = lambda **_: Result()) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = []

        def work(*sources: Any, **asked: Any) -> Any:
            calls.append({"sources": sources, **asked})
            return effect(**asked)

        for module, names in {"inspect": ["inspect_log"], "train": ["train"], "score": ["score"]}.items():
            made = ModuleType(f"foresale.jobs.{module}")
            for name in names:
                setattr(made, name, work)
            monkeypatch.setitem(sys.modules, made.__name__, made)
        return calls

    return install
