"""The report: one HTML file from `Judged` alone, in `language.current()`.

It opens from disk or mail: no script, no network (its own policy forbids both), styles inlined. The same `Judged` gives
the same bytes.
"""

from __future__ import annotations

import re
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from foresale.judging.judged import Judged
from foresale.language import current, tr
from foresale.report.blocks import Figure
from foresale.report.numbers import instant, length
from foresale.report.sections.action import action
from foresale.report.sections.answer import answer
from foresale.report.sections.calibration import calibration
from foresale.report.sections.drivers import drivers
from foresale.report.sections.gains import gains
from foresale.report.sections.health import health
from foresale.report.sections.judging import judging
from foresale.report.sections.limits import limits
from foresale.report.sections.quality import quality
from foresale.report.sections.question import question
from foresale.report.sections.repeat import repeat
from foresale.report.sections.scores import scores
from foresale.report.sections.segments import segments
from foresale.report.words import outcome, whom

SECTIONS = (
    answer, question, health, judging, quality, calibration, gains, scores, drivers, segments, action, limits, repeat,
)  # fmt: skip


def render(judged: Judged) -> str:
    """The whole page as text, to be written in UTF-8.

    Raises nothing of its own: every section copes with what `Judged` leaves undefined (None).
    """
    q = judged.question
    horizons = tr(" or ").join(length(h) for h in q.horizons)
    title = tr("Who {will} within {length}?", will=outcome(q.text).will, length=horizons)
    return (
        _environment()
        .get_template("page.html")
        .render(
            lang="zh-Hans" if current() == "zh" else "en",
            title=title,
            subtitle=tr(
                "{whom}, asked as of {cutoff} ({zone})", whom=whom(q.population), cutoff=instant(q.cutoff), zone=q.zone
            ),
            contents=tr("Contents"),
            made=tr("Made by Foresale {version}.", version=judged.repeat.version),
            css=Markup(resources.files("foresale.report").joinpath("page.css").read_text(encoding="utf-8")),
            sections=[section(judged) for section in SECTIONS],
        )
        + "\n"
    )


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("foresale.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    env.filters["svg"] = _svg
    env.filters["sign"] = _sign
    env.filters["text"] = _text
    env.filters["cell"] = _cell
    return env


def _sign(word: str) -> str:
    return tr("{word}: ", word=word)


_CODE = re.compile(r"`([^`]+)`")
_INTERVAL = re.compile(r"[(（][-+\N{MINUS SIGN}]?\d[^()（）]*[)）]")
_FLAG = re.compile(r"(?<![\w`/-])(--[a-z][a-z-]+)")


def _text(text: str) -> Markup:
    """Text escaped, what stands in backquotes and flags as code."""
    return Markup(_CODE.sub(r'<code>\1</code>', _FLAG.sub(r'<code class="flag">\1</code>', str(escape(text)))))


def _cell(text: str) -> Markup:
    """The same in a table, where a value may part from its interval and the interval stays in one piece."""
    whole = _INTERVAL.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    return Markup(str(_text(whole)).replace("（", "<wbr>（"))  # browsers do not part % from a wide bracket


def _svg(figure: Figure) -> Markup:
    """Not escaped here: what `charts.drawing` drew, whose texts are escaped already."""
    return Markup(figure.svg)
