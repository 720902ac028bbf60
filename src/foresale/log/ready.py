"""Tables that are no logs: what such a one looks like, so that its owner knows why, and what is missing."""

from __future__ import annotations

from collections.abc import Collection

from foresale.language import tr
from foresale.log.evidence import Evidence
from foresale.log.profile import Profile
from foresale.log.vocabulary import fields_of, is_named

# What learners' tables call the answer.
_LABELS = (
    "y", "label", "labels", "target", "class", "outcome", "response", "converted", "conversion", "churn", "churned",
    "accepted", "choice", "intent", "revenue", "标签", "类别",
)  # fmt: skip
_WEEKS = ("week", "weeks", "week_no", "wk", "周", "月份")
_FEW = 60  # values of a column that is called a time, and says `morning` or a month
_LONG_TEXT = 30  # characters


def what_it_is(e: Evidence, failed: Collection[str]) -> str:
    """What a table without times is, if nobody has two rows and nothing happens in them; "" where it may be a log.

    failed : columns that are called times and hold none
    """
    happens = any(not partial for (_, partial, _), _ in e.named("type"))
    people = any(p.filled and p.uniqueness < 1 for _, p in e.named("user"))
    if happens or people or any(e.profiles[column].distinct > _FEW for column in failed):
        return ""
    columns = list(e.profiles.values())
    label = next((p for p in columns if is_named(p.name, _LABELS) and 1 < p.distinct < 200), None)
    fields = {field for p in columns for field in fields_of(p.name)}
    keys = [p for p in columns if is_named(p.name, ("id",)) or "item" in fields_of(p.name)]
    if fields & {"title", "category", "brand"} and any(p.uniqueness == 1 and p.filled == p.rows for p in keys):
        return tr("a table of products, a row each (beside a log: --items FILE)")
    if text := next((p for p in columns if _is_text(p)), None):
        return tr("texts with a row each (`{column}`)", column=text.name)
    if label and len(columns) > 3:
        return tr("a table of labelled examples (`{column}` is what is to be told)", column=label.name)
    if any(is_named(p.name, _WEEKS) for p in columns):
        return tr("sums of weeks or shops")
    return tr("a ready table, one row a customer or visit")


def _is_text(p: Profile) -> bool:
    """Whether its cells are sentences: long, with blanks or in Chinese, and hardly one twice."""
    long = sum(n for shape, n in p.shapes if len(shape) >= _LONG_TEXT) + p.others
    worded = sum(n for shape, n in p.shapes if shape.count(" ") > 2 or not shape.isascii())
    return p.uniqueness > 0.5 and long > 0.3 * p.filled and worded + p.others > 0.5 * p.filled
