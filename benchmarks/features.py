"""Sixteen windowed features at eight weekly cutoffs: Foresale's kernels against DuckDB and Polars, the same numbers.

    python benchmarks/features.py [--events 20000000] [--users 500000] [--only foresale,duckdb,polars]

Views, purchases, active days, distinct items in the 7, 14, 30 and 60 days before each cutoff, for every user at every
cutoff. Each engine starts from its own ready form of the log (Foresale: clustered by user; DuckDB: a native table in
memory; Polars: a frame) and is warm; CPU seconds are those of all threads. Foresale computes its whole `counts` family
(also carts, events and buying days) and keeps sixteen.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from foresale.features.context import Context
from foresale.features.runner import compute_features
from foresale.features.spec import FeatureSpec
from foresale.log.events import CART, DAY_US, PURCHASE, VIEW
from foresale.log.prepared import Bucket, PreparedLog

WINDOWS = (60, 30, 14, 7)
WHAT = ("views", "purchases", "active_days", "items")
DAYS, N_ITEMS, N_CUTOFFS = 120, 20_000, 8
START = 1_609_459_200_000_000  # 2021-01-01 UTC
CUTOFFS = START + (DAYS - 7 * np.arange(N_CUTOFFS)[::-1]) * DAY_US


@dataclass
class Rows:
    bucket: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]
    user: npt.NDArray[np.int32]
    cutoff: npt.NDArray[np.int64]


def make(n: int, n_users: int) -> dict[str, npt.NDArray[Any]]:
    """A log clustered by user and time: uneven users, popular items, 9 views to 2 carts to 1 purchase."""
    rng = np.random.default_rng(7)
    user = np.minimum((n_users * rng.random(n) ** 1.5).astype(np.int32), n_users - 1)
    second = rng.integers(0, DAYS * 86_400, n, dtype=np.int64)
    order = np.argsort(user.astype(np.int64) * DAYS * 86_400 + second, kind="stable")
    at = START + second[order] * 1_000_000
    return {
        "user": user[order], "time": at, "day": (at // DAY_US).astype(np.int32),
        "type": rng.choice(np.array([VIEW] * 9 + [CART] * 2 + [PURCHASE], np.uint8), n),
        "item": (N_ITEMS * rng.random(n) ** 2).astype(np.int32),
    }  # fmt: skip


def names(window: int) -> tuple[str, ...]:
    suffix = "all" if window == WINDOWS[0] else f"{window}d"
    return tuple(f"{what}_{suffix}" for what in WHAT)


def foresale(events: dict[str, npt.NDArray[Any]], n_users: int) -> Callable[[], npt.NDArray[np.float32]]:
    users = np.arange(n_users, dtype=np.int32)
    starts = np.searchsorted(events["user"], users).astype(np.int64)
    bucket = Bucket(
        users, starts, np.append(starts[1:], len(events["user"])), {k: v for k, v in events.items() if k != "user"}
    )
    types = {VIEW: "view", CART: "cart", PURCHASE: "purchase"}
    log = PreparedLog(
        zone="UTC", unit="s", owner="user", types=types, first=int(events["time"].min()),
        last=int(events["time"].max()), n_events=len(events["user"]), buckets=[bucket],
        dictionaries={"user": range(n_users), "item": range(N_ITEMS)},  # type: ignore[dict-item]
    )  # fmt: skip
    context = Context(
        zone="UTC", unit="s", horizon_days=7, lookback_days=WINDOWS[0], windows_days=WINDOWS, types=types,
        columns=tuple(bucket.columns),
    )  # fmt: skip
    spec = FeatureSpec(context=context, families=("counts",))
    wanted = {name for w in WINDOWS for name in names(w)}
    spec = FeatureSpec(
        context=context, families=("counts",), without=tuple(f.name for f in spec.features if f.name not in wanted)
    )
    place = np.tile(users, N_CUTOFFS)
    rows = Rows(np.zeros(len(place), np.int32), place, place, np.repeat(CUTOFFS, n_users))

    def run() -> npt.NDArray[np.float32]:
        return compute_features(log, rows, spec).values

    return run


def duckdb(events: dict[str, npt.NDArray[Any]], n_users: int) -> Callable[[], npt.NDArray[np.float32]]:
    import duckdb as engine
    import pyarrow as pa

    con = engine.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    table = pa.table(events)
    con.register("arrow_events", table)
    con.execute("create table events as select * from arrow_events")

    def columns(cutoff: int) -> str:
        found = []
        for w in WINDOWS:
            inside = f"time >= {cutoff - w * DAY_US}"
            for expression, extra in (
                ("count(*)", f" and type = {VIEW}"), ("count(*)", f" and type = {PURCHASE}"),
                ("count(distinct day)", ""), ("count(distinct item)", ""),
            ):  # fmt: skip
                found.append(f"{expression} filter (where {inside}{extra})")
        return ", ".join(found)

    def run() -> npt.NDArray[np.float32]:
        out = np.zeros((N_CUTOFFS, n_users, 16), np.float32)
        for k, cutoff in enumerate(map(int, CUTOFFS)):
            seen = f"time < {cutoff} and time >= {cutoff - WINDOWS[0] * DAY_US}"
            columned = con.execute(
                f"select user, {columns(cutoff)} from events where {seen} group by user"
            ).fetchnumpy()
            user, *values = columned.values()
            for j, value in enumerate(values):
                out[k, user, j] = value
        return out.reshape(-1, 16)

    return run


def polars(events: dict[str, npt.NDArray[Any]], n_users: int) -> Callable[[], npt.NDArray[np.float32]]:
    import polars as pl

    frame = pl.DataFrame(events)

    def columns(cutoff: int) -> list[pl.Expr]:
        found = []
        for w in WINDOWS:
            inside = pl.col("time") >= cutoff - w * DAY_US
            found += [
                (inside & (pl.col("type") == VIEW)).sum().alias(f"views_{w}"),
                (inside & (pl.col("type") == PURCHASE)).sum().alias(f"purchases_{w}"),
                pl.col("day").filter(inside).n_unique().alias(f"active_days_{w}"),
                pl.col("item").filter(inside).n_unique().alias(f"items_{w}"),
            ]
        return found

    def run() -> npt.NDArray[np.float32]:
        out = np.zeros((N_CUTOFFS, n_users, 16), np.float32)
        for k, cutoff in enumerate(map(int, CUTOFFS)):
            seen = (pl.col("time") < cutoff) & (pl.col("time") >= cutoff - WINDOWS[0] * DAY_US)
            grouped = frame.lazy().filter(seen).group_by("user").agg(columns(cutoff)).collect()
            user = grouped["user"].to_numpy()
            for j, name in enumerate(grouped.columns[1:]):
                out[k, user, j] = grouped[name].to_numpy()
        return out.reshape(-1, 16)

    return run


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--events", type=int, default=2_000_000)
    asked.add_argument("--users", type=int, default=None, help="default: one for 40 events")
    asked.add_argument("--repeat", type=int, default=3, help="warm runs of each engine, of which the best counts")
    asked.add_argument("--only", default="foresale,duckdb,polars")
    chosen = asked.parse_args()
    n_users = chosen.users or chosen.events // 40
    events = make(chosen.events, n_users)
    print(f"{chosen.events:,} events, {n_users:,} users, {N_CUTOFFS} cutoffs, {os.cpu_count()} cores")
    print("| engine | first call, CPU s | warm, CPU s | warm, wall s |\n|---|---|---|---|")
    answers, spent = {}, {}
    for engine in chosen.only.split(","):
        run = {"foresale": foresale, "duckdb": duckdb, "polars": polars}[engine](events, n_users)
        cpu = time.process_time()
        run()
        first = time.process_time() - cpu
        walls, cpus = [], []
        for _ in range(chosen.repeat):  # a shared machine takes a third more or less from one run to the next
            cpu, wall = time.process_time(), time.perf_counter()
            answers[engine] = run()
            cpus.append(time.process_time() - cpu)
            walls.append(time.perf_counter() - wall)
        spent[engine] = min(cpus)
        print(f"| {engine} | {first:.2f} | {spent[engine]:.2f} | {min(walls):.2f} |", flush=True)
    for engine, answer in answers.items():
        np.testing.assert_array_equal(answer, answers[next(iter(answers))], err_msg=engine)
    print(f"{len(answers)} answers of {next(iter(answers.values())).size:,} values are equal")
    if "foresale" in spent and len(spent) > 1:
        best = min(cpu for engine, cpu in spent.items() if engine != "foresale")
        print(f"the better of the others needs {best / spent['foresale']:.0f} times the CPU")


if __name__ == "__main__":
    main()
