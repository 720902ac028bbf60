"""`train`: what it leaves, the columns of its scores, and every way to put the question."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas
import polars
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from scipy.stats import rankdata, spearmanr

import foresale
from foresale.bundle import load_bundle
from foresale.errors import (
    CutoffTwice,
    FolderInUse,
    FolderNotEmpty,
    ModelCannotAnswer,
    NoSuchFeature,
    NoSuchModel,
    NotWrittenByUs,
    QuestionError,
)
from foresale.jobs.summary import Run
from foresale.judging.judged import Judged
from foresale.progress import Progress
from foresale.report.numbers import about
from foresale.screen import Grid, as_text
from small_shop import QUICK, date, midnight, shop, table_of, write

ONE_HORIZON = ["score", "p", "p_low", "p_high", "percentile", "band", "calibrated"]
ROW = ["cold", "in_population", "task", "model"]


@pytest.fixture
def quick(trained, tmp_path):
    """Train the quick model on the shop of the session."""

    def train(sources: Any = None, **asked: Any) -> Run:
        return foresale.train(trained.log if sources is None else sources, cache=trained.cache, **QUICK | asked)

    return train


@pytest.fixture(scope="module")
def plain(trained) -> Run:
    """The quick model's answer to the usual question."""
    return foresale.train(trained.log, ask="buys within 7d for all", cache=trained.cache, **QUICK)


def test_a_log_on_standard_input_is_read_once_with_a_cutoff_too(trained, quick, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(trained.log.read_bytes())

    asked = {"ask": "buys within 7d for all", "cutoff": date(90)}
    monkeypatch.setattr(sys, "stdin", Stdin)
    piped = quick("-", **asked)
    assert piped.scores.equals(quick(**asked).scores)


HOLD = """
import sys
import foresale
from foresale.progress import Progress

class Waits(Progress):
    def say(self, text):
        print("at work", flush=True)
        sys.stdin.readline()

log, cache, out = sys.argv[1:]
foresale.train(log, ask="buys within 7d for all", model="own_rate", cache=cache, out=out, progress=Waits())
"""


@pytest.mark.parametrize("ends", ["well", "killed"])
def test_two_runs_never_fill_one_folder(trained, quick, tmp_path, ends):
    out = tmp_path / "run"
    command = [sys.executable, "-c", HOLD, str(trained.log), str(trained.cache), str(out)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as first:
        assert first.stdout is not None and first.stdout.readline() == "at work\n"
        for force in (False, True):
            with pytest.raises(FolderInUse, match=re.escape(f"another run is filling the folder {out} right now")):
                quick(ask="buys within 7d for all", out=out, force=force)
        assert quick(ask="buys within 7d for all", out=tmp_path / "other").bundle
        if ends == "killed":
            first.kill()
        else:
            first.communicate("\n" * 50, timeout=120)
    if ends == "killed":
        assert quick(ask="buys within 7d for all", out=out).bundle  # a lock that is left behind holds nobody up
    else:
        assert first.returncode == 0 and (out / "bundle").is_dir()
        with pytest.raises(FolderNotEmpty):
            quick(ask="buys within 7d for all", out=out)


def test_what_came_into_the_folder_meanwhile_is_not_overwritten(trained, tmp_path):
    out = tmp_path / "run"

    class Meddles(Progress):
        def say(self, text: str) -> None:
            out.mkdir(exist_ok=True)
            (out / "report.html").write_text("mine", encoding="utf-8")

    with pytest.raises(FolderNotEmpty):
        foresale.train(
            trained.log, ask="buys within 7d for all", cache=trained.cache, out=out, progress=Meddles(), **QUICK
        )
    assert [p.name for p in tmp_path.rglob("*")] == ["run", "report.html"]


def column(table: pa.Table, name: str = "p") -> np.ndarray:
    return table[name].to_numpy(zero_copy_only=False)


# ---- what it leaves


def test_the_folder_holds_these_and_nothing_else(trained):
    assert sorted(p.name for p in trained.run.folder.iterdir()) == [
        "bundle", "log.txt", "metrics.json", "quarantine.parquet", "report.html", "run.json", "scores.csv",
        "scores.parquet",
    ]  # fmt: skip
    assert not list(trained.run.folder.parent.glob(".*"))  # nothing half-written beside it


def test_each_file_says_what_it_should(trained):
    folder = trained.run.folder
    metrics = (folder / "metrics.json").read_bytes()
    assert Judged.from_json(metrics).to_json() == trained.run.judged.to_json() == metrics
    assert "buys within 7d for all" in (folder / "log.txt").read_text(encoding="utf-8")
    assert json.loads((folder / "run.json").read_bytes())["seconds"] > 0
    assert (folder / "report.html").stat().st_size < 500_000
    quarantine = pyarrow.parquet.read_table(folder / "quarantine.parquet").to_pylist()
    assert len(quarantine) == 1 and "events.csv" in str(quarantine[0])
    health = trained.run.judged.health
    assert health.events == len(trained.shop.events["user"]) and sum(q.rows for q in health.quarantined) == 1


def test_the_score_table_keeps_its_contract(trained):
    table = trained.run.scores
    assert table.column_names == ["customer_id", "cutoff", *ONE_HORIZON, *ROW]
    assert pyarrow.parquet.read_table(trained.run.folder / "scores.parquet").equals(table)
    p, low, high = column(table), column(table, "p_low"), column(table, "p_high")
    assert ((low <= p) & (p <= high) & (p > 0) & (p < 1) & (low < high)).all()
    assert set(column(table, "band")) <= {"hot", "warm", "cool", "low"}
    ids = column(table, "customer_id").tolist()
    assert ids == [i for _, i in sorted(zip(-p, ids))]  # the most likely first, equals by their id
    np.testing.assert_allclose(column(table, "percentile"), (rankdata(p) - 0.5) / len(p) * 100, atol=0.051)
    assert column(table, "in_population").all() and not column(table, "cold").any()
    assert {c.isoformat() for c in table["cutoff"].to_pylist()} == {f"{date(100)}T00:00:00+00:00"}
    assert set(column(table, "model")) == {load_bundle(trained.run.bundle).version}


def test_csv_and_parquet_say_the_same(trained):
    text = pyarrow.csv.ConvertOptions(column_types={"customer_id": pa.string(), "band": pa.string()})
    csv = pyarrow.csv.read_csv(trained.run.folder / "scores.csv", convert_options=text)
    assert csv["customer_id"].to_pylist() == trained.run.scores["customer_id"].to_pylist()
    np.testing.assert_array_equal(column(csv), column(trained.run.scores))


def test_scores_follow_the_known_chances(trained):
    truth = trained.shop.truth(midnight(100), 7)
    ids = column(trained.run.scores, "customer_id")
    assert set(ids) == set(truth)
    known = np.array([truth[i] for i in ids])
    p = column(trained.run.scores)
    assert spearmanr(p, known).statistic > 0.7
    assert p.sum() == pytest.approx(known.sum(), rel=0.35)
    expected = trained.run.judged.scored[0].expected
    assert expected.low < known.sum() < expected.high


def test_the_screen_ends_with_the_next_command(trained):
    screen = trained.run.screen()
    command = trained.run.next_command
    assert screen[-1].endswith(command)
    assert shlex.split(command) == [
        "foresale", "score", trained.run.bundle.as_posix(), str(trained.log), "--out", "scores.csv"
    ]  # fmt: skip
    facts = trained.run.to_dict()
    assert json.loads(json.dumps(facts)) == facts
    assert facts["rows"] == trained.run.scores.num_rows and facts["verdict"] == trained.run.verdict.word
    assert "<table" in trained.run._repr_html_()


def test_the_screen_names_its_range_and_shows_three_digits(trained):
    screen = as_text(trained.run.screen(), width=80)
    e = trained.run.judged.scored[0].expected
    assert f"about {about(e.value)} expected to do it (90% range {about(e.low)} to {about(e.high)})" in screen
    assert not re.search(r"\d\.\d{4}|\b\d\d\.\d{2}\b| %", screen)
    assert re.search(r"^Verdict: [a-z ]+\. [A-Z]", screen, re.M)
    assert all(line == line.rstrip() for line in screen.splitlines())


def test_the_screen_compares_four_models_and_all_of_them_where_asked(trained):
    def models(run):
        (grid,) = (part for part in run.screen() if isinstance(part, Grid))
        assert max(map(len, as_text([grid], width=80).splitlines())) <= 80
        return [row[0][2:] for row in grid.rows], grid.title

    of = {m.name: m for m in trained.run.judged.horizons[-1].models}
    chosen = next(name for name, m in of.items() if m.role == "chosen")
    others = [name for name in of if name not in (chosen, "base_rate", "bought_lately")]
    best = min(others, key=lambda name: of[name].metrics["log_loss"].value)
    few, title = models(trained.run)
    assert sorted(few) == sorted(of[name].title for name in (chosen, best, "base_rate", "bought_lately"))
    assert title.endswith(f"; {len(of) - 4} models more with -v")
    every, title = models(replace(trained.run, in_full=True))
    assert every == [m.title for m in of.values()] and "-v" not in title


def test_a_folder_in_use_is_refused_before_any_work(trained):
    with pytest.raises(FolderNotEmpty):
        foresale.train("there is no such log.csv", out=trained.run.folder)


def test_force_replaces_its_own_files_only(quick, tmp_path):
    (tmp_path / "metrics.json").write_text("old", encoding="utf-8")
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    run = quick(within="7d", out=tmp_path, force=True)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "metrics.json").read_bytes() == run.judged.to_json()
    assert quick(within="7d", model="own_rate", out=tmp_path, force=True).bundle.is_dir()  # its own bundle is replaced
    (tmp_path / "bundle" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(NotWrittenByUs, match=r"notes\.txt"):
        foresale.train("there is no such log.csv", out=tmp_path, force=True)
    assert (tmp_path / "bundle" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_nothing_is_written_unless_asked(quick, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = quick(within="7d", model="bought_lately")
    assert run.folder is run.bundle is run.report is None
    assert list(tmp_path.iterdir()) == []


# ---- the question


def test_a_dry_run_says_the_plan_and_trains_nothing(quick, tmp_path):
    run = quick(within="7d", dry_run=True, out=tmp_path / "run")
    assert run.scores is None and run.judged is None and run.ok
    assert not (tmp_path / "run").exists()
    assert run.to_dict()["dry_run"] and run.to_dict()["task"].startswith("buys within 7d for ")
    assert any("blocks of days" in str(part) for part in run.screen())
    assert len(repr(run)) < 200 and "dry run" in repr(run)


class Talk(Progress):
    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)


def test_what_is_asked_is_said_once(quick):
    """The reasons while it works, or in the answer of a dry run; the question in the answer."""
    for dry_run in (True, False):
        talk = Talk()
        run = quick(dry_run=dry_run, progress=talk)
        shown = [*talk.said, *map(str, run.screen())]
        for beginning in ("Question: ", "within ", "for active", "Plan: "):
            assert sum(line.startswith(beginning) for line in shown) == 1, (dry_run, beginning)
    assert len(repr(run)) < 200 and run.verdict.word in repr(run)


def test_several_horizons_never_fall(quick):
    table = quick(ask="buys within 7d,14d for all").scores
    assert table.column_names == [
        "customer_id", "cutoff", *(f"{c}_7d" for c in ONE_HORIZON), *(f"{c}_14d" for c in ONE_HORIZON), *ROW,
    ]  # fmt: skip
    assert (column(table, "p_7d") <= column(table, "p_14d")).all()
    assert (np.diff(column(table, "p_14d")) <= 0).all()  # the longest horizon is what the report opens with
    assert column(table, "p_14d").sum() > 1.3 * column(table, "p_7d").sum()


def test_who_stays_away_longer_is_rarer(quick):
    table = quick(target="churn", within="7d,14d", population="bought").scores
    assert (column(table, "p_7d") >= column(table, "p_14d")).all()
    assert column(table, "p_7d").mean() > 0.5  # most do not buy within a week


def test_churn_is_the_other_side_of_buying(quick):
    buys = quick(ask="buys within 7d for bought").scores
    stays = quick(ask="no buys within 7d for bought").scores
    buys, stays = buys.sort_by("customer_id"), stays.sort_by("customer_id")
    assert column(buys, "customer_id").tolist() == column(stays, "customer_id").tolist()
    assert spearmanr(column(buys), column(stays)).statistic < -0.95
    assert (column(buys) + column(stays)).mean() == pytest.approx(1, abs=0.05)


def test_the_flags_say_what_the_sentence_says(quick):
    flags = quick(target="purchase", within="7d", population="active(30d)")
    assert flags.scores.equals(quick(ask="buys within 7d for active(30d)").scores)


def test_another_event_can_be_asked(quick):
    run = quick(ask="carts within 7d for all")
    assert set(column(run.scores, "task")) == {"carts within 7d for all"}


def test_labels_of_ones_own(quick, plain, trained, tmp_path):
    days = [37, 44, 51, 58, 65, 72, 79, 86, 93]
    rows = [(u, date(d), int(y)) for d in days for u, y in trained.shop.bought(midnight(d), 7).items()]
    labels = pa.table(dict(zip(("key", "cutoff", "label"), map(list, zip(*rows)))))
    keys = pa.table({"customer_id": sorted(trained.shop.truth(midnight(100), 7))})
    stranger = pa.table({"key": ["nobody"], "cutoff": [date(37)], "label": [1]})
    file = write(pa.concat_tables([labels, stranger]), tmp_path / "labels.csv")
    run = quick(labels=str(file), within="7d", keys=keys)
    said = f"1 of {labels.num_rows + 1} rows of the labels file name nobody in the log and teach nothing"
    assert said in map(str, run.asked.whom)
    p = dict(zip(column(plain.scores, "customer_id"), column(plain.scores)))
    assert column(run.scores, "customer_id").tolist() == sorted(p)
    assert spearmanr(column(run.scores), [p[i] for i in sorted(p)]).statistic > 0.98


def test_a_function_of_ones_own_is_not_needed_to_score(quick, trained, tmp_path, monkeypatch):
    code = "def twice(history, future):\n    return (future['type'] != 'purchase').sum() >= 2\n"
    (tmp_path / "my_target.py").write_text(code, encoding="utf-8")
    with monkeypatch.context() as here:
        here.syspath_prepend(tmp_path)
        run = quick(target="my_target:twice", within="7d", population="all", out=tmp_path / "run")
    assert set(column(run.scores, "task")) == {"my_target:twice within 7d for all"}
    monkeypatch.delitem(__import__("sys").modules, "my_target")
    again = foresale.score(run.bundle, trained.log, cache=trained.cache).table
    assert again.equals(run.scores)
    assert load_bundle(run.bundle).source == hashlib.sha256(code.encode()).hexdigest()


# ---- cutoffs and keys


def test_each_cutoff_is_trained_as_of_itself(quick, tmp_path):
    ask = "buys within 7d for all"
    both = quick(ask=ask, cutoff=[date(96), date(90)], out=tmp_path / "run")
    alone = [quick(ask=ask, cutoff=date(d)).scores for d in (90, 96)]
    assert both.scores.equals(pa.concat_tables(alone))
    newest = load_bundle(tmp_path / "run" / "bundle")
    assert newest.source is None  # an event is asked, no code of anybody's
    assert newest.cutoff == midnight(96) and set(column(alone[1], "model")) == {newest.version}

    rows = [(c, d) for c, d in zip(column(both.scores, "customer_id")[::7], both.scores["cutoff"].to_pylist()[::7])]
    rng = np.random.default_rng(0)
    rng.shuffle(rows)
    keys = pa.table({"cutoff": [d.date().isoformat() for _, d in rows], "customer_id": [c for c, _ in rows]})
    asked = quick(ask=ask, keys=keys).scores
    wanted = {(c, d): p for c, d, p in zip(*(both.scores[n].to_pylist() for n in ("customer_id", "cutoff", "p")))}
    assert asked.select(["cutoff", "customer_id"]).equals(keys)  # in their order, spelled as given
    assert asked["p"].to_pylist() == [wanted[row] for row in rows]


def test_all_cutoffs_are_planned_before_one_is_trained(quick):
    """The second is too early for the question; nothing is learned for the first."""
    talk, how = Talk(), {"ask": "buys within 14d for all"}
    with pytest.raises(QuestionError):
        quick(**how, cutoff=[date(96), date(10)], progress=talk)
    assert talk.said == []
    planned = quick(**how, cutoff=[date(96), date(90)], dry_run=True)
    shown = as_text(planned.screen())
    assert [shown.count(f"as of {date(d)} 00:00") for d in (90, 96)] == [1, 1]
    facts = planned.to_dict()
    assert facts["cutoff_text"].startswith(date(96)) and facts["earlier"][0]["cutoff_text"].startswith(date(90))


def test_figures_are_of_the_population_whatever_rows_were_asked(quick, plain):
    known = plain.scores["customer_id"][0].as_py()
    run = quick(ask="buys within 7d for all", keys=pa.table({"customer_id": ["nobody", known]}))
    assert run.scores["cold"].to_pylist() == [True, False]
    assert run.judged.scored == plain.judged.scored and run.judged.scored[0].cold == 0


@pytest.mark.parametrize("own", ["p", "score", "cutoff", "model", "percentile_7d"])
def test_a_user_column_called_like_one_of_ours_costs_no_ids(quick, plain, own, tmp_path):
    table = pyarrow.csv.read_csv(io.BytesIO(write(table_of(shop()), tmp_path / "log.csv").read_bytes()))
    log = table.rename_columns([own, *table.column_names[1:]])
    run = quick(log, ask="buys within 7d for all", map={"user": own}, model="own_rate", out=tmp_path / "run")
    assert set(column(run.scores, "user")) == set(column(plain.scores, "customer_id"))
    assert f"the ids of `{own}` stand in the column `user`" in as_text(run.screen())
    again = foresale.score(run.bundle, log, cache=tmp_path)
    assert again.table.equals(run.scores) and f"`{own}`" in as_text(again.screen())
    keys = pa.table({"user" if own == "cutoff" else own: ["c000001"]})
    asked = foresale.score(run.bundle, log, keys=keys, cache=tmp_path)
    assert asked.table["user"].to_pylist() == ["c000001"]


def test_an_instant_written_in_two_ways_is_one_cutoff(quick):
    run = quick(ask="buys within 7d for all", model="base_rate", cutoff=[date(95), f"{date(95)}T08:00:00+08:00"])
    assert run.scores.num_rows == run.judged.question.rows


def test_cutoffs_are_said_once(quick):
    keys = pa.table({"customer_id": ["c000001"], "cutoff": [date(90)]})
    with pytest.raises(CutoffTwice):
        quick(within="7d", keys=keys, cutoff=date(96))
    assert quick(within="7d", model="base_rate", keys=keys, cutoff=date(90)).scores.num_rows == 1


def test_keys_come_back_as_given(quick, trained):
    known = sorted(trained.shop.truth(midnight(100), 7))
    active = {u for u, t in zip(trained.shop.events["user"], trained.shop.events["time"]) if t >= midnight(95)}
    away = next(u for u in known if u not in active)
    here = next(u for u in known if u in active)
    keys = pandas.DataFrame({"bought": [1, 0, 1], "customer_id": ["nobody", f" {here} ", away]})
    run = quick(ask="buys within 7d for active(5d)", keys=keys)
    rows = run.scores.to_pylist()
    assert [r["customer_id"] for r in rows] == ["nobody", f" {here} ", away]
    assert [r["cold"] for r in rows] == [True, False, False]
    assert [r["in_population"] for r in rows] == [False, True, False]
    assert all(0 < r["p"] < 1 for r in rows)
    assert "bought" in str(run.left_alone[0])


def test_a_stranger_gets_the_newcomers_answer_and_a_wider_interval(quick, trained):
    keys = pa.table({"customer_id": ["nobody", *sorted(trained.shop.truth(midnight(100), 7))]})
    rows = quick(ask="buys within 7d for all", keys=keys).scores.to_pylist()
    nobody, others = rows[0], rows[1:]
    near = min(others, key=lambda r: abs(r["p"] - nobody["p"]))
    assert nobody["p_high"] - nobody["p_low"] > near["p_high"] - near["p_low"]


# ---- the model


def test_what_is_left_out_stays_out(quick, tmp_path):
    run = quick(within="7d", without=["sessions", "days_since_purchase"], out=tmp_path / "run")
    spec = load_bundle(run.bundle).spec
    assert set(spec.without) == {"sessions", "days_since_purchase"}
    names = {f.name for f in spec.features}
    assert "days_since_purchase" not in names and "sessions" not in spec.families and "days_since_cart" in names
    with pytest.raises(NoSuchFeature, match="days_since_purchase"):
        quick(within="7d", without=["days_since_purchas"])


def test_every_driver_that_is_shown_can_be_left_out(quick):
    """The log odds that a model makes of the customer base too."""
    log = table_of(shop(kind="bgnbd"))

    def drivers(**how: Any) -> set[str]:
        run = quick(log, ask="buys within 7d for bought", model="logistic", **how)
        return {f.feature for f in run.judged.drivers.features}

    shown = drivers()
    assert "bgnbd_log_odds" in shown
    left = drivers(without=["bgnbd_log_odds"])
    assert "bgnbd_log_odds" not in left and left & shown


def test_a_named_model_is_taken(quick, trained):
    assert quick(within="7d", model="bgnbd").judged.horizons[0].chosen == "bgnbd"
    with pytest.raises(NoSuchModel):
        quick(within="7d", model="oracle")


def test_a_model_that_cannot_answer_says_why(quick):
    without = ["recency", "counts", "money", "customer_base"]
    for model, asked in (("rfm_logistic", {"without": without}), ("bgnbd", {"target": "cart"})):
        with pytest.raises(ModelCannotAnswer) as e:
            quick(within="7d", model=model, **asked)
        assert "base_rate" in e.value.facts["known"] and e.value.facts["reason"]


def test_the_portfolio_is_never_clearly_worse_than_its_members(trained):
    quality = trained.run.judged.horizons[0]
    loss = {m.name: m.metrics["log_loss"] for m in quality.models}
    chosen = loss[quality.chosen]
    assert {"rfm_logistic", "lightgbm", "base_rate", "bgnbd"} <= set(loss)
    assert all(chosen.low <= one.value for one in loss.values())
    assert chosen.value < loss["base_rate"].value


# ---- sources


@pytest.mark.parametrize("kind", ["arrow", "pandas", "polars", "duckdb", "parquet", "files"])
def test_tables_and_files_give_the_same_scores(quick, plain, trained, tmp_path, kind):
    table = table_of(trained.shop)
    with duckdb.connect() as con:
        sources = {
            "arrow": lambda: table,
            "pandas": table.to_pandas,
            "polars": lambda: polars.from_arrow(table),
            "duckdb": lambda: con.sql("SELECT * FROM log"),
            "parquet": lambda: _parquet(table, tmp_path / "日志.parquet"),
            "files": lambda: [write(table[:5000], tmp_path / "a.csv"), write(table[5000:], tmp_path / "b.csv")],
        }
        con.register("log", table)
        run = quick(sources[kind](), ask="buys within 7d for all", cutoff=date(100))
    assert run.scores.drop_columns("model").equals(plain.scores.drop_columns("model"))


def _parquet(table: pa.Table, path: Path) -> Path:
    pyarrow.parquet.write_table(table, path)
    return path
