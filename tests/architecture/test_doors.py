"""`import foresale`: a short list of doors, imported when first used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import foresale

EXPECTED = ["Run", "errors", "explain", "features", "inspect", "prepare", "report", "score", "train"]


def test_the_doors_are_these() -> None:
    assert foresale.__all__ == EXPECTED
    assert dir(foresale) == sorted([*EXPECTED, "__version__"])


@pytest.mark.parametrize("name", EXPECTED)
def test_each_door_opens(name: str) -> None:
    assert getattr(foresale, name) is not None


def test_a_name_that_is_none_says_so() -> None:
    with pytest.raises(AttributeError, match="no attribute 'predict'"):
        foresale.predict  # noqa: B018


def test_packages_answer_calls_even_after_their_modules_are_imported() -> None:
    code = "import foresale.features.family, foresale.report.page, foresale; foresale.features(3)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "missing 1 required keyword-only argument: 'keys'" in done.stderr
    code = "import foresale.report.page, foresale; assert callable(foresale.report)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_log_is_silent_without_a_handler(capfd: pytest.CaptureFixture[str]) -> None:
    import logging

    logging.getLogger("foresale.somewhere").warning("nobody asked")
    assert capfd.readouterr().err == ""


def test_the_module_is_the_command() -> None:
    """Where the script is not on the path; heavy modules wait for a command here too."""
    done = subprocess.run([sys.executable, "-m", "foresale", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"foresale {foresale.__version__}\n"
    wrong = subprocess.run(
        [sys.executable, "-m", "foresale", "--lang", "en", "trian"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2 and "Did you mean 'train'" in wrong.stderr and "foresale --help" in wrong.stderr
