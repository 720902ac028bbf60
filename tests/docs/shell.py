"""Runs the console and Python blocks of a page in a folder, as a reader would."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from docs.blocks import Block

# Words of a prompt that are tried elsewhere: `.ci/run` on a clean clone, and test_contributing.
ELSEWHERE = ("make", "pip", "git", ".venv/bin/python")
FORESALE = str(Path(sys.executable).parent / "foresale")


def run_block(block: Block, folder: Path, *, talk: bool = True) -> list[tuple[str, str]]:
    """Run a block's commands (or its Python) in `folder`; (command, what it printed) of each. Raises where one fails.

    talk : whether what goes to stderr is part of what it printed
    """
    if block.language == "python":
        return [("python", _run([sys.executable, "-c", block.text], folder, talk))]
    shown = []
    for command in block.commands:
        first, *rest = shlex.split(command)
        if first in ELSEWHERE:
            continue
        assert first == "foresale", f"line {block.line}: do not know how to try `{command}`"
        shown.append((command, _run([FORESALE, *rest], folder, talk)))
    return shown


def _run(command: list[str], folder: Path, talk: bool) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"FORESALE_LANG": "en"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{shlex.join(command)} exits {done.returncode}\n{done.stdout}\n{done.stderr[-3000:]}"
    return done.stdout + done.stderr if talk else done.stdout
