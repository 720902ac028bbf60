"""2: who is asked what, as of when, and how many."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.language import tr
from foresale.report.blocks import Facts, Section, Text
from foresale.report.numbers import count, exact_share, instant, length, share
from foresale.report.words import outcome, whom


def question(judged: Judged) -> Section:
    """The question's facts, and who falls outside it."""
    q = judged.question
    last = judged.horizons[-1]
    zone = tr("{zone} (assumed: nothing in the log says so)", zone=q.zone) if q.zone_assumed else q.zone
    lengths = tr(", ").join(length(h) for h in q.horizons)
    test = tr(
        "{rows} rows, {buyers} {doers} ({rate})", rows=count(last.rows), buyers=count(last.buyers),
        doers=outcome(q.text).doers, rate=exact_share(last.base_rate),
    )  # fmt: skip
    pairs = [
        (tr("Question"), tr("Who {will} within {length}? As text: `{text}`", will=outcome(q.text).will, length=lengths,
                            text=q.text)),
        (tr("Who is asked"), whom(q.population)),
        (tr("Horizon"), lengths),
        (tr("Asked as of"), instant(q.cutoff)),
        (tr("Time zone"), zone),
        (tr("Last event in sight"), instant(q.last_event)),
        (tr("Customers scored"), count(q.rows)),
        (tr("In the test"), test),
    ]
    blocks: list[Facts | Text] = [Facts(pairs)]
    if q.outside:
        blocks.append(Text(tr("Further users in the log, not asked about: {n}.", n=count(q.outside))))
    if q.outside_share_of_buyers:
        blocks.append(
            Text(
                tr(
                    "Of those who did it in the newest window that is over, {share} would not have been asked about: "
                    "users left outside, and customers never seen before.",
                    share=share(q.outside_share_of_buyers),
                )
            )
        )
    return Section("question", tr("The question"), blocks)
