"""One shop and one training of the whole portfolio, for all tests of jobs that only look at what came out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

import foresale
from foresale.jobs.summary import Run
from foresale.simulate import Shop
from small_shop import shop, table_of, write


@dataclass(frozen=True)
class Trained:
    """A shop, its log as a file (with one damaged line) and the run that was trained on it."""

    shop: Shop
    log: Path
    cache: Path
    run: Run


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    folder = tmp_path_factory.mktemp("店铺 1")
    made = shop()
    log = write(table_of(made), folder / "events.csv")
    with log.open("a", encoding="utf-8") as f:
        f.write('"c000001","yesterday","view","i001",\n')
    run = foresale.train(
        log, ask="buys within 7d for all", out=folder / "run", cache=folder / "cache", threads=1, seed=3
    )
    return Trained(made, log, folder / "cache", run)
