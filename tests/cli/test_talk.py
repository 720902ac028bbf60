"""Progress and colours: bars only for a person who waits, plain lines for a file."""

from __future__ import annotations

import io
import time

import pytest

from foresale.cli import talk
from foresale.cli.talk import Bar, Lines, choose_color


def test_a_file_gets_one_line_a_stage_with_its_time():
    out = io.StringIO()
    with Lines(out).stage("reading", 10) as stage:
        stage.advance(10)
    assert out.getvalue().startswith("reading  0.")
    assert out.getvalue().count("\n") == 1


def test_a_short_stage_draws_nothing_on_a_terminal(capsys):
    with Bar(None).stage("reading", 10) as stage:
        stage.advance()
    assert capsys.readouterr() == ("", "")


def test_a_long_stage_draws_a_bar_and_leaves_a_line(capsys, monkeypatch):
    monkeypatch.setattr(talk, "PATIENCE", 0.05)
    bar = Bar(None)
    with bar.stage("reading", 4) as outer, bar.stage("decoding", None):
        time.sleep(0.2)
        outer.advance(2)
        assert bar.bars is not None
        assert [(t.description, t.completed) for t in bar.bars.tasks] == [("reading", 2), ("decoding", 0)]
    assert bar.bars is None
    assert "reading  0." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flag", "environment", "color"),
    [
        (False, {}, None),
        (True, {"FORCE_COLOR": "1"}, False),
        (False, {"NO_COLOR": "1"}, False),
        (False, {"TERM": "dumb"}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_who_decides_about_colours(monkeypatch, flag, environment, color):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert choose_color(flag) is color
