"""Flags in sentences: ready for a shell, or as the keywords of a Python call, in every error and in both languages."""

from __future__ import annotations

import ast
import csv
import inspect
import re
import shlex
from string import Formatter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import foresale
from foresale import errors, keywords
from foresale.cli import settings
from foresale.language import catalogue, plain, speak_to, tr

DOORS = (foresale.inspect, foresale.prepare, foresale.train, foresale.score, foresale.features, foresale.report)
CALL = re.compile(r"\b\w+=(?:True|False|\{[^}]*\}|\[[^\]]*\]|\"[^\"]*\")")
SHELL_ONLY = {"--help", "--explain", "--batch"}  # the last one is of mysql
FACTS = {"proposal": "0=view,a b=cart", "columns": 3, "flag": "--ignore"}
CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, errors.ForesaleError)]
SAID = sorted({
    said for c in CLASSES for english in (c.sentence, c.fix) for said in (english, catalogue("zh").get(english, ""))
    if "--" in said
})  # fmt: skip


def spoken(template, who, **facts):
    holes = {name: f"my {name}" for _, name, _, _ in Formatter().parse(template) if name}
    with speak_to(who):
        return tr(template, **(holes | {name: of for name, of in FACTS.items() if name in holes} | facts))


@pytest.mark.parametrize("template", SAID)
def test_what_an_error_says_reads_well_in_python(template):
    said = spoken(template, "python")
    left = set(re.findall(r"--[a-z-]+", re.sub(r"foresale [a-z]+ LOG[^;，；]*", "", said)))
    assert left <= SHELL_ONLY, said
    calls = CALL.findall(said)
    assert "=" not in CALL.sub("", said)
    for call in calls:
        ast.parse(f"f({call})")


@pytest.mark.parametrize("template", SAID)
def test_what_an_error_says_can_be_pasted_into_a_shell(template):
    """What fills a flag is quoted where it holds blanks; the sentence around it stays."""
    said, at = spoken(template, "shell"), -1
    for flag, hole in re.findall(r"(--[a-z-]+) \"?(?:\w+=)?\{(\w+)\}", template):
        at = said.index(f"{flag} ", at + 1)
        words = shlex.split(said[at:].split("；")[0].split("，")[0].replace("'", ""))
        assert str(FACTS.get(hole, f"my {hole}")) in words[1]


@pytest.mark.parametrize(("flags", "python"), [
    ("--within 30d, please", 'within="30d", please'),
    ('--types "0=view,*=purchase"', 'types={"0": "view", "*": "purchase"}'),
    ("--columns user_id,time", 'columns=["user_id", "time"]'),
    ("--rates EUR=1,USD=0.92 or --rates FILE", 'rates={"EUR": 1, "USD": 0.92} or rates="FILE"'),
    ("--map time=DATE+CLOCK.", 'map={"time": "DATE+CLOCK"}.'),
    ("--map time= names", 'map={"time": ...} names'),
    ("--ask 'buys within 7d'", 'ask="buys within 7d"'),
    ("--year 2019", "year=2019"), ("--year says otherwise", "`year` says otherwise"),
    ("--json lists them", "`.to_dict()` lists them"),
    ("foresale features LOG --keys keys.csv", "foresale features LOG --keys keys.csv"),
    ("a --strict run", "a --strict run"), ("well--within", "well--within"),
])  # fmt: skip
def test_as_keywords(flags, python):
    assert keywords.spelled(flags, {}, python=True) == python and keywords.spelled(flags, {}, python=False) == flags


def test_every_flag_that_a_door_takes_is_known():
    taken = {name for door in DOORS for name in inspect.signature(door).parameters}
    known = {name.replace("-", "_") for name in keywords.KNOWN if name not in keywords.OTHERS}
    assert known <= taken
    assert {name for name in settings.options() if name in taken} - {"day_first"} <= known


def test_whoever_calls_a_door_is_told_in_keywords_and_whoever_types_in_flags(tmp_path, capsys):
    log = tmp_path / "log.csv"
    log.write_text("a,b\nx,y\n" * 30, encoding="utf-8")
    with pytest.raises(errors.LogError, match=r'map=\{"time": "COLUMN"\}') as told:
        foresale.train(log, cache=tmp_path / "cache")
    assert 'map={"time": "COLUMN"}' in told.value.to_dict()["fix"]
    from foresale.cli.main import main

    with pytest.raises(SystemExit):
        main(["train", str(log), "--cache", str(tmp_path / "cache"), "--lang", "en"])
    assert "--map time=COLUMN" in capsys.readouterr().err


ANYTHING = st.one_of(st.text(max_size=12), st.sampled_from([
    '"uid', "it's", "a\nb", "a\rb", 'zz"0', "$(touch x)", "`x`", 'price 5" a', "{x}", "}", '--ignore "a', "a,b", "",
    "C:\\", "x!",
]))  # fmt: skip
HOLES = (
    "say --map time={c}; go", "--ignore {c}", '--types "{proposal}"', "--columns {line}", "--where '{c}'",
    "{c} --rates {c}=1",
)  # fmt: skip


@given(ANYTHING, st.sampled_from(HOLES), st.sampled_from(["python", "shell", None]))
def test_whatever_a_log_holds_can_be_said(fact, template, who):
    spoken(template, who, **dict.fromkeys(("c", "proposal", "line"), fact))


@given(ANYTHING)
@example('"uid')
def test_what_a_log_holds_stays_as_it_is_in_python(fact):
    assert ast.literal_eval(spoken("--ignore {c}", "python", c=fact).partition("=")[2]) == [fact]
    assert ast.literal_eval(spoken("--map time={c}", "python", c=fact).partition("=")[2]) == (
        {"time": fact} if fact else {"time": ...}
    )


@given(ANYTHING.filter(lambda fact: fact.strip() and not set(fact) & set("\r\n\0")))
@example("$(touch x)")
@example('price 5" a')
def test_a_shell_hands_on_what_a_log_holds_and_runs_none_of_it(fact):
    for said in (spoken("--ignore {c}", "shell", c=fact), keywords.flag("ignore", fact)):
        flag, word = shlex.split(said)
        assert flag == "--ignore" and next(csv.reader([word])) == [fact]
        assert not re.search(r"[$`]", re.sub(r"'[^']*'", "", said)), said


def test_several_names_are_one_list():
    assert keywords.flag("ignore", "a b", "c,d") == '--ignore \'a b,"c,d"\''
    with speak_to("python"):
        assert plain(keywords.flag("ignore", "a b", "c,d")) == 'ignore=["a b", "c,d"]'


@pytest.mark.parametrize("error", [errors.UnclearUser, errors.UnclearTime, errors.NoColumn, errors.UnclearTypes])
@given(ANYTHING)
def test_every_error_can_be_read_whatever_the_log_holds(error, fact):
    holes = {name for text in (error.sentence, error.fix) for _, name, _, _ in Formatter().parse(text) if name}
    one = error(**dict.fromkeys(holes, fact), details={"it is": fact})
    one.in_python = True
    assert str(one) and one.to_dict()
