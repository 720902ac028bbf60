"""`inspect`: what was understood in one screen and one object, the open question, and the settings file."""

from __future__ import annotations

import io
import json
import sys
import tomllib

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

import foresale
from foresale.cli.main import main
from foresale.errors import FileThere, NoFile, NotASource, UnclearTypes
from foresale.screen import Grid, as_text
from small_shop import QUICK, shop, table_of, write


@pytest.fixture
def inspected(trained):
    return foresale.inspect(trained.log, cache=trained.cache)


def lines(parts) -> str:
    return "\n".join(str(part) for part in parts)


def test_the_object_counts_what_is_there(inspected, trained):
    facts = inspected.to_dict()
    assert json.loads(json.dumps(facts)) == facts
    types, n = np.unique(trained.shop.events["type"], return_counts=True)
    assert facts["types"] == dict(zip(types.tolist(), n.tolist()))
    assert facts["events"] == n.sum() and facts["purchases"] == facts["types"]["purchase"]
    assert facts["users"] == len(set(trained.shop.events["user"]))
    assert facts["items"] == len(set(trained.shop.events["item"]))
    assert facts["quarantined"] == sum(facts["quarantined_by_reason"].values()) == 1
    assert facts["without_user"] == 0 and facts["owner"] == "user"
    assert facts["start"].startswith("2023-01-01T") and facts["end"].startswith("2023-04-10T")
    mapping = {field: one["columns"] for field, one in facts["mapping"].items()}
    wanted = {"user": ["customer_id"], "time": ["ts"], "type": ["event"], "item": ["sku"], "price": ["price"]}
    assert mapping == wanted
    assert {"code", "text", "level"} == set(facts["warnings"][0])


def test_which_questions_it_can_answer_and_train_does(inspected, trained):
    questions = inspected.to_dict()["questions"]
    can = [q["text"] for q in questions if q["can"]]
    assert any(text.startswith("buys within 7d for ") for text in can)
    assert not any(q["can"] for q in questions if q["later"])
    for text in can:
        assert foresale.train(trained.log, ask=text, cache=trained.cache, dry_run=True).to_dict()["task"] == text


def test_the_screen_says_it_in_words(inspected):
    screen = lines(inspected.screen())
    assert "customer_id" in screen and "(UTC)" in screen and "Quarantined: 1" in screen
    assert [type(part) for part in inspected.screen()].count(Grid) == 2
    assert "<table" in inspected._repr_html_()


def test_the_money_of_purchases_stands_in_a_line(inspected, trained):
    events = trained.shop.events
    price = np.where(events["type"] == "purchase", events["price"], np.nan)
    facts = inspected.to_dict()
    assert facts["money"] == pytest.approx(np.nansum(price), abs=0.01)
    said = f"Money of purchases: {np.nansum(price):,.0f}; {np.nanmean(price):,.2f} a line"
    assert said in inspected.screen()


def test_money_of_purchases_without_a_user_is_said_to_be_included(tmp_path):
    rows = [f"{'' if n % 5 == 0 else n % 9},2024-01-{1 + n % 28:02},{n},5" for n in range(100)]
    log = tmp_path / "log.csv"
    log.write_text("\n".join(["customer_id,paid_at,order_id,amount", *rows]), encoding="utf-8")
    screen = foresale.inspect(log, cache=tmp_path / "cache").screen()
    assert "Types: purchase 80" in screen
    assert "Money of purchases: 500, those without a user included; 5.00 a line" in screen


def test_what_changes_the_numbers_is_told_however_much_else_there_is(tmp_path):
    rows = [f"k{n % 60}@x.example,2024-01-{1 + n % 28:02},{n},{-5 if n % 50 == 0 else 5}" for n in range(600)]
    log = tmp_path / "log.csv"
    log.write_text("\n".join(["email,paid_at,order_id,amount", *rows]), encoding="utf-8")
    found = foresale.inspect(log, cache=tmp_path / "cache")
    notes = [str(part)[2:] for part in found.screen() if str(part).startswith("- ")]
    assert notes[0].startswith("12 lines are returns") and notes[1].startswith("`email` holds contact data")


def test_the_doubtful_stands_first_and_the_sure_in_few_lines(trained):
    """Warnings before the columns, the least sure column first, what is kept or left out by reason."""
    log = table_of(shop())
    for name in ("plan_a", "plan_b"):
        log = log.append_column(name, pa.array([f"{name[-1]}{k % 3}" for k in range(log.num_rows)]))
    found = foresale.inspect(log, cache=trained.cache)
    screen = found.screen()
    warned = [k for k, part in enumerate(screen) if str(part).startswith("! ")]
    grid = next(k for k, part in enumerate(screen) if isinstance(part, Grid))
    assert warned and max(warned) < grid
    columns = screen[grid]
    assert isinstance(columns, Grid)
    sure = [int(row[2].rstrip("% ?")) for row in columns.rows]
    assert sure == sorted(sure) and all((row[2].endswith("?")) == (n < 90) for row, n in zip(columns.rows, sure))
    further = next(part for part in screen if isinstance(part, Grid) and len(part.columns) == 2)
    assert [list(row) for row in further.rows] == [[f"plan_{x}", f"text, 3 values, e.g. {x}0"] for x in "ab"]
    assert any("--map FIELD=COLUMN" in str(part) for part in screen)
    grids = [part for part in screen if isinstance(part, Grid)]
    assert len(as_text(screen, width=80).splitlines()) < 45
    assert max(map(len, as_text(grids, width=80).splitlines())) <= 80


def test_what_only_a_flag_settles_is_left_open(tmp_path):
    table = table_of(shop(customers=60))
    codes = pa.array([{"view": "7", "cart": "8", "purchase": "9"}[t] for t in table["event"].to_pylist()])
    log = write(table.drop_columns("price").set_column(2, "event", codes), tmp_path / "codes.csv")
    found = foresale.inspect(log, cache=tmp_path)
    assert isinstance(found.open, UnclearTypes) and not found.ok and found.log is None
    facts = found.to_dict()
    assert facts["open"]["error"] == "UnclearTypes" and "--types" in facts["open"]["fix"]
    assert facts["mapping"]["user"]["columns"] == ["customer_id"] and "events" not in facts
    assert "customer_id" in lines(found.screen()) and 'fix: types={"7": ' in repr(found)

    types = {"7": "view", "8": "cart", "9": "purchase"}
    settled = foresale.inspect(log, cache=tmp_path, types=types)
    assert settled.open is None and settled.to_dict()["types"].keys() == {"view", "cart", "purchase"}


def test_columns_without_a_meaning_are_told_by_what_they_look_like(tmp_path):
    head = "user_id,event_time,event_type,item_id,price,utm_content,x,gift,y,memo"
    rows = [
        f"u{n % 30},2024-01-{1 + n % 28:02} 10:00:00,purchase,p{n % 7},5.5,spring{n % 11},{n % 13},{'ny'[n % 3 == 0]},"
        f"{n * 1.5 - 3},{'note of one person alone ' * (n % 150 == 0)}" for n in range(600)
    ]  # fmt: skip
    (tmp_path / "log.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    found = foresale.inspect(tmp_path / "log.csv", cache=tmp_path / "cache")
    assert found.to_dict()["further"] == {
        "utm_content": "text, 11 values, e.g. spring0", "x": "number 0 to 12", "gift": "yes or no",
        "y": "number -3 to 895.5",
    }  # fmt: skip
    assert "column without a meaning" in repr(found) and 'map={"FIELD": "COLUMN"}' in repr(found)
    kept = found.reading.kept.sources[0].further
    assert [x.looks for x in kept] == [None] * 4, "a bundle keeps no examples of a shop's data"


def test_what_it_writes_reads_the_log_the_same_way(tmp_path):
    table = table_of(shop(customers=80))
    codes = pa.array([{"view": "看", "cart": "加购", "purchase": 'B"UY\\'}[t] for t in table["event"].to_pylist()])
    log = write(table.set_column(2, "event", codes), tmp_path / "codes.csv")
    types = {"看": "view", "加购": "cart", 'B"UY\\': "purchase"}
    said = {"types": types, "timezone": "Asia/Shanghai"}
    toml = tmp_path / "设置" / "foresale.toml"
    first = foresale.inspect(log, cache=tmp_path, write=toml, **said)
    assert first.written == toml and str(toml) in lines(first.screen())

    settings = tomllib.loads(toml.read_text(encoding="utf-8"))
    assert settings["map"] == {"user": "customer_id", "time": "ts", "type": "event", "item": "sku", "price": "price"}
    again = {name: settings[name] for name in ("types", "timezone", "map")}
    second = foresale.inspect(log, cache=tmp_path, **again)
    counts = ("events", "users", "items", "purchases", "types", "start", "end", "zone", "questions")
    assert {k: first.to_dict()[k] for k in counts} == {k: second.to_dict()[k] for k in counts}
    runs = [foresale.train(log, **o, within="7d", cache=tmp_path, **QUICK) for o in (said, again)]
    assert runs[0].scores.drop_columns("model").equals(runs[1].scores.drop_columns("model"))
    asked = ["--within", "7d", "--model", QUICK["model"], "--cache", str(tmp_path), "--out", str(tmp_path / "run")]
    with pytest.raises(SystemExit) as done:
        main(["train", str(log), "--config", str(toml), *asked])
    assert not done.value.code
    written = pyarrow.parquet.read_table(tmp_path / "run" / "scores.parquet")
    assert written.drop_columns("model").equals(runs[1].scores.drop_columns("model"))

    with pytest.raises(FileThere, match="is there already\n  fix: add force=True"):
        foresale.inspect(log, cache=tmp_path, write=toml, **said)
    assert foresale.inspect(log, cache=tmp_path, write=toml, force=True, **said).written == toml


def test_what_it_writes_holds_what_was_said_of_all_other_types_and_of_damage(tmp_path):
    table = table_of(shop(customers=80))
    codes = pa.array([{"view": "1", "cart": "2", "purchase": "3"}[t] for t in table["event"].to_pylist()])
    log = write(table.set_column(2, "event", codes), tmp_path / "codes.csv")
    with log.open("a", encoding="utf-8") as f:
        f.writelines(f'"c000001","yesterday","1","i001",{n}\n' for n in range(table.num_rows // 10))
    said = {"types": {"3": "purchase", "*": "view"}, "allow_quarantine": True}
    first = foresale.inspect(log, cache=tmp_path, write=tmp_path / "foresale.toml", **said)
    settings = tomllib.loads((tmp_path / "foresale.toml").read_text(encoding="utf-8"))
    assert settings["types"]["*"] == "view" and settings["allow_quarantine"] is True
    again = foresale.inspect(log, cache=tmp_path, **{name: settings[name] for name in (*said, "timezone", "map")})
    assert again.to_dict()["types"] == first.to_dict()["types"]
    assert set(first.to_dict()["types"]) == {"view", "purchase"}


def test_a_log_on_standard_input_is_read_once_whatever_is_open(tmp_path, monkeypatch):
    lines = "".join(f"u{n % 9},2024-01-{1 + n % 28:02} 10:00:00,{n % 2},p1\n" for n in range(280))

    class Stdin:
        buffer = io.BytesIO(("user_id,time,event,item\n" + lines).encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    found = foresale.inspect("-", cache=tmp_path)
    assert found.open is not None and found.reading.fields["user"].columns == ("user_id",)


def test_what_cannot_be_read_at_all_is_an_error(tmp_path):
    for name in ("nothing.csv", "n" * 300, f"{'n' * 300}.xlsx#sheet"):  # longer than a name may be
        with pytest.raises(NoFile):
            foresale.inspect(str(tmp_path / name))
    with pytest.raises(NotASource) as refused:
        foresale.inspect("user_id,time\nsomebody,2024-01-01\n")
    assert "somebody" not in str(refused.value)


def test_an_example_is_of_many_users(tmp_path):
    """What two customers say in all of their rows is frequent, and theirs."""
    rows = [
        f"u{n % 25},2024-01-{1 + n % 28:02} 10:00:00,view,i{n % 9},kind {n % 25 // 2}x,c{n % 3}" for n in range(900)
    ]  # fmt: skip
    (tmp_path / "log.csv").write_text("\n".join(["user_id,time,type,item,parcel_for,ward", *rows]), encoding="utf-8")
    found = foresale.inspect(tmp_path / "log.csv", timezone="UTC", cache=tmp_path / "cache").to_dict()["further"]
    assert found == {"parcel_for": "text, 13 values", "ward": "text, 3 values, e.g. c0"}
