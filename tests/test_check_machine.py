"""`make` on a fresh machine: what is missing is said first, with the command that mends it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "tools" / "check-machine"
SHELL = shutil.which("sh")

pytestmark = pytest.mark.skipif(SHELL is None or not SCRIPT.exists(), reason="no sh, or an installed package")


def check(folder: Path, lacks: str | None, path: str) -> subprocess.CompletedProcess[str]:
    """Run the script with a Python that fails at whatever mentions `lacks`."""
    python = folder / "a python"
    if lacks is not None:
        python.write_text(f'#!{SHELL}\ncase "$2" in *{lacks}*) exit 1 ;; esac\n', encoding="utf-8")
        python.chmod(0o755)
    environment = {"PATH": path, "PYTHON": str(python)}
    return subprocess.run([str(SHELL), str(SCRIPT)], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("lacks", "said", "fix"),
    [("ensurepip", "no venv module", "apt install python3-venv"), ("gomp", "libgomp", "apt install libgomp1")],
)
@pytest.mark.skipif(os.name == "nt" or os.uname().sysname != "Linux", reason="what Linux needs")
def test_what_is_missing_comes_with_its_fix(tmp_path, lacks, said, fix):
    done = check(tmp_path, lacks, os.environ["PATH"])
    assert done.returncode == 1
    assert said in done.stderr
    assert f"fix: sudo {fix}" in done.stderr


def test_no_python_at_all(tmp_path):
    done = check(tmp_path, None, str(tmp_path))
    assert done.returncode == 1
    assert "Python 3.11 or newer is missing" in done.stderr


def test_a_machine_that_has_everything_names_its_python(tmp_path):
    done = check(tmp_path, "nothing-at-all", os.environ["PATH"])
    assert (done.returncode, done.stdout.strip()) == (0, str(tmp_path / "a python"))
