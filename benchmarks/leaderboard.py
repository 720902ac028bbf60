"""LEADERBOARD.md: Foresale with default settings on the questions of the shared exam, beside its references.

    python benchmarks/leaderboard.py [QUESTION ...] [--exam ../shared/exam] [--data ../shared/data]

Asks every question of `ask/main-job.table` through the command line (a bundle as of each cutoff), has the exam's own
scorer judge it, and writes the table. Rows of questions that are not asked this time stay as they were. Every run is a
look at the exam's rows and belongs into `dev/LOG.md`.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).resolve().parent
TABLE = HERE / "LEADERBOARD.md"
SHOWN = {"auc": "AUC", "average_precision": "average precision", "log_loss": "log loss", "calibration_slope": "slope",
         "calibration_intercept": "intercept"}  # fmt: skip
FORESALE = str(Path(sys.executable).with_name("foresale"))


def ask(question: str, logs: list[str], cutoff: str, flags: list[str], exam: Path) -> dict[str, Any]:
    """The scorer's judgement of Foresale's answers to one question."""
    spec = tomllib.loads((exam / question / "question.toml").read_text(encoding="utf-8"))
    keys = pd.read_parquet(exam / question / "rows.parquet")[spec["keys"]]
    parts = list(keys.groupby("cutoff")) if "cutoff" in keys else [(cutoff, keys)]
    with tempfile.TemporaryDirectory() as temporary:
        folder, answers = Path(temporary), []
        for n, (when, asked) in enumerate(parts):
            asked.to_parquet(folder / "keys.parquet", index=False)
            run, at = folder / f"run{n}", ["--cutoff", str(when), "--quiet"]
            subprocess.run([FORESALE, "train", *logs, *at, *flags, "--out", str(run)], check=True, capture_output=True)
            scores = folder / f"scores{n}.parquet"
            command = [FORESALE, "score", str(run / "bundle"), *logs, *at, "--keys", str(folder / "keys.parquet")]
            subprocess.run([*command, "--out", str(scores)], check=True, capture_output=True)
            answers.append(pd.read_parquet(scores))
        pd.concat(answers).to_parquet(folder / "p.parquet", index=False)
        judged = subprocess.run(
            [sys.executable, str(exam / "score.py"), question, str(folder / "p.parquet"), "--json"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    found: dict[str, Any] = json.loads(judged.stdout)
    return found


def row(question: str, found: dict[str, Any]) -> str:
    metrics = [found["metrics"][name] for name in SHOWN]
    cells = [f"{m['value']:.4f} [{m['interval'][0]:.3f}, {m['interval'][1]:.3f}]" for m in metrics]
    words = ", ".join(f"{name}: {v['log_loss']['verdict']}" for name, v in found["versus"].items())
    return f"| {question} | {' | '.join(cells)} | {words} |"


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("questions", nargs="*")
    cli.add_argument("--exam", type=Path, default=HERE.parents[1] / "shared" / "exam")
    cli.add_argument("--data", type=Path, default=HERE.parents[1] / "shared" / "data")
    args = cli.parse_args()
    before = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else []
    rows = {line.split("|")[1].strip(): line for line in before if line.startswith("| ") and "AUC" not in line}
    for line in (args.exam / "ask" / "main-job.table").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        question, logs, cutoff, flags, _ = (part.strip() for part in line.split("|"))
        if args.questions and question not in args.questions:
            continue
        paths = [str(args.data / part) for part in shlex.split(logs)]
        rows[question] = row(question, ask(question, paths, cutoff, shlex.split(flags), args.exam))
        print(rows[question], flush=True)
    head = ["question", *SHOWN.values(), "log loss against the references (paired, 95 %)"]
    TABLE.write_text(
        "# Leaderboard\n\nDefault settings, through the command line; 95 % intervals by bootstrap over users, from the "
        "exam's scorer. Made by `python benchmarks/leaderboard.py`.\n\n"
        f"| {' | '.join(head)} |\n|{'---|' * len(head)}\n" + "\n".join(rows.values()) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
