"""A whole train, score and report open no socket, as far as Python's audit events see (not inside C++ libraries)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from demo_log import write_customers

WATCH = """
import sys

def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise SystemExit(f"{event} {args[1:]}")

sys.addaudithook(watch)
from foresale.cli.main import main
main(sys.argv[1:])
"""


def test_nothing_is_sent_anywhere(tmp_path: Path) -> None:
    log = write_customers(tmp_path / "orders.csv", share=16)
    run = tmp_path / "run"
    for command in (
        ["inspect", str(log)],
        ["train", str(log), "--within", "30d", "--population", "bought", "--out", str(run)],
        ["score", str(run / "bundle"), str(log), "--out", str(tmp_path / "scores.xlsx")],
        ["report", str(run), "--lang", "zh"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", WATCH, *command],
            cwd=tmp_path, env=os.environ | {"FORESALE_LANG": "en"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command[0]}: {done.stderr[-2000:]}"
