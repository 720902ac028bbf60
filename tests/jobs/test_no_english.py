"""A Chinese page and Chinese screens hold no English but names: of models and measures, of columns, flags and files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

import foresale
from factories import example_judged
from foresale import language
from foresale.features.catalogue import catalogue
from foresale.jobs.features import list_features
from foresale.log.events import CODE_OF
from foresale.report.page import render
from foresale.screen import Grid, Part
from small_shop import QUICK

# Names that are the same in Chinese, and Latin letters of formulas.
NAMES = {"AUC", "BG", "Brier", "ECE", "F", "Foresale", "LightGBM", "NBD", "Platt", "R", "RFM", "ROC", "T", "UTC",
         "beta", "bundle", "carts", "foresale", "log", "max", "p", "purchases", "sigmoid", "t", "t_x",
         "views", "x", "z"}  # fmt: skip
# What is typed, and so stays as it is: questions, flags, quoted names, files, instants, zones, commands.
TYPED = re.compile(
    r"`[^`]*`|foresale (?:train|score|demo)[^\n]*|--[a-z-]+(?: [A-Z]+)?|[\w./-]+\.(?:json|csv|parquet|html|toml)\b|/\S+"
    r"|\b(?:no )?(?:buys|views|carts|refunds|clicks)(?:\([^)]*\))? within \S+(?: for \S+)?|\bwithin \d\w+"
    r"|\d+(?:d|h|w|mo)\b"
    r"|\b[A-Z][a-z]+/[A-Z]\w+|b2sum -l \d+|\b[0-9a-f]{32}\b"
)
WORD = re.compile(r"[A-Za-z][A-Za-z_]*")


def english(text: str, theirs: set[str]) -> list[str]:
    return sorted(word for word in words(text) - NAMES if word.lower() not in theirs)


def words(*names: str) -> set[str]:
    return {word for name in names for word in WORD.findall(TYPED.sub(" ", name))}


def known(*names: str) -> set[str]:
    return {word.lower() for word in words(*names)}


IDENTIFIERS = known(*CODE_OF, *(entry.name for entry in catalogue()), *(entry.family for entry in catalogue()),
                    *(need for entry in catalogue() for need in entry.needs))  # fmt: skip


def shown(html: str) -> str:
    """What a reader sees of a page, and hears of its pictures."""
    body = re.sub(r"<style>.*?</style>|<pre>.*?</pre>", " ", html[html.index("<title>") :], flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " \n ", body))


def texts(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Grid):
            yield from (part.title, *part.columns, *(cell for row in part.rows for cell in row))
        else:
            yield part


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with language.use("zh"):
        yield


def test_the_page_of_a_run(trained):
    run = foresale.train(trained.log, within="7d", cache=trained.cache, **QUICK)
    judged = run.judged
    settings = known(*judged.repeat.settings, *map(str, judged.repeat.settings.values()))
    columns = known(*(c.column for c in judged.health.columns), *(c.field or "" for c in judged.health.columns))
    assert english(shown(render(judged)), IDENTIFIERS | columns | settings) == []


def test_the_page_of_every_section():
    judged = example_judged()
    logs_own = known(*(c.column for c in judged.health.columns), *(c.field or "" for c in judged.health.columns),
                     *(str(c.reason) for c in judged.health.columns), *(str(f) for f in judged.health.findings),
                     *(str(why) for _, why in judged.health.breaks), *(str(f) for f in judged.limits),
                     *(str(r) for q in judged.horizons for r in (*q.verdict.reasons, *q.leaks)),
                     *(f.meaning for f in judged.drivers.features),
                     *(m.title for q in judged.horizons for m in q.models),
                     *(s.value for q in judged.horizons for s in q.slices), str(judged.plan.reason),
                     *(str(r.why) for r in judged.plan.refused), judged.drivers.method, "threads",
                     "test order")  # fmt: skip
    assert english(shown(render(judged)), IDENTIFIERS | logs_own) == []


@pytest.mark.parametrize("what", ["inspect", "train", "score", "features", "list"])
def test_the_screens(trained, what, tmp_path):
    how = {"cache": trained.cache}
    result = {
        "inspect": lambda: foresale.inspect(trained.log, **how),
        "train": lambda: foresale.train(trained.log, within="7d", **how, **QUICK),
        "score": lambda: foresale.score(trained.run.bundle, trained.log, **how),
        "features": lambda: foresale.features(trained.log, keys=trained.run.scores.select([0]).slice(0, 3), **how),
        "list": lambda: list_features(trained.log, **how),
    }[what]()
    columns = known("customer_id", "ts", "event", "sku", "price", "user", "time", "type", "item")
    if what == "list":  # windows of its own
        columns |= known(*(entry.name for entry in result.entries))
    assert english("\n".join(texts(result.screen())), IDENTIFIERS | columns) == []


def test_the_walk_finds_a_sentence_that_was_forgotten():
    assert english("结论：level drifts", IDENTIFIERS) == ["drifts", "level"]
