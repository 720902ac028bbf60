"""`foresale models`: what there is to name, where each cannot answer, who brings it."""

from __future__ import annotations

import json

import pytest

from foresale import plugins
from foresale.cli.main import main
from foresale.models import base_rate
from foresale.models.registry import models


def run(capsys, *words):
    with pytest.raises(SystemExit) as left:
        main(["models", "-q", *words])
    assert left.value.code == 0
    return capsys.readouterr().out


def test_every_model_is_listed_the_simplest_first(capsys):
    listed = json.loads(run(capsys, "--json"))["models"]
    assert [m["name"] for m in listed] == list(models())
    of = {m["name"]: m for m in listed}
    assert of["base_rate"] == {
        "name": "base_rate", "title": "Base rate", "simplicity": 0, "baseline": True, "cannot": [],
        "package": "foresale",
    }  # fmt: skip
    assert of["bgnbd"]["cannot"] == ["it answers questions about purchases only", "no purchases to count"]


def test_the_rank_of_a_model_is_shown(capsys):
    assert ["lightgbm", "8", "LightGBM"] in [line.replace("│", " ").split()[:3] for line in run(capsys).splitlines()]


def test_in_chinese(capsys):
    out = run(capsys, "--lang", "zh")
    assert "位次" in out
    assert "rfm_logistic" in out and "RFM 逻辑回归" in out and "特征中既没有最近一次的时间也没有次数" in out


def test_a_plugins_model_is_listed_with_its_package(capsys, monkeypatch):
    class Theirs(base_rate.BaseRate):
        name = "theirs"
        title = "The rate of others"

    plugin = plugins.Plugin("models", "theirs", "rates-of-others", "1", "rates:Theirs", Theirs)
    monkeypatch.setattr(plugins, "found", lambda kind: [plugin] if kind == "models" else [])
    models.cache_clear()
    try:
        listed = {m["name"]: m for m in json.loads(run(capsys, "--json"))["models"]}
    finally:
        models.cache_clear()
    assert listed["theirs"]["package"] == "rates-of-others" and listed["theirs"]["title"] == "The rate of others"
