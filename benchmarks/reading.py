"""Odd files read by Foresale, pandas, Polars and DuckDB, against the truth.

    python benchmarks/reading.py [--page]

Nobody gets a flag. pandas, Polars and DuckDB are told which columns are user, time and price (Foresale finds them);
pandas parses the time by `to_datetime`. A column left as text, or as a number where a time was meant, is work left, not
an error. `--page` writes the table into docs/explanation/reading-odd-files.md.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
from odd_exports import odd_exports
from odd_files import Odd, odd_files

from foresale.errors import ForesaleError
from foresale.log import prepare
from foresale.log.reading import ReadOptions

PAGE = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "reading-odd-files.md"
LEFT = "left"


def by_foresale(path: Path, odd: Odd) -> Any:
    log = prepare(str(path), ReadOptions(), cache=path.parent / "cache")
    buckets = [*log.buckets, *([log.ownerless] if log.ownerless else [])]
    money = sum(float(np.nansum(b.columns["price"])) for b in buckets if "price" in b.columns)
    first, last = (datetime.fromtimestamp(us / 1e6, UTC) for us in (
        min(int(b.columns["time"].min()) for b in buckets if len(b.columns["time"])),
        max(int(b.columns["time"].max()) for b in buckets if len(b.columns["time"]))))  # fmt: skip
    said = next((f.code for f in log.findings if f.code in ("year_assumed", "unclear_decimal")), "")
    return sum(len(b.columns["time"]) for b in log.buckets), money, first, last, set(log.dictionaries["user"]), said


def by_pandas(path: Path, odd: Odd) -> Any:
    kind = path.suffix
    if kind == ".jsonl":
        frame = pd.read_json(path, lines=True)
    else:
        frame = pd.read_excel(path) if kind == ".xlsx" else pd.read_csv(path)
    when = odd.names[1]
    if when in frame:
        frame[when] = pd.to_datetime(frame[when])
    return of_frame(frame, odd)


def by_polars(path: Path, odd: Odd) -> Any:
    if path.suffix == ".jsonl":
        return of_frame(pl.read_ndjson(path).to_pandas(), odd)
    return of_frame(pl.read_csv(path, try_parse_dates=True).to_pandas(), odd)


def by_duckdb(path: Path, odd: Odd) -> Any:
    reader = "read_json_auto" if path.suffix == ".jsonl" else "read_csv_auto"
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    return of_frame(con.execute(f"SELECT * FROM {reader}('{path}')").df(), odd)


def of_frame(frame: pd.DataFrame, odd: Odd) -> Any:
    user, when, price = odd.names
    missing = [name for name in odd.names if name not in frame]
    if missing:
        return LEFT
    times, money = frame[when], frame[price]
    if not pd.api.types.is_datetime64_any_dtype(times) and not isinstance(times.dropna().iloc[0], datetime):
        return LEFT
    if not pd.api.types.is_numeric_dtype(money):
        return LEFT
    first, last = (pd.Timestamp(t) for t in (times.dropna().min(), times.dropna().max()))
    first, last = (t.tz_localize(UTC) if t.tzinfo is None else t.tz_convert(UTC) for t in (first, last))
    ids = frame[user].dropna()
    texts = {f"{i:.0f}" if isinstance(i, float) else str(i) for i in ids}
    return len(ids), float(money.sum()), first.to_pydatetime(), last.to_pydatetime(), texts, ""


READERS: dict[str, Callable[[Path, Odd], Any]] = {
    "Foresale": by_foresale, "pandas": by_pandas, "Polars": by_polars, "DuckDB": by_duckdb,
}  # fmt: skip


def judge(read: Callable[[Path, Odd], Any], path: Path, odd: Odd) -> str:
    """`right`, `asks` (an error or a question), `left` (as text), or what is wrong without a word."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = read(path, odd)
    except ForesaleError as error:
        return f"asks ({type(error).__name__})"
    except Exception:
        return "error"
    if found == LEFT:
        return LEFT
    if odd.truth is None:
        return f"says what it takes (`{found[5]}`)" if found[5] else "**wrong**: guesses"
    n, money, first, last, user = odd.truth
    if user not in found[4] and any(user in one for one in found[4]):
        return LEFT  # `="00007"`: all of it is still there
    wrong = [what for what, same in (
        ("events", found[0] == n), ("sum", abs(found[1] - money) < 0.01), ("first time", found[2] == first),
        ("last time", found[3] == last), ("ids", user in found[4] and len(found[4]) == 40),
    ) if not same]  # fmt: skip
    return f"**wrong**: {', '.join(wrong)}" if wrong else "right"


def odd_table(folder: Path) -> str:
    lines = ["| in the file | " + " | ".join(READERS) + " |", "|---" * (len(READERS) + 1) + "|"]
    counts: dict[str, Counter[str]] = {name: Counter() for name in READERS}
    for n, odd in enumerate([*odd_files(), *odd_exports()]):
        (folder / str(n)).mkdir()
        path = folder / str(n) / odd.file
        path.write_bytes(odd.content)
        verdicts = {name: judge(read, path, odd) for name, read in READERS.items()}
        for name, verdict in verdicts.items():
            counts[name][verdict.split()[0].strip("*:")] += 1
        lines.append(f"| {odd.what.replace('|', chr(92) + '|')} | {' | '.join(verdicts.values())} |")
    for kind in ("right", "asks", "says", "error", "left", "wrong"):
        lines.append(f"| **{kind}** | {' | '.join(str(counts[name][kind]) for name in READERS)} |")
    return "\n".join(lines)


def put(name: str, text: str) -> None:
    """Into the page, between the comments of that name."""
    begin, end = f"<!-- {name} -->", f"<!-- end of the {name} -->"
    before, rest = PAGE.read_text(encoding="utf-8").split(begin)
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--page", action="store_true", help="write the table into the page of the docs")
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = odd_table(Path(folder))
    print(table)
    if args.page:
        put("table", table)


if __name__ == "__main__":
    main()
