"""Reads the files that are named on its standard input, one after the other, and says of each how that went.

A process of its own, for what it reads may end it. Per line `{"path": ..., "whole": true}`: with `whole` all of
`foresale.inspect`, else only the readers (ten times as fast). Answers are `{"outcome": ...}`, with `bug` where it was
anything but a log that was read or an error of ours.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import traceback
import warnings
from pathlib import Path

from foresale.errors import ForesaleError
from foresale.jobs.inspect import inspect_log
from foresale.log.raw import connect
from foresale.log.reading import ReadOptions
from foresale.log.sources import open_sources
from foresale.log.sources.parquet import damage_found

warnings.simplefilter("error")


def whole(path: Path, scratch: Path) -> str:
    found = inspect_log(str(path), cache=scratch / "cache", memory="300MB", threads=1)
    lines = found.screen()
    json.dumps(found.to_dict())
    shutil.rmtree(scratch / "cache")
    return f"inspected {len(lines)} {type(found.open).__name__}"


def readers(path: Path, scratch: Path) -> str:
    with connect("300MB", 1, scratch) as con:
        raw = open_sources(str(path), ReadOptions(), con)
        for relation in raw.relations:
            with damage_found(raw.files):
                rows = con.execute(f"SELECT * FROM {relation.name}").fetchall()
            for file in relation.files:
                raw.lines(file, sorted({row[-1] for row in rows if row[-2] == file}))
        codes = sorted({f.code for f in raw.findings})
        kinds = sorted({(f.format, f.encoding, str(f.dialect and f.dialect.delimiter)) for f in raw.files})
        return f"read {kinds} {len(raw.relations)} {codes} {bool(raw.rejects.fetchall())}"


def main() -> None:
    scratch = Path(sys.argv[1])
    scratch.mkdir(exist_ok=True)
    for line in sys.stdin:
        asked = json.loads(line)
        answer = {}
        try:
            answer["outcome"] = (whole if asked["whole"] else readers)(Path(asked["path"]), scratch)
        except ForesaleError as error:
            answer["outcome"] = f"{type(error).__name__} {re.sub(r'[0-9]+|`.*?`', '', str(error).splitlines()[0])}"
        except Exception as error:
            answer["bug"] = traceback.format_exc()
            answer["outcome"] = f"bug {type(error).__name__}"
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
