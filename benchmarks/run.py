"""`make bench`: the speed table, in one run on one machine. Minutes, not seconds.

    python benchmarks/run.py [features|train ...]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BENCHES = {
    "features": ["features.py", "--events", "20000000", "--users", "500000"],
    "train": ["train.py"],
    "reading": ["reading.py"],
    "prepare": ["prepare.py", "--large", "20000000"],
}


def main() -> None:
    for name in sys.argv[1:] or BENCHES:
        script, *flags = BENCHES[name]
        print(f"== {name}: python benchmarks/{script} {' '.join(flags)}", flush=True)
        subprocess.run([sys.executable, str(HERE / script), *flags], check=True)


if __name__ == "__main__":
    main()
