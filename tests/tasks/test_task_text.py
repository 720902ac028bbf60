"""The one-line question: parsing and printing are inverse, errors show the place and the nearest valid sentence."""

from __future__ import annotations

import shlex

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.errors import HorizonsNotDistinct, LaterVersion, NotAPopulation, QuestionUnreadable, SaidTwice
from foresale.log.events import CANONICAL_TYPES
from foresale.tasks.asked import asked_task
from foresale.tasks.duration import DAYS_IN, Duration
from foresale.tasks.grammar import parse_task
from foresale.tasks.population import Population
from foresale.tasks.targets import Does, Function, Labels, target_named
from foresale.tasks.task import Task

durations = st.builds(Duration, st.integers(1, 900), st.sampled_from(sorted(DAYS_IN)))
types = st.one_of(st.sampled_from(CANONICAL_TYPES), st.text(min_size=1, max_size=12))
targets = st.one_of(
    st.builds(Does, types, st.booleans()),
    st.builds(Function, st.from_regex(r"[a-z_]{1,6}(\.[a-z_]{1,6})?:[a-z_]{1,8}", fullmatch=True)),
    st.builds(Labels, st.text(min_size=1, max_size=20)),
)
populations = st.one_of(
    st.sampled_from([Population("bought"), Population("identified"), Population("all")]),
    st.builds(Population, st.sampled_from(["active", "bought"]), durations),
)
horizons = st.lists(durations, max_size=3, unique_by=lambda d: d.approx_days).map(
    lambda found: tuple(sorted(found, key=lambda d: d.approx_days))
)
tasks = st.builds(Task, targets, horizons, st.none() | populations)


@settings(deadline=None)
@given(tasks)
def test_parsing_and_printing_are_inverse(task):
    assert parse_task(str(task)) == task


@settings(deadline=None)
@given(tasks)
def test_a_task_survives_the_bundle(task):
    assert msgspec.json.decode(msgspec.json.encode(task), type=Task) == task


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_task_or_a_clear_error(text):
    try:
        task = parse_task(text)
    except (QuestionUnreadable, LaterVersion, HorizonsNotDistinct) as error:
        assert error.exit_code == 2
        if isinstance(error, QuestionUnreadable):  # the nearest form is one that can be read
            assert str(parse_task(str(error.facts["nearest"]))) == error.facts["nearest"]
    else:
        assert parse_task(str(task)) == task


@pytest.mark.parametrize(
    ("text", "task"),
    [
        (
            "buys within 30d for active(90d)",
            Task(Does("purchase"), (Duration(30, "d"),), Population("active", Duration(90, "d"))),
        ),
        ("buys within 30d,7d", Task(Does("purchase"), (Duration(7, "d"), Duration(30, "d")))),
        (
            "no buys within 60d for bought(365d)",
            Task(Does("purchase", True), (Duration(60, "d"),), Population("bought", Duration(365, "d"))),
        ),
        ("clicks within 1d", Task(Does("view"), (Duration(1, "d"),))),
        ("carts within 36h for all", Task(Does("cart"), (Duration(36, "h"),), Population("all"))),
        ('does "add_review" within 7d', Task(Does("add_review"), (Duration(7, "d"),))),
        ("shop.targets:big within 6mo", Task(Function("shop.targets:big"), (Duration(6, "mo"),))),
        ("  buys   for bought within 4w per user", Task(Does("purchase"), (Duration(4, "w"),), Population("bought"))),
        (r'labels "C:\my logs\答案.csv" within 7d', Task(Labels(r"C:\my logs\答案.csv"), (Duration(7, "d"),))),
    ],
)
def test_questions_are_read(text, task):
    assert parse_task(text) == task


@pytest.mark.parametrize(
    ("text", "place", "nearest"),
    [
        ("buys within 30", "buys within >>30<<", "buys within 30d"),
        ("buys within 30 days for bought", "buys within >>30 days<< for bought", "buys within 30d for bought"),
        ("buy within 2 weeks", ">>buy<< within 2 weeks", "buys within 2w"),
        ("buys in 30d", "buys >>in<< 30d", "buys within 30d"),
        ("buys within 7d for activ(90d)", "buys within 7d for >>activ(90d)<<", "buys within 7d for active(90d)"),
        ("buys within 7d for active(90)", "buys within 7d for >>active(90)<<", "buys within 7d for active(90d)"),
        ("buys within for all", "buys within >><<for all", "buys within 30d for all"),
        ("churn within 60d", ">>churn<< within 60d", "no buys within 60d"),
        ("purchase within 60d", ">>purchase<< within 60d", "buys within 60d"),
        ("review within 7d", ">>review<< within 7d", 'does "review" within 7d'),
        ("does review within 7d", "does >>review<< within 7d", 'does "review" within 7d'),
        ("no clickz within 7d", "no >>clickz<< within 7d", "no views within 7d"),
        ("", ">><<", "buys"),
    ],
)
def test_an_error_shows_the_place_and_the_nearest_form(text, place, nearest):
    with pytest.raises(QuestionUnreadable) as error:
        parse_task(text)
    assert error.value.details["question"] == place
    assert error.value.facts["nearest"] == nearest


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("who will buy in 30 days?", "buys within 30d"),
        ("WILL BUY WITHIN 30D FOR ALL", "buys within 30d for all"),
        ("bought within a month for bought", "buys within 1mo for bought"),
        ("does not buy within 60d", "no buys within 60d"),
        ("who leaves in the next two weeks", "no buys within 2w"),
        ("adds to the cart within 7d", "carts within 7d"),
        ("buys within 7d and 30d", "buys within 7d,30d"),
        ("buys within 30d of active(90d)", "buys within 30d for active(90d)"),
        ("buys within 30d bought(365d)", "buys within 30d for bought(365d)"),
        ("30天内购买", "buys within 30d"),
        ("两周内不下单 2周", "no buys within 2w"),
        ('does "view_cart" in 7d', 'does "view_cart" within 7d'),
    ],
)
def test_free_words_get_the_sentence_that_they_mean(text, nearest):
    with pytest.raises(QuestionUnreadable) as error:
        parse_task(text)
    assert error.value.facts["nearest"] == nearest
    (argument,) = shlex.split(str(error.value).splitlines()[-1].removeprefix("  fix: --ask "))
    assert argument == nearest


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("revenue within 30d", "amounts"),
        ("buys within 7d per user x item", "per user x item"),
        ("quantity within 6mo per item", "quantities"),
        ("buys(category=shoes) within 14d", "conditions"),
        ("count of buying days within 39w", "counts"),
        ("net amount within 30d", "amounts"),
        ("time to next buy within 7d,30d", "times"),
        ("session buys at event 5", "session"),
        ("next item", "ranked lists"),
    ],
)
def test_questions_of_later_versions_are_named(text, what):
    with pytest.raises(LaterVersion, match=what):
        parse_task(text)


def test_the_same_horizon_twice_is_refused():
    with pytest.raises(HorizonsNotDistinct, match="7d and 1w"):
        parse_task("buys within 7d,1w")


@pytest.mark.parametrize("text", ["active", "all(3d)", "identified(3d)", "buyers", "active(90d) x"])
def test_what_is_no_population_is_refused(text):
    with pytest.raises(NotAPopulation, match=r"active\(90d\)"):
        Population.parse(text)


def test_targets_of_the_flag():
    assert target_named("purchase") == Does("purchase")
    assert target_named("churn") == Does("purchase", negated=True)
    assert target_named("my_event") == Does("my_event")
    assert target_named("shop:big") == Function("shop:big")


def test_flags_say_the_same_as_the_text():
    flags = asked_task(target="churn", within="60d,30d", population="bought(365d)")
    assert flags == parse_task("no buys within 30d,60d for bought(365d)")
    assert asked_task() is None
    assert asked_task(within="7d") == parse_task("buys within 7d")
    assert asked_task(ask="views", within="7d") == parse_task("views within 7d")
    assert asked_task(labels="a b.csv", within="7d") == parse_task('labels "a b.csv" within 7d')


@pytest.mark.parametrize(
    "said",
    [{"within": "7d"}, {"population": "all"}, {"target": "churn"}, {"labels": "x.csv"}],
)
def test_what_is_said_twice_is_refused(said):
    with pytest.raises(SaidTwice, match=f"--{next(iter(said))} says"):
        asked_task(ask="buys within 30d for bought", **said)


@pytest.mark.parametrize(("text", "meant"), [
    ("activ", "active(90d)"), ("active", "active(90d)"), ("identifed", "identified"), ("bougt(30d)", "bought"),
    ("everyone", None),
])  # fmt: skip
def test_a_population_with_a_slip_says_which_is_meant(text, meant):
    with pytest.raises(NotAPopulation) as told:
        Population.parse(text)
    assert told.value.details.get("did you mean") == meant


def test_a_verb_with_a_slip_is_asked_again_as_meant():
    with pytest.raises(QuestionUnreadable, match='fix: --ask "buys within 7d"'):
        parse_task("byus within 7d")
