"""12: what it cannot say, and what not to use it for."""

from __future__ import annotations

from foresale.judging.judged import Judged
from foresale.language import tr
from foresale.report.blocks import Section, points


def limits(judged: Judged) -> Section:
    return Section("limits", tr("What it cannot say, and what not to use it for"), [points(judged.limits)])
