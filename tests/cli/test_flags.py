"""Every flag of `train` and `score` does something: one effect each, seen in what the job gave or left.

A flag that `--help` shows and that has no effect here fails the last test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree
from typing import Any

import duckdb
import numpy as np
import pytest

from cli.bad_log import GOOD, HEADER, csv, put
from cli.conftest import Command, Done
from foresale.bundle import load_bundle
from foresale.cli.talk import Talk
from foresale.judging.judged import Judged
from foresale.log.instants import show_day, show_instant

QUESTION = ("--ask", "buys within 14d for all")
FAST = ("--model", "own_rate", "--threads", "1")
END = "2024-04-30"  # the log's last midnight


@dataclass
class Shop:
    """Commands in a folder of its own; each gives the result of its job, or, where it ends otherwise, how it ended."""

    command: Command
    cache: str
    bundle: Path
    folder: Path
    results: list[Any] = field(default_factory=list)
    log: str = "log.csv"
    last: Done = field(default_factory=lambda: Done(0, "", ""))

    def write(self, content: str, name: str = "log.csv") -> str:
        (self.folder / name).write_text(content, encoding="utf-8")
        return name

    def call(self, *args: str, code: int = 0) -> Any:
        self.last = self.command(*args, *(() if "--cache" in args else ("--cache", self.cache)))
        assert self.last.code == code, self.last.err
        return None if code not in (0, 3) else self.results[-1]

    def plan(self, *flags: str, code: int = 0, question: tuple[str, ...] = QUESTION) -> Any:
        """`train --dry-run`: the log was read, the question put."""
        return self.call("train", self.log, *question, "--dry-run", *flags, code=code)

    def train(self, *flags: str, code: int = 0, model: tuple[str, ...] = FAST, out: str = "run") -> Any:
        return self.call("train", self.log, *QUESTION, *model, "--out", out, *flags, code=code)

    def score(self, *flags: str, code: int = 0, bundle: Path | None = None) -> Any:
        return self.call("score", str(bundle or self.bundle), self.log, *flags, code=code)


@pytest.fixture
def shop(foresale, cache, trained, tmp_path, monkeypatch) -> Shop:
    made = Shop(foresale, cache, trained, tmp_path)
    real = Talk.show

    def noted(talk: Talk, result: Any, *, strict: bool = False) -> None:
        made.results.append(result)
        real(talk, result, strict=strict)

    monkeypatch.setattr(Talk, "show", noted)
    made.write(csv())
    return made


Effect = Callable[[Shop], None]
EFFECTS: dict[str, dict[str, Effect]] = {"train": {}, "score": {}}


def flag(name: str, *commands: str) -> Callable[[Effect], Effect]:
    def entered(effect: Effect) -> Effect:
        for command in commands:
            EFFECTS[command][name] = effect
        return effect

    return entered


def prices(log: Any) -> np.ndarray:
    return np.concatenate([b.columns["price"] for b in log.buckets])


def fields(run: Any) -> dict[str, Any]:
    return dict(run.asked.log.reading.sources[0].fields)


# ---- train: the question


@flag("--ask", "train")
def _(shop: Shop) -> None:
    assert str(shop.plan().asked.task) == "buys within 14d for all"
    assert str(shop.plan(question=("--ask", "carts within 7d for active(60d)")).asked.task) == (
        "carts within 7d for active(60d)"
    )


@flag("--target", "train")
def _(shop: Shop) -> None:
    assert str(shop.plan("--target", "cart", question=()).asked.task).startswith("carts within ")


@flag("--within", "train")
def _(shop: Shop) -> None:
    assert str(shop.plan("--within", "3d,9d", question=()).asked.task).startswith("buys within 3d,9d for ")


@flag("--population", "train")
def _(shop: Shop) -> None:
    run = shop.plan("--population", "bought(45d)", question=())
    assert str(run.asked.task).endswith(" for bought(45d)")


@flag("--labels", "train")
def _(shop: Shop) -> None:
    days = ("2024-03-01", "2024-03-15", "2024-03-29", "2024-04-12")
    rows = [f"{u},{d},{k % 2}" for d in days for k, u in enumerate(sorted({row[0] for row in GOOD})[:60])]
    shop.write("\n".join(["key,cutoff,label", *rows]) + "\n", "answers.csv")
    run = shop.plan("--labels", "answers.csv", "--within", "14d", question=())
    assert "answers.csv" in str(run.asked.task)


@flag("--cutoff", "train")
def _(shop: Shop) -> None:
    whole, run = shop.plan(), shop.plan("--cutoff", "2024-04-01")
    assert (whole.to_dict()["cutoff_text"], run.to_dict()["cutoff_text"]) == (
        f"{END} 00:00 UTC", "2024-04-01 00:00 UTC"
    )  # fmt: skip
    assert run.asked.log.n_events < whole.asked.log.n_events


# ---- train: the log


@flag("--map", "train")
def _(shop: Shop) -> None:
    shop.write(csv(lambda n, row: (*row, f"h{int(row[0][1:]) // 2}"), f"{HEADER},household"))
    each, homes = (shop.plan("--map", f"user={column}") for column in ("user_id", "household"))
    assert homes.asked.log.n_users <= 0.6 * each.asked.log.n_users
    assert fields(homes)["user"].columns == ("household",)


@flag("--columns", "train")
def _(shop: Shop) -> None:
    shop.write(csv().split("\n", 1)[1])
    assert fields(shop.plan("--columns", "client_id,moment,event,sku,price"))["user"].columns == ("client_id",)


@flag("--types", "train")
def _(shop: Shop) -> None:
    assert set(shop.plan().asked.log.types.values()) == {"view", "cart", "purchase"}
    assert set(shop.plan("--types", "cart=view").asked.log.types.values()) == {"view", "purchase"}


@flag("--timezone", "train")
def _(shop: Shop) -> None:
    assert shop.plan("--timezone", "Asia/Shanghai").to_dict()["cutoff_text"] == f"{END} 00:00 Asia/Shanghai"


@flag("--year", "train")
def _(shop: Shop) -> None:
    shop.write(csv(lambda n, row: (row[0], row[1][5:], *row[2:])))
    for year in (2022, 2023):
        log = shop.plan("--year", str(year)).asked.log
        assert show_day(log.first, log.zone).startswith(str(year))


@flag("--day-first", "train")
@flag("--month-first", "train")
def _(shop: Shop) -> None:
    def spoken(n: int, row: Any) -> Any:
        year, month, day = row[1][:10].split("-")
        return (row[0], f"{month}/{day}/{year}{row[1][10:]}", *row[2:]) if int(day) <= 12 else None

    shop.write(csv(spoken))
    last = [shop.call("inspect", shop.log, flag).log.last for flag in ("--month-first", "--day-first")]
    assert [show_day(at, "UTC") for at in last] == ["2024-04-12", "2024-12-04"]


@flag("--decimal", "train")
def _(shop: Shop) -> None:
    shop.write(csv(lambda n, row: (*row[:4], f'"{1 + n % 8},{100 + n % 800}"')))
    highest = {sign: prices(shop.plan("--decimal", sign).asked.log).max() for sign in ",."}
    assert highest[","] < 9 and highest["."] == pytest.approx(1000 * highest[","])


@flag("--encoding", "train")
def _(shop: Shop) -> None:
    (shop.folder / "log.csv").write_bytes(csv(lambda n, row: (f"ş{row[0]}", *row[1:])).encode("cp1254"))
    for encoding, first in (("cp1254", "şu0001"), ("cp1252", "þu0001")):
        assert first in list(shop.plan("--encoding", encoding).asked.log.dictionaries["user"])


@flag("--since", "train")
def _(shop: Shop) -> None:
    log = shop.plan("--since", "2024-02-01").asked.log
    assert show_day(log.first, log.zone) == "2024-02-01"


@flag("--until", "train")
def _(shop: Shop) -> None:
    log = shop.plan("--until", "2024-04-01").asked.log
    assert show_day(log.last, log.zone) == "2024-03-31"


@flag("--where", "train")
def _(shop: Shop) -> None:
    kept = sum(row[3] != "i1" for row in GOOD)
    assert kept < len(GOOD) and shop.plan("--where", "product_id <> 'i1'").asked.log.n_events == kept


@flag("--ignore", "train")
def _(shop: Shop) -> None:
    assert "price" in fields(shop.plan()) and "price" not in fields(shop.plan("--ignore", "price"))


@flag("--exclude", "train")
def _(shop: Shop) -> None:
    shop.write(csv() + "".join(f"bot,2024-03-01 10:{k // 60:02}:{k % 60:02},view,i1,1\n" for k in range(1200)))
    shop.write("u0001\nu0002\n", "staff.csv")
    log = shop.plan("--exclude", "robots", "--exclude", "staff.csv").asked.log
    assert log.left_out.users == 3 and log.n_events == len([row for row in GOOD if row[0] not in ("u0001", "u0002")])


@flag("--rates", "train")
def _(shop: Shop) -> None:
    shop.write(csv(lambda n, row: (*row, "EUR" if n % 2 else "USD"), f"{HEADER},currency"))
    shop.plan(code=1)
    assert '--rates "' in shop.last.err
    whole = prices(shop.plan("--ignore", "currency").asked.log)
    turned = prices(shop.plan("--rates", "EUR=1,USD=0.5").asked.log)
    assert turned.sum() < 0.8 * whole.sum() and turned.max() <= whole.max()


@flag("--id-key", "train")
def _(shop: Shop) -> None:
    shop.write(csv(lambda n, row: (f"{row[0]}@post.shop", *row[1:])))
    users = []
    for name in ("one.key", "two.key"):
        log = shop.plan("--id-key", shop.write(name * 5, name)).asked.log
        users.append(set(log.dictionaries["user"]))
    assert not users[0] & users[1]


def people(shop: Shop, name: str, column: str, value: Callable[[int], str]) -> str:
    ids = sorted({row[0] for row in GOOD})
    return shop.write("\n".join([f"user_id,{column}", *(f"{u},{value(k)}" for k, u in enumerate(ids))]) + "\n", name)


@flag("--fixed", "train")
def _(shop: Shop) -> None:
    users = ("--users", people(shop, "people.csv", "club", lambda k: "gold" if k % 3 else "silver"))
    assert set(shop.plan(*users).asked.log.user_table) == set()
    assert set(shop.plan(*users, "--fixed", "club").asked.log.user_table) == {"club"}


@flag("--session-minutes", "train")
def _(shop: Shop) -> None:
    def sessions(*flags: str) -> int:
        log = shop.plan(*flags).asked.log
        return sum(len(np.unique(b.columns["session"][a:z])) for b in log.buckets for a, z in zip(b.starts, b.ends))

    assert sessions("--session-minutes", "20000") < sessions()


@flag("--items", "train")
def _(shop: Shop) -> None:
    shop.write("\n".join(["product_id,brand", *(f"i{k},b{k % 4}" for k in range(50))]) + "\n", "items.csv")
    assert set(shop.plan("--items", "items.csv").asked.log.item_table) == {"brand"}


@flag("--users", "train")
def _(shop: Shop) -> None:
    people(shop, "people.csv", "country", lambda k: "DE" if k % 3 else "FR")
    assert set(shop.plan("--users", "people.csv").asked.log.user_table) == {"country"}


# ---- train: the model and what it leaves


@flag("--keys", "train")
def _(shop: Shop) -> None:
    shop.write("user_id\nu0007\nu0003\n", "keys.csv")
    assert shop.train("--keys", "keys.csv").scores["user_id"].to_pylist() == ["u0007", "u0003"]


@flag("--model", "train")
def _(shop: Shop) -> None:
    run = shop.train(model=("--model", "base_rate"))
    assert run.judged.horizons[0].chosen == "base_rate" and len(set(run.scores["p"].to_pylist())) == 1


@flag("--without", "train")
def _(shop: Shop) -> None:
    spec = load_bundle(shop.train("--without", "money,days_since_cart").bundle).spec
    names = {feature.name for feature in spec.features}
    assert "money" not in spec.families and "days_since_cart" not in names
    assert "recency" in spec.families and "days_since_view" in names


@flag("--country", "train")
def _(shop: Shop) -> None:
    spec = load_bundle(shop.train("--country", "gb").bundle).spec
    assert spec.context.country == "GB" and "days_to_holiday" in {feature.name for feature in spec.features}
    shop.train("--country", "Narnia", code=2)
    assert "Narnia" in shop.last.err and "DE-BY" in shop.last.err


@flag("--seed", "train")
def _(shop: Shop) -> None:
    of_0 = Judged.from_json((shop.bundle.parent / "metrics.json").read_bytes()).horizons[0].models[0].metrics["auc"]
    again, other = (
        shop.train("--seed", seed, out=f"run{seed}").judged.horizons[0].models[0].metrics["auc"] for seed in "01"
    )
    assert again == of_0 and other.value == of_0.value and other != of_0  # other draws, so another interval


@flag("--out", "train")
def _(shop: Shop) -> None:
    shop.train(out="june")
    assert (shop.folder / "june" / "report.html").exists()


@flag("--dry-run", "train")
def _(shop: Shop) -> None:
    assert shop.call("train", shop.log, *QUESTION, "--dry-run").scores is None
    assert [p.name for p in shop.folder.iterdir()] == ["log.csv"]


@flag("--force", "train")
def _(shop: Shop) -> None:
    copytree(shop.bundle.parent, shop.folder / "run")
    shop.train(code=1)
    assert "--force" in shop.last.err
    shop.train("--force")


@flag("--strict", "train")
def _(shop: Shop) -> None:
    assert not shop.train("--strict", code=3).ok


# ---- score


def later(shop: Shop) -> None:
    """The log goes on for some days, with what happened in the first of February."""
    more = [(row[0], row[1].replace("2024-02-", "2024-05-"), *row[2:]) for row in GOOD if "-02-0" in row[1]]
    shop.write(csv() + "".join(",".join(row) + "\n" for row in more))


@flag("--exclude", "score")
def _(shop: Shop) -> None:
    shop.write("u0001\nu0002\n", "staff.csv")
    everybody, customers = (shop.score(*flags).table for flags in ((), ("--exclude", "staff.csv")))
    assert set(everybody["user_id"].to_pylist()) - set(customers["user_id"].to_pylist()) == {"u0001", "u0002"}


@flag("--rates", "score")
def _(shop: Shop) -> None:
    shop.score("--rates", "EUR=1,USD", code=2)
    assert "EUR=1,USD" in shop.last.err
    shop.write(csv(lambda n, row: (*row[:4], f"€{row[4]}" if n % 2 else f"£{row[4]}")))
    bundle = shop.train("--rates", "EUR=1,GBP=1.2").bundle
    scores = [shop.score(*flags, bundle=bundle).table for flags in ((), ("--rates", "EUR=1,GBP=1.2"))]
    assert scores[0].equals(scores[1])
    shop.score("--rates", "EUR=1,USD=1.2", bundle=bundle, code=1)
    assert "GBP" in shop.last.err


@flag("--id-key", "score")
def _(shop: Shop) -> None:
    shop.write(csv(lambda n, row: (f"{row[0]}@post.shop", *row[1:])))
    bundle = shop.train("--id-key", shop.write("one.key" * 5, "one.key")).bundle
    (shop.folder / "one.key").rename(shop.folder / "moved.key")
    shop.score(bundle=bundle, code=1)
    assert "--id-key" in shop.last.err
    assert shop.score("--id-key", "moved.key", bundle=bundle).table.num_rows


@flag("--cutoff", "score")
def _(shop: Shop) -> None:
    later(shop)
    when = [[show_instant(c, "UTC")[:10] for c in shop.score(*f).cutoffs] for f in ((), ("--cutoff", "2024-05-03"))]
    assert when == [["2024-05-10"], ["2024-05-03"]]


@flag("--allow-hindsight", "score")
def _(shop: Shop) -> None:
    shop.score("--cutoff", "2024-04-01", code=1)
    assert "--allow-hindsight" in shop.last.err
    assert shop.score("--cutoff", "2024-04-01", "--allow-hindsight").table.num_rows


@flag("--keys", "score")
def _(shop: Shop) -> None:
    shop.write("user_id\nu0009\nu0004\n", "keys.csv")
    assert shop.score("--keys", "keys.csv").table["user_id"].to_pylist() == ["u0009", "u0004"]


@flag("--map", "score")
def _(shop: Shop) -> None:
    shop.write("member,note\nu0009,x\n", "keys.csv")
    shop.score("--keys", "keys.csv", code=1)
    assert shop.score("--keys", "keys.csv", "--map", "user=member").table["member"].to_pylist() == ["u0009"]


def taught(shop: Shop) -> Path:
    """A bundle that knows brands and countries."""
    shop.write("\n".join(["product_id,brand", *(f"i{k},b{k % 4}" for k in range(50))]) + "\n", "items.csv")
    people(shop, "people.csv", "country", lambda k: "DE" if k % 3 else "FR")
    model = ("--model", "logistic", "--threads", "1")
    return shop.train("--items", "items.csv", "--users", "people.csv", model=model).bundle


@flag("--items", "score")
def _(shop: Shop) -> None:
    bundle = taught(shop)
    shop.write("\n".join(["product_id,brand", *(f"i{k},b{k % 3}" for k in range(50))]) + "\n", "new.csv")
    assert shop.score(bundle=bundle).table["p"] != shop.score("--items", "new.csv", bundle=bundle).table["p"]


@flag("--users", "score")
def _(shop: Shop) -> None:
    bundle = taught(shop)
    people(shop, "new.csv", "country", lambda k: "DE" if k % 2 else "FR")
    assert shop.score(bundle=bundle).table["p"] != shop.score("--users", "new.csv", bundle=bundle).table["p"]


@flag("--links", "train", "score")
def _(shop: Shop) -> None:
    shop.write("cookie_id,user_id,since\nu0004,u0009,2024-03-01\n", "links.csv")
    for call in (shop.plan, shop.score):
        call("--links", "nowhere.csv", code=1)
        assert "nowhere.csv" in shop.last.err
    assert len(shop.plan("--links", "links.csv").asked.log.identity) == 1
    shop.write("user_id\nu0009\nu0004\n", "keys.csv")
    keys = ("--keys", "keys.csv")
    assert len(set(shop.score(*keys).table["p"].to_pylist())) == 2
    assert len(set(shop.score(*keys, "--links", "links.csv").table["p"].to_pylist())) == 1


@flag("--top", "score")
def _(shop: Shop) -> None:
    assert shop.score("--top", "5").table.num_rows == 5


@flag("--reasons", "score")
def _(shop: Shop) -> None:
    table = shop.score("--reasons", "--top", "3").table
    assert all(table["reason_1"].to_pylist()) and all(table["reason_1_adds"].to_pylist())


@flag("--excel", "score")
def _(shop: Shop) -> None:
    for flags, begin in (((), b""), (("--excel",), b"\xef\xbb\xbf")):
        shop.score("--out", "list.csv", *flags)
        assert (shop.folder / "list.csv").read_bytes().startswith(begin + b'"user_id"')


@flag("--out", "score")
def _(shop: Shop) -> None:
    assert shop.score("--out", "list.parquet").path == "list.parquet"
    assert (shop.folder / "list.parquet").read_bytes().startswith(b"PAR1")


@flag("--strict", "score")
def _(shop: Shop) -> None:
    shop.write(csv(lambda n, row: None if row[2] == "cart" and row[1] > "2024-03-20" else row))
    assert not shop.score().ok
    shop.score("--strict", code=3)


# ---- both


@flag("--allow-quarantine", "train", "score")
def _(shop: Shop) -> None:
    shop.write(csv(put(1, "yesterday", every=8)))
    for call in (shop.plan, shop.score):
        call(code=1)
        assert "--allow-quarantine" in shop.last.err
        call("--allow-quarantine")


@flag("--memory", "train", "score")
def _(shop: Shop) -> None:
    limits, connect = [], duckdb.connect

    def noted(*places: Any, **how: Any) -> Any:
        limits.append(how["config"]["memory_limit"])
        return connect(*places, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("duckdb.connect", noted)
        for name, call in (("a", shop.plan), ("b", shop.score)):
            call("--cache", name, "--memory", "500MB")
            assert limits and set(limits) == {"300MB"}  # the rest is for Python
            limits.clear()


@flag("--threads", "train", "score")
def _(shop: Shop) -> None:
    one, two = shop.bundle.parent, shop.train("--threads", "2", out="two").folder
    for name in ("scores.csv", "metrics.json"):
        assert (one / name).read_bytes().split(b'"repeat"')[0] == (two / name).read_bytes().split(b'"repeat"')[0]
    for folder, n in ((one, 1), (two, 2)):
        assert f"--threads {n}" in json.loads((folder / "run.json").read_bytes())["command"]
    assert shop.score("--threads", "1").table.equals(shop.score("--threads", "2").table)


@flag("--cache", "train", "score")
def _(shop: Shop) -> None:
    for name, call in (("a", shop.plan), ("b", shop.score)):
        call("--cache", name)
        assert list((shop.folder / name / "prepared").iterdir())


@flag("--config", "train", "score")
def _(shop: Shop) -> None:
    shop.write('within = "9d"\ntop = "3"\n', "mine.toml")
    assert "within 9d" in str(shop.plan("--config", "mine.toml", question=()).asked.task)
    assert shop.score("--config", "mine.toml").table.num_rows == 3


@flag("--lang", "train", "score")
def _(shop: Shop) -> None:
    for call in (shop.plan, shop.score):
        call("--lang", "zh")
        assert re.search(r"[\u4e00-\u9fff]", shop.last.out)


@flag("--json", "train", "score")
def _(shop: Shop) -> None:
    for call in (shop.plan, shop.score):
        call("--json")
        assert json.loads(shop.last.out)["task"] == QUESTION[1]


@flag("--quiet", "train", "score")
def _(shop: Shop) -> None:
    for call in (shop.plan, shop.score):
        call()
        loud = shop.last
        call("--quiet")
        assert loud.err and not shop.last.err and loud.out == shop.last.out


@flag("--verbose", "train", "score")
def _(shop: Shop) -> None:
    for n, call in enumerate((shop.plan, shop.score)):
        call("--cache", f"quiet{n}")
        told = shop.last.err
        call("--cache", f"loud{n}", "-vv")
        assert len(shop.last.err.splitlines()) > len(told.splitlines())


@flag("--no-color", "train", "score")
def _(shop: Shop) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORCE_COLOR", "1")
        shop.call("inspect", shop.log)  # by the same hand as the others; its tables are there at once
        assert "\x1b[" in shop.last.out
        for args in (("inspect",), ("score", str(shop.bundle)), ("train", *QUESTION, *FAST)):
            shop.call(*args, shop.log, "--no-color")
            assert "\x1b" not in shop.last.out + shop.last.err


@flag("--help", "train", "score")
def _(shop: Shop) -> None:
    for command in EFFECTS:
        assert shop.command(command, "--help").out.startswith("Examples:")


# ---- the table of them


@pytest.mark.parametrize("name", EFFECTS["train"])
def test_a_flag_of_train_does_what_it_says(shop, name):
    EFFECTS["train"][name](shop)


@pytest.mark.parametrize("name", [name for name, e in EFFECTS["score"].items() if e != EFFECTS["train"].get(name)])
def test_a_flag_of_score_does_what_it_says(shop, name):
    EFFECTS["score"][name](shop)


@pytest.mark.parametrize("command", EFFECTS)
def test_every_flag_of_the_help_is_here(foresale, command):
    lines = re.findall(r"^  (?=-)(.*?)(?:  |$)", foresale(command, "--help").out, re.MULTILINE)
    assert {name for line in lines for name in re.findall(r"--[a-z][a-z-]*", line)} == set(EFFECTS[command])
