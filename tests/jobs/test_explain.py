"""`inspect --explain FIELD`: candidates with their evidence, why the others are not, no word of contact data."""

from __future__ import annotations

import json
import re
import sys

import pytest

from foresale.cli.main import main
from foresale.errors import NoSuchField, UnclearTime
from foresale.jobs.explain import explain_field
from foresale.screen import as_text


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    rows = [
        f"c{n % 40},anna.{n % 40}@web.example,2023-01-{1 + n % 28:02d} 10:{n % 60:02d}:00,2023-02-{1 + n % 28:02d},"
        f"2023-01-{1 + n % 28:02d} 09:00:00,i{n % 9},{n % 7}.5,,{'ball' if n % 3 else '3'}"
        for n in range(300)
    ]
    head = "customer_id,visitor_email,order_date,shipped_at,created_at,sku,unit_price,list_price,quantity"
    path = tmp_path_factory.mktemp("店") / "log.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


@pytest.fixture
def explain(log, tmp_path):
    def explain(field, **words):
        found = explain_field(log, field, cache=tmp_path / "cache", **words)
        assert json.loads(json.dumps(found.to_dict())) == found.to_dict()
        return found

    return explain


def test_the_taken_column_comes_first_and_the_other_says_why_not(explain):
    found = explain("user")
    first, second = found.candidates
    assert (first.column, first.taken, first.rank, first.whole) == ("customer_id", True, 0, True)
    assert (first.filled, first.distinct, first.examples) == (1.0, 40, ("a99", "a9"))
    assert "40 values with 7.5 rows each" in first.why
    assert (second.column, second.taken, second.whole) == ("visitor_email", False, False)
    assert second.why == "`customer_id` goes before it: its name says user more surely"
    assert "`customer_id` is user: " in as_text(found.screen()) and "--map user=COLUMN" in as_text(found.screen())


def test_how_contact_data_look_is_shown_and_not_what_they_say(explain):
    found = explain("user")
    said = as_text(found.screen()) + json.dumps(found.to_dict())
    assert "a.99@a.a" in said and "anna" not in said and "web" not in said


def test_what_the_owner_says_decides_otherwise(explain):
    one, other = explain("user", map={"user": "visitor_email"}).candidates
    assert (one.column, one.taken, one.why) == ("visitor_email", True, "you said so")
    assert (other.column, other.taken) == ("customer_id", False)
    assert other.why == "`visitor_email` goes before it: you said so"
    left = explain("user", ignore=["visitor_email"]).candidates
    assert [(c.column, c.why) for c in left if not c.taken] == [("visitor_email", "you said so")]


def test_times_are_told_by_their_values_and_the_open_question_is_shown(explain):
    found = explain("time")
    assert {c.column: c.rank is None for c in found.candidates} == {
        "order_date": False, "created_at": False, "shipped_at": True,
    }  # fmt: skip
    assert [c.fit for c in found.candidates] == [1.0, 1.0, 1.0]
    assert "it knows the future" in found.candidates[2].why
    assert found.open == tuple(t for t in found.open if UnclearTime.sentence.split("{")[0] in t) != ()
    assert explain("time", map={"time": "created_at"}).open == ()


def test_empty_columns_and_values_that_do_not_fit_say_so(explain):
    (one,) = explain("list_price").candidates
    assert not one.taken and one.why == "empty in every row" and one.examples == ()
    (one,) = explain("quantity").candidates
    assert not one.taken and one.fit == pytest.approx(1 / 3, abs=1e-3)
    assert one.why == "its values are not such as quantity has"
    assert "none is called so" in as_text(explain("coupon").screen())


def test_it_fits_fifteen_lines_however_many_files_and_columns_there_are(tmp_path):
    names = ["created_at", "order_date", "updated_time", "paid_time", "start_date", "log_time"]
    times = [f"2023-01-{1 + n % 28:02d} 09:00:00" for n in range(200)]
    rows = [f"c{n % 40},{','.join(times[n : n + 1] * 6)},i{n % 9}" for n in range(200)]
    returns = [f"r{n},c{n % 40},i{n % 9},{times[n]},9.5" for n in range(200)]
    (tmp_path / "log.csv").write_text("\n".join([",".join(["user_id", *names, "item_id"]), *rows]), encoding="utf-8")
    head = "return_id,user_id,item_id,returned_at,refund_amount"
    (tmp_path / "returns.csv").write_text("\n".join([head, *returns]), encoding="utf-8")
    found = explain_field(tmp_path, "time", cache=tmp_path / "cache")
    assert len(found.candidates) == 7 and len({one.source for one in found.candidates}) == 2
    said = as_text(found.screen(), width=80)
    assert len(said.splitlines()) <= 15 and "4 columns more" in said and "returns.csv" in said


def test_a_field_that_events_do_not_have(explain):
    with pytest.raises(NoSuchField, match=r"(?s)the field `usr`.*did you mean: user.*one of user, time"):
        explain("usr")


def cli(capsys, monkeypatch, *args):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)
    with pytest.raises(SystemExit) as left:
        main(args)
    return int(left.value.code or 0), capsys.readouterr()


def test_the_command_in_both_languages_and_as_json(capsys, monkeypatch, log, tmp_path):
    monkeypatch.chdir(tmp_path)
    always = ("inspect", str(log), "--cache", str(tmp_path / "cache"), "--explain")
    code, said = cli(capsys, monkeypatch, *always, "user", "--lang", "en")
    assert code == 0 and "`customer_id` is user" in said.out
    code, said = cli(capsys, monkeypatch, *always, "user", "--lang", "zh")
    assert code == 0 and "“customer_id”是 user：" in said.out and not re.search(r"goes before|decides", said.out)
    code, said = cli(capsys, monkeypatch, *always, "user", "--json")
    assert code == 0 and json.loads(said.out)["candidates"][0]["column"] == "customer_id"
    code, said = cli(capsys, monkeypatch, *always, "usr", "--lang", "zh")
    assert code == 2 and "--explain 所指的字段“usr”" in said.err
    code, said = cli(capsys, monkeypatch, *always, "user", "--write", "--lang", "en")
    assert code == 2 and "--explain and --write exclude each other" in said.err
