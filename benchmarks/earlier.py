"""How the choice of a model fares at earlier cutoffs of the real logs: where defaults are settled.

    python benchmarks/earlier.py [CASE ...] [--every N] [--model NAME] [--json FILE]

At each cutoff the whole procedure learns as of it, by itself (`auto`) and with RFM logistic regression and LightGBM
named; the answers are held against what then happened. Label windows end before the cutoffs of `../shared/exam`, whose
rows are not touched. A row says by how many standard errors (paired, by user) the chosen model is behind the better of
the two (known only afterwards), in AUC and in log loss; the last lines say at how many cutoffs by more than one.
`simulated` is 36 seeded shops of 400 to 1,500 customers.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from foresale.jobs.learn import Learned, learn
from foresale.judging.choose import clustered_mean, order_influence
from foresale.judging.metrics import row_log_loss
from foresale.log import prepare
from foresale.log.instants import parse_instant
from foresale.log.memory import log_from_columns
from foresale.log.prepared import PreparedLog
from foresale.log.reading import ReadOptions
from foresale.simulate import DAY_US, OPENING, simulate_shop
from foresale.tasks.asked import asked_task
from foresale.tasks.choose import choose_task
from foresale.tasks.labels import labels
from foresale.tasks.plan import plan_cutoffs

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
RIVALS = ("rfm_logistic", "lightgbm")


@dataclass(frozen=True)
class Log:
    """until : nothing from here on is read: the questions of the exam begin"""

    path: str
    options: ReadOptions
    until: str


@dataclass(frozen=True)
class Case:
    """A question, asked every `step` days from `first` to `last`."""

    log: str
    within: str
    population: str
    first: str
    last: str
    step: int

    @property
    def cutoffs(self) -> list[str]:
        return [str(day) for day in np.arange(np.datetime64(self.first), np.datetime64(self.last) + 1, self.step)]


LOGS = {
    "uci": Log("uci_online_retail/by-day.zip", ReadOptions(), "2011-08-11"),
    "tmall": Log(
        "alibaba_bigdata_2014/t_alibaba_data.csv.gz",
        ReadOptions(
            types={"0": "view", "1": "purchase", "2": "favourite", "3": "cart"}, year=2014, timezone="Asia/Shanghai"
        ),
        "2014-07-16",
    ),
    "taobao": Log(
        "taobao_userbehavior/UserBehavior.csv.gz",
        ReadOptions(columns=("user_id", "item_id", "category_id", "type", "time"), timezone="Asia/Shanghai"),
        "2017-12-03",
    ),
    "cdnow": Log(
        "cdnow/CDNOW_master.txt.gz",
        ReadOptions(columns=("user_id", "time", "quantity", "amount"), types={"*": "purchase"}),
        "1997-10-01",
    ),
}
CASES = {
    "taobao": Case("taobao", "1d", "all", "2017-11-27", "2017-12-02", 1),
    "uci": Case("uci", "30d", "bought", "2011-02-11", "2011-07-12", 7),
    "tmall7": Case("tmall", "7d", "all", "2014-05-07", "2014-07-09", 3),
    "tmall14": Case("tmall", "14d", "all", "2014-05-13", "2014-07-02", 7),
    "tmall31": Case("tmall", "31d", "all", "2014-05-16", "2014-06-15", 5),
    "cdnow4": Case("cdnow", "4w", "bought", "1997-04-30", "1997-09-03", 14),
    "cdnow9": Case("cdnow", "9w", "bought", "1997-05-14", "1997-07-29", 14),
    "cdnow18": Case("cdnow", "18w", "bought", "1997-05-14", "1997-05-28", 14),
}
SIMULATED = "simulated"
Question = tuple[str, PreparedLog, str, str, int]  # name, log with the answers, within, population, cutoff


def questions(name: str, every: int) -> Iterator[Question]:
    if name == SIMULATED:
        yield from list(simulated())[::every]
        return
    case = CASES[name]
    source = LOGS[case.log]
    whole = prepare(DATA / source.path, source.options)
    log = whole.before(parse_instant(source.until, whole.zone))
    for cutoff in case.cutoffs[::every]:
        yield f"{name} {cutoff}", log, case.within, case.population, parse_instant(cutoff, log.zone)


def simulated() -> Iterator[Question]:
    for k in range(36):
        kind = ("bgnbd", "clicks", "clicks")[k % 3]
        days, within = (120, 200)[k % 2], ("7d", "14d", "30d")[k // 4 % 3]
        shop = simulate_shop((400, 800, 1500)[k // 3 % 3], days, 1000 + k, kind, intensity=(0.5, 1.0)[k // 2 % 2])
        names = ("user", "time", "type", "item", "price")
        log = log_from_columns(**{name: shop.events[name] for name in names})  # type: ignore[arg-type]
        cutoff = OPENING + (days - int(within[:-1])) * DAY_US
        yield f"{SIMULATED} {k}", log, within, "all" if kind == "clicks" else "bought", cutoff


def asked(question: Question, model: str) -> dict[str, Any]:
    """How `model` (or `auto`) fares beside the rivals."""
    name, log, within, population, cutoff = question
    began = time.monotonic()
    sight = log.before(cutoff)
    task = choose_task(sight, asked_task(within=within, population=population)).task
    plan = plan_cutoffs(sight, task)
    by: dict[str, Learned] = {one: learn(sight, task, plan, model=one, threads=2) for one in (model, *RIVALS)}
    rows = by[model].rows
    truth = labels(log, task, rows)[:, 0].astype(np.float64)
    return {
        "question": name, "kind": plan.kind, "chosen": by[model].bundle.answers[0].model, "rows": len(truth),
        "buyers": int(truth.sum()), "seconds": round(time.monotonic() - began, 1),
        **compared(truth, {one: learned.p[:, 0] for one, learned in by.items()}, model, rows.user),
    }  # fmt: skip


def compared(truth: np.ndarray, answers: dict[str, np.ndarray], ours: str, users: np.ndarray) -> dict[str, object]:
    """AUC, log loss and total of each, and how far `ours` is behind the better rival, in standard errors."""
    order = {n: order_influence(truth, p) for n, p in answers.items()}
    loss = {n: row_log_loss(truth, p) for n, p in answers.items()}
    best_auc = max(RIVALS, key=lambda n: order[n][0])
    best_loss = min(RIVALS, key=lambda n: loss[n].mean())
    auc_error = clustered_mean(order[ours][1] - order[best_auc][1], users)[1]
    gap, error = clustered_mean(loss[ours] - loss[best_loss], users)
    return {
        "auc": {n: round(order[n][0], 4) for n in answers},
        "log_loss": {n: round(float(loss[n].mean()), 4) for n in answers},
        "total": {n: round(float(p.sum() / truth.sum()), 3) for n, p in answers.items()},
        "auc_behind": round((order[best_auc][0] - order[ours][0]) / max(auc_error, 1e-9), 2),
        "loss_behind": round(gap / max(error, 1e-9), 2),
    }


def clearly_behind(rows: list[dict[str, Any]]) -> str:
    n = sum(row["auc_behind"] > 1 or row["loss_behind"] > 1 for row in rows)
    return f"{n} of {len(rows)} clearly behind the better of {' and '.join(RIVALS)} ({n / max(len(rows), 1):.0%})"


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("cases", nargs="*", help=f"{' '.join([*CASES, SIMULATED])}; all by default")
    cli.add_argument("--every", type=int, default=1, help="only every N-th cutoff or shop")
    cli.add_argument("--model", default="auto")
    cli.add_argument("--json", type=Path)
    args = cli.parse_args()
    found: dict[str, list[dict[str, Any]]] = {}
    for name in args.cases or (*CASES, SIMULATED):
        for question in questions(name, args.every):
            row = asked(question, args.model)
            found.setdefault(name, []).append(row)
            print(msgspec.json.encode(row).decode(), flush=True)
    for name, rows in found.items():
        print(f"{name}: {clearly_behind(rows)}")
    real = [row for name, rows in found.items() if name != SIMULATED for row in rows]
    print(f"real logs: {clearly_behind(real)}")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
