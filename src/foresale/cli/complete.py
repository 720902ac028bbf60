"""Names for the shell's TAB that lie in the user's own files: the columns of the log named on the line."""

from __future__ import annotations

import contextlib
import csv
import gzip
from pathlib import Path
from typing import Any

from click import Context, Parameter
from click.shell_completion import CompletionItem

HEAD = 64 * 1024  # bytes of a file that may be read for its header: TAB has to answer at once


def complete_columns(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:
    """Columns of the first readable log of the line; after `FIELD=` the words carry the field."""
    field, sign, begun = incomplete.rpartition("=")
    for log in [*(ctx.params.get("logs") or ()), *ctx.args]:  # an unfinished line may leave its logs unparsed
        columns = _header(Path(log))
        if columns:
            return [CompletionItem(f"{field}{sign}{name}") for name in columns if name.startswith(begun)]
    return []


def _header(path: Path) -> list[str]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with contextlib.suppress(OSError, UnicodeDecodeError, csv.Error):  # TAB never complains
        with opener(path, "rb") as file:
            line = file.read(HEAD).split(b"\n", 1)[0].decode("utf-8-sig").rstrip("\r")
        return next(csv.reader([line], csv.Sniffer().sniff(line, delimiters=",;\t|")), [])
    return []
