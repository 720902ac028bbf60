"""Whether `p_low .. p_high` holds what it promises (90 %): simulated shops, whose true probabilities are known.

    python benchmarks/intervals.py [--shops 12] [--model auto] [--json FILE]

Each shop is trained as of its last day and every customer's interval is held against the truth. Two figures a shop:

    people  share of customers whose own true p lies inside their interval
    groups  share of tenths of p whose mean truth lies between their mean p_low and mean p_high: what the interval is
            about (the share of buyers among people with this score)
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

import foresale

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from foresale.simulate import simulate_shop
from small_shop import midnight, table_of

DAYS = 240
KINDS = (
    ("bgnbd", {}, "30d"), ("clicks", {}, "7d"), ("clicks", {"season": 0.4, "growth": 0.5}, "14d"),
    ("bgnbd", {"growth": 0.5}, "14d"), ("clicks", {"intensity": 0.3}, "30d"), ("no_signal", {}, "30d"),
)  # fmt: skip


def measure(seed: int, model: str) -> dict[str, object]:
    """One shop: coverage and mean width, people with history and cold ones apart."""
    kind, how, within = KINDS[seed % len(KINDS)]
    customers = 1500 if kind == "bgnbd" else 700
    shop = simulate_shop(customers, DAYS, seed, kind, **how)
    began = time.monotonic()
    run = foresale.train(
        table_of(shop), ask=f"buys within {within} for all", cutoff=midnight_text(DAYS), model=model, threads=2
    )
    assert run.scores is not None and run.judged is not None
    scores = run.scores.to_pydict()
    truth = shop.truth(midnight(DAYS), float(within[:-1]))
    t = np.array([truth[u] for u in scores["customer_id"]])
    p, low, high = (np.array(scores[name]) for name in ("p", "p_low", "p_high"))
    order = np.argsort(p, kind="stable")
    groups = [
        low[g].mean() <= t[g].mean() <= high[g].mean() for g in np.array_split(order, 10)
    ]  # fmt: skip
    q = run.judged.horizons[0]
    return {
        "seed": seed, "kind": kind, "within": within, "chosen": q.chosen, "verdict": q.verdict.word,
        "plan": run.judged.plan.kind,
        "people": round(float(((low <= t) & (t <= high)).mean()), 3), "groups": float(np.mean(groups)),
        "width": round(float((high - low).mean()), 4), "mean_p": round(float(p.mean()), 4),
        "mean_truth": round(float(t.mean()), 4), "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def midnight_text(day: int) -> str:
    """The shop's n-th day as a cutoff is typed."""
    return str(np.datetime64(midnight(day), "us").astype("M8[D]"))


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--shops", type=int, default=12)
    cli.add_argument("--model", default="auto")
    cli.add_argument("--json", type=Path)
    args = cli.parse_args()
    found = []
    for seed in range(args.shops):
        found.append(measure(seed, args.model))
        print(json.dumps(found[-1]), flush=True)
    for name in ("people", "groups", "width"):
        print(f"{name}: {np.mean([one[name] for one in found]):.3f}")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
