"""How the choice of a model fares at earlier cutoffs of the real logs: where defaults are settled.

    python benchmarks/earlier.py [LOG ...] [--json FILE]

At each cutoff the whole procedure runs as of it, and its answers are held against what then happened, beside those
of RFM logistic regression and LightGBM through the same calibration. Label windows end before the cutoffs of
`../shared/exam`, whose rows are not touched. A row says by how many standard errors the chosen model is behind the
better of the two in AUC and log loss.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from foresale.features.relative import relative_features
from foresale.features.runner import compute_features
from foresale.jobs import learn as job
from foresale.jobs.proof import ALL, calibrator_of
from foresale.judging.anchor import anchored
from foresale.judging.backtest import backtest, refit
from foresale.judging.choose import clustered_mean, order_influence
from foresale.judging.metrics import row_log_loss
from foresale.log import prepare
from foresale.log.instants import parse_instant
from foresale.log.reading import ReadOptions
from foresale.tasks.asked import asked_task
from foresale.tasks.choose import choose_task
from foresale.tasks.labels import labels
from foresale.tasks.plan import plan_cutoffs

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
RIVALS = ("rfm_logistic", "lightgbm")


@dataclass(frozen=True)
class Case:
    log: str
    options: ReadOptions
    within: str
    population: str
    cutoffs: tuple[str, ...]
    until: str  # nothing from here on is read: the questions of the exam begin


CASES = {
    "uci": Case(
        "uci_online_retail/by-day.zip", ReadOptions(), "30d", "bought", ("2011-05-13", "2011-06-12", "2011-07-12"),
        "2011-08-11",
    ),
    "tmall": Case(
        "alibaba_bigdata_2014/t_alibaba_data.csv.gz",
        ReadOptions(types={"0": "view", "1": "purchase", "2": "favourite", "3": "cart"}, year=2014,
                    timezone="Asia/Shanghai"),
        "7d", "all", ("2014-05-28", "2014-06-04", "2014-06-11", "2014-06-18", "2014-06-25", "2014-07-02", "2014-07-09"),
        "2014-07-16",
    ),
    "taobao": Case(
        "taobao_userbehavior/UserBehavior.csv.gz",
        ReadOptions(columns=("user_id", "item_id", "category_id", "type", "time"), timezone="Asia/Shanghai"),
        "1d", "all", ("2017-11-30", "2017-12-01", "2017-12-02"), "2017-12-03",
    ),
    "cdnow": Case(
        "cdnow/CDNOW_master.txt.gz",
        ReadOptions(columns=("user_id", "time", "quantity", "amount"), types={"*": "purchase"}), "18w", "bought",
        ("1997-05-14",), "1997-10-01",
    ),
}  # fmt: skip


def run(name: str, case: Case, model: str = "auto", threads: int = 2) -> list[dict[str, object]]:
    log = prepare(DATA / case.log, case.options).before(parse_instant(case.until, case.options.timezone or "UTC"))
    rows = []
    for cutoff in case.cutoffs:
        began = time.monotonic()
        at = parse_instant(cutoff, log.zone)
        sight = log.before(at)
        task = choose_task(sight, asked_task(within=case.within, population=case.population)).task
        plan = plan_cutoffs(sight, task)
        asked = plan.learn_task(task)
        labelled_rows, teach = job._rows_to_use(job.labelled_rows(sight, asked, plan.cutoffs), sight, plan, 0)
        scored = job.rows_at(sight, task, [at])
        truth = labels(log, task, scored)[:, 0].astype(np.float64)
        features = relative_features if plan.kind == 5 else compute_features
        spec = job.make_spec(sight, task.horizon.approx_days)
        table, scored_table = (features(sight, r, spec, threads=threads) for r in (labelled_rows, scored))
        labelled = job._labelled(labelled_rows, table, sight, plan, task, 0, labelled_rows.label[:, 0], teach)
        result = backtest(labelled, plan, model=model, threads=threads)
        chosen, answers = result.chosen, {}
        for one in dict.fromkeys((chosen, *RIVALS, "blend")):
            result.chosen = one
            final = refit(labelled, plan, result, threads=threads)
            raw = final.predict(scored_table)
            calibrator = calibrator_of(labelled, result, ALL)
            if plan.kind == 5:
                calibrator = anchored(calibrator, raw, final.customer_base, labelled.data.rows(teach), scored_table)
            answers[one] = calibrator.apply(raw)
        rows.append(
            {"log": name, "cutoff": cutoff, "kind": plan.kind, "chosen": chosen, "rows": len(truth),
             "buyers": int(truth.sum()), "seconds": round(time.monotonic() - began, 1),
             **compared(truth, answers, chosen, scored.user)}
        )  # fmt: skip
        print(msgspec.json.encode(rows[-1]).decode(), flush=True)
    return rows


def compared(truth: np.ndarray, answers: dict[str, np.ndarray], chosen: str, users: np.ndarray) -> dict[str, object]:
    """AUC and log loss of each, and how far the chosen one is behind the better rival, in standard errors."""
    order = {n: order_influence(truth, p) for n, p in answers.items()}
    loss = {n: row_log_loss(truth, p) for n, p in answers.items()}
    best_auc = max(RIVALS, key=lambda n: order[n][0])
    best_loss = min(RIVALS, key=lambda n: loss[n].mean())
    auc_error = clustered_mean(order[chosen][1] - order[best_auc][1], users)[1]
    gap, error = clustered_mean(loss[chosen] - loss[best_loss], users)
    return {
        "auc": {n: round(order[n][0], 4) for n in answers},
        "log_loss": {n: round(float(loss[n].mean()), 4) for n in answers},
        "total": {n: round(float(p.sum() / truth.sum()), 3) for n, p in answers.items()},
        "auc_behind": round((order[best_auc][0] - order[chosen][0]) / max(auc_error, 1e-9), 2),
        "loss_behind": round(gap / max(error, 1e-9), 2),
    }


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("logs", nargs="*", help="uci tmall taobao cdnow; all by default")
    cli.add_argument("--model", default="auto")
    cli.add_argument("--json", type=Path)
    args = cli.parse_args()
    found = [row for name in args.logs or CASES for row in run(name, CASES[name], args.model)]
    clearly = sum(row["auc_behind"] > 1 or row["loss_behind"] > 1 for row in found)
    print(f"{clearly} of {len(found)} cutoffs clearly behind the better of {' and '.join(RIVALS)}")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
