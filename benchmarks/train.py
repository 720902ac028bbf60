"""`foresale train` end to end on a log of a million events and 50,000 users, default settings, stage by stage.

    python benchmarks/train.py [--events 1000000] [--users 50000] [--keep DIR]

The log is a simulated clickstream (`foresale.simulate`: views raise the hazard of buying), written as CSV; nothing is
cached. Wall and CPU seconds of the whole process, its peak memory, and the seconds of each stage from `run.json`.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

DAYS = 180
START = datetime(2024, 1, 1, tzinfo=UTC)


def write_log(path: Path, events: int, users: int) -> None:
    """Uneven users who look, put in the basket and buy; buying follows looking, and some stay away for good."""
    rng = np.random.default_rng(7)
    activity = rng.gamma(0.6, 1.0, users)
    user = rng.choice(users, events, p=activity / activity.sum())
    leaves = rng.uniform(0.2, 1.6, users) * DAYS
    day = rng.uniform(0, 1, events) * np.minimum(leaves[user], DAYS)
    kind = rng.choice(np.array(["view", "cart", "purchase"]), events, p=[0.9, 0.07, 0.03])
    item = (5_000 * rng.random(events) ** 2).astype(np.int64)
    price = np.round(5 + 0.01 * (item * 7919 % 9_000), 2)
    order = np.argsort(day, kind="stable")
    seconds = (day[order] * 86_400).astype(np.int64)
    table = pa.table(
        {
            "event_time": [(START + timedelta(seconds=int(s))).strftime("%Y-%m-%d %H:%M:%S UTC") for s in seconds],
            "event_type": kind[order],
            "product_id": item[order],
            "category_id": item[order] % 60,
            "price": price[order],
            "user_id": 100_000 + user[order],
        }
    )
    pyarrow.csv.write_csv(table, path)


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--events", type=int, default=1_000_000)
    cli.add_argument("--users", type=int, default=50_000)
    cli.add_argument("--keep", type=Path, help="folder for the log and the run")
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        log, run = folder / "log.csv", folder / "run"
        write_log(log, args.events, args.users)
        command = [
            str(Path(sys.executable).with_name("foresale")), "train", str(log), "--out", str(run), "--force",
            "--cache", str(folder / "cache"), "--quiet", "--json",
        ]  # fmt: skip
        began = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        wall = time.monotonic() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"{args.events:,} events, {args.users:,} users: {wall:.1f} s wall, "
            f"{used.ru_utime + used.ru_stime:.1f} CPU s, peak {used.ru_maxrss / 1e6:.2f} GB"
        )
        for stage, seconds in json.loads((run / "run.json").read_text(encoding="utf-8"))["stages"].items():
            print(f"  {stage:32s} {seconds:6.1f} s")


if __name__ == "__main__":
    main()
