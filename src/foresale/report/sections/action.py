"""11: what to do: lists and bands, with what they held in the test."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.judging.quality import Estimate, Quality
from foresale.language import tr
from foresale.report.blocks import Block, Section, Table, Text
from foresale.report.horizons import by_horizon
from foresale.report.lists import list_name
from foresale.report.numbers import count, exact_share, share_interval
from foresale.report.words import Outcome, band, outcome


def action(judged: Judged) -> Section:
    words = outcome(judged.question.text)
    start: list[Block] = [Text(tr(
        "scores.csv holds every customer with p, percentile and band, the likeliest first. For a list of its own say "
        "how long a mailing or a campaign may be: `foresale score RUN/bundle LOG --top 10% --out list.csv` (or --top "
        "500). Who would have done it anyway, only an experiment tells: leave a part of the list alone and compare."
    ))]  # fmt: skip
    return Section("action", tr("What to do"), [*start, *by_horizon(judged, lambda q, k: _one(judged, q, k, words))])


def _one(judged: Judged, q: Quality, k: int, words: Outcome) -> list[Block]:
    rows = judged.scored[k].rows
    lists = [
        [list_name(q, one), count(one.share * rows), exact_share(one.recall.value),
         exact_share(one.precision.value)]
        for one in q.lists
    ]  # fmt: skip
    bands = [
        [band(b.name), exact_share(b.from_p), count(b.scored),
         share_interval(Estimate(value=b.observed, low=b.low, high=b.high)), exact_share(b.p_mean), count(b.rows)]
        for b in q.bands
    ]  # fmt: skip
    held = tr("{rate} in the test", rate=words.rate)
    return [
        Table(
            [tr("list"), tr("customers now"), tr("of all {doers}", doers=words.doers), held], lists,
            caption=tr("Sizes of a list among today's scores, with what such a list held in the test"),
        ),
        Table(
            [tr("band"), tr("p from"), tr("customers now"), words.rate, tr("predicted p"), tr("rows in the test")],
            bands,
            caption=tr("Bands, with what they held in the test (95% interval)"),
        ),
    ]  # fmt: skip
