"""Public logs whose events are numbers: one question, with the reading of the known log proposed."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports import read_export
from presets import public_codes

TMALL = {"0": "view", "1": "purchase", "2": "favourite", "3": "cart"}
IJCAI = {"0": "view", "1": "cart", "2": "purchase", "3": "favourite"}
TIANCHI = {"1": "view", "2": "favourite", "3": "cart", "4": "purchase"}
COUNTS = {"view": 135, "cart": 30, "purchase": 15, "favourite": 15}  # of 60 sessions: see public_codes


def said(types: dict[str, str]) -> str:
    return '--types "' + ",".join(f"{code}={name}" for code, name in types.items()) + '"'


@pytest.mark.parametrize(
    ("write", "types", "name"),
    [
        (public_codes.write_tmall, TMALL, "Tmall 2014"),
        (public_codes.write_ijcai15, IJCAI, "IJCAI-15"),
        (public_codes.write_tianchi, TIANCHI, "Tianchi"),
    ],
)
def test_the_reading_of_a_known_log_is_proposed_and_asked(tmp_path, write, types, name):
    path = write(tmp_path)
    asked = read_export(path)
    assert asked.question() == "UnclearTypes"
    assert said(types) in str(asked.questions[0]) and name in str(asked.questions[0])
    found = read_export(path, types=types, year=2014)
    assert not found.questions and not found.quarantine and found.types() == COUNTS
    assert found.reading.counts.users == public_codes.USERS


def test_codes_that_do_not_behave_like_the_known_log_are_not_proposed(tmp_path):
    path = public_codes.write_tianchi(tmp_path)
    turned = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    for cells in turned[1:]:
        cells[2] = {"1": "4", "4": "1"}.get(cells[2], cells[2])
    path.write_text("\n".join([*map(",".join, turned), ""]), encoding="utf-8")
    question = str(read_export(path).questions[0])
    assert said(TIANCHI) not in question and "does not fit" in question
    assert '--types "1=?,2=?,3=?,4=view"' in question


def test_another_column_more_is_another_log(tmp_path):
    path = public_codes.write_tianchi(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{lines[0]},page", *(f"{x},a" for x in lines[1:]), ""]), encoding="utf-8")
    assert "1=view,2=?,3=?,4=?" in str(read_export(path).questions[0])


def test_a_folder_of_jdata(tmp_path: Path):
    public_codes.write_jdata(tmp_path)
    asked = read_export(tmp_path)
    assert asked.question() == "UnclearTypes"
    types = {"1": "view", "2": "cart", "3": "cart_remove", "4": "purchase", "5": "favourite", "6": "view"}
    assert said(types) in str(asked.questions[0])
    tables = {"users": str(tmp_path / "JData_User.csv"), "items": str(tmp_path / "JData_Product.csv")}
    found = read_export(tmp_path, types=types, **tables)
    assert not found.questions and not found.quarantine and len(found.reading.sources) == 1
    assert found.types() == COUNTS | {"view": 3 * 135, "cart_remove": 30}
    assert {e["user"] for e in found.events} == {str(200000 + u) for u in range(public_codes.USERS)}
    assert "JData_Comment.csv" in found.told("no_people") and "JData_Product.csv" in found.told("no_logs")
    assert len(found.users) == public_codes.USERS and len(found.items) == public_codes.ITEMS
