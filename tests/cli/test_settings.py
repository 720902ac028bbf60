"""Flag, environment, file of the folder, the user's file, default: who wins, and what a slip in a file says."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from foresale.errors import SettingsNotFound, SettingsUnreadable, UnknownSetting


def write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="utf-8")


def test_flag_beats_environment_beats_folder_beats_user_beats_default(foresale, job, monkeypatch):
    calls = job()

    def seed(*flags: str) -> int:
        assert foresale("train", "a.csv", *flags).code == 0
        return calls[-1]["seed"]

    assert seed() == 0
    write("user.toml", "seed = 1\n")
    assert seed() == 1
    write("foresale.toml", "seed = 2\n")
    assert seed() == 2
    write("other.toml", "seed = 3\n")
    assert seed("--config", "other.toml") == 3
    monkeypatch.setenv("FORESALE_SEED", "4")
    assert seed("--config", "other.toml") == 4
    assert seed("--seed", "5") == 5


def test_tables_and_lists_of_a_file_are_the_flags_of_the_same_name(foresale, job):
    calls = job()
    write("foresale.toml", '''
        timezone = "Europe/London"
        ignore = ["row", "a, note"]
        columns = ["uid", "time"]
        day_first = true
        decimal = ","
        allow_quarantine = true
        [map]
        user = "Customer, ID"
        time = "date+clock"
        [types]
        "0" = "view"
    ''')  # fmt: skip
    assert foresale("inspect", "a.csv").code == 0
    asked = calls[0]
    assert asked["timezone"] == "Europe/London"
    assert (asked["ignore"], asked["columns"]) == (("row", "a, note"), ("uid", "time"))
    assert asked["map"] == {"user": "Customer, ID", "time": "date+clock"}
    assert asked["types"] == {"0": "view"}
    assert asked["day_first"] is asked["allow_quarantine"] is True
    assert asked["decimal"] == ","


def test_a_variable_may_hold_several_names_and_blanks(foresale, job, monkeypatch):
    calls = job()
    monkeypatch.setenv("FORESALE_MAP", "user=Customer ID,time=When")
    monkeypatch.setenv("FORESALE_IGNORE", 'row,"a, note"')
    assert foresale("inspect", "a.csv").code == 0
    assert calls[0]["map"] == {"user": "Customer ID", "time": "When"}
    assert calls[0]["ignore"] == ("row", "a, note")


def test_config_says_where_each_value_came_from(foresale, monkeypatch):
    write("user.toml", "threads = 1\n")
    write("foresale.toml", "\nwithin = \"30d\"\n")
    monkeypatch.setenv("FORESALE_MEMORY", "1GB")
    found = json.loads(foresale("config", "--json").out)
    assert found["within"] == {"value": "30d", "from": "foresale.toml:2"}
    assert found["threads"]["from"].endswith("user.toml:1")
    assert found["memory"] == {"value": "1GB", "from": "FORESALE_MEMORY"}
    assert found["model"] == {"value": "auto", "from": "default"}
    assert "30d" in foresale("config").out


def test_the_map_of_a_file_is_of_the_log_and_not_of_the_keys_that_are_scored(foresale, job):
    calls = job()
    write("foresale.toml", "[map]\nuser = \"uid\"\n")
    assert foresale("score", "bundle", "a.csv").code == 0
    assert foresale("score", "bundle", "a.csv", "--keys", "keys.csv", "--map", "user=member").code == 0
    assert [asked["map"] for asked in calls] == [None, {"user": "member"}]


def test_an_unknown_key_names_its_line_and_the_closest_one(foresale):
    write("foresale.toml", "# mine\nseed = 1\nwithn = \"30d\"\n")
    done = foresale("train", "a.csv")
    assert done.code == UnknownSetting.exit_code == 2
    assert "`withn` in foresale.toml, line 3" in done.err
    assert "`within`" in done.err


@pytest.mark.parametrize("text", ["seed = \n", "within = 30d\n"])
def test_a_file_that_is_no_toml_says_where(foresale, text):
    write("foresale.toml", text)
    done = foresale("train", "a.csv")
    assert done.code == SettingsUnreadable.exit_code
    assert "line 1" in done.err


def test_a_broken_file_never_hides_the_help(foresale):
    write("foresale.toml", "][")
    assert foresale("train", "--help").code == foresale().code == 0


def test_a_wrong_value_names_the_file_or_variable_it_stands_in(foresale, monkeypatch):
    write("foresale.toml", "\nseed = \"many\"\n")
    assert "from: foresale.toml:2" in foresale("train", "a.csv").err
    write("other.toml", "seed = 5000000000\n")
    assert "from: other.toml:1" in foresale("train", "a.csv", "--config", "other.toml").err
    monkeypatch.setenv("FORESALE_SEED", "many")
    assert "from: FORESALE_SEED" in foresale("train", "a.csv").err


@pytest.mark.parametrize(
    ("flag", "value"), [("within", "30"), ("cutoff", "30"), ("population", "some"), ("population", "active(0d)")]
)
def test_a_value_that_only_the_work_finds_wrong_names_its_place_too(foresale, monkeypatch, flag, value):
    assert f"from: --{flag}\n" in foresale("train", "a.csv", f"--{flag}", value).err
    write("foresale.toml", f'\n\n{flag} = "{value}"\n')
    assert "from: foresale.toml:3\n" in foresale("train", "a.csv").err
    monkeypatch.setenv(f"FORESALE_{flag.upper()}", value)
    assert f"from: FORESALE_{flag.upper()}\n" in foresale("train", "a.csv").err


def test_a_settings_file_that_is_not_there(foresale):
    done = foresale("train", "a.csv", "--config", "nowhere.toml")
    assert done.code == SettingsNotFound.exit_code == 2
    assert "no settings file nowhere.toml" in done.err


def test_the_file_may_set_the_language(foresale):
    write("foresale.toml", "lang = \"zh\"\n")
    assert foresale("train", "--witin").err.startswith("错误")


def test_the_schema_for_editors_takes_good_files_and_no_other(foresale):
    schema = json.loads(foresale("config", "--schema").out)
    check = jsonschema.Draft202012Validator(schema)
    good = {"map": {"user": "uid"}, "within": "30d", "seed": 1, "ignore": ["row"], "day_first": True, "lang": "zh"}
    assert list(check.iter_errors(good)) == []
    for bad in ({"withn": "30d"}, {"seed": "many"}, {"within": 30}, {"lang": "fr"}, {"map": "user=uid"}):
        assert list(check.iter_errors(bad)), bad


def test_each_of_several_kinds_of_files_is_read_as_its_own_table_of_the_file_says(foresale, tmp_path):
    days = [f"2024-{1 + k // 28:02}-{1 + k % 28:02}" for k in range(60)]
    clicks = [f"{k % 9},{day} 10:00:00,{'cart' if k % 3 else 'view'},p{k % 5}" for k, day in enumerate(days)]
    orders = [f"{k},{k % 9},{day} 12:00:00,{k % 7 + 1}.5" for k, day in enumerate(days)]
    for name, rows in {
        "clicks.csv": ["uid,ts,action,product_id", *clicks],
        "orders.csv": ["order_id,customer_id,created_at,total", *orders],
    }.items():
        (tmp_path / name).write_text("\n".join(rows), encoding="utf-8")
    both = ("inspect", "clicks.csv", "orders.csv", "--cache", "cache")
    assert foresale(*both, "--write").code == 0
    text = (tmp_path / "foresale.toml").read_text(encoding="utf-8")
    assert text.count("[[source]]") == 2 and 'files = "orders.csv"' in text and "[source.types]" in text
    found = json.loads(foresale(*both, "--json").out)
    assert [one["file"] for one in found["sources"]] == ["clicks.csv", "orders.csv"]
    assert {field["confidence"] for one in found["sources"] for field in one["mapping"].values()} == {None}
    screen = foresale(*both, "--lang", "zh").out
    assert screen.index("clicks.csv") < screen.index("product_id") < screen.index("orders.csv") < screen.index("total")
    (tmp_path / "foresale.toml").write_text(text.replace("orders.csv", "bestellungen.csv"), encoding="utf-8")
    done = foresale(*both)
    assert done.code == 1 and "bestellungen.csv" in done.err
    (tmp_path / "foresale.toml").write_text(text.replace("files", "file"), encoding="utf-8")
    done = foresale(*both)
    assert done.code == 2 and "`source`" in done.err
    assert foresale(*both, "--source", "x").code == 2
