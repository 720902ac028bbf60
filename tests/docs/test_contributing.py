"""The three steps of CONTRIBUTING, done as written in a copy of the source: files as shown, then the commands shown."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.blocks import ROOT, Block, blocks

PAGE = ROOT / "CONTRIBUTING.md"


def sections() -> dict[str, list[Block]]:
    """Heading -> blocks, of the sections that add something."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    headings = [(n, line[3:]) for n, line in enumerate(lines, 1) if line.startswith("## ")]
    found: dict[str, list[Block]] = {}
    for block in blocks(PAGE):
        title = [heading for n, heading in headings if n < block.line]
        if title and title[-1].startswith("Add "):
            found.setdefault(title[-1], []).append(block)
    return found


@pytest.mark.parametrize("title", sorted(sections()))
def test_the_steps_work_as_written(title: str, tmp_path: Path) -> None:
    steps = sections()[title]
    copy = tmp_path / "a copy"
    for folder in ("src", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "docs"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for block in steps:
        if block.file:
            assert not (copy / block.file).exists(), f"{block.file} stands already: choose another example"
            (copy / block.file).parent.mkdir(exist_ok=True)
            (copy / block.file).write_text(block.text, encoding="utf-8")
    commands = [command for block in steps for command in block.commands]
    assert commands, "no step runs anything"
    environment = os.environ | {"PYTHONPATH": str(copy / "src"), "NUMBA_CACHE_DIR": str(tmp_path / "kernels")}
    for command in commands:
        python, *rest = shlex.split(command)
        assert python == ".venv/bin/python"
        done = run([sys.executable, *rest], copy, environment)
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-2000:]}"
        assert " passed" in done.stdout
    for block in steps:
        if block.file and block.file.endswith(".py"):
            done = run([sys.executable, "-m", "ruff", "check", block.file], copy, environment)
            assert done.returncode == 0, done.stdout


def run(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
