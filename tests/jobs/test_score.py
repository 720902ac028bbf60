"""`score`: the same numbers as the training, other days, lists, files, and what moved."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import msgspec
import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet
import pytest

import foresale
from foresale.bundle import load_bundle
from foresale.errors import (
    CutoffTwice,
    DoesNotFit,
    FilesNotUnderstood,
    Hindsight,
    MapNeedsKeys,
    NoBundle,
    NotAListSize,
    UnknownEnding,
)
from foresale.jobs.score import Scored
from small_shop import QUICK, date, midnight, shop, table_of, times


@pytest.fixture
def scored(trained):
    """Score with the session's bundle."""

    def score(sources=None, **how) -> Scored:
        log = trained.log if sources is None else sources
        return foresale.score(trained.run.bundle, log, cache=trained.cache, threads=1, **how)

    return score


@pytest.fixture(scope="module")
def later() -> pa.Table:
    """The same shop ten days later: the log goes on, its first 100 days are those of the training."""
    longer, known = table_of(shop(days=110)), table_of(shop())
    new = longer.filter(pa.array(times(longer) >= midnight(100)))
    return pa.concat_tables([known, new])


def codes(done: Scored) -> list[str]:
    return [finding.code for finding in done.moved]


def test_at_the_trainings_cutoff_it_gives_the_trainings_scores(scored, trained):
    done = scored(cutoff=date(100))
    assert done.table.equals(trained.run.scores)
    assert done.ok and done.moved == ()


def test_the_default_is_the_midnight_after_the_last_event(scored, later):
    done = scored(later)
    assert done.cutoffs == (midnight(110),)
    assert done.table.num_rows >= 200 and done.to_dict()["cutoffs"] == [f"{date(110)} 00:00 UTC"]
    assert json.loads(json.dumps(done.to_dict())) == done.to_dict()
    assert "7d" in done._repr_html_()


def test_keys_and_cutoffs_of_a_file(scored, later):
    ids = [str(i) for i in np.unique(later["customer_id"])[:3]]
    keys = pa.table({"customer_id": [*ids, ids[0]], "cutoff": [date(106), date(103), date(106), date(103)]})
    done = scored(later, keys=keys)
    rows = done.table.select(["customer_id", "cutoff"]).to_pylist()
    assert [(r["customer_id"], r["cutoff"]) for r in rows] == [
        tuple(r.values()) for r in keys.to_pylist()
    ]
    one = scored(later, cutoff=date(103), keys=keys.slice(1, 1).select(["customer_id"])).table
    rest = [c for c in one.column_names if c not in ("cutoff", "percentile")]  # of one row, and spelled as ours
    assert one.select(rest).equals(done.table.slice(1, 1).select(rest))
    with pytest.raises(CutoffTwice):
        scored(later, keys=keys, cutoff=date(103))
    both = keys.slice(1, 1)
    assert scored(later, keys=both, cutoff=date(103)).table.num_rows == 1  # said twice, and the same


def test_an_instant_whose_answers_it_knows_is_hindsight(scored):
    with pytest.raises(Hindsight) as e:
        scored(cutoff=date(80))
    assert date(80) in str(e.value) and "allow_hindsight=True" in str(e.value)
    assert scored(cutoff=date(80), allow_hindsight=True).cutoffs == (midnight(80),)


@pytest.mark.parametrize(("top", "rows"), [("10%", 0.1), ("25", 25), ("0.5 %", 0.005), ("9999", 1.0)])
def test_the_list_to_act_on_is_the_best_of_all(scored, trained, top, rows):
    everybody = trained.run.scores
    best = scored(cutoff=date(100), top=top).table
    assert best.num_rows == math.ceil(rows * everybody.num_rows if isinstance(rows, float) else rows)
    assert best.equals(everybody.slice(0, best.num_rows))
    p = best["p"].to_pylist()
    assert p == sorted(everybody["p"].to_pylist(), reverse=True)[: len(p)]


def test_of_several_horizons_the_longest_makes_the_list(trained, later, tmp_path):
    log = table_of(trained.shop)
    run = foresale.train(log, ask="buys within 1d,14d for all", out=tmp_path / "run", **QUICK)
    done = foresale.score(run.bundle, later, top="20", cache=trained.cache)
    everybody = foresale.score(run.bundle, later, cache=trained.cache).table["p_14d"].to_pylist()
    assert done.table["p_14d"].to_pylist() == sorted(everybody, reverse=True)[:20]
    assert done.table["p_1d"].to_pylist() != sorted(done.table["p_1d"].to_pylist(), reverse=True)
    assert any("`p_14d`" in str(part) for part in done.screen()) and done.to_dict()["sorted_by"] == "p_14d"
    assert run.verdict == run.judged.horizons[-1].verdict and any("`p_14d`" in str(part) for part in run.screen())


def test_a_run_that_was_not_written_has_no_bundle(trained):
    run = foresale.train(trained.log, ask="buys within 7d for all", cache=trained.cache, **QUICK)
    with pytest.raises(NoBundle, match=r'train\(\.\.\., out="run"\)'):
        foresale.score(run.bundle, trained.log)


def test_a_result_names_itself_in_a_line(scored, trained):
    assert repr(scored(cutoff=date(100), top="5")) == (
        f"Scored(buys within 7d for all, as of {date(100)} 00:00 UTC: 5 rows; path None)"
    )
    features = foresale.features(trained.log, keys=trained.run.scores.select([0]).slice(0, 3), cache=trained.cache)
    assert repr(features).startswith("FeatureTable(3 rows x ") and len(repr(features)) < 100
    assert repr(foresale.jobs.features.list_features()).startswith("FeatureList(")


@pytest.mark.parametrize("top", ["0", "0%", "101%", "2.5", "ten", "-3", "%"])
def test_what_is_no_size_of_a_list(scored, top):
    with pytest.raises(NotAListSize, match="500"):
        scored("no such log.csv", top=top)


def test_files_by_their_ending(scored, trained, tmp_path):
    table = trained.run.scores
    scored(cutoff=date(100), out=tmp_path / "分数.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "分数.parquet").equals(table)
    done = scored(cutoff=date(100), out=tmp_path / "scores.csv", excel=True)
    assert (tmp_path / "scores.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert done.path == str(tmp_path / "scores.csv") and done.path in str(done.screen())
    scored(cutoff=date(100), out=tmp_path / "scores.xlsx", top="3")
    sheet = openpyxl.load_workbook(tmp_path / "scores.xlsx").active
    assert sheet.max_row == 4 and [c.value for c in sheet[1]] == table.column_names
    with pytest.raises(UnknownEnding):
        scored("no such log.csv", out=tmp_path / "scores.doc")


def test_reasons_stand_beside_the_scores_and_change_nothing(scored, trained):
    plain = scored(cutoff=date(100), top="20").table
    told = scored(cutoff=date(100), top="20", reasons=True).table
    assert told.select(plain.column_names).equals(plain)
    more = [f"reason_{n}{what}" for n in (1, 2, 3) for what in ("", "_feature", "_adds")]
    assert told.column_names[len(plain.column_names) :] == more
    for row in told.to_pylist():
        adds = [row[f"reason_{n}_adds"] for n in (1, 2, 3) if row[f"reason_{n}_adds"] is not None]
        assert [abs(a) for a in adds] == sorted(map(abs, adds), reverse=True)
        assert row["reason_1"].endswith("(+)") == (adds[0] > 0) and row["reason_1_feature"]
    first = told["reason_1"].to_pylist()
    assert all(re.fullmatch(r".+: .+ \([+\N{MINUS SIGN}]\)", text) for text in first)
    assert sum(text.endswith("(+)") for text in first) >= 15  # the best of all: more speaks for them than against


def test_reasons_of_a_key_are_those_of_its_row_in_any_list(scored, trained):
    ids = trained.run.scores["customer_id"].to_pylist()
    keys = pa.table({"customer_id": [ids[7], "nobody", ids[3]]})
    some = scored(cutoff=date(100), keys=keys, reasons=True).table.to_pylist()
    everybody = {row["customer_id"]: row for row in scored(cutoff=date(100), reasons=True).table.to_pylist()}
    columns = ("reason_1", "reason_2", "reason_3")
    for row in (some[0], some[2]):
        assert [row[c] for c in columns] == [everybody[row["customer_id"]][c] for c in columns]
    assert [some[1][c] for c in columns] == ["no event before the cutoff", "", ""]


# ---- what moved


def test_a_quiet_shop_has_not_moved(scored, later):
    assert [f for f in scored(later).moved if f.level == "warning"] == []


def test_a_chosen_list_is_not_called_a_shop_that_moved(scored, later):
    """The 220 of the highest p are nothing like the population, and the shop is what it was."""
    everybody = scored(later).table
    best = everybody.take(np.argsort(-everybody["p"].to_numpy(), kind="stable")[:220]).select(["customer_id"])
    assert [f for f in scored(later, keys=best).moved if f.level == "warning"] == []


def test_three_rows_tell_as_well_that_prices_are_in_cents(scored, later):
    cents = later.set_column(4, "price", pc.multiply(later["price"], 100.0))
    assert codes(scored(cents, keys=later.slice(0, 1).select(["customer_id"]))) == codes(scored(cents))


def test_of_several_cutoffs_each_is_looked_at_and_named(scored, later):
    """The type vanishes for 33 days and comes again: the newest cutoff alone would not tell."""
    quiet = (times(later) >= midnight(68)) & (times(later) < midnight(102))
    lost = later.filter(pc.invert(pc.and_(pc.equal(later["event"], "cart"), pa.array(quiet))))
    ids = later["customer_id"].to_pylist()[:2]
    keys = pa.table({"customer_id": ids + ids, "cutoff": [date(101)] * 2 + [date(109)] * 2})
    done = scored(lost, keys=keys)
    said = [str(f) for f in done.moved if f.code == "type_vanished"]
    assert len(said) == 1 and said[0].startswith(f"as of {date(101)} 00:00 UTC: no `cart`")
    assert not done.ok


def test_a_map_is_of_the_keys_file(scored, later):
    with pytest.raises(MapNeedsKeys, match="there is none"):
        scored("no such log.csv", map={"user": "member"})
    members = pa.table({"member": later["customer_id"].to_pylist()[:1], "user": ["nobody"]})
    asked = scored(later, keys=members, map={"user": "member"}).table
    assert asked["member"].to_pylist() == members["member"].to_pylist()


def test_an_event_type_that_vanished_is_said_in_a_line(scored, later):
    lost = later.filter(pc.invert(pc.and_(pc.equal(later["event"], "cart"), pa.array(times(later) >= midnight(75)))))
    done = scored(lost)
    assert "type_vanished" in codes(done) and not done.ok
    assert any("`cart`" in str(part) for part in done.screen())


def test_an_event_type_that_appeared_is_said(scored, later):
    new = later.slice(later.num_rows - 300)
    new = new.set_column(2, "event", pa.array(["wishlist"] * new.num_rows))
    assert "type_appeared" in codes(scored(pa.concat_tables([later, new])))


def test_prices_a_hundred_times_higher_are_said(scored, later):
    cents = later.set_column(4, "price", pc.multiply(later["price"], 100.0))
    moved = [f for f in scored(cents).moved if f.code == "money_moved"]
    assert len(moved) == 1 and 50 < moved[0].facts["times"] < 200


def test_a_log_shorter_than_the_models_view_back_is_said(scored, later):
    short = later.filter(pa.array(times(later) >= midnight(80)))
    moved = {f.code: f for f in scored(short).moved}
    assert moved["log_short"].level == "warning" and "reaches back 30 days" in str(moved["log_short"])


def test_scores_that_moved_are_said(scored, later):
    """Everybody puts things into the basket on the last days: many more are expected to buy."""
    ids = np.unique(later["customer_id"])
    rush = pa.table({
        "customer_id": np.tile(ids, 4), "ts": np.repeat([f"{date(109)} 1{k}:00:00" for k in range(4)], len(ids)),
        "event": ["cart"] * 4 * len(ids), "sku": ["i001"] * 4 * len(ids),
        "price": pa.nulls(4 * len(ids), pa.float64()),
    })  # fmt: skip
    assert {"scores_moved", "features_moved"} <= set(codes(scored(pa.concat_tables([later, rush]))))


def test_a_log_that_no_longer_fits_names_the_column(scored, later):
    with pytest.raises(DoesNotFit, match="customer_id"):
        scored(later.rename_columns(["member", *later.column_names[1:]]))


def test_a_file_of_other_columns_among_the_log_s_is_no_log_of_yesterday(trained, later, tmp_path):
    """Left out in silence, it would give yesterday's scores for ever."""
    late = np.array(times(later)) >= midnight(109)
    for name, part in (("a.parquet", later.filter(pa.array(~late))), ("b.parquet", later.filter(pa.array(late)))):
        pyarrow.parquet.write_table(part, tmp_path / name)
    assert foresale.score(trained.run.folder, tmp_path, cache=trained.cache).cutoffs == (midnight(110),)
    for column in ("customer_id", "ts"):
        renamed = [f"new_{c}" if c == column else c for c in later.column_names]
        pyarrow.parquet.write_table(later.filter(pa.array(late)).rename_columns(renamed), tmp_path / "b.parquet")
        with pytest.raises(FilesNotUnderstood, match=r"b\.parquet"):
            foresale.score(trained.run.bundle, tmp_path, cache=trained.cache)


def test_that_it_is_another_day_has_not_moved_anything(scored, later):
    moved = [f for f in scored(later).moved if f.code == "features_moved"]
    assert not {name for f in moved for name in f.facts["all"]} & {"cutoff_weekday", "days_since_pay_day"}


def test_p_of_another_log_is_not_called_calibrated(scored, later, monkeypatch):
    def calibrated(folder):
        bundle = load_bundle(folder)
        sure = [msgspec.structs.replace(a.verdict, calibrated=True) for a in bundle.answers]
        answers = tuple(msgspec.structs.replace(a, verdict=v) for a, v in zip(bundle.answers, sure))
        return replace(bundle, answers=answers)

    monkeypatch.setattr("foresale.jobs.score.load_bundle", calibrated)
    assert all(scored(later).table["calibrated"].to_pylist())
    short = later.filter(pa.array(times(later) >= midnight(80)))
    assert not any(scored(short).table["calibrated"].to_pylist())
