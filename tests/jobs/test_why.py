"""Why a customer's score is what it is."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

import foresale
from foresale import language
from foresale.errors import WrongArgument
from foresale.log.findings import Finding
from foresale.models.odds import log_odds
from foresale.screen import as_text
from small_shop import date


@pytest.fixture
def explained(trained):
    def explain(user, **more):
        return foresale.explain(trained.run.bundle, trained.log, user=user, cache=trained.cache, **more)

    return explain


def test_what_is_told_multiplies_to_the_score(explained, trained):
    best, worst = (trained.run.scores["customer_id"][k].as_py() for k in (0, trained.run.scores.num_rows - 1))
    for user in (best, worst):
        found = explained(user, cutoff=date(100))
        score = np.array(found.scored.table["score"].to_numpy())
        total = found.base + found.rest + sum(r.by for r in found.reasons)
        assert total == pytest.approx(float(log_odds(score)[0]), abs=1e-6)
        sizes = [abs(r.by) for r in found.reasons]
        assert sizes == sorted(sizes, reverse=True) and len({r.family for r in found.reasons}) == len(sizes)
    assert sum(r.by for r in explained(best, cutoff=date(100)).reasons) > 0 > sum(
        r.by for r in explained(worst, cutoff=date(100)).reasons
    )


def test_the_answer_is_that_of_score(explained, trained):
    row = trained.run.scores.to_pylist()[3]
    found = explained(row["customer_id"], cutoff=date(100)).to_dict()
    assert (found["p"], found["p_low"], found["band"]) == (row["p"], row["p_low"], row["band"])
    assert json.loads(json.dumps(found)) == found and found["reasons"][0]["text"].endswith(")")


def test_the_screen_speaks_both_languages_and_fits(explained, trained):
    user = trained.run.scores["customer_id"][0].as_py()
    found = explained(user, cutoff=date(100))
    with language.use("en"):
        screen = as_text(found.screen(), width=80)
    assert screen.startswith(f"{user}: ") and "x " in screen
    assert "What is known multiplies the odds" in " ".join(screen.split())
    assert all(len(line) <= 80 for line in screen.splitlines()[4:-1])
    with language.use("zh"):
        assert "已知信息使胜率乘以" in as_text(found.screen(), width=80)
    assert "<table" in found._repr_html_() and repr(found).startswith(f"Explained({user}: p 0.")


def test_of_a_stranger_nothing_is_told(explained):
    found = explained("nobody of ours")
    assert "The log knows nobody of this id: this is the share of newcomers" in as_text(found.screen())
    assert found.to_dict()["cold"] and not found.to_dict()["reasons"]
    with pytest.raises(WrongArgument, match="`user` cannot be ' '"):
        explained(" ")


def test_of_whom_is_left_out_that_is_told(explained, trained, tmp_path):
    user = trained.run.scores["customer_id"][0].as_py()
    (tmp_path / "staff.csv").write_text(f"customer_id\n{user}\n", encoding="utf-8")
    found = explained(user, exclude=[str(tmp_path / "staff.csv")])
    assert "Left out (" in as_text(found.screen()) and not found.reasons


def test_what_moved_since_the_training_is_told(explained, trained):
    user = trained.run.scores["customer_id"][0].as_py()
    found = explained(user, cutoff=date(100))
    moved = Finding("moved", "everything is otherwise", {}, "warning")
    other = replace(found, scored=replace(found.scored, moved=(moved,)))
    assert "! everything is otherwise" in as_text(other.screen())


def test_a_score_that_nothing_moves(explained, trained):
    found = replace(explained(trained.run.scores["customer_id"][0].as_py()), reasons=(), rest=0.0)
    with language.use("en"):
        assert as_text(found.screen()).endswith("near that of everybody.\n")
