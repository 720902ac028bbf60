"""`prepare`: what it counts, that a second run finds it ready, and the copy for other tools, whole or not at all."""

from __future__ import annotations

import json

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pytest

import foresale
from foresale.cli.main import main
from foresale.errors import CannotWrite, FolderNotEmpty
from foresale.jobs.prepare import prepare_log
from foresale.screen import as_text

ROWS = [
    (f"c{n % 40:03d}" if n % 10 else "", f"2023-01-{1 + n % 28:02d} 10:{n % 60:02d}:00",
     ("view", "purchase")[n % 5 == 0], f"球 {n % 9}", f"{1 + n % 7}.5" if n % 3 else "")
    for n in range(600)
]  # fmt: skip


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    lines = ["customer_id,ts,event,sku,price", *(",".join(row) for row in ROWS), "c001,yesterday,view,i,"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def prepared(log, tmp_path):
    return lambda **words: prepare_log(log, cache=tmp_path / "cache", timezone="Asia/Shanghai", **words)


def test_it_counts_what_is_there_and_finds_it_ready_the_second_time(prepared):
    first, again = prepared(), prepared()
    facts = first.to_dict()
    assert json.loads(json.dumps(facts)) == facts
    users = {row[0] for row in ROWS} - {""}
    assert (facts["events"], facts["users"], facts["items"]) == (540, len(users), 9)
    assert (facts["without_user"], facts["quarantined"], facts["buckets"]) == (60, 1, len(first.log.buckets))
    assert facts["events_per_second"] == round(600 / first.seconds) and facts["out"] is None
    assert facts["bytes"] == sum(f.stat().st_size for f in first.log.path.rglob("*") if f.is_file())
    assert (first.made, again.made) == (True, False)
    assert "events a second" in as_text(first.screen()) and "ready since an earlier run" in as_text(again.screen())


def test_the_copy_says_what_the_log_says(prepared, tmp_path):
    done = prepared(out=tmp_path / "副本 1")
    assert done.files == tuple(sorted(f.name for f in done.out.iterdir()))
    assert {"events-without-user.arrow", "quarantine.parquet"} < set(done.files)
    files = [done.out / name for name in done.files if name.startswith("events")]
    table = pa.dataset.dataset(files, format="arrow").to_table()
    assert table.schema.field("time").type == pa.timestamp("us", tz="Asia/Shanghai")
    got = [
        (r["user"] or "", f"{r['time']:%Y-%m-%d %H:%M:%S}", r["type"], r["item"], str(r["price"] or ""))
        for r in table.to_pylist()
    ]  # fmt: skip
    assert sorted(got) == sorted(ROWS)
    frame = pd.read_feather(files[0])
    assert frame.groupby("user", sort=False)["time"].is_monotonic_increasing.all()
    quarantine = pd.read_parquet(done.out / "quarantine.parquet")
    assert len(quarantine) == 1 and quarantine["line"][0] == 602


def of_pandas(done):
    return pd.concat([pd.read_feather(file) for file in done.out.glob("events-*.arrow")]), done.events().read_pandas()


def of_polars(done):
    return pl.read_ipc(done.out / "events-*.arrow").to_pandas(), pl.DataFrame(done).to_pandas()


def of_duckdb(done):
    files = pyarrow.dataset.dataset(sorted(done.out.glob("events-*.arrow")), format="arrow")
    stream = done.events()
    with duckdb.connect() as con:
        con.register("files", files)
        con.register("stream", stream)
        return con.sql("SELECT * FROM files").df(), con.sql("SELECT * FROM stream").df()


@pytest.mark.parametrize("opened", [of_pandas, of_polars, of_duckdb])
def test_the_files_and_the_stream_open_elsewhere(log, tmp_path, opened):
    done = foresale.prepare(log, cache=tmp_path / "cache", timezone="Asia/Shanghai", out=tmp_path / "out")
    wanted = sorted((user, kind, item, price) for user, _, kind, item, price in ROWS)
    for frame in opened(done):
        texts = zip(frame["user"].fillna(""), frame["type"], frame["item"], frame["price"])
        assert sorted((*some, "" if price != price else str(price)) for *some, price in texts) == wanted
        assert len(frame["time"].unique()) == len({row[1] for row in ROWS})
    assert done.quarantine["line"].to_pylist() == [602] and "events a second" in repr(done)


def test_what_was_prepared_can_be_read_again(prepared, tmp_path):
    first = prepared()
    again = foresale.inspect(first, timezone="Asia/Shanghai", cache=tmp_path / "cache").to_dict()
    assert again["types"] == {"view": 480, "purchase": 60} and again["users"] == 36 and again["without_user"] == 60
    assert again["mapping"]["price"]["columns"] == ["price"]


def test_a_full_folder_is_refused_before_any_work_and_replaced_when_told(prepared, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderNotEmpty):
        prepared(out=out)
    assert not (tmp_path / "cache").exists()
    prepared(out=out, force=True)
    (out / "events-0077.arrow").write_bytes(b"of a larger log")
    before = (out / "events-0000.arrow").stat().st_mtime_ns
    with pytest.raises(CannotWrite, match="events of another copy"):
        prepared(out=out, force=True)
    assert (out / "events-0000.arrow").stat().st_mtime_ns == before
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_copy_that_breaks_leaves_nothing(prepared, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", str(tmp_path / "out" / "quarantine.parquet"))

    monkeypatch.setattr("foresale.jobs.prepare.shutil.copyfile", full)
    with pytest.raises(CannotWrite, match="No space left"):
        prepared(out=tmp_path / "out")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["cache", "log.csv"]


@pytest.mark.parametrize(("language", "said"), [("en", "Copied: 3 files in"), ("zh", "已复制：3 个文件")])
def test_the_command_in_both_languages(capsys, monkeypatch, log, tmp_path, language, said):
    monkeypatch.chdir(tmp_path)
    call = ["prepare", "log.csv", "--out", "o", "--cache", "cache", "--timezone", "UTC", "--lang", language]
    with pytest.raises(SystemExit) as left:
        main(call)
    assert not left.value.code and said in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        main([*call, "--force", "--json"])
    assert json.loads(capsys.readouterr().out)["files"][0] == "events-0000.arrow"
    with pytest.raises(SystemExit) as left:
        main(call)
    assert left.value.code == 1
    assert "--force" in capsys.readouterr().err
