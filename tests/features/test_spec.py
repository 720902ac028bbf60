"""The spec is decided from the events in sight; what a log cannot carry is left out by name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from planted import NOON, event, events, features_of, log_of, spec_of

from foresale import language, plugins
from foresale.errors import NoSuchCountry, NoSuchFeature
from foresale.features import calendar, recency
from foresale.features.catalogue import catalogue
from foresale.features.compiling import over_groups
from foresale.features.context import plural
from foresale.features.family import Family
from foresale.features.registry import families, theirs
from foresale.features.spec import make_spec
from foresale.features.wording import said, templates
from foresale.log.events import CANONICAL_TYPES, DAY_US


def test_windows_lie_within_the_lookback_and_one_is_the_horizon():
    spec = make_spec(log_of(events(1)), 21.0, lookback_days=60.0)
    assert spec.context.windows_days == (60, 30, 21, 14, 7, 3, 1)
    assert make_spec(log_of(events(1)), 90.0, lookback_days=60.0).context.windows_days[0] == 60
    hours = make_spec(log_of(events(1)), 0.25, lookback_days=10.0).context
    assert hours.windows_days == (10, 7, 3, 1, 0.75, 0.25) and hours.window_name(0.25) == "6h"


def test_a_log_of_purchases_and_returns_has_one_rhythm_and_no_sessions():
    spec = make_spec(log_of([event(9, "purchase"), event(3, "refund")]), 7.0)
    names = {f.name for f in spec.features}
    assert "purchase_overdue" in names and "visit_overdue" not in names and "sessions" in spec.left_out


def test_without_a_word_the_lookback_is_what_the_log_has():
    log = log_of([event(30.5), event(0)])  # from a midnight to a noon
    assert make_spec(log, 7.0).context.lookback_days == 31
    assert make_spec(log.before(NOON - DAY_US // 2), 7.0).context.lookback_days == 30
    assert make_spec(log_of([event(3000), event(0)]), 7.0).context.lookback_days == 730


def test_nothing_after_the_view_is_in_the_spec():
    past, future = [event(9, "view", device="phone")], [event(-1, "purchase", device="car")]
    log = log_of(past + future)
    spec = make_spec(log.before(NOON), 7.0)
    assert list(spec.context.types.values()) == ["view"]
    assert "customer_base" in spec.left_out and "purchases_7d" not in {f.name for f in spec.features}
    assert all("car" not in texts for texts in spec.context.vocabularies.values())


def test_nor_what_the_user_table_says_of_those_who_come_later():
    table = {"user": ["u", "v", "w"], "gender": ["f", "m", "m"], "birth": [1990.0, 5.0, 6.0]}
    later = [{**event(-1), "user": user} for user in ("v", "w")]
    with_them = make_spec(log_of([event(9), *later], user_table=table).before(NOON), 7.0, shared_by=1)
    alone = make_spec(log_of([event(9)], user_table=table).before(NOON), 7.0, shared_by=1)
    assert with_them == alone
    assert alone.context.vocabularies["user:gender"] == ("f",) and "profile.birth" in alone.context.learned


def test_only_texts_of_several_users_are_called_by_name():
    """What one customer has alone would tell who that is; an address tells it whoever has it."""
    found = [
        {**event(9), "user": f"u{n:02d}", "channel": channel}
        for n in range(30)
        for channel in ("mail", ("phone", "shop")[n % 2], "me@shop.example", f"friend {n % 4}", f"note {n}")
    ]
    found += [{**event(8), "user": "u00", "channel": "one customer, many times"}] * 50
    table = {"user": [f"u{n:02d}" for n in range(30)], "town": ["Big" if n % 3 else f"Hamlet {n}" for n in range(30)]}
    log = log_of(found, user_table=table)
    spec = make_spec(log, 7.0)
    assert spec.context.vocabularies["channel"] == ("mail", "phone", "shop")
    assert spec.context.vocabularies["user:town"] == ("Big",)
    few = make_spec(log, 7.0, shared_by=2).context.vocabularies["channel"]
    assert few[3:] == tuple(f"friend {n}" for n in range(4))
    usual = features_of(log, ["u00"], [NOON], spec_of(log, "attributes", shared_by=10)).to_arrow()["channel_usual"]
    assert usual.to_pylist() == ["other"]


def test_a_log_of_dates_leaves_out_hours_and_sessions_by_name():
    found = [{"user": "u", "time": NOON // DAY_US * DAY_US, "type": kind} for kind in ("view", "purchase")]
    spec = make_spec(log_of(found, zone="UTC", unit="day"), 7.0)
    assert {"hours", "sessions"} <= set(spec.left_out)
    with language.use("en"):
        assert str(spec.left_out["hours"]) == "its times are dates without hours"
    with language.use("zh"):
        assert str(spec.left_out["hours"]) == "时间只有日期，没有钟点"


def test_a_family_or_a_feature_can_be_left_out_and_a_typing_mistake_is_told():
    log = log_of(events(1))
    spec = make_spec(log, 7.0, without=("rhythm", "views_7d"))
    assert "rhythm" not in spec.families and "views_7d" not in {f.name for f in spec.features}
    with pytest.raises(NoSuchFeature) as caught:
        make_spec(log, 7.0, without=("view_7d",))
    assert caught.value.facts == {"name": "view_7d", "nearest": "views_7d"}


@pytest.mark.parametrize(
    ("said", "kept"), [("gb", "GB"), ("GB-sct", "GB-SCT"), (" de-augsburg ", "DE-Augsburg"), ("CHN", "CHN")]
)
def test_a_country_brings_its_holidays_however_it_is_spelled(said, kept):
    spec = make_spec(log_of(events(1)), 7.0, country=said)
    assert spec.context.country == kept
    assert {"holidays_ahead", "days_to_holiday"} <= {f.name for f in spec.features}


def test_a_region_has_holidays_of_its_own():
    july_12 = date(2024, 7, 12).toordinal() - date(1970, 1, 1).toordinal()  # a bank holiday in Northern Ireland only

    def days(country):
        return calendar.params(make_spec(log_of(events(1)), 7.0, country=country).context)[1:]

    assert july_12 in days("GB-NIR") and july_12 not in days("GB")


def test_nobody_s_holidays_are_guessed():
    assert not any("holiday" in f.name for f in make_spec(log_of(events(1)), 7.0).features)


@pytest.mark.parametrize(
    ("said", "known"),
    [("Narnia", "CN, GB, US, DE-BY ..."), ("GB-X", "GB, GB-ENG, GB-NIR, GB-SCT, GB-WLS"), ("IS-X", "IS")],
)
def test_a_country_that_is_none_is_told_with_some_that_are(said, known):
    with pytest.raises(NoSuchCountry) as caught:
        make_spec(log_of(events(1)), 7.0, country=said)
    assert caught.value.facts == {"country": said, "known": known}


def test_a_plugin_that_fails_leaves_the_core_as_it_was(monkeypatch, caplog):
    def plugin(name, loaded, reason=""):
        return plugins.Plugin("features", name, "somebody", "1", f"{name}:FAMILY", loaded, reason)

    class Module:
        FAMILY = type(recency.FAMILY)("newcomer", recency.FAMILY.reads, recency.features, recency.FAMILY.run)

    given = [
        plugin("broken", None, "ImportError"),
        plugin("same", recency.FAMILY),
        plugin("odd", 7),
        plugin("new", Module),
    ]
    monkeypatch.setattr(plugins, "found", lambda kind: given if kind == "features" else [])
    assert theirs(families()) == {"newcomer": Module.FAMILY}
    assert "`recency` stands already" in caplog.text and "plugin odd" in caplog.text


def a_family(kernel, reads=("time", "type"), **more):
    return Family("mine", reads, recency.features, over_groups(kernel), **more)


def test_a_kernel_that_takes_other_columns_than_it_reads_is_refused():
    """Both are numbers, so that a swapped pair would be computed and nobody would know."""

    def swapped(type, time, start, end, cutoffs, days, edges, params, out): ...
    def short(time, start, end, cutoffs, days, edges, params, out): ...
    def misspelt(time, type, start, end, cutoffs, dayz, edges, params, out): ...
    def unaware(time, type, start, end, days, edges, params, out): ...

    said = r"family `mine`: before `start`, its kernel takes \(type, time\), but its `reads` hand over \(time, type\)"
    with pytest.raises(TypeError, match=said):
        a_family(swapped)
    with pytest.raises(TypeError, match=r"takes \(time\), but its `reads` hand over \(time, type\)"):
        a_family(short)
    with pytest.raises(TypeError, match="family `mine`: nothing hands `dayz` to its kernel"):
        a_family(misspelt)
    with pytest.raises(TypeError, match=r"test_spec.py: `unaware` has no argument `cutoffs`"):
        a_family(unaware)


def test_a_family_is_called_as_its_file(monkeypatch):
    monkeypatch.setattr(recency, "FAMILY", replace(recency.FAMILY, name="recent"))
    said = r"features/recency.py: its FAMILY must be called `recency`, as the file is, and not `recent`"
    with pytest.raises(ValueError, match=said):
        families.__wrapped__()


def test_no_two_templates_differ_in_their_holes_only():
    """The first of them would be taken always, and the words of the other never."""
    forms = [re.sub(r"\{\w+\}", "{}", template) for template in templates("zh")]
    assert len(set(forms)) == len(forms)


def test_every_file_with_a_family_is_found():
    assert {"recency", "counts", "weeks", "rhythm", "customer_base", "calendar", "habits", "hours", "sessions"} <= set(
        families()
    )
    assert all(name == family.name for name, family in families().items())


def test_plurals_are_all_there():
    assert len({plural(name) for name in CANONICAL_TYPES}) == len(CANONICAL_TYPES)


@pytest.mark.parametrize("name", sorted(families()))
def test_what_features_say_has_chinese(name):
    own = re.compile(r"[A-Za-z]{4,}")
    with language.use("zh"):
        english = {
            text
            for entry in catalogue()
            if entry.family == name
            for text in (entry.meaning, entry.missing, entry.unit, entry.formula)
            if text and own.search(re.sub(r"TYPE|NUMBER|CATEGORY", "", said(text)))
        }
    chinese = f"src/foresale/locales/zh/features_{name}.json"
    assert not english, f"add to {chinese}, with holes for what differs: {sorted(english)}"
    words = name.replace("_", " ")
    assert words in language.catalogue("zh"), f'add the family\'s name to {chinese}: "{words}": "..."'
    with language.use("en"):
        assert said("days with an event in the 7 days before") == "days with an event in the 7 days before"
