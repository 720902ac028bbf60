"""`report`: the page of a run again, from metrics.json alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from factories import example_judged
from foresale import language
from foresale.errors import NotARun
from foresale.jobs.report import report
from foresale.report.page import render


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "运行 1"
    folder.mkdir()
    (folder / "metrics.json").write_bytes(example_judged().to_json())
    return folder


def test_it_renders_into_the_folder_and_elsewhere(run: Path, tmp_path: Path) -> None:
    (run / "report.html").write_text("an older page", encoding="utf-8")
    with language.use("zh"):
        page = report(run)
        other = report(str(run), out=tmp_path / "new" / "page.html")
        wanted = render(example_judged())
    assert page == run / "report.html"
    assert page.read_bytes() == other.read_bytes() == wanted.encode()
    assert sorted(p.name for p in run.iterdir()) == ["metrics.json", "report.html"]


def test_what_is_no_run_is_refused_in_a_line(run: Path, tmp_path: Path) -> None:
    metrics = run / "metrics.json"
    whole = metrics.read_bytes()
    newer = json.dumps(json.loads(whole) | {"schema": 99}).encode()
    for content, reason in (
        (whole[:999], "damaged"),
        (b"\xff\xfe", "damaged"),
        (b"{}", "damaged"),
        (newer, "format 99"),
    ):
        metrics.write_bytes(content)
        with language.use("en"), pytest.raises(NotARun) as e:
            report(run)
        assert reason in str(e.value)
        assert not (run / "report.html").exists()
    with language.use("en"):
        with pytest.raises(NotARun, match=r"no metrics\.json"):
            report(tmp_path)
        with pytest.raises(NotARun, match=r"it is a file|no metrics"):
            report(metrics)
