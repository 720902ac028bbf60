"""The core runs on Windows and macOS too: no fork, no POSIX-only call, every text file opened with its encoding."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import foresale

ROOT = Path(foresale.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
POSIX_MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "crypt", "posix", "spwd"}
POSIX_CALLS = {
    "fork", "forkpty", "getuid", "geteuid", "getgid", "getpgid", "killpg", "setsid", "mkfifo", "mknod", "chown",
    "fchown", "lchown", "wait3", "wait4", "nice", "getloadavg", "sched_getaffinity", "statvfs", "uname", "getrusage",
    "posix_fallocate",
}  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_nothing_that_windows_lacks(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            assert not {str(n).split(".")[0] for n in names} & POSIX_MODULES, f"{path.name}:{node.lineno}"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            assert node.attr not in POSIX_CALLS, f"{path.name}:{node.lineno} os.{node.attr}"
        elif isinstance(node, ast.Constant):
            assert node.value not in ("fork", "forkserver"), f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_text_is_opened_with_its_encoding(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _opens_text(node):
            words = {k.arg for k in node.keywords}
            assert "encoding" in words, f"{path.name}:{node.lineno} opens a text without encoding"


def _opens_text(node: ast.Call) -> bool:
    """`open(path)`, `path.open("w")`, `path.read_text()`; not `archive.open(member)` nor anything with a mode of bytes.

    `x.open()` may be a path or anything else that opens: ruff's PLW1514, which looks at types, has those.
    """
    if isinstance(node.func, ast.Name):
        return node.func.id == "open" and "b" not in _mode(node, place=1)
    if not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr in ("read_text", "write_text"):
        return True
    return node.func.attr == "open" and _mode(node, place=0) in ("w", "a", "x", "r+", "rt", "wt")


def _mode(node: ast.Call, place: int) -> str:
    given = [k.value for k in node.keywords if k.arg == "mode"] + node.args[place : place + 1]
    return str(given[0].value) if given and isinstance(given[0], ast.Constant) else "r"
