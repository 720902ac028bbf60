"""The command line called in this process, and a job that can be made to do anything."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import foresale as package
from cli.bad_log import csv
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


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    def write(content: str | bytes = csv(), name: str = "log.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return write


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of the good log."""
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "log.csv").write_text(csv(), encoding="utf-8")
    asked: dict[str, Any] = {"model": "own_rate", "threads": 1, "cache": folder / "cache"}
    run = package.train(folder / "log.csv", ask="buys within 14d for all", out=folder / "run", **asked)
    assert run.bundle is not None
    return run.bundle


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def told(foresale: Command, cache: str, tmp_path: Path) -> Callable[..., str]:
    """`told(1, "inspect", "log.csv")`: the message of a command that exits so, and leaves no file behind."""

    def told(code: int, *args: str) -> str:
        before = sorted(tmp_path.rglob("*"))
        done = foresale(*args, "--cache", cache)
        assert done.code == code, done.err
        assert sorted(tmp_path.rglob("*")) == before
        assert "Traceback" not in done.err and done.err.count("error: ") == 1
        message = done.err[done.err.index("error: ") :]
        assert "\n  fix: " in message
        return message

    return told
