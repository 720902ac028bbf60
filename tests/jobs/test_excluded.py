"""`exclude`: whoever is no customer is out of everything, in training as in scoring, as of the cutoff."""

from __future__ import annotations

import pyarrow as pa
import pytest

import foresale
from foresale.bundle import load_bundle
from foresale.errors import BundleNeedsFile, EverybodyLeftOut, ExcludeUnreadable, WrongArgument
from small_shop import QUICK, date, midnight, shop, table_of, write

ASK = {"ask": "buys within 7d for all", "model": QUICK["model"]}


def with_robots(table: pa.Table, day: int, names=("spy1", "spy2")) -> pa.Table:
    """Some who look at a page in three seconds, for an hour; they buy too, so it matters whether they count."""
    rows = [(name, k) for name in names for k in range(1200)]
    at = [midnight(day) + k * 3_000_000 for _, k in rows]
    more = pa.table({
        "customer_id": [name for name, _ in rows],
        "ts": pa.array(at, pa.timestamp("us")).cast(pa.timestamp("s")).cast(pa.string()),
        "event": ["purchase" if k % 100 == 0 else "view" for _, k in rows],
        "sku": [f"i{k % 200:03d}" for _, k in rows], "price": [9.5 if k % 100 == 0 else None for _, k in rows],
    })  # fmt: skip
    return pa.concat_tables([table, more])


@pytest.fixture
def read(tmp_path):
    return {"cache": tmp_path / "cache", "threads": 1}


def test_inspect_suspects_and_leaves_out_when_asked(read):
    log = with_robots(table_of(shop()), 50)
    seen = foresale.inspect(log, **read)
    (robots,) = (str(f) for f in seen.findings if f.code == "robots")
    assert "2 users" in robots and "spy" not in robots  # counts: a report is read by many
    assert seen.to_dict()["users"] == foresale.inspect(table_of(shop()), **read).to_dict()["users"] + 2  # only told of
    left = foresale.inspect(log, exclude="robots", **read)
    facts, whole = left.to_dict(), foresale.inspect(table_of(shop()), **read).to_dict()
    for name in ("events", "users", "items", "purchases", "money", "types", "start", "end"):
        assert facts[name] == whole[name], name
    assert facts["left_out"] == {"users": 2, "events": 2400}
    assert "- 2,400 events of 2 users left out (--exclude robots)" in left.screen()
    assert not [f for f in left.findings if f.code == "robots"]


def test_training_without_robots_is_training_on_a_log_that_never_had_them(read):
    clean = foresale.train(table_of(shop()), **ASK, **read)
    with_them = foresale.train(with_robots(table_of(shop()), 50), **ASK, **read)
    without = foresale.train(with_robots(table_of(shop()), 50), exclude=["robots"], **ASK, **read)
    same = [name for name in clean.scores.column_names if name != "model"]
    assert without.scores.select(same).equals(clean.scores.select(same))
    assert not with_them.scores.select(same).equals(clean.scores.select(same))


def test_robots_are_known_by_what_lies_before_the_cutoff(read):
    log = with_robots(with_robots(table_of(shop()), 50, ["early"]), 80, ["late"])
    for day, known in ((70, 1), (90, 2)):
        run = foresale.train(log, cutoff=date(day), exclude="robots", dry_run=True, **ASK, **read)
        assert run.asked.log.left_out.users == known


def test_who_is_judged_is_decided_before_the_days_that_judge(read):
    """Whoever becomes a robot inside the label windows was a customer when the test asked about him."""
    log = with_robots(table_of(shop()), 84, ["c000001", "c000002"])
    all_of_them, known = (foresale.train(log, cutoff=date(90), exclude=e, **ASK, **read) for e in (None, "robots"))
    assert min(known.asked.plan.test.cutoffs) < midnight(84) and known.asked.log.left_out.users == 2
    assert known.judged.horizons[0].rows == all_of_them.judged.horizons[0].rows
    assert not {"c000001", "c000002"} & set(known.scores["customer_id"].to_pylist())
    early = with_robots(table_of(shop()), 20, ["c000001", "c000002"])
    fewer, more = (foresale.train(early, cutoff=date(90), exclude=e, **ASK, **read) for e in ("robots", None))
    assert fewer.judged.horizons[0].rows < more.judged.horizons[0].rows


def test_a_bundle_leaves_out_newcomers_of_the_kind_that_training_left_out(read, tmp_path):
    log = with_robots(table_of(shop()), 50, ["early"])
    run = foresale.train(log, exclude="robots", out=tmp_path / "run", **ASK, **read)
    assert load_bundle(run.bundle).options.exclude == ("robots",)
    later = with_robots(with_robots(table_of(shop(days=110)), 50, ["early"]), 105, ["late"])
    ids = set(foresale.score(run.bundle, later, **read).table["customer_id"].to_pylist())
    assert "c000001" in ids and not ids & {"early", "late"}
    asked = foresale.score(run.bundle, later, keys=pa.table({"customer_id": ["late", "c000001"]}), **read)
    assert asked.table["in_population"].to_pylist()[0] is False
    assert any(f.code == "keys_left_out" for f in asked.left_alone)


def test_a_file_of_ids_in_any_form(read, tmp_path):
    log = table_of(shop())
    ids = sorted(set(log["customer_id"].to_pylist()))[:3]
    named = write(pa.table({"note": ["a", "b"], "customer_id": [ids[2], "nobody"]}), tmp_path / "named.csv")
    bare = tmp_path / "bare.txt"
    bare.write_text(f"{ids[0]}\n{ids[1]}\n{ids[0]}\n")
    left = foresale.inspect(log, exclude=[str(bare), str(named)], **read)
    assert left.to_dict()["left_out"]["users"] == 3
    assert any("1 of 2 ids" in str(f) for f in left.findings)
    (tmp_path / "none.csv").write_text("customer_id\n")
    assert foresale.inspect(log, exclude=str(tmp_path / "none.csv"), **read).to_dict()["left_out"]["users"] == 0


def test_a_list_of_one_id_needs_no_heading(read, tmp_path):
    log = table_of(shop())
    (tmp_path / "one.txt").write_text(f"{log['customer_id'][0].as_py()}\n", encoding="utf-8")
    left = foresale.inspect(log, exclude=[str(tmp_path / "one.txt")], **read)
    assert left.to_dict()["left_out"]["users"] == 1


def test_nobody_is_left(read, tmp_path):
    log = table_of(shop())
    everybody = write(log.select(["customer_id"]), tmp_path / "all.csv")
    for job in (foresale.inspect, foresale.train):
        with pytest.raises(EverybodyLeftOut, match=r"all\.csv.* leaves out all [\d,]+ users"):
            job(log, exclude=[str(everybody)], **read)


def test_a_bundle_away_from_its_files_says_which_it_needs(read, tmp_path, monkeypatch):
    log = table_of(shop())
    one = log["customer_id"][0].as_py()
    (tmp_path / "staff.csv").write_text(f"customer_id\n{one}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run = foresale.train(log, exclude="staff.csv", out=tmp_path / "run", **ASK, **read)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(BundleNeedsFile, match=r"trained with `exclude` staff\.csv|trained with --exclude staff\.csv"):
        foresale.score(run.bundle, log, **read)
    there = foresale.score(run.bundle, log, exclude=str(tmp_path / "staff.csv"), **read).table
    everybody = foresale.score(run.bundle, log, exclude="none", **read).table
    assert everybody.num_rows == there.num_rows + 1 and one not in there["customer_id"].to_pylist()


def test_the_matrix_and_the_copy_are_without_them_too(read, tmp_path):
    clean, log = table_of(shop()), with_robots(table_of(shop()), 50)
    keys = pa.table({"customer_id": sorted(set(clean["customer_id"].to_pylist()))[:50], "cutoff": [date(80)] * 50})
    tables = [foresale.features(one, keys=keys, exclude="robots", **read).table for one in (clean, log)]
    assert tables[0].equals(tables[1])
    both = [foresale.features(one, keys=keys, **read).table for one in (clean, log)]
    assert not both[0].equals(both[1])  # what people buy is told of items, and robots bought
    done = foresale.prepare(log, exclude="robots", out=tmp_path / "copy", **read)
    rows = pa.concat_tables(
        pa.ipc.open_file(file).read_all() for file in (tmp_path / "copy").glob("events-*.arrow")
    )  # fmt: skip
    assert done.to_dict()["events"] == rows.num_rows == clean.num_rows
    assert not {"spy1", "spy2"} & set(rows["user"].to_pylist())


def test_a_login_after_the_cutoff_takes_no_device_out(read, tmp_path):
    """Whose a device is gets known with its login: before, it is nobody's whom the owner has named."""
    rows = [(None, f"dev{u}", f"2024-01-{d:02} 1{u}:00:00") for u in range(9) for d in range(1, 25)]
    rows += [("staff", "desk", "2024-01-05 09:00:00"), *(("", "dev1", f"2024-01-{d:02} 08:00:00") for d in (2, 3))]
    login = ("staff", "dev1", "2024-01-20 09:00:00")
    (tmp_path / "staff.csv").write_text("user_id\nstaff\n")
    asked = pa.table({"user_id": ["dev1", "dev2"], "cutoff": ["2024-01-12"] * 2})
    found = []
    for some in (rows, [*rows, login]):
        user, device, time = zip(*some)
        log = pa.table({"user_id": user, "anonymous_id": device, "time": time, "event": ["view"] * len(some),
                        "item": ["i1"] * len(some)})  # fmt: skip
        found.append(foresale.features(log, keys=asked, exclude=str(tmp_path / "staff.csv"), **read).table)
    assert found[0].equals(found[1])
    late = asked.set_column(1, "cutoff", pa.array(["2024-01-22"] * 2))
    left, whole = (foresale.features(log, keys=late, **said, **read).table.to_pylist()
                   for said in ({"exclude": str(tmp_path / "staff.csv")}, {}))  # fmt: skip
    assert whole[0]["views_all"] > 21 and not left[0]["views_all"] and left[1]["views_all"] == 21


def test_files_that_cannot_be_used(read, tmp_path):
    log = table_of(shop())
    with pytest.raises(ExcludeUnreadable, match="there is no such file"):
        foresale.train(log, exclude="staf.csv", **ASK, **read)
    with pytest.raises(ExcludeUnreadable, match="there is no such file"):
        foresale.inspect(log, exclude=["x" * 300], **read)  # longer than a name may be
    other = write(pa.table({"a": ["1"], "b": ["2"]}), tmp_path / "other.csv")
    with pytest.raises(ExcludeUnreadable, match="a, b"):
        foresale.inspect(log, exclude=[str(other)], **read)
    with pytest.raises(WrongArgument):
        foresale.inspect(log, exclude=3, **read)


def test_the_settings_file_keeps_it(read, tmp_path):
    made = foresale.inspect(table_of(shop()), exclude=["robots"], write=tmp_path / "foresale.toml", **read)
    assert 'exclude = ["robots"]' in made.written.read_text()
