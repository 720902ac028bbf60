"""Plugins are found, named, and cannot break the core."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from foresale import language, plugins
from foresale.cli.main import main
from foresale.features import wording


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package with one plugin that loads and one that raises at import."""
    (tmp_path / "fine_plugin.py").write_text("FAMILY = 'a family'\n", encoding="utf-8")
    (tmp_path / "broken_plugin.py").write_text("raise RuntimeError('no licence')\n", encoding="utf-8")
    about = tmp_path / "extra_features-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: extra-features\nVersion: 1.2\n", encoding="utf-8")
    points = "[foresale.features]\nfine = fine_plugin:FAMILY\nbroken = broken_plugin\n"
    (about / "entry_points.txt").write_text(points, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in ("fine_plugin", "broken_plugin"):
        sys.modules.pop(name, None)


def test_a_plugin_that_fails_is_listed_with_its_reason(package):
    broken, fine = plugins.found("features")
    assert (fine.name, fine.package, fine.version) == ("fine", "extra-features", "1.2")
    assert (fine.loaded, fine.reason) == ("a family", "")
    assert (broken.loaded, broken.reason) == (None, "RuntimeError: no licence")


def test_the_command_lists_both(package, capsys):
    with pytest.raises(SystemExit) as left:
        main(["plugins", "--json", "-q"])
    assert left.value.code == 0
    listed = {p["name"]: p for p in json.loads(capsys.readouterr().out)["plugins"]}
    assert listed["fine"]["reason"] == ""
    assert "no licence" in listed["broken"]["reason"]


CACHED = (language.catalogue, language.of_plugins, wording._patterns, wording._translated)


def test_a_plugin_brings_its_own_chinese_and_changes_none_of_ours(package, caplog):
    ours = language.catalogue("zh")["error"]
    (package / "its_chinese.py").write_text(
        "SENTENCES = {'{n:,} moons': '{n:,} 个月亮', 'moons of {planet}': '{planet} 的月亮', 'error': 'mine', 'a {b}':"
        " '{c}', 'broken': '{', 3: '三'}\n", encoding="utf-8",
    )  # fmt: skip
    points = "[foresale.locales]\nzh = its_chinese:SENTENCES\nfr = its_chinese:FRENCH\n"
    (package / "extra_features-1.2.dist-info" / "entry_points.txt").write_text(points, encoding="utf-8")
    for one in CACHED:
        one.cache_clear()
    try:
        with language.use("zh"):
            assert language.tr("{n:,} moons", n=3) == "3 个月亮" and wording.said("moons of Mars") == "Mars 的月亮"
            assert (language.tr("error"), language.tr("a {b}", b=1), language.tr("broken")) == (ours, "a 1", "broken")
        assert any("names other facts" in record.message for record in caplog.records)
    finally:
        for one in CACHED:
            one.cache_clear()
        sys.modules.pop("its_chinese", None)
