"""Every sentence that inspect, train, score, features and their errors say in Chinese is Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import foresale
from foresale import language
from foresale.errors import CutoffTwice, Hindsight, NotAListSize
from foresale.jobs.features import list_features
from foresale.progress import Progress
from foresale.screen import Grid, Part
from small_shop import QUICK, date, shop, table_of

HAN = re.compile(r"[\u4e00-\u9fff]")
SENTENCE = re.compile(r"\b[a-z]+ [a-z]+ [a-z]+\b")  # three English words in a row
QUOTED = re.compile(r"--ask|`[^`]*`|foresale \S+|(no )?(buys|carts|views) within \S+( for \S+)?")


class Heard(Progress):
    """What a run says aloud."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text: str) -> None:
        self.lines.append(text)


def texts(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Grid):
            yield part.title
            yield from part.columns
            yield from (cell for row in part.rows for cell in row)
        else:
            yield part


def english(said: Iterator[str] | list[str]) -> list[str]:
    return [text for text in said if SENTENCE.search(QUOTED.sub("", text))]


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with language.use("zh"):
        yield


def test_inspect(trained):
    screen = list(texts(foresale.inspect(trained.log, cache=trained.cache).screen()))
    assert english(screen) == [] and HAN.search(screen[0])


def test_train(trained):
    heard = Heard()
    run = foresale.train(trained.log, within="7d", cache=trained.cache, progress=heard, **QUICK)
    screen = list(texts(run.screen()))
    assert english(screen) == [] and HAN.search(screen[0])
    assert len(heard.lines) >= 3 and english(heard.lines) == []
    assert english([str(limit) for limit in run.judged.limits]) == []


def test_score_and_what_moved(trained):
    log = table_of(shop(days=106))
    half = log.slice(log.num_rows // 2)  # a shorter log, without carts
    half = half.filter(pc.not_equal(half["event"], "cart"))
    done = foresale.score(trained.run.bundle, half, cache=trained.cache, top="10%")
    assert len(done.moved) >= 2
    screen = list(texts(done.screen()))
    assert english(screen) == [] and HAN.search(screen[0])


def test_features(trained):
    screen = list(texts(list_features(trained.log, cache=trained.cache).screen()))
    assert english(screen) == []


def test_errors(trained):
    keys = pa.table({"customer_id": ["a"], "cutoff": [date(95)]})
    for error, how in (
        (Hindsight, {"cutoff": date(70)}),
        (NotAListSize, {"top": "few"}),
        (CutoffTwice, {"keys": keys, "cutoff": date(100)}),
    ):
        with pytest.raises(error) as e:
            foresale.score(trained.run.bundle, trained.log, cache=trained.cache, **how)
        assert all(HAN.search(line) for line in str(e.value).splitlines())
