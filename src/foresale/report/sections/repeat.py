"""13: how to get the same again."""

from __future__ import annotations

import json

from foresale.judging.judged import Judged
from foresale.language import tr
from foresale.report.blocks import Block, Code, Facts, Section, Table, Text
from foresale.report.numbers import count


def repeat(judged: Judged) -> Section:
    """Version, command, seed, settings, hashes. Times and threads stand in `run.json`: they change no number."""
    r = judged.repeat
    settings = [[name, _value(value)] for name, value in sorted(r.settings.items())]
    blocks: list[Block] = [
        Code(r.command),
        Facts(
            [
                (tr("Version"), f"foresale {r.version}"),
                (tr("Seed"), str(r.seed)),
                (tr("Content of the log"), r.log_hash),
            ]
        ),
    ]
    if settings:
        blocks.append(Table([tr("setting"), tr("value")], settings, folded=tr("Settings"), left=frozenset({0, 1})))
    if r.inputs:
        files = [[str(k + 1), i.blake2b] for k, i in enumerate(r.inputs)]
        blocks.append(
            Table(
                [tr("file"), tr("hash of its content (b2sum -l 128)")],
                files[:MOST],
                folded=tr("Files read: {n}", n=count(len(files))),
                left=frozenset({0, 1}),
            )
        )
        if len(files) > MOST:
            blocks.append(Text(tr("Further files, listed in metrics.json: {n}.", n=count(len(files) - MOST)), "note"))
    blocks.append(Text(tr(
        "All numbers of this page: metrics.json. Times of the run, and flags that change no number (--out, --memory, "
        "--threads, --cache): run.json."
    ), "note"))  # fmt: skip
    return Section("repeat", tr("How to repeat it"), blocks)


MOST = 50  # files named on the page


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
