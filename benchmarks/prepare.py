"""What reading, understanding and preparing a log cost, against what DuckDB takes for the least of it.

    python benchmarks/prepare.py [--rows 2000000] [--large 0] [--page]

CPU seconds of all threads, the best of three rounds; in every round each work is done once, so that they share
whatever else the machine does. Reading is held against DuckDB's own reading of the file as text into a table, preparing
against its `COPY (SELECT * FROM file ORDER BY user, time)`. `--large ROWS`: the most anonymous memory that preparing so
many rows of Parquet under `memory="1GB"` takes. `--page` writes the table into docs/explanation/reading-odd-files.md.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from reading import put
from train import write_log

from foresale.log import prepare
from foresale.log.raw import connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources
from foresale.log.understand import understand

THREADS, ROUNDS, FILES = 2, 3, 100
AS_TEXT = "read_csv('{}', all_varchar = true, delim = ',', header = true)"
MEMORY = "1GB"


def cpu_of(work: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def logs(folder: Path, rows: int) -> dict[str, Path]:
    """One log as CSV, as CSV in many files, as Parquet with times as texts and as Parquet with times as times."""
    paths = {"csv": folder / "log.csv", "files": folder / "parts", "texts": folder / "texts.parquet"}
    paths["typed"] = folder / "typed.parquet"
    write_log(paths["csv"], rows, rows // 20)
    paths["files"].mkdir()
    head, *lines = paths["csv"].read_bytes().splitlines(keepends=True)
    for n in range(FILES):
        part = lines[n * rows // FILES : (n + 1) * rows // FILES]
        (paths["files"] / f"{n:02d}.csv").write_bytes(head + b"".join(part))
    con = duckdb.connect()
    read = f"read_csv('{paths['csv']}', types = {{'event_time': 'VARCHAR'}})"
    time_ = "strptime(event_time, '%Y-%m-%d %H:%M:%S UTC') AS event_time"
    con.execute(f"COPY (SELECT * FROM {read}) TO '{paths['texts']}'")
    con.execute(f"COPY (SELECT * REPLACE ({time_}) FROM {read}) TO '{paths['typed']}'")
    return paths


def speed(folder: Path, rows: int) -> str:
    paths = logs(folder, rows)

    def duck(query: str) -> Callable[[], object]:
        return lambda: duckdb.connect(config={"threads": THREADS}).execute(query).fetchall()

    def sort(source: str) -> Callable[[], object]:
        return duck(f"COPY (SELECT * FROM {source} ORDER BY user_id, event_time) TO '{folder / 'sorted.parquet'}'")

    def understood(path: Path) -> Callable[[], object]:
        def work() -> None:
            with connect("2GB", THREADS, folder) as con:
                understand(open_sources(str(path), ReadOptions(), con), ReadOptions()).settled()

        return work

    def prepared(path: Path) -> Callable[[], object]:
        def work() -> None:
            with tempfile.TemporaryDirectory(dir=folder) as cache:
                prepare(str(path), ReadOptions(), cache=cache, threads=THREADS)

        return work

    csv = AS_TEXT.format(paths["csv"])
    works: list[tuple[str, Callable[[], object], bool]] = [  # the third: what those below it are held against
        ("DuckDB: CSV read as text into a table", duck(f"CREATE TABLE t AS FROM {csv}"), True),
        ("Foresale: the same CSV read and understood", understood(paths["csv"]), False),
        (f"Foresale: the same in {FILES} files", understood(paths["files"]), False),
        ("DuckDB: CSV sorted by user and time", sort(csv), True),
        ("Foresale: the same CSV prepared", prepared(paths["csv"]), False),
        ("DuckDB: Parquet (times as text) sorted", sort(f"'{paths['texts']}'"), True),
        ("Foresale: the same Parquet prepared", prepared(paths["texts"]), False),
        ("DuckDB: Parquet (times as times) sorted", sort(f"'{paths['typed']}'"), True),
        ("Foresale: the same Parquet prepared", prepared(paths["typed"]), False),
    ]
    rounds = [[cpu_of(work) for _, work, _ in works] for _ in range(ROUNDS)]
    best = [min(times) for times in zip(*rounds)]
    size = paths["csv"].stat().st_size / 1e6
    lines = [f"{rows:,} rows, {size:.0f} MB of CSV", "", "| | CPU s | ratio |", "|---|---|---|"]
    base = best[0]
    for (what, _, is_base), seconds in zip(works, best):
        base = seconds if is_base else base
        lines.append(f"| {what} | {seconds:.2f} | {seconds / base:.1f} |")
    return "\n".join(lines)


def memory_of(path: Path, cache: Path) -> None:
    """Prepare a log in this process, and print the most anonymous memory that it took, in MB (Linux tells it)."""
    most = 0

    def watch() -> None:
        nonlocal most
        while True:
            facts = Path("/proc/self/status").read_text(encoding="ascii").split("RssAnon:")[1]
            most = max(most, int(facts.split()[0]))
            time.sleep(0.02)

    threading.Thread(target=watch, daemon=True).start()
    prepare(str(path), ReadOptions(), cache=cache, threads=THREADS, memory=MEMORY)
    print(round(most / 1000))


def memory(folder: Path, rows: int) -> str:
    """The log of two million rows as often as it takes, each time with other users and products."""
    once = min(rows, 2_000_000)
    small, large = logs(folder, once)["texts"], folder / "large.parquet"
    again = " UNION ALL ".join(
        f"SELECT * REPLACE (user_id + {k * once} AS user_id, product_id + {k * 300} AS product_id) FROM '{small}'"
        for k in range(rows // once)
    )
    duckdb.connect().execute(f"COPY ({again}) TO '{large}'")
    run = [sys.executable, __file__, "--watch", str(large), str(folder / "cache")]
    megabytes = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return f"{rows:,} rows of Parquet prepared with `memory=\"{MEMORY}\"`: {megabytes} MB of anonymous memory at most"


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--rows", type=int, default=2_000_000, help="0: no speed")
    cli.add_argument("--large", type=int, default=0, help="rows whose memory is watched")
    cli.add_argument("--page", action="store_true", help="write the table into the page of the docs")
    cli.add_argument("--watch", nargs=2, type=Path, help=argparse.SUPPRESS)
    args = cli.parse_args()
    if args.watch:
        return memory_of(*args.watch)
    for n, part in ((args.rows, speed), (args.large, memory)):
        if n:
            with tempfile.TemporaryDirectory() as folder:
                text = part(Path(folder), n)
            print(text, flush=True)
            if args.page and part is speed:
                put("speed", text)


if __name__ == "__main__":
    main()
