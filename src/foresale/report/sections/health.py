"""3: what was read, what was not, and how each column was understood."""

from __future__ import annotations

from foresale.judging.judged import Count, Health, Judged
from foresale.language import tr
from foresale.report.blocks import Beside, Block, Facts, Point, Points, Section, Table, Text, points
from foresale.report.charts.days import days
from foresale.report.numbers import NONE, count, exact_share, instant


def health(judged: Judged) -> Section:
    """Facts, findings, events a day, then the tables folded away."""
    h = judged.health
    facts = Facts([
        (tr("Files"), count(h.files)),
        (tr("Events"), count(h.events)),
        (tr("Users"), count(h.users)),
        (tr("Items"), count(h.items)),
        (tr("Purchases"), count(h.purchases)),
        (tr("From"), instant(h.start)),
        (tr("To"), instant(h.end)),
        (tr("Time is told to the"), tr(h.unit)),
        (tr("Damaged rows, set aside"), count(sum(c.rows for c in h.quarantined))),
        (tr("Rows without a user"), _without_user(h)),
    ])  # fmt: skip
    picture: list[Block] = [days(h)] if h.days else []
    if h.holes or h.breaks:
        picture.append(Points([*_holes(h), *_breaks(h)]))
    blocks: list[Block] = [Beside([picture, [facts]])]
    if h.findings:
        blocks += [Text(tr("Assumed or noticed while reading"), "strong"), points(h.findings)]
    blocks.append(_columns(h))
    blocks.append(_counts(h.types, tr("event"), tr("Events by type")))
    if h.quarantined:
        blocks.append(
            _counts(h.quarantined, tr("reason"), tr("Damaged rows by reason (kept in quarantine.parquet)"), True)
        )
    if h.left_out:
        blocks.append(_counts(h.left_out, tr("kind"), tr("Understood, but no purchases"), True))
    return Section("health", tr("The data"), blocks)


def _without_user(h: Health) -> str:
    if not h.without_user or h.without_user_revenue is None:
        return count(h.without_user)
    return tr("{n} ({share} of the revenue)", n=count(h.without_user), share=exact_share(h.without_user_revenue))


def _holes(h: Health) -> list[Point]:
    return [Point(tr("no events from {start} to {end}; no cutoff touches these days", start=instant(a), end=instant(b)),
                  tr("Hole")) for a, b in h.holes]  # fmt: skip


def _breaks(h: Health) -> list[Point]:
    return [Point(tr("{day}: {what}", day=instant(at), what=what), tr("Break {n}", n=k + 1))
            for k, (at, what) in enumerate(h.breaks)]  # fmt: skip


def _columns(h: Health) -> Table:
    rows = [
        [
            c.column,
            c.field or tr("left out"),
            NONE if c.confidence is None or c.field is None else exact_share(c.confidence),
            str(c.reason),
        ]
        for c in h.columns
    ]
    columns = [tr("column"), tr("read as"), tr("confidence"), tr("why")]
    return Table(
        columns,
        rows,
        folded=tr("How each column was understood ({n})", n=len(rows)),
        left=frozenset({0, 1, 3}),
        wide=frozenset({3}),
    )


def _counts(counts: tuple[Count, ...], what: str, title: str, examples: bool = False) -> Table:
    if examples and any(c.example for c in counts):
        rows = [[tr(c.name), count(c.rows), c.example or ""] for c in counts]
        return Table([what, tr("rows"), tr("example, masked")], rows, folded=title, left=frozenset({0, 2}))
    return Table([what, tr("rows")], [[tr(c.name), count(c.rows)] for c in counts], folded=title)
